"""转为其他去向 without a proof settles nothing: the child stays among the absent, its class is not without loss."""

import datetime as dt

import pytest
from builders import AUTUMN, pupil, school_class
from builders_drop import BIRTH, away, away_for, persuaded, proof, school_day, suspected

from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.drop_population import AgeChild
from desktop.services import people
from desktop.services.drop import cases, proofs, reports, term_tables, watch, zero
from desktop.services.drop.case_file import file_of
from desktop.services.drop.rounds import last_day_in
from desktop.services.paper.catalogue_drop_cases import KEPT
from desktop.services.paper.documents import drop_forms, drop_lists

NEXT = AUTUMN.next
ON = school_day(8)
LATER = school_day(13)


@pytest.fixture
def gone(store):
    """周大勇, whose case says 省外在读 on nobody's paper; the class lists tell him away every day."""
    school_class(store, "三(2)班")
    one = pupil(store, "周大勇", birth_date=BIRTH)
    away(store, school_day(0), {})
    away_for(store, one, 7, start=1)
    cases.elsewhere(
        store, suspected(store, one, school_day(7), last_day=school_day(0)), "1.5", ON, "奶奶说的"
    )
    away_for(store, one, 6, start=8)
    proofs.ask(store, [AgeChild.get().id], ON)
    proofs.refuse(store, AgeChild.get().id, {"refused_why": "家里不肯给"})
    return one


def test_a_child_without_proof_stays_among_the_absent_and_on_their_paper(store, gone):
    (told,) = watch.board(LATER)
    assert (told.student, told.due) == (gone, ())
    assert "还没有证明" in told.advice
    assert [row[1].text for row in drop_lists.absent(LATER).rows] == ["周大勇"]


def test_his_class_is_not_without_loss_until_it_is_proved(store, gone):
    (klass,) = zero.classes(AUTUMN, LATER)
    assert ([one.name for one in klass.open], klass.days) == (["周大勇"], 0)
    proof(store, AgeChild.get().id, asked_on=ON, held_on=school_day(11))
    (klass,) = zero.classes(AUTUMN, LATER)
    assert (klass.open, klass.since) == ((), school_day(11))
    assert watch.board(LATER) == []
    assert [one.student for one in watch.board(school_day(10))] == [gone]


def test_his_class_counts_again_from_the_day_he_is_off_the_roster(store, gone):
    people.transfer_out(store, gone, school_day(12), "transfer", "")
    (klass,) = zero.classes(AUTUMN, LATER)
    assert (klass.open, klass.since) == ((), school_day(12))


def test_the_tables_of_the_term_do_not_count_him_as_settled(store, gone):
    table = term_tables.dropouts(AUTUMN, LATER)
    assert (table.total("new"), table.total("elsewhere"), table.total("closing")) == (1, 0, 1)
    assert table.closes
    (way,) = term_tables.ways(AUTUMN, LATER).ways
    assert way.label == "还没有返校：说是省外在读，还没有证明"
    held = dt.date(2027, 3, 10)
    proof(store, AgeChild.get().id, asked_on=ON, held_on=held)
    spring = term_tables.dropouts(NEXT, dt.date(2027, 7, 20))
    assert (spring.total("opening"), spring.total("elsewhere"), spring.total("closing")) == (1, 1, 0)
    assert spring.closes and term_tables.dropouts(AUTUMN, LATER).total("closing") == 1


def test_the_month_is_no_zero_report_and_asks_for_the_proof_not_for_leaving(store, gone):
    found = reports.figures("2026-10", LATER)
    assert (found.counts["absent"], found.counts["suspected"], found.zero) == (1, 0, False)
    (doubt,) = [one for one in found.doubts if "周大勇" in one]
    assert "还没有就读证明" in doubt and "请办离校" not in doubt
    assert [one.class_name for one in found.lists["unproved"]] == ["三(2)班"]
    proof(store, AgeChild.get().id, asked_on=ON, held_on=school_day(11))
    found = reports.figures("2026-10", LATER)
    assert any("请办离校" in one for one in found.doubts) and found.zero


def test_the_ledger_of_cases_prints_where_he_is_said_to_be(store, gone):
    (row,) = drop_lists.ledger(store, LATER).rows
    assert row[11].text == "省外在读"


def test_a_visit_knows_the_last_day_at_school_of_its_own_round(store):
    one = pupil(store, "金小雨")
    away(store, school_day(0), {})
    away_for(store, one, 2, start=1)
    case = suspected(store, one, school_day(2), last_day=school_day(0))
    away(store, school_day(3), {})
    first = DropCase.get_by_id(case).last_day
    persuaded(store, case, school_day(2))
    cases.back(store, case, school_day(3))
    away(store, school_day(4), {})
    away_for(store, one, 3, start=5)
    cases.take_up(store, case, school_day(5))
    persuaded(store, case, school_day(6))
    file = file_of(case)
    assert file.row.last_day == school_day(4) != first
    assert [last_day_in(file, row.day) for row in file.persuasions] == [first, school_day(4)]
    forms = drop_forms.persuasions(store, [case], KEPT).forms
    assert [one.head[4][1].text for one in forms] == ["2026年10月12日", "2026年10月16日"]
