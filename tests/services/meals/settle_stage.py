"""A week of meals with their spending, ready to be settled and signed."""

import datetime as dt

import pytest
from builders import add, as_headteacher
from builders_meals import MONDAY, class_day, eaters
from builders_store import line, material, supplier

from desktop.models.journal import JournalStep
from desktop.models.ledgers.meal_stock import StockMove
from desktop.services.meals import purchases, settlement

MONTH, TUESDAY = "2026-09", MONDAY + dt.timedelta(days=1)
LATE = "补录纸质登记"


def buy(store, day=MONDAY, *, kilos="10", price="4", name="大米", **values):
    what = material(store, name, **({"consumable": True} if values.pop("soap", False) else {}))
    told = line(what, supplier(store, f"{name}店"), kilos=kilos, price=price, day=day, **values)
    return purchases.keep_purchases(store, [told])[0]


def eat(store, lot, kilos, day=MONDAY, **values):
    told = {
        "day": day,
        "kind": "out",
        "lot": lot,
        "quantity": StockMove.quantity.parse(kilos),
        "late_reason": LATE,
    }
    return add(store, StockMove, **told | values)


@pytest.fixture
def week(store):
    """Four pupils, two days, one away once: 7 heads at 5 元. 40 元 of rice came, 30 元 of it was eaten."""
    eaters(store)
    class_day(store, MONDAY, exceptions={1: "S"})
    class_day(store, TUESDAY)
    lot = buy(store)
    eat(store, lot, "5")
    eat(store, lot, "2.5", TUESDAY)
    return lot


def settle(store):
    return settlement.make(store, MONTH, "lunch")


@pytest.fixture
def signed(store, week):
    record = settle(store)
    settlement.explain(store, record, "other", -500, "月底多买了米")
    settlement.sign(as_headteacher(store), record)
    return record


def last_step():
    return JournalStep.select(JournalStep.id).order_by(JournalStep.id.desc()).get().id
