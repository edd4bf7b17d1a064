"""What is done at a time is written when the time has come: clocks may differ by some minutes, not by half an hour."""

import datetime as dt

import pytest
from builders import add, change
from builders_records import staff

from desktop.models.errors import Refused
from desktop.models.ledgers import meal_order
from desktop.models.ledgers.meal_logs import Disinfection, FoodSample

TODAY = dt.date.today()
LONG_AGO = TODAY - dt.timedelta(days=3)


@pytest.fixture(autouse=True)
def quarter_to_one(monkeypatch):
    monkeypatch.setattr(meal_order, "now", lambda: dt.datetime.combine(TODAY, dt.time(12, 44)))


def clean(store, starts, ends, day=TODAY, **values):
    return add(store, Disinfection, day=day, strength="100℃", starts=starts, ends=ends, **values)


def test_a_cleaning_that_is_still_to_come_is_refused(store):
    with pytest.raises(Refused, match="“开始”写的是 13:00，现在才 12:44，还没有到"):
        clean(store, "13:00", "13:30")
    with pytest.raises(Refused, match="“结束”写的是 13:10"):
        clean(store, "12:30", "13:10")


def test_a_clock_that_goes_ten_minutes_slow_keeps_nobody_from_writing(store):
    clean(store, "12:20", "12:54")
    with pytest.raises(Refused, match="12:55"):
        clean(store, "12:20", "12:55")


def test_times_of_days_that_are_over_are_all_past(store):
    record = clean(store, "13:00", "13:30", day=LONG_AGO, late_reason="停电")
    change(store, Disinfection, record, note="改了一句")


def test_a_record_is_not_moved_to_today_with_a_time_to_come(store):
    record = clean(store, "13:00", "13:30", day=LONG_AGO, late_reason="停电")
    with pytest.raises(Refused, match="13:00"):
        change(store, Disinfection, record, day=TODAY)


def test_a_sample_is_taken_and_thrown_away_when_the_time_has_come(store):
    told = {"dish": "米饭", "taken_by": staff(store)}
    with pytest.raises(Refused, match="“留样时间”写的是 13:00"):
        add(store, FoodSample, day=TODAY, taken_at="13:00", **told)
    record = add(store, FoodSample, day=LONG_AGO, taken_at="11:40", late_reason="停电", **told)
    with pytest.raises(Refused, match="“销样时间”写的是 13:30"):
        change(store, FoodSample, record, state="disposed", gone_on=TODAY, gone_at="13:30")
    change(store, FoodSample, record, state="disposed", gone_on=TODAY, gone_at="12:40")
