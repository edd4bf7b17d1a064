"""The store's books: what a month began with, what came, what went, what is left; and what the meals of a day cost.

Every sum here is of amounts of lots and costs of movements, so it closes to the 分 with what lies in the store.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from desktop.models.ledger import database
from desktop.models.ledgers.meal_goods import Material, Supplier
from desktop.models.ledgers.meal_stock import Purchase, StockMove, own_price, signed, signed_cost
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.services.meals.stock import MOVES, lots_left, sign_sql

EATEN = ("out", "back")  # 领用 less 退库
LOST = ("loss", "less", "more")  # 报损, 盘亏 less 盘盈


class Sum(NamedTuple):
    """A quantity (thousandths of the unit) and its worth (分)."""

    quantity: int = 0
    fen: int = 0

    def plus(self, other: Sum) -> Sum:
        return Sum(self.quantity + other.quantity, self.fen + other.fen)

    def less(self, other: Sum) -> Sum:
        return Sum(self.quantity - other.quantity, self.fen - other.fen)


NOTHING = Sum()


@dataclass
class BookLine:
    """One material in one month. came: 采购 and 捐赠; eaten: 领用 less 退库; lost: 报损, 盘亏 less 盘盈; back: 退货.

    A lot that was entered as 期初 counts as 期初 also in the month it was entered.
    """

    material: int
    name: str
    unit: str
    consumable: bool
    opening: Sum = NOTHING
    came: Sum = NOTHING
    eaten: Sum = NOTHING
    lost: Sum = NOTHING
    back: Sum = NOTHING

    @property
    def closing(self) -> Sum:
        return self.opening.plus(self.came).less(self.eaten).less(self.lost).less(self.back)


def month_days(month: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of "2026-10"."""
    year, number = map(int, month.split("-"))
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])


def month_book(store: Store, month: str) -> list[BookLine]:
    """Every material that the month began with, saw or ended with, consumables last."""
    first, last = month_days(month)
    lines = {
        row.id: BookLine(row.id, Material.caption(row), row.unit, bool(row.consumable))
        for row in store.rows(Material).order_by(Material.consumable, Material.kind, Material.name)
    }
    for material, early, quantity, fen in _lots(first, last):
        line, told = lines[material], Sum(quantity, fen)
        if early:
            line.opening = line.opening.plus(told)
        else:
            line.came = line.came.plus(told)
    for material, kind, early, quantity, fen in _moves(first, last):
        line, told = lines[material], Sum(quantity, fen)
        if early:
            line.opening = line.opening.plus(told)
        elif kind in EATEN:
            line.eaten = line.eaten.less(told)
        elif kind in LOST:
            line.lost = line.lost.less(told)
        else:
            line.back = line.back.less(told)
    return [line for line in lines.values() if any(_sums(line))]


def _sums(line: BookLine) -> list[bool]:
    return [any(one) for one in (line.opening, line.came, line.eaten, line.lost, line.back)]


def _lots(first: dt.date, last: dt.date) -> list[tuple[int, int, int, int]]:
    return list(
        database.execute_sql(
            """SELECT material_id, day < ? OR kind = 'opening', SUM(stocked), SUM(amount) FROM purchase
               WHERE state = 'kept' AND day <= ? GROUP BY 1, 2""",
            [first.isoformat(), last.isoformat()],
        ).fetchall()
    )


def _moves(first: dt.date, last: dt.date) -> list[tuple[int, str, int, int, int]]:
    """A 冲回 counts with the kind of what it turns back."""
    return list(
        database.execute_sql(
            f"""SELECT p.material_id, COALESCE(w.kind, m.kind), m.day < ?,
                       SUM({sign_sql()} * m.quantity), SUM({sign_sql()} * m.cost)
                FROM {MOVES} JOIN purchase p ON p.id = m.lot_id
                WHERE p.state = 'kept' AND m.day <= ? GROUP BY 1, 2, 3""",
            [first.isoformat(), last.isoformat()],
        ).fetchall()
    )


# what the meals cost -----------------------------------------------------------------------------------


class Cost(NamedTuple):
    """What one material cost on one day, in 分, for one kind of meal ("" where nobody said which)."""

    day: dt.date
    material: int
    meal: str
    quantity: int
    fen: int


