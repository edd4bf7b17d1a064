"""What lies in the store, lot by lot, and what happens to it: 领用 (first expired first out), 报损, 退库, 退货, 冲回.

Quantities are thousandths of the material's own unit, worth is 分.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values, database
from desktop.models.ledgers import day_order
from desktop.models.ledgers.meal_goods import Material, Supplier
from desktop.models.ledgers.meal_order import is_late, rule, why_settled
from desktop.models.ledgers.meal_stock import Purchase, StockMove, cost_of
from desktop.models.store import Store

NEVER = dt.date.max  # sorts a lot without a shelf life behind all others
BY_HAND = ("loss", "back", "to_supplier")  # what one does to a single lot, with a reason


@dataclass(frozen=True)
class LotLeft:
    """What is left of one lot at the end of a day. free: what may still be taken on that day, later movements kept."""

    lot: int
    material: int
    day: dt.date
    batch_no: str
    best_before: dt.date | None
    supplier: int | None
    left: int
    worth: int
    free: int

    def is_over(self, day: dt.date) -> bool:
        return self.best_before is not None and self.best_before < day

    @property
    def words(self) -> str:
        """The lot in a line: 10-08 进，批号 A1，保质期至 2026-12-01."""
        parts = [f"{self.day:%m-%d} 进"]
        parts += [f"批号 {self.batch_no}"] if self.batch_no else []
        parts += [f"保质期至 {self.best_before}"] if self.best_before else []
        return "，".join(parts)

    @property
    def short(self) -> str:
        """10-08 进，A1."""
        return f"{self.day:%m-%d} 进" + (f"，{self.batch_no}" if self.batch_no else "")


@dataclass(frozen=True)
class Holding:
    """One material with its lots, first expired first."""

    material: int
    name: str
    unit: str
    quantity: int
    worth: int
    lots: tuple[LotLeft, ...]


@dataclass(frozen=True)
class Part:
    """So much of one lot."""

    lot: LotLeft
    quantity: int

    @property
    def fen(self) -> int:
        """What it will cost when it is booked, in 分."""
        return cost_of({"kind": "out", "lot": self.lot.lot, "quantity": self.quantity})


def sign_sql() -> str:
    """SQL for the direction of movement `m`, whose turned-back one is joined as `w`; from the code list."""
    codes = code_list("move_kind")

    def case(alias: str) -> str:
        signs = " ".join(f"WHEN '{code}' THEN {codes.fact(code, 'sign')}" for code in codes.labels)
        return f"CASE {alias}.kind {signs} END"

    return f"CASE WHEN m.kind = 'reverse' THEN -({case('w')}) ELSE {case('m')} END"


MOVES = "stock_move m LEFT JOIN stock_move w ON w.id = m.reverses_id"


def lots_left(day: dt.date, material: int | None = None) -> list[LotLeft]:
    """Every lot of which something is left at the end of a day, first expired first; by lot when that is the same."""
    of_one = material is not None
    moved = "AND m.lot_id IN (SELECT id FROM purchase WHERE material_id = ?)" if of_one else ""
    bought = "AND p.material_id = ?" if of_one else ""
    args: list[Any] = [day.isoformat(), *([material] if of_one else [])] * 2
    rows = database.execute_sql(
        f"""SELECT p.id, p.material_id, p.day, p.batch_no, p.best_before, p.supplier_id,
                   p.stocked + COALESCE(t.quantity, 0), p.amount + COALESCE(t.cost, 0)
            FROM purchase p LEFT JOIN (
                SELECT m.lot_id, SUM({sign_sql()} * m.quantity) AS quantity, SUM({sign_sql()} * m.cost) AS cost
                FROM {MOVES} WHERE m.day <= ? {moved} GROUP BY m.lot_id) t ON t.lot_id = p.id
            WHERE p.state = 'kept' AND p.day <= ? {bought} AND p.stocked + COALESCE(t.quantity, 0) > 0""",
        args,
    ).fetchall()
    found = [_lot(row) for row in rows]
    lows = _lowest_later(day, [one.lot for one in found])
    lots = [replace(one, free=one.left + lows.get(one.lot, 0)) for one in found]
    return sorted(lots, key=lambda one: (one.best_before or NEVER, one.day, one.lot))


def _lot(row: Sequence[Any]) -> LotLeft:
    lot, material, day, batch, best, supplier, left, worth = row
    until = dt.date.fromisoformat(best) if best else None
    return LotLeft(lot, material, dt.date.fromisoformat(day), batch or "", until, supplier, left, worth, left)


def _lowest_later(day: dt.date, lots: Sequence[int]) -> dict[int, int]:
    """How far below today's balance each lot falls on later days: 0 or less, in thousandths."""
    rows = database.execute_sql(
        f"SELECT m.lot_id, {sign_sql()} * m.quantity FROM {MOVES} WHERE m.day > ? ORDER BY m.day, m.id",
        [day.isoformat()],
    ).fetchall()
    at: dict[int, int] = defaultdict(int)
    low: dict[int, int] = defaultdict(int)
    for lot, change in rows:
        at[lot] += change
        low[lot] = min(low[lot], at[lot])
    return {lot: low[lot] for lot in lots}


