"""CARET 教师结对帮扶学期小结: a page for each teacher — children, visits, talks, measures — and room for own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.terms import Term
from desktop.services.care import pair_summary
from desktop.services.care.pair_summary import ChildTerm, TeacherTerm
from desktop.services.paper.documents.care_lists import centre, columns, heading
from desktop.services.paper.documents.common import (
    Table,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import SIDE, ListPage, demand_rows
from desktop.services.paper.grid import Cell, Row, label, value
from desktop.services.paper.roster import Roster
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

WIDTHS = (12.0, 24.0, 26.0, 28.0, 19.0, 19.0, 16.0, 24.0, 18.0)
WORDS = 48.0  # mm high: the box for the teacher's own words
NAME = "teacher_term"


@dataclass(frozen=True)
class Terms:
    """The pages to print, a teacher each."""

    term: Term
    teachers: Sequence[TeacherTerm]

    @property
    def title(self) -> str:
        return heading(NAME)


def terms(term: Term, day: dt.date, teachers: Sequence[int] = ()) -> Terms:
    """All teachers who are responsible for somebody, or some of them. Raises Refused when there is none."""
    found = [one for one in pair_summary.by_teacher(day, term) if not teachers or one.teacher in teachers]
    demand_rows(found, "结对名单", nothing="一对结对也没有")
    return Terms(term, found)


def draw(path: Path, subject: Terms, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the pages; returns how many. Raises MissingGlyph, CannotWrite, Cancelled, Refused."""
    pre_flight(
        *(
            (f"{one.name}的小结", text)
            for one in subject.teachers
            for text in (one.name, *(c.child.name for c in one.children))
        )
    )
    pages = 0
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for at, one in enumerate(
            (progress or Progress()).follow(subject.teachers, len(subject.teachers), every=1)
        ):
            if at:
                sheet.next_page()
            pages += _page(sheet, subject, one)
    return pages


def _page(sheet: Sheet, subject: Terms, one: TeacherTerm) -> int:
    told = wording("care_pairs")
    left = told["unit_line"].format_map({"学校": school_on_paper().school_name})
    text = centre(NAME, 教师=one.name, 学期=subject.term.title, 人数=len(one.children))
    page = _TermPage(
        sheet, subject.title, left, text, signatures=told[NAME]["signatures"], notes=told[NAME]["notes"]
    )
    sums = _row(None, one)
    roster: Roster[tuple[int, ChildTerm]] = page.roster(
        columns(NAME, WIDTHS), lambda told_: _row(told_[0], told_[1]), lambda here, so_far, last: [sums] if last else [],
        row=9.0,
    )  # fmt: skip
    return roster.draw(sheet, list(enumerate(one.children, 1)))


@dataclass(frozen=True)
class _TermPage(ListPage):
    """A list whose last page has a box for the teacher's own words above the signatures."""

    def foot_height(self) -> float:
        return super().foot_height() + WORDS + 4

    def below(self, bottom: float, last: bool) -> None:
        if not last:
            return
        grid = Table(self.sheet, SIDE, [self.width], size=10.5)
        box = Cell(wording("care_pairs")[NAME]["words"], "song", align="left", top=True)
        super().below(grid.draw([[box]], bottom + 4, [WORDS]), last)


def _row(at: int | None, one: ChildTerm | TeacherTerm) -> Row:
    """One child, or the sums of all."""
    plan = one.plan
    measures = f"{plan.done}/{plan.measures}" if plan.measures else "—"
    figures: list[Cell] = [value(one.needed or "—"), value(one.seen.words), value(one.spoken.words)]
    if isinstance(one, TeacherTerm):
        return [label(wording("care_pairs")[NAME]["total"], 4), *figures, value(measures), value("")]
    effect = code_list("plan_effect").label(one.effect)
    since, until = one.lead.from_day, one.lead.until_day
    days = f"{since:%m-%d}—{until:%m-%d}" if until else str(since)
    return [
        value(at), value(one.child.name), value(short_class(one.child.class_name)), value(days), *figures,
        value(measures), value(effect),
    ]  # fmt: skip
