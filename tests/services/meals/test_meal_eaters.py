"""就餐名册: made from the roster, kept in line with it, nobody struck off days on which a sheet names him."""

import datetime as dt

import pytest
from builders import AUTUMN, as_class_teacher, change, pupil, school_class
from builders_meals import MONDAY, class_day, eaters

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledgers.meals import ClassDay, MealEater, PupilMonth
from desktop.models.ledgers.students import Student
from desktop.services.meals import eaters as lists
from desktop.services.meals import off_sheets, settlement
from desktop.services.meals.month import month_summary

TODAY = dt.date(2026, 10, 12)


def found(store, kind="lunch"):
    return lists.follow_roster(store, AUTUMN, kind, today=TODAY)


def rows(student):
    return list(MealEater.select().where(MealEater.student == student).order_by(MealEater.id))


def test_everybody_at_school_comes_on_the_list_from_the_first_day(store):
    pupil(store, "王芳")
    pupil(store, "李明", status="02")
    proposal = lists.propose(store, AUTUMN, "lunch")
    assert [(one.name, one.from_day) for one in proposal.offers] == [("王芳", dt.date(2026, 9, 1))]
    assert proposal.left_out == (("三(2)班 李明", "不在校（休学）"),)


def test_who_came_later_eats_from_the_day_of_arrival(store):
    pupil(store, "王芳", arrived_on=dt.date(2026, 9, 21))
    (offer,) = lists.propose(store, AUTUMN, "lunch").offers
    assert offer.from_day == dt.date(2026, 9, 21)


def test_only_boarders_have_breakfast(store):
    pupil(store, "王芳", attendance="1")
    boards = pupil(store, "李明", attendance="2")
    assert [one.student for one in lists.propose(store, AUTUMN, "breakfast").offers] == [boards]


def test_making_the_list_again_adds_only_who_is_missing(store):
    (one, *_rest) = eaters(store)
    change(store, MealEater, rows(one)[0].id, allergy="牛奶")
    pupil(store, "孙小虎")
    assert lists.make_eaters(store, AUTUMN, "lunch") == 1
    assert rows(one)[0].allergy == "牛奶"


def test_an_allergy_told_last_term_is_known_this_term(store):
    (one, *_rest) = eaters(store)
    change(store, MealEater, rows(one)[0].id, allergy="鸡蛋")
    offers = lists.propose(store, AUTUMN.next, "lunch").offers
    assert {offer.student: offer.allergy for offer in offers}[one] == "鸡蛋"


def test_an_empty_roster_makes_no_list(store):
    with pytest.raises(Refused, match="先导入花名册"):
        lists.make_eaters(store, AUTUMN, "lunch")


def test_without_a_list_there_is_nothing_to_follow(store):
    pupil(store)
    assert found(store) == []


def test_who_left_stops_eating_on_the_day_of_leaving(store):
    (one, *_rest) = eaters(store)
    change(store, Student, one, status="11", left_on=dt.date(2026, 9, 25))
    (difference,) = found(store)
    assert (difference.what, difference.day) == (lists.LEFT, dt.date(2026, 9, 25))
    lists.apply(store, AUTUMN, "lunch", [difference])
    assert rows(one)[0].until_day == dt.date(2026, 9, 25)
    assert found(store) == []


def test_who_left_is_taken_off_the_sheets_kept_since_in_the_same_step(store):
    one, other, *_rest = eaters(store)
    days = [MONDAY + dt.timedelta(days=n) for n in range(4)]
    for day in days:
        class_day(store, day, exceptions={2: "S"})
    change(store, Student, one, status="11", left_on=days[1])
    (difference,) = found(store)
    assert difference.day == days[1]
    said = off_sheets.words(difference.record, difference.day)
    assert "还有 2 天的班级日餐表上有他：09-16、09-17。" in said
    lists.apply(store, AUTUMN, "lunch", [difference])
    assert rows(one)[0].until_day == days[1]
    told = {row.day: (row.due, row.present, row.fed) for row in ClassDay.select()}
    assert [told[day] for day in days] == [(4, 3, 3), (4, 3, 3), (3, 2, 2), (3, 2, 2)]
    marks = {row.student_id: row.marks for row in PupilMonth.select()}
    assert marks[one][13:17] == "11.." and marks[other][13:17] == "SSSS"
    assert (month_summary(store, "2026-09", "lunch").due, found(store)) == (14, [])
    undo.undo(store, JournalStep.select().order_by(JournalStep.id.desc()).get().id)
    assert [row.due for row in ClassDay.select()] == [4] * 4
    assert rows(one)[0].until_day is None


def test_a_settled_month_keeps_who_left_on_its_sheets_and_says_why(store):
    (one, *_rest) = eaters(store, names="王芳")
    class_day(store, MONDAY)
    change(store, Student, one, status="11", left_on=dt.date(2026, 9, 10))
    settlement.make(store, "2026-09", "lunch")
    (difference,) = found(store)
    assert "这一行先不要勾" in off_sheets.words(difference.record, difference.day)
    with pytest.raises(Refused, match=r"王芳：2026-09-10 以后还有 1 天.*2026年9月的餐费已经结算"):
        lists.apply(store, AUTUMN, "lunch", [difference])
    assert (ClassDay.get().due, rows(one)[0].until_day) == (1, None)


def test_who_left_before_eating_is_taken_off_the_list(store):
    (one, *_rest) = eaters(store)
    change(store, Student, one, status="11", left_on=dt.date(2026, 8, 30))
    lists.apply(store, AUTUMN, "lunch", found(store))
    assert rows(one) == []


def test_another_class_closes_the_old_row_and_opens_a_new_one(store):
    (one, *_rest) = eaters(store, allergy="花生")
    class_day(store, MONDAY)
    change(store, Student, one, school_class=school_class(store, "三(1)班"))
    (difference,) = found(store)
    assert difference.day == TODAY
    lists.apply(store, AUTUMN, "lunch", [difference])
    old, new = rows(one)
    assert (old.until_day, new.from_day) == (TODAY - dt.timedelta(days=1), TODAY)
    assert (new.school_class_id, new.allergy) == (school_class(store, "三(1)班"), "花生")


def test_another_class_before_the_first_sheet_needs_no_second_row(store):
    (one, *_rest) = eaters(store)
    change(store, Student, one, school_class=school_class(store, "三(1)班"))
    lists.apply(store, AUTUMN, "lunch", found(store))
    assert [row.school_class_id for row in rows(one)] == [school_class(store, "三(1)班")]


def test_who_comes_back_gets_a_new_row(store):
    (one, *_rest) = eaters(store)
    change(store, Student, one, status="02", left_on=None)
    lists.apply(store, AUTUMN, "lunch", [one.on(dt.date(2026, 9, 20)) for one in found(store)])
    change(store, Student, one, status="01")
    (difference,) = found(store)
    assert (difference.what, difference.day) == (lists.NEW, TODAY)


def test_the_list_for_the_wall_says_name_and_class_alone(store):
    eaters(store, names="王芳 李明", allergy="牛奶")
    listed = lists.for_wall(store, AUTUMN, "lunch", day=TODAY)
    assert [(one.place, one.name, one.class_name) for one in listed] == [
        (1, "王芳", "三(2)班"),
        (2, "李明", "三(2)班"),
    ]


def test_a_class_teacher_cannot_change_the_list(store):
    eaters(store)
    with pytest.raises(Refused, match="不能生成就餐名册"):
        lists.make_eaters(as_class_teacher(store, school_class(store)), AUTUMN, "lunch")
