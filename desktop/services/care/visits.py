"""家访: who was visited, who is still to be visited by when, by the numbers of 关爱规则; seen through the session.

A term's visits are those from its first day to the day before the next term begins: a visit in the holidays belongs to
the term before them. So many visits are due in equal parts of the term, the last one some days before its end.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.calendar import SchoolTerm
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.care import listed, pairs
from desktop.services.care.listed import Child
from desktop.services.care.rules import rules

NEED = "need"


@dataclass(frozen=True)
class Due:
    """What one child is due in a term. teacher: who is responsible, None for nobody yet; needed, done: visits.

    by: the day until which the next visit is due; overdue_since: the first such day that has passed without one, or
    the 约定回访日 that nobody kept. promised: the 约定回访日 that still stands.
    """

    student: int
    teacher: int | None
    needed: int
    done: int
    overdue_since: dt.date | None = None
    by: dt.date | None = None
    promised: dt.date | None = None

    @property
    def open(self) -> bool:
        """Whether a visit is still to come."""
        return self.done < self.needed or self.promised is not None


def span_of(term: Term) -> tuple[dt.date, dt.date]:
    """First and last day whose visits belong to a term, the holidays behind it included."""
    here, then = _row(term), _row(term.next)
    first, last = term.usual_span
    return (here.starts if here else first), (then.starts - dt.timedelta(days=1) if then else last)


def _row(term: Term) -> Any:
    return SchoolTerm.get_or_none(SchoolTerm.term == term.code)


def frame_of(term: Term) -> tuple[dt.date, dt.date]:
    """The day from which a term's visits are spread, and the day by which the last one is due."""
    row, usual = _row(term), term.usual_span
    first, end = (row.starts, row.ends) if row else usual
    return first, end - dt.timedelta(days=rules().get("visits_before", 0))


def deadlines(frame: tuple[dt.date, dt.date], needed: int, since: dt.date | None = None) -> list[dt.date]:
    """By when the first, second, … visit of a term is due; `since`: the day a child came, when that is later."""
    first = max(frame[0], since or dt.date.min)
    days = (max(frame[1], first) - first).days
    return [first + dt.timedelta(days=days * number // needed) for number in range(1, needed + 1)]


def ways() -> list[str]:
    """The ways that count as a visit: at home, and the others where the school's rule says so."""
    codes = code_list("visit_way")
    return list(codes.labels) if rules().get("visits_other") else codes.codes_with("visit")


def needed(child: Child, numbers: Mapping[str, int]) -> int:
    """How often a child is to be visited in a term: the most that one of its types asks for."""
    wanted = [*child.types, *([NEED] if child.need else [])]
    return max((numbers.get(f"visits_{code}", 0) for code in wanted), default=0)


def done(term: Term) -> dict[int, list[dt.date]]:
    """Child -> the days in a term with a visit that counts, the first first; two visits on one day are one."""
    return done_between(*span_of(term))


def done_between(first: dt.date, last: dt.date) -> dict[int, list[dt.date]]:
    """The same between two days."""
    rows = (
        VisitChild.select(VisitChild.student, Visit.day)
        .join(Visit)
        .where(Visit.day.between(first, last) & Visit.way.in_(ways()))
        .order_by(Visit.day, VisitChild.id)
    )
    found: dict[int, list[dt.date]] = defaultdict(list)
    for student, day in rows.tuples():
        if found[student][-1:] != [day]:
            found[student].append(day)
    return dict(found)


def due(day: dt.date, term: Term, *, known: Mapping[int, Child] | None = None) -> list[Due]:
    """All listed children who are to be visited in a term, or were promised a visit: the overdue first, the longest
    first, then by the day the next visit is due. known: the listed of that day, for who has read them already.
    """
    children = listed.children(day, term=term) if known is None else known
    leads, had, numbers = pairs.lead_of(children, day), done(term), rules()
    came, frame = arrived(children), frame_of(term)
    promises = promised(day, children)
    found = []
    for student, child in children.items():
        times = needed(child, numbers)
        if not times and student not in promises:
            continue
        teacher = leads[student].teacher_id if student in leads else None
        days = [one for one in had.get(student, ()) if one <= day]
        found.append(_due(student, teacher, times, days, day, deadlines(frame, times, came.get(student)),
                          promises.get(student)))  # fmt: skip
    far = dt.date.max
    return sorted(found, key=lambda one: (one.overdue_since or far, one.by or far))


def _due(
    student: int, teacher: int | None, times: int, days: list[dt.date], day: dt.date, by: list[dt.date],
    promise: dt.date | None,
) -> Due:  # fmt: skip
    """A visit is overdue from the first of its days that passed while there were fewer visits than days."""
    open_days = by[len(days) :]
    passed = [one for one in open_days if one < day]
    if promise is not None and promise < day:
        passed.append(promise)
    upcoming = [*open_days[:1], *([promise] if promise else [])]
    return Due(
        student, teacher, times, len(days), min(passed, default=None), min(upcoming, default=None), promise
    )


def arrived(children: Iterable[int]) -> dict[int, dt.date]:
    """Child -> the day it came, of those who came later than the others."""
    rows = Student.select(Student.id, Student.arrived_on).where(
        Student.id.in_(list(children)) & Student.arrived_on.is_null(False)
    )
    return dict(rows.tuples())


def promised(day: dt.date, children: Iterable[int]) -> dict[int, dt.date]:
    """Child -> the 约定回访日 of its last visit up to a day: any later visit, by whatever way, keeps the promise."""
    rows = (
        VisitChild.select(VisitChild.student, Visit.next_on)
        .join(Visit)
        .where(VisitChild.student.in_(list(children)) & (Visit.day <= day))
        .order_by(Visit.day, Visit.id)
    )
    last = dict(rows.tuples())
    return {student: next_on for student, next_on in last.items() if next_on is not None}


def overdue(day: dt.date, term: Term, *, known: Mapping[int, Child] | None = None) -> list[Due]:
    """Those whose visit is late."""
    return [one for one in due(day, term, known=known) if one.overdue_since is not None]
