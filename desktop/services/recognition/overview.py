"""What a round amounts to: heads by state, class, grade and kind; who was forgotten, who is doubtful, what changed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.recognition import RecognitionRound
from desktop.models.ledgers.recognition_order import NOT_NEEDY
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import parse_term
from desktop.services.recognition.evidence import Lacking, lacking
from desktop.services.recognition.rounds import (
    GRANTED,
    Candidate,
    cases_of,
    classes_on_roll,
    from_hardships,
    last_settled,
)

COMING = ("school_reviewed", "posted", "objected")  # on the list that will be approved, by the school's grade


@dataclass(frozen=True)
class Share:
    """Recognised among the enrolled of one class (klass None: the whole school)."""

    klass: int | None
    recognised: int
    enrolled: int

    @property
    def name(self) -> str:
        return "全校" if self.klass is None else SchoolClass.caption_of(self.klass)

    @property
    def percent(self) -> str:
        """Two decimals; — for a class without pupils."""
        return f"{self.recognised * 100 / self.enrolled:.2f}%" if self.enrolled else "—"


@dataclass(frozen=True)
class Counts:
    """Heads of a round, code -> how many. kinds counts a pupil once for each kind."""

    states: Mapping[str, int]
    grades: Mapping[str, int]
    kinds: Mapping[str, int]
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Move:
    """A pupil recognised in two rounds with different grades: need_grade codes."""

    student: int
    before: str
    now: str


@dataclass(frozen=True)
class Changes:
    """What changed since the last approved round: new, gone, and another grade. Pupil ids."""

    since: Any
    new: tuple[int, ...]
    gone: tuple[int, ...]
    moved: tuple[Move, ...]

    @property
    def sentence(self) -> str:
        if self.since is None:
            return "这是第一批认定，没有可以对比的。"
        title = RecognitionRound.caption(self.since)
        return f"和{title}比：新增 {len(self.new)} 人，退出 {len(self.gone)} 人，调档 {len(self.moved)} 人。"


def counts(store: Store, record: int, cases: Sequence[Any] | None = None) -> Counts:
    """Heads of a round, as far as this person may see. cases: its applications, where they are read already."""
    cases = cases_of(store, record) if cases is None else cases
    graded = grades_of(cases)
    kinds = Counter(
        kind for case in cases if case.student_id in graded for kind in (case.kinds or "").split(",") if kind
    )
    return Counts(
        Counter(case.state for case in cases), Counter(graded.values()), kinds, _shares(store, graded)
    )


def grades_of(cases: Sequence[Any]) -> dict[int, str]:
    """pupil -> grade for those recognised, or about to be by the school's review; 不困难 left out."""
    found = {}
    for case in cases:
        grade = case.grade if case.state in GRANTED else case.school_grade if case.state in COMING else None
        if grade and grade != NOT_NEEDY:
            found[case.student_id] = grade
    return found


def grades_before(store: Store, record: int) -> dict[int, str]:
    """pupil -> the grade of the last approved round before this one, 中途变动 included; {} for the first round."""
    before = last_settled(parse_term(RecognitionRound.get_by_id(record).term), but=record)
    return grades_of(cases_of(store, before.id)) if before is not None else {}


def _shares(store: Store, graded: Mapping[int, str]) -> tuple[Share, ...]:
    pupils = classes_on_roll(store)
    enrolled = Counter(pupils.values())
    recognised = Counter(pupils[student] for student in graded if student in pupils)
    classes = SchoolClass.select().where(SchoolClass.id.in_(list(enrolled)))
    order = [row.id for row in classes.order_by(SchoolClass.grade, SchoolClass.number)]
    whole = Share(None, sum(recognised.values()), sum(enrolled.values()))
    return (*(Share(klass, recognised[klass], enrolled[klass]) for klass in order), whole)


def forgotten(store: Store, record: int, *, today: dt.date | None = None) -> list[Candidate]:
    """漏认: on an accepted county list, or with a valid 困难类型, but without an application in this round."""
    return from_hardships(store, record, today)


def doubtful(store: Store, record: int) -> list[Lacking]:
    """存疑: recognised, or about to be, but a paper for it is missing."""
    cases = cases_of(store, record)
    graded = grades_of(cases)
    return [one for one in lacking(store, [c for c in cases if c.student_id in graded]) if one.papers]


def changes(store: Store, record: int) -> Changes:
    """Against the last approved round before this one: for the headteacher's 上次以来的变化."""
    row = RecognitionRound.get_by_id(record)
    before = last_settled(parse_term(row.term), but=record)
    if before is None:
        return Changes(None, tuple(grades_of(cases_of(store, record))), (), ())
    old, new = (grades_of(cases_of(store, one)) for one in (before.id, record))
    moved = tuple(Move(one, old[one], new[one]) for one in new if one in old and old[one] != new[one])
    return Changes(
        before,
        tuple(one for one in new if one not in old),
        tuple(one for one in old if one not in new),
        moved,
    )


def told_changes(found: Changes) -> list[str]:
    """The changes as lines with names, for the headteacher's page and for paper."""
    label = code_list("need_grade").label
    lines = [f"新增：{Student.caption_of(one)}" for one in found.new]
    lines += [f"退出：{Student.caption_of(one)}" for one in found.gone]
    return lines + [
        f"调档：{Student.caption_of(m.student)} {label(m.before)}→{label(m.now)}" for m in found.moved
    ]
