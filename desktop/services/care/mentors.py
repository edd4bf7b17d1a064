"""师徒结对: which pairs a term has, what was heard against what was agreed, results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Problems, Values
from desktop.models.ledgers.care_duty import LessonVisit, Mentorship
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.care.visits import span_of


@dataclass(frozen=True)
class Line:
    """One pair in a term. heard, guided, reported: lessons of each kind; planned: 0 where nothing was agreed."""

    row: Any
    mentor: str
    learner: str
    planned: int
    heard: int
    guided: int
    reported: int

    @property
    def left(self) -> int:
        return max(self.planned - self.heard, 0)


def lines(term: Term) -> list[Line]:
    """The pairs that hold in some days of a term, with what was done in it."""
    first, last = span_of(term)
    rows = Mentorship.select().where(
        (Mentorship.from_day <= last) & (Mentorship.until_day.is_null() | (Mentorship.until_day >= first))
    )
    return [_line(row, first, last) for row in rows.order_by(Mentorship.from_day, Mentorship.id)]


def lessons(term: Term) -> list[Any]:
    """What was heard and guided in a term, pair by pair."""
    first, last = span_of(term)
    rows = LessonVisit.select().where(LessonVisit.day.between(first, last))
    return list(rows.order_by(LessonVisit.mentorship, LessonVisit.day, LessonVisit.id))


def doubts(values: Values) -> Problems:
    """What looks like a slip in a lesson: a day outside the pair's days, a lesson given by neither of the two."""
    pair = Mentorship.get_or_none(Mentorship.id == values.get("mentorship"))
    if pair is None:
        return {}
    found: Problems = {}
    day, teacher = values.get("day"), values.get("teacher")
    if day is not None and (day < pair.from_day or (pair.until_day and day > pair.until_day)):
        span = f"{pair.from_day} 到 {pair.until_day}" if pair.until_day else f"{pair.from_day} 起"
        found["day"] = f"{Mentorship.caption(pair)} 结对是 {span}，{day} 不在里面，不算进应听的节数。"
    if teacher is not None and teacher not in (pair.mentor_id, pair.learner_id):
        found["teacher"] = f"{Staff.caption_of(teacher)} 不是这一对里的师傅或徒弟。"
    return found


def signed(store: Store, records: Sequence[int]) -> int:
    """Note the agreements of these pairs as signed. Raises Refused when there is nothing to note."""
    store.session.demand("care", "登记师徒协议")
    open_ = Mentorship.select(Mentorship.id).where(
        Mentorship.id.in_(list(records)) & (Mentorship.agreement_signed == False)  # noqa: E712
    )
    ids = [row.id for row in open_]
    if not ids:
        raise Refused("选中的师徒都已经签了协议。" if records else "请先选中师徒。")
    with store.step(f"登记师徒协议 {len(ids)} 对") as step:
        return step.change_many(Mentorship, {one: {"agreement_signed": True} for one in ids})


def _line(row: Any, first: dt.date, last: dt.date) -> Line:
    counts = {"hear": 0, "guide": 0, "report": 0}
    rows = LessonVisit.select(LessonVisit.kind).where(
        (LessonVisit.mentorship == row.id) & LessonVisit.day.between(first, last)
    )
    for one in rows:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return Line(
        row, Staff.caption_of(row.mentor_id), Staff.caption_of(row.learner_id), row.lessons or 0,
        counts["hear"], counts["guide"], counts["report"],
    )  # fmt: skip
