"""A month of meals: per class and per pupil, days, heads and why somebody was away. Read from PupilMonth alone.

PupilMonth follows from the class sheets, so every figure here can be opened down to a sheet (`sheets_of`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledger import database
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.meal_order import month_of
from desktop.models.ledgers.meals import NONE, ClassDay, PupilMonth
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.store import Store
from desktop.services.meals.calendar import month_span
from desktop.services.meals.days import Eater
from desktop.services.meals.eaters import seat_order


@dataclass(frozen=True)
class ClassMonth:
    """One class, one month, one kind of meal. by_mark: 人次 of every mark; pupils: on at least one sheet.

    days: days with a kept sheet. due = Σ by_mark; fed = 人次, the same as Σ ClassDay.fed; eaten: pupils who ate at all.
    """

    school_class: int
    pupils: int
    eaten: int
    days: int
    by_mark: Mapping[str, int]

    @property
    def name(self) -> str:
        return SchoolClass.caption_of(self.school_class)

    @property
    def due(self) -> int:
        return sum(self.by_mark.values())

    @property
    def fed(self) -> int:
        codes = code_list("meal_mark")
        return sum(count for mark, count in self.by_mark.items() if codes.fact(mark, "fed"))

    @property
    def unfed(self) -> int:
        return self.due - self.fed


@dataclass(frozen=True)
class MonthSummary:
    """A month of the school: its classes by grade, and the days on which any class kept a sheet."""

    month: str
    kind: str
    classes: tuple[ClassMonth, ...]
    days: int

    @property
    def pupils(self) -> int:
        return sum(one.pupils for one in self.classes)

    @property
    def due(self) -> int:
        return sum(one.due for one in self.classes)

    @property
    def fed(self) -> int:
        return sum(one.fed for one in self.classes)

    def of_mark(self, mark: str) -> int:
        return sum(one.by_mark.get(mark, 0) for one in self.classes)


def month_summary(store: Store, month: str, kind: str) -> MonthSummary:
    """The classes this person may see. Two questions to the data file, whatever lies in other months."""
    marks = list(code_list("meal_mark").labels)
    times = ", ".join("SUM(LENGTH(marks) - LENGTH(REPLACE(marks, ?, '')))" for _ in marks)
    sql = (
        f"SELECT school_class_id, SUM(marks <> ?), SUM(INSTR(marks, ?) > 0), {times} FROM pupil_month"
        " WHERE month = ? AND kind = ? GROUP BY school_class_id"
    )
    told = database.execute_sql(sql, (NONE * 31, "1", *marks, month, kind)).fetchall()
    days = _days_kept(month, kind)
    seen = store.session.classes
    rows = {
        record: ClassMonth(
            record, pupils, eaten, len(days.get(record, ())), dict(zip(marks, counts, strict=True))
        )
        for record, pupils, eaten, *counts in told
        if pupils and (seen is None or record in seen)
    }
    every = {day for record in rows for day in days.get(record, ())}
    order = [row.id for row in _in_order(rows)]
    return MonthSummary(month, kind, tuple(rows[record] for record in order), len(every))


def _days_kept(month: str, kind: str) -> dict[int, set[str]]:
    sql = "SELECT school_class_id, day FROM class_day WHERE day BETWEEN ? AND ? AND kind = ?"
    first, last = month_span(month)
    found: dict[int, set[str]] = {}
    for record, day in database.execute_sql(sql, (first.isoformat(), last.isoformat(), kind)):
        found.setdefault(record, set()).add(day)
    return found


def _in_order(classes: Any) -> list[Any]:
    rows = SchoolClass.select().where(SchoolClass.id.in_(list(classes)))
    return sorted(rows, key=lambda row: (int(row.grade), row.number))


@dataclass(frozen=True)
class PupilLine:
    """One pupil's month: 31 marks, "." where no sheet names the pupil."""

    pupil: Eater
    marks: str

    def times(self, fact: str) -> int:
        """How many days bear a mark with a fact (fed, absent)."""
        codes = code_list("meal_mark")
        return sum(bool(codes.fact(mark, fact)) for mark in self.marks)

    @property
    def due(self) -> int:
        return sum(mark != NONE for mark in self.marks)


@dataclass(frozen=True)
class ClassGrid:
    """Pupils × days of one class. sheets: day of the month -> id of the sheet kept."""

    month: str
    kind: str
    school_class: int
    lines: tuple[PupilLine, ...]
    sheets: Mapping[int, int] = field(default_factory=dict)


