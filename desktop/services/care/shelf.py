"""爱心超市: what lies on the shelf and from whom, what comes in and goes out, counting at the end of a term.

What one gift brought is kept apart from every other gift and from what was bought: `Lot`. A wrong movement is turned
back by another; none is ever changed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.care_goods import CAME, Donation, Goods, GoodsMove, moved
from desktop.models.ledgers.care_ties import types_of, why_tied
from desktop.models.ledgers.students import Student
from desktop.models.store import Store, rows_by_id
from desktop.services.care.listed import Child

BOUGHT = "购置"
LEAST_FIRST = dt.date.min


@dataclass(frozen=True)
class Lot:
    """What lies there of one kind of goods from one source. gift: the donation's row, None for what was bought.

    use_by: the first day on which some of it runs out, taking that the oldest went first; None for what keeps.
    """

    goods: Any
    gift: Any | None
    left: int
    use_by: dt.date | None = None

    @property
    def key(self) -> tuple[int, int | None]:
        return int(self.goods.id), self.gift.id if self.gift else None

    @property
    def name(self) -> str:
        return Goods.caption(self.goods)

    @property
    def source(self) -> str:
        return Donation.caption_of(self.gift.id) if self.gift else BOUGHT

    @property
    def tied(self) -> str:
        """To whom or what this is tied, in words; "" for nobody."""
        return tied_words(self.gift) if self.gift else ""


def tied_words(gift: Any) -> str:
    """To whom and what a gift is tied: 指定给 王芳; 指定给 留守、贫困学生; its purpose."""
    told = []
    if gift.for_student_id:
        told.append(f"指定给 {Student.caption_of(gift.for_student_id)}")
    if types := types_of(gift):
        told.append(f"指定给{'、'.join(map(type_name, types))}学生")
    return "；".join([*told, f"用途：{gift.purpose}"] if gift.purpose else told)


def type_name(code: str) -> str:
    """残疾, 贫困, 留守 …"""
    return code_list("care_type").label(code)


def why_not(lot: Lot, student: int, day: dt.date, children: dict[int, Child]) -> str:
    """Why something of a lot may not go to a child: out of date, tied to another, or to a kind the child is not. "" when it may.

    children: who is listed that day, as `listed.children` derives it.
    """
    if lot.use_by and lot.use_by < day:
        return f"{lot.source}的{lot.name} {lot.use_by} 过了保质期，请先登记报废。"
    gift = lot.gift
    if gift is None:
        return ""
    return why_tied(gift, student, children[student].types if student in children else ())


# what lies there ----------------------------------------------------------------------------------------


def lots(day: dt.date, goods: int | None = None) -> list[Lot]:
    """What lies on the shelf at the end of a day, by goods and source, in the order in which it is given out:

    what is tied to one child first, then what is tied to a kind, then the rest; in each what runs out first, then the
    oldest gift, what was bought last.
    """
    query = GoodsMove.select().where(GoodsMove.day <= day)
    if goods is not None:
        query = query.where(GoodsMove.goods == goods)
    sums: dict[tuple[int, int | None], int] = defaultdict(int)
    came: dict[tuple[int, int | None], list[Any]] = defaultdict(list)
    for move in query.order_by(GoodsMove.day, GoodsMove.id):
        sums[move.goods_id, move.donation_id] += moved(move)
        if move.kind in CAME:
            came[move.goods_id, move.donation_id].append(move)
    back = turned(move.id for moves in came.values() for move in moves)
    kinds = {row.id: row for row in rows_by_id(Goods, {key for key, _ in sums})}
    gifts = {row.id: row for row in rows_by_id(Donation, {gift for _, gift in sums if gift})}
    found = [
        Lot(
            kinds[what], gifts[gift] if gift else None, left,
            _use_by([move for move in came[what, gift] if move.id not in back], left),
        )
        for (what, gift), left in sums.items() if left
    ]  # fmt: skip
    return sorted(found, key=_order)


def _use_by(came: Sequence[Any], left: int) -> dt.date | None:
    """When what is left runs out first: the newest deliveries are those that still lie there."""
    days = []
    for move in reversed(came):
        if left <= 0:
            break
        left -= move.quantity
        if move.use_by:
            days.append(move.use_by)
    return min(days, default=None)


def out_of_date(day: dt.date, within: int = 0) -> list[Lot]:
    """What may not be given out any more on a day, or will not be so many days later; the first to run out first."""
    last = day + dt.timedelta(days=within)
    found = [lot for lot in lots(day) if lot.use_by and lot.use_by < last]
    return sorted(found, key=lambda lot: (lot.use_by or last, lot.name))


def _order(lot: Lot) -> tuple[Any, ...]:
    gift, use_by = lot.gift, lot.use_by or dt.date.max
    if gift is None:
        return lot.name, 2, use_by, 1, LEAST_FIRST, 0
    rank = 0 if gift.for_student_id else 1 if gift.for_types else 2
    return lot.name, rank, use_by, 0, gift.day, gift.id


@dataclass(frozen=True)
class Stock:
    """One kind of goods: what came, went and is left up to a day."""

    goods: Any
    came: int
    went: int
    lots: tuple[Lot, ...]

    @property
    def left(self) -> int:
        return sum(lot.left for lot in self.lots)


def stock(day: dt.date) -> list[Stock]:
    """Every kind in use, by name, and those no longer in use that still lie there."""
    here: dict[int, list[Lot]] = defaultdict(list)
    for lot in lots(day):
        here[lot.goods.id].append(lot)
    came: dict[int, int] = defaultdict(int)
    went: dict[int, int] = defaultdict(int)
    for move in GoodsMove.select().where(GoodsMove.day <= day):
        first = move.reverses.kind if move.kind == "reverse" else move.kind
        into = came if code_list("goods_move").fact(first, "sign") > 0 else went
        into[move.goods_id] += moved(move) if into is came else -moved(move)
    return [
        Stock(row, came[row.id], went[row.id], tuple(here[row.id]))
        for row in Goods.select().order_by(Goods.name, Goods.spec, Goods.id)
        if row.active or here[row.id]
    ]


# in -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class In:
    """Goods that come in. price: 分 apiece, what was paid or what it is worth; None when nobody knows. use_by: for what spoils."""

    goods: int
    quantity: int
    price: int | None = None
    use_by: dt.date | None = None


def buy(store: Store, day: dt.date, came: Sequence[In], staff: int | None) -> int:
    """Put on the shelf what was bought; returns how many lines. Raises NotAllowed, Invalid, Refused."""
    store.session.demand("care", "登记入库")
    if not came:
        raise Refused("请写买了什么、几件。")
    with store.step(f"爱心超市购置入库 {len(came)} 种") as step:
        step.add_many(GoodsMove, [_in(one, "bought", day, staff) for one in came])
    return len(came)


def _in(one: In, kind: str, day: dt.date, staff: int | None, gift: int | None = None) -> Values:
    return {
        "kind": kind, "day": day, "goods": one.goods, "quantity": one.quantity, "price": one.price, "staff": staff,
        "donation": gift, "use_by": one.use_by,
    }  # fmt: skip


def moves_in(came: Iterable[In], day: dt.date, staff: int | None, gift: int) -> list[Values]:
    """What one gift puts on the shelf."""
    return [_in(one, "given", day, staff, gift) for one in came]


# turned back, lost, counted -----------------------------------------------------------------------------


def turn_back(store: Store, record: int, day: dt.date, why: str) -> int:
    """Turn a movement back whole; points and stock are as if it had not been. Returns the new row's id.

    Raises NotAllowed; Refused (turned back already, what came in is gone, no reason).
    """
    store.session.demand("care", "冲回出入库")
    if not why.strip():
        raise Refused("请写为什么冲回。")
    row = GoodsMove.get_by_id(record)
    again = {name: row.__data__[name] for name in ("goods", "quantity", "donation", "student", "points")}
    told = again | {"kind": "reverse", "day": max(day, row.day), "reverses": record, "reason": why.strip()}
    with store.step(f"冲回 {GoodsMove.caption(row)}") as step:
        return step.add(GoodsMove, told | {"staff": row.staff_id})


def turned(records: Iterable[int]) -> set[int]:
    """Which of these movements have been turned back."""
    rows = GoodsMove.select(GoodsMove.reverses).where(GoodsMove.reverses.in_(list(records)))
    return {first for (first,) in rows.tuples()}


def lose(store: Store, lot: tuple[int, int | None], quantity: int, *, day: dt.date, why: str) -> int:
    """What is broken or spoilt leaves the shelf, with the reason. Returns the row's id."""
    store.session.demand("care", "登记损坏报废")
    if not why.strip():
        raise Refused("请写为什么报废。")
    goods, gift = lot
    with store.step(f"爱心超市报废 {Goods.caption_of(goods)} {quantity}") as step:
        told = {"kind": "lost", "day": day, "goods": goods, "donation": gift, "quantity": quantity}
        return step.add(GoodsMove, told | {"reason": why.strip()})


