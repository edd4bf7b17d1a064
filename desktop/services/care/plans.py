"""帮扶计划, 一人一策: one plan per child and term, its measures with days, and the review at the end of the term.

A plan is started from the templates of the child's types, and from what the last term's plan left undone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.calendar import SchoolTerm
from desktop.models.ledgers.care_pairs import MeasureTemplate, PlanMeasure, SupportPlan
from desktop.models.ledgers.students import Student
from desktop.models.store import Step, Store
from desktop.models.terms import Term
from desktop.services.care import listed, pairs
from desktop.services.care.listed import Child
from desktop.services.school_days import term_on

SITUATION = ("study", "life", "mind", "family", "attendance")
CARRIED = (*SITUATION, "problems", "goal")  # what a new plan takes over from the last term's


# reading ------------------------------------------------------------------------------------------------


def plan_of(student: int, term: Term) -> Any | None:
    """The child's plan of a term; None when there is none."""
    return SupportPlan.get_or_none((SupportPlan.student == student) & (SupportPlan.term == term.code))


def plans_of(term: Term) -> dict[int, Any]:
    """Child -> plan, of a term."""
    return {row.student_id: row for row in SupportPlan.select().where(SupportPlan.term == term.code)}


def measures_of(plans: Iterable[int]) -> dict[int, list[Any]]:
    """Plan -> its measures, the earliest due first."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = PlanMeasure.select().where(PlanMeasure.plan.in_(list(plans)))
    for row in rows.order_by(PlanMeasure.due_on, PlanMeasure.id):
        found[row.plan_id].append(row)
    return found


def is_overdue(measure: Any, day: dt.date) -> bool:
    return measure.done_on is None and measure.due_on < day


@dataclass(frozen=True)
class Late:
    """A measure whose day has passed without its being done."""

    student: int
    measure: Any


def overdue(day: dt.date, term: Term) -> list[Late]:
    """Measures of the term's open plans that should have been done by now, the oldest first."""
    plans = {row.id: row for row in plans_of(term).values() if row.state == "on"}
    late = [m for rows in measures_of(plans).values() for m in rows if is_overdue(m, day)]
    late.sort(key=lambda one: (one.due_on, one.id))
    return [Late(plans[one.plan_id].student_id, one) for one in late]


@dataclass(frozen=True)
class Tally:
    """Plans and measures of some children: how many there are, are done, are late; how many plans are reviewed."""

    plans: int = 0
    reviewed: int = 0
    measures: int = 0
    done: int = 0
    late: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.plans + other.plans, self.reviewed + other.reviewed, self.measures + other.measures,
            self.done + other.done, self.late + other.late,
        )  # fmt: skip


def tallies(day: dt.date, term: Term) -> dict[int, Tally]:
    """Child -> figures of the child's plan in a term."""
    plans = plans_of(term)
    measures = measures_of(row.id for row in plans.values())
    return {student: tally_of(row, measures.get(row.id, []), day) for student, row in plans.items()}


def tally_of(plan: Any, measures: Sequence[Any], day: dt.date) -> Tally:
    """One plan, and these of its measures."""
    done = sum(one.done_on is not None for one in measures)
    late = sum(is_overdue(one, day) for one in measures) if plan.state == "on" else 0
    return Tally(1, int(plan.state == "reviewed"), len(measures), done, late)


def last_day(term: Term) -> dt.date:
    """The term's last day by the school's own dates, else by the usual months."""
    row = SchoolTerm.get_or_none(SchoolTerm.term == term.code)
    return row.ends if row else term.usual_span[1]


# starting -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measure:
    """A measure proposed: category, words, until when."""

    kind: str
    words: str
    due_on: dt.date


@dataclass(frozen=True)
class Start:
    """A plan proposed for one child. carried: the last term's plan, None when there was none."""

    child: Child
    teacher: int
    measures: tuple[Measure, ...]
    carried: Any | None


def templates() -> dict[str, list[Any]]:
    """Type (or "need") -> the school's usual measures."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in MeasureTemplate.select().order_by(MeasureTemplate.place, MeasureTemplate.id):
        found[row.whom].append(row)
    return found


def propose(day: dt.date, term: Term, only: Iterable[int] | None = None) -> list[Start]:
    """Plans for the children who have a responsible teacher and no plan this term yet, by class and seat."""
    children = listed.to_pair(day, term=term)
    leads, have, usual = pairs.lead_of(children, day), plans_of(term), templates()
    wanted = set(children if only is None else only)
    last = plans_of(term.previous)
    undone = measures_of(row.id for row in last.values())
    end = last_day(term)
    found = []
    for student, child in children.items():
        if student in wanted and student in leads and student not in have:
            before = last.get(student)
            left = [one for one in undone.get(before.id, []) if one.done_on is None] if before else []
            measures = _measures(child, usual, left, day, end)
            found.append(Start(child, leads[student].teacher_id, measures, before))
    return found


def _measures(
    child: Child, usual: Mapping[str, Sequence[Any]], undone: Sequence[Any], day: dt.date, end: dt.date
) -> tuple[Measure, ...]:
    """What was not done last term, then the templates of the child's types; each wording once."""
    end = max(end, day)
    found = {one.words: Measure(one.kind, one.words, min(day + dt.timedelta(days=60), end)) for one in undone}
    for kind in pairs.kinds_of(child):
        for row in usual.get(kind, ()):
            due = min(day + dt.timedelta(days=row.days), end)
            found.setdefault(row.words, Measure(row.kind, row.words, due))
    return tuple(sorted(found.values(), key=lambda one: one.due_on))


