"""帮扶手册: what a teacher keeps of one child through a term, gathered from the daily entries.

A child may leaf through it: what names a type of need is left out and counted, and nothing told in confidence is in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.ledgers.care_pairs import PlanMeasure, SupportPlan
from desktop.models.ledgers.care_visits import Talk, Visit, VisitChild
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.public_text import harmless, need_named
from desktop.models.store import rows_by_id
from desktop.models.terms import Term
from desktop.services.care import pairs, plans
from desktop.services.care.visits import span_of

VISIT, TALK, DONE = "家访", "谈心", "措施"


@dataclass(frozen=True)
class Entry:
    """One thing that was done: on which day, of which kind, in words."""

    day: dt.date
    kind: str
    words: str
    who: str


@dataclass(frozen=True)
class Done:
    """One measure of the plan, and what came of it."""

    words: str
    due_on: dt.date
    done_on: dt.date | None
    result: str


@dataclass(frozen=True)
class Handbook:
    """One pair's term. guardian: whom one telephones, or None; hidden: how many places name a type of need."""

    student: Any
    teacher: Any
    since: dt.date
    guardian: Any
    measures: Sequence[Done]
    entries: Sequence[Entry]
    goal: str
    summary: str
    hidden: int


def seen(text: str | None) -> str | None:
    """The words as a child may read them; None where they name a type of need."""
    return None if need_named(text) else harmless(text)


def handbooks(day: dt.date, term: Term, students: Sequence[int] = ()) -> list[Handbook]:
    """The books of everybody who has a responsible teacher that day, or of these; by teacher and class."""
    wanted = students or [student for found in pairs.load(day).values() for student in found]
    leads = pairs.lead_of(wanted, day)
    pupils = {row.id: row for row in rows_by_id(Student, leads)}
    staff = {row.id: row for row in rows_by_id(Staff, {row.teacher_id for row in leads.values()})}
    term_plans = plans.plans_of(term)
    measures = plans.measures_of([row.id for row in term_plans.values()])
    found = []
    for student, lead in leads.items():
        plan = term_plans.get(student)
        mine = _measures(measures.get(plan.id, []) if plan else [])
        told = [(one, seen(one.words)) for one in entries(student, day, term)]
        goal, summary = seen(plan.goal if plan else ""), seen(plan.summary if plan else "")
        hidden = [goal, summary, *(words for _, words in told), *mine].count(None)
        found.append(
            Handbook(
                pupils[student], staff[lead.teacher_id], lead.from_day, _guardian(student),
                [one for one in mine if one], [replace(one, words=words) for one, words in told if words],
                goal or "", summary or "", hidden,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.teacher.name, one.student.school_class_id or 0, one.student.id))


def _measures(rows: Sequence[Any]) -> list[Done | None]:
    """Measures as a child may read them; None for one that names a type of need."""
    told = [(row, seen(row.words), seen(row.result)) for row in rows]
    return [
        None if words is None or result is None else Done(words, row.due_on, row.done_on, result)
        for row, words, result in told
    ]


def entries(student: int, day: dt.date, term: Term) -> list[Entry]:
    """Visits, talks and measures done in a term up to a day, the earliest first."""
    first, last = span_of(term)
    span = (first, min(last, day))
    found = [*_visits(student, span), *_talks(student, span), *_done(student, span)]
    return sorted(found, key=lambda one: one.day)


Span = tuple[dt.date, dt.date]


def _visits(student: int, span: Span) -> Iterator[Entry]:
    rows = Visit.select().join(VisitChild).where((VisitChild.student == student) & Visit.day.between(*span))
    for row in rows.order_by(Visit.day, Visit.id):
        kind = VISIT if row.way == "home" else f"{Visit.way.format(row.way)}{VISIT}"
        said = [row.talked, f"家长意见：{row.said}" if row.said else ""]
        said += [f"后续：{row.next_step}" if row.next_step else ""]
        yield Entry(row.day, kind, _told(said), Staff.caption_of(row.teacher_id))


def _talks(student: int, span: Span) -> Iterator[Entry]:
    """Never what was told in confidence, whoever prints: the book lies open on a desk."""
    rows = Talk.select().where((Talk.student == student) & Talk.day.between(*span))
    for row in rows.where(Talk.in_confidence == False).order_by(Talk.day, Talk.id):  # noqa: E712
        said = [row.content, f"约定：{row.agreed}" if row.agreed else ""]
        said += [f"效果：{row.follow_up}" if row.follow_up else ""]
        yield Entry(row.day, TALK, _told(said), Staff.caption_of(row.teacher_id))


def _done(student: int, span: Span) -> Iterator[Entry]:
    rows = PlanMeasure.select().join(SupportPlan)
    rows = rows.where((SupportPlan.student == student) & PlanMeasure.done_on.between(*span))
    for row in rows.order_by(PlanMeasure.done_on, PlanMeasure.id):
        who = Staff.caption_of(row.staff_id) if row.staff_id else ""
        yield Entry(row.done_on, DONE, _told([row.words, row.result or ""]), who)


def _told(parts: Sequence[str | None]) -> str:
    return "。".join(part.rstrip("。 ") for part in parts if part) + "。"


def _guardian(student: int) -> Any:
    rows = Guardian.select().where(Guardian.student == student)
    return rows.order_by(Guardian.is_guardian.desc(), Guardian.phone.is_null(), Guardian.id).first()
