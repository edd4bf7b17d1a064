"""送达清单: who received which 告知书, one page (or more) to a class, for the teacher who hands them out.

A letter to a household names every child on it, those of other classes with their class. What was delivered before
stands there already, so that a list printed again asks only for what is still open.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.students import Student
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

WIDTHS = (10, 37, 36, 25, 26, 17, 15, 20)
TALL = 10.0  # mm: people write standing, on a doorstep


@dataclass(frozen=True)
class DeliveryList:
    """The letters of one batch. A letter to a household stands with its first child's class. names: of all pupils."""

    batch: Any
    letters: Sequence[Letter]
    names: dict[int, str]

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "学期": parse_term(self.batch.term).title}
        return str(wording("delivery_list")["heading"].format_map(blanks))


def delivery_list(batch: int, only: Sequence[int] | None = None) -> DeliveryList:
    """Read one batch. only: ids of notices, to list what is missing. Raises Refused when there are no letters."""
    found = letters(batch, only=only)
    demand_rows(found, "告知书")
    ids = {grant.student_id for letter in found for grant in letter.grants}
    names = {row.id: row.name for row in Student.select(Student.id, Student.name).where(Student.id.in_(ids))}
    return DeliveryList(AidBatch.get_by_id(batch), found, names)


def draw(path: Path, subject: DeliveryList, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the lists, each class on its own pages; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("delivery_list")
    by_class: dict[str, list[Letter]] = defaultdict(list)
    for letter in sorted(subject.letters, key=lambda letter: class_place(letter.grants[0].class_name)):
        who = f"{short_class(letter.grants[0].class_name)}{letter.student.name}"
        pre_flight((f"{who}的姓名", children(letter, subject.names)), (f"{who}的监护人", letter.guardian))
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
                notes=told["notes"].format_map({"送达方式": modes()}),
            )

            def record(entry: tuple[int, Letter]) -> Row:
                return row(*entry, subject.names)

            page.roster(columns, record, no_sums, row=TALL, size=10.5).draw(
                sheet, list(enumerate(group, 1)), progress
            )
        return sheet.page


def row(number: int, letter: Letter, names: dict[int, str]) -> Row:
    notice = letter.notice
    mark, mode, day = (notice.number, notice.delivery_mode, notice.delivered_on) if notice else ("", "", None)
    return [
        value(number), value(children(letter, names)), value(mark, size=9.5), value(letter.guardian), value(""), value(""),
        value(str(mode_number(mode)) if mode else ""), value(f"{day.month}月{day.day}日" if day else ""),
    ]  # fmt: skip


def children(letter: Letter, names: dict[int, str]) -> str:
    """The pupils of a letter, a line each; a sibling of another class with the class."""
    own = letter.grants[0].class_name
    return "\n".join(
        names[grant.student_id] + (f"（{short_class(grant.class_name)}）" if grant.class_name != own else "")
        for grant in letter.grants
    )


def mode_number(mode: str) -> int:
    """The number a way of delivery has in the note under the list: what is written into the narrow column."""
    return list(code_list("delivery_mode").labels).index(mode) + 1


def modes() -> str:
    """1当面送交，2学生带回 …"""
    return "，".join(
        f"{place}{label}" for place, label in enumerate(code_list("delivery_mode").labels.values(), 1)
    )
