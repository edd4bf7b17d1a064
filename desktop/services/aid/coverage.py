"""What people would rather look at: who has the aid of those who should, by class; what was paid, by term; kinds of need."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term, parse_term
from desktop.services.lists.differences import MISSING, Differences, differences
from desktop.services.pay import reversals
from desktop.services.progress import Progress
from desktop.services.todo import Names, names_of

TERMS = 6  # terms of the picture of money


@dataclass(frozen=True)
class ClassCover:
    """One class: how many have it (享受), how many should (应享受), who lacks it. name 全校 is the whole school."""

    name: str
    have: int
    of: int
    lacking: Names


@dataclass(frozen=True)
class Cover:
    """应享尽享 of some programmes in a term. explained: 应助未助 that somebody closed with a reason, not counted; note: the
    sentence about lines of county lists that nobody has looked at yet, "" when there are none."""

    term: Term
    programmes: tuple[Any, ...]
    classes: tuple[ClassCover, ...]
    explained: Names
    note: str = ""

    @property
    def whole(self) -> ClassCover:
        return self.classes[-1]


@dataclass(frozen=True)
class TermPaid:
    """A term's money in 分: paid with approved corrections, and what is still on the way; the pupils who were paid."""

    term: Term
    paid: int
    open: int
    pupils: Names


def found_in(
    store: Store,
    programmes: list[Any],
    term: Term,
    day: dt.date | None = None,
    progress: Progress | None = None,
) -> list[Differences]:
    """The two-way differences of some programmes. Takes a while in a large school. Raises Cancelled."""
    return [differences(store, one, term, day, progress) for one in programmes]


def cover(found: list[Differences], term: Term) -> Cover:
    """By class, smallest grade first, the whole school last. A pupil entitled to two programmes counts in each."""
    classes = _classes(found)
    have, lack = Counter[int](), defaultdict[int, list[int]](list)
    explained: list[int] = []
    for one in found:
        missing = {gap.student.id for gap in one.of(MISSING)} & one.counted
        for student in one.counted:
            if student in missing:
                lack[classes[student]].append(student)
            else:
                have[classes[student]] += 1
        explained += [gap.student.id for gap in one.of(MISSING, closed=True)]
    told = [
        _class(name, have[record], lack[record]) for record, name in _in_order({*have, *lack}) if have[record] or lack[record]
    ]  # fmt: skip
    everybody = [student for one in told for student in one.lacking.ids]
    whole = _class("全校", have.total(), everybody, sum(one.of - one.have for one in told))
    programmes = tuple(one.programme for one in found)
    unseen = max((one.rate for one in found), key=lambda one: (one.outside, one.unseen), default=None)
    note = unseen.note if unseen else ""
    return Cover(term, programmes, (*told, whole), names_of("应助未助已说明原因", explained), note)


def _class(name: str, have: int, lacking: list[int], lack: int | None = None) -> ClassCover:
    of = have + (len(lacking) if lack is None else lack)
    return ClassCover(name, have, of, names_of(f"{name}应助未助", sorted(lacking)))


def _classes(found: list[Differences]) -> dict[int, int]:
    wanted = set().union(*(one.counted for one in found)) if found else set()
    rows = Student.select(Student.id, Student.school_class).tuples()
    return {student: klass for student, klass in rows if student in wanted}


def _in_order(classes: Collection[int]) -> list[tuple[int, str]]:
    rows = sorted(SchoolClass.select(), key=lambda row: (int(row.grade), row.number))
    return [(row.id, SchoolClass.caption_of(row.id)) for row in rows if row.id in classes]


def paid_by_term(
    store: Store, term: Term, programmes: Collection[int] = (), *, terms: int = TERMS
) -> list[TermPaid]:
    """The last terms up to this one that had a list, oldest first; of all programmes unless some are named."""
    codes = (
        AidBatch.select(AidBatch.term).where(_counts(programmes) & (AidBatch.term <= term.code)).distinct()
    )
    wanted = sorted(code for (code,) in codes.tuples())[-terms:]
    return [_paid(store, code, programmes) for code in wanted]


def _counts(programmes: Collection[int]) -> Any:
    counted = AidBatch.state != "void"
    return counted & AidBatch.programme.in_(list(programmes)) if programmes else counted


def _paid(store: Store, code: str, programmes: Collection[int]) -> TermPaid:
    query = store.rows(AidGrant).join(AidBatch).where(
        _counts(programmes) & (AidBatch.term == code) & (AidGrant.state != "stopped"))  # fmt: skip
    grants = list(query.select(AidGrant.id, AidGrant.student, AidGrant.state, AidGrant.amount))
    back, more = reversals.sums([grant.id for grant in grants])
    paid = [grant for grant in grants if grant.state == "paid"]
    term = parse_term(code)
    return TermPaid(
        term,
        sum(grant.amount for grant in paid) - back + more,
        sum(grant.amount for grant in grants if grant.state != "paid"),
        names_of(f"{term.title}已发放", sorted(grant.student_id for grant in paid)),
    )
