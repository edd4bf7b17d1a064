"""What the check of the books says of the pairs: children without anybody, teachers and pupils who have left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from desktop.models.codes import code_list
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import rows_by_id
from desktop.models.terms import Term
from desktop.services.care import pairs

NAMED = 5  # names in one sentence
Doubt = tuple[str, tuple[int, ...]]  # a sentence, the pupils it is about


def doubts(day: dt.date, term: Term) -> Iterator[Doubt]:
    """Nothing for a school that has not begun to pair."""
    if not Pairing.select().exists():
        return
    told = pairs.coverage(day, term)
    bare = [child.student for child in told.missing if child.student not in told.left_alone]
    if bare:
        yield f"{_some(bare)}要结对，还没有责任教师。请打开“结对”批量分配。", tuple(bare)
    if alone := list(told.left_alone):
        names = "、".join(sorted({Staff.caption_of(one) for one in told.left_alone.values()}))
        yield f"{names} 已经离校，还是 {_some(alone)}的责任教师。请办交接。", tuple(alone)
    yield from _left(day)


def _left(day: dt.date) -> Iterator[Doubt]:
    """Pairs that stand though the pupil has left the school."""
    rows = list(Pairing.select(Pairing.student).where(Pairing.state != "ended"))
    on_roll = code_list("enrolment_status").codes_with("on_roll")
    gone = [
        row.id
        for row in rows_by_id(Student, sorted({row.student_id for row in rows}))
        if row.status not in on_roll or (row.left_on and row.left_on <= day)
    ]
    if gone:
        yield f"{_some(gone)}已不在校，结对还没有结束。请打开“结对”一起结束。", tuple(gone)


def _some(students: Sequence[int]) -> str:
    words = "、".join(Student.caption_of(one) for one in students[:NAMED])
    return f"{words} 等 {len(students)} 人" if len(students) > NAMED else words
