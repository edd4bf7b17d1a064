"""盘点: every lot with what the book says, what the shelf says, and the movements that bring the book in line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_counts import StockCount, StockCountLine
from desktop.models.ledgers.meal_goods import Material
from desktop.models.ledgers.meal_order import month_of
from desktop.models.ledgers.meal_stock import Purchase, StockMove, cost_of
from desktop.models.store import Step, Store
from desktop.services.meals.stock import LotLeft, amount_words, lots_left


@dataclass(frozen=True)
class Counted:
    """What was found of one lot; reason: why it differs, "" when it does not."""

    lot: int
    actual: int
    reason: str = ""


@dataclass(frozen=True)
class Difference:
    """A lot whose shelf differs from the book. more: thousandths found too many, below zero too few; fen: their worth."""

    lot: LotLeft
    more: int
    fen: int


def sheet(day: dt.date) -> list[LotLeft]:
    """Every lot that should be there at the end of a day, by material as the shelves stand, then by date."""
    lots = lots_left(day)
    names = {row.id: (bool(row.consumable), row.kind, row.name, row.spec or "") for row in Material.select()}
    return sorted(lots, key=lambda one: (names[one.material], one.day, one.lot))


def difference(lot: LotLeft, actual: int) -> Difference:
    """What it comes to that a lot holds something else than the book says."""
    more = actual - lot.left
    kind = "more" if more > 0 else "less"
    fen = cost_of({"kind": kind, "lot": lot.lot, "quantity": abs(more)})
    return Difference(lot, more, fen if more > 0 else -fen)


def differences(day: dt.date, counted: Sequence[Counted]) -> list[Difference]:
    """Where shelf and book differ, with what the difference is worth at the price of the lot."""
    lots = {one.lot: one for one in lots_left(day)}
    found = []
    for one in counted:
        lot = lots.get(one.lot)
        if lot is None:
            raise Refused(f"{Purchase.caption_of(one.lot)} 这一批 {day} 账上已经没有了，请重新打开盘点。")
        if one.actual != lot.left:
            found.append(difference(lot, one.actual))
    return found


def keep_count(
    store: Store,
    day: dt.date,
    counted: Sequence[Counted],
    people: Mapping[str, int | None],
    *,
    note: str = "",
    late_reason: str = "",
) -> int:
    """Write a 盘点 and book its differences as 盘盈 and 盘亏, all as one step; returns the count's id.

    people: counter1, counter2. late_reason: why it is written so late, where it is 补录. Raises Invalid for a difference
    without its reason, Refused (补录 without its reason among them), NotAllowed.
    """
    store.session.demand("meals", "盘点")
    book = {one.lot: one.left for one in lots_left(day)}
    if not counted:
        raise Refused("库里一批货也没有，没有可盘点的。")
    changed = differences(day, counted)
    why = {one.lot: one.reason.strip() for one in counted}
    with store.step(f"盘点 {day}：{len(counted)} 批，{len(changed)} 批有差异") as step:
        values = {"day": day, "counter1": people.get("counter1"), "counter2": people.get("counter2")}
        late = late_reason.strip() or None
        count = step.add(StockCount, values | {"note": note or None, "late_reason": late})
        step.add_many(
            StockCountLine,
            [
                {"count": count, "lot": one.lot, "book": book[one.lot], "actual": one.actual,
                 "reason": one.reason.strip()[:80] or None}
                for one in counted
            ],
        )  # fmt: skip
        for one in changed:
            _book(step, one, why[one.lot.lot], {"day": day, "late_reason": late})
        step.change(StockCount, count, {"booked": True})
    return count


def _book(step: Step, found: Difference, reason: str, when: Values) -> None:
    kind = "more" if found.more > 0 else "less"
    told = {"kind": kind, "lot": found.lot.lot, "quantity": abs(found.more), "reason": f"盘点：{reason}"[:80]}
    step.add(StockMove, when | told)


def counts_of(store: Store, month: str) -> list[Any]:
    """The booked counts of a month, newest first."""
    rows = (
        store.rows(StockCount).where(StockCount.booked).order_by(StockCount.day.desc(), StockCount.id.desc())
    )
    return [row for row in rows if month_of(row.day) == month]


def difference_words(found: Difference) -> str:
    """大米（10-08 进）少 1.5公斤."""
    way = "多" if found.more > 0 else "少"
    name = Material.caption_of(found.lot.material)
    return f"{name}（{found.lot.words}）{way} {amount_words(found.lot.material, abs(found.more))}"
