"""What a material cost, time after time: its history, the last price, and whether a new one is far from it.

Prices here are ten-thousandths of a 元 for the material's own unit, 运费 left out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import peewee as pw

from desktop.models.ledger import database
from desktop.models.ledgers.meal_goods import Material, Supplier
from desktop.models.ledgers.meal_order import rule
from desktop.models.ledgers.meal_stock import Purchase, own_price
from desktop.models.measure_fields import UnitPrice

CHART_DAYS = 730
DEAREST_FIRST = 12  # materials offered as 主要食材
_PRICE = UnitPrice("单价")


@dataclass(frozen=True)
class PricePoint:
    """One purchase of a material."""

    day: dt.date
    price: int
    supplier: str
    lot: int


def _bought(material: int) -> Any:
    return Purchase.select().where(
        (Purchase.material == material) & (Purchase.kind == "bought") & (Purchase.state == "kept")
        & (Purchase.stocked > 0)
    )  # fmt: skip


def history(material: int, since: dt.date | None = None) -> list[PricePoint]:
    """Every purchase of a material from a day on, oldest first."""
    rows = _bought(material)
    if since is not None:
        rows = rows.where(Purchase.day >= since)
    return [_point(row) for row in rows.order_by(Purchase.day, Purchase.id)]


def recent(material: int) -> list[PricePoint]:
    """The purchases that a chart shows: those of the two years before the newest."""
    newest = _bought(material).order_by(Purchase.day.desc()).first()
    return history(material, newest.day - dt.timedelta(days=CHART_DAYS)) if newest is not None else []


def last_price(material: int, day: dt.date) -> PricePoint | None:
    """The newest purchase up to a day, that day's own among them."""
    row = (
        _bought(material).where(Purchase.day <= day).order_by(Purchase.day.desc(), Purchase.id.desc()).first()
    )
    return _point(row) if row is not None else None


def _point(row: Any) -> PricePoint:
    supplier = Supplier.caption_of(row.supplier_id) if row.supplier_id else ""
    return PricePoint(row.day, own_price(row.price, row.accepted, row.stocked), supplier, row.id)


def price_words(price: int) -> str:
    """4.5."""
    return str(_PRICE.format(price))


def moved(material: int, price: int, day: dt.date) -> str:
    """The sentence for a price further from the last one than the rule allows; "" when it is not."""
    last = last_price(material, day)
    if last is None or not last.price:
        return ""
    change = (price - last.price) * 100
    if abs(change) <= rule("price_percent") * last.price:
        return ""
    unit, percent = Material.get_by_id(material).unit, round(abs(change) / last.price)
    way = "涨" if change > 0 else "降"
    told = f"每{unit} {price_words(price)} 元，上次（{last.day}）{price_words(last.price)} 元"
    return f"{told}，{way}了 {percent} %，请核对。"


@dataclass(frozen=True)
class PriceMove:
    """A purchase whose price is further from the one before it than the rule allows; prices as above."""

    lot: int
    material: int
    day: dt.date
    price: int
    before_day: dt.date
    before: int

    @property
    def percent(self) -> int:
        """By how much it moved; below zero it fell."""
        return round((self.price - self.before) * 100 / self.before)

    @property
    def short(self) -> str:
        """大米涨 25 %."""
        name = Material.caption_of(self.material)
        return f"{name}{'涨' if self.percent > 0 else '降'} {abs(self.percent)} %"

    @property
    def words(self) -> str:
        way, unit = "涨" if self.percent > 0 else "降", Material.get_by_id(self.material).unit
        told = (
            f"每{unit} {price_words(self.price)} 元，上次（{self.before_day}）{price_words(self.before)} 元"
        )
        return f"{told}，{way}了 {abs(self.percent)} %。"


BEFORE = """WITH told AS (
    SELECT id, material_id, day, price, accepted, stocked, LAG(day) OVER way AS before_day,
           LAG(price) OVER way AS before_price, LAG(accepted) OVER way AS before_accepted,
           LAG(stocked) OVER way AS before_stocked
    FROM purchase WHERE kind = 'bought' AND state = 'kept' AND stocked > 0
      AND material_id IN (SELECT material_id FROM purchase WHERE day BETWEEN ? AND ?)
    WINDOW way AS (PARTITION BY material_id ORDER BY day, id))
  SELECT id, material_id, day, before_day, price, accepted, stocked, before_price, before_accepted, before_stocked
  FROM told WHERE day BETWEEN ? AND ? AND before_price > 0 ORDER BY day, id"""


def moved_between(first: dt.date, last: dt.date) -> list[PriceMove]:
    """The purchases of some days whose price moved too far, by day; each against the one before it. One question."""
    span = (first.isoformat(), last.isoformat())
    found = []
    for lot, material, day, then, *asked in database.execute_sql(BEFORE, (*span, *span)):
        new, was = own_price(*asked[:3]), own_price(*asked[3:])
        if was and abs(new - was) * 100 > rule("price_percent") * was:
            days = dt.date.fromisoformat(day), dt.date.fromisoformat(then)
            found.append(PriceMove(lot, material, days[0], new, days[1], was))
    return found


def main_foods(limit: int = DEAREST_FIRST) -> list[int]:
    """The materials on which most was spent, dearest first: what a price chart is wanted for."""
    rows = (
        Purchase.select(Purchase.material)
        .join(Material)
        .where((Purchase.kind == "bought") & (Purchase.state == "kept") & ~Material.consumable)
        .group_by(Purchase.material)
        .order_by(pw.fn.SUM(Purchase.amount).desc())
        .limit(limit)
    )
    return [row.material_id for row in rows]
