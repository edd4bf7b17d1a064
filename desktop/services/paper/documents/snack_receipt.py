"""课间加餐签领表: a week, what each class is to fetch every day, and who signed for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.meals import calendar, days
from desktop.services.paper.documents.common import new_sheet, school_on_paper, short_class, wording
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, value
from desktop.services.progress import Progress

WIDTHS = (26, 22, 18, 18, 18, 18, 33, 33)
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class ReceiptLine:
    """A class on a day; portions: its heads that day, as kept, else as on the list."""

    day: dt.date
    class_name: str
    portions: int


@dataclass(frozen=True)
class SnackReceipt:
    """The days of a week with the meal, class by class."""

    kind: str
    lines: Sequence[ReceiptLine]

    @property
    def title(self) -> str:
        blanks = {
            "学校": school_on_paper().school_name, "餐次": code_list("meal_kind").label(self.kind),
        }  # fmt: skip
        return str(wording("snack_receipt")["heading"].format_map(blanks))


def snack_receipt(store: Store, day: dt.date, kind: str) -> SnackReceipt:
    """The week in which `day` lies. Raises Refused when nothing is served in it."""
    monday = day - dt.timedelta(days=day.weekday())
    served = calendar.served_days(monday, monday + dt.timedelta(days=6), kind)
    if not served:
        raise Refused(f"{monday} 这一周没有{code_list('meal_kind').label(kind)}，没有可打印的签领表。")
    lines = [
        ReceiptLine(one, SchoolClass.caption_of(line.school_class), line.fed)
        for one in served
        for line in days.board(store, one, kind)
    ]
    demand_rows(lines, "就餐名册")
    return SnackReceipt(kind, lines)


def draw(path: Path, subject: SnackReceipt, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the sheet; returns the pages. Raises CannotWrite, Cancelled."""
    told = wording("snack_receipt")
    columns = [Column(head, width) for head, width in zip(told["columns"], WIDTHS, strict=True)]
    span = {"起": day_in_words(subject.lines[0].day), "止": day_in_words(subject.lines[-1].day)}
    with new_sheet(path, subject.title, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=told["span_line"].format_map(span),
            signatures=told["signatures"], notes=told["notes"],
        )  # fmt: skip
        page.roster(columns, row, no_sums, row=9.0, size=10.5).draw(sheet, subject.lines, progress)
        return sheet.page


def row(line: ReceiptLine) -> Row:
    day = f"{line.day.month}月{line.day.day}日 {WEEKDAYS[line.day.weekday()]}"
    return [value(day), value(short_class(line.class_name)), value(line.portions), *[value("")] * 5]
