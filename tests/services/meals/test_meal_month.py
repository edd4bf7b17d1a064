"""A month of meals: heads and causes per class, a class's grid, and the absent days of every pupil."""

import datetime as dt

import pytest
from builders import AUTUMN, as_class_teacher, school_class
from builders_meals import MONDAY, class_day, eaters

from desktop.models.ledger import database
from desktop.models.ledgers.meals import ClassDay
from desktop.services.meals import month
from desktop.services.meals.eaters import make_eaters

TUESDAY = MONDAY + dt.timedelta(days=1)
SEPTEMBER = (dt.date(2026, 9, 1), dt.date(2026, 9, 30))


@pytest.fixture
def kept(store):
    """Two days of two classes."""
    here = eaters(store, "三(2)班")
    eaters(store, "一(1)班", "孙小虎 钱多多")
    class_day(store, MONDAY, "三(2)班", {1: "S", 2: "A"})
    class_day(store, TUESDAY, "三(2)班", {1: "S"})
    class_day(store, MONDAY, "一(1)班")
    return here


def test_the_heads_of_the_month_are_the_sum_of_the_sheets(store, kept):
    told = month.month_summary(store, "2026-09", "lunch")
    assert told.fed == sum(row.fed for row in ClassDay.select()) == 7
    assert (told.due, told.pupils, told.days) == (10, 6, 2)
    assert (told.of_mark("S"), told.of_mark("A")) == (2, 1)


def test_classes_stand_by_grade_each_with_its_days(store, kept):
    told = month.month_summary(store, "2026-09", "lunch")
    assert [(one.name, one.days, one.pupils, one.eaten, one.unfed) for one in told.classes] == [
        ("一(1)班", 1, 2, 2, 0),
        ("三(2)班", 2, 4, 3, 3),
    ]


def test_every_figure_opens_down_to_its_sheets(store, kept):
    sheets = month.sheets_of(store, "2026-09", "lunch", school_class(store))
    assert [(row.day, row.fed) for row in sheets] == [(MONDAY, 2), (TUESDAY, 3)]


def test_a_class_teacher_sees_the_own_class(store, kept):
    teacher = as_class_teacher(store, school_class(store))
    assert [one.name for one in month.month_summary(teacher, "2026-09", "lunch").classes] == ["三(2)班"]
    assert month.class_grid(teacher, "2026-09", "lunch", school_class(store, "一(1)班")).lines == ()


def test_a_month_without_sheets_is_empty(store, kept):
    assert month.month_summary(store, "2026-10", "lunch").classes == ()


def test_a_sheet_taken_back_leaves_nobody_behind(store):
    eaters(store)
    record = class_day(store, MONDAY)
    with store.step("删除") as step:
        step.remove(ClassDay, record)
    assert month.month_summary(store, "2026-09", "lunch").classes == ()
    assert month.class_grid(store, "2026-09", "lunch", school_class(store)).lines == ()


def test_the_grid_of_a_class_has_a_mark_for_each_day(store, kept):
    grid = month.class_grid(store, "2026-09", "lunch", school_class(store))
    first = grid.lines[0]
    assert (first.pupil.name, first.marks[13:15]) == ("王芳", "SS")
    assert (first.due, first.times("fed"), first.times("absent")) == (2, 0, 2)
    assert sorted(grid.sheets) == [14, 15]


def test_every_absent_day_has_its_cause_and_its_sheet(store, kept):
    found = month.absences(store, *SEPTEMBER)
    assert [(one.student, one.day, one.cause) for one in found] == [
        (kept[0], MONDAY, "S"),
        (kept[0], TUESDAY, "S"),
    ]
    assert [ClassDay.get_by_id(one.sheet).day for one in found] == [MONDAY, TUESDAY]


def test_only_the_days_and_pupils_asked_for_are_told(store, kept):
    assert [one.day for one in month.absences(store, TUESDAY, TUESDAY)] == [TUESDAY]
    assert month.absences(store, *SEPTEMBER, students=kept[1:]) == []


def test_who_came_to_one_meal_of_a_day_was_there(store, kept):
    make_eaters(store, AUTUMN, "snack")
    class_day(store, MONDAY, "三(2)班", kind="snack")
    assert [one.day for one in month.absences(store, *SEPTEMBER)] == [TUESDAY]


def test_the_month_is_found_by_its_index(store, kept):
    plan = database.execute_sql(
        "EXPLAIN QUERY PLAN SELECT SUM(LENGTH(marks)) FROM pupil_month WHERE month = ? AND kind = ?"
        " GROUP BY school_class_id",
        ("2026-09", "lunch"),
    ).fetchall()
    assert "USING INDEX" in plan[0][-1]
    assert "month=? AND kind=?" in plan[0][-1]
