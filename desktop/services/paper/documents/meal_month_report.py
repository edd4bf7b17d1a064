"""D24M 学生营养改善计划实施情况（学校）月报: kind of meal × mode of supply, split four ways, in 人次 and in pupils."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.ledgers.school import School
from desktop.models.store import Store
from desktop.services.meals import settlement
from desktop.services.meals.heads import SPLITS, ReportLine
from desktop.services.meals.month_money import month_words
from desktop.services.meals.reports import MonthReport, month_report
from desktop.services.meals.spending import main_kind
from desktop.services.paper.documents.common import Table, new_sheet, school_on_paper, wording
from desktop.services.paper.documents.lists import SIDE, ListPage
from desktop.services.paper.grid import Cell, Row, label, value
from desktop.services.progress import Progress

KIND, MODE, COUNT = 24.0, 49.0, 25.0  # mm
ROW = 10.5
TOP = 28.5  # where the table begins


@dataclass(frozen=True)
class MonthPaper:
    """The month's figures and the school's own facts above them."""

    report: MonthReport
    facts: tuple[str, ...]
    moved: bool = False  # the month was settled with other figures

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{told()['heading'].format_map(blanks(self.report))}"


def told() -> dict[str, Any]:
    return dict(wording("meal_month_report"))


def blanks(report: MonthReport) -> dict[str, object]:
    late = report.since > f"{report.month[:4]}-01"
    since = str(told()["since"]).format_map({"月": month_words(report.since)}) if late else ""
    return {
        "学校": school_on_paper().school_name, "月份": month_words(report.month), "年份": report.month[:4], "起": since,
    }  # fmt: skip


def month_paper(store: Store, month: str) -> MonthPaper:
    """Raises Refused when nobody was fed in the month."""
    report, school, words = month_report(store, month), school_on_paper(), told()
    facts = (
        school.county or "", school.school_name, School.school_type.format(school.school_type),
        words["yes" if school.urban_rural == "1" else "no"], words["have" if report.heads.canteen else "have_not"],
        str(report.heads.roll), money.figures(report.year_spent), money.figures(report.spent),
    )  # fmt: skip
    return MonthPaper(report, facts, settlement.is_moved(store, month, main_kind()))


def notes(report: MonthReport) -> str:
    words = told()
    said = str(words["notes"]).format_map(blanks(report))
    if not settlement.stands(report.month, main_kind()):
        said += words["unsettled"]
    if not report.heads.left_known:
        said += words["no_left_behind"]
    unknown = report.heads.unknown
    return said + (str(words["unknown"]).format_map({"人数": unknown}) if unknown else "")


def rows_of(report: MonthReport) -> list[tuple[str, str, ReportLine]]:
    """Kind, mode and counts of every row, the sum of all last."""
    words = told()
    rows = [
        (group["title"], one["title"], report.lines[one["code"]])
        for group in words["groups"]
        for one in group["rows"]
    ]
    return [*rows, (words["sum"], "", report.whole)]


def counts_of(line: ReportLine) -> list[int]:
    """人次 by split, then pupils by split."""
    return line.numbers()


def draw(
    path: Path, subject: MonthPaper, *, progress: Progress | None = None, proof: bool = False, day: dt.date | None = None
) -> int:  # fmt: skip
    """Print the report on one page. Raises MissingGlyph, CannotWrite, Cancelled."""
    if progress is not None:
        progress.check()
    words = told()
    with new_sheet(path, subject.title, lying=True, proof=proof, draft=subject.moved) as sheet:
        page = ListPage(
            sheet, words["heading"].format_map(blanks(subject.report)),
            left=words["unit_line"].format_map(blanks(subject.report)), signatures=words["signatures"],
            notes=notes(subject.report) + (words["moved"] if subject.moved else ""), seal=True, day=day,
        )  # fmt: skip
        page.above(1, 1)
        grid = Table(sheet, SIDE, [KIND, MODE, *[COUNT] * (2 * len(SPLITS))], size=10.5, row=ROW)
        bottom = grid.draw([*_heads(subject), *_rows(subject.report)], TOP)
        page.below(bottom, True)
        return sheet.page


def _heads(subject: MonthPaper) -> list[Row]:
    """The facts of the school in two rows, then the heads of the two counts."""
    words, facts = told(), subject.facts
    first: list[Cell] = [label(words["facts"][0]), value(facts[0], size=10)]
    for at in (1, 2, 3, 4):
        first += [label(words["facts"][at], size=9), value(facts[at], size=9)]
    second = [label(words["facts"][5], size=9), value(facts[5])]
    for at in (6, 7):
        second += [label(words["facts"][at], 2), value(facts[at], 2)]
    split = len(SPLITS)
    top = [label(words["kind_head"], down=2), label(words["mode_head"], down=2)]
    top += [label(words["times"], split), label(words["people"], split)]
    return [first, second, top, [label(text, size=9) for text in (*words["splits"], *words["splits"])]]


def _rows(report: MonthReport) -> list[Row]:
    """Every kind beside its modes, the sum of all last."""
    made: list[Row] = []
    for group in told()["groups"]:
        lead = [label(group["title"], down=len(group["rows"]))]
        for one in group["rows"]:
            made.append([*lead, label(one["title"]), *_figures(report.lines[one["code"]])])
            lead = []
    return [*made, [label(told()["sum"], 2), *_figures(report.whole)]]


def _figures(line: ReportLine) -> list[Cell]:
    return [value(count if count else "—") for count in counts_of(line)]
