"""结对: who is responsible for which child on a day, how many children a teacher has, and who is still without anybody.

A pair ends on the day it is no longer true: from `until_day` on the child is another's, or nobody's.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import Store, rows_by_id
from desktop.models.terms import Term
from desktop.services.care import listed
from desktop.services.care.listed import Child

DOES = "安排结对"
NEVER_WAS = ("declined", "wrong")  # ends of a pair that does not count as ever having been
GRADUATED = "12"  # enrolment_status


# who stands by whom -------------------------------------------------------------------------------------


def lead_of(students: Iterable[int], day: dt.date) -> dict[int, Any]:
    """The pair with the responsible teacher of each of these children on a day; children without one are left out."""
    return {row.student_id: row for row in _leads(day, set(students))}


def load(day: dt.date) -> dict[int, list[int]]:
    """Teacher -> the children the teacher is responsible for on a day, in the order of the pairs."""
    whose = {row.student_id: row.teacher_id for row in _leads(day)}
    found: dict[int, list[int]] = defaultdict(list)
    for student, teacher in whose.items():
        found[teacher].append(student)
    return dict(found)


def _leads(day: dt.date, only: set[int] | None = None) -> list[Any]:
    """Pairs with a responsible teacher that hold on a day, the older first."""
    rows = (
        Pairing.select()
        .where((Pairing.role == "lead") & (Pairing.state != "offered") & holds_on(day))
        .order_by(Pairing.from_day, Pairing.id)
    )
    return [row for row in rows if only is None or row.student_id in only]


def leads_between(first: dt.date, last: dt.date) -> list[Any]:
    """Pairs with a responsible teacher that held on any day of a span, the older first."""
    was = Pairing.end_reason.is_null() | Pairing.end_reason.not_in(NEVER_WAS)
    some = (Pairing.from_day <= last) & (Pairing.until_day.is_null() | (Pairing.until_day > first)) & was
    rows = Pairing.select().where((Pairing.role == "lead") & (Pairing.state != "offered") & some)
    return list(rows.order_by(Pairing.from_day, Pairing.id))


def holds_on(day: dt.date) -> Any:
    """The condition that a pair holds on a day; those offered and not yet taken are not told apart."""
    was = Pairing.end_reason.is_null() | Pairing.end_reason.not_in(NEVER_WAS)
    return (Pairing.from_day <= day) & (Pairing.until_day.is_null() | (Pairing.until_day > day)) & was


def offered() -> list[Any]:
    """Handovers that wait for the new teacher's word, the oldest first."""
    return list(Pairing.select().where(Pairing.state == "offered").order_by(Pairing.from_day, Pairing.id))


def history(student: int) -> list[Any]:
    """Every pair a child ever had, the newest first; those with another pupil whichever of them was written first."""
    return list(
        Pairing.select()
        .where((Pairing.student == student) | (Pairing.peer == student))
        .order_by(Pairing.from_day.desc(), Pairing.id.desc())
    )


def teachers_here(day: dt.date) -> list[Any]:
    """Staff who are at school on a day, by name."""
    here = Staff.left_on.is_null() | (Staff.left_on > day)
    return list(Staff.select().where(here).order_by(Staff.name, Staff.id))


def gone(day: dt.date) -> set[int]:
    """Staff who have left by a day."""
    return {row.id for row in Staff.select(Staff.id).where(Staff.left_on <= day)}


# 不漏一人 ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """One line of the coverage table: of so many who are to be paired, so many have somebody."""

    key: Any  # a class's id, or one of KINDS
    label: str
    listed: tuple[int, ...]
    missing: tuple[int, ...]

    @property
    def paired(self) -> int:
        return len(self.listed) - len(self.missing)


@dataclass(frozen=True)
class Coverage:
    """Whether every listed child has a responsible teacher: listed = paired + missing, always.

    A child whose teacher has left the school stands among the missing and in `left_alone`: child -> that teacher.
    `table` counts class × type.
    """

    day: dt.date
    term: Term
    listed: int
    paired: int
    missing: tuple[Child, ...]
    left_alone: dict[int, int]
    classes: tuple[Tally, ...]
    types: tuple[Tally, ...]
    table: dict[tuple[int, str], Tally]

    @property
    def sentence(self) -> str:
        if not self.listed:
            return "没有要结对的学生。"
        if not self.missing:
            return f"要结对的 {self.listed} 人都有责任教师。"
        return f"要结对的 {self.listed} 人，已结对 {self.paired} 人，还差 {len(self.missing)} 人。"


