"""爱心超市 to the children: the month's free issue as one step, exchange for points, a wish fulfilled from the shelf."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.care_goods import Goods, GoodsMove, PointsEntry, points_left
from desktop.models.ledgers.students import Student
from desktop.models.store import Step, Store
from desktop.models.terms import Term
from desktop.services.care import listed, shelf
from desktop.services.care.listed import Child
from desktop.services.care.shelf import Lot
from desktop.services.school_days import term_on

FREE, POINTS, WISH = "free", "points", "wish"
USUAL = frozenset({listed.LEFT})  # to whom the month's issue goes unless others are chosen


# whom -----------------------------------------------------------------------------------------------------


def children_for(
    day: dt.date, term: Term, types: Collection[str] = USUAL, classes: Collection[int] = ()
) -> dict[int, Child]:
    """The listed children of these types (codes of care_type, or "need"), in the order of the classes."""
    return {
        student: child
        for student, child in listed.children(day, term=term).items()
        if (child.types & set(types) or (child.need and listed.NEED in types))
        and (not classes or child.class_id in classes)
    }


def month_span(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the month of a day."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def given(students: Iterable[int], first: dt.date, last: dt.date, kind: str = FREE) -> dict[int, list[Any]]:
    """Child -> the movements of a kind in these days that were not turned back."""
    rows = GoodsMove.select().where((GoodsMove.kind == kind) & GoodsMove.day.between(first, last))
    wanted, found = set(students), defaultdict(list)
    mine = [row for row in rows.order_by(GoodsMove.day, GoodsMove.id) if row.student_id in wanted]
    gone = shelf.turned(row.id for row in mine)
    for row in mine:
        if row.id not in gone:
            found[row.student_id].append(row)
    return dict(found)


# what would happen ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Give:
    """So many of a kind of goods for one child, as the list says; from where is the program's to find."""

    student: int
    goods: int
    quantity: int


@dataclass(frozen=True)
class Out:
    """One movement as it would be written."""

    student: int
    lot: Lot
    quantity: int


@dataclass(frozen=True)
class Plan:
    """What an issue would write, and what stands in its way. short: goods -> how many are missing."""

    day: dt.date
    outs: tuple[Out, ...]
    short: Mapping[int, int]
    whys: tuple[str, ...] = ()

    @property
    def students(self) -> int:
        return len({one.student for one in self.outs})

    @property
    def pieces(self) -> int:
        return sum(one.quantity for one in self.outs)

    @property
    def sentence(self) -> str:
        """What will happen, or why it cannot."""
        if self.short:
            told = [f"{Goods.caption_of(goods)}还差 {count}" for goods, count in self.short.items()]
            return f"不够发：{'，'.join(told)}。" + "".join(self.whys[:2])
        if not self.outs:
            return "还没有写发什么、几件。"
        kinds = len({one.lot.goods.id for one in self.outs})
        return f"将发给 {self.students} 人，{kinds} 种 {self.pieces} 件，出库可以撤销。"


def plan(day: dt.date, gives: Sequence[Give], *, term: Term | None = None) -> Plan:
    """Find for every line from where it comes; a tied gift goes to nobody it is not meant for.

    Tied gifts first, then the oldest gift, what was bought last. Nothing is written.
    """
    children = listed.children(day, term=term or term_on(day))
    left = {lot.key: lot.left for lot in shelf.lots(day)}
    kinds: dict[int, list[Lot]] = defaultdict(list)
    for lot in shelf.lots(day):
        kinds[lot.goods.id].append(lot)
    outs: list[Out] = []
    short: dict[int, int] = defaultdict(int)
    whys: list[str] = []
    for give in gives:
        open_ = give.quantity
        for lot in kinds[give.goods]:
            if not open_ or not left[lot.key]:
                continue
            if why := shelf.why_not(lot, give.student, day, children):
                whys.append(why)
                continue
            taken = min(open_, left[lot.key])
            left[lot.key] -= taken
            open_ -= taken
            outs.append(Out(give.student, lot, taken))
        if open_:
            short[give.goods] += open_
    return Plan(day, tuple(outs), dict(short), tuple(dict.fromkeys(whys)) if short else ())


