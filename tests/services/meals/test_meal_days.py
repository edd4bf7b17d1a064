"""班级日餐表: by exceptions, class by class; the board of the day, leave that lasts, 补录, who may write."""

import datetime as dt
import shutil

import pytest
from builders import (
    AUTUMN,
    PASSWORD,
    USER,
    add,
    as_class_teacher,
    as_headteacher,
    as_role,
    dump,
    pupil,
    school_class,
)
from builders_meals import MONDAY, class_day, eaters

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers import meal_order
from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.meals import ClassDay, PupilMonth
from desktop.services import school_file
from desktop.services.folder import Folder
from desktop.services.meals import calendar, days
from desktop.services.meals.days import Where
from desktop.services.meals.eaters import make_eaters

TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def on_time(monkeypatch):
    """Today is Tuesday."""
    monkeypatch.setattr(meal_order, "today", lambda: TUESDAY)


def where(store, day=MONDAY, text="三(2)班"):
    return Where(day, "lunch", school_class(store, text))


def test_a_class_without_exceptions_is_kept_with_everybody_fed(store):
    eaters(store)
    days.keep(store, where(store), {})
    (line,) = days.board(store, MONDAY, "lunch")
    assert (line.due, line.present, line.fed, line.state) == (4, 4, 4, "kept")


def test_the_sick_are_away_and_the_allergic_are_only_unfed(store):
    one, other, *_rest = eaters(store)
    days.keep(store, where(store), {one: "S", other: "A"})
    (line,) = days.board(store, MONDAY, "lunch")
    assert (line.due, line.leave, line.unfed, line.fed) == (4, 1, 1, 2)


def test_an_open_class_stands_on_the_board_with_the_heads_expected(store):
    eaters(store, "三(2)班")
    eaters(store, "一(1)班", "孙小虎 钱多多")
    found = [(one.school_class, one.due, one.state) for one in days.board(store, MONDAY, "lunch")]
    assert found == [(school_class(store, "一(1)班"), 2, "open"), (school_class(store), 4, "open")]


def test_the_sick_of_yesterday_are_offered_today_truants_are_not(store):
    one, other, *_rest = eaters(store)
    days.keep(store, where(store), {one: "S", other: "T"})
    sheet = days.sheet_of(store, where(store, TUESDAY))
    assert sheet.exceptions == {one: "S"}
    assert sheet.record is None


def test_only_leave_is_carried_to_the_next_day(store):
    """As the handbook says: 病假 and 事假. Who may not eat something today is looked at anew tomorrow."""
    marks = dict(zip(eaters(store), "SPAG", strict=True))
    days.keep(store, where(store), marks)
    assert set(days.sheet_of(store, where(store, TUESDAY)).exceptions.values()) == {"S", "P"}


def test_leave_of_long_ago_is_not_offered(store):
    (one, *_rest) = eaters(store)
    days.keep(store, where(store, dt.date(2026, 9, 1)), {one: "S"}, late_reason="补录")
    assert days.sheet_of(store, where(store, TUESDAY)).exceptions == {}


def test_a_kept_sheet_is_corrected_and_stays_one_row(store):
    one, other, *_rest = eaters(store)
    first = days.keep(store, where(store), {one: "S"})
    assert days.keep(store, where(store), {other: "P"}) == first
    assert days.sheet_of(store, where(store)).exceptions == {other: "P"}
    assert ClassDay.select().count() == 1


def test_keeping_the_same_again_leaves_no_trace(store):
    eaters(store)
    days.keep(store, where(store), {})
    before = undo.stacks().undo
    days.keep(store, where(store), {})
    assert undo.stacks().undo == before


def test_a_sheet_is_taken_back_and_brought_back(store):
    (one, *_rest) = eaters(store)
    days.keep(store, where(store), {one: "S"})
    kept = dump()
    days.take_back(store, where(store))
    assert not ClassDay.select().exists()
    assert {row.marks.strip(".") for row in PupilMonth.select()} == {""}
    undo.undo(store)
    assert dump() == kept


def test_after_a_power_cut_every_class_that_was_kept_is_there(store, school, closed, tmp_path):
    eaters(store, "三(2)班")
    eaters(store, "一(1)班", "孙小虎 钱多多")
    days.keep(store, where(store), {})
    cut = Folder(tmp_path / "停电")
    shutil.copytree(closed.path, cut.path, ignore=shutil.ignore_patterns("*.使用中"))
    school.let_go()
    after = school_file.log_in(cut, USER, PASSWORD)
    try:
        assert [row.fed for row in ClassDay.select()] == [4]
        assert [one.state for one in days.board(after.store, MONDAY, "lunch")] == ["open", "kept"]
    finally:
        after.let_go()


