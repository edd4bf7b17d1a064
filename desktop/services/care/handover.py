"""交接: a child goes from one responsible teacher to another, who says yes first. The old pair ends when the new one is on.

offered → on (accepted, with the day) or ended (declined). While an offer waits the old teacher stays responsible.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.models.store import Step, Store, rows_by_id
from desktop.models.terms import Term
from desktop.services.care import listed, pairs, plans, spread
from desktop.services.care.listed import Child
from desktop.services.care.visit_board import staff_of

CARRIED = ("difficulty", "measures", "goal")  # what the next teacher is told of the child


@dataclass(frozen=True)
class Leaving:
    """What a teacher who leaves has: children to hand over, pairs of children no longer listed, and helping pairs."""

    teacher: int
    children: tuple[Child, ...]
    off_list: tuple[Any, ...]
    helping: tuple[Any, ...]


def leaving(teacher: int, day: dt.date, term: Term) -> Leaving:
    """Everything that stands in the teacher's name on a day."""
    rows = list(
        Pairing.select()
        .where((Pairing.teacher == teacher) & (Pairing.state == "on") & pairs.holds_on(day))
        .order_by(Pairing.id)
    )
    children = listed.to_pair(day, term=term)
    leads = {row.student_id: row for row in rows if row.role == "lead"}
    return Leaving(
        teacher,
        tuple(child for student, child in children.items() if student in leads),
        tuple(row for student, row in leads.items() if student not in children),
        tuple(row for row in rows if row.role != "lead"),
    )


def propose(found: Leaving, takers: Sequence[int], day: dt.date) -> spread.Spread:
    """Who of the chosen teachers should take which of the children. Raises Refused."""
    return spread.propose(found.children, [one for one in takers if one != found.teacher], day)


def offer(store: Store, moves: Mapping[int, int], day: dt.date, *, taken: bool = False) -> list[int]:
    """Hand children (student -> new teacher) over as one step; returns the new pairs.

    taken: the new teachers have signed already, so that the old pairs end at once; else each waits for an answer.
    Raises NotAllowed, Refused (no responsible teacher, the same one, an offer that waits already).
    """
    store.session.demand("care", "办交接")
    if not moves:
        raise Refused("还没有选学生和接手的教师。")
    leads = pairs.lead_of(moves, day)
    waiting = {row.student_id for row in pairs.offered()}
    for student, teacher in moves.items():
        _demand_sense(student, teacher, leads, waiting)
    teachers = sorted({Staff.caption_of(teacher) for teacher in moves.values()})
    does = f"交接 {_some(moves)}给{'、'.join(teachers[:3])}{'等' if len(teachers) > 3 else ''}"
    away = pairs.gone(day)
    with store.step(does) as step:
        if taken:
            step.change_many(Pairing, {row.id: _over(row, day, away) for row in leads.values()})
            plans.hand_to(step, {s: (row.teacher_id, moves[s]) for s, row in leads.items()}, day)
        return step.add_many(Pairing, [_next(leads[s], t, day, taken=taken) for s, t in moves.items()])


def _demand_sense(student: int, teacher: int, leads: Mapping[int, Any], waiting: set[int]) -> None:
    name = Student.caption_of(student)
    if student not in leads:
        raise Refused(f"{name} 还没有责任教师，不用交接，直接结对就行。")
    if leads[student].teacher_id == teacher:
        raise Refused(f"{name} 的责任教师本来就是 {Staff.caption_of(teacher)}，请选另一位。")
    if student in waiting:
        raise Refused(f"{name} 已经有一份交接在等答复，请先登记接手或不接。")


def _next(old: Any, teacher: int, day: dt.date, *, taken: bool) -> Values:
    return {name: getattr(old, name) for name in CARRIED} | {
        "student": old.student_id, "kind": "teacher", "teacher": teacher, "role": "lead", "from_day": day,
        "state": "on" if taken else "offered", "took_over": old.id, "accepted_on": day if taken else None,
    }  # fmt: skip


def _over(row: Any, day: dt.date, away: set[int]) -> Values:
    """What the old pair becomes."""
    return pairs.ended(row, day, "left" if row.teacher_id in away else "handed")


def accept(store: Store, records: Sequence[int], day: dt.date) -> int:
    """The new teachers took the children on that day: the old pairs end in the same step. Returns how many.

    Who arranges the pairs may write it down, and so may the new teacher who sits at the keyboard.
    Raises NotAllowed, Refused (nothing waits, or the day is before the offer).
    """
    rows = _answered(store, records, "登记接手")
    for row in rows:
        if day < row.from_day:
            raise Refused(
                f"{Student.caption_of(row.student_id)} 是 {row.from_day} 交接的，接手日期不能更早。"
            )
    with store.step(f"接手 {_some([row.student_id for row in rows])}") as step:
        old = end_leads(step, [row.student_id for row in rows], day)
        taken = {row.student_id: row.teacher_id for row in rows}
        plans.hand_to(step, {student: (giver, taken[student]) for student, giver in old.items()}, day)
        step.change_many(
            Pairing, {row.id: {"state": "on", "from_day": day, "accepted_on": day} for row in rows}
        )
    return len(rows)


def end_leads(step: Step, students: Sequence[int], day: dt.date) -> dict[int, int]:
    """End who was responsible until now, within a step that gives the children to others: child -> that teacher."""
    away = pairs.gone(day)
    wanted = Pairing.student.in_(list(students)) & (Pairing.role == "lead") & (Pairing.state == "on")
    rows = list(Pairing.select().where(wanted))
    step.change_many(Pairing, {row.id: _over(row, day, away) for row in rows})
    return {row.student_id: row.teacher_id for row in rows}


def decline(store: Store, records: Sequence[int], day: dt.date, why: str = "") -> int:
    """The new teachers did not take the children: the old ones stay responsible. Returns how many."""
    rows = _answered(store, records, "登记不接手")
    with store.step(f"没有接手 {_some([row.student_id for row in rows])}") as step:
        told: Values = {"note": why[:80]} if why else {}
        step.change_many(Pairing, {row.id: pairs.ended(row, day, "declined") | told for row in rows})
    return len(rows)


def _answered(store: Store, records: Sequence[int], does: str) -> list[Any]:
    """The handovers that this person answers: all of them, or those offered to this person by name."""
    own = staff_of(store)
    if own is None:
        store.session.demand("care", does)
    rows = _open(records)
    if not store.session.may("care") and any(row.teacher_id != own for row in rows):
        raise NotAllowed("交接要由接手的教师本人答复，或者由资助专干、德育负责人登记。")
    return rows


def _open(records: Sequence[int]) -> list[Any]:
    rows = [row for row in rows_by_id(Pairing, records) if row.state == "offered"]
    if not rows:
        raise Refused("选中的交接已经有了答复。")
    return rows


def _some(students: Mapping[int, int] | Sequence[int]) -> str:
    names = [Student.caption_of(one) for one in students]
    return names[0] if len(names) == 1 else f"{names[0]}等 {len(names)} 名学生"
