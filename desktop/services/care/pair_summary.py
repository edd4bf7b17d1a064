"""A term's care work by teacher: pairs, visits, talks, measures; what the term summaries print.

What was done counts for who was responsible on that day; what was done by somebody else in those days is told apart.
A visit that is due falls to who was responsible when it was made, or, while it was not, when it was due.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import rows_by_id
from desktop.models.terms import Term
from desktop.services.care import listed, pairs, plans, talks, visits
from desktop.services.care.listed import Child
from desktop.services.care.rules import rules

Done = Mapping[int, Sequence[tuple[dt.date, frozenset[int]]]]  # child -> (day, who was there)


@dataclass(frozen=True)
class Times:
    """How often something was done: by the teacher, and by others in the days of the pair."""

    own: int = 0
    others: int = 0

    def __add__(self, other: Times) -> Times:
        return Times(self.own + other.own, self.others + other.others)

    @property
    def words(self) -> str:
        """2, 1＋1代, —."""
        if not self.others:
            return str(self.own or "—")
        return f"{self.own}＋{self.others}代" if self.own else f"{self.others}代"


@dataclass(frozen=True)
class ChildTerm:
    """What one teacher did for one child by a day of the term. lead: the (last) pair of the two; needed: times.

    now: whether the teacher is responsible on the last day; else the child was handed over, or has left.
    """

    child: Child
    lead: Any
    needed: int
    seen: Times
    spoken: Times
    plan: plans.Tally
    effect: str | None
    now: bool

    @property
    def visits(self) -> int:
        """By the teacher."""
        return self.seen.own

    @property
    def visited(self) -> bool:
        return self.seen != Times()


@dataclass(frozen=True)
class TeacherTerm:
    """One teacher's children of the term, and the sums."""

    teacher: int
    name: str
    children: tuple[ChildTerm, ...]

    @property
    def current(self) -> tuple[ChildTerm, ...]:
        """The children of the last day, without those handed over or gone."""
        return tuple(one for one in self.children if one.now)

    @property
    def needed(self) -> int:
        return sum(one.needed for one in self.children)

    @property
    def seen(self) -> Times:
        return sum((one.seen for one in self.children), Times())

    @property
    def visits(self) -> int:
        return self.seen.own

    @property
    def visited(self) -> int:
        """Children who were visited at least once."""
        return sum(one.visited for one in self.children)

    @property
    def spoken(self) -> Times:
        return sum((one.spoken for one in self.children), Times())

    @property
    def plan(self) -> plans.Tally:
        return sum((one.plan for one in self.children), plans.Tally())


def by_teacher(day: dt.date, term: Term) -> list[TeacherTerm]:
    """Teachers by name with all their children of the term by class and seat, who left in it included; up to the day."""
    first, last = visits.span_of(term)
    last = min(day, last)
    leads: dict[int, list[Any]] = defaultdict(list)
    for row in pairs.leads_between(min(first, last), last):
        leads[row.student_id].append(row)
    here = listed.to_pair(last, term=term)
    children = here | _gone(leads, here, term)
    span = _Span(day, term, (first, last), here, leads)
    found: dict[int, list[ChildTerm]] = defaultdict(list)
    for student, child in children.items():
        for one in span.of(student, child):
            found[one.lead.teacher_id].append(one)
    Staff.learn_captions(found)
    made = [TeacherTerm(one, Staff.caption_of(one), tuple(some)) for one, some in found.items()]
    return sorted(made, key=lambda one: (one.name, one.teacher))


def _gone(leads: Mapping[int, Sequence[Any]], here: Mapping[int, Child], term: Term) -> dict[int, Child]:
    """Children who were somebody's in the term and are no longer listed: as they stood on the last day of their pair."""
    days: dict[dt.date, list[int]] = defaultdict(list)
    for student, rows in leads.items():
        if student not in here:
            until = rows[-1].until_day or max(rows[-1].from_day, visits.span_of(term)[0])
            days[max(until - dt.timedelta(days=1), rows[-1].from_day)].append(student)
    found: dict[int, Child] = {}
    for day, students in sorted(days.items()):
        then = listed.to_pair(day, term=term)
        found |= {one: then[one] for one in students if one in then}
    wanted = [one for some in days.values() for one in some if one not in found]
    for row in rows_by_id(Student, wanted):
        klass = SchoolClass.caption_of(row.school_class_id)
        found[row.id] = Child(row.id, row.name, row.school_class_id, klass, frozenset(), False, {})
    return found


