"""成长记录袋目录 (GROW): what lies in a child's bag by the twelve kinds, and which are still missing.

The child holds it: nothing on it says why there is a bag.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.terms import Term
from desktop.services.care import activities
from desktop.services.care.activities import Bag
from desktop.services.paper.documents.common import (
    Table,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_title,
)
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEFT, WIDTHS = 18.0, (12.0, 40.0, 60.0, 26.0, 14.0, 22.0)
ROW, TOP = 11.0, 36.0
BOTTOM = 268.0


@dataclass(frozen=True)
class Lists:
    """One list to a page."""

    bags: Sequence[Bag]

    @property
    def title(self) -> str:
        told = wording("home_papers")["growth"]["heading"].format_map({"学校": school_on_paper().school_name})
        return f"{told}（{self.bags[0].name}{'等' if len(self.bags) > 1 else ''}）"


def lists(day: dt.date, term: Term, students: Sequence[int], classes: Sequence[int]) -> Lists:
    """Raises Refused when there is no bag."""
    found = activities.bags(day, term, students, classes)
    demand_rows(found, "成长记录袋")
    return Lists(found)


def draw(path: Path, subject: Lists, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the lists, one child to a page, and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    for bag in subject.bags:
        names = [row.name for rows in bag.items.values() for row in rows]
        pre_flight(*((f"{bag.name}的成长记录袋", text) for text in [bag.name, *names]))
    progress = progress or Progress()
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, bag in enumerate(progress.follow(subject.bags, len(subject.bags), every=1)):
            if place:
                sheet.next_page()
            _page(sheet, bag)
        return sheet.page


def _page(sheet: Sheet, bag: Bag) -> None:
    told, school = wording("home_papers")["growth"], school_on_paper().school_name
    heading = told["heading"].format_map({"学校": school})
    write_title(sheet, heading, (sheet.width / 2, 20), 17, sum(WIDTHS), school=school)
    sheet.write(told["child"].format_map({"姓名": bag.name}), LEFT, 32.5, "song", 11)
    sheet.write_right(long_class(bag.class_name), LEFT + sum(WIDTHS), 32.5, "song", 11)
    grid = Table(sheet, LEFT, WIDTHS, size=10.5, row=ROW)
    head: list[Row] = [[label(one) for one in told["columns"]]]
    rows = [
        _row(place, code, bag.items.get(code, ()), told)
        for place, code in enumerate(code_list("growth_kind").labels, 1)
    ]
    bottom = grid.draw([*head, *rows], TOP, [10.0, *(ROW for _ in rows)])
    blanks = {"应送": bag.have, "实送": len(bag.missing)}
    said = told["total" if bag.missing else "whole"].format_map(blanks)
    sheet.write(said, LEFT, bottom + 7, "song", 10.5)
    sheet.write(told["notes"], LEFT, bottom + 13, "song", 9)
    step = sum(WIDTHS) / len(told["signatures"])
    for place, one in enumerate(told["signatures"]):
        sheet.write(one, LEFT + place * step, min(bottom + 26, BOTTOM + 12), "song", 10.5)


def _row(place: int, code: str, items: Sequence[Any], told: dict[str, Any]) -> Row:
    names = "；".join(dict.fromkeys(row.name for row in items))
    last = max((row.day for row in items), default=None)
    note = told["attached"] if any(row.file for row in items) else ""
    return [
        value(place), label(code_list("growth_kind").label(code)), words(names) if items else value(told["gap"], size=9.5),
        value(last or ""), value(len(items) or ""), value(note, size=9.5),
    ]  # fmt: skip
