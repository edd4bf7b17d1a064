"""D34 资助政策宣传活动记录表: one page to an event, with a place for its photograph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.care_duty import PublicityCounter, PublicityEvent
from desktop.models.store import rows_by_id
from desktop.models.terms import day_in_words
from desktop.services.paper.documents.care_forms import TITLE, WIDTH, BoxOf, draw_form
from desktop.services.paper.documents.common import (
    BLANK_DAY,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_title,
)
from desktop.services.paper.documents.photo_frame import Photo
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress


@dataclass(frozen=True)
class Record:
    """One form: what stands beside the eight heads, the topic, the summary, who wrote it; empty for a blank form."""

    facts: tuple[str, ...] = ("",) * 8
    topic: str = ""
    summary: str = ""
    writer: str = ""


@dataclass(frozen=True)
class Records:
    title: str
    forms: Sequence[Record]


def records(wanted: Sequence[int]) -> Records:
    """The forms of these events, by day, or one to fill in by hand."""
    rows = sorted(rows_by_id(PublicityEvent, wanted), key=lambda row: (row.day, row.id))
    title = wording("duty_tables")["record"]["file"].format_map({"学校": school_on_paper().school_name})
    return Records(title, [_record(row) for row in rows] or [Record()])


def _record(row: Any) -> Record:
    counter = PublicityCounter.caption_of(row.counter_row_id) if row.counter_row_id else ""
    facts = (
        day_in_words(row.day), PublicityEvent.kind.format(row.kind), row.place or "", row.speaker or "",
        row.audience or "", _count(row.heads, "人"), _count(row.copies, "份"), counter,
    )  # fmt: skip
    return Record(facts, row.topic, row.summary or "", row.writer or "")


def _count(number: int | None, unit: str) -> str:
    return "" if number is None else f"{number} {unit}"


def draw(path: Path, subject: Records, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the forms; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, school = wording("duty_tables")["record"], school_on_paper().school_name
    for one in subject.forms:
        pre_flight(*(("宣传记录", text) for text in (*one.facts, one.topic, one.summary, one.writer)))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        follow = (progress or Progress()).follow(subject.forms, len(subject.forms), every=5)
        for at, one in enumerate(follow):
            if at:
                sheet.next_page()
            heading = school + told["heading"]
            write_title(sheet, heading, (sheet.width / 2, TITLE), 18, WIDTH, school=school)
            boxes = [
                BoxOf(name, text, share)
                for name, text, share in zip(told["boxes"], (one.topic, one.summary), (1, 2), strict=True)
            ]
            draw_form(sheet, _head(one), boxes, [_signs(one)], photo=Photo("", told))
        return sheet.page


def _head(one: Record) -> list[Row]:
    heads, facts = wording("duty_tables")["record"]["head"], one.facts
    return [
        [label(heads[at]), words(facts[at]), label(heads[at + 1]), words(facts[at + 1])]
        for at in range(0, len(heads), 2)
    ]


def _signs(one: Record) -> Row:
    first, second = wording("duty_tables")["record"]["signs"]
    return [label(first), value(one.writer), label(second), value("", foot=(BLANK_DAY.strip("　"),))]
