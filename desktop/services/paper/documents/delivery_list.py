"""送达清单: who received which 告知书, one page (or more) to a class, for the teacher who hands them out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.batches import AidBatch
from desktop.models.terms import parse_term
from desktop.services.aid.batches import is_draft
from desktop.services.aid.notices import Letter, letters
from desktop.services.paper.documents.common import (
    class_place,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, value
from desktop.services.progress import Progress

WIDTHS = (11, 34, 42, 27, 30, 20, 22)
TALL = 10.0  # mm: people write standing, on a doorstep


@dataclass(frozen=True)
class DeliveryList:
    """The letters of one batch. A letter to a household stands with its first child's class."""

    batch: Any
    letters: Sequence[Letter]

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "学期": parse_term(self.batch.term).title}
        return str(wording("delivery_list")["heading"].format_map(blanks))


def delivery_list(batch: int) -> DeliveryList:
    """Read one batch. Raises Refused when there are no letters."""
    found = letters(batch)
    demand_rows(found, "告知书")
    return DeliveryList(AidBatch.get_by_id(batch), found)


def draw(path: Path, subject: DeliveryList, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the lists, each class on its own pages; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("delivery_list")
    by_class: dict[str, list[Letter]] = defaultdict(list)
    for letter in sorted(subject.letters, key=lambda letter: class_place(letter.grants[0].class_name)):
        who = f"{short_class(letter.grants[0].class_name)}{letter.student.name}"
        pre_flight((f"{who}的姓名", letter.student.name), (f"{who}的监护人", letter.guardian))
        by_class[letter.grants[0].class_name or ""].append(letter)
    columns = [Column(head, width) for head, width in zip(told["columns"], WIDTHS, strict=True)]
    with new_sheet(path, subject.title, proof=proof, draft=is_draft(subject.batch)) as sheet:
        for place, (class_name, group) in enumerate(by_class.items()):
            if place:
                sheet.next_page()
            page = ListPage(
                sheet,
                subject.title,
                left=told["class_line"].format_map({"班级": long_class(class_name)}),
                centre=told["count_line"].format_map({"份数": len(group)}),
                signatures=told["signatures"],
                notes=told["notes"],
            )
            page.roster(columns, row, no_sums, row=TALL, size=10.5).draw(
                sheet, list(enumerate(group, 1)), progress
            )
        return sheet.page


def row(entry: tuple[int, Letter]) -> Row:
    number, letter = entry
    name = letter.student.name
    if len(letter.grants) > 1:
        name = f"{name}等{len(letter.grants)}人"
    mark = letter.notice.number if letter.notice else ""
    return [
        value(number), value(name), value(mark, size=9.5), value(letter.guardian), value(""), value(""), value(""),
    ]  # fmt: skip
