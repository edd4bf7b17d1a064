"""D23B 食堂食品原材料购销台账 and D23K 消耗品出入库台账: material by material, each movement with what is left after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_goods import Material
from desktop.models.store import Store
from desktop.services.meals.stock_book import NOTHING, DayLine, MaterialBook, Sum, material_book, month_book
from desktop.services.paper.documents import back_entries
from desktop.services.paper.documents.common import new_sheet, pre_flight
from desktop.services.paper.documents.lists import Column
from desktop.services.paper.documents.store_common import (
    amount,
    heading,
    page_of,
    price,
    span,
    span_words,
    yuan,
)
from desktop.services.paper.grid import Cell, Row, label, value, words
from desktop.services.progress import Progress

COLUMNS = (
    Column("日期", 16), Column("摘要", 18), Column("批号", 22), Column("入库量", 18), Column("单价\n（元）", 18),
    Column("入库金额\n（元）", 23), Column("出库量", 18), Column("出库金额\n（元）", 23), Column("结存量", 19),
    Column("结存金额\n（元）", 24), Column("经销商", 33), Column("证票", 10), Column("领用人", 15), Column("保管员", 16),
)  # fmt: skip
OPENING = "期初"


@dataclass(frozen=True)
class StoreLedger:
    """The books of some materials; part: the wording, food or soap."""

    part: str
    first: dt.date
    last: dt.date
    books: Sequence[MaterialBook]

    @property
    def title(self) -> str:
        return heading(self.part)


def store_ledger(store: Store, part: str, month: str, day: dt.date, materials: Sequence[int]) -> StoreLedger:
    """The books of these materials, of all that moved when none is named. Raises Refused when there is none."""
    first, last = span(month, day)
    soap = part == "soap"
    wanted = list(materials) or [one.material for one in month_book(store, f"{first:%Y-%m}")]
    rows = {row.id: row for row in Material.select().where(Material.id.in_(wanted))}
    books = [
        material_book(one, first, last)
        for one in wanted
        if one in rows and bool(rows[one].consumable) == soap
    ]
    books = [one for one in books if one.lines or one.opening != NOTHING]
    if not books:
        what = "消耗品" if soap else "食材"
        raise Refused(f"{span_words(first, last)}的{what}没有结存，也没有进出，没有可打印的内容。")
    return StoreLedger(part, first, last, books)


def draw(path: Path, subject: StoreLedger, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print one material after another, each on a page of its own; returns the pages.

    Raises MissingGlyph, CannotWrite, Cancelled.
    """
    for book in subject.books:
        pre_flight(("品名", book.name), *((f"{book.name}的批号", line.batch_no) for line in book.lines))
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        for place, book in enumerate(
            (progress or Progress()).follow(subject.books, len(subject.books), every=1)
        ):
            if place:
                sheet.next_page()
            blanks = {
                "品名": book.name, "规格": book.spec or "—", "单位": book.unit,
                "时间": span_words(subject.first, subject.last),
            }  # fmt: skip
            opening = DayLine(subject.first, OPENING, left=book.opening)
            page = page_of(sheet, subject.part, blanks)
            page = replace(page, notes=page.notes + back_entries.footnote(line.kept for line in book.lines))
            page.roster(COLUMNS, _record, _sums, row=8.0, size=9).draw(sheet, [opening, *book.lines])
        return sheet.page


def _record(line: DayLine) -> Row:
    went = line.went
    return [
        value(_day(line)), value(line.words), value(line.batch_no), _quantity(line.came), price(line.price),
        _fen(line.came), _quantity(went), _fen(went), amount(line.left.quantity), yuan(line.left.fen, dash=True),
        words(line.supplier, size=8.5), value(line.papers), value(line.taker), value(line.keeper),
    ]  # fmt: skip


def _day(line: DayLine) -> str:
    """The day of a line, with 补 where it was entered late."""
    return back_entries.day_of(line.kept) if line.kept else f"{line.day:%m-%d}"


def _quantity(told: Sum) -> Cell:
    return amount(told.quantity, dash=False)


def _fen(told: Sum) -> Cell:
    return yuan(told.fen) if told.quantity else value("")


def _sums(here: Sequence[DayLine], so_far: Sequence[DayLine], last: bool) -> list[Row]:
    if not last:
        return []
    came = sum(line.came.quantity for line in so_far), sum(line.came.fen for line in so_far)
    went = sum(line.went.quantity for line in so_far), sum(line.went.fen for line in so_far)
    left = so_far[-1].left
    return [[
        label("本期合计", 3), amount(came[0]), value(""), yuan(came[1]), amount(went[0]), yuan(went[1]),
        amount(left.quantity), yuan(left.fen, dash=True), value("", 4),
    ]]  # fmt: skip
