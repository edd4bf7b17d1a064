"""What the page 结对 shows, read at once: every child to be paired and who stands by, every teacher and the load."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from desktop.models import sight
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.staff import Staff
from desktop.models.terms import Term
from desktop.services.care import listed, pairs, plans
from desktop.services.care.listed import Child
from desktop.services.care.rules import rule
from desktop.services.progress import Progress

DECLINED = "declined"  # pair_end; why stands in the note
MISSING, ALONE, WAITS, GOOD = "missing", "alone", "waits", "good"


@dataclass(frozen=True)
class Standing:
    """One child: the pair with the responsible teacher, the handover that waits, who else helps, how the plan stands.

    state: MISSING (nobody), ALONE (the teacher has left the school), WAITS (a handover), GOOD.
    """

    child: Child
    lead: Any | None
    offer: Any | None
    others: tuple[Any, ...]
    plan: plans.Tally | None
    state: str

    @property
    def teacher(self) -> str:
        return Staff.caption_of(self.lead.teacher_id) if self.lead else ""


@dataclass(frozen=True)
class Load:
    """One teacher and the children the teacher is responsible for. coming: children offered and not yet taken.

    elsewhere: how many more sit in classes that whoever reads may not see; a number alone.
    """

    teacher: int
    name: str
    post: str
    children: tuple[int, ...]
    coming: int
    gone: bool
    most: int
    elsewhere: int = 0

    @property
    def over(self) -> bool:
        return len(self.children) + self.elsewhere > self.most

    @property
    def elsewhere_words(self) -> str:
        return f"{self.name} 还负责别的班的 {self.elsewhere} 人，这里看不到" if self.elsewhere else ""


@dataclass(frozen=True)
class Board:
    """Everything the page shows of a day: children still without anybody stand first, then by class and seat.

    unseen: children to be paired in classes that whoever reads may not see; a number alone, no names.
    """

    day: dt.date
    term: Term
    coverage: pairs.Coverage
    standings: dict[int, Standing]
    loads: tuple[Load, ...]
    offers: tuple[Any, ...]
    stale: tuple[pairs.Stale, ...]
    unplanned: int
    most: int
    unseen: int = 0


def board(day: dt.date, term: Term, *, progress: Progress | None = None) -> Board:
    """Read it all, as far as whoever reads may see it."""
    (progress or Progress()).check()
    children, told = listed.to_pair(day, term=term), pairs.coverage(day, term)
    offers = tuple(pairs.offered())
    found = _standings(children, told, offers, day, term)
    ordered = sorted(found.values(), key=lambda one: (MISSING, ALONE, WAITS, GOOD).index(one.state))
    unplanned = sum(one.lead is not None and one.plan is None for one in found.values())
    most = rule("load_most")
    return Board(
        day, term, told, {one.child.student: one for one in ordered}, loads(day, most),
        offers, tuple(pairs.stale(day, term)), unplanned, most, _unseen(len(children), day, term),
    )  # fmt: skip


def _unseen(seen: int, day: dt.date, term: Term) -> int:
    reader = sight.reader()
    if reader is None or reader.classes is None:
        return 0
    with sight.whole():
        return len(listed.to_pair(day, term=term)) - seen


def _standings(
    children: dict[int, Child], told: pairs.Coverage, offers: Iterable[Any], day: dt.date, term: Term
) -> dict[int, Standing]:
    leads, waiting = pairs.lead_of(children, day), {row.student_id: row for row in offers}
    others: dict[int, list[Any]] = defaultdict(list)
    for row in Pairing.select().where((Pairing.role != "lead") & pairs.holds_on(day)):
        others[row.student_id].append(row)
        if row.peer_id:
            others[row.peer_id].append(row)
    figures = plans.tallies(day, term)
    missing = {child.student for child in told.missing}
    return {
        student: Standing(
            child, leads.get(student), waiting.get(student), tuple(others.get(student, ())), figures.get(student),
            _state(student, missing, told.left_alone, waiting),
        )
        for student, child in children.items()
    }  # fmt: skip


def _state(student: int, missing: set[int], alone: dict[int, int], waiting: dict[int, Any]) -> str:
    if student in waiting:
        return WAITS
    if student in alone:
        return ALONE
    return MISSING if student in missing else GOOD


def loads(day: dt.date, most: int) -> tuple[Load, ...]:
    """Teachers by load: those who left with children first, then who has most, then by name; all staff at school."""
    load, away, every = pairs.load(day), pairs.gone(day), _whole_load(day)
    coming: dict[int, int] = defaultdict(int)
    for row in pairs.offered():
        coming[row.teacher_id] += 1
    made = [
        Load(
            row.id, row.name, Staff.post.format(row.post), tuple(load.get(row.id, ())), coming[row.id],
            row.id in away, most, max(every.get(row.id, 0) - len(load.get(row.id, ())), 0),
        )
        for row in Staff.select()
        if row.id in load or row.id not in away
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda one: (not one.gone, -len(one.children), one.name, one.teacher)))


def _whole_load(day: dt.date) -> dict[int, int]:
    """Teacher -> how many children in the whole school, for whoever sees some classes alone; nothing for others."""
    reader = sight.reader()
    if reader is None or reader.classes is None:
        return {}
    with sight.whole():
        return {teacher: len(children) for teacher, children in pairs.load(day).items()}


def words_of(row: Any, child: int | None = None) -> str:
    """One pair in a child's history: 孙老师 责任教师 2026-09-05 起，2026-11-20 交接给别的教师.

    child: whose history it is; of two pupils who help each other the other one is named.
    """
    who = Pairing.other_side(row.__data__, child)
    part = Pairing.part_of_side(row) if row.kind == "teacher" else Pairing.kind.format(row.kind)
    if row.state == "offered":
        return f"{who} 待接手（{row.from_day} 交接）"
    words = f"{who} {part} {row.from_day} 起"
    if row.state == "ended":
        words += f"，{row.until_day} {Pairing.end_reason.format(row.end_reason)}"
        words += f"：{row.note}" if row.end_reason == DECLINED and row.note else ""
    return words
