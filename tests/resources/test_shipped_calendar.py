"""Public holidays as the State Council's notices tell them."""

import datetime as dt
import json

from desktop.places import RESOURCES

TOLD = json.loads((RESOURCES / "calendar/holidays.json").read_text("utf-8"))


def days(holiday: dict) -> list[dt.date]:
    first, last = dt.date.fromisoformat(holiday["from"]), dt.date.fromisoformat(holiday["to"])
    return [first + dt.timedelta(number) for number in range((last - first).days + 1)]


HOLIDAYS = [(year["year"], holiday) for year in TOLD["years"] for holiday in year["holidays"]]
OFF = {day for _, holiday in HOLIDAYS for day in days(holiday)}
MADE_UP = [dt.date.fromisoformat(day) for _, holiday in HOLIDAYS for day in holiday["make_up_days"]]


def test_three_years_are_known_and_the_next_is_said_to_be_unknown():
    assert [year["year"] for year in TOLD["years"]] == [2024, 2025, 2026]
    assert "2027年起" in TOLD["note"] and "请对照原通知核对" in TOLD["note"]
    assert all(year["doc_no"].startswith("国办发明电〔") for year in TOLD["years"])


def test_holidays_lie_in_their_year_and_run_forward():
    for year, holiday in HOLIDAYS:
        assert days(holiday) and {day.year for day in days(holiday)} == {year}


def test_a_made_up_day_is_a_weekend_and_no_holiday():
    assert all(day.weekday() >= 5 for day in MADE_UP)
    assert not OFF & set(MADE_UP)


def test_working_days_moved_equal_working_days_made_up():
    """What remains is what the law gives: 11 days a year, 13 from 2025 on."""
    for year, legal in ((2024, 11), (2025, 13), (2026, 13)):
        free = sum(day.weekday() < 5 for day in OFF if day.year == year)
        assert free - sum(day.year == year for day in MADE_UP) == legal


def test_two_terms_make_a_school_year():
    terms = TOLD["term_pattern"]["terms"]
    assert [(term["semester"], term["crosses_year"]) for term in terms] == [(1, True), (2, False)]
    for term in terms:
        year = 2027 if term["crosses_year"] else 2026
        assert dt.date.fromisoformat(f"2026-{term['from']}") < dt.date.fromisoformat(f"{year}-{term['to']}")
