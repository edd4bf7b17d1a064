"""Where every child of school age is on a day: told by hand, or derived from the roster and the open cases.

Nothing of what is derived is stored. A child for whom the roster says one thing and somebody told another has two claims.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.codes import code_list
from desktop.models.identity import age_on
from desktop.models.ledgers.care_visits import HomeTeachingPlan
from desktop.models.ledgers.drop_case_order import BECAME
from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus
from desktop.models.ledgers.drop_reports import DropRule
from desktop.models.ledgers.drop_unproved import settled_from
from desktop.models.ledgers.roster_past import pupils
from desktop.models.ledgers.students import Student

TAUGHT, AT_HOME = "1.7", "4"  # age_status and attendance_mode 送教上门
ROSTER, CASE, TOLD = "roster", "case", "told"
MOVED = "moved"  # a case that found the child at another place, before it is weighed
SUSPECTED, DROPPED = "suspected", "dropped"  # drop_kind


@dataclass(frozen=True)
class Band:
    """The ages that count on a day, both ends included, in 周岁."""

    day: dt.date
    young: int
    old: int

    def holds(self, birth: dt.date) -> bool:
        return self.young <= age_on(birth, self.day) <= self.old

    @property
    def words(self) -> str:
        return f"{self.young}～{self.old} 周岁"


def band(day: dt.date, *, wide: bool = False) -> Band:
    """The band of 控辍规则; wide: the larger one that some townships survey."""
    return (
        Band(day, DropRule.value("wide_young"), DropRule.value("wide_old"))
        if wide
        else Band(day, DropRule.value("young"), DropRule.value("old"))
    )


@dataclass(frozen=True)
class Claim:
    """One answer to where a child is. source: roster, case or told; record: the AgeStatus row, the pupil or the case."""

    code: str
    source: str
    record: int
    from_day: dt.date | None = None
    school: str = ""
    grade: str = ""
    how: str = ""

    @property
    def words(self) -> str:
        """本校花名册, 控辍个案, or how it was learnt."""
        if self.source == ROSTER:
            return "花名册"
        if self.source == CASE:
            return "控辍个案"
        return code_list("age_known").label(self.how) if self.how else "登记"


@dataclass(frozen=True)
class Kid:
    """A child as the counting needs it. student: the pupil of this school it is, by link or by number."""

    id: int
    name: str
    number: str
    birth: dt.date
    village: str
    student: int | None


FEW = 500  # children that are asked for by name in one question


def kids(only: Collection[int] = ()) -> list[Kid]:
    """Every child of the population that may be seen, or only some."""
    row = AgeChild
    wanted = (row.id, row.name, row.id_number, row.birth_date, row.village, row.student)
    query = row.select(*wanted).order_by(row.id)
    told = list((query.where(row.id.in_(list(only))) if 0 < len(only) <= FEW else query).tuples())
    by_number = {
        number: record
        for record, number in Student.select(Student.id, Student.id_number)
        .where(Student.id_number.is_null(False))
        .tuples()
    }
    return [
        Kid(one, name, number or "", birth, village or "", student or by_number.get(number))
        for one, name, number, birth, village, student in told
        if not only or one in only
    ]


def standings(day: dt.date, children: Iterable[Kid]) -> dict[int, tuple[Claim, ...]]:
    """Child -> its claims on a day: none while nothing is known, two where roster and what was told contradict."""
    some = list(children)
    told, pupils = (
        _told(day, [one.id for one in some]),
        _pupils(day, {one.student for one in some if one.student}),
    )
    by_child, by_student = _cases(day)
    found = {}
    for one in some:
        case = by_child.get(one.id) or (by_student.get(one.student) if one.student else None)
        roster, said = (pupils.get(one.student) if one.student else None), told.get(one.id)
        if case is not None and case.source == MOVED:
            found[one.id] = _moved(case, roster, said)
        else:
            found[one.id] = _weighed(case or roster, said)
    return found


def status_of(children: Iterable[int], day: dt.date) -> dict[int, str | None]:
    """Child -> the code of where it is on a day; None while nothing is known. What is derived goes before what was told."""
    wanted = set(children)
    claims = standings(day, kids(wanted)) if wanted else {}
    return {child: found[0].code if found else None for child, found in claims.items()}


def _weighed(derived: Claim | None, told: Claim | None) -> tuple[Claim, ...]:
    """One claim, or both where they contradict each other: the program does not choose between two people."""
    if derived is None or told is None:
        return tuple(one for one in (derived, told) if one)
    if derived.code == told.code or derived.source == CASE:
        return (derived,)
    since = derived.from_day
    here = bool(code_list("age_status").fact(derived.code, "enrolled"))
    newer = since is None or (told.from_day is not None and told.from_day >= since)
    if not newer:
        return (derived,)
    return (derived, told) if here else (told,)


def _moved(case: Claim, roster: Claim | None, told: Claim | None) -> tuple[Claim, ...]:
    """A child whose case found it elsewhere: the case goes before the roster, unless the pupil came again afterwards."""
    since = case.from_day or dt.date.min
    if roster is not None and (roster.from_day or dt.date.min) > since:
        return _weighed(roster, told)
    if told is not None and (told.code == case.code or (told.from_day or dt.date.min) > since):
        return (told,)
    return (replace(case, source=CASE),)


def _told(day: dt.date, children: Sequence[int]) -> dict[int, Claim]:
    """Child -> the newest that was told up to a day."""
    row, codes = AgeStatus, code_list("age_status")
    wanted = (row.child, row.id, row.status, row.from_day, row.school, row.grade_text, row.how_known)
    query = row.select(*wanted).where(row.from_day <= day).order_by(row.from_day, row.id)
    rows = (query.where(row.child.in_(children)) if len(children) <= FEW else query).tuples()
    return {
        child: Claim(status, TOLD, record, since, school or "", grade or "", how or "")
        for child, record, status, since, school, grade, how in rows
        if status in codes.labels and not codes.fact(status, "parent_of")
    }


def by_roster() -> Mapping[str, str]:
    """学籍状态 -> where that puts a pupil by itself."""
    codes = code_list("age_status")
    return {state: code for code in codes.labels for state in codes.fact(code, "roster") or ()}


def _pupils(day: dt.date, students: set[int]) -> dict[int, Claim]:
    """Pupil -> the claim of the roster. What the roster does not tell (转出, 未报到, 在外就读) has to be told by hand."""
    meant, at_home = by_roster(), taught_at_home(day)
    found = {}
    for record, pupil in pupils().items():
        state = pupil.state_on(day) if record in students else None
        if state is None:
            continue
        code = TAUGHT if record in at_home and pupil.on(day) else meant.get(state.status)
        if code:
            found[record] = Claim(code, ROSTER, record, state.since)
    return found


def taught_at_home(day: dt.date) -> set[int]:
    """Pupils taught at home on a day: a plan that holds, or the roster said so. The roster tells it without a day, the plan
    with one: who has a plan that begins later was not yet."""
    plan = HomeTeachingPlan
    holds = (plan.from_day <= day) & (plan.until_day.is_null() | (plan.until_day >= day))
    planned = {one for (one,) in plan.select(plan.student).where(holds).tuples()}
    later = {one for (one,) in plan.select(plan.student).where(plan.from_day > day).tuples()}
    codes = code_list("enrolment_status").codes_with("taught_at_home")
    states = {record: state for record, pupil in pupils().items() if (state := pupil.state_on(day))}
    told = {one for one, state in states.items() if state.status in codes or state.attendance == AT_HOME}
    return planned | (told - (later - planned))


@dataclass(frozen=True)
class CaseThen:
    """A case as it stood on a day. since: the day it came into that state; kind: what it was taken for then.

    moved_on: the day it found the child at another place; None where it did not. bare: nothing proved that yet on the day,
    and the child stood on the roster.
    """

    case: Any
    state: str
    since: dt.date
    kind: str
    moved_on: dt.date | None = None
    bare: bool = False

    @property
    def lasting(self) -> bool:
        """Away for the tables that count who is not back: open, or said to be elsewhere while nothing proves it."""
        return self.open or self.bare

    @property
    def open(self) -> bool:
        """疑似辍学 or worse: the child is away, and it is not settled."""
        return bool(code_list("drop_state").fact(self.state, "away"))

    @property
    def dropped(self) -> bool:
        return self.kind == DROPPED

    @property
    def mistaken(self) -> bool:
        """Closed though the child neither came back nor is elsewhere: it had been registered by mistake."""
        return self.state == "closed" and not self.case.back_on and not self.case.other_way

    @property
    def label(self) -> str:
        return DropCase.state_words(self.state, self.kind)


def cases_on(day: dt.date) -> list[CaseThen]:
    """Every case begun by a day as its steps tell it for that day: what came later changes nothing of it."""
    told: dict[int, list[tuple[str, dt.date, str]]] = defaultdict(list)
    query = CaseStep.select(CaseStep.drop_case, CaseStep.state, CaseStep.day, CaseStep.words)
    for case, state, since, words in query.order_by(CaseStep.day, CaseStep.id).tuples():
        told[case].append((state, since, words or ""))
    begun = DropCase.select().where(DropCase.opened_on <= day).order_by(DropCase.id)
    thens, settled = [_then(row, told.get(row.id, []), day) for row in begun], settled_from()
    return [
        replace(one, bare=one.state == MOVED and settled.get(one.case.id, dt.date.min) > day) for one in thens
    ]


def _then(row: Any, steps: Sequence[tuple[str, dt.date, str]], day: dt.date) -> CaseThen:
    """The newest state that had begun; a case that became 辍学 by a later step was 疑似辍学 before."""
    begun = [one for one in steps if one[1] <= day]
    state = begun[-1][0] if begun else row.state
    entered = [
        at for at, one in enumerate(begun) if one[0] == state and (at == 0 or begun[at - 1][0] != state)
    ]
    since = begun[entered[-1]][1] if entered else row.opened_on
    moved = next((on for state_, on, _ in reversed(begun) if state_ == MOVED), None)
    return CaseThen(row, state, since, _kind_then(row, steps, len(begun)), moved)


def _kind_then(row: Any, steps: Sequence[tuple[str, dt.date, str]], count: int) -> str:
    """What a child was taken for after so many steps: 辍学 from the step that says so until the case is taken up again."""
    if not any(BECAME in words for _, _, words in steps):
        return str(row.kind)
    kind, away = (
        SUSPECTED if row.kind == DROPPED else str(row.kind),
        code_list("drop_state").codes_with("away"),
    )
    before = kind
    for at, (state, _, words) in enumerate(steps[:count]):
        if BECAME in words:
            kind = DROPPED
        elif at and state in away and steps[at - 1][0] not in away and steps[at - 1][0] != "warned":
            kind = before
    return kind


def _cases(day: dt.date) -> tuple[dict[int, Claim], dict[int, Claim]]:
    """What the newest case of each child and pupil says on a day: away, or found at another place (MOVED)."""
    codes = code_list("age_status")
    meant = {kind: code for code in codes.labels for kind in codes.fact(code, "case") or ()}
    by_child: dict[int, Claim | None] = {}
    by_student: dict[int, Claim | None] = {}
    for one in cases_on(day):
        claim, row = None, one.case
        if one.open and one.kind in meant:
            claim = Claim(meant[one.kind], CASE, row.id, row.opened_on)
        elif one.state in ("moved", "closed") and row.other_way in codes.labels:
            claim = Claim(row.other_way, MOVED, row.id, one.moved_on or one.since)
        if row.child_id:
            by_child[row.child_id] = claim
        if row.student_id:
            by_student[row.student_id] = claim
    return _only(by_child), _only(by_student)


def _only(claims: Mapping[int, Claim | None]) -> dict[int, Claim]:
    return {key: claim for key, claim in claims.items() if claim is not None}


def ways_today(ids: Iterable[int]) -> dict[int, str]:
    """What the ledger of children shows beside each: where it is today, both where two claims contradict."""
    wanted, codes = set(ids), code_list("age_status")
    found = standings(dt.date.today(), kids(wanted)) if wanted else {}
    return {
        child: " / ".join(codes.label(one.code) for one in claims) or "还没有去向"
        for child, claims in found.items()
    }
