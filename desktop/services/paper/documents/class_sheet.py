"""班级名册: a class on one sheet with empty columns to tick — books handed out, forms returned, fees, vaccinations."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.paper.documents.common import (
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, value
from desktop.services.paper.roster import Roster
from desktop.services.progress import Progress

NUMBER, NAME, GENDER, ALL = 11.0, 42.0, 11.0, 186.0
TICKS = 8  # empty columns
LOW, HIGH = 5.2, 9.0  # mm: a row is as high as lets the class stand on one page


@dataclass(frozen=True)
class ClassSheet:
    """The pupils of some classes, by seat. heads: what the first empty columns are for, when that is known."""

    term: Term
    classes: Sequence[tuple[str, Sequence[Any]]]
    heads: Sequence[str] = ()

    @property
    def title(self) -> str:
        return f"{self.term.title}班级名册"


def class_sheet(
    store: Store, term: Term, classes: Sequence[int] = (), heads: Sequence[str] = ()
) -> ClassSheet:
    """The sheets of some classes, of all that this person may see when none is named. Raises Refused for nobody."""
    statuses = code_list("enrolment_status")
    found: dict[int, list[Any]] = {}
    for pupil in store.rows(Student).order_by(Student.seat_no.is_null(), Student.seat_no, Student.id):
        if not pupil.left_on and statuses.fact(pupil.status, "on_roll"):
            found.setdefault(pupil.school_class_id, []).append(pupil)
    rows = [row for row in SchoolClass.select() if row.id in found and (not classes or row.id in classes)]
    rows.sort(key=lambda row: (int(row.grade), row.number))
    demand_rows(rows, "班级名册")
    return ClassSheet(term, [(SchoolClass.caption(row), found[row.id]) for row in rows], heads[:TICKS])


def draw(path: Path, subject: ClassSheet, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the sheets, one class after another; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("class_sheet")
    for class_name, pupils in subject.classes:
        pre_flight(*((f"{class_name}{pupil.name}的姓名", pupil.name) for pupil in pupils))
    columns = columns_of(subject)
    progress = progress or Progress()
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, (class_name, pupils) in enumerate(
            progress.follow(subject.classes, len(subject.classes), every=1)
        ):
            if place:
                sheet.next_page()
            page = ListPage(
                sheet,
                told["heading"].format_map(
                    {
                        "学校": school_on_paper().school_name,
                        "学期": subject.term.title,
                        "班级": long_class(class_name),
                    }
                ),
                left=told["purpose_line"],
                centre=count_of(pupils),
                signatures=told["signatures"],
            )
            entries = list(enumerate(pupils, 1))
            roomiest(page, columns, entries).draw(sheet, entries)
        return sheet.page


def roomiest(page: ListPage, columns: Sequence[Column], entries: Sequence[tuple[int, Any]]) -> Roster[Any]:
    """The highest rows that keep the class on one page; the lowest where it needs two."""
    high = HIGH
    while True:
        roster = page.roster(columns, row, no_sums, row=high, size=min(10.5, high * 1.64))
        heights = [roster.grid.heights([row(entry)])[0] for entry in entries]
        if high <= LOW or len(roster.split(entries, heights)) == 1:
            return roster
        high = max(high - 0.4, LOW)


def columns_of(subject: ClassSheet) -> list[Column]:
    known = wording("class_sheet")["columns"]
    fixed = [Column(head, width) for head, width in zip(known, (NUMBER, NAME, GENDER), strict=True)]
    width = (ALL - NUMBER - NAME - GENDER) / TICKS
    heads = [*subject.heads, *[""] * (TICKS - len(subject.heads))]
    return [*fixed, *(Column(head, width) for head in heads)]


def count_of(pupils: Sequence[Any]) -> str:
    boys = sum(pupil.gender == "1" for pupil in pupils)
    girls = sum(pupil.gender == "2" for pupil in pupils)
    told = wording("class_sheet")["count_line"]
    return str(told.format_map({"人数": len(pupils), "男": boys, "女": girls}))


def row(entry: tuple[int, Any]) -> Row:
    number, pupil = entry
    gender = code_list("gender").label(pupil.gender)
    return [value(number), value(pupil.name), value(gender), *[value("")] * TICKS]
