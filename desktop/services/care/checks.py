"""What the check of the books says of pairs and visits: children without anybody, teachers and pupils who have left,
visits about nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from desktop.models.codes import code_list
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import rows_by_id
from desktop.models.terms import Term
from desktop.services.care import pairs

NAMED = 5  # names in one sentence
Doubt = tuple[str, tuple[int, ...]]  # a sentence, the pupils it is about


def doubts(day: dt.date, term: Term) -> Iterator[Doubt]:
    """Visits about nobody; of the pairs nothing for a school that has not begun to pair."""
    yield from _bare_visits()
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


def _bare_visits() -> Iterator[Doubt]:
    """Visits that count for no child, brought in from elsewhere before each had to have one."""
    about = VisitChild.select(VisitChild.visit)
    rows = list(Visit.select().where(Visit.id.not_in(about)).order_by(Visit.day, Visit.id))
    if rows:
        words = "、".join(map(Visit.caption, rows[:NAMED])) + (
            f" 等 {len(rows)} 次" if len(rows) > NAMED else ""
        )
        yield (
            f"{words}家访没有写是为哪个孩子去的，谁的账上都不算。请打开“家访 → 更多 → 家访记录”补上孩子，或者删除。",
            (),
        )


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
