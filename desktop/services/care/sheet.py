"""家访登记表: the families of a teacher's children, or of a class, in one order on paper and on the entry page.

The sheet's number says whose it is, of which day, and two figures by which one sees that it is still the same families:
12-1120-48 is the sheet of teacher 12 of 20 November; a class stands with a 0 before it (03-1120-48).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from desktop.models.errors import Refused
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.models.writing import half_width
from desktop.services.care import listed, pairs, visits
from desktop.services.care.booking import siblings
from desktop.services.care.listed import Child
from desktop.services.care.stood import as_it_stood
from desktop.services.care.visits import Due
from desktop.services.progress import Progress
from desktop.services.school_days import term_on

Whose = Literal["teacher", "class"]
NUMBER = re.compile(r"(0?)(\d{1,6})[-－—–](\d{2})(\d{2})[-－—–](\d{2})")


@dataclass(frozen=True)
class SheetChild:
    """A child of a family. own: whether it is one of the teacher's, or of the class; the others are brothers and sisters.

    kept: the last visit since the sheet's day, by whatever way.
    """

    student: int
    name: str
    class_name: str
    own: bool
    needed: int = 0
    done: int = 0
    overdue_since: dt.date | None = None
    by: dt.date | None = None
    kept: dt.date | None = None

    @property
    def told(self) -> str:
        """王芳 三(2)班"""
        return f"{self.name} {self.class_name}"


@dataclass(frozen=True)
class Line:
    """One family: the children first, then where and whom to visit."""

    place: int
    children: tuple[SheetChild, ...]
    teacher: int | None
    household: int | None
    address: str
    guardian: str
    relation: str | None
    phone: str

    @property
    def open(self) -> bool:
        """Whether a visit is still due to one of them."""
        return any(one.done < one.needed for one in self.children)

    @property
    def overdue_since(self) -> dt.date | None:
        return min((one.overdue_since for one in self.children if one.overdue_since), default=None)

    @property
    def kept(self) -> dt.date | None:
        """The last visit to this family since the sheet's day: what came back has been typed already."""
        return max((one.kept for one in self.children if one.own and one.kept), default=None)

    @property
    def due(self) -> str:
        """欠 2 次, 已访 1/1: of the child that lacks most."""
        lacking = max(self.children, key=lambda one: one.needed - one.done)
        return f"{lacking.done}/{lacking.needed}" if lacking.needed else "—"


@dataclass(frozen=True)
class Sheet:
    """All lines of a teacher or a class as they stood on a day."""

    whose: Whose
    who: int
    name: str
    day: dt.date
    lines: tuple[Line, ...]

    @property
    def check(self) -> str:
        """Two figures that follow from who stands where."""
        told = "|".join(",".join(str(one.student) for one in line.children) for line in self.lines)
        mark = hashlib.sha256(f"{self.whose}:{self.who}:{told}".encode()).digest()
        return f"{int.from_bytes(mark[:4], 'big') % 97:02d}"

    @property
    def number(self) -> str:
        return f"{'0' if self.whose == 'class' else ''}{self.who}-{self.day:%m%d}-{self.check}"


@dataclass(frozen=True)
class Facts:
    """What all sheets of a day rest on, read once."""

    day: dt.date
    children: dict[int, Child]
    due: dict[int, Due]
    load: dict[int, list[int]]

    def wanted(self, whose: Whose, who: int) -> list[int]:
        """A teacher's children, or all of a class who are to be visited."""
        if whose == "teacher":
            return self.load.get(who, [])
        return [s for s, child in self.children.items() if child.class_id == who and s in self.due]


def facts_of(day: dt.date, *, progress: Progress | None = None) -> Facts:
    """Read them; a job may do it."""
    term = term_on(day)
    children = listed.children(day, term=term)
    due = {one.student: one for one in visits.due(day, term, known=children)}
    return Facts(day, children, due, pairs.load(day))


