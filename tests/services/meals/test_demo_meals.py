"""The made-up month of meals: every page has something to show, and what was planted is found."""

import datetime as dt

import pytest
from builders import AUTUMN
from builders_meals import eaters

from desktop.models.ledgers import day_order, meal_order
from desktop.models.ledgers.meal_logs import FoodSample
from desktop.models.ledgers.meal_stock import Purchase, StockMove
from desktop.models.ledgers.meals import ClassDay
from desktop.services import demo, demo_meals
from desktop.services.meals import settlement
from desktop.services.meals.checks import check_month
from desktop.services.meals.month_money import figures
from desktop.services.progress import Progress


@pytest.fixture
def served(store):
    eaters(store)
    eaters(store, "一(1)班", "孙小虎 钱多多")
    demo_meals.serve_month(store, AUTUMN, Progress())


def test_every_day_has_its_sheets_its_food_and_its_samples(store, served):
    told = figures(store, demo_meals.MONTH, demo_meals.KIND)
    assert told.summary.days == 22
    assert ClassDay.select().count() == 44
    assert len(told.spending.eaten) == 22
    assert FoodSample.select(FoodSample.day).distinct().count() == 22
    assert Purchase.select().count() > 40 and StockMove.select().count() > 100


def test_it_is_made_on_a_computer_whose_clock_has_not_reached_its_days(store, monkeypatch):
    monkeypatch.setattr(day_order, "today", meal_order.today)  # the program's own
    monkeypatch.setattr(day_order, "_clock", lambda: dt.date(2024, 2, 29))
    eaters(store)
    with day_order.told_until(demo.LAST_DAY):
        demo_meals.serve_month(store, AUTUMN, Progress())
    assert settlement.settled(demo_meals.MONTH, demo_meals.KIND).made_on == demo.LAST_DAY
    assert day_order.today() == dt.date(2024, 2, 29)


def test_nothing_in_it_counts_as_entered_late(store, served):
    assert all(row.entered_on == row.day for row in ClassDay.select())


def test_the_month_is_settled_and_waits_for_the_head(store, served):
    row = settlement.settled(demo_meals.MONTH, demo_meals.KIND)
    assert (row.state, settlement.open_difference(row.id)) == ("made", 0)


def test_what_was_planted_is_found_and_nothing_else(store, served):
    told = check_month(store, demo_meals.MONTH, now=dt.datetime(2026, 10, 9, 9))
    assert {one.rule.code for one in told.findings} <= {"gaps", "permit", "minute", "dear", "unpaid"}
    assert [one.sentence[:10] for one in told.of("gaps")] == ["2026-09-18"]
    assert {one.sentence[:10] for one in told.of("permit")} == {"2026-09-21", "2026-09-28"}
