"""爱心超市: 出入库台账 (D32), 领取登记表 to be signed (D32L), 积分榜 (POINTS). None of them says why a child gets something."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from desktop.models.codes import code_list
from desktop.models.ledgers.care_goods import Donation, Goods, GoodsMove, moved
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import Store, rows_by_id
from desktop.models.terms import Term, day_in_words
from desktop.services.care import issue, shelf
from desktop.services.care.issue import Plan
from desktop.services.paper.documents.common import (
    class_place,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress

LEDGER = (12.0, 26.0, 26.0, 72.0, 14.0, 20.0, 20.0, 22.0, 24.0, 37.0)
SIGN = (14.0, 30.0, 28.0, 84.0, 24.0, 18.0, 30.0, 45.0)
POINTS = (16.0, 44.0, 42.0, 28.0, 28.0, 28.0)


def _heading(part: str, **more: str) -> str:
    blanks = {"学校": school_on_paper().school_name, **more}
    return str(wording("gift_papers")[part]["heading"].format_map(blanks))


# 出入库台账 ------------------------------------------------------------------------------------------------


class Entry(NamedTuple):
    """A line of the book. move None: what was there before, or the sums of a kind (place 0)."""

    place: int
    goods: Any
    move: Any | None
    came: int
    went: int
    left: int


@dataclass(frozen=True)
class Book:
    """All movements of some days, kind by kind."""

    first: dt.date
    last: dt.date
    entries: Sequence[Entry]

    @property
    def title(self) -> str:
        return _heading("ledger")


def book(store: Store, first: dt.date, last: dt.date) -> Book:
    """Raises Refused when nothing moved and nothing lay there."""
    by_goods: dict[int, list[Any]] = defaultdict(list)
    for move in GoodsMove.select().where(GoodsMove.day <= last).order_by(GoodsMove.day, GoodsMove.id):
        by_goods[move.goods_id].append(move)
    kinds = sorted(rows_by_id(Goods, by_goods), key=Goods.caption)
    entries: list[Entry] = []
    for goods in kinds:
        entries += _of_goods(goods, by_goods[goods.id], first)
    demand_rows(entries, "爱心超市的出入库", nothing="一笔也没有")
    return Book(first, last, entries)


def _of_goods(goods: Any, moves: Sequence[Any], first: dt.date) -> list[Entry]:
    left = sum(moved(move) for move in moves if move.day < first)
    here = [move for move in moves if move.day >= first]
    if not here and not left:
        return []
    found, came, went = [Entry(0, goods, None, 0, 0, left)], 0, 0
    for place, move in enumerate(here, 1):
        by = moved(move)
        left, came, went = left + by, came + max(by, 0), went + max(-by, 0)
        found.append(Entry(place, goods, move, max(by, 0), max(-by, 0), left))
    return [*found, Entry(-1, goods, None, came, went, left)]


def draw_book(path: Path, subject: Book, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the book; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("gift_papers")["ledger"]
    pre_flight(*(("出入库台账", Goods.caption(one.goods)) for one in subject.entries))
    kinds = len({one.goods.id for one in subject.entries})
    blanks = {
        "学校": school_on_paper().school_name, "种数": kinds,
        "日期": f"{day_in_words(subject.first)}至{day_in_words(subject.last)}",
    }  # fmt: skip
    columns = [Column(head, width) for head, width in zip(told["columns"], LEDGER, strict=True)]
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=told["left"].format_map(blanks), centre=told["count"].format_map(blanks),
            signatures=told["signatures"], notes=told["notes"],
        )  # fmt: skip
        page.roster(columns, _book_row, no_sums, row=8.0, size=9.5).draw(sheet, subject.entries, progress)
        return sheet.page


def _book_row(one: Entry) -> Row:
    told = wording("gift_papers")["ledger"]
    if one.move is None:
        name = told["opening"] if one.place == 0 else told["total"]
        heads = (
            [label(Goods.caption(one.goods), 3), label(name)]
            if one.place == 0
            else [label("", 3), label(name)]
        )
        figures = [value(one.came or ""), value(one.went or "")]
        return [*heads, value(one.goods.unit), *figures, value(one.left), value(""), value("")]
    move = one.move
    return [
        value(one.place), value(f"{move.day:%Y-%m-%d}"), value(GoodsMove.kind.format(move.kind)), words(_whence(move)),
        value(one.goods.unit), value(one.came or ""), value(one.went or ""), value(one.left),
        value(Staff.caption_of(move.staff_id) if move.staff_id else ""), words(move.reason or move.note or ""),
    ]  # fmt: skip


def _whence(move: Any) -> str:
    """From whom it came, or to whom it went."""
    source = Donation.caption_of(move.donation_id) if move.donation_id else shelf.BOUGHT
    return f"{Student.caption_of(move.student_id)}（{source}）" if move.student_id else source


# 领取登记表 ------------------------------------------------------------------------------------------------


class Sign(NamedTuple):
    """One line to be signed."""

    name: str
    class_name: str
    what: str
    way: str
    points: int
    day: str
    pieces: int


@dataclass(frozen=True)
class Signs:
    """Who is to sign. month: "" for an issue that is not written yet."""

    day: dt.date
    month: str
    rows: Sequence[Sign]

    @property
    def title(self) -> str:
        return _heading("sign")


def to_sign(plan: Plan) -> Signs:
    """The list of an issue before it is written. Raises Refused when nothing goes out."""
    goods: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in plan.outs:
        goods[one.student][one.lot.goods.id] += one.quantity
    kinds = {one.lot.goods.id: one.lot.goods for one in plan.outs}
    way = wording("gift_papers")["sign"]["draft"]
    rows = []
    for pupil in rows_by_id(Student, goods):
        told: Any = pupil
        what = "、".join(
            f"{kinds[key].name} {count} {kinds[key].unit}" for key, count in goods[told.id].items()
        )
        rows.append(
            Sign(
                Student.in_class(told),
                SchoolClass.caption_of(told.school_class_id),
                what,
                way,
                0,
                "",
                sum(goods[told.id].values()),
            )
        )
    rows.sort(key=lambda one: (class_place(one.class_name), one.name))
    demand_rows(rows, "这次发放")
    return Signs(plan.day, "", rows)


def signed(first: dt.date, last: dt.date) -> Signs:
    """Everything that went to children in these days: one line for each child, day and way."""
    codes = code_list("goods_move")
    query = GoodsMove.select().where(GoodsMove.day.between(first, last) & GoodsMove.student.is_null(False))
    moves = [move for move in query.order_by(GoodsMove.day, GoodsMove.id) if codes.fact(move.kind, "child")]
    gone = shelf.turned(move.id for move in moves)
    groups: dict[tuple[int, dt.date, str], list[Any]] = defaultdict(list)
    for move in moves:
        if move.id not in gone:
            groups[move.student_id, move.day, move.kind].append(move)
    pupils = {row.id: row for row in rows_by_id(Student, {key[0] for key in groups})}
    rows = [_signed(pupils[key[0]], key[1], key[2], group) for key, group in groups.items()]
    rows.sort(key=lambda one: (one.day, class_place(one.class_name), one.name))
    demand_rows(rows, f"{first:%Y-%m} 的领取")
    return Signs(last, f"{first:%Y-%m}", rows)


def _signed(pupil: Any, day: dt.date, kind: str, moves: Sequence[Any]) -> Sign:
    goods: dict[int, int] = defaultdict(int)
    for move in moves:
        goods[move.goods_id] += move.quantity
    kinds = {row.id: row for row in rows_by_id(Goods, goods)}
    what = "、".join(f"{kinds[key].name} {count} {kinds[key].unit}" for key, count in goods.items())
    return Sign(
        Student.in_class(pupil), SchoolClass.caption_of(pupil.school_class_id), what, GoodsMove.kind.format(kind),
        sum(move.points or 0 for move in moves), f"{day:%Y-%m-%d}", sum(goods.values()),
    )  # fmt: skip


def draw_signs(path: Path, subject: Signs, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the list; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("gift_papers")["sign"]
    pre_flight(*(("领取登记表", text) for one in subject.rows for text in (one.name, one.what)))
    spoken = f"{subject.month[:4]}年{int(subject.month[5:])}月" if subject.month else ""
    blanks = {
        "日期": day_in_words(subject.day), "月份": spoken, "人数": len({(one.name, one.class_name) for one in subject.rows}),
        "件数": sum(one.pieces for one in subject.rows),
    }  # fmt: skip
    columns = [Column(head, width) for head, width in zip(told["columns"], SIGN, strict=True)]
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=told["month_left" if subject.month else "left"].format_map(blanks),
            centre=told["count"].format_map(blanks), signatures=told["signatures"], notes=told["notes"],
        )  # fmt: skip
        lines = list(enumerate(subject.rows, 1))
        page.roster(columns, _sign_row, no_sums, row=10.5, size=10.5).draw(sheet, lines, progress)
        return sheet.page


def _sign_row(item: tuple[int, Sign]) -> Row:
    place, one = item
    return [
        value(place), value(one.name), value(short_class(one.class_name)), words(one.what), value(one.way, size=9.5),
        value(one.points or "—"), value(one.day), value(""),
    ]  # fmt: skip


# 积分榜 ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Points:
    """Accounts, class by class."""

    term: Term
    day: dt.date
    rows: Sequence[tuple[int, issue.Account]]

    @property
    def title(self) -> str:
        return _heading("points", 学期=self.term.title)


def points(term: Term, day: dt.date, classes: Sequence[int] = ()) -> Points:
    """Raises Refused when nobody has points."""
    rows = [one for one in issue.accounts() if not classes or one.class_id in classes]
    rows.sort(key=lambda one: (class_place(SchoolClass.caption_of(one.class_id)), -one.left, one.name))
    demand_rows(rows, "积分")
    return Points(term, day, list(enumerate(rows, 1)))


def draw_points(path: Path, subject: Points, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the list; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("gift_papers")["points"]
    pre_flight(*(("积分榜", one.name) for _, one in subject.rows))
    blanks = {"日期": day_in_words(subject.day), "人数": len(subject.rows)}
    columns = [Column(head, width) for head, width in zip(told["columns"], POINTS, strict=True)]
    with new_sheet(path, subject.title, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=told["left"].format_map(blanks), centre=told["count"].format_map(blanks),
            signatures=told["signatures"], notes=told["notes"],
        )  # fmt: skip
        page.roster(columns, _points_row, no_sums, row=9.0, size=11.0).draw(sheet, subject.rows, progress)
        return sheet.page


def _points_row(item: tuple[int, issue.Account]) -> Row:
    place, one = item
    figures = (one.earned, one.used or "—", one.left)
    klass = short_class(SchoolClass.caption_of(one.class_id))
    return [value(place), value(one.name), value(klass), *(value(figure) for figure in figures)]