def start(store: Store, starts: Sequence[Start], term: Term) -> int:
    """Write the plans as one step; returns how many. Raises Refused when there is nothing to start."""
    if not starts:
        raise Refused("没有要新建计划的学生：有责任教师的都已经有了本学期的计划。")
    words = starts[0].child.name if len(starts) == 1 else f"{len(starts)} 名学生"
    with store.step(f"新建{term.title}帮扶计划 {words}") as step:
        rows = [_plan(one, term) for one in starts]
        for one, plan in zip(starts, step.add_many(SupportPlan, rows), strict=True):
            _add_measures(step, plan, one)
    return len(starts)


def _plan(one: Start, term: Term) -> Values:
    carried = {name: getattr(one.carried, name) for name in CARRIED} if one.carried else {}
    return {**carried, "student": one.child.student, "term": term.code, "teacher": one.teacher}


def _add_measures(step: Step, plan: int, one: Start) -> None:
    step.add_many(
        PlanMeasure,
        [
            {"plan": plan, "kind": m.kind, "words": m.words, "due_on": m.due_on, "staff": one.teacher}
            for m in one.measures
        ],
    )


def with_measures(starts: Sequence[Start], shown: Mapping[str, str | None]) -> list[Start]:
    """The same with other wordings: template words -> new words, None leaves the measure out."""

    def changed(one: Measure) -> Measure | None:
        words = shown.get(one.words, one.words)
        return replace(one, words=words) if words else None

    return [replace(one, measures=tuple(filter(None, map(changed, one.measures)))) for one in starts]


# a term's work ------------------------------------------------------------------------------------------


def save(store: Store, plan: int, values: Values) -> None:
    """Set fields of a plan. Raises Invalid, NotAllowed."""
    with store.step(f"修改帮扶计划 {SupportPlan.caption_of(plan)}") as step:
        step.change(SupportPlan, plan, values)


def keep_measure(store: Store, plan: int, values: Values, record: int | None = None) -> int:
    """Add a measure to a plan, or change one. Returns its id."""
    does = "新增" if record is None else "修改"
    with store.step(f"{does}帮扶措施 {SupportPlan.caption_of(plan)}") as step:
        if record is None:
            return step.add(PlanMeasure, {**values, "plan": plan})
        step.change(PlanMeasure, record, values)
        return record


def done(store: Store, records: Sequence[int], day: dt.date, result: str = "") -> int:
    """Note measures as done on a day; returns how many were not yet."""
    rows = list(PlanMeasure.select().where(PlanMeasure.id.in_(list(records)) & PlanMeasure.done_on.is_null()))
    if not rows:
        raise Refused("选中的措施都已经完成了。")
    told: Values = {"done_on": day} | ({"result": result} if result else {})
    with store.step(f"完成帮扶措施 {len(rows)} 条") as step:
        step.change_many(PlanMeasure, {row.id: told for row in rows})
    return len(rows)


def remove_measures(store: Store, records: Sequence[int]) -> int:
    """Take measures out of their plan; they lie in the recycle bin. Returns how many."""
    if not records:
        raise Refused("还没有选措施。")
    with store.step(f"删除帮扶措施 {len(records)} 条") as step:
        step.remove_many(PlanMeasure, records)
    return len(records)


def undone(plan: int) -> int:
    """How many measures of a plan are not noted as done."""
    return int(PlanMeasure.select().where((PlanMeasure.plan == plan) & PlanMeasure.done_on.is_null()).count())


def review(store: Store, plan: int, summary: str, effect: str, day: dt.date) -> None:
    """The term's review of a plan. Raises Invalid or Refused (words or effect are missing)."""
    with store.step(f"学期小结 {SupportPlan.caption_of(plan)}") as step:
        told: Values = {"summary": summary, "effect": effect, "state": "reviewed", "reviewed_on": day}
        step.change(SupportPlan, plan, told)


def reopen(store: Store, plan: int) -> None:
    """Take a review back, to go on with the plan."""
    with store.step(f"继续帮扶计划 {SupportPlan.caption_of(plan)}") as step:
        step.change(SupportPlan, plan, {"state": "on"})


def hand_to(step: Step, moves: Mapping[int, tuple[int, int]], day: dt.date) -> None:
    """Within a step that gives children to other teachers (child -> old, new): plans and open measures go along.

    Plans of earlier terms stay with whoever worked on them.
    """
    of_now = (SupportPlan.term >= term_on(day).code) & (SupportPlan.state == "on")
    rows = list(SupportPlan.select().where(of_now & SupportPlan.student.in_(list(moves))))
    going = {row.id: moves[row.student_id] for row in rows if row.teacher_id == moves[row.student_id][0]}
    step.change_many(SupportPlan, {plan: {"teacher": new} for plan, (_, new) in going.items()})
    undone = [one for some in measures_of(going).values() for one in some if one.done_on is None]
    step.change_many(
        PlanMeasure,
        {one.id: {"staff": going[one.plan_id][1]} for one in undone if one.staff_id == going[one.plan_id][0]},
    )


def captions(late: Sequence[Late]) -> str:
    """王芳“每月谈心一次”（应在10月15日前）, and how many more."""
    first = late[0]
    due = first.measure.due_on
    words = f"{Student.caption_of(first.student)}“{first.measure.words}”（{due.month}月{due.day}日到期）"
    return f"{words}等 {len(late)} 条" if len(late) > 1 else words