def issue(store: Store, day: dt.date, gives: Sequence[Give], staff: int | None) -> int:
    """The free issue of a list as one step; returns how many children got something.

    Raises NotAllowed; Refused when the shelf does not hold it, or a child gets nothing that is meant for it.
    """
    store.session.demand("care", "发放物资")
    made = plan(day, [one for one in gives if one.quantity > 0])
    if made.short or not made.outs:
        raise Refused(made.sentence)
    rows = [_out(one, FREE, day, staff) for one in made.outs]
    with store.step(f"爱心超市发放 {made.students} 人 {made.pieces} 件") as step:
        step.add_many(GoodsMove, rows)
    return made.students


def _out(one: Out, kind: str, day: dt.date, staff: int | None) -> Values:
    goods, gift = one.lot.key
    return {
        "day": day, "kind": kind, "goods": goods, "quantity": one.quantity, "donation": gift, "student": one.student,
        "staff": staff,
    }  # fmt: skip


# points -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Account:
    """The points of one child: earned, exchanged, left."""

    student: int
    name: str
    class_id: int
    earned: int
    used: int

    @property
    def left(self) -> int:
        return self.earned - self.used


def accounts(students: Collection[int] = ()) -> list[Account]:
    """Every child who ever earned a point, as far as whoever reads may see them; most points left first."""
    earned: dict[int, int] = defaultdict(int)
    used: dict[int, int] = defaultdict(int)
    for row in PointsEntry.select(PointsEntry.student, PointsEntry.points).tuples():
        earned[row[0]] += row[1]
    moves = GoodsMove.select(GoodsMove.student, GoodsMove.kind, GoodsMove.points)
    for student, kind, points in moves.where(GoodsMove.points > 0).tuples():
        used[student] += -points if kind == "reverse" else points
    wanted = set(students) or set(earned)
    rows = Student.select(Student.id, Student.name, Student.school_class.alias("klass"), Student.id_number)
    here = [row for row in rows.where(Student.id.in_(list(earned))).namedtuples() if row.id in wanted]
    found = [_account(row, earned[row.id], used[row.id]) for row in here]
    return sorted(found, key=lambda one: (-one.left, one.name, one.student))


def _account(row: Any, earned: int, used: int) -> Account:
    return Account(row.id, Student.beside_class(row.name, row.klass, row.id_number), row.klass, earned, used)


def earn(
    store: Store, students: Sequence[int], points: int, *, day: dt.date, why: str, staff: int | None
) -> int:
    """Give points to some children at once; a class teacher to the own. Returns how many children."""
    if not students:
        raise Refused("请先选学生。")
    told = {"day": day, "reason": why.strip() or None, "points": points, "staff": staff}
    words = Student.caption_of(students[0]) if len(students) == 1 else f"{len(students)} 人"
    with store.step(f"积分 {words} {points} 分") as step:
        step.add_many(PointsEntry, [{**told, "student": one} for one in students])
    return len(students)


def exchange(store: Store, give: Give, day: dt.date, staff: int | None) -> int:
    """Goods for points, the price of the shelf. Returns the points that are left.

    Raises NotAllowed; Refused (no price, not enough points, nothing there).
    """
    store.session.demand("care", "兑换积分")
    goods = Goods.get_by_id(give.goods)
    if goods.points is None:
        raise Refused(f"{Goods.caption(goods)} 没有写兑换积分，只免费发放。请先在“物品”里写上。")
    price, have = goods.points * give.quantity, points_left(give.student)
    if price > have:
        name = Student.caption_of(give.student)
        raise Refused(
            f"{name} 有 {have} 分，换 {give.quantity} {goods.unit}{goods.name} 要 {price} 分，还差 {price - have} 分。"
        )
    made = plan(day, [give])
    if made.short or not made.outs:
        raise Refused(made.sentence)
    rows = [_out(one, POINTS, day, staff) | {"points": goods.points * one.quantity} for one in made.outs]
    with store.step(f"积分兑换 {Student.caption_of(give.student)} {goods.name}") as step:
        step.add_many(GoodsMove, rows)
    return have - price


def from_shelf(step: Step, wish: Any, give: Give, day: dt.date) -> None:
    """A wish fulfilled from the shelf, within the step that says so."""
    made = plan(day, [give])
    if made.short or not made.outs:
        raise Refused(made.sentence)
    step.add_many(GoodsMove, [_out(one, WISH, day, None) | {"wish": wish.id} for one in made.outs])
