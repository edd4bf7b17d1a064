"""民主评议表: the applicants of one class, to be ticked by hand by its committee, in the order of the entry screen.

Pupils may come to see it: it names no kind of need, and grades stand as the figures that are typed on entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.recognition import RecognitionRound
from desktop.models.store import Store
from desktop.models.terms import parse_term
from desktop.services.paper.documents.common import (
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, label, value
from desktop.services.paper.roster import Roster
from desktop.services.progress import Progress
from desktop.services.recognition.review_order import in_review_order

NUMBER, NAME, NOTE, ALL = 10.0, 38.0, 20.0, 186.0
FACTOR, GRADE = 13.0, 10.0
HEAD, LOW, HIGH = 9.0, 6.8, 10.0  # mm: the head's lines; a row is as high as lets the class stand on one page


@dataclass(frozen=True)
class ReviewTable:
    """The pupils who applied, class by class. round: the RecognitionRound."""

    round: Any
    classes: Sequence[tuple[str, Sequence[Any]]]

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "学年": span_of(self.round)}
        return str(wording("review_table")["heading"].format_map(blanks))

    @property
    def count(self) -> int:
        return sum(len(pupils) for _, pupils in self.classes)


def span_of(row: Any) -> str:
    """What a round is called by time: a 学年, or the 学期 of an adjustment."""
    term = parse_term(row.term)
    return term.year_title if row.kind == "year" else term.title


def review_table(store: Store, record: int, classes: Sequence[int] = ()) -> ReviewTable:
    """The tables of a round's classes, as far as this person may see. Raises Refused when nobody applied."""
    pairs = in_review_order(store, record, classes)
    demand_rows(pairs, "这一批申请")
    groups = [
        (SchoolClass.caption_of(klass), [pupil for _, pupil in group])
        for klass, group in groupby(pairs, key=lambda pair: pair[1].school_class_id)
    ]
    return ReviewTable(RecognitionRound.get_by_id(record), groups)


def draw(path: Path, subject: ReviewTable, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the tables, each class on its own pages; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("review_table")
    for class_name, pupils in subject.classes:
        pre_flight(*((f"{class_name}{pupil.name}的姓名", pupil.name) for pupil in pupils))
    progress = progress or Progress()
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, (class_name, pupils) in enumerate(
            progress.follow(subject.classes, len(subject.classes), every=1)
        ):
            if place:
                sheet.next_page()
            page = ListPage(
                sheet,
                subject.title,
                left=told["class_line"].format_map({"班级": long_class(class_name)}),
                centre=told["count_line"].format_map({"人数": len(pupils)}),
                secret=told["secret"],
                signatures=told["signatures"],
                notes=told["notes"],
            )
            entries = list(enumerate(pupils, 1))
            roomiest(page, entries).draw(sheet, entries)
        return sheet.page


def roomiest(page: ListPage, entries: Sequence[tuple[int, Any]]) -> Roster[Any]:
    """The highest rows that keep a class on one page; the lowest where it needs two."""
    high = HIGH
    while True:
        roster = replace(
            page.roster(columns(), row, no_sums, row=high, size=10.5), head=heads(), head_height=HEAD
        )
        heights = [roster.grid.heights([row(entry)])[0] for entry in entries]
        if high <= LOW or len(roster.split(entries, heights)) == 1:
            return roster
        high = max(high - 0.4, LOW)


def columns() -> list[Column]:
    """Widths: what the boxes to tick leave is for remarks."""
    factors, grades = len(code_list("need_factor").labels), len(code_list("need_grade").labels)
    note = ALL - NUMBER - NAME - factors * FACTOR - grades * GRADE
    boxes = [*[Column("", FACTOR)] * factors, *[Column("", GRADE)] * grades]
    return [Column("", NUMBER), Column("", NAME), *boxes, Column("", note)]


def heads() -> list[Row]:
    """Two lines: what is ticked, and under it each box."""
    told = wording("review_table")
    factors, grades = code_list("need_factor").labels, code_list("need_grade").labels
    number, name, note = (label(text, down=2) for text in told["columns"])
    upper = [number, name, label(told["factors"], len(factors)), label(told["grades"], len(grades)), note]
    short = told["factor_heads"]
    lower = [label(short.get(code, text), size=9) for code, text in factors.items()]
    return [upper, [*lower, *(label(code) for code in grades)]]


def row(entry: tuple[int, Any]) -> Row:
    number, pupil = entry
    boxes = len(code_list("need_factor").labels) + len(code_list("need_grade").labels)
    return [value(number), value(pupil.name), *[value("")] * boxes, value("")]
