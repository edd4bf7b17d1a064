"""电话抽查记录表 (DRAW): whom the draw names, whom to call, what was said; how it was drawn stands below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.care_visits import PhoneAnswer, PhoneDraw
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.care import draw as draws
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, no_sums
from desktop.services.paper.grid import Row, value, words
from desktop.services.progress import Progress

WIDTHS = (12.0, 30.0, 22.0, 36.0, 34.0, 24.0, 26.0, 22.0, 67.0)
MARK = 16  # figures of the fingerprint that are printed


@dataclass(frozen=True)
class Called:
    """One drawn pupil with whom to call."""

    answer: Any
    name: str
    class_name: str
    whom: str
    phone: str


@dataclass(frozen=True)
class DrawSheet:
    """One draw and its pupils in the order of the draw."""

    draw: Any
    rows: Sequence[Called]

    @property
    def title(self) -> str:
        told = wording("visit_papers")["draw"]["heading"]
        return str(told.format_map({"学校": school_on_paper().school_name}))

    @property
    def mark(self) -> str:
        return f"{self.draw.day}{PhoneDraw.topic.format(self.draw.topic)}"


def draw_sheet(store: Store, record: int | None) -> DrawSheet:
    """One draw, the newest when none is named. Raises Refused when there is none."""
    query = store.rows(PhoneDraw).order_by(PhoneDraw.day.desc(), PhoneDraw.id.desc())
    row = query.where(PhoneDraw.id == record).first() if record else query.first()
    if row is None:
        raise Refused("还没有做过电话抽查。请先在“家访”的“电话抽查”里抽签。")
    answers = draws.answers(row.id)
    students = [one.student_id for one in answers]
    pupils = {one.id: one for one in Student.select().where(Student.id.in_(students))}
    phones = draws.phones(students)
    return DrawSheet(row, [
        Called(one, Student.in_class(pupils[one.student_id]), SchoolClass.caption_of(pupils[one.student_id].school_class_id),
               *phones.get(one.student_id, ("", "")))
        for one in answers
    ])  # fmt: skip


def draw(path: Path, subject: DrawSheet, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the sheet; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, row_ = wording("visit_papers")["draw"], subject.draw
    for one in subject.rows:
        pre_flight(*((f"抽查表{one.name}", text) for text in (one.name, one.whom, one.answer.words)))
    tally = draws.tally([one.answer for one in subject.rows])
    blanks = {
        "内容": PhoneDraw.topic.format(row_.topic), "日期": day_in_words(row_.day), "总数": row_.among,
        "人数": len(subject.rows), "抽签号": row_.seed, "指纹": (row_.pool or "")[:MARK], "结果": tally.words,
    }  # fmt: skip
    columns = [Column(head, width) for head, width in zip(told["columns"], WIDTHS, strict=True)]
    notes = (told["result_line"].format_map(blanks) if tally.called else "") + told["notes"].format_map(
        blanks
    )
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=told["topic_line"].format_map(blanks),
            centre=told["count_line"].format_map(blanks), secret=told["secret"],
            signatures=told["signatures"], notes=notes,
        )  # fmt: skip
        page.roster(columns, row, no_sums, row=13.0, size=10.5).draw(sheet, subject.rows, progress)
        return sheet.page


def row(one: Called) -> Row:
    answer = one.answer
    return [
        value(answer.place), value(one.name), value(short_class(one.class_name)), value(one.whom), value(one.phone),
        value(PhoneAnswer.called_on.format(answer.called_on)), value(answer.answered_by),
        value(PhoneAnswer.result.format(answer.result)), words(answer.words or ""),
    ]  # fmt: skip
