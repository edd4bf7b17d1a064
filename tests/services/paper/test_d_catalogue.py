"""The catalogue: what each paper needs, what the file is called, and that printing is noted."""

import datetime as dt

import pytest
from aid_papers import over, reviewed
from builders import AUTUMN, CODE
from papers import DAY, NO_GLYPH, names, pages, paid_batch, pupils, whole
from pay_papers import second_list

from desktop.models.errors import Refused
from desktop.models.journal import AccessNote
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.students import Student
from desktop.services.aid.notices import make_notices
from desktop.services.paper.catalogue import DOCUMENTS, Job, Wanted, file_name, print_document
from desktop.services.paper.catalogue_care import CARE_PAPERS
from desktop.services.paper.catalogue_drop import DROP_PAPERS
from desktop.services.paper.catalogue_meals import MEAL_PAPERS
from desktop.services.paper.documents.proof_page_facts import proof_of_grants
from desktop.services.paper.fonts import MissingGlyph

SCHOOL = "青禾县柳林镇石桥小学"
MANIFEST = {
    "school": {"name": SCHOOL}, "term_title": "2026年秋季学期", "made_at": "2026-11-22T10:32:11",
    "counts": {"pupils": 1}, "batches": [], "files": [],
}  # fmt: skip


@pytest.fixture
def wanted(store):
    """A choice that has everything any paper needs."""
    ids = pupils(store, names(3))
    made = paid_batch(store)
    make_notices(store, made)
    record = reviewed(store, ids)
    posting = over(store, record)
    proof = proof_of_grants(store, [row.id for row in AidGrant.select()], "受助金额", "名单上的每一笔")
    return Wanted(
        day=DAY, term=AUTUMN, batch=made, ledger=Student, records=ids, code=CODE, manifest=MANIFEST, check_code="7K3M9QXT",
        students=ids, round=record, posting=posting, roll="granted", pay_list=second_list(store, made, DAY), proof=proof,
    )  # fmt: skip


# printed from ledgers of their own, in tests/services/meals, care and drop
ELSEWHERE = {document.code for document in (*MEAL_PAPERS, *CARE_PAPERS, *DROP_PAPERS)}


@pytest.mark.parametrize("code", [code for code in DOCUMENTS if code not in {"ID", "D8F"} | ELSEWHERE])
def test_every_paper_can_be_printed_and_is_noted(store, wanted, tmp_path, code):
    path = print_document(store, DOCUMENTS[code], wanted, tmp_path / "打印")
    assert path.exists() and SCHOOL in whole(path)
    note = AccessNote.select().order_by(AccessNote.id.desc()).first()
    assert note.verb == "打印" and note.subject == path.stem


@pytest.mark.parametrize("code", [code for code, document in DOCUMENTS.items() if document.needs])
def test_a_paper_says_what_has_still_to_be_chosen(store, tmp_path, code):
    with pytest.raises(Refused, match="要先选好"):
        print_document(store, DOCUMENTS[code], Wanted(), tmp_path)


def test_a_file_is_called_as_people_call_the_paper(store, wanted, tmp_path):
    path = print_document(store, DOCUMENTS["D8"], wanted, tmp_path)
    assert path.name == f"{SCHOOL}2026年秋季学期家庭经济困难非寄宿生生活补助资金发放登记表（第1批，3人）.pdf"


def test_printing_again_overwrites_nothing(store, wanted, tmp_path):
    first, second = (print_document(store, DOCUMENTS["D7"], wanted, tmp_path) for _ in range(2))
    assert first != second and first.exists() and second.exists()


def test_the_longest_title_makes_a_name_that_disks_allow():
    name = file_name(Job("很长的校名" * 40, 44, "人", lambda path, progress, proof: 0))
    assert name.endswith("（44人）.pdf") and len(name.encode()) < 230


def test_a_rare_character_stops_the_paper_and_nothing_is_noted(store, tmp_path):
    pupils(store, [f"王{NO_GLYPH}"])
    made = paid_batch(store)
    before = AccessNote.select().count()
    with pytest.raises(MissingGlyph):
        print_document(store, DOCUMENTS["D8"], Wanted(batch=made), tmp_path)
    assert list(tmp_path.glob("*.pdf")) == [] and AccessNote.select().count() == before


@pytest.mark.parametrize(
    "code", ["D1", "D2", "D2S", "CLASS", "LIST", "PUPIL", "D4", "D5", "D4U", "D4D", "D4R", "D9"]
)
def test_no_paper_for_families_shows_a_whole_identity_number(store, wanted, tmp_path, code):
    text = whole(print_document(store, DOCUMENTS[code], wanted, tmp_path))
    assert all(pupil.id_number not in text for pupil in Student.select())
    assert DOCUMENTS[code].numbers != "full"


@pytest.mark.parametrize("code", ["D6", "D7", "D7A", "D8"])
def test_every_paper_for_the_authorities_shows_them_all(store, wanted, tmp_path, code):
    text = whole(print_document(store, DOCUMENTS[code], wanted, tmp_path))
    assert all(pupil.id_number in text for pupil in Student.select()) and "内部资料注意保密" in text
    assert DOCUMENTS[code].numbers == "full"


def test_the_letter_of_a_term_asks_for_ten_days_unless_told(store, wanted, tmp_path):
    path = print_document(store, DOCUMENTS["D1"], Wanted(term=AUTUMN, day=dt.date(2026, 9, 1)), tmp_path)
    assert "9月11日前" in whole(path)


def test_the_application_form_is_empty_for_one_and_prepared_for_pupils(store, wanted, tmp_path):
    empty = print_document(store, DOCUMENTS["D3"], Wanted(term=AUTUMN), tmp_path)
    prepared = print_document(store, DOCUMENTS["D3"], Wanted(term=AUTUMN, copies="pupil"), tmp_path)
    assert empty.name == f"{SCHOOL}家庭经济困难学生认定申请表.pdf" and "（3份）" in prepared.name
    ids = [pupil.id_number for pupil in Student.select()]
    assert not any(number in whole(empty) for number in ids)
    assert all(number in whole(prepared) for number in ids) and DOCUMENTS["D3"].numbers == "own"


def test_the_reverse_of_the_application_form_can_be_left_out(store, wanted, tmp_path):
    front = print_document(store, DOCUMENTS["D3"], Wanted(term=AUTUMN, reverse=False), tmp_path)
    assert len(pages(front)) == 1
