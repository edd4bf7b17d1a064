"""D7 花名册: the pupils of a batch, of the whole school or of any filter, with full numbers, for the authorities."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers import glances
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.terms import parse_term
from desktop.services.aid.batches import grants_of, is_draft
from desktop.services.aid.notices import main_guardians
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress

COLUMNS = (
    Column("序号", 10), Column("姓名", 25), Column("性别", 9), Column("身份证号", 35), Column("学籍号", 37),
    Column("班级", 17), Column("寄宿\n与否", 12), Column("困难类型", 33), Column("监护人", 23), Column("电话", 23),
    Column("家庭住址", 36), Column("备注", 13),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """One line of the roll, as it is printed."""

    pupil: Any
    class_name: str
    boarding: str
    kinds: str
    guardian: str


@dataclass(frozen=True)
class NameRoll:
    """Who is on the roll; `what` names it in the title: 家庭经济困难寄宿生生活补助受助学生, 在校学生."""

    term_title: str
    what: str
    people: Sequence[Person]
    draft: bool = False

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "学期": self.term_title, "名册": self.what}
        return str(wording("roster")["heading"].format_map(blanks))


def roll_of_batch(batch: int) -> NameRoll:
    """受助学生花名册: class, boarding and 困难类型 as the list kept them. Raises Refused when it is empty."""
    row = AidBatch.get_by_id(batch)
    grants = grants_of(batch)
    demand_rows(grants, "这一批名单")
    pupils = _pupils([grant.student_id for grant in grants])
    guardians = main_guardians(list(pupils))
    people = [
        Person(
            pupils[grant.student_id],
            grant.class_name or "",
            grant.boarding or "",
            grant.basis or "",
            guardians.get(grant.student_id, ""),
        )
        for grant in grants
    ]
    what = f"{AidProgramme.caption_of(row.programme_id)}受助学生"
    return NameRoll(parse_term(row.term).title, what, people, is_draft(row))


def roll_of(students: Sequence[int], term_title: str, what: str = "在校学生") -> NameRoll:
    """The roll of some pupils in the order given, as the ledger knows them today. Raises Refused for none."""
    demand_rows(students, "名单")
    pupils, guardians, kinds = _pupils(students), main_guardians(students), _kinds(students)
    modes = code_list("attendance_mode")
    people = [
        Person(
            pupils[record],
            SchoolClass.caption_of(pupils[record].school_class_id),
            {True: "寄宿", False: "非寄宿"}.get(modes.fact(pupils[record].attendance, "boarding"), ""),
            kinds.get(record, ""),
            guardians.get(record, ""),
        )
        for record in students
    ]
    return NameRoll(term_title, what, people)


def _pupils(ids: Sequence[int]) -> dict[int, Any]:
    parts = (list(ids[start : start + 500]) for start in range(0, len(ids), 500))
    return {pupil.id: pupil for part in parts for pupil in Student.select().where(Student.id.in_(part))}


def _kinds(ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        found |= glances.hardships(list(ids[start : start + 500]))
    return found


def draw(
    path: Path, subject: NameRoll, *, progress: Progress | None = None, proof: bool = False,
    day: dt.date | None = None,
) -> int:  # fmt: skip
    """Print the roll and return its pages; `day` stands beside the seal, blank without.

    Raises MissingGlyph, CannotWrite, Cancelled.
    """
    told, school = wording("roster"), school_on_paper()
    for person in subject.people:
        who = f"{short_class(person.class_name)}{person.pupil.name}"
        pre_flight(
            (f"{who}的姓名", person.pupil.name),
            (f"{who}的监护人", person.guardian),
            (f"{who}的家庭住址", address_of(person.pupil)),
            (f"{who}的备注", person.pupil.note),
        )
    with new_sheet(path, subject.title, lying=True, proof=proof, draft=subject.draft) as sheet:
        page = ListPage(
            sheet,
            subject.title,
            left=told["unit_line"].format_map({"学校": school.school_name}),
            centre=f"共{len(subject.people)}人",
            secret=told["secret"],
            signatures=told["signatures"],
            notes="".join(told["notes"]),
            seal=True,
            day=day,
        )
        table = page.roster(COLUMNS, row, sums)
        return table.draw(sheet, list(enumerate(subject.people, 1)), progress)


def address_of(pupil: Any) -> str:
    return pupil.home_address or pupil.current_address or pupil.household_place or ""


def row(entry: tuple[int, Person]) -> Row:
    number, person = entry
    pupil = person.pupil
    return [
        value(number), value(pupil.name), value(code_list("gender").label(pupil.gender)),
        value(pupil.id_number, size=9.5), value(pupil.student_no, size=9.5), value(short_class(person.class_name)),
        value(person.boarding), value(person.kinds, size=9), value(person.guardian), value(pupil.phone, size=9.5),
        words(address_of(pupil), size=9), value(pupil.note, size=9),
    ]  # fmt: skip


def sums(here: Sequence[tuple[int, Person]], so_far: Sequence[tuple[int, Person]], last: bool) -> list[Row]:
    rows = [sum_row("本页小计", here)]
    return [*rows, sum_row("合　　计", so_far)] if last else rows


def sum_row(name: str, entries: Sequence[tuple[int, Person]]) -> Row:
    people = [person for _, person in entries]
    boys = sum(person.pupil.gender == "1" for person in people)
    girls = sum(person.pupil.gender == "2" for person in people)
    boarders = sum(person.boarding == "寄宿" for person in people)
    told = f"男{boys}人，女{girls}人，寄宿{boarders}人"
    return [label(name, 3), value(f"{len(people)}人"), words(told, 4), label("", 4)]
