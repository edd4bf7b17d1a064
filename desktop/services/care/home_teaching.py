"""送教上门: the plan of each child, what was done month by month, where it falls behind, what inspections said.

How often is the plan's own number: no rule of the country fixes it. A month counts with a plan by the month when at
least half of it lies within the plan; a week counts to the month of its Thursday.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledger import Values
from desktop.models.ledgers.care_visits import HomeTeaching, HomeTeachingPlan, TeachingInspection
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term, parse_term
from desktop.models.working_days import exceptions, is_working_day
from desktop.services.care.plans import last_day
from desktop.services.care.visits import span_of

AT_HOME = "4"  # attendance_mode 送教上门
HALF = 15  # days of a month that must lie within the plan
THURSDAY = 3
NO_CONSENT = "没有家长同意书"
POOR_RATINGS = ("1", "2")  # meal_rating: 差, 一般


@dataclass(frozen=True)
class Month:
    """One month of a plan. planned: None where the plan counts by the term."""

    month: str
    planned: int | None
    done: int
    lessons: int
    over: bool

    @property
    def gap(self) -> int:
        """How many times are missing, once the month is over."""
        return max(self.due - self.done, 0)

    @property
    def due(self) -> int:
        """How many times were to be done by now: nothing before the month is over."""
        return (self.planned or 0) if self.over else 0


@dataclass(frozen=True)
class Taught:
    """One child's plan and what became of it. planned: times up to the end of the term; lessons in tenths.

    over: the plan's days are behind us, so that a plan by the term is due too.
    """

    plan: Any
    name: str
    class_name: str
    months: tuple[Month, ...]
    planned: int
    done: int
    lessons: int
    rows: tuple[Any, ...]
    inspections: tuple[Any, ...]
    over: bool = False

    @property
    def by_term(self) -> bool:
        return bool(self.plan.every == "term")

    @property
    def due(self) -> int:
        """How many times were to be done by now: the months that are over, the whole where the plan counts by the term."""
        if self.by_term:
            return self.planned if self.over else 0
        return sum(month.due for month in self.months)

    @property
    def gap(self) -> int:
        """What is missing by now; a month with more than was planned makes good for no other."""
        return max(self.due - self.done, 0) if self.by_term else sum(month.gap for month in self.months)

    @property
    def behind(self) -> tuple[Month, ...]:
        return tuple(month for month in self.months if month.gap)

    @property
    def unsigned(self) -> list[Any]:
        """Records that a parent or the teachers have not signed."""
        return [row for row in self.rows if not (row.parent_signed and row.teacher_signed)]

    @property
    def bare(self) -> list[Any]:
        """Records without a photograph."""
        return [row for row in self.rows if not row.photo]

    @property
    def alone(self) -> list[Any]:
        """Records with one teacher only."""
        return [row for row in self.rows if row.teacher2_id is None]

    @property
    def open_inspections(self) -> list[Any]:
        """Inspections with a poor rating or advice, and nothing mended yet."""
        return [row for row in self.inspections if not row.mended and (row.advice or is_poor(row))]

    @property
    def doubts(self) -> list[str]:
        """What is missing, a few words each."""
        told = [f"{int(one.month[5:])} 月少 {one.gap} 次" for one in self.behind]
        told += [f"这学期少 {self.gap} 次"] if self.by_term and self.gap else []
        told += [] if self.plan.consent_on else [NO_CONSENT]
        told += [] if self.plan.assessment else ["没有评估结论"]
        for rows, words in ((self.unsigned, "没签字"), (self.alone, "只有一位教师"), (self.bare, "没有照片")):
            told += [f"{len(rows)} 次{words}"] if rows else []
        told += [f"{len(self.open_inspections)} 条督查意见没整改"] if self.open_inspections else []
        return told


@dataclass(frozen=True)
class Board:
    """The plans of a term, those that fall behind first. bare: 送教 pupils without a plan."""

    day: dt.date
    term: Term
    rows: tuple[Taught, ...]
    bare: tuple[Any, ...]

    @property
    def done(self) -> int:
        return sum(one.done for one in self.rows)

    @property
    def lessons(self) -> int:
        return sum(one.lessons for one in self.rows)

    @property
    def satisfied(self) -> tuple[int, int]:
        """How many inspections found the family content (好, 较好), of how many that asked."""
        told = [row.satisfied for one in self.rows for row in one.inspections if row.satisfied]
        return sum(one not in POOR_RATINGS for one in told), len(told)

    @property
    def sentence(self) -> str:
        if not self.rows and not self.bare:
            return ""
        behind = sum(bool(one.gap) for one in self.rows)
        told = [
            f"{self.term.title}送教 {len(self.rows)} 人，{self.done} 次，{lesson_words(self.lessons)} 课时"
        ]
        told += [f"{behind} 人没有达到频次"] if behind else []
        told += [f"{len(self.bare)} 人还没有计划"] if self.bare else []
        return "，".join(told)


def lesson_words(tenths: int) -> str:
    """35 -> 3.5; 30 -> 3."""
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:.1f}"


def is_poor(row: Any) -> bool:
    """Whether an inspection found something 一般 or 差."""
    return any(one in POOR_RATINGS for one in (row.form_ok, row.content_ok, row.satisfied))


# reading ------------------------------------------------------------------------------------------------


def board(day: dt.date, term: Term) -> Board:
    """All plans of the term, as far as whoever reads may see them."""
    plans = list(HomeTeachingPlan.select().where(HomeTeachingPlan.term == term.code))
    ids = [plan.id for plan in plans]
    rows, told = _by_plan(HomeTeaching, ids), _by_plan(TeachingInspection, ids)
    pupils = {one.id: one for one in Student.select().where(Student.id.in_([p.student_id for p in plans]))}
    found = [
        _taught(plan, pupils[plan.student_id], rows[plan.id], told[plan.id], day)
        for plan in plans
        if plan.student_id in pupils
    ]
    found.sort(key=lambda one: (-one.gap, -len(one.doubts), one.class_name, one.name, one.plan.id))
    return Board(day, term, tuple(found), tuple(without_plan(term)))


def of_plan(plan: Any, pupil: Any, day: dt.date) -> Taught:
    """One plan and what became of it by a day."""
    rows, told = _by_plan(HomeTeaching, [plan.id]), _by_plan(TeachingInspection, [plan.id])
    return _taught(plan, pupil, rows[plan.id], told[plan.id], day)


def without_plan(term: Term) -> list[Any]:
    """Pupils on roll who are taught at home by the roster and have no plan in the term."""
    planned = HomeTeachingPlan.select(HomeTeachingPlan.student).where(HomeTeachingPlan.term == term.code)
    on_roll = code_list("enrolment_status").codes_with("on_roll")
    query = Student.select().where((Student.attendance == AT_HOME) & Student.status.in_(on_roll))
    return list(query.where(Student.id.not_in(planned)).order_by(Student.school_class, Student.id))


def _by_plan(ledger: Any, plans: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in ledger.select().where(ledger.plan.in_(list(plans))).order_by(ledger.day, ledger.id):
        found[row.plan_id].append(row)
    return found


def _taught(plan: Any, pupil: Any, rows: Sequence[Any], told: Sequence[Any], day: dt.date) -> Taught:
    months = _months(plan, rows, day)
    planned = plan.times if plan.every == "term" else sum(month.planned or 0 for month in months)
    lessons = sum(row.lessons for row in rows)
    return Taught(
        plan, Student.in_class(pupil), SchoolClass.caption_of(pupil.school_class_id), tuple(months), planned, len(rows), lessons,
        tuple(rows), tuple(told), days_of(plan)[1] < day,
    )  # fmt: skip


def days_of(plan: Any) -> tuple[dt.date, dt.date]:
    """First and last day of a plan within its term."""
    first, last = plan_span(plan)
    return max(first, plan.from_day), min(last, plan.until_day or last)


def plan_span(plan: Any) -> tuple[dt.date, dt.date]:
    """First and last day of school of the plan's term, by the school's own dates where they are known."""
    term = parse_term(plan.term)
    first, last = span_of(term)
    return first, min(last, last_day(term))


def _months(plan: Any, rows: Sequence[Any], day: dt.date) -> list[Month]:
    done: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        done[f"{row.day:%Y-%m}"].append(row.lessons)
    first, last = days_of(plan)
    found = []
    for start, end in _month_spans(first, last):
        key = f"{start:%Y-%m}"
        planned = planned_in(plan, max(start, first), min(end, last))
        found.append(Month(key, planned, len(done[key]), sum(done[key]), min(end, last) < day))
    return found


def _month_spans(first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """First and last day of each month that the days touch."""
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def planned_in(plan: Any, first: dt.date, last: dt.date) -> int | None:
    """How often a plan asks for in these days of one month; None where it counts by the term.

    A week belongs to the month of its Thursday; a week without a school day counts for nothing.
    """
    if plan.every == "term":
        return None
    length = (last - first).days + 1
    if plan.every == "month":
        return int(plan.times) if length >= HALF else 0
    told = exceptions()
    thursdays = (
        day for at in range(max(length, 0)) if (day := first + dt.timedelta(days=at)).weekday() == THURSDAY
    )
    return int(plan.times) * sum(_is_taught(day, told) for day in thursdays)


def _is_taught(thursday: dt.date, told: Mapping[dt.date, str]) -> bool:
    """Whether the week of a Thursday has a school day from Monday to Friday; a week of holidays asks for nothing."""
    return any(
        is_working_day(thursday + dt.timedelta(days=at), told) for at in range(-THURSDAY, 5 - THURSDAY)
    )


# writing ------------------------------------------------------------------------------------------------


def keep_plan(store: Store, values: Values) -> int:
    """A plan; returns its id. Raises NotAllowed, Invalid, Refused."""
    store.session.demand("care", "定送教计划")
    with store.step(f"送教计划 {Student.caption_of(values['student'])}") as step:
        return step.add(HomeTeachingPlan, values)


def keep(store: Store, plan: int, values: Values) -> int:
    """One 送教 of a plan: what is not told comes from the plan (teachers, lessons). A class teacher for the own pupils."""
    row = HomeTeachingPlan.get_by_id(plan)
    told = {"teacher1": row.teacher1_id, "teacher2": row.teacher2_id, "lessons": row.lessons}
    given = {name: value for name, value in values.items() if value is not None}
    with store.step(f"送教记录 {Student.caption_of(row.student_id)}") as step:
        return step.add(HomeTeaching, {**told, **given, "plan": plan})


def inspect(store: Store, plan: int, values: Values) -> int:
    """An inspection of a plan; returns its id."""
    store.session.demand("care", "登记送教督查")
    with store.step("送教督查") as step:
        return step.add(TeachingInspection, {**values, "plan": plan})


def carry_over(store: Store, term: Term, first: dt.date, students: Iterable[int] = ()) -> int:
    """Plans for the term from those of the one before, for who is still taught at home; consent is asked anew.

    Returns how many. students: only these.
    """
    store.session.demand("care", "定送教计划")
    bare = {pupil.id for pupil in without_plan(term)}
    wanted = bare & set(students) if students else bare
    before = HomeTeachingPlan.select().where(HomeTeachingPlan.term == term.previous.code)
    names = (
        "student",
        "assessment",
        "short_goal",
        "long_goal",
        "times",
        "every",
        "lessons",
        "teacher1",
        "teacher2",
    )
    rows = [
        {name: row.__data__[name] for name in names} | {"term": term.code, "from_day": first}
        for row in before
        if row.student_id in wanted
    ]
    if rows:
        with store.step(f"接着用上学期的送教计划 {len(rows)} 份") as step:
            step.add_many(HomeTeachingPlan, rows)
    return len(rows)
