"""无流失班级: how long each class has been without an open case of 疑似辍学 or 辍学, in days, months and this term."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_absence import ClassAbsence
from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.models.ledgers.drop_reports import DropReport
from desktop.models.ledgers.drop_unproved import as_settled, settled_from
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.drop import roll
from desktop.services.drop.month_people import names_of
from desktop.services.drop.truants import truants

MISTAKEN = "closed"  # the state a case comes into straight from being away only when it was a mistake


@dataclass(frozen=True)
class Away:
    """One stretch of days a pupil was 疑似辍学 or worse, or had to be; until: the day it was over, None while it lasts."""

    student: int
    name: str
    from_day: dt.date
    until: dt.date | None

    def touches(self, first: dt.date, last: dt.date) -> bool:
        return self.from_day <= last and (self.until is None or self.until > first)


@dataclass(frozen=True)
class ClassZero:
    """One class. since: the first day counted; days: without an open case up to today; term: the stretches of this term."""

    school_class: int
    name: str
    teacher: str
    pupils: int
    since: dt.date
    days: int
    open: tuple[Away, ...]
    term: tuple[Away, ...]

    @property
    def months(self) -> int:
        """Whole months of thirty days."""
        return self.days // 30

    @property
    def clean(self) -> bool:
        """无流失 in this term."""
        return not self.term


def classes(term: Term, today: dt.date) -> list[ClassZero]:
    """Every class at school, by grade."""
    first, last = term.usual_span
    last = min(last, today)
    known, begun = roll.pupils(), _begun(term)
    here: dict[int, int] = defaultdict(int)
    for pupil in roll.here_on(today, known):
        here[known[pupil].school_class] += 1
    of_class = dict(Student.select(Student.id, Student.school_class).tuples())
    away: dict[int, list[Away]] = defaultdict(list)
    for one in (*stretches(today), *unlisted(today)):
        away[of_class[one.student]].append(one)
    rows = SchoolClass.select().where(SchoolClass.state == "1")
    return [
        _class_zero(row, here[row.id], away[row.id], (begun, first, last, today))
        for row in sorted(rows, key=lambda row: (int(row.grade), row.number))
    ]


def _class_zero(
    row: SchoolClass, pupils: int, away: list[Away], when: tuple[dt.date, dt.date, dt.date, dt.date]
) -> ClassZero:
    begun, first, last, today = when
    open_ = tuple(one for one in away if one.until is None)
    since = max([begun, *(one.until for one in away if one.until)])
    days = 0 if open_ else (today - since).days + 1
    teacher = Staff.caption_of(row.head_teacher_id) if row.head_teacher_id else ""
    of_term = tuple(one for one in away if one.touches(first, last))
    return ClassZero(row.id, SchoolClass.caption(row), teacher, pupils, since, max(days, 0), open_, of_term)


def _begun(term: Term) -> dt.date:
    """The first day of which there is a record to count from: a report, a case, an attendance list; else the term's."""
    found: list[dt.date] = []
    if (row := DropReport.select(DropReport.month).order_by(DropReport.month).first()) is not None:
        year, month = map(int, row.month.split("-"))
        found.append(dt.date(year, month, 1))
    for ledger, name in ((DropCase, "opened_on"), (ClassAbsence, "day")):
        column = getattr(ledger, name)
        if (row := ledger.select(column).order_by(column).first()) is not None:
            found.append(getattr(row, name))
    return min(found, default=term.usual_span[0])


def stretches(today: dt.date) -> list[Away]:
    """Days away of every pupil's cases, oldest first; a case taken up again makes another stretch.

    What was closed straight from being away had been entered by mistake (nobody came back, nobody is elsewhere):
    such a stretch never was. Who is said to be elsewhere stays away until that is proved, or off the roster.
    """
    states = code_list("drop_state")
    steps: dict[int, list[tuple[str, dt.date]]] = defaultdict(list)
    query = CaseStep.select(CaseStep.drop_case, CaseStep.state, CaseStep.day).where(CaseStep.day <= today)
    for case, state, day in query.order_by(CaseStep.day, CaseStep.id).tuples():
        steps[case].append((state, day))
    cases = list(DropCase.select().where(DropCase.student.is_null(False) & (DropCase.opened_on <= today)))
    named = names_of(row.student_id for row in cases)
    found, settled = [], settled_from()
    for row in cases:
        told = as_settled(steps.get(row.id) or [(row.state, row.opened_on)], settled.get(row.id))
        told = [one for one in told if one[1] <= today]
        marks = ((bool(states.fact(state, "away")), state == MISTAKEN, day) for state, day in told)
        for first, last in _away(marks):
            found.append(Away(row.student_id, named[row.student_id][0], first, last))
    return sorted(found, key=lambda one: (one.from_day, one.student))


def unlisted(today: dt.date) -> list[Away]:
    """Who had to be listed as 疑似辍学 by now and was not: no class is without loss over such a child."""
    return [Away(one.student, one.name, one.reached, None) for one in truants(today)]


def _away(told: Iterable[tuple[bool, bool, dt.date]]) -> list[tuple[dt.date, dt.date | None]]:
    """The stretches of (away, closed as a mistake if it was away, day)."""
    found: list[tuple[dt.date, dt.date | None]] = []
    away = False
    for now, mistaken, day in told:
        if now and not away:
            found.append((day, None))
        elif away and mistaken:
            found.pop()
        elif away and not now:
            found[-1] = (found[-1][0], day)
        away = now
    return found