def sheet_of(whose: Whose, who: int, day: dt.date, *, progress: Progress | None = None) -> Sheet:
    """The sheet of a teacher's children, or of all children of a class who are to be visited; a job may read it."""
    return sheet_from(facts_of(day), whose, who)


def sheet_from(facts: Facts, whose: Whose, who: int) -> Sheet:
    """The same for who needs many sheets of one day."""
    day, due, wanted = facts.day, facts.due, facts.wanted(whose, who)
    name = Staff.caption_of(who) if whose == "teacher" else SchoolClass.caption_of(who)
    teachers = {student: row.teacher_id for student, row in pairs.lead_of(wanted, day).items()}
    own = sorted(_pupils(wanted).values(), key=_place)
    families = _families([row.id for row in own])
    pupils = _pupils(student for family in families for student in family)
    known = _Known(frozenset(wanted), pupils, due, teachers, _kept_since(pupils, day))
    lines = [known.line(family) for family in families]
    homes = _homes([line.household for line in lines])
    whom = guardians([one.student for line in lines for one in line.children])
    return Sheet(
        whose, who, name, day,
        tuple(_told(line, at, pupils, homes, whom) for at, line in enumerate(lines, 1)),
    )  # fmt: skip


def _families(wanted: Sequence[int]) -> list[list[int]]:
    """Children who live together, once each, with their brothers and sisters behind them."""
    kin, seen, found = siblings(wanted), set[int](), []
    for student in wanted:
        if student not in seen:
            group = [student, *(one for one in kin[student] if one not in seen)]
            own = [one for one in group if one in wanted]
            seen |= set(group)
            found.append([*own, *(one for one in group if one not in wanted)])
    return found


def _pupils(students: Iterable[int]) -> dict[int, Any]:
    fields = (
        Student.id, Student.name, Student.school_class, Student.seat_no, Student.household, Student.current_address,
        Student.home_address, Student.phone, Student.id_number, SchoolClass.grade, SchoolClass.number,
    )  # fmt: skip
    rows = Student.select(*fields).join(SchoolClass).where(Student.id.in_(list(students)))
    return {row.id: row for row in rows.namedtuples()}


def _place(row: Any) -> tuple[int, int, int, int]:
    """By class, then seat."""
    return int(row.grade), row.number, row.seat_no or 999, row.id


@dataclass(frozen=True)
class _Known:
    """What is known of the children of a sheet: the rows, what is due, whose they are, the last visit since."""

    wanted: frozenset[int]
    pupils: dict[int, Any]
    due: dict[int, Due]
    teachers: dict[int, int]
    kept: dict[int, dt.date]

    def line(self, family: Sequence[int]) -> Line:
        here = [self.pupils[student] for student in family if student in self.pupils]
        home = next((row.household for row in here if row.household), None)
        children = tuple(self.child(row) for row in here)
        return Line(0, children, self.teachers.get(family[0]), home, "", "", None, "")

    def child(self, row: Any) -> SheetChild:
        due = self.due.get(row.id) or Due(row.id, None, 0, 0)
        return SheetChild(
            row.id, Student.beside_class(row.name, row.school_class, row.id_number), SchoolClass.caption_of(row.school_class),
            row.id in self.wanted, due.needed, due.done, due.overdue_since, due.by, self.kept.get(row.id),
        )  # fmt: skip


def _kept_since(students: Iterable[int], day: dt.date) -> dict[int, dt.date]:
    """Child -> its last visit on a day or later."""
    rows = VisitChild.select(VisitChild.student, Visit.day).join(Visit)
    here = rows.where(VisitChild.student.in_(list(students)) & (Visit.day >= day))
    return dict(here.order_by(Visit.day, Visit.id).tuples())


def _homes(households: Iterable[int | None]) -> dict[int, str]:
    wanted = [one for one in households if one]
    rows = Household.select(Household.id, Household.address, Household.village).where(
        Household.id.in_(wanted)
    )
    return {record: address or village or "" for record, address, village in rows.tuples()}


