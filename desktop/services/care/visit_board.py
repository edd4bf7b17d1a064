"""The board of 家访: every child who is to be visited, by teacher, the overdue first; what a month and a term have so far."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop.models import sight
from desktop.models.ledgers.staff import AppUser, Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.care import activities, listed, pairs, talks, visits
from desktop.services.care.cover import Cover, cover
from desktop.services.care.listed import Child
from desktop.services.care.rules import rules
from desktop.services.care.visits import Due
from desktop.services.progress import Progress


@dataclass(frozen=True)
class Row:
    """One child with what is due, and the days of its visits in the term."""

    child: Child
    due: Due
    days: tuple[dt.date, ...]

    @property
    def late(self) -> bool:
        return self.due.overdue_since is not None


@dataclass(frozen=True)
class Teacher:
    """One teacher's children: to be visited, visited at least once, overdue, not visited as often as they are due.

    id None: nobody is responsible.
    """

    id: int | None
    name: str
    to_visit: int
    visited: int
    late: int
    open: int


@dataclass(frozen=True)
class Monthly:
    """What 关爱规则 ask for every month: so many children had it this month, of so many. often: how many times."""

    label: str
    done: int
    due: int
    often: int


@dataclass(frozen=True)
class Board:
    """rows: the overdue first. term, month: coverage up to the day. mine: the teacher who sits here, None when unknown.

    monthly: talks with the paired and calls of the left-behind, as far as a rule asks for them. hidden: children whom this
    person is responsible for and may not see, because they sit in another class.
    """

    day: dt.date
    rows: tuple[Row, ...]
    teachers: tuple[Teacher, ...]
    term: Cover
    month: Cover
    mine: int | None
    monthly: tuple[Monthly, ...] = ()
    hidden: int = 0

    @property
    def hidden_words(self) -> str:
        """Why a class teacher sees fewer children here than others say the teacher has; "" when none is missing."""
        if not self.hidden:
            return ""
        return (
            f"您还负责其他班的 {self.hidden} 人，这里看不到：班主任只看自己班的学生，别班的请德育负责人登记。"
        )

    def of(self, teacher: int | None) -> list[Row]:
        return [row for row in self.rows if row.due.teacher == teacher]

    @property
    def late(self) -> int:
        return sum(row.late for row in self.rows)

    @property
    def open(self) -> int:
        return sum(row.due.open for row in self.rows)


def board(store: Store, day: dt.date, term: Term, *, progress: Progress | None = None) -> Board:
    """Read it all, as whoever is logged in may see it; a job may do it."""
    children, had = listed.children(day, term=term), visits.done(term)
    rows = tuple(
        Row(children[one.student], one, tuple(had.get(one.student, ())))
        for one in visits.due(day, term, known=children)
    )
    whole = cover(day, term)
    month = cover(day, term, f"{day:%Y-%m}")
    told, mine = tuple(_monthly(day, term, children)), staff_of(store)
    return Board(day, rows, _teachers(rows), whole, month, mine, told, _hidden(store, mine, day, term))


def _hidden(store: Store, mine: int | None, day: dt.date, term: Term) -> int:
    """How many children of other classes a class teacher is responsible for; the number alone, no name."""
    if mine is None or store.session.classes is None:
        return 0
    with sight.whole():
        every = {
            s
            for s, row in pairs.lead_of(listed.to_pair(day, term=term), day).items()
            if row.teacher_id == mine
        }
        seen = Student.select(Student.id).where(Student.school_class.in_(sorted(store.session.classes)))
        return len(every - {row.id for row in seen})


def _monthly(day: dt.date, term: Term, children: Mapping[int, Child]) -> Iterator[Monthly]:
    """Talks as far as whoever reads may see them."""
    often = rules().get("talks_month", 0)
    paired = pairs.lead_of([one for one, child in children.items() if child.pairs], day)
    if often and paired:
        had = talks.counted(day.replace(day=1), day)
        yield Monthly("谈心", sum(had.get(one, 0) >= often for one in paired), len(paired), often)
    kept = activities.kept(day, term)
    here = [one for one in kept.months if one.month == f"{day:%Y-%m}"]
    if here and kept.children:
        yield Monthly("留守学生和父母通话", here[0].called, len(kept.children), kept.calls_wanted)


def _teachers(rows: tuple[Row, ...]) -> tuple[Teacher, ...]:
    """Those with overdue children first, then by name; children of nobody last."""
    groups: dict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.due.teacher].append(row)
    Staff.learn_captions(groups)
    found = [
        Teacher(
            who,
            Staff.caption_of(who) if who is not None else "还没有责任教师",
            len(group),
            sum(bool(row.days) for row in group),
            sum(row.late for row in group),
            sum(row.due.open > 0 for row in group),
        )
        for who, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.id is None, -one.late, one.name)))


def staff_of(store: Store) -> int | None:
    """The staff row of whoever is logged in."""
    row = AppUser.get_or_none(AppUser.name == store.session.who)
    return row.staff_id if row else None
