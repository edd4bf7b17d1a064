"""Marking days of the 校历."""

import datetime as dt

import pytest

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.services import school_calendar, school_days

MONDAY = dt.date(2026, 11, 23)


def test_a_span_becomes_a_holiday_in_one_step(store):
    assert school_calendar.mark(store, MONDAY, MONDAY + dt.timedelta(days=2), "off", "农忙假") == 3
    assert not school_days.is_working_day(MONDAY + dt.timedelta(days=1))
    assert undo.undo(store) == "校历：2026年11月23日至2026年11月25日放假"
    assert school_days.is_working_day(MONDAY)


def test_a_day_can_be_made_ordinary_again(store):
    school_calendar.mark(store, MONDAY, MONDAY, "off")
    assert school_calendar.mark(store, MONDAY, MONDAY, None) == 1
    assert school_calendar.mark(store, MONDAY, MONDAY, None) == 0


def test_a_span_the_wrong_way_round_or_far_too_long_is_refused(store):
    with pytest.raises(Refused, match="对调"):
        school_calendar.mark(store, MONDAY, MONDAY - dt.timedelta(days=1), "off")
    with pytest.raises(Refused, match="最多标"):
        school_calendar.mark(store, MONDAY, MONDAY + dt.timedelta(days=400), "off")


def test_years_without_any_holiday_are_named(store):
    assert school_calendar.unknown_years(dt.date(2026, 6, 1)) == [2027]


def test_a_day_is_said_with_its_weekday():
    assert school_calendar.in_words(MONDAY) == "2026年11月23日 星期一"
