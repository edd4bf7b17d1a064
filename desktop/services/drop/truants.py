"""到了列为疑似辍学的天数还没有列的: children of whom a month report has to give an answer before it is signed.

The answer is a 个案 at 疑似辍学 or further, or a written reason. Nobody reports zero over a child that has neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.models.codes import code_list
from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.models.ledgers.drop_population import CheckReason
from desktop.services.drop import cases
from desktop.services.drop.month_people import Named
from desktop.services.drop.rules import rule

EXPLAINED = "truant"  # population_check


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

    @property
    def words(self) -> str:
        """09-07 起无故缺课 6 天，……"""
        return f"{self.first:%m-%d} 起无故缺课 {self.days} 天，{self.standing}"

    @property
    def standing(self) -> str:
        """Whether it was listed afterwards, in words."""
        end = f"{self.listed_on:%m-%d} 列为疑似辍学" if self.listed_on else "还没有列"
        return f"到了列为疑似辍学的天数，{end}"

    @property
    def named(self) -> Named:
        return Named(self.student, self.name, self.class_name, self.reached, self.words)


def truants(day: dt.date) -> list[Truant]:
    """The children of a day, the longest away first, as far as whoever reads may see them."""
    runs, limit = cases.unlisted(day), rule("suspected_days")
    told, listed = _reasons(run.student for run in runs), _listed(day)
    return [
        Truant(
            run.student, run.name, run.class_id, run.class_name, run.without_leave[0],
            run.without_leave[limit - 1], len(run.without_leave), listed.get(run.student),
        )
        for run in runs
        if not (run.student in told and told[run.student] >= run.first)
    ]  # fmt: skip


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
