"""D11 教师结对帮扶联系卡: half a page for the family — which teacher, which telephone. No label of need stands on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import rows_by_id
from desktop.models.terms import Term, day_in_words
from desktop.services.care import listed, pairs
from desktop.services.paper.documents.common import (
    Table,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
)
from desktop.services.paper.documents.half_letter import HALF
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.paper.lines import fit
from desktop.services.paper.sheet import Sheet, drop
from desktop.services.progress import Progress

LEFT, WIDTH = 22.0, 166.0
FRAME = (11.0, 9.0, 188.0, 130.5)  # mm: left, top, width and height of a card's border
TITLE, TOP = 24.0, 35.0
COLUMNS = (28.0, 55.0, 28.0, 55.0)
ROW, CONTENT = 12.5, 18.0
SEAL_AT = (LEFT + WIDTH - 28.0, 116.0)


@dataclass(frozen=True)
class Cards:
    """The cards in the order of classes: (pupil, class, teacher)."""

    day: dt.date
    cards: Sequence[tuple[Any, str, Any]]

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{wording('care_pairs')['card']['heading']}"


def cards(term: Term, day: dt.date, students: Sequence[int] = ()) -> Cards:
    """A card for every child with a responsible teacher, or for some of them. Raises Refused for none."""
    wanted = listed.to_pair(day, term=term)
    chosen = [student for student in wanted if student in students] if students else list(wanted)
    leads = pairs.lead_of(students or chosen, day)
    chosen += [student for student in students if student not in wanted]
    here = [student for student in chosen if student in leads]
    demand_rows(here, "要印联系卡的名单", nothing="一名有责任教师的学生也没有")
    pupils = {row.id: row for row in rows_by_id(Student, here)}
    staff = {row.id: row for row in rows_by_id(Staff, {leads[one].teacher_id for one in here})}
    made = [
        (pupils[one], Student.school_class.format(pupils[one].school_class_id), staff[leads[one].teacher_id])
        for one in here
    ]
    return Cards(day, made)


def draw(path: Path, subject: Cards, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the cards, two to a page; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    pre_flight(
        *(
            (f"{pupil.name}的联系卡", text)
            for pupil, _, teacher in subject.cards
            for text in (pupil.name, teacher.name)
        )
    )
    progress = progress or Progress()
    with new_sheet(path, subject.title, proof=proof) as sheet:
        with sheet.stencil("contact"):
            _stencil(sheet, subject.day)
        for at, card in enumerate(progress.follow(subject.cards, len(subject.cards))):
            if at and not at % 2:
                sheet.next_page()
            _card(sheet, card, HALF * (at % 2))
        return sheet.page


def _stencil(sheet: Sheet, day: dt.date) -> None:
    """Frame, title, foot and signature, the same on every card."""
    told = wording("care_pairs")["card"]
    left, top, width, height = FRAME
    sheet.frame(left, top, width, height)
    sheet.frame(left + 1.4, top + 1.4, width - 2.8, height - 2.8, weight=0.4)
    sheet.write_centred(told["heading"], sheet.width / 2, TITLE + drop("title", 20), "title", 20)
    x, y = SEAL_AT
    room = 58.0
    name = fit(school_on_paper().school_name, "fangsong", 12, room)
    sheet.write_lines(
        name.lines,
        x - room / 2,
        y - 3 - (len(name.lines) - 1) * 2.5,
        "fangsong",
        name.size,
        width=room,
        align="centre",
    )
    sheet.write_centred(day_in_words(day), x, y + 6 + drop("fangsong", 12), "fangsong", 12)
    foot = fit(told["foot"], "song", 10, 88.0, even=False)
    sheet.write_lines(foot.lines, LEFT, y + 2, "song", foot.size)


def _card(sheet: Sheet, card: tuple[Any, str, Any], down: float) -> None:
    pupil, class_name, teacher = card
    sheet.stamp("contact", down=down)
    if not down:
        sheet.cut_line(8, HALF, 202, HALF, "裁开")
    sheet.seal_place(SEAL_AT[0], down + SEAL_AT[1])
    told, school = wording("care_pairs")["card"], school_on_paper()
    names = told["labels"]
    rows: list[Row] = [
        [label(names[0]), value(school.school_name, 3)],
        [label(names[1]), value(pupil.name, size=13), label(names[2]), value(long_class(class_name))],
        [
            label(names[3]),
            value(teacher.name, size=13),
            label(names[4]),
            value(Staff.post.format(teacher.post)),
        ],
        [label(names[5]), value(teacher.phone, 3, size=14)],
        [label(names[6]), words(told["content"], 3)],
        [label(names[7]), value(school.hotline_school), label(names[8]), value(school.hotline_county)],
    ]
    grid = Table(sheet, LEFT, COLUMNS, size=12, row=ROW)
    heights = [10.0, 11.0, 11.0, 11.0, CONTENT - 4, 10.0]
    grid.draw(rows, down + TOP, heights)
