"""A term's care work by teacher: pairs, visits, talks, measures; what the term summaries print."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from desktop.models.ledgers.staff import Staff
from desktop.models.terms import Term
from desktop.services.care import listed, pairs, plans, talks, visits
from desktop.services.care.listed import Child
from desktop.services.care.rules import rules


@dataclass(frozen=True)
class ChildTerm:
    """What was done for one child by a day of the term. needed, visits, talks: times."""

    child: Child
    lead: Any
    needed: int
    visits: int
    talks: int
    plan: plans.Tally
    effect: str | None


@dataclass(frozen=True)
class TeacherTerm:
    """One teacher's children of the term, and the sums."""

    teacher: int
    name: str
    children: tuple[ChildTerm, ...]

    @property
    def needed(self) -> int:
        return sum(one.needed for one in self.children)

    @property
    def visits(self) -> int:
        return sum(one.visits for one in self.children)

    @property
    def visited(self) -> int:
        """Children who were visited at least once."""
        return sum(one.visits > 0 for one in self.children)

    @property
    def talks(self) -> int:
        return sum(one.talks for one in self.children)

    @property
    def plan(self) -> plans.Tally:
        return sum((one.plan for one in self.children), plans.Tally())


def by_teacher(day: dt.date, term: Term) -> list[TeacherTerm]:
    """Teachers by name with their children by class and seat; visits and talks of the term up to the day."""
    children = listed.to_pair(day, term=term)
    leads, had, numbers = pairs.lead_of(children, day), visits.done(term), rules()
    first, last = visits.span_of(term)
    spoken = talks.counted(first, min(day, last))
    figures, rows = plans.tallies(day, term), plans.plans_of(term)
    found: dict[int, list[ChildTerm]] = {}
    for student, child in children.items():
        if (lead := leads.get(student)) is None:
            continue
        times = sum(one <= day for one in had.get(student, ()))
        plan = rows.get(student)
        one = ChildTerm(
            child, lead, visits.needed(child, numbers), times, spoken.get(student, 0),
            figures.get(student, plans.Tally()), plan.effect if plan else None,
        )  # fmt: skip
        found.setdefault(lead.teacher_id, []).append(one)
    Staff.learn_captions(found)
    made = [TeacherTerm(one, Staff.caption_of(one), tuple(some)) for one, some in found.items()]
    return sorted(made, key=lambda one: (one.name, one.teacher))
