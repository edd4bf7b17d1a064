"""批量分配: children without a responsible teacher over chosen teachers, fairly, and the same way every time.

Brothers and sisters go to one teacher, and to the one who already looks after one of them. Then the class teacher,
as far as the fair share goes; then whoever has the fewest. Nothing is written before a person has looked.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.care import pairs, plans
from desktop.services.care.listed import Child
from desktop.services.care.rules import rule
from desktop.services.care.visits import arrived, span_of
from desktop.services.households import MOST_CHILDREN

HAND = "手工改的"


@dataclass(frozen=True)
class Line:
    """One child, the teacher proposed, and why this one."""

    child: Child
    teacher: int
    why: str


@dataclass(frozen=True)
class Spread:
    """What would be written. before: children each chosen teacher has already; most: how many are too many."""

    lines: tuple[Line, ...]
    before: Mapping[int, int]
    most: int

    @property
    def after(self) -> dict[int, int]:
        """Teacher -> children, when this is written."""
        found = dict(self.before)
        for line in self.lines:
            found[line.teacher] = found.get(line.teacher, 0) + 1
        return found

    @property
    def over(self) -> list[int]:
        """Teachers who would have more than the school's number."""
        taking = {line.teacher for line in self.lines}
        return [teacher for teacher, count in self.after.items() if count > self.most and teacher in taking]

    @property
    def sentence(self) -> str:
        teachers = len({line.teacher for line in self.lines})
        words = f"将为 {len(self.lines)} 名学生安排责任教师，分给 {teachers} 位教师，一步写入，可以撤销。"
        return words + (f"其中 {len(self.over)} 位超过 {self.most} 人。" if self.over else "")

    def given_to(self, student: int, teacher: int) -> Spread:
        """The same with one child given to another teacher by hand."""
        lines = tuple(
            Line(line.child, teacher, HAND)
            if line.child.student == student and line.teacher != teacher
            else line
            for line in self.lines
        )
        return replace(self, lines=lines)

    def without(self, students: Iterable[int]) -> Spread:
        """The same without some children."""
        out = set(students)
        return replace(self, lines=tuple(line for line in self.lines if line.child.student not in out))


def to_spread(day: dt.date, term: Term) -> tuple[Child, ...]:
    """Who is still without a responsible teacher, those left out for whom a handover waits already."""
    waiting = {row.student_id for row in pairs.offered()}
    return tuple(child for child in pairs.coverage(day, term).missing if child.student not in waiting)


def propose(children: Sequence[Child], teachers: Sequence[int], day: dt.date) -> Spread:
    """Who should take whom. teachers: ids of those who take children. Raises Refused when nobody can."""
    if not teachers:
        raise Refused("还没有选教师。请至少选一位，再分配。")
    if away := pairs.gone(day) & set(teachers):
        names = "、".join(map(Staff.caption_of, sorted(away)))
        raise Refused(f"{names} 已经离校，请换别的教师。")
    return _Dealer(children, teachers, day).dealt()


