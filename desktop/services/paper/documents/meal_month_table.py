"""就餐统计表: one month of one meal, class by class — pupils, days, 人次, why not, and what it comes to.

Only the meal that is settled has a price: the state gives for one meal a day, the others stand here as counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.store import Store
from desktop.services.meals import month as months
from desktop.services.meals import settlement
from desktop.services.meals.month import ClassMonth, MonthSummary
from desktop.services.meals.rates import rate_of
from desktop.services.meals.spending import main_kind
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import ENTERED, Column, ListPage, demand_rows
from desktop.services.paper.grid import Row, label, value
from desktop.services.progress import Progress

WIDTHS = (24, 15, 14, 18, 18, 18, 14, 14, 14, 14, 14, 16, 16, 26, 38)
CAUSES = ("S", "P", "T", "A", "G", "N")  # the order of the heads


@dataclass(frozen=True)
class TableLine:
    """A class's month with its standard (分 a day); None where the meal is not paid for, or no standard is known."""

    of: ClassMonth
    standard: int | None
    basis: str

    @property
    def amount(self) -> int | None:
        return None if self.standard is None else self.of.fed * self.standard


@dataclass(frozen=True)
class MonthTable:
    """The month's classes, by grade. paid: the meal is the one that the state's money is for. moved: the month was settled
    with other figures."""

    summary: MonthSummary
    lines: Sequence[TableLine]
    paid: bool
    moved: bool = False

    @property
    def title(self) -> str:
        return str(wording("meal_month_table")["heading"].format_map(blanks(self)))


def blanks(table: MonthTable) -> dict[str, object]:
    year, number = table.summary.month.split("-")
    basis = "；".join(dict.fromkeys(line.basis for line in table.lines if line.basis))
    return {
        "学校": school_on_paper().school_name, "月份": f"{year}年{int(number)}月",
        "餐次": code_list("meal_kind").label(table.summary.kind), "天数": table.summary.days, "文件": basis or "—",
        "补助餐次": code_list("meal_kind").label(main_kind()),
    }  # fmt: skip


def month_table(store: Store, month: str, kind: str) -> MonthTable:
    """Raises Refused when no class kept a sheet in the month."""
    summary = months.month_summary(store, month, kind)
    demand_rows(summary.classes, f"{month} 的班级日餐表", nothing="一张也没有", then=ENTERED)
    paid = kind == main_kind()
    lines = []
    for one in summary.classes:
        rate = rate_of(one.school_class, month) if paid else None
        lines.append(TableLine(one, rate.amount if rate else None, _basis(rate)))
    return MonthTable(summary, lines, paid, paid and settlement.is_moved(store, month, kind))


def _basis(rate: object) -> str:
    title, number = getattr(rate, "doc_title", None), getattr(rate, "doc_no", None)
    return f"{title or ''}（{number}）" if number else title or ""


def draw(
    path: Path, subject: MonthTable, *,
    progress: Progress | None = None, proof: bool = False, day: dt.date | None = None,
) -> int:  # fmt: skip
    """Print the table; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, words = wording("meal_month_table"), blanks(subject)
    pre_flight(("标准依据", words["文件"]))
    columns = [Column(head, width) for head, width in zip(told["columns"], WIDTHS, strict=True)]
    with new_sheet(path, subject.title, lying=True, proof=proof, draft=subject.moved) as sheet:
        page = ListPage(
            sheet, subject.title, left=told["unit_line"].format_map(words),
            centre=told["days_line"].format_map(words), signatures=told["signatures"],
            notes=told["notes" if subject.paid else "notes_unpaid"].format_map(words) + _unsettled(subject),
            seal=True, day=day,
        )  # fmt: skip
        page.roster(columns, row, sums, row=8.5, size=10.5).draw(sheet, subject.lines, progress)
        return sheet.page


def _unsettled(subject: MonthTable) -> str:
    """A word for figures that may still change, or did."""
    if subject.moved:
        return str(wording("meal_month_table")["moved"])
    open_ = subject.paid and not settlement.stands(subject.summary.month, subject.summary.kind)
    return str(wording("meal_month_table")["unsettled"]) if open_ else ""


def row(line: TableLine) -> Row:
    one = line.of
    figures = [
        one.pupils,
        one.days,
        one.due,
        one.fed,
        one.unfed,
        *(_shown(one.by_mark.get(c, 0)) for c in CAUSES),
    ]
    return [
        value(short_class(one.name)), *(value(n) for n in figures), value(_money(line.standard)),
        value(_money(line.amount), align="right"), value(""),
    ]  # fmt: skip


def sums(_here: Sequence[TableLine], so_far: Sequence[TableLine], last: bool) -> Sequence[Row]:
    """合计 at the end of the table."""
    if not last:
        return []
    told = [line.of for line in so_far]
    figures = [
        sum(one.pupils for one in told), "—", sum(one.due for one in told), sum(one.fed for one in told),
        sum(one.unfed for one in told), *(_shown(sum(one.by_mark.get(c, 0) for one in told)) for c in CAUSES),
    ]  # fmt: skip
    priced = [line.amount for line in so_far if line.amount is not None]
    amount = _money(sum(priced) if priced else None)
    total = label(wording("meal_month_table")["total"])
    return [[total, *(value(n) for n in figures), value("—"), value(amount, align="right"), value("")]]


def _money(fen: int | None) -> str:
    return "—" if fen is None else money.figures(fen)


def _shown(count: int) -> str:
    return str(count) if count else "—"
