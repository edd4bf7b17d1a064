"""五类学生花名册 (CARE5) and 困境儿童名单 (CARE5N): for the school's own use, never for a wall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.care import ChildInNeed
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed as some
from desktop.models.terms import Term, day_in_words
from desktop.services.care import listed, pairs
from desktop.services.care.listed import Child
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress

WIDTHS = (10, 24, 10, 17, 10, 10, 10, 10, 10, 10, 22, 24, 106)
NEED_WIDTHS = (10, 24, 10, 17, 45, 43, 22, 28, 24, 26, 24)
TICK = "√"
FROM_ROSTER = "花名册："  # goes without saying on a list


@dataclass(frozen=True)
class Entry:
    """One listed child: gender, who is responsible. need: the row that says 困境, on that list."""

    place: int
    child: Child
    gender: str
    teacher: str
    need: Any = None


@dataclass(frozen=True)
class CareRoll:
    """A list of a day. part: "listed" or "need"."""

    part: str
    term: Term
    day: dt.date
    entries: Sequence[Entry]

    @property
    def title(self) -> str:
        return str(wording("care_roll")[self.part]["heading"].format_map(self.blanks))

    @property
    def blanks(self) -> dict[str, object]:
        times = listed.counts_of(one.child for one in self.entries).times
        return {
            "学校": school_on_paper().school_name, "学期": self.term.title, "人数": len(self.entries), "人次": times,
            "日期": day_in_words(self.day),
        }  # fmt: skip


def five_kinds(
    day: dt.date, term: Term, *, students: Sequence[int] = (), classes: Sequence[int] = ()
) -> CareRoll:
    """Everybody of the five kinds that day, or of these pupils, of these classes. Raises Refused for nobody."""
    found = [one for one in _chosen(day, term, students, classes) if one.types]
    demand_rows(found, "五类学生名单")
    return CareRoll("listed", term, day, _entries(found, day))


def in_need(day: dt.date, term: Term, *, classes: Sequence[int] = ()) -> CareRoll:
    """The 困境儿童 of a day. Raises Refused for nobody."""
    found = [one for one in _chosen(day, term, (), classes) if one.need]
    demand_rows(found, "困境儿童名单")
    return CareRoll("need", term, day, _entries(found, day))


def _chosen(day: dt.date, term: Term, students: Sequence[int], classes: Sequence[int]) -> list[Child]:
    wanted, of = set(students), set(classes)
    return [
        one
        for one in listed.children(day, term=term).values()
        if (not wanted or one.student in wanted) and (not of or one.class_id in of)
    ]


def _entries(found: Sequence[Child], day: dt.date) -> list[Entry]:
    ids = [one.student for one in found]
    genders = dict(Student.select(Student.id, Student.gender).where(Student.id.in_(some(ids))).tuples())
    leads = pairs.lead_of(ids, day)
    row = ChildInNeed
    holds = (row.from_day <= day) & (row.until_day.is_null() | (row.until_day >= day))
    rows = row.select().where(holds & row.student.in_(some(ids))).order_by(row.from_day, row.id)
    needs = {one.student_id: one for one in rows}
    return [
        Entry(
            place, one, Student.gender.format(genders[one.student]),
            Staff.caption_of(leads[one.student].teacher_id) if one.student in leads else "", needs.get(one.student),
        )
        for place, one in enumerate(found, 1)
    ]  # fmt: skip


def draw(path: Path, subject: CareRoll, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the list; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, blanks = wording("care_roll"), subject.blanks
    mine = told[subject.part]
    for one in subject.entries:
        pre_flight(("名单上的姓名", one.child.name), (f"{one.child.name}的责任教师", one.teacher))
        if subject.part == "need":
            fields = (one.need.needs, one.need.contact, one.need.source)
            pre_flight(*((f"{one.child.name}的困境登记", text) for text in fields))
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=told["unit_line"].format_map(blanks), centre=mine["count_line"].format_map(blanks),
            secret=told["secret"], signatures=told["signatures"], notes=mine["notes"].format_map(blanks), seal=True,
            day=subject.day,
        )  # fmt: skip
        widths = WIDTHS if subject.part == "listed" else NEED_WIDTHS
        columns = [Column(head, width) for head, width in zip(mine["columns"], widths, strict=True)]
        if subject.part == "listed":
            page.roster(columns, row, sums).draw(sheet, subject.entries, progress)
        else:
            page.roster(columns, need_row, no_sums).draw(sheet, subject.entries, progress)
        return sheet.page


def row(one: Entry) -> Row:
    child, told = one.child, wording("care_roll")["listed"]["left"]
    kinds = [TICK if code in child.types else "" for code in code_list("care_type").labels]
    both = [words_ for words_, holds in zip(told, (child.left_roll, child.left_rural), strict=True) if holds]
    return [
        value(one.place), value(child.name), value(one.gender), value(short_class(child.class_name)),
        *map(value, kinds), value(TICK if child.need else ""), value("\n".join(both), size=9), value(one.teacher),
        words("；".join(one.removeprefix(FROM_ROSTER) for one in child.why.values()), size=8.5),
    ]  # fmt: skip


def sums(here: Sequence[Entry], so_far: Sequence[Entry], last: bool) -> list[Row]:
    """本页小计, and 合计 at the end: both definitions of 留守 apart."""
    told = wording("care_roll")
    rows = [_sum(told["here"], here)]
    return [*rows, _sum(told["total"], so_far)] if last else rows


def _sum(name: str, entries: Sequence[Entry]) -> Row:
    told = listed.counts_of(one.child for one in entries)
    first, second = wording("care_roll")["listed"]["left"]
    left = f"{first}{told.left_roll}\n{second}{told.left_rural}"
    return [
        label(name, 3), value(f"{told.people}人"), *(value(count) for count in told.types.values()), value(told.need),
        value(left, size=8), label(""), words(f"{told.people}人，{told.times}人次；要结对{told.to_pair}人", size=9),
    ]  # fmt: skip


def need_row(one: Entry) -> Row:
    need = one.need
    return [
        value(one.place), value(one.child.name), value(one.gender), value(short_class(one.child.class_name)),
        words(ChildInNeed.kind.format(need.kind), size=9), words(need.needs, size=9), value(need.contact),
        value(need.contact_phone, size=9.5), value(str(need.from_day), size=9.5), words(need.source, size=9),
        value(one.teacher),
    ]  # fmt: skip
