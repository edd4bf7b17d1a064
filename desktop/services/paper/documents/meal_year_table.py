"""D24Y 营养改善计划年度汇总表: month by month, then the year's figures with numerator and denominator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.store import Store
from desktop.services.meals.month_money import per_head
from desktop.services.meals.openings import Opening
from desktop.services.meals.reports import YearMonth, YearReport, two_places, year_report
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper, wording
from desktop.services.paper.documents.lists import Column, ListPage
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress

WIDTHS = (24, 20, 28, 28, 38, 38, 32, 38, 27)


@dataclass(frozen=True)
class YearPaper:
    report: YearReport

    @property
    def title(self) -> str:
        return str(told()["heading"].format_map(blanks(self.report)))


def told() -> dict[str, Any]:
    return dict(wording("meal_year_table"))


def year_paper(store: Store, year: int, kind: str) -> YearPaper:
    """Raises Refused for a year without meals."""
    return YearPaper(year_report(store, year, kind))


def blanks(report: YearReport) -> dict[str, object]:
    spent, received, carried = report.sum_of("spent"), report.sum_of("received"), report.opening.carried
    return {
        "学校": school_on_paper().school_name, "年份": report.year, "餐次": code_list("meal_kind").label(report.kind),
        "总餐次": report.fed, "天数": report.days, "平均学生": two_places(report.pupils),
        "平均天数": two_places(report.days_each), "实支": money.figures(spent), "到账": money.figures(received),
        "应拨": money.figures(report.sum_of("due")), "人均": price(per_head(spent, report.fed)),
        "结余": f"{report.left / 100:.2f}", "月数": len(report.months),
        "结转": f"上年{'结转' if carried > 0 else '超支'}{money.figures(abs(carried))}元{'＋' if carried > 0 else '，'}" if carried else "",
        "期初": report.opening.words, "依据": report.opening.basis,
    }  # fmt: skip


def price(ten_thousandths: int | None) -> str:
    """4.9000."""
    return "—" if ten_thousandths is None else f"{ten_thousandths / 10_000:.4f}"


def formulas(report: YearReport) -> list[tuple[str, str, str]]:
    """Name, how it is reckoned, and the figure, in the words of the form."""
    filled = blanks(report)
    return [tuple(text.format_map(filled) for text in line) for line in told()["formulas"]]


def lines(report: YearReport) -> list[list[str]]:
    """Every line as people read it: what the opening tells first, then the months."""
    begun = [opened(report.opening)] if report.opening.until else []
    return [*begun, *map(cells, report.months)]


def opened(one: Opening) -> list[str]:
    """The sums of the opening, in the order of the columns; how many pupils they were nobody told."""
    return [
        one.span, str(one.days), str(one.times), "—", money.figures(one.due), money.figures(one.spent),
        price(per_head(one.spent, one.times)), money.figures(one.received), "期初",
    ]  # fmt: skip


def notes(report: YearReport) -> str:
    said = str(told()["notes"]).format_map(blanks(report))
    return said + str(told()["opening"]).format_map(blanks(report)) if report.opening.known else said


def cells(one: YearMonth) -> list[str]:
    """A month as people read it, in the order of the columns."""
    told_ = one.told
    return [
        f"{int(one.month[5:])}月", str(told_.summary.days), str(told_.summary.fed), str(told_.people),
        money.figures(told_.due), money.figures(told_.spent), price(told_.per_head), money.figures(told_.received),
        one.state_words,
    ]  # fmt: skip


def total(report: YearReport) -> list[str]:
    spent = report.sum_of("spent")
    return [
        told()["total"], str(report.days), str(report.fed), str(report.most_people), money.figures(report.sum_of("due")),
        money.figures(spent), price(per_head(spent, report.fed)), money.figures(report.sum_of("received")), "",
    ]  # fmt: skip


def draw(
    path: Path, subject: YearPaper, *, progress: Progress | None = None, proof: bool = False, day: dt.date | None = None
) -> int:  # fmt: skip
    """Print the table and return its pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    text, report = told(), subject.report
    columns = [Column(head, width) for head, width in zip(text["columns"], WIDTHS, strict=True)]

    def sums(_here: Sequence[list[str]], _so_far: Sequence[list[str]], last: bool) -> list[Row]:
        if not last:
            return []
        figures: list[Row] = [
            [label(name, 2), words(how, 5), value(figure, 2)] for name, how, figure in formulas(report)
        ]
        head: Row = [label(text["formula_head"], len(columns))]
        return [_row(total(report)), head, *figures]

    pre_flight(("期初的依据", report.opening.basis))
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=text["unit_line"].format_map(blanks(report)), signatures=text["signatures"],
            notes=notes(report), seal=True, day=day,
        )  # fmt: skip
        return page.roster(columns, _row, sums, row=7.6, size=10.0).draw(sheet, lines(report), progress)


def _row(texts: Sequence[str]) -> Row:
    figures = [value(one, align="right") for one in texts[4:8]]
    return [label(texts[0]), *(value(one) for one in texts[1:4]), *figures, value(texts[8], size=9)]