def test_an_old_day_wants_a_reason_and_shows_as_late(store):
    eaters(store)
    old = where(store, MONDAY - dt.timedelta(days=5))
    with pytest.raises(Refused, match="请写明补录原因"):
        days.keep(store, old, {})
    days.keep(store, old, {}, late_reason="停电，记在纸上")
    assert [one.state for one in days.board(store, old.day, "lunch")] == ["late"]


def test_a_weekend_has_no_meal_until_the_calendar_says_so(store):
    eaters(store)
    saturday = dt.date(2026, 9, 12)
    with pytest.raises(Refused, match="按校历不上课（周末）"):
        days.keep(store, where(store, saturday), {}, late_reason="补课")
    calendar.serve(store, [saturday], "lunch")
    days.keep(store, where(store, saturday), {}, late_reason="补课")
    assert days.board(store, saturday, "lunch")[0].fed == 4


def test_a_settled_month_is_closed(store):
    eaters(store)
    days.keep(store, where(store), {})
    add(
        store,
        MealSettlement,
        month="2026-09",
        days=1,
        due_times=4,
        fed_times=4,
        people=4,
        due_amount=2000,
        spent=0,
    )
    with pytest.raises(Refused, match="9月的餐费已经结算"):
        days.keep(store, where(store), {})
    assert "已经结算" in days.sheet_of(store, where(store)).why_not


def test_who_came_on_the_list_later_is_missing_on_a_kept_sheet(store):
    eaters(store)
    days.keep(store, where(store), {})
    new = pupil(store, "孙小虎", seat_no=9)
    make_eaters(store, AUTUMN, "lunch")
    assert days.board(store, MONDAY, "lunch")[0].missing == 1
    assert [one.id for one in days.sheet_of(store, where(store)).unmarked] == [new]
    days.keep(store, where(store), {})
    assert days.board(store, MONDAY, "lunch")[0].fed == 5


def test_a_class_teacher_writes_the_own_class_alone(store):
    eaters(store, "三(2)班")
    eaters(store, "一(1)班", "孙小虎 钱多多")
    teacher = as_class_teacher(store, school_class(store))
    days.keep(teacher, where(store), {})
    assert [one.school_class for one in days.board(teacher, MONDAY, "lunch")] == [school_class(store)]
    with pytest.raises(Refused, match="只能登记就餐自己班的"):
        days.keep(teacher, where(store, text="一(1)班"), {})


def test_the_door_itself_keeps_a_class_teacher_out_of_other_classes(store):
    eaters(store, "一(1)班", "孙小虎 钱多多")
    record = class_day(store, MONDAY, "一(1)班")
    teacher = as_class_teacher(store, school_class(store))
    with pytest.raises(Refused, match="只能改自己班"), teacher.step("改") as step:
        step.change(ClassDay, record, {"note": "别的班"})


def test_the_meal_clerk_writes_all_classes_and_the_head_none(store):
    eaters(store)
    days.keep(as_role(store, "meal", "马会计"), where(store), {})
    with pytest.raises(Refused, match="“校长”不能登记就餐"):
        days.keep(as_headteacher(store), where(store), {})


def test_pupils_stand_in_the_order_of_the_printed_sheet(store):
    eaters(store, names="王芳 李明")
    pupil(store, "没座号")
    make_eaters(store, AUTUMN, "lunch")
    sheet = days.sheet_of(store, where(store))
    assert [(one.place, one.number, one.name) for one in sheet.pupils] == [
        (1, 1, "王芳"), (2, 2, "李明"), (3, 3, "没座号"),
    ]  # fmt: skip


def test_the_months_of_pupils_follow_a_step_of_many_sheets_and_its_taking_back(store):
    one, other, *_rest = eaters(store)
    first, second = class_day(store, MONDAY), class_day(store, TUESDAY, exceptions={2: "P"})

    def months():
        rows = PupilMonth.select().where(PupilMonth.student.in_([one, other]))
        return {row.student_id: row.marks[13:15] for row in rows}

    with store.step("改两张，删一张") as step:
        step.change(ClassDay, first, {"marks": f"1={other};S={one}"})
        step.change(ClassDay, first, {"marks": f"1={one};P={other}"})
        step.remove(ClassDay, second)
    assert months() == {one: "1.", other: "P."}
    undo.undo(store, step.number)
    assert months() == {one: "11", other: "1P"}
