"""送教上门情况汇总表 (D14M): planned and done of each child in a month or the term, lessons, inspections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.ledgers.care_visits import HomeTeachingPlan, TeachingInspection
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.care import home_teaching
from desktop.services.care.home_teaching import Taught, lesson_words
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows
from desktop.services.paper.grid import Cell, Row, label, value, words
from desktop.services.progress import Progress

WIDTHS = (10.0, 20.0, 18.0, 24.0, 20.0, 16.0, 16.0, 16.0, 11.0, 14.0, 32.0, 30.0, 30.0, 16.0)


@dataclass(frozen=True)
class Line:
    """One child in the span. planned: the whole span, None where nothing is asked for by the month; due: what of it is
    over by now; missing: what of that was not done, as the screen says it.
    """

    taught: Taught
    planned: int | None
    due: int
    missing: int
    days: tuple[dt.date, ...]
    lessons: int
    told: str


@dataclass(frozen=True)
class Summary:
    """month: "2026-10", "" for the term."""

    term: Term
    month: str
    lines: Sequence[Line]

    @property
    def title(self) -> str:
        told = wording("home_papers")["month"]
        blanks = {"学校": school_on_paper().school_name, "学期": self.term.title}
        if not self.month:
            return str(told["term_heading"].format_map(blanks))
        spoken = f"{self.month[:4]}年{int(self.month[5:])}月"
        return str(told["heading"].format_map(blanks | {"月份": spoken}))


def summary(day: dt.date, term: Term, month: str = "") -> Summary:
    """Raises Refused when nobody is taught at home in the term."""
    rows = home_teaching.board(day, term).rows
    demand_rows(rows, f"{term.title}的送教计划", nothing="一份也没有")
    return Summary(term, month, [_line(one, month) for one in rows])


def _line(one: Taught, month: str) -> Line:
    rows = [row for row in one.rows if not month or f"{row.day:%Y-%m}" == month]
    told = [row for row in one.inspections if not month or f"{row.day:%Y-%m}" == month]
    planned: int | None = one.planned
    due, missing = one.due, one.gap
    if month:
        part = next((part for part in one.months if part.month == month), None)
        planned, due, missing = (part.planned, part.due, part.gap) if part else (0, 0, 0)
    said = "；".join(
        f"{row.day:%m-%d} 满意度{TeachingInspection.satisfied.format(row.satisfied) or '没有问'}"
        for row in told
    )
    days = tuple(row.day for row in rows)
    return Line(one, planned, due, missing, days, sum(row.lessons for row in rows), said)


def draw(path: Path, subject: Summary, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the table; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, school = wording("home_papers")["month"], school_on_paper().school_name
    pre_flight(*(("送教汇总表", one.taught.name) for one in subject.lines))
    lines = list(enumerate(subject.lines, 1))
    lessons = sum(one.lessons for one in subject.lines)
    blanks = {
        "学校": school, "人数": len(lines), "次数": sum(len(one.days) for one in subject.lines),
        "课时": lesson_words(lessons),
    }  # fmt: skip
    columns = [Column(head, width) for head, width in zip(told["columns"], WIDTHS, strict=True)]
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=told["left"].format_map(blanks), centre=told["count"].format_map(blanks),
            signatures=told["signatures"], notes=told["notes"],
        )  # fmt: skip
        page.roster(columns, _row, _sums, row=10.0, size=9.5).draw(sheet, lines, progress)
        return sheet.page


def _row(item: tuple[int, Line]) -> Row:
    place, one = item
    plan, pupil = one.taught.plan, one.taught.plan.student
    kind, level = (
        Student.disability.format(pupil.disability),
        Student.disability_level.format(pupil.disability_level),
    )
    teachers = "、".join(Staff.caption_of(who) for who in (plan.teacher1_id, plan.teacher2_id) if who)
    return [
        value(place), value(one.taught.name), value(short_class(one.taught.class_name)), value(f"{kind}{level}"),
        value(f"{HomeTeachingPlan.every.format(plan.every)}{plan.times}次"), *_figures(one),
        words("、".join(f"{day.month}-{day.day}" for day in one.days) or "—"), value(teachers), words(one.told), value(""),
    ]  # fmt: skip


def _figures(one: Line) -> list[Cell]:
    planned = "—" if one.planned is None else one.planned
    return [
        value(planned),
        value(one.due or "—"),
        value(len(one.days)),
        value(one.missing or "—"),
        value(lesson_words(one.lessons)),
    ]


def _sums(_here: Sequence[tuple[int, Line]], so_far: Sequence[tuple[int, Line]], last: bool) -> Sequence[Row]:
    if not last:
        return []
    lines = [one for _, one in so_far]
    figures = (
        sum(one.planned or 0 for one in lines), sum(one.due for one in lines) or "—", sum(len(one.days) for one in lines),
        sum(one.missing for one in lines) or "—", lesson_words(sum(one.lessons for one in lines)),
    )  # fmt: skip
    name = label(wording("home_papers")["month"]["total"], 5)
    return [[name, *(value(one) for one in figures), *(value("") for _ in range(4))]]
