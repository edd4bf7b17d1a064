"""A day gone by takes no 学籍状态 of today: a change counts from its own day, or from the day it was written down."""

import datetime as dt

import pytest
from builders import add, change, pupil, school_class
from builders_drop import child

from desktop.models.ledgers.drop_absence import ClassAbsence
from desktop.models.ledgers.drop_population import AgeChild
from desktop.models.ledgers.students import Student
from desktop.services import people
from desktop.services.drop import absences, reports, roll
from desktop.services.drop.population import tree

TODAY = dt.date.today()
BEFORE = TODAY.replace(day=1) - dt.timedelta(days=1)  # the last day of the month before
MONTH = f"{BEFORE:%Y-%m}"
THIS = f"{TODAY:%Y-%m}"
AGE = dt.date(TODAY.year - 10, 1, 5)


@pytest.fixture
def girl(store):
    return pupil(store, "罗丽玲", birth_date=AGE)


def standing(day, student):
    found = tree(day)
    (kid,) = [one for one in AgeChild.select() if one.student_id == student]
    return [claim.code for claim in found.claims[kid.id]]


def test_who_is_suspended_today_was_at_school_last_month(store, girl):
    child(store, "罗丽玲", birth_date=AGE, student=girl)
    change(store, Student, girl, status="02")
    told = reports.figures(MONTH, TODAY)
    assert (told.counts["present"], told.counts["absent"]) == (1, 0)
    assert standing(BEFORE, girl) == ["1.1"]
    assert standing(TODAY, girl) == ["5.4"]


def test_who_is_taught_at_home_from_today_was_not_last_month(store, girl):
    child(store, "罗丽玲", birth_date=AGE, student=girl)
    change(store, Student, girl, status="05")
    assert reports.figures(MONTH, TODAY).counts["home_taught"] == 0
    assert reports.figures(THIS, TODAY).counts["home_taught"] == 1
    assert (standing(BEFORE, girl), standing(TODAY, girl)) == (["1.1"], ["1.7"])


def test_a_day_of_leaving_written_down_later_counts_from_that_day(store, girl):
    child(store, "罗丽玲", birth_date=AGE, student=girl)
    change(store, Student, girl, status="02")
    change(store, Student, girl, left_on=BEFORE - dt.timedelta(days=3))
    assert standing(BEFORE, girl) == ["5.4"]
    assert standing(BEFORE - dt.timedelta(days=4), girl) == ["1.1"]


def test_who_came_back_from_suspension_was_suspended_between(store, girl):
    child(store, "罗丽玲", birth_date=AGE, student=girl)
    people.transfer_out(store, girl, BEFORE - dt.timedelta(days=20), "suspend", "")
    people.transfer_in(store, girl, TODAY, "", Student.get_by_id(girl).school_class_id)
    days = [BEFORE - dt.timedelta(days=21), BEFORE, TODAY]
    assert [standing(day, girl) for day in days] == [["1.1"], ["5.4"], ["1.1"]]


def test_who_was_entered_as_suspended_comes_back_and_does_not_come_anew(store):
    girl = pupil(store, "罗丽玲", status="02")
    people.transfer_in(store, girl, TODAY, "", Student.get_by_id(girl).school_class_id)
    assert [one.came for one in roll.pupils()[girl].spells] == ["back"]


def test_a_suspension_without_a_day_is_told_with_the_last_day_at_school(store, girl):
    klass = school_class(store)
    seen = TODAY - dt.timedelta(days=TODAY.weekday() + 3)  # a Friday
    add(store, ClassAbsence, day=seen, half="am", school_class=klass, marks="")
    change(store, Student, girl, status="02")
    (told,) = [one for one in reports.figures(THIS, TODAY).doubts if "没有写从哪天起" in one]
    assert told.startswith(
        f"三(2)班罗丽玲休学没有写从哪天起，按写下的 {TODAY:%m-%d} 算（考勤里 {seen:%m-%d} 还到校）"
    )
    assert not [one for one in reports.figures(MONTH, TODAY).doubts if "罗丽玲" in one]


def test_a_run_of_last_month_is_seen_though_the_pupil_is_suspended_today(store, girl):
    friday = BEFORE - dt.timedelta(days=(BEFORE.weekday() - 4) % 7)
    add(store, ClassAbsence, day=friday, half="am", school_class=school_class(store), marks=f"T={girl}")
    change(store, Student, girl, status="02")
    assert [one.name for one in absences.running(friday)] == ["罗丽玲"]
    assert absences.running(TODAY) == []


def test_the_form_of_a_suspended_pupil_asks_from_which_day(store, girl):
    told = dict(Student.get_by_id(girl).__data__)
    assert "left_on" not in Student.advise(told)
    assert "从哪天起" in Student.advise(told | {"status": "02"})["left_on"]
