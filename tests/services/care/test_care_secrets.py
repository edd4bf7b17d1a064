"""Every ledger with secrets, on every road, for whoever may not read them: pages, search, export, lists, log, papers."""

import dataclasses
import datetime as dt

import pytest
from builders import AUTUMN, add, as_class_teacher, as_headteacher, as_role, pupil, school_class
from builders_care import AUTUMN_DAY, listed_pupil, teacher

from desktop.models import sight, undo
from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledgers import LEDGERS
from desktop.models.ledgers.care import HealthNote, PsychScreening
from desktop.models.ledgers.care_visits import Talk
from desktop.models.ledgers.students import Student
from desktop.models.listing import Listing
from desktop.services import logbook
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.documents import left_form_facts
from desktop.services.sheets.write import write_ledger

NAME, WORD = "石小禾", "哮喘"
DAY = dt.date(2026, 10, 8)
ROWS = {
    PsychScreening: {"day": DAY, "level": "2", "tool": WORD},
    HealthNote: {"kind": "chronic", "illness": WORD, "from_day": DAY},
    Talk: {"day": DAY, "topic": "mind", "content": WORD, "in_confidence": True},
}


@pytest.fixture(params=list(ROWS), ids=lambda ledger: ledger.table())
def secret(request, store):
    """(ledger, id of a row that 德育 wrote down)."""
    ledger = request.param
    values = dict(ROWS[ledger], student=pupil(store, NAME))
    if ledger is Talk:
        values["teacher"] = teacher(store, "何向晚")
    return ledger, add(as_role(store, "moral", "何向晚"), ledger, **values)


@pytest.fixture(params=["aid", "class", "meal"])
def other(request, store):
    """Somebody who may not read it, the child's own class teacher among them."""
    if request.param == "class":
        return as_class_teacher(store, school_class(store))
    return as_role(store, request.param, "韦老师")


def test_every_ledger_with_secrets_is_tried_here():
    assert {ledger for ledger in LEDGERS if ledger.secret} == set(ROWS)


def test_those_who_may_confide_read_it(store, secret):
    ledger, record = secret
    for session in (as_headteacher(store).session, as_role(store, "moral", "蓝老师").session):
        with sight.through(session):
            assert [row.id for row in ledger.select()] == [record]


def test_no_page_and_no_search_shows_it(secret, other):
    ledger, record = secret
    with sight.through(other.session):
        assert list(ledger.select()) == [] and list(other.rows(ledger)) == []
        assert ledger.get_or_none(ledger.id == record) is None
        for words in ("", WORD, NAME):
            assert Listing(other, ledger, search=words).ids() == []
        assert Listing(other, ledger).count() == 0
        assert Listing(other, ledger).values_of("student") == []


def test_no_export_holds_it(secret, other, tmp_path):
    ledger, _ = secret
    with sight.through(other.session):
        write_ledger(ledger, list(Listing(other, ledger).query()), tmp_path / "导出.csv")
    assert WORD not in (tmp_path / "导出.csv").read_text("utf-8-sig")


def test_no_list_is_printed_of_it_even_by_its_number(secret, other, tmp_path):
    ledger, record = secret
    wanted = Wanted(term=AUTUMN, ledger=ledger, records=(record,), columns=("student",))
    with sight.through(other.session), pytest.raises(Refused):
        print_document(other, DOCUMENTS["LIST"], wanted, tmp_path)


def test_the_log_names_neither_the_child_nor_the_words(secret, other):
    with sight.through(other.session):
        lines = [
            line for step in logbook.step_ids(logbook.Wanted()) for line in logbook.changes_of(other, step)
        ]
    told = [line for line in lines if line.ledger == secret[0].title]
    assert not told
    does = [row.does for row in JournalStep.select() if secret[0].title in row.does]
    assert does and not any(NAME in words for words in does)


def test_it_is_neither_brought_back_nor_taken_out_by_others(store, secret, other):
    ledger, record = secret
    with pytest.raises(Refused), other.step("删除") as step:
        step.remove(ledger, record)
    with as_role(store, "moral", "何向晚").step("删除") as step:
        step.remove(ledger, record)
    assert not [one for one in undo.recycle_bin(other) if one.ledger == ledger.table()]


def test_who_may_not_remove_the_child_is_not_told_of_it(store, secret):
    ledger, _ = secret
    child = Student.get(Student.name == NAME).id
    for session, told in ((store.session, False), (as_headteacher(store).session, True)):
        books = dataclasses.replace(store, session=session)
        with pytest.raises(Refused) as refused, books.step("删除") as step:
            step.remove(Student, child)
        assert (ledger.title in str(refused.value)) is told


def test_an_illness_stands_on_no_form_that_others_print(store):
    student = listed_pupil(store, types=("left",))
    moral = as_role(store, "moral", "何向晚")
    add(moral, HealthNote, student=student, kind="chronic", illness=WORD, from_day=DAY)
    for session, told in ((moral.session, f"慢性病：{WORD}"), (store.session, "")):
        with sight.through(session):
            (form,) = left_form_facts.of_children([student], AUTUMN_DAY, AUTUMN)
        assert form.illness == told and ("患病" in form.body) == bool(told)