def coverage(day: dt.date, term: Term, *, known: Mapping[int, Child] | None = None) -> Coverage:
    """Hold the list of children against the pairs. Reads what the person at the keyboard may see.

    known: the listed of that day, for who has read them already.
    """
    every = listed.children(day, term=term) if known is None else known
    children = {student: child for student, child in every.items() if child.pairs}
    leads, away = lead_of(children, day), gone(day)
    alone = {s: row.teacher_id for s, row in leads.items() if row.teacher_id in away}
    without = {student for student in children if student not in leads or student in alone}
    by_class: dict[int, list[Child]] = defaultdict(list)
    by_type: dict[str, list[Child]] = defaultdict(list)
    cells: dict[tuple[int, str], list[Child]] = defaultdict(list)
    for child in children.values():
        by_class[child.class_id].append(child)
        for kind in kinds_of(child):
            by_type[kind].append(child)
            cells[child.class_id, kind].append(child)
    return Coverage(
        day,
        term,
        len(children),
        len(children) - len(without),
        tuple(child for child in children.values() if child.student in without),
        alone,
        tuple(_tally(key, found[0].class_name, found, without) for key, found in by_class.items()),
        tuple(_tally(kind, kind_name(kind), by_type[kind], without) for kind in KINDS if kind in by_type),
        {key: _tally(key[1], kind_name(key[1]), found, without) for key, found in cells.items()},
    )


# What makes a child one to be paired, in the order of the list.
KINDS = (listed.DISABLED, listed.POOR, listed.LEFT, listed.STUDY, listed.NEED)


def kinds_of(child: Child) -> list[str]:
    """Why a child is to be paired: its types that pair, and 困境."""
    return [kind for kind in KINDS if kind in child.types or (kind == listed.NEED and child.need)]


def kind_name(kind: str) -> str:
    """残疾, 贫困, … 困境."""
    return "困境" if kind == listed.NEED else code_list("care_type").label(kind)


def _tally(key: Any, label: str, found: Sequence[Child], without: set[int]) -> Tally:
    ids = tuple(child.student for child in found)
    return Tally(key, label, ids, tuple(one for one in ids if one in without))


# making and ending --------------------------------------------------------------------------------------


def pair(store: Store, student: int, values: Values, day: dt.date) -> int:
    """Make one pair: a teacher who is responsible or helps, a firm, a person, another pupil. Returns its id.

    Raises NotAllowed; Invalid (the other side is not told); Refused (the child has a responsible teacher already).
    """
    store.session.demand("care", DOES)
    told: Values = {"kind": "teacher", "role": "lead", "from_day": day, **values, "student": student}
    if told["kind"] != "teacher":
        told["role"] = "help"
    with store.step(f"结对 {Student.caption_of(student)}") as step:
        return step.add(Pairing, told)


def end(store: Store, records: Sequence[int], reason: str | Callable[[Any], str], day: dt.date) -> int:
    """End pairs with a reason (a code of pair_end, or what says it for each); returns how many.

    A handover that still waits for one of them is ended as well, so that nobody takes a child from nobody.
    """
    store.session.demand("care", "结束结对")
    rows = [row for row in rows_by_id(Pairing, records) if row.state != "ended"]
    if not rows:
        raise Refused("选中的结对都已经结束了。")
    waiting = [row for row in offered() if row.took_over_id in {one.id for one in rows}]
    words = f"{Pairing.caption(rows[0])}" if len(rows) == 1 else f"{len(rows)} 对"
    with store.step(f"结束结对 {words}") as step:
        changes = {
            row.id: ended(row, day, reason if isinstance(reason, str) else reason(row)) for row in rows
        }
        changes |= {row.id: ended(row, day, "declined") for row in waiting if row.id not in changes}
        step.change_many(Pairing, changes)
    return len(rows)


def ended(row: Any, day: dt.date, reason: str) -> Values:
    """What a row becomes that ends on a day; never before it began."""
    return {"state": "ended", "until_day": max(day, row.from_day), "end_reason": reason}


@dataclass(frozen=True)
class Stale:
    """A pair that stands though the child has left, or is no longer one to be paired. reason: a code of pair_end."""

    row: Any
    reason: str
    words: str


def stale(day: dt.date, term: Term) -> list[Stale]:
    """Teachers' pairs whose child left the school or stands on no list any more; told, never ended by itself."""
    children = listed.to_pair(day, term=term)
    rows = list(
        Pairing.select().where((Pairing.state != "ended") & (Pairing.from_day <= day)).order_by(Pairing.id)
    )
    pupils = {row.id: row for row in rows_by_id(Student, {row.student_id for row in rows})}
    on_roll, found = code_list("enrolment_status").codes_with("on_roll"), []
    for row in rows:
        pupil = pupils.get(row.student_id)
        if pupil is None or row.student_id in children:
            continue
        if pupil.status not in on_roll or (pupil.left_on and pupil.left_on <= day):
            reason = "graduated" if pupil.status == GRADUATED else "moved"
            found.append(Stale(row, reason, f"{pupil.name} 已不在校"))
        elif row.kind == "teacher":
            found.append(Stale(row, "off_list", f"{pupil.name} 已不在帮扶名单上"))
    return found


def end_stale(store: Store, found: Sequence[Stale], day: dt.date) -> int:
    """End them all, each with its own reason; returns how many."""
    reasons = {one.row.id: one.reason for one in found}
    return end(store, list(reasons), lambda row: reasons[row.id], day)
