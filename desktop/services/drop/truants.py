"""到了列为疑似辍学的天数还没有列的: children of whom a month report has to give an answer before it is signed.

The answer is a 个案 at 疑似辍学 or further, or a written reason. Nobody reports zero over a child that has neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.models.ledgers.drop_population import CheckReason
from desktop.models.ledgers.drop_reports import NotArrived
from desktop.models.ledgers.students import Student
from desktop.models.terms import parse_term
from desktop.services.drop import cases, roll
from desktop.services.drop.arrivals import starts
from desktop.services.drop.month_people import Named, taught_at_home
from desktop.services.drop.rules import rule
from desktop.services.drop.teaching import TeachingDays

EXPLAINED = "truant"  # population_check
NEVER_CAME = "never_came"


@dataclass(frozen=True)
class Truant:
    """One child away without leave for the days of the rule, in no case of 疑似辍学 that day and without a reason told.

    reached: the day the limit was reached; listed_on: the later day on which a case took the child up, None while none did.
    """

    student: int
    name: str
    class_id: int
    class_name: str
    first: dt.date
    reached: dt.date
    days: int
    listed_on: dt.date | None
    never_came: bool = False  # not since the term began: told by the arrival sheet, not by the class lists

    @property
    def words(self) -> str:
        """09-07 起无故缺课 6 天，…… or 09-01 开学没有报到，缺课 56 天，……"""
        how = "开学没有报到，缺课" if self.never_came else "起无故缺课"
        return f"{self.first:%m-%d} {how} {self.days} 天，{self.standing}"

    @property
    def standing(self) -> str:
        """Whether it was listed afterwards, in words."""
        end = f"{self.listed_on:%m-%d} 列为疑似辍学" if self.listed_on else "还没有列"
        return f"到了列为疑似辍学的天数，{end}"

    @property
    def named(self) -> Named:
        kind = NEVER_CAME if self.never_came else ""
        return Named(self.student, self.name, self.class_name, self.reached, self.words, kind)


def truants(day: dt.date) -> list[Truant]:
    """The children of a day, the longest away first, as far as whoever reads may see them."""
    runs, limit = cases.unlisted(day), rule("suspected_days")
    told, listed = _reasons(run.student for run in runs), _listed(day)
    found = [
        Truant(
            run.student, run.name, run.class_id, run.class_name, run.without_leave[0],
            run.without_leave[limit - 1], len(run.without_leave), listed.get(run.student),
        )
        for run in runs
        if not (run.student in told and told[run.student] >= run.first)
    ]  # fmt: skip
    known = {one.student for one in found}
    late = [one for one in never_came(day) if one.student not in known]
    return sorted([*found, *late], key=lambda one: -one.days)


def never_came(day: dt.date) -> list[Truant]:
    """Who did not come when the term began and has not since, for the days of the rule: no class list need say so."""
    limit = rule("suspected_days")
    rows = {
        row.student_id: row
        for row in NotArrived.select().where(NotArrived.noted_on <= day).order_by(NotArrived.noted_on)
    }
    missing = {one: row for one, row in rows.items() if row.came_on is None or row.came_on > day}
    if not missing or not limit:
        return []
    here = roll.here_on(day, roll.pupils()) - taught_at_home(day)
    answered, told, listed = _answered(missing, day), _reasons(missing), _listed(day)
    teaching = TeachingDays()
    pupils = Student.select(Student.id, Student.name, Student.school_class)
    found = []
    for student, name, klass in pupils.where(Student.id.in_(list(missing))).tuples():
        first = starts(parse_term(missing[student].term))
        days = teaching.between(first, day)
        explained = student in told and told[student] >= first
        if student in here and student not in answered and len(days) >= limit and not explained:
            found.append(Truant(
                student, name, klass, SchoolClass.caption_of(klass), first, days[limit - 1], len(days),
                listed.get(student), True,
            ))  # fmt: skip
    return found


def _answered(missing: Mapping[int, Any], day: dt.date) -> set[int]:
    """Of those who did not come, who stands in a case that was more than a warning on a day, or came back by one since."""
    rows = CaseStep.select(DropCase.student, CaseStep.state, CaseStep.day).join(DropCase)
    wanted = DropCase.student.in_(list(missing)) & (CaseStep.day <= day)
    newest = {student: (state, on) for student, state, on in
              rows.where(wanted).order_by(DropCase.id, CaseStep.id).tuples()}  # fmt: skip
    away = code_list("drop_state").codes_with("away")
    return {
        student
        for student, (state, on) in newest.items()
        if state in away or (state != "warned" and on >= missing[student].noted_on)
    }


def _reasons(students: Iterable[int]) -> dict[int, dt.date]:
    """Pupil -> the day on which somebody wrote why it is not 疑似辍学; one of an earlier absence does not count."""
    row = CheckReason
    of = (row.comparison == EXPLAINED) & row.student.in_(list(students))
    return dict(row.select(row.student, row.day).where(of).tuples())


def _listed(day: dt.date) -> dict[int, dt.date]:
    """Pupil -> the first day after this one on which a case came to 疑似辍学 or further."""
    away = code_list("drop_state").codes_with("away")
    rows = CaseStep.select(DropCase.student, CaseStep.day).join(DropCase)
    found: dict[int, dt.date] = {}
    for student, on in (
        rows.where((CaseStep.day > day) & CaseStep.state.in_(away)).order_by(CaseStep.day).tuples()
    ):
        found.setdefault(student, on)
    return found
