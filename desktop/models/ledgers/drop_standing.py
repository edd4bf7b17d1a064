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
from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus
from desktop.models.ledgers.drop_reports import DropRule
from desktop.models.ledgers.students import Student

ROSTER, CASE, TOLD = "roster", "case", "told"
MOVED = "moved"  # a case that found the child at another place, before it is weighed
SUSPECTED, DROPPED = "suspected", "dropped"  # drop_kind
BECAME = "视为辍学"  # the words of the step by which a case turns from 疑似辍学 into 辍学


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
    row, statuses, meant = Student, code_list("enrolment_status"), by_roster()
    wanted = (row.id, row.status, row.arrived_on, row.enrolled, row.left_on)
    found = {}
    for record, state, arrived, enrolled, left in row.select(*wanted).tuples():
        if record not in students:
            continue
        came = arrived or _first_of(enrolled)
        if came is not None and came > day:
            continue
        gone = not statuses.fact(state, "on_roll")
        code = "1.1" if gone and left is not None and left > day else meant.get(state)
        if code:
            found[record] = Claim(code, ROSTER, record, left if gone and code != "1.1" else came)
    return found


def _first_of(month: str | None) -> dt.date | None:
    return dt.date(int(month[:4]), int(month[5:7]), 1) if month else None


@dataclass(frozen=True)
class CaseThen:
    """A case as it stood on a day. since: the day it came into that state; kind: what it was taken for then.

    moved_on: the day it found the child at another place; None where it did not.
    """

    case: Any
    state: str
    since: dt.date
    kind: str
    moved_on: dt.date | None = None

    @property
    def open(self) -> bool:
        """疑似辍学 or worse: the child is away, and it is not settled."""
        return bool(code_list("drop_state").fact(self.state, "away"))

    @property
    def dropped(self) -> bool:
        return self.kind == DROPPED

    @property
    def label(self) -> str:
        return code_list("drop_state").label(self.state)


def cases_on(day: dt.date) -> list[CaseThen]:
    """Every case begun by a day as its steps tell it for that day: what came later changes nothing of it."""
    told: dict[int, list[tuple[str, dt.date, str]]] = defaultdict(list)
    query = CaseStep.select(CaseStep.drop_case, CaseStep.state, CaseStep.day, CaseStep.words)
    for case, state, since, words in query.order_by(CaseStep.day, CaseStep.id).tuples():
        told[case].append((state, since, words or ""))
    begun = DropCase.select().where(DropCase.opened_on <= day).order_by(DropCase.id)
    return [_then(row, told.get(row.id, []), day) for row in begun]


def _then(row: Any, steps: Sequence[tuple[str, dt.date, str]], day: dt.date) -> CaseThen:
    """The newest state that had begun; a case that became 辍学 by a later step was 疑似辍学 before."""
    begun = [one for one in steps if one[1] <= day]
    state = begun[-1][0] if begun else row.state
    entered = [
        at for at, one in enumerate(begun) if one[0] == state and (at == 0 or begun[at - 1][0] != state)
    ]
    since = begun[entered[-1]][1] if entered else row.opened_on
    turned = [on for _, on, words in steps if BECAME in words]
    later = row.kind == DROPPED and bool(turned) and min(turned) > day
    moved = next((on for state_, on, _ in reversed(begun) if state_ == MOVED), None)
    return CaseThen(row, state, since, SUSPECTED if later else row.kind, moved)


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
