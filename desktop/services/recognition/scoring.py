"""量化评分: what the school's own table of items gives a case. It is advice: the committee decides.

The highest 直接认定 item counts alone, 累加 and 人工 items are added, a ticked 清零 item makes the sum 0. Of the items
of one 互斥组 a case has one. Items with a fact are given by the program from the roster, the 困难类型 and the
application; the others are ticked by people.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from desktop.models import identity
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.recognition import CaseScore, GradeLine, RecognitionCase, ScoreItem
from desktop.models.ledgers.recognition_order import FROZEN, NOT_NEEDY
from desktop.models.ledgers.students import Student
from desktop.models.store import Step, Store
from desktop.services.recognition.rounds import cases_of, kinds_of, names, pupils_on_roll
from desktop.services.seeds import grade_lines

PARENTS = {"51": "father", "57": "father", "52": "mother", "58": "mother"}  # relation -> whose place it takes
OLD = 60  # full years
Lines = Sequence[tuple[int, str]]  # (tenths from which, need_grade), the highest first
Ticks = Mapping[int, int]  # item -> points in tenths, for what people ticked


@dataclass(frozen=True)
class Line:
    """One item of the table for one case: points counted (tenths) and why."""

    item: Any
    points: int
    why: str


@dataclass(frozen=True)
class Advice:
    """What the table says of one case: its lines, the sum in tenths, the grade that the sum suggests."""

    lines: tuple[Line, ...]
    total: int
    grade: str

    @property
    def sentence(self) -> str:
        label = code_list("need_grade").label(self.grade)
        return f"量化得分 {RecognitionCase.score.format(self.total)} 分，参考档次“{label}”。得分只作参考，由评议小组决定。"


@dataclass(frozen=True)
class Facts:
    """What the table may ask about the pupils, read once."""

    pupils: Mapping[int, Any]
    kinds: Mapping[int, Sequence[str]]
    parents: Mapping[int, Sequence[Any]]
    at_school: Mapping[int, int]  # household -> its pupils on the roll
    day: dt.date
    lines: Lines = ()


def read_facts(store: Store, day: dt.date | None = None) -> Facts:
    """Facts for every pupil this person may see."""
    day = day or dt.date.today()
    pupils = pupils_on_roll(store)
    parents: dict[int, list[Any]] = defaultdict(list)
    for row in store.rows(Guardian).where(Guardian.relation.in_(list(PARENTS))):
        parents[row.student_id].append(row)
    homes: dict[int, int] = defaultdict(int)
    for pupil in pupils.values():
        if pupil.household_id is not None:
            homes[pupil.household_id] += 1
    return Facts(pupils, kinds_of(store, day), parents, homes, day, thresholds(day))


def facts_of(store: Store, student: int, day: dt.date | None = None) -> Facts:
    """Facts for one pupil: for a page that shows one application."""
    day = day or dt.date.today()
    pupil = next(iter(store.rows(Student).where(Student.id == student)), None)
    if pupil is None:
        return Facts({}, {}, {}, {}, day, thresholds(day))
    parents = list(
        store.rows(Guardian).where((Guardian.student == student) & Guardian.relation.in_(list(PARENTS)))
    )
    home = pupil.household_id
    on_roll = Student.status.in_(code_list("enrolment_status").codes_with("on_roll"))
    count = (
        store.rows(Student).where((Student.household == home) & on_roll & Student.left_on.is_null()).count()
    )
    kinds = {student: kinds_of(store, day).get(student, [])}
    homes = {home: count} if home is not None else {}
    return Facts({student: pupil}, kinds, {student: parents}, homes, day, thresholds(day))


def advise(case: Any, ticks: Ticks, facts: Facts) -> Advice:
    """Score one application. Raises Refused for more than an item is worth, and for two ticks in one 互斥组."""
    items = items_in_use()
    if twice := doubled(ticks, items):
        raise Refused(f"“{'”和“'.join(twice)}”说的是同一件事，只能勾一项。")
    given = _one_of_each([line for item in items if (line := _line(item, case, ticks, facts))])
    if any(line.item.kind == "clear" for line in given):
        return Advice(tuple(given), 0, grade_for(0, facts.lines))
    direct = [line for line in given if line.item.kind == "direct"]
    best = max(direct, key=lambda line: line.points, default=None)
    counted = tuple(
        Line(line.item, 0, f"{line.why}（直接认定只计最高的一项）"[:120])
        if line in direct and line is not best
        else line
        for line in given
    )
    total = sum(line.points for line in counted)
    return Advice(counted, total, grade_for(total, facts.lines))


def doubled(ticks: Ticks, items: Sequence[Any]) -> list[str]:
    """The names of ticked items that exclude each other; empty when all may stand together."""
    groups: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.exclusive and item.id in ticks:
            groups[item.exclusive].append(item.name)
    return next((names_ for names_ in groups.values() if len(names_) > 1), [])


def _one_of_each(lines: list[Line]) -> list[Line]:
    """Of the lines of one 互斥组 the one with the most points; of equal ones the first."""
    best: dict[str, Line] = {}
    for line in lines:
        group = line.item.exclusive
        if group and (group not in best or line.points > best[group].points):
            best[group] = line
    return [line for line in lines if not line.item.exclusive or best[line.item.exclusive] is line]


def items_in_use() -> list[Any]:
    return list(ScoreItem.select().where(ScoreItem.in_use).order_by(ScoreItem.place, ScoreItem.id))


def grade_for(tenths: int, lines: Lines) -> str:
    """The grade (need_grade) that a sum suggests, by the lines of a day (see `thresholds`)."""
    return next((grade for least, grade in lines if tenths >= least), NOT_NEEDY)


def thresholds(day: dt.date) -> Lines:
    """(tenths from which, need_grade), the highest first: the newest line of each grade; the shipped ones without any."""
    rows = GradeLine.select().where(GradeLine.since <= day).order_by(GradeLine.since)
    found = {row.grade: row.at_least for row in rows} or {
        row["grade"]: row["at_least"] for row in grade_lines()
    }
    return sorted(((least, grade) for grade, least in found.items()), reverse=True)


def crossed(day: dt.date) -> str:
    """The sentence for lines that stand in a wrong order (特别困难 below 困难); "" when they are in order."""
    order = [grade for _, grade in thresholds(day)]
    label = code_list("need_grade").label
    wrong = next((pair for pair in pairwise(order) if pair[0] > pair[1]), None)
    return f"{label(wrong[1])}的分数线没有高过{label(wrong[0])}，请核对。" if wrong else ""


def day_of_round(row: Any) -> dt.date:
    """The day whose lines count for a round: when it was approved or handed in, before that today."""
    day: dt.date = row.approved_on or row.submitted_on or dt.date.today()
    return day


def ticked(case: int) -> dict[int, int]:
    """What people had ticked for a case: the kept points of items without a fact.

    Where two that exclude each other were kept once, the one worth more is what stays ticked.
    """
    rows = CaseScore.select(CaseScore, ScoreItem).join(ScoreItem).where(CaseScore.case == case)
    lines = [Line(row.item, _worth(row), row.why or "") for row in rows if row.item.fact is None]
    return {line.item.id: line.points for line in _one_of_each(lines)}


def score(
    store: Store, record: int, ticks: Mapping[int, Ticks] | None = None, *, day: dt.date | None = None
) -> dict[int, Advice]:
    """Score a round's applications and keep the lines; ticks: case -> items, what is not named keeps its ticks.

    With ticks, only the cases named are scored. Cases already decided stay as they are.
    """
    store.session.demand("batch", "量化评分")
    facts = read_facts(store, day)
    open_cases = [case for case in cases_of(store, record) if case.state not in FROZEN]
    chosen = [case for case in open_cases if ticks is None or case.id in ticks]
    if not chosen:
        raise Refused("没有可以评分的申请：都已经审批定下，或者还没有申请。")
    found = {case.id: advise(case, ticks[case.id] if ticks else ticked(case.id), facts) for case in chosen}
    with store.step(f"量化评分：{names(case.student_id for case in chosen)}") as step:
        _keep_lines(step, found)
        step.change_many(RecognitionCase, {case: {"score": advice.total} for case, advice in found.items()})
    return found


def _keep_lines(step: Step, found: Mapping[int, Advice]) -> None:
    """Only what differs is written, so that scoring a school again does not fill the recycle bin."""
    rows = CaseScore.select().where(CaseScore.case.in_(list(found))).order_by(CaseScore.id)
    had = {(row.case_id, row.item_id): row.id for row in rows}
    lines = {(case, line.item.id): line for case, advice in found.items() for line in advice.lines}
    step.remove_many(CaseScore, [had[mark] for mark in had if mark not in lines])
    step.change_many(CaseScore, {had[mark]: _told(line) for mark, line in lines.items() if mark in had})
    new = [(mark, line) for mark, line in lines.items() if mark not in had]
    step.add_many(CaseScore, [_told(line) | {"case": case, "item": item} for (case, item), line in new])


def _told(line: Line) -> Values:
    return {"points": line.points, "why": line.why}


def _worth(row: Any) -> int:
    """A 直接认定 item that counted nothing beside a higher one was ticked all the same."""
    return int(row.item.points if row.item.kind == "direct" else row.points)


def _line(item: Any, case: Any, ticks: Ticks, facts: Facts) -> Line | None:
    if item.fact is not None:
        why = _fact(item.fact, case, facts)
        return Line(item, item.points, why) if why else None
    if item.id not in ticks:
        return None
    points = ticks[item.id]
    if not 0 <= points <= item.points:
        raise Refused(f"“{item.name}”最多 {ScoreItem.points.format(item.points)} 分。")
    return Line(item, points, "人工勾选") if points or item.kind == "clear" else None


def _fact(code: str, case: Any, facts: Facts) -> str:
    """Why a fact holds for a case, in a few words; "" when it does not."""
    facts_list = code_list("score_fact")
    if kinds := facts_list.fact(code, "kinds"):
        has = {*(case.kinds or "").split(","), *facts.kinds.get(case.student_id, ())}
        labels = [code_list("hardship_type").label(kind) for kind in kinds if kind in has]
        return "、".join(labels)
    if field := facts_list.fact(code, "field"):
        value = getattr(case, field)
        return f"申请表：{value}"[:120] if value else ""
    pupil = facts.pupils.get(case.student_id)
    return OTHER_FACTS[code](pupil, facts) if pupil is not None else ""


def _rural(pupil: Any, facts: Facts) -> str:
    return "户口性质：农业户口" if pupil.household_kind == "1" else ""


def _minority(pupil: Any, facts: Facts) -> str:
    told_as = pupil.ethnicity
    return (
        f"民族：{Student.ethnicity.format(told_as)}" if told_as and told_as < "57" and told_as != "01" else ""
    )


def _parents_old(pupil: Any, facts: Facts) -> str:
    return "父母均满60周岁" if _old_parents(pupil, facts) == 2 else ""


def _parent_old(pupil: Any, facts: Facts) -> str:
    return "父母一方满60周岁" if _old_parents(pupil, facts) == 1 else ""


def _old_parents(pupil: Any, facts: Facts) -> int:
    return len({PARENTS[row.relation] for row in facts.parents.get(pupil.id, ()) if _is_old(row, facts.day)})


def _is_old(parent: Any, day: dt.date) -> bool:
    birth = identity.birth_of(parent.id_number) if parent.id_number else None
    return identity.age_on(birth, day) >= OLD if birth else (parent.age or 0) >= OLD


def _siblings(pupil: Any, facts: Facts) -> str:
    count = facts.at_school.get(pupil.household_id, 0) if pupil.household_id is not None else 0
    return f"同户 {count} 人在本校" if count >= 2 else ""


OTHER_FACTS: dict[str, Callable[[Any, Facts], str]] = {
    "rural": _rural, "minority": _minority, "parents_old": _parents_old, "parent_old": _parent_old,
    "siblings": _siblings,
}  # fmt: skip
