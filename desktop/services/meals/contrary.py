"""矛盾清单 of the meals: what the day sheets, the 就餐名册 and the roster say of one pupil and what cannot all be true."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from desktop.models.codes import code_list
from desktop.models.ledger import database
from desktop.models.ledgers.meal_order import month_of, rule
from desktop.models.ledgers.meals import NONE, MealEater, PupilMonth
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.store import Store
from desktop.services.meals.month import absences

LOOK_BACK = 62  # days in which a row of absent days is looked for


@dataclass(frozen=True)
class Away:
    """A pupil who was on no leave and absent on his newest `days` days with a sheet, from `since` on."""

    student: int
    days: int
    since: dt.date


def away_without_leave(store: Store, day: dt.date) -> list[Away]:
    """Absent on as many days with a sheet as the rule says, one after another up to his newest; the longest first.

    Who has had no sheet for longer than a leave is carried on is left out: those are holidays.
    """
    first = day - dt.timedelta(days=LOOK_BACK)
    suspects = _ever_without_leave(store, first, day)
    away: dict[int, dict[dt.date, str]] = defaultdict(dict)
    for one in absences(store, first, day, suspects) if suspects else ():
        away[one.student][one.day] = one.cause
    leave = set(code_list("meal_mark").codes_with("leave"))
    found = []
    for student, days in _days_named(suspects, first, day).items():
        row = _newest_row(days, {on for on, cause in away[student].items() if cause not in leave})
        recent = row and (day - row[0]).days <= rule("lasting_days")
        if recent and len(row) >= rule("absent_days"):
            found.append(Away(student, len(row), row[-1]))
    return sorted(found, key=lambda one: (-one.days, one.student))


def _newest_row(days: Sequence[dt.date], away: set[dt.date]) -> list[dt.date]:
    """The absent days in a row, from the newest day back."""
    row: list[dt.date] = []
    for one in days:
        if one not in away:
            break
        row.append(one)
    return row


def _ever_without_leave(store: Store, first: dt.date, last: dt.date) -> list[int]:
    """Pupils with any such mark, of the classes this person may see. Who is on long leave by the roster is none."""
    codes = code_list("meal_mark")
    marks = "".join(mark for mark in codes.codes_with("absent") if not codes.fact(mark, "leave"))
    if not marks:
        return []
    rows = PupilMonth.select(PupilMonth.student).join(Student).distinct().where(
        Student.status.in_(_at_school()) &
        PupilMonth.month.between(month_of(first), month_of(last)) & pw.Expression(PupilMonth.marks, "GLOB", f"*[{marks}]*")
    )  # fmt: skip
    if store.session.classes is not None:
        rows = rows.where(PupilMonth.school_class.in_(sorted(store.session.classes)))
    return [student for (student,) in rows.tuples()]


def _days_named(students: Sequence[int], first: dt.date, last: dt.date) -> dict[int, list[dt.date]]:
    """Pupil -> the days on which any sheet names him, the newest first."""
    found: dict[int, set[dt.date]] = defaultdict(set)
    rows = PupilMonth.select(PupilMonth.student, PupilMonth.month, PupilMonth.marks).where(
        PupilMonth.student.in_(listed(students)) & PupilMonth.month.between(month_of(first), month_of(last))
    )
    for student, month, marks in rows.tuples():
        for at, mark in enumerate(marks, 1):
            if mark != NONE and first <= (on := dt.date.fromisoformat(f"{month}-{at:02d}")) <= last:
                found[student].add(on)
    return {student: sorted(days, reverse=True) for student, days in found.items()}


# who left, and still eats --------------------------------------------------------------------------------


@dataclass(frozen=True)
class FedAfter:
    """A pupil who has left and whom a later sheet has as fed: the first such sheet, and on how many days."""

    student: int
    left_on: dt.date
    day: dt.date
    kind: str
    school_class: int
    days: int


def fed_after_leaving(store: Store) -> list[FedAfter]:
    """Of months that are not settled: those could still be put right by their sheets. By pupil."""
    fed = set(code_list("meal_mark").codes_with("fed"))
    sql = """SELECT m.student_id, s.left_on, m.month, m.kind, m.school_class_id, m.marks FROM pupil_month m
             JOIN student s ON s.id = m.student_id
             WHERE s.left_on IS NOT NULL AND m.month >= substr(s.left_on, 1, 7) AND NOT EXISTS
               (SELECT 1 FROM meal_settlement t WHERE t.month = m.month AND t.state <> 'returned')
             ORDER BY m.student_id, m.month, m.kind"""
    found: dict[int, list[tuple[dt.date, dt.date, str, int]]] = defaultdict(list)
    for student, left, month, kind, school_class, marks in database.execute_sql(sql):
        if store.session.classes is not None and school_class not in store.session.classes:
            continue
        for at, mark in enumerate(marks, 1):
            if mark in fed and f"{month}-{at:02d}" > left:
                on = dt.date.fromisoformat(f"{month}-{at:02d}")
                found[student].append((on, dt.date.fromisoformat(left), kind, school_class))
    return [_first_of(student, sheets) for student, sheets in found.items()]


def _first_of(student: int, sheets: Sequence[tuple[dt.date, dt.date, str, int]]) -> FedAfter:
    day, left, kind, school_class = min(sheets)
    return FedAfter(student, left, day, kind, school_class, len({on for on, *_ in sheets}))


def eaters_off_roll(store: Store, day: dt.date) -> dict[str, list[int]]:
    """Kind of meal -> pupils who count on its 就餐名册 that day and are, by the roster, not at school any more."""
    found: dict[str, list[int]] = defaultdict(list)
    for kind, student in _off_roll(store, day):
        found[kind].append(student)
    return {kind: list(dict.fromkeys(students)) for kind, students in found.items()}


def _off_roll(store: Store, day: dt.date) -> Iterator[tuple[str, int]]:
    gone: Any = Student.status.not_in(_at_school()) | (
        Student.left_on.is_null(False) & (Student.left_on < day)
    )
    rows = (
        store.rows(MealEater)
        .select(MealEater.kind, MealEater.student)
        .join(Student)
        .where(
            (MealEater.from_day <= day)
            & (MealEater.until_day.is_null() | (MealEater.until_day >= day))
            & gone
        )
    )
    yield from rows.order_by(MealEater.kind, MealEater.school_class, MealEater.id).tuples()


def _at_school() -> list[str]:
    codes = code_list("enrolment_status")
    return [code for code in codes.codes_with("on_roll") if codes.fact(code, "at_school")]