class _Span:
    """A term up to a day: what was done, what was due, by the pairs that held."""

    def __init__(
        self, day: dt.date, term: Term, span: tuple[dt.date, dt.date], here: Mapping[int, Child],
        leads: Mapping[int, list[Any]],
    ) -> None:  # fmt: skip
        self.day, self.here, self.leads = day, here, leads
        self.numbers, self.frame = rules(), visits.frame_of(term)
        self.arrived = visits.arrived(leads)
        self.seen, self.spoken = _visits(*span), _talks(*span)
        self.plans = plans.plans_of(term)
        self.measures = plans.measures_of(row.id for row in self.plans.values())

    def of(self, student: int, child: Child) -> list[ChildTerm]:
        """One child, once for each teacher who was responsible."""
        rows = self.leads.get(student, [])
        due = self._due(student, child, rows)
        held: dict[int, list[Any]] = defaultdict(list)
        for row in rows:
            held[row.teacher_id].append(row)
        return [self._one(child, mine, due.count(teacher), rows) for teacher, mine in held.items()]

    def _one(self, child: Child, mine: list[Any], needed: int, rows: list[Any]) -> ChildTerm:
        lead, last = mine[-1], mine[-1] is rows[-1]
        plan = self.plans.get(child.student)
        return ChildTerm(
            child, lead, needed, _times(self.seen.get(child.student, ()), mine),
            _times(self.spoken.get(child.student, ()), mine), self._tally(plan, lead.teacher_id, rows),
            plan.effect if plan and last else None, last and lead.until_day is None and child.student in self.here,
        )  # fmt: skip

    def _due(self, student: int, child: Child, rows: list[Any]) -> list[int]:
        """Who each visit of the term falls to; those due after the child was gone to nobody."""
        times = visits.needed(child, self.numbers)
        by = visits.deadlines(self.frame, times, self.arrived.get(student))
        made = [day for day, _ in self.seen.get(student, ())]
        found = []
        for at, limit in enumerate(by):
            when = min(made[at], limit) if at < len(made) else limit
            until = rows[-1].until_day if rows else None
            if student not in self.here and at >= len(made) and until is not None and when >= until:
                continue
            found += [_whose(when, rows)] if rows else []
        return found

    def _tally(self, plan: Any, teacher: int, rows: list[Any]) -> plans.Tally:
        """The plan counts for who has the child last; a measure for whose it is, as far as that one ever had the child."""
        if plan is None:
            return plans.Tally()
        last, had = rows[-1].teacher_id, {row.teacher_id for row in rows}
        own = [
            one
            for one in self.measures.get(plan.id, [])
            if (one.staff_id if one.staff_id in had else last) == teacher
        ]
        told = plans.tally_of(plan, own, self.day)
        return told if teacher == last else replace(told, plans=0, reviewed=0)


def _whose(when: dt.date, rows: Sequence[Any]) -> int:
    """The teacher of a day; of a day between two pairs or before the first the next one's, behind all the last one's."""
    later = (row for row in rows if row.until_day is None or row.until_day > when)
    return int(next(later, rows[-1]).teacher_id)


def _times(done: Iterable[tuple[dt.date, frozenset[int]]], mine: Sequence[Any]) -> Times:
    """Of what was done in the days of these pairs, how often by the teacher and how often by others."""
    own = [
        mine[0].teacher_id in who
        for day, who in done
        if any(row.from_day <= day and (row.until_day is None or day < row.until_day) for row in mine)
    ]
    return Times(sum(own), len(own) - sum(own))


def _visits(first: dt.date, last: dt.date) -> Done:
    """Once a day, however many went."""
    rows = VisitChild.select(VisitChild.student, Visit.day, Visit.teacher, Visit.teacher2).join(Visit)
    here = rows.where(Visit.day.between(first, last) & Visit.way.in_(visits.ways()))
    days: dict[int, dict[dt.date, frozenset[int]]] = defaultdict(dict)
    for student, day, *who in here.order_by(Visit.day).tuples():
        days[student][day] = days[student].get(day, frozenset()) | frozenset(filter(None, who))
    return {student: list(some.items()) for student, some in days.items()}


def _talks(first: dt.date, last: dt.date) -> Done:
    """As far as whoever reads may see them."""
    found: dict[int, list[tuple[dt.date, frozenset[int]]]] = defaultdict(list)
    for row in talks.between(first, last):
        found[row.student_id].append((row.day, frozenset({row.teacher_id})))
    return found