def class_grid(store: Store, month: str, kind: str, school_class: int) -> ClassGrid:
    """One class's month, pupils in the order of the roster; empty for a class this person may not see."""
    seen = store.session.classes
    if seen is not None and school_class not in seen:
        return ClassGrid(month, kind, school_class, ())
    rows = PupilMonth.select().where(
        (PupilMonth.month == month)
        & (PupilMonth.kind == kind)
        & (PupilMonth.school_class == school_class)
        & (PupilMonth.marks != NONE * 31)
    )
    marks = {row.student_id: row.marks for row in rows}
    pupils = sorted(Student.select().where(Student.id.in_(listed(marks))), key=seat_order)
    lines = tuple(
        PupilLine(Eater(row.id, place, row.seat_no, row.name, row.search), marks[row.id])
        for place, row in enumerate(pupils, 1)
    )
    sheets = {row.day.day: row.id for row in sheets_of(store, month, kind, school_class)}
    return ClassGrid(month, kind, school_class, lines, sheets)


def sheets_of(store: Store, month: str, kind: str, school_class: int | None = None) -> list[Any]:
    """The kept sheets behind a month's figures, by day."""
    query = store.rows(ClassDay).where(ClassDay.day.between(*month_span(month)) & (ClassDay.kind == kind))
    if school_class is not None:
        query = query.where(ClassDay.school_class == school_class)
    return list(query.order_by(ClassDay.day, ClassDay.id))


# absence: the only home of this fact ---------------------------------------------------------------------


@dataclass(frozen=True)
class Absence:
    """A day on which a pupil was not at school, by every sheet that names him. cause: a code of meal_mark."""

    student: int
    day: dt.date
    cause: str
    school_class: int
    sheet: int


def absences(
    store: Store, first: dt.date, last: dt.date, students: Sequence[int] | None = None
) -> list[Absence]:
    """Every absent day from `first` to `last`, by pupil and day. Who came to one meal of a day was there.

    students: only these, all that this person may see when None.
    """
    absent = "".join(mark for mark in code_list("meal_mark").codes_with("absent"))
    days = _days_named(store, first, last, students)
    sheets = _sheet_ids(first, last)
    found = []
    for (student, day), told in sorted(days.items()):
        if all(mark in absent for mark, _kind, _class in told):
            mark, kind, school_class = told[0]
            found.append(Absence(student, day, mark, school_class, sheets[(day, kind, school_class)]))
    return found


Told = tuple[str, str, int]  # mark, kind of meal, class


def _days_named(
    store: Store, first: dt.date, last: dt.date, students: Sequence[int] | None
) -> dict[tuple[int, dt.date], list[Told]]:
    """Every day with an absent mark: pupil and day -> what each sheet says of him."""
    days: dict[tuple[int, dt.date], list[Told]] = {}
    absent = code_list("meal_mark").codes_with("absent")
    by_pupil: dict[tuple[int, str], list[tuple[str, int, str]]] = {}
    for student, school_class, month, kind, marks in _months(store, first, last, students):
        by_pupil.setdefault((student, month), []).append((kind, school_class, marks))
    for (student, month), told in by_pupil.items():
        if not any(mark in marks for mark in absent for _kind, _class, marks in told):
            continue
        for at in range(31):
            here = [(marks[at], kind, place) for kind, place, marks in told if marks[at] != NONE]
            if any(mark in absent for mark, _kind, _class in here):
                day = dt.date.fromisoformat(f"{month}-{at + 1:02d}")
                if first <= day <= last:
                    days[student, day] = here
    return days


def _months(
    store: Store, first: dt.date, last: dt.date, students: Sequence[int] | None
) -> Iterator[tuple[int, int, str, str, str]]:
    query = PupilMonth.select(
        PupilMonth.student, PupilMonth.school_class, PupilMonth.month, PupilMonth.kind, PupilMonth.marks
    ).where(PupilMonth.month.between(month_of(first), month_of(last)))
    if students is not None:
        query = query.where(PupilMonth.student.in_(listed(students)))
    if store.session.classes is not None:
        query = query.where(PupilMonth.school_class.in_(sorted(store.session.classes)))
    yield from query.order_by(PupilMonth.kind).tuples()


def _sheet_ids(first: dt.date, last: dt.date) -> dict[tuple[dt.date, str, int], int]:
    rows = ClassDay.select(ClassDay.day, ClassDay.kind, ClassDay.school_class, ClassDay.id).where(
        ClassDay.day.between(first, last)
    )
    return {(day, kind, place): record for day, kind, place, record in rows.tuples()}
