"""D7 花名册: the pupils of a batch, of the whole school or of any filter, with full numbers, for the authorities.

What a roll is about (享受资助, 认定档次, 未享受原因) stands in its last column; `name_roll_aid` makes those rolls.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers import glances
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batch_order import SIGNED_FOR
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.terms import parse_term
from desktop.services import contacts
from desktop.services.aid.batches import grants_of, is_draft
from desktop.services.aid.hand_facts import as_listed
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
from desktop.services.pay.net_words import changed_words
from desktop.services.pay.reversals import Correction
from desktop.services.progress import Progress

WHO = (
    Column("序号", 10),
    Column("姓名", 25),
    Column("性别", 9),
    Column("身份证号", 35),
    Column("学籍号", 37),
    Column("班级", 17),
    Column("寄宿\n与否", 12),
)
COLUMNS = (
    *WHO,
    Column("困难类型", 33),
    Column("监护人", 23),
    Column("电话", 23),
    Column("家庭住址", 36),
    Column("备注", 13),
)
TELLING = (*WHO, Column("困难类型", 28), Column("监护人", 22), Column("电话", 23), Column("家庭住址", 28))
REASONING = (*WHO, Column("困难类型", 28), Column("监护人", 22), Column("电话", 23))
MONEY = 6  # columns that the sum in figures and words takes
ALL = 273.0  # mm of table; what is left over is the last column's
Entry = tuple[int, "Person"]


@dataclass(frozen=True)
class Person:
    """One line of the roll, as it is printed. told: what the last column says; fen: money, where the roll sums it;
    changed: approved corrections of that money.
    """

    pupil: Any
    class_name: str
    boarding: str
    kinds: str
    guardian: str
    told: str = ""
    fen: int | None = None
    changed: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class NameRoll:
    """Who is on the roll; `what` names it in the title: 家庭经济困难寄宿生生活补助受助学生, 在校学生.

    last: the head of the last column, "" for 备注; wide: it holds sentences, and takes the room of the address;
    summed: what the money under the table is called; of_list: the lines stand as a list of grants kept them, else as the
    roster knows the pupils today.
    """

    term_title: str
    what: str
    people: Sequence[Person]
    draft: bool = False
    last: str = ""
    wide: bool = False
    summed: str = "金额"
    of_list: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        if not self.last:
            return COLUMNS
        columns = REASONING if self.wide else TELLING
        return (*columns, Column(self.last, ALL - sum(column.width for column in columns)))

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "学期": self.term_title, "名册": self.what}
        return str(wording("roster")["heading"].format_map(blanks))


def roll_of_batch(batch: int) -> NameRoll:
    """受助学生花名册: class, boarding and 困难类型 as the list kept them. Raises Refused when it is empty."""
    row = AidBatch.get_by_id(batch)
    grants = grants_of(batch)
    demand_rows(grants, "这一批名单")
    pupils = pupils_by_id([grant.student_id for grant in grants])
    guardians = main_guardians(list(pupils))
    by_hand = row.pay_mode == SIGNED_FOR
    people = [
        Person(
            pupils[listed.student_id],
            listed.class_name or "",
            listed.boarding or "",
            listed.basis or "",
            guardians.get(listed.student_id, ""),
            given_words(grant) if by_hand else "",
            grant.amount if by_hand and not grant.item else None,
        )
        for grant, listed in zip(grants, as_listed(grants, {row.id: row}), strict=True)
    ]
    what = f"{AidProgramme.caption_of(row.programme_id)}受助学生"
    told = wording("roster")["by_hand"] if by_hand else {}
    return NameRoll(
        parse_term(row.term).title, what, people, is_draft(row), of_list=True, **told.get("roll", {})
    )


def given_words(grant: Any) -> str:
    """What one is given by a list by hand, and why: 书包1个（折合80.00元），冬衣救助. The reason is left out where none is told."""
    told, figures = wording("roster")["by_hand"], money.figures(grant.amount)
    worth = told["worth"].format_map({"金额": figures}) if grant.amount else ""
    what = f"{grant.item}{worth}" if grant.item else told["cash"].format_map({"金额": figures})
    return told["between"].join(filter(None, (what, grant.basis)))


def roll_of(students: Sequence[int], term_title: str, what: str = "在校学生") -> NameRoll:
    """The roll of some pupils in the order given, as the ledger knows them today. Raises Refused for none."""
    demand_rows(students, "名单")
    pupils, guardians, kinds = pupils_by_id(students), main_guardians(students), _kinds(students)
    people = [
        Person(
            pupils[record],
            SchoolClass.caption_of(pupils[record].school_class_id),
            boarding_of(pupils[record]),
            kinds.get(record, ""),
            guardians.get(record, ""),
        )
        for record in students
    ]
    return NameRoll(term_title, what, people)


def boarding_of(pupil: Any) -> str:
    """寄宿, 非寄宿, or nothing where the roster does not say."""
    return {True: "寄宿", False: "非寄宿"}.get(
        code_list("attendance_mode").fact(pupil.attendance, "boarding"), ""
    )


def pupils_by_id(ids: Sequence[int]) -> dict[int, Any]:
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
    kept = "list" if subject.of_list else "roster"
    for person in subject.people:
        who = f"{short_class(person.class_name)}{person.pupil.name}"
        pre_flight(
            (f"{who}的姓名", person.pupil.name),
            (f"{who}的监护人", person.guardian),
            (f"{who}的家庭住址", contacts.address_of(person.pupil)),
            (f"{who}的{subject.last or '备注'}", last_of(subject, person)),
        )
    with new_sheet(path, subject.title, lying=True, proof=proof, draft=subject.draft) as sheet:
        page = ListPage(
            sheet,
            subject.title,
            left=told["unit_line"].format_map({"学校": school.school_name}),
            centre=f"共{len(subject.people)}人",
            secret=told["secret"],
            signatures=told["signatures"],
            notes="".join(told["notes"]).format_map({"登记日": told["as_of_day"][kept]}),
            seal=True,
            day=day,
        )

        phones = contacts.phones([person.pupil.id for person in subject.people])

        def record(entry: Entry) -> Row:
            return row(subject, *entry, phones)

        def sums(here: Sequence[Entry], so_far: Sequence[Entry], last: bool) -> list[Row]:
            rows = [sum_row(subject, "本页小计", here)]
            return [*rows, sum_row(subject, "合　　计", so_far)] if last else rows

        table = page.roster(subject.columns, record, sums)
        return table.draw(sheet, list(enumerate(subject.people, 1)), progress)


def last_of(subject: NameRoll, person: Person) -> str:
    """What stands in the last column."""
    return person.told if subject.last else person.pupil.note or ""


def row(subject: NameRoll, number: int, person: Person, phones: Mapping[int, str]) -> Row:
    pupil, told = person.pupil, last_of(subject, person)
    where = [] if subject.wide else [words(contacts.address_of(pupil), size=9)]
    last = words(told, size=9) if subject.wide else value(told, size=9)
    return [
        value(number), value(pupil.name), value(code_list("gender").label(pupil.gender)),
        value(pupil.id_number, size=9.5), value(pupil.student_no, size=9.5), value(short_class(person.class_name)),
        value(person.boarding), value(person.kinds, size=9), value(person.guardian), value(phones.get(pupil.id), size=9.5),
        *where, last,
    ]  # fmt: skip


def sum_row(subject: NameRoll, name: str, entries: Sequence[Entry]) -> Row:
    people = [person for _, person in entries]
    boys = sum(person.pupil.gender == "1" for person in people)
    girls = sum(person.pupil.gender == "2" for person in people)
    boarders = sum(person.boarding == "寄宿" for person in people)
    told = f"男{boys}人，女{girls}人，寄宿{boarders}人"
    sums = [person.fen for person in people if person.fen is not None]
    changed = [one for person in people for one in person.changed]
    if sums:  # the words keep out of the seal's way
        net = sum(sums) + sum(one.fen for one in changed)
        less = f"，{changed_words(changed)}，净额{money.figures(net)}元" if changed else ""
        told += f"；{subject.summed}{money.figures(sum(sums))}元{less}，大写：{money.words(net)}"
    span = MONEY if sums else 4
    return [
        label(name, 3),
        value(f"{len(people)}人"),
        words(told, span),
        label("", len(subject.columns) - 4 - span),
    ]