@dataclass(frozen=True)
class Counted:
    """How many of a lot really lie there, and why that is not what the book says."""

    lot: tuple[int, int | None]
    actual: int
    why: str = ""


def keep_count(store: Store, day: dt.date, counted: Sequence[Counted], staff: int | None) -> int:
    """盘点: what differs from the book becomes 盘盈 or 盘亏; returns how many lots differed.

    Raises NotAllowed; Refused (nothing counted, a difference without a reason).
    """
    store.session.demand("care", "盘点")
    if not counted:
        raise Refused("还没有写实盘数。")
    book = {lot.key: lot.left for lot in lots(day)}
    rows: list[Values] = []
    for one in counted:
        goods, gift = one.lot
        more = one.actual - book.get(one.lot, 0)
        if not more:
            continue
        if not one.why.strip():
            raise Refused(f"{Goods.caption_of(goods)} 和账面差 {abs(more)}，请写原因。")
        kind = "more" if more > 0 else "less"
        told = {"kind": kind, "day": day, "goods": goods, "donation": gift, "quantity": abs(more)}
        rows.append(told | {"staff": staff, "reason": one.why.strip(), "note": "盘点"})
    if rows:
        with store.step(f"爱心超市盘点，{len(rows)} 批不一样") as step:
            step.add_many(GoodsMove, rows)
    return len(rows)
