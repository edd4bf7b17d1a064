"""受益学生名单公示: who eats under 营养改善计划 this term, for the wall: number, name, class and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.meals.eaters import for_wall
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.documents.wall_list import demand_whole_school
from desktop.services.paper.grid import Row, value
from desktop.services.progress import Progress
from desktop.services.recognition.wall import WallRow

ACROSS = 3  # pupils in a row
WIDTHS = (12, 28, 22)  # mm
Three = Sequence[WallRow]


@dataclass(frozen=True)
class MealNames:
    """The names, as the one gate of public lists lets them through."""

    term: Term
    kind: str
    rows: Sequence[WallRow]

    @property
    def title(self) -> str:
        return str(wording("meal_names")["heading"].format_map(blanks(self)))


def blanks(subject: MealNames) -> dict[str, object]:
    school = school_on_paper()
    return {
        "学校": school.school_name, "学期": subject.term.title, "人数": len(subject.rows),
        "餐次": code_list("meal_kind").label(subject.kind), "咨询电话": school.hotline_school,
        "监督电话": school.hotline_county or "", "天数": code_list("meal_posting_kind").fact("names", "days"),
    }  # fmt: skip


def names(store: Store, term: Term, kind: str, day: dt.date) -> MealNames:
    """The list of a term as it is on a day. Raises Refused for nobody, and for who sees some classes only."""
    demand_whole_school(store)
    rows = for_wall(store, term, kind, day=day)
    demand_rows(rows, "就餐名册")
    return MealNames(term, kind, rows)


def draw(
    path: Path, subject: MealNames, *,
    progress: Progress | None = None, proof: bool = False, day: dt.date | None = None,
) -> int:  # fmt: skip
    """Print the list; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    pre_flight(*((f"名单第 {row.place} 行的姓名", row.name) for row in subject.rows))
    told, words = wording("meal_names"), blanks(subject)
    columns = [Column(head, wide) for head, wide in zip(told["columns"], WIDTHS, strict=True)] * ACROSS
    threes = [subject.rows[at : at + ACROSS] for at in range(0, len(subject.rows), ACROSS)]
    notes = told["notes"] + (told["county"] if words["监督电话"] else "")
    with new_sheet(path, subject.title, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=told["count_line"].format_map(words), centre=told["days_line"].format_map(words),
            signatures=(school_on_paper().school_name,), notes=notes.format_map(words), seal=True, day=day,
        )  # fmt: skip
        page.roster(columns, row, no_sums, row=7.4, size=10.5).draw(sheet, threes, progress)
        return sheet.page


def row(three: Three) -> Row:
    cells = [value(text) for one in three for text in (str(one.place), one.name, short_class(one.class_name))]
    return [*cells, *[value("")] * (3 * (ACROSS - len(three)))]
