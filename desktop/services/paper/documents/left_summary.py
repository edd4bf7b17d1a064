"""D30S 留守儿童情况统计表: age bands and grades, the two definitions side by side, never added up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from desktop.models.ledgers.classes import grade_name
from desktop.models.terms import Term, day_in_words
from desktop.services.care import left_figures
from desktop.services.care.left_figures import LeftPupil
from desktop.services.paper.documents.common import Table, new_sheet, school_on_paper, wording
from desktop.services.paper.documents.lists import SIDE, ListPage, demand_rows
from desktop.services.paper.grid import Row, label, value
from desktop.services.progress import Progress

COLUMNS = (
    25.0,
    14.0,
    13.0,
    16.0,
    16.0,
    14.0,
    14.0,
    13.0,
    16.0,
    24.0,
    14.0,
    15.0,
    17.0,
    17.0,
    15.0,
    15.0,
    15.0,
)
TOP, ROW = 28.5, 8.6  # mm


@dataclass(frozen=True)
class LeftSummary:
    """The pupils of a day, counted when drawn."""

    term: Term
    day: dt.date
    pupils: Sequence[LeftPupil]

    @property
    def title(self) -> str:
        return str(wording("left_summary")["heading"].format_map(self.blanks))

    @property
    def blanks(self) -> dict[str, object]:
        return {
            "学校": school_on_paper().school_name, "学期": self.term.title, "日期": day_in_words(self.day),
            "差额": len(left_figures.too_old(self.pupils)),
        }  # fmt: skip


def summary(day: dt.date, term: Term) -> LeftSummary:
    """Raises Refused when nobody is 留守."""
    found = left_figures.pupils(day, term)
    demand_rows(found, "留守儿童")
    return LeftSummary(term, day, found)


def draw(path: Path, subject: LeftSummary, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the table on one page; returns it. Raises CannotWrite."""
    told, blanks = wording("left_summary"), subject.blanks
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        notes = told["notes"] + (told["old"].format_map(blanks) if blanks["差额"] else "")
        page = ListPage(
            sheet, subject.title, left=told["unit_line"].format_map(blanks), centre=told["day_line"].format_map(blanks),
            signatures=told["signatures"], notes=notes, seal=True, day=subject.day,
        )  # fmt: skip
        rows = rows_of(subject)
        grid = Table(sheet, SIDE, COLUMNS, size=10.0, row=ROW)
        page.above(1, 1)
        bottom = grid.draw(rows, TOP, [9.0, 15.0, *[ROW] * (len(rows) - 2)])
        page.below(bottom, True)
        return sheet.page


def rows_of(subject: LeftSummary) -> list[Row]:
    """Two lines of heads, the bands, the grades, each part with its sum, which is the same."""
    told = wording("left_summary")
    above: Row = [label(told["first"], 1, 2), *(label(name, len(heads)) for name, heads in told["heads"])]
    below: Row = [label(head, size=9) for _, heads in told["heads"] for head in heads]
    bands = left_figures.by_band(subject.pupils, [tuple(one) for one in told["bands"]], told["unknown"])
    in_grades = sorted(subject.pupils, key=lambda one: one.grade)
    grades = [
        (grade_name(grade), list(some)) for grade, some in groupby(in_grades, key=lambda one: one.grade)
    ]
    rows = [above, below]
    for name, lines in ((told["by_age"], bands), (told["by_grade"], grades)):
        rows.append([label(name, len(COLUMNS), align="left")])
        rows += [_line(words, some) for words, some in lines]
    rows.append(_line(told["total"], subject.pupils))
    return rows


def _line(words: str, some: Sequence[LeftPupil]) -> Row:
    return [label(words), *(value(count or "—") for count in left_figures.figures(some))]