def guardians(students: Iterable[int]) -> dict[int, Any]:
    """Child -> whom to visit: who is a guardian and has a telephone first."""
    rows = Guardian.select().where(Guardian.student.in_(list(students)))
    ordered = sorted(rows, key=lambda row: (row.is_guardian is True, row.phone is not None, -row.id))
    return {row.student_id: row for row in ordered}


def _told(
    line: Line, place: int, pupils: dict[int, Any], homes: dict[int, str], guardians: dict[int, Any]
) -> Line:
    rows = [pupils[one.student] for one in line.children]
    addresses = [homes.get(line.household or 0, "")] + [
        r.current_address or r.home_address or "" for r in rows
    ]
    guardian = next((guardians[r.id] for r in rows if r.id in guardians), None)
    phones = [guardian.phone if guardian else None, *(row.phone for row in rows)]
    return Line(
        place, line.children, line.teacher, line.household,
        address=next(filter(None, addresses), ""),
        guardian=guardian.name if guardian else "",
        relation=guardian.relation if guardian else None,
        phone=next((phone for phone in phones if phone), ""),
    )  # fmt: skip


def sheets(facts: Facts, whose: Whose = "teacher") -> list[tuple[int, str, int]]:
    """Whose sheets there are on a day: (id, name, children), teachers by name, classes in order."""
    if whose == "teacher":
        Staff.learn_captions(facts.load)
        rows = [(who, Staff.caption_of(who), len(children)) for who, children in facts.load.items()]
        return sorted(rows, key=lambda row: (row[1], row[0]))
    found: dict[int, list[Child]] = {}
    for student, child in facts.children.items():
        if student in facts.due:
            found.setdefault(child.class_id, []).append(child)
    return [(who, children[0].class_name, len(children)) for who, children in found.items()]


def find(store: Store, typed: str, today: dt.date) -> tuple[Sheet, bool]:
    """The sheet of a number with the lines that were printed, whatever was written down since; and whether it is so.

    Raises Refused with a sentence.
    """
    match = NUMBER.fullmatch(half_width(typed).strip().replace(" ", ""))
    if match is None:
        raise Refused(f"看不懂编号“{typed.strip()}”。请照登记表右上角写，例如 12-1120-48。")
    whose: Whose = "class" if match[1] else "teacher"
    who, day = int(match[2]), _day(int(match[3]), int(match[4]), today)
    ledger: Any = SchoolClass if whose == "class" else Staff
    if day is None or ledger.get_or_none(ledger.id == who) is None:
        raise Refused(f"没有编号“{typed.strip()}”的登记表，请对一下纸上的编号。")
    found = sheet_of(whose, who, day)
    if found.check == match[5]:
        return found, True
    printed = as_it_stood(store, day, lambda: sheet_of(whose, who, day), lambda one: one.check == match[5])
    return (found, False) if printed is None else (_of_now(printed), True)


def _of_now(printed: Sheet) -> Sheet:
    """Without those who have been taken out of the roster since; what is told of the others was read with the visits."""
    wanted = {one.student for line in printed.lines for one in line.children}
    known = {row.id for row in Student.select(Student.id).where(Student.id.in_(list(wanted)))}
    if known == wanted:
        return printed
    lines = [
        replace(line, children=tuple(one for one in line.children if one.student in known))
        for line in printed.lines
    ]
    return replace(printed, lines=tuple(line for line in lines if line.children))


def _day(month: int, day: int, today: dt.date) -> dt.date | None:
    """The last such day up to today."""
    for year in (today.year, today.year - 1):
        try:
            found = dt.date(year, month, day)
        except ValueError:
            return None
        if found <= today:
            return found
    return None


def term_of_sheet(sheet: Sheet) -> Term:
    """The term whose visits the sheet counts."""
    return term_on(sheet.day)
