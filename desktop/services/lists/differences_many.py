"""What is done with many differences at once, as one step each; and 应享尽享率 class by class."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.lists import ClosingReason, Difference
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.lists.differences import MISSING, Differences, Gap, Rate, differences
from desktop.services.progress import Progress

CLOSING, REOPENING = "说明差异原因", "重新打开差异"
AT_ONCE = 500  # ids asked for in one query


@dataclass(frozen=True)
class ByClass:
    """Both sides, and the rate of each class that has anybody entitled, in the order of the classes."""

    found: Differences
    shares: tuple[tuple[str, Rate], ...]


def look(store: Store, programme: Any, term: Term, progress: Progress | None = None) -> ByClass:
    """Hold the rules as they are today against the lists there are. Raises Cancelled."""
    found = differences(store, programme, term, progress=progress)
    return ByClass(found, by_class(found))


def by_class(found: Differences) -> tuple[tuple[str, Rate], ...]:
    """Those counted as entitled, by class: all of them are on a list but those that the difference shows."""
    missing = {gap.student.id for gap in found.of(MISSING)}
    explained = Counter(gap.student.school_class_id for gap in found.of(MISSING, closed=True))
    entitled: Counter[int] = Counter()
    granted: Counter[int] = Counter()
    ids = sorted(found.counted)
    for start in range(0, len(ids), AT_ONCE):
        some = Student.id.in_(ids[start : start + AT_ONCE])
        for student, klass in Student.select(Student.id, Student.school_class).where(some).tuples():
            entitled[klass] += 1
            granted[klass] += student not in missing
    order = SchoolClass.select(SchoolClass.id).order_by(SchoolClass.grade, SchoolClass.number, SchoolClass.id)
    return tuple(
        (SchoolClass.caption_of(row.id), Rate(granted[row.id], entitled[row.id], explained[row.id]))
        for row in order if entitled[row.id]
    )  # fmt: skip


def close_all(
    store: Store,
    found: Differences,
    gaps: Sequence[Gap],
    *,
    reason: int,
    note: str | None = None,
    waiver: str | None = None,
    today: dt.date | None = None,
) -> int:
    """Explain lines with one reason; returns how many. waiver: what the attachment folder gave for the signed paper.

    Raises NotAllowed; Refused when nothing is chosen, a reason is not for this side, or wants a paper that is not there.
    """
    told = {"reason": reason, "note": note, "waiver": waiver}
    return _close(store, found, [(gap, told) for gap in gaps], today)


def close_as_before(
    store: Store, found: Differences, gaps: Sequence[Gap], *, today: dt.date | None = None
) -> int:
    """Explain lines as they were in the term before, each with its own reason; the signed paper holds on."""
    if unknown := next((gap for gap in gaps if gap.before is None), None):
        raise Refused(f"{unknown.student.name}上学期没有说明过原因，请选一个原因。")
    told = [
        (gap, {"reason": gap.before.reason_id, "note": gap.before.note, "waiver": gap.before.waiver})
        for gap in gaps
    ]
    return _close(store, found, told, today)


def _close(
    store: Store, found: Differences, told: Sequence[tuple[Gap, Values]], today: dt.date | None
) -> int:
    store.session.demand("batch", CLOSING)
    if not told:
        raise Refused("请先选要说明原因的学生。")
    usual = {
        "term": found.term.code, "programme": found.programme.id, "closed_by": store.session.who[:20],
        "closed_on": today or dt.date.today(),
    }  # fmt: skip
    names = _named([gap for gap, _ in told])
    reasons = "、".join(dict.fromkeys(ClosingReason.caption_of(values["reason"]) for _, values in told))
    with store.step(f"说明差异：{names} {reasons}"[:120]) as step:
        for gap, values in told:
            row = usual | values | {"side": gap.side, "student": gap.student.id}
            if gap.closed is None:
                step.add(Difference, row)
            else:
                step.change(Difference, gap.closed.id, row)
    return len(told)


def reopen_all(store: Store, gaps: Sequence[Gap]) -> int:
    """Take explanations back: the lines are open again. Returns how many."""
    store.session.demand("batch", REOPENING)
    closed = [gap for gap in gaps if gap.closed is not None]
    if not closed:
        raise Refused("请选已经说明过原因的学生。")
    with store.step(f"{REOPENING}：{_named(closed)}") as step:
        for gap in closed:
            step.remove(Difference, gap.closed.id)
    return len(closed)


def _named(gaps: Sequence[Gap]) -> str:
    names = list(dict.fromkeys(gap.student.name for gap in gaps))
    return "、".join(names[:3]) + (f"等 {len(names)} 人" if len(names) > 3 else "")
