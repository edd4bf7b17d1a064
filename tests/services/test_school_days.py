"""Working days on the 校历, with the holidays of 2026 as they ship."""

import datetime as dt

import pytest
from builders import add, change

from desktop.models.ledgers.calendar import CalendarDay, SchoolTerm
from desktop.models.terms import Term
from desktop.services import school_days


def day(month, number, year=2026):
    return dt.date(year, month, number)


@pytest.mark.parametrize(
    ("when", "works"),
    [
        (day(9, 30), True),
        (day(10, 1), False),
        (day(10, 7), False),
        (day(10, 8), True),
        (day(9, 20), True),  # a Sunday with lessons, before 国庆
        (day(10, 10), True),  # a Saturday with lessons, after 国庆
        (day(10, 11), False),
        (day(9, 12), False),
        (day(9, 25), False),
        (day(3, 7, 2031), True),
    ],
)
def test_holidays_and_days_made_up_for(store, when, works):
    assert school_days.is_working_day(when) is works


def test_five_working_days_over_the_national_holiday(store):
    assert school_days.working_days_after(day(9, 28), 5) == day(10, 10)
    assert school_days.working_days_after(day(9, 28), 0) == day(9, 28)


def test_working_days_are_counted_with_both_ends(store):
    assert school_days.working_days_between(day(9, 28), day(10, 12)) == 7
    assert school_days.working_days_between(day(10, 1), day(10, 7)) == 0
    assert school_days.working_days_between(day(10, 12), day(9, 28)) == 0


def test_a_holiday_of_the_schools_own_counts(store):
    add(store, CalendarDay, day=day(11, 6), kind="off", reason="运动会")
    assert school_days.working_days_after(day(11, 5), 1) == day(11, 9)


def test_a_term_is_the_schools_own_when_it_gave_dates(store):
    assert school_days.term_on(day(8, 30)) == Term(2025, 2)
    term = SchoolTerm.get_or_none(SchoolTerm.term == "2026-1")
    values = {"starts": day(8, 30), "ends": day(1, 15, 2027)}
    change(store, SchoolTerm, term.id, **values) if term else add(store, SchoolTerm, term="2026-1", **values)
    assert school_days.term_on(day(8, 30)) == Term(2026, 1)


def test_weeks_run_from_monday_to_sunday(store):
    add(store, SchoolTerm, term="2040-1", starts=day(9, 5, 2040), ends=day(1, 18, 2041))  # a Wednesday
    weeks = [
        school_days.week_of(when)
        for when in (day(9, 5, 2040), day(9, 9, 2040), day(9, 10, 2040), day(9, 17, 2040))
    ]
    assert weeks == [1, 1, 2, 3]
    assert school_days.week_of(day(9, 4, 2040)) is None
    assert school_days.week_of(day(2, 20, 2041)) is None
