"""五类学生: who is listed on a day, and why. Nothing of it is stored: it follows from roster, 困难类型, 认定 and results.

残疾: a 残疾类型 other than 无. 贫困: a valid 困难类型 01–14, or recognised in the school year. 留守: by the 学籍 or by the
民政 definition, which are two different counts. 学困: the school's own numbers in 关爱规则. 随迁: told by the roster.
困境儿童 stand beside the five: they are looked after and paired, whatever else they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.care import ChildInNeed, is_left_on_roll
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.recognition_order import NOT_NEEDY
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.aid.recognised import recognition_in
from desktop.services.care.weak import weak_pupils

DISABLED, POOR, LEFT, STUDY, MIGRANT, NEED = "disabled", "poor", "left", "study", "migrant", "need"
NO_DISABILITY = "0"
NATIONAL = 14  # 困难类型 01–14 are the national form's; what follows is added locally


@dataclass(frozen=True)
class Child:
    """One listed pupil. types: codes of care_type; need: 困境儿童; why: a sentence for each type ("need" for 困境).

    name: with the end of the number where two of the class are called so.
    left_roll, left_rural: 留守 by the 学籍 definition and by the 民政 one.
    """

    student: int
    name: str
    class_id: int
    class_name: str
    types: frozenset[str]
    need: bool
    why: dict[str, str]
    left_roll: bool = False
    left_rural: bool = False

    @property
    def pairs(self) -> bool:
        """Whether a responsible teacher is due: 随迁 alone are not paired."""
        return self.need or any(code_list("care_type").fact(code, "pairs") for code in self.types)

    @property
    def told(self) -> str:
        """The types in the order of the code list, 困境 last: 残疾、留守、困境."""
        codes = code_list("care_type")
        words = [codes.label(code) for code in codes.labels if code in self.types]
        return "、".join([*words, "困境"] if self.need else words)


@dataclass(frozen=True)
class Counts:
    """How many are listed. people: each counted once; times: once for each type (困境 not among them)."""

    types: Mapping[str, int]
    left_roll: int
    left_rural: int
    left_both: int
    need: int
    people: int
    times: int
    to_pair: int


def children(day: dt.date, *, term: Term) -> dict[int, Child]:
    """All listed pupils on roll that day, by class and seat, as far as whoever reads may see them."""
    pupils = _pupils(day)
    why = {pupil.id: told for pupil in pupils if (told := _of_roster(pupil))}
    for code, found in ((POOR, _poor(day, term)), (STUDY, weak_pupils(term)), (NEED, _in_need(day))):
        for student, words in found.items():
            why.setdefault(student, {})[code] = words
    return _in_order(pupils, why)


def left_behind(day: dt.date) -> dict[int, Child]:
    """The 留守 children of a day alone, by either definition. Of their types only those that the roster tells."""
    pupils = _pupils(day)
    why = {pupil.id: told for pupil in pupils if LEFT in (told := _of_roster(pupil))}
    return _in_order(pupils, why)


def _in_order(pupils: Iterable[Any], why: Mapping[int, dict[str, str]]) -> dict[int, Child]:
    """Those of the pupils that something is said of, by class and seat."""
    classes = {row.id: (int(row.grade), row.number, SchoolClass.caption(row)) for row in SchoolClass.select()}
    here = [pupil for pupil in pupils if pupil.id in why]
    here.sort(key=lambda p: (*classes[p.school_class][:2], p.seat_no is None, p.seat_no or 0, p.id))
    return {pupil.id: _child(pupil, classes[pupil.school_class][2], why[pupil.id]) for pupil in here}


def to_pair(day: dt.date, *, term: Term) -> dict[int, Child]:
    """The listed pupils who are to have a responsible teacher: 残疾, 贫困, 留守, 学困 and 困境, not 随迁 alone."""
    return {student: child for student, child in children(day, term=term).items() if child.pairs}


def counts(day: dt.date, term: Term) -> Counts:
    """The figures of a day."""
    return counts_of(children(day, term=term).values())


def counts_of(these: Iterable[Child]) -> Counts:
    """The figures of some listed children: of a class, of a grade."""
    every = list(these)
    types = {code: sum(code in one.types for one in every) for code in code_list("care_type").labels}
    return Counts(
        types,
        left_roll=sum(one.left_roll for one in every),
        left_rural=sum(one.left_rural for one in every),
        left_both=sum(one.left_roll and one.left_rural for one in every),
        need=sum(one.need for one in every),
        people=len(every),
        times=sum(types.values()),
        to_pair=sum(one.pairs for one in every),
    )


def _child(pupil: Any, class_name: str, why: dict[str, str]) -> Child:
    return Child(
        pupil.id, Student.beside_class(pupil.name, pupil.school_class, pupil.id_number), pupil.school_class, class_name,
        frozenset(why) - {NEED}, NEED in why, why,
        left_roll=is_left_on_roll(pupil.left_behind), left_rural=bool(pupil.rural_left_behind),
    )  # fmt: skip


def _pupils(day: dt.date) -> list[Any]:
    """Who was on roll that day: come by then and not gone yet."""
    wanted = (
        Student.id, Student.name, Student.school_class.alias("school_class"), Student.seat_no, Student.status,
        Student.left_on, Student.disability, Student.disability_level, Student.left_behind,
        Student.rural_left_behind, Student.migrant_child, Student.id_number,
    )  # fmt: skip
    come = Student.arrived_on.is_null() | (Student.arrived_on <= day)
    stays = Student.left_on.is_null() & Student.status.in_(
        code_list("enrolment_status").codes_with("on_roll")
    )
    return list(Student.select(*wanted).where(come & (stays | (Student.left_on > day))).namedtuples())


def _of_roster(pupil: Any) -> dict[str, str]:
    """What the roster alone says of a pupil."""
    told = {}
    if pupil.disability not in (None, NO_DISABILITY):
        level = Student.disability_level.format(pupil.disability_level)
        told[DISABLED] = f"花名册：{Student.disability.format(pupil.disability)}{level}"
    roll, rural = is_left_on_roll(pupil.left_behind), bool(pupil.rural_left_behind)
    if roll or rural:
        kinds = [Student.left_behind.format(pupil.left_behind) + "（学籍口径）"] if roll else []
        told[LEFT] = "花名册：" + "、".join([*kinds, "农村留守儿童（民政口径）"] if rural else kinds)
    if pupil.migrant_child:
        told[MIGRANT] = "花名册：进城务工人员随迁子女"
    return told


def _poor(day: dt.date, term: Term) -> dict[int, str]:
    """贫困: by 困难类型 valid that day, or recognised by an approved round of the school year."""
    recognition = recognition_in(term, day)
    told = {
        student: f"{term.year_title}认定：{_grade(case.grade)}"
        for student, case in recognition.recognised().items()
    }
    row = Hardship
    holds = (row.since <= day) & (row.until.is_null() | (row.until >= day))
    benefits = row.continues.is_null() | (row.continues == True)  # noqa: E712
    rows = row.select(row.student, row.kind, row.since).where(holds & benefits)
    kinds: dict[int, list[str]] = {}
    for student, kind, since in rows.order_by(row.since, row.id).tuples():
        if _is_national(kind):
            words = f"{code_list('hardship_type').label(kind)}（{since}起）"
            kinds.setdefault(student, []).append(words)
    for student, some in kinds.items():
        own = f"困难类型：{'、'.join(dict.fromkeys(some))}"
        told[student] = f"{own}；{told[student]}" if student in told else own
    return told


def _grade(grade: str | None) -> str:
    """A 中途变动 after this day has already written 不困难: on this day the family was recognised."""
    return "困难学生" if grade == NOT_NEEDY else code_list("need_grade").label(grade)


def _is_national(kind: str) -> bool:
    return 1 <= int(kind.partition(".")[0]) <= NATIONAL


def _in_need(day: dt.date) -> dict[int, str]:
    """困境儿童 on that day: which situation, since when, by what; the newest where there are several."""
    row = ChildInNeed
    rows = row.select(row.student, row.kind, row.from_day, row.source).where(
        (row.from_day <= day) & (row.until_day.is_null() | (row.until_day >= day))
    )
    return {
        student: f"困境儿童：{row.kind.format(kind)}（{since}认定{f'，{source}' if source else ''}）"
        for student, kind, since, source in rows.order_by(row.from_day, row.id).tuples()
    }