class _Dealer:
    """Deals families out, counting as it goes."""

    def __init__(self, children: Sequence[Child], teachers: Sequence[int], day: dt.date) -> None:
        self.before = loads_of(teachers, day)
        self.most = rule("load_most")
        self.loads = dict(self.before)
        share = -(-(sum(self.before.values()) + len(children)) // len(self.before))
        self.share = min(share, self.most)
        self.homes = homes_of([child.student for child in children])
        self.groups = self._groups(children)
        self.heads = {row.id: row.head_teacher_id for row in SchoolClass.select()}
        self.found: dict[int, Line] = {}
        self.children = children
        self.day = day

    def _groups(self, children: Sequence[Child]) -> list[list[Child]]:
        """Brothers and sisters together, in the order of the list."""
        groups: dict[int, list[Child]] = defaultdict(list)
        for child in children:
            groups[min(self.homes[child.student])].append(child)
        return list(groups.values())

    def dealt(self) -> Spread:
        leads = pairs.lead_of({one for home in self.homes.values() for one in home}, self.day)
        for group in self.groups:
            self._to_siblings(group, {s: row.teacher_id for s, row in leads.items()})
        rest = [group for group in self.groups if group[0].student not in self.found]
        for group in rest:
            self._to_head(group)
        rest = [group for group in rest if group[0].student not in self.found]
        for group in sorted(rest, key=len, reverse=True):
            self._to_least(group)
        return Spread(tuple(self.found[child.student] for child in self.children), self.before, self.most)

    def _give(self, group: Sequence[Child], teacher: int, why: str) -> None:
        self.loads[teacher] += len(group)
        for child in group:
            self.found[child.student] = Line(child, teacher, why)

    def _to_siblings(self, group: Sequence[Child], leads: Mapping[int, int]) -> None:
        own = {child.student for child in group}
        for sibling in sorted(self.homes[group[0].student] - own):
            teacher = leads.get(sibling)
            if teacher in self.loads and self.loads[teacher] + len(group) <= self.most:
                self._give(group, teacher, f"和 {Student.caption_of(sibling)} 是一家")
                return

    def _to_head(self, group: Sequence[Child]) -> None:
        for child in group:
            teacher = self.heads.get(child.class_id)
            if teacher in self.loads and self.loads[teacher] + len(group) <= max(self.share, len(group)):
                self._give(group, teacher, "班主任" if len(group) == 1 else "班主任，一家人在一起")
                return

    def _to_least(self, group: Sequence[Child]) -> None:
        teacher = min(self.loads, key=lambda one: (self.loads[one], list(self.loads).index(one)))
        self._give(group, teacher, "人数最少" if len(group) == 1 else "人数最少，一家人在一起")


def loads_of(teachers: Sequence[int], day: dt.date) -> dict[int, int]:
    """Children each of these teachers has or has been offered, the teachers by name."""
    names = {
        row.id: row.name for row in Staff.select(Staff.id, Staff.name).where(Staff.id.in_(list(teachers)))
    }
    load = pairs.load(day)
    coming = [row.teacher_id for row in pairs.offered()]
    ordered = sorted(names, key=lambda one: (names[one], one))
    return {teacher: len(load.get(teacher, ())) + coming.count(teacher) for teacher in ordered}


def homes_of(students: Sequence[int]) -> dict[int, set[int]]:
    """Child -> the child and all brothers and sisters at school: one household, or a guardian with the same number.

    A telephone that more than MOST_CHILDREN pupils give is a neighbour's, and makes no family.
    """
    shared: dict[tuple[str, object], set[int]] = defaultdict(set)
    households = Student.select(Student.id, Student.household).where(Student.household.is_null(False))
    for student, household in households.tuples():
        shared["户", household].add(student)
    for student, number, phone in Guardian.select(
        Guardian.student, Guardian.id_number, Guardian.phone
    ).tuples():
        for key in (("证", number), ("话", phone)):
            if key[1]:
                shared[key].add(student)
    homes: dict[int, set[int]] = {}
    for members in shared.values():
        if 1 < len(members) <= MOST_CHILDREN:
            whole = set().union(*(homes.get(one, {one}) for one in members))
            homes |= dict.fromkeys(whole, whole)
    return {student: homes.get(student, {student}) for student in students}


def keep(store: Store, spread: Spread, day: dt.date, *, term: Term | None = None) -> int:
    """Write it as one step; returns how many pairs. Who was left by a teacher that is gone, is taken over from that one.

    day: from when the pairs hold. Raises NotAllowed, Refused (nothing to write, somebody got a teacher meanwhile, a day
    to come, before the term began or before a child came).
    """
    store.session.demand("care", pairs.DOES)
    if not spread.lines:
        raise Refused("一名学生也没有，不用分配。")
    _demand_day(spread, day, term)
    leads, away = pairs.lead_of([line.child.student for line in spread.lines], day), pairs.gone(day)
    taken = [line.child.name for line in spread.lines if _is_taken(leads.get(line.child.student), away)]
    if taken:
        raise Refused(f"{'、'.join(taken[:5])}刚才已经有了责任教师，请重新分配。")
    with store.step(f"批量结对 {len(spread.lines)} 人") as step:
        old = {row.id: pairs.ended(row, day, "left") for row in leads.values()}
        step.change_many(Pairing, old)
        takers = {line.child.student: line.teacher for line in spread.lines}
        plans.hand_to(step, {s: (row.teacher_id, takers[s]) for s, row in leads.items()}, day)
        step.add_many(Pairing, [_row(line, leads, day) for line in spread.lines])
    return len(spread.lines)


def _demand_day(spread: Spread, day: dt.date, term: Term | None) -> None:
    if term is not None and day < (first := span_of(term)[0]):
        raise Refused(f"结对日期 {day} 早于{term.title}开学（{first}），请写开学以后的日期。")
    came = arrived(line.child.student for line in spread.lines)
    late = [line.child.name for line in spread.lines if came.get(line.child.student, day) > day]
    if late:
        raise Refused(f"{'、'.join(late[:5])} {day} 还没有来校，请写来校以后的日期，或者这次先不排。")


def _is_taken(lead: Pairing | None, away: set[int]) -> bool:
    return lead is not None and lead.teacher_id not in away


def _row(line: Line, leads: Mapping[int, Pairing], day: dt.date) -> Values:
    old = leads.get(line.child.student)
    return {
        "student": line.child.student, "kind": "teacher", "teacher": line.teacher, "role": "lead", "state": "on",
        "from_day": day, "took_over": old.id if old else None, "accepted_on": day if old else None,
    }  # fmt: skip