def on_hand(store: Store, day: dt.date) -> list[Holding]:
    """What lies in the store at the end of a day, by material in the order of the catalogue."""
    lots: dict[int, list[LotLeft]] = defaultdict(list)
    for one in lots_left(day):
        lots[one.material].append(one)
    rows = (
        store.rows(Material).where(Material.id.in_(list(lots))).order_by(Material.consumable, Material.name)
    )
    return [
        Holding(
            row.id, Material.caption(row), row.unit, sum(one.left for one in lots[row.id]),
            sum(one.worth for one in lots[row.id]), tuple(lots[row.id]),
        )
        for row in rows
    ]  # fmt: skip


def amount_words(material: int, quantity: int) -> str:
    """12.5公斤."""
    return f"{StockMove.quantity.format(quantity)}{Material.get_by_id(material).unit}"


# 领用 --------------------------------------------------------------------------------------------------


def plan_issue(day: dt.date, needs: Iterable[tuple[int, int]]) -> list[Part]:
    """From which lots a day's needs (material, quantity) come: first expired first, nothing past its date.

    Raises Refused that names every material of which there is not enough.
    """
    wanted: dict[int, int] = defaultdict(int)
    for material, quantity in needs:
        if quantity <= 0:
            raise Refused(f"{Material.caption_of(material)}的出库数量要大于零。")
        wanted[material] += quantity
    parts, short = [], []
    for material, quantity in wanted.items():
        lots = lots_left(day, material)
        taken, lack = take_first([one for one in lots if not one.is_over(day)], quantity)
        parts += taken
        if lack:
            short.append(_short(material, day, quantity, lots))
    if short:
        raise Refused("".join(short))
    return parts


def take_first(lots: Sequence[LotLeft], quantity: int) -> tuple[list[Part], int]:
    """Parts of lots in their order until the quantity is there, and what is lacking."""
    parts = []
    for one in lots:
        part = min(one.free, quantity)
        if part > 0:
            parts.append(Part(one, part))
            quantity -= part
    return parts, quantity


def _short(material: int, day: dt.date, quantity: int, lots: Sequence[LotLeft]) -> str:
    free = sum(max(one.free, 0) for one in lots if not one.is_over(day))
    over = sum(max(one.free, 0) for one in lots if one.is_over(day))
    later = sum(one.left - max(one.free, 0) for one in lots)
    said = f"{Material.caption_of(material)} {day} 只有 {amount_words(material, free)} 可以出库，"
    said += f"要出 {amount_words(material, quantity)}，差 {amount_words(material, quantity - free)}。"
    if over:
        said += f"另有 {amount_words(material, over)} 已过保质期，请报损。"
    if later:
        said += f"另有 {amount_words(material, later)} 以后几天已经出库。"
    return said


