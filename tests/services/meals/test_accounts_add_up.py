"""What hangs on the wall adds up: 采购 with its 运费, what was lost, and the reasons of the difference."""

import datetime as dt
import re

import pytest
from builders import AUTUMN, add, as_headteacher
from builders_meals import MONDAY, class_day, eaters
from builders_store import line, material, supplier
from services.paper.papers import faults, whole

from desktop.models.ledgers.meal_stock import StockMove
from desktop.services.meals import purchases, settlement, triangle
from desktop.services.meals.month_money import figures
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.documents.common import wording

MONTH, LATE, TUESDAY = "2026-09", "补录纸质登记", MONDAY + dt.timedelta(days=1)


@pytest.fixture
def month(store):
    """Seven meals at 5 元 are due; 20 公斤 at 2.37 元 with 12.50 元 of freight came, part of it eaten, lost and found."""
    eaters(store)
    class_day(store, MONDAY, exceptions={1: "S"})
    class_day(store, TUESDAY)
    told = line(material(store, "白菜"), supplier(store), kilos="20", price="2.37", day=MONDAY, freight=1250)
    lot = purchases.keep_purchases(store, [told])[0]
    for kind, quantity in (("out", 9_000), ("loss", 3_000), ("less", 600), ("more", 150)):
        more = {} if kind == "out" else {"reason": "点出来的"}
        values = {"day": MONDAY, "kind": kind, "lot": lot, "quantity": quantity, "late_reason": LATE}
        add(store, StockMove, **values | more)
    record = settlement.make(store, MONTH, "lunch")
    settlement.explain(store, record, "other", settlement.open_difference(record), "多买了菜")
    settlement.sign(as_headteacher(store), record)
    return figures(store, MONTH, "lunch")


def on_paper(store, folder):
    """Row of the printed table -> 分 of the month; the reasons' 分 by their words; the whole text."""
    made = print_document(store, DOCUMENTS["D24P"], Wanted(month=MONTH, meal="lunch", term=AUTUMN), folder)
    assert faults(made) == []
    text, rows = whole(made), {}
    for key, name in wording("meal_accounts")["rows"].items():
        found = re.search(rf"{re.escape(name.replace(' ', ''))}(-?\d+\.\d\d)", text)
        rows[key] = round(float(found[1]) * 100) if found else None
    below = text.split(wording("meal_accounts")["reasons"])[1]
    return rows, [round(float(one) * 100) for one in re.findall(r"[+-]\d+\.\d\d", below)], text


def test_the_lines_on_the_wall_add_up(store, month, tmp_path):
    rows, reasons, _ = on_paper(store, tmp_path)
    more, freight, rest = reasons
    assert rows["due"] - rows["spent"] == more + freight + rest
    assert (rows["bought"], rows["freight"], freight) == (5990, 1250, -1250)
    assert rest == rows["due"] - (rows["bought"] - rows["freight"])
    assert rows["bought"] == rows["spent"] + more


def test_no_freight_but_that_of_what_was_bought_is_told(store, month, tmp_path):
    _, _, text = on_paper(store, tmp_path)
    assert text.count("采购里的运费") == 1 and text.count("采购59.90元里的运费") == 1
    assert text.count("12.50") == 3  # this month, the year, the reason


def test_what_was_lost_is_named_with_what_was_found_taken_off(store, month, tmp_path):
    lost = sum(month.spending.lost.values())
    _, _, text = on_paper(store, tmp_path)
    assert f"报损、盘亏（减盘盈，元）{lost / 100:.2f}" in text
    assert f"报损、盘亏（减盘盈）{lost / 100:.2f}元已经算在实支里" in text
    assert f"报损盘亏（减盘盈） {lost / 100:.2f}元" in triangle.of_spent(store, month).rows[0].what