def costs(month: str, kinds: Sequence[str] = EATEN) -> list[Cost]:
    """What left the store in a month, day by day and material by material, 消耗品 left out: they are not food.

    kinds: of movements; those that bring back are taken off, a 冲回 is taken off where what it turns back was counted.
    """
    first, last = month_days(month)
    marks = ",".join("?" * len(kinds))
    rows = database.execute_sql(
        f"""SELECT m.day, p.material_id, COALESCE(m.meal, ''),
                   -SUM({sign_sql()} * m.quantity), -SUM({sign_sql()} * m.cost)
            FROM {MOVES} JOIN purchase p ON p.id = m.lot_id JOIN material g ON g.id = p.material_id
            WHERE p.state = 'kept' AND NOT COALESCE(g.consumable, 0) AND m.day BETWEEN ? AND ?
              AND COALESCE(w.kind, m.kind) IN ({marks}) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
        [first.isoformat(), last.isoformat(), *kinds],
    ).fetchall()
    return [Cost(dt.date.fromisoformat(day), *rest) for day, *rest in rows]


def spent(store: Store, month: str, meal: str = "") -> dict[dt.date, int]:
    """What the food of each day of "2026-10" cost, in 分: 领用 less 退库, at the price it was bought for.

    meal: only what was taken for that meal; "" is everything. 报损 and 盘亏 are told by `lost`. Days without any are
    left out.
    """
    return _by_day(costs(month, EATEN), meal)


def lost(store: Store, month: str) -> dict[dt.date, int]:
    """What 报损 and 盘亏 of food cost on each day, 盘盈 taken off, in 分."""
    return _by_day(costs(month, LOST), "")


def _by_day(rows: Sequence[Cost], meal: str) -> dict[dt.date, int]:
    days: dict[dt.date, int] = defaultdict(int)
    for row in rows:
        if not meal or row.meal == meal:
            days[row.day] += row.fen
    return dict(days)


# one material, line by line ------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayLine:
    """One line of a material's 购销台账: what came (with its supplier and papers), what went, what is left after it."""

    day: dt.date
    words: str
    came: Sum = NOTHING
    went: Sum = NOTHING
    left: Sum = NOTHING
    price: int | None = None  # ten-thousandths of a 元 for the material's own unit
    supplier: str = ""
    papers: str = ""
    batch_no: str = ""
    taker: str = ""
    keeper: str = ""
    record: int = 0
    kept: Any = field(default=None, compare=False, repr=False)  # the row of the ledger


@dataclass
class MaterialBook:
    """One material over some days: what it began with, its lines, what it ended with."""

    material: int
    name: str
    unit: str
    spec: str
    first: dt.date
    last: dt.date
    opening: Sum
    lines: list[DayLine] = field(default_factory=list)

    @property
    def closing(self) -> Sum:
        return self.lines[-1].left if self.lines else self.opening


def material_book(material: int, first: dt.date, last: dt.date) -> MaterialBook:
    """Every lot and every movement of one material from `first` to `last`, each with what is left after it."""
    row = Material.get_by_id(material)
    book = MaterialBook(material, row.name, row.unit, row.spec or "", first, last, _opening(material, first))
    left = book.opening
    for line in sorted(_lines(material, first, last), key=lambda one: (one.day, not one.came.quantity)):
        left = left.plus(line.came).less(line.went)
        book.lines.append(replace(line, left=left))
    return book


def _opening(material: int, first: dt.date) -> Sum:
    """What there was before a day began."""
    lots = lots_left(first - dt.timedelta(days=1), material)
    return Sum(sum(one.left for one in lots), sum(one.worth for one in lots))


def _lines(material: int, first: dt.date, last: dt.date) -> list[DayLine]:
    lots = Purchase.select().where(
        (Purchase.material == material) & (Purchase.state == "kept") & Purchase.day.between(first, last)
    )
    moves = (
        StockMove.select()
        .join(Purchase)
        .where((Purchase.material == material) & (Purchase.state == "kept"))
        .where(StockMove.day.between(first, last))
    )
    return [_came(one) for one in lots.order_by(Purchase.id)] + [
        _went(one) for one in moves.order_by(StockMove.id)
    ]


def _came(lot: Any) -> DayLine:
    words = Purchase.kind.format(lot.kind)
    price = own_price(lot.price, lot.accepted, lot.stocked) if lot.stocked else None
    supplier = Supplier.caption_of(lot.supplier_id) if lot.supplier_id else ""
    checkers = "、".join(Staff.caption_of(one) for one in (lot.checker1_id, lot.checker2_id) if one)
    return DayLine(
        lot.day, words, came=Sum(lot.stocked, lot.amount), price=price, supplier=supplier,
        papers="有" if lot.papers else "无", batch_no=lot.batch_no or "", keeper=checkers, record=lot.id, kept=lot,
    )  # fmt: skip


def _went(move: Any) -> DayLine:
    words = StockMove.kind.format(move.kind)
    if move.kind == "reverse":
        words = f"冲回{StockMove.kind.format(move.reverses.kind)}"
    names = [Staff.caption_of(one) if one else "" for one in (move.taker_id, move.keeper_id)]
    return DayLine(
        move.day, words, went=Sum(-signed(move), -signed_cost(move)), batch_no=move.lot.batch_no or "",
        taker=names[0], keeper=names[1], record=move.id, kept=move,
    )  # fmt: skip