def issue(
    store: Store, day: dt.date, parts: Sequence[Part], *, meal: str | None = None, taker: int | None = None,
    keeper: int | None = None, late_reason: str | None = None,
) -> int:  # fmt: skip
    """Book a planned 领用 as one step; returns the step's number. Raises Refused, NotAllowed."""
    store.session.demand("meals", "登记出库")
    if not parts:
        raise Refused("还没有要出库的东西。请先写品名和数量。")
    kinds = {part.lot.material for part in parts}
    named = "、".join(Material.caption_of(one) for one in sorted(kinds)[:3])
    shared = {
        "day": day,
        "kind": "out",
        "meal": meal,
        "taker": taker,
        "keeper": keeper,
        "late_reason": late_reason,
    }
    with store.step(f"出库 {day} {named}{f'等 {len(kinds)} 种' if len(kinds) > 3 else ''}") as step:
        for part in parts:  # one after the other: each knows what the one before left
            step.add(StockMove, shared | {"lot": part.lot.lot, "quantity": part.quantity})
    return step.number


# one lot -----------------------------------------------------------------------------------------------


def book_move(store: Store, lot: int, kind: str, quantity: int, values: Values) -> int:
    """报损, 退库 or 退货 of one lot; `values`: day, reason, and what else is told. Returns the step's number."""
    words = StockMove.kind.format(kind)
    store.session.demand("meals", f"登记{words}")
    if kind not in BY_HAND:
        raise Refused(f"“{words}”不在这里登记。")
    with store.step(f"{words}：{Purchase.caption_of(lot)}") as step:
        step.add(StockMove, values | {"lot": lot, "kind": kind, "quantity": quantity})
    return step.number


def reverse(store: Store, move: int, reason: str) -> int:
    """冲回 one movement, on its own day while that month is open, else today; returns the step's number.

    Raises Refused when it was turned back before, or what came back is gone again.
    """
    store.session.demand("meals", "冲回出入库")
    row = StockMove.get_by_id(move)
    day, why = _day_of_reversal(row), reason.strip()
    with store.step(f"冲回：{StockMove.caption(row)}") as step:
        step.add(StockMove, {
            "day": day, "kind": "reverse", "lot": row.lot_id, "quantity": row.quantity, "reverses": row.id,
            "meal": row.meal, "reason": why or None,
            "late_reason": why[:60] or None if is_late({"day": day}) else None,
        })  # fmt: skip
    return step.number


def _day_of_reversal(row: StockMove) -> dt.date:
    return day_order.today() if why_settled([row.day]) else row.day


def before_reversal(move: int) -> str:
    """What to know before a movement is turned back: that its month is settled, so that it counts in this one.

    "" for nothing to know. Raises Refused when it was turned back before.
    """
    row = StockMove.get_by_id(move)
    if row.kind == "reverse" or StockMove.select().where(StockMove.reverses == row).exists():
        raise Refused(f"{StockMove.caption(row)}：这一笔已经冲回过，或者它本身就是冲回。")
    day = _day_of_reversal(row)
    if day == row.day:
        return ""
    return f"{row.day} 所在的月份已经结算，不再改动；这次冲回记在 {day}，算在那个月。"


# shelf life --------------------------------------------------------------------------------------------


def ending(day: dt.date) -> tuple[list[LotLeft], list[LotLeft]]:
    """Lots whose shelf life is over, and lots whose last day comes within the days of the rule."""
    lots = [one for one in lots_left(day) if one.best_before is not None]
    over = [one for one in lots if one.is_over(day)]
    near = day + dt.timedelta(days=rule("stock_days"))
    return over, [one for one in lots if not one.is_over(day) and (one.best_before or NEVER) <= near]


def supplier_name(lot: LotLeft) -> str:
    return Supplier.caption_of(lot.supplier) if lot.supplier else ""
