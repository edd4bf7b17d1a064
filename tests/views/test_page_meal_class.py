"""班级月表 and 供餐日历: the month in the line above, its sums, and the way down to a class and a day."""

import datetime as dt

import pytest
from builders import school_class
from builders_meals import MONDAY, class_day, eaters

from desktop.views.meal_calendar_page import MealCalendarPage
from desktop.views.meal_class_page import MealClassPage

MONTH = "2026-09"


@pytest.fixture
def page(desk, store):
    eaters(store)
    eaters(store, "一(1)班", "孙小虎 钱多多")
    class_day(store, MONDAY, exceptions={1: "S"})
    class_day(store, MONDAY + dt.timedelta(days=1), "一(1)班")
    made = MealClassPage(desk)
    desk.shell.show_page(made)
    made.take_hint((MONTH, "lunch", None))
    return made


def test_counts_are_summed_under_their_columns(page):
    totals = page.model.totals()
    assert (totals["due"], totals["fed"], totals["unfed"], totals["S"]) == ("6", "5", "1", "1")
    assert "T" not in totals  # nobody


def test_another_month_is_a_press_away_and_says_which_it_is(page):
    page.bar.steps.step(1)
    assert page.bar.month == "2026-10" and page.bar.steps.title.text() == "2026年10月"
    page.bar.steps.step(-13)
    assert page.bar.month == "2025-09"


def test_a_class_opens_pupil_by_pupil(page, store):
    page.take_hint((MONTH, "lunch", school_class(store)))
    assert page.stack.currentIndex() == 1


def test_the_calendar_follows_the_line_of_the_month(desk, store):
    eaters(store)
    made = MealCalendarPage(desk)
    desk.shell.show_page(made)
    made.take_hint((MONTH, "lunch"))
    made.bar.steps.step(1)
    assert made.bar.month == "2026-10"
