"""A case that found its pupil at another place: the tree, the proofs and the month report know of the child."""

import datetime as dt

import pytest
from builders import change, pupil, school_class
from builders_drop import BIRTH, COUNT_DAY, MONDAY, case_of, child, number_of, school_day

from desktop.models.ledgers.drop_population import AgeChild, AgeStatus
from desktop.models.ledgers.students import Student
from desktop.services.drop import cases, population_edit, proofs, reports
from desktop.services.drop.population import LOST, UNLISTED, tree

ON = dt.date(2026, 10, 20)
LATER = dt.date(2026, 10, 30)


@pytest.fixture
def gone(store):
    """周大勇, whose case found him in another province; he is in no list of the population."""
    school_class(store, "三(2)班")
    one = pupil(
        store, "周大勇", "三(2)班", birth_date=BIRTH, id_number=number_of(7), arrived_on=dt.date(2026, 9, 1)
    )
    cases.elsewhere(store, case_of(store, one, MONDAY), "1.5", ON, "外省某校来电核实")
    return one


def test_the_case_makes_him_a_child_of_the_population_at_another_place(store, gone):
    found = tree(LATER)
    (row,) = AgeChild.select()
    assert (row.student_id, row.id_number) == (gone, number_of(7))
    assert (found.node("1.5").ids, found.node("1.1").count) == ((row.id,), 0)
    assert found.closes and not found.difference(UNLISTED).count


def test_a_refused_proof_counts_in_the_rate_and_in_the_month_report(store, gone):
    (row,) = AgeChild.select()
    proofs.ask(store, [row.id], ON)
    proofs.refuse(store, row.id, {"refused_why": "家长不肯给"})
    rate = proofs.board(LATER).rate(proofs.OUTSIDE_)
    assert (rate.proved, rate.total) == (0, 1)
    month = reports.figures("2026-10", LATER)
    assert (month.counts["outside"], month.counts["proved"]) == (1, 0)
    assert [one.name for one in month.lists["unproved"]] == ["周大勇"]


def test_a_row_that_stood_there_without_a_link_becomes_the_child(store):
    known = child(store, "周大勇", id_number=number_of(7))
    one = pupil(store, "周大勇", "三(2)班", birth_date=BIRTH, id_number=number_of(7))
    cases.elsewhere(store, case_of(store, one, MONDAY), "1.5", ON, "外省某校来电核实")
    assert [(row.id, row.student_id) for row in AgeChild.select()] == [(known, one)]


def test_whom_a_case_moved_before_the_population_knew_him_keeps_the_tree_open_until_he_is_added(store, gone):
    (row,) = AgeChild.select()
    with store.step("旧数据") as step:
        step.remove_many(AgeStatus, [one.id for one in AgeStatus.select()])
        step.remove(AgeChild, row.id)
    found = tree(LATER)
    assert (found.closes, found.difference(LOST).students) == (False, (gone,))
    assert "还没有合上：个案转到别处，适龄台账没有 1 人" in found.sentence
    population_edit.add_pupils(store, [gone])
    found = tree(LATER)
    assert (found.closes, found.node("1.5").count) == (True, 1)


def test_before_the_case_moved_he_was_here(store, gone):
    assert tree(dt.date(2026, 10, 19)).node("1.1").count == 1


def test_a_pupil_who_came_again_is_here_again(store, gone):
    change(store, Student, gone, arrived_on=dt.date(2026, 10, 26))
    assert tree(LATER).node("1.1").count == 1


def test_an_empty_population_does_not_say_that_it_adds_up(store):
    pupil(store, "周大勇", "三(2)班", birth_date=BIRTH)
    found = tree(COUNT_DAY)
    assert not found.closes
    assert found.sentence == "适龄台账还是空的，花名册上 1 名6～15 周岁的学生还没有加进来"


def test_pupils_who_are_not_in_yet_are_told_beside_the_sum(store):
    pupil(store, "周大勇", "三(2)班", birth_date=BIRTH)
    child(store, "张小雨", "1.3")
    assert "；花名册还有 1 名学生没有加进来" in tree(COUNT_DAY).sentence


def test_a_drop_out_of_december_was_a_suspected_one_in_october(store):
    one = pupil(store, "周大勇", "三(2)班", birth_date=BIRTH)
    case = case_of(store, one, school_day(4), kind="suspected")
    population_edit.add_pupils(store, [one])
    cases.drop_out(store, case, dt.date(2026, 11, 20), "家长书面声明不再读")
    october = reports.figures("2026-10", dt.date(2026, 11, 21))
    november = reports.figures("2026-11", dt.date(2026, 11, 21))
    assert (october.counts["suspected"], october.counts["dropped"]) == (1, 0)
    assert (november.counts["suspected"], november.counts["dropped"]) == (0, 1)
    assert (tree(LATER).node("5.2").count, tree(dt.date(2026, 11, 21)).node("5.3").count) == (1, 1)
