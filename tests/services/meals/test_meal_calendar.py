"""供餐日历: what nobody wrote follows the 校历; 停餐 has its reason; days with sheets stay days with meals."""

import datetime as dt

import pytest
from builders import add, as_headteacher, change
from builders_meals import MONDAY, class_day, eaters

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.calendar import CalendarDay
from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.meals import SupplyDay
from desktop.models.ledgers.school import School, the_school
from desktop.services.meals import calendar

SATURDAY = dt.date(2026, 9, 19)
WEEK = [MONDAY + dt.timedelta(days=n) for n in range(5)]


def test_school_days_have_meals_and_weekends_none(store):
    change(store, School, the_school().id, meal_mode="1")
    days = {one.day: one for one in calendar.month_days("2026-09", "lunch")}
    assert (days[MONDAY].served, days[MONDAY].mode, days[MONDAY].told) == (True, "1", False)
    assert (days[SATURDAY].served, days[SATURDAY].reason) == (False, "周末")


def test_a_holiday_of_the_school_calendar_has_no_meal(store):
    add(store, CalendarDay, day=MONDAY, kind="off", reason="运动会")
    assert calendar.the_day(MONDAY, "lunch").reason == "运动会"


def test_no_meal_is_expected_outside_the_terms(store):
    assert calendar.the_day(dt.date(2026, 8, 3), "lunch").reason == "学期外"


def test_a_week_is_stopped_at_once_and_brought_back_by_one_undo(store):
    assert calendar.stop(store, WEEK, "lunch", "停电") == 5
    assert [calendar.the_day(day, "lunch").reason for day in WEEK] == ["停电"] * 5
    undo.undo(store)
    assert not SupplyDay.select().exists()


def test_the_mode_of_a_day_is_written_for_one_kind_of_meal(store):
    calendar.serve(store, [SATURDAY], "lunch", "2")
    assert (calendar.the_day(SATURDAY, "lunch").mode, calendar.the_day(SATURDAY, "supper").served) == (
        "2",
        False,
    )


def test_a_snack_is_its_own_mode(store):
    assert calendar.the_day(MONDAY, "snack").mode == "4"


def test_what_was_written_is_taken_away_again(store):
    calendar.stop(store, WEEK, "lunch", "停电")
    assert calendar.as_usual(store, WEEK, "lunch") == 5
    assert calendar.the_day(MONDAY, "lunch").served


def test_a_stop_wants_its_reason(store):
    with pytest.raises(Refused, match="请写明原因"):
        calendar.stop(store, WEEK, "lunch", " ")


def test_a_day_with_sheets_cannot_be_stopped(store):
    eaters(store)
    class_day(store, MONDAY)
    with pytest.raises(Refused, match="已经有 1 个班登记了就餐"):
        calendar.stop(store, WEEK, "lunch", "停电")


def test_a_saturday_with_sheets_does_not_become_a_weekend_again(store):
    eaters(store)
    calendar.serve(store, [SATURDAY], "lunch")
    class_day(store, SATURDAY)
    with pytest.raises(Refused, match="已经有 1 个班"):
        calendar.as_usual(store, [SATURDAY], "lunch")


def test_a_settled_month_keeps_its_days(store):
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
    with pytest.raises(Refused, match="已经结算"):
        calendar.stop(store, WEEK, "lunch", "停电")


def test_the_head_looks_but_does_not_write(store):
    with pytest.raises(Refused, match="“校长”不能改供餐日历"):
        calendar.stop(as_headteacher(store), WEEK, "lunch", "停电")


def test_a_school_serves_what_it_says(store):
    change(store, School, the_school().id, meal_kinds="lunch,snack")
    assert calendar.kinds() == ["lunch", "snack"]
