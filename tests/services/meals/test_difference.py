"""应拨, 采购 and 实支 close to the 分, whatever was bought, eaten, lost, sent back and left lying."""

import datetime as dt
import random

import pytest
from builders import add, change
from builders_meals import MONDAY, class_day, eaters
from builders_store import line, material, supplier

from desktop.models.ledgers import day_order
from desktop.models.ledgers.meal_goods import Material, Supplier
from desktop.models.ledgers.meal_stock import Purchase, StockMove, balance_of, signed_cost
from desktop.models.ledgers.meals import SupplyDay
from desktop.models.ledgers.school import School, the_school
from desktop.services.meals import purchases, stock
from desktop.services.meals.month_money import figures

WEEK = [MONDAY + dt.timedelta(days=n) for n in range(5)]
LATE = "补录纸质登记"


def buy(store, kilos, price="1", day=MONDAY, **values):
    rice, shop = Material.get_or_none(), Supplier.get_or_none()
    told = line(
        rice.id if rice else material(store), shop.id if shop else supplier(store),
        kilos=kilos, price=price, day=day, **values,
    )  # fmt: skip
    return purchases.keep_purchases(store, [told])[0]


def move(store, lot, quantity, day=MONDAY, kind="out", **values):
    told = {"day": day, "kind": kind, "lot": lot, "quantity": quantity, "late_reason": LATE}
    return add(store, StockMove, **told | values)


def test_what_was_bought_for_all_that_was_due_leaves_nothing_to_explain_though_some_was_lost(store):
    eaters(store)
    for day in WEEK:
        class_day(store, day)
    lot = buy(store, "100")
    move(store, lot, 90_000)
    move(store, lot, 10_000, kind="loss", reason="受潮")
    month = figures(store, "2026-09", "lunch")
    assert (month.due, month.spent, month.lines, month.unexplained) == (10000, 10000, (), 0)


def test_freight_of_what_still_lies_in_the_store_is_not_told_twice(store):
    eaters(store)
    for day in WEEK:
        class_day(store, day)
    lot = buy(store, "100", freight=1000)
    move(store, lot, 50_000)
    month = figures(store, "2026-09", "lunch")
    assert {one.cause: one.fen for one in month.lines} == {"stock_more": 5500, "freight": -1000}
    assert month.unexplained == 0


@pytest.mark.parametrize("seed", range(4))
def test_every_month_closes_to_the_last_fen(store, seed):
    """Three months at random, breakfast eating from the same store, a firm's boxes on some days, 冲回 among it all."""
    chance = random.Random(seed)
    change(store, School, the_school().id, meal_kinds="breakfast,lunch")
    eaters(store)
    fed = [day for number in (9, 10, 11) for day in _school_days(number)]
    for day in fed[::4]:
        class_day(store, day)
    for day in fed[1::9]:
        add(store, SupplyDay, day=day, kind="lunch", served=True, mode="2")
    lots: list[int] = []
    for day in fed:
        _something(store, chance, lots, day)
    for month in ("2026-09", "2026-10", "2026-11"):
        _closes(figures(store, month, "lunch"), month)


def _school_days(number):
    days = [dt.date(2026, number, n) for n in range(8, 21)]
    return [day for day in days if day.weekday() < 5 and day <= day_order.today()]


def _something(store, chance, lots, day):
    if chance.random() < 0.6:
        kilos, price = f"{chance.randint(1, 40_000) / 1000:.3f}", f"{chance.randint(1, 99_999) / 10_000:.4f}"
        lots.append(
            buy(store, kilos, price, day, freight=chance.choice((0, 0, 137)), batch_no=f"B{len(lots)}")
        )
    held = [lot for lot in lots if Purchase.get_by_id(lot).day not in _brought() and balance_of(lot)]
    for lot in chance.sample(held, min(2, len(held))):
        kind = chance.choice(("out", "out", "out", "loss", "less", "to_supplier"))
        quantity = chance.choice((balance_of(lot), chance.randint(1, balance_of(lot))))
        more = {"meal": chance.choice(("lunch", "breakfast", None))} if kind == "out" else {"reason": "坏了"}
        made = move(store, lot, quantity, day, kind, **more)
        if chance.random() < 0.2:
            stock.reverse(store, made, "记错了")


def _brought():
    return {row.day for row in SupplyDay.select()}


def _closes(told, month):
    bought = sum(row.amount for row in Purchase.select() if f"{row.day:%Y-%m}" == month)
    moves = [row for row in StockMove.select() if f"{row.day:%Y-%m}" == month]
    first = {row.id: row.reverses if row.kind == "reverse" else row for row in moves}
    back = sum(signed_cost(row) for row in moves if first[row.id].kind == "to_supplier")
    elsewhere = sum(signed_cost(row) for row in moves if first[row.id].meal == "breakfast")
    spent = told.spending
    assert spent.bought == told.spent + spent.grown + spent.others
    assert spent.bought == bought + back
    assert spent.others == -elsewhere
    rest = told.due - (spent.bought - spent.carriage - spent.others)
    rounded = sum(one.fen for one in told.lines if one.cause == "round")
    assert told.unexplained + rounded == rest
    assert told.due - told.spent == sum(one.fen for one in told.lines) + told.unexplained
