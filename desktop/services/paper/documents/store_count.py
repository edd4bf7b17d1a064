"""D23F 食堂库房盘点表: every lot with what the book says; empty to be filled in the store, or as a count was kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.models.ledgers.meal_counts import StockCount, StockCountLine
from desktop.models.ledgers.meal_goods import Material
from desktop.models.ledgers.meal_stock import Purchase
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.meals import counts
from desktop.services.paper.documents import back_entries
from desktop.services.paper.documents.common import new_sheet, pre_flight, wording
from desktop.services.paper.documents.lists import Column, demand_rows, no_sums
from desktop.services.paper.documents.store_common import amount, heading, page_of
from desktop.services.paper.grid import Row, value, words
from desktop.services.progress import Progress

COLUMNS = (
    Column("序号", 11), Column("品名、规格", 36), Column("进货日期", 23), Column("批号", 22), Column("单位", 11),
    Column("账面数", 19), Column("实盘数", 19), Column("差异", 18), Column("原因", 27),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One lot; actual is None on a sheet to be filled."""

    name: str
    day: dt.date
    batch_no: str
    unit: str
    book: int
    actual: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class CountSheet:
    """One count; people: who counted, "" on an empty sheet; late: when and why it was entered, "" where it was in time."""

    day: dt.date
    lines: Sequence[Line]
    people: Sequence[str] = ("", "")
    late: str = ""

    @property
    def title(self) -> str:
        return heading("count")


def empty_sheet(day: dt.date) -> CountSheet:
    """What should be there at the end of a day. Raises Refused when nothing should."""
    goods = {row.id: row for row in Material.select()}
    lines = [
        Line(Material.caption(goods[one.material]), one.day, one.batch_no, goods[one.material].unit, one.left)
        for one in counts.sheet(day)
    ]
    demand_rows(lines, f"{day_in_words(day)}的库房", nothing="什么也没有")
    return CountSheet(day, lines)


def kept_sheet(store: Store, count: int) -> CountSheet:
    """A count as it was booked."""
    row = store.rows(StockCount).where(StockCount.id == count).get()
    lots = StockCountLine.select(StockCountLine, Purchase, Material).join(Purchase).join(Material)
    lines = [
        Line(
            Material.caption(one.lot.material), one.lot.day, one.lot.batch_no or "", one.lot.material.unit, one.book,
            one.actual, one.reason or "",
        )
        for one in lots.where(StockCountLine.count == count).order_by(StockCountLine.id)
    ]  # fmt: skip
    people = [Staff.caption_of(one) if one else "" for one in (row.counter1_id, row.counter2_id)]
    late = back_entries.entered(row) if back_entries.late(row) else ""
    return CountSheet(row.day, lines, people, late)


def draw(path: Path, subject: CountSheet, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the sheet and return its pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    pre_flight(("补录原因", subject.late))
    for line in subject.lines:
        pre_flight((f"{line.name}的批号", line.batch_no), (f"{line.name}的原因", line.reason))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        said = wording("back_entry")
        day = day_in_words(subject.day) + (f"（{said['mark']}）" if subject.late else "")
        page = page_of(sheet, "count", {"时间": day, "批数": len(subject.lines)})
        named = list(page.signatures)
        for place, who in enumerate(subject.people):
            named[place] = f"{named[place]}{who}"
        below = f"{said['name']}：{subject.late}。" if subject.late else ""
        page = replace(page, signatures=named, notes=page.notes + below)
        table = page.roster(COLUMNS, _record, no_sums, row=9.0, size=9.5)
        return table.draw(sheet, list(enumerate(subject.lines, 1)), progress)


def _record(entry: tuple[int, Line]) -> Row:
    number, line = entry
    differs = line.actual is not None and line.actual != line.book
    more = (line.actual or 0) - line.book if differs else 0
    sign = "" if not more else "+" if more > 0 else "−"
    actual = value("") if line.actual is None else amount(line.actual)
    return [
        value(number), words(line.name), value(f"{line.day:%Y-%m-%d}"), value(line.batch_no), value(line.unit),
        amount(line.book), actual,
        value(f"{sign}{StockCountLine.book.format(abs(more))}" if more else ""), words(line.reason),
    ]  # fmt: skip
