"""Papers in the hands of a class teacher: the own class alone, or a sentence that says why not."""

import dataclasses

import pytest
from aid_papers import over, reviewed
from builders import AUTUMN, CODE, add, as_class_teacher, school_class
from papers import DAY, paid_batch, pupils, whole
from pay_papers import second_list

from desktop.models import sight
from desktop.models.errors import Refused
from desktop.models.journal import AccessNote
from desktop.models.ledgers.batches import AidGrant, AidNotice
from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services import papers_out
from desktop.services.aid.notices import make_notices
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.document import OF_CLASS
from desktop.services.paper.documents.proof_page_facts import proof_of_grants

OWN, OTHERS = ["王雨桐", "李浩桐"], ["覃思远", "韦子墨", "莫若曦"]


@pytest.fixture
def wanted(store):
    """Two classes with everything any paper needs, and a choice that names the pupils of both."""
    ids = pupils(store, OWN) + pupils(store, OTHERS, klass="四(1)班", start=20)
    made = paid_batch(store)
    make_notices(store, made)
    record = reviewed(store, ids)
    posting = over(store, record)
    proof = proof_of_grants(store, [row.id for row in AidGrant.select()], "受助金额", "名单上的每一笔")
    add(store, WaitingRow, person="覃思远", problem="身份证号不对", file="名单.xlsx", row=4)
    return Wanted(
        day=DAY, term=AUTUMN, batch=made, ledger=Student, records=ids, code=CODE, check_code="7K3M9QXT", students=ids,
        round=record, posting=posting, roll="granted", pay_list=second_list(store, made, DAY), proof=proof, masked=False,
        month="2026-09", meal="lunch", copies="pupil", classes=[school_class(store, "四(1)班")],
    )  # fmt: skip


@pytest.fixture
def teacher(store, wanted):
    return as_class_teacher(store, school_class(store, "三(2)班"))


def secrets() -> list[str]:
    """Names and numbers of the pupils of the other class."""
    rows = Student.select().where(Student.name.in_(OTHERS))
    return [*OTHERS, *(row.id_number for row in rows)]


@pytest.mark.parametrize("code", list(DOCUMENTS))
@pytest.mark.parametrize("chosen", [True, False])
def test_no_paper_tells_a_class_teacher_of_another_class(teacher, wanted, tmp_path, code, chosen):
    asked = wanted if chosen else dataclasses.replace(wanted, students=(), classes=())
    told = secrets()
    try:
        path = print_document(teacher, DOCUMENTS[code], asked, tmp_path)
    except Refused as error:
        assert list(tmp_path.glob("*.pdf")) == [] and not any(one in str(error) for one in told)
    else:
        text = whole(path)
        assert code in OF_CLASS and not [one for one in told if one in text + path.name]


@pytest.mark.parametrize("code", ["D2", "D2S", "D5", "D6", "D7", "D7K", "D8", "D9", "ID"])
def test_a_paper_of_the_whole_school_is_refused_with_the_reason(teacher, wanted, tmp_path, code):
    with pytest.raises(NotAllowed, match="是全校的材料，“班主任”只能打印自己班的"):
        print_document(teacher, DOCUMENTS[code], wanted, tmp_path)


@pytest.mark.parametrize("code", ["D7A", "LIST", "CLASS", "AID", "D3V", "D28"])
def test_a_paper_of_the_own_class_has_all_its_pupils(teacher, wanted, tmp_path, code):
    text = whole(print_document(teacher, DOCUMENTS[code], wanted, tmp_path))
    assert all(name in text for name in OWN)


def test_the_roll_of_the_own_class_says_whose_it_is(teacher, wanted, tmp_path):
    path = print_document(teacher, DOCUMENTS["D7A"], dataclasses.replace(wanted, students=()), tmp_path)
    assert "三(2)班在校学生花名册" in path.name and "三(2)班在校学生" in whole(path)
    assert AccessNote.select().order_by(AccessNote.id.desc()).get().count == len(OWN)


def test_pupils_of_another_class_alone_make_no_paper(teacher, wanted, tmp_path):
    foreign = [row.id for row in Student.select().where(Student.name.in_(OTHERS))]
    with pytest.raises(NotAllowed, match="不是自己班的学生"):
        print_document(
            teacher, DOCUMENTS["AID"], dataclasses.replace(wanted, students=foreign, records=()), tmp_path
        )


def test_the_command_line_prints_no_list_of_the_school_for_a_class_teacher(school, wanted, teacher, tmp_path):
    school.store.session = teacher.session
    with pytest.raises(NotAllowed, match="全校的材料"):
        papers_out.make_papers(school, "D8", term=AUTUMN, programme="non_boarding", to=tmp_path)
    assert list(tmp_path.glob("*.pdf")) == []


# reading ------------------------------------------------------------------------------------------------


def test_whatever_query_is_written_a_class_teacher_reads_the_own_class(school, wanted, teacher):
    school.store.session = teacher.session
    assert {row.name for row in Student.select()} == set(OWN)
    assert AidGrant.select().count() == AidNotice.select().count() == len(OWN)
    assert WaitingRow.select().count() == 0
    assert Student.get_or_none(Student.name == OTHERS[0]) is None
    with sight.whole():
        assert Student.select().count() == len(OWN) + len(OTHERS)


def test_what_a_class_teacher_writes_is_held_against_the_whole_school(school, wanted, teacher):
    number = Student.get(Student.name == OTHERS[0]).id_number
    school.store.session = teacher.session
    mine = Student.get(Student.name == OWN[0]).id
    with pytest.raises(Refused), school.store.step("改号码") as step:
        step.change(Student, mine, {"id_number": number})
    assert Student.get_by_id(mine).id_number != number


def test_closed_books_leave_nobodys_sight_behind(school, wanted, teacher, log_in):
    school.store.session = teacher.session
    school.let_go()
    assert log_in() and Student.select().count() == len(OWN) + len(OTHERS)
