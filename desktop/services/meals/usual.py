"""How much of a material comes at a time, and whether a delivery is far more than that: a nought too many is found here.

Quantities are thousandths of the material's own unit. The limits are data: resources/meals/rules.json.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from statistics import median_low
from typing import Any

from desktop.models.ledgers.meal_goods import Material
from desktop.models.ledgers.meal_order import rule
from desktop.models.ledgers.meal_stock import Purchase


def usual_quantity(material: int, day: dt.date, lot: int = 0) -> int | None:
    """The middle one of the last purchases up to a day (before `lot`, where it is kept already); None for too few of them."""
    before = (Purchase.day < day) | ((Purchase.day == day) & (Purchase.id < lot if lot else Purchase.id > 0))
    rows = (
        Purchase.select(Purchase.stocked)
        .where((Purchase.material == material) & (Purchase.kind == "bought") & (Purchase.state == "kept"))
        .where(before & (Purchase.stocked > 0))
        .order_by(Purchase.day.desc(), Purchase.id.desc())
        .limit(rule("usual_last"))
    )
    found = [quantity for (quantity,) in rows.tuples()]
    return median_low(found) if len(found) >= rule("usual_least") else None


def too_much(material: int, quantity: int, day: dt.date, lot: int = 0) -> str:
    """The sentence for a quantity further above the usual one than the rule allows; "" when it is not."""
    usual = usual_quantity(material, day, lot)
    if usual is None or quantity <= usual * rule("usual_times"):
        return ""
    unit = Material.get_by_id(material).unit
    told, often = (Purchase.stocked.format(one) for one in (quantity, usual))
    return (
        f"这次 {told}{unit}，平常一次 {often}{unit} 左右，是 {round(quantity / usual)} 倍，请核对数量和单位。"
    )


def too_much_between(first: dt.date, last: dt.date) -> Iterator[tuple[Any, str]]:
    """The purchases of some days that are far more than usual, each with its sentence."""
    rows = Purchase.select().where(
        Purchase.day.between(first, last) & (Purchase.kind == "bought") & (Purchase.state == "kept")
    )
    for row in rows.order_by(Purchase.day, Purchase.id):
        if words := too_much(row.material_id, row.stocked, row.day, row.id):
            yield row, words
