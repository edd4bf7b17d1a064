"""Applications on their way: handed in, reviewed by the class and by the school, sent back, withdrawn, declined."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound, ReviewMeeting
from desktop.models.ledgers.recognition_order import NOT_NEEDY, too_few
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.recognition.rounds import expect, names


@dataclass(frozen=True)
class Opinion:
    """What a committee says of one pupil: a grade (need_grade) and a word."""

    grade: str
    text: str = ""


def apply(
    store: Store,
    cases: Sequence[int],
    day: dt.date,
    *,
    applicant: str | None = None,
    relation: str | None = None,
    promise: bool | None = None,
    today: dt.date | None = None,
) -> int:
    """Note that these applications were handed in on a day: drafts, returned and withdrawn ones become 已申请.

    applicant, relation and promise are written where given. Returns how many changed.
    """
    store.session.demand("batch", "登记认定申请")
    rows = _cases(store, cases, "draft", "returned", "withdrawn")
    for record in {row.round_id for row in rows}:
        period = expect(record, "applying", "reviewing")
        if day > (today or dt.date.today()):
            raise Refused(f"申请日期 {day} 还没有到。")
        if period.apply_from and day < period.apply_from:
            raise Refused(f"申请日期 {day} 早于开始受理的 {period.apply_from}，请核对。")
    told = {"applicant": applicant, "relation": relation, "promise": promise}
    values: Values = {name: value for name, value in told.items() if value is not None}
    values |= {"state": "applied", "applied_on": day, "why_not": None}
    return _write(store, "登记认定申请", rows, dict.fromkeys((row.id for row in rows), values))


def usual_day(record: int, today: dt.date | None = None) -> dt.date:
    """The day that is offered for a form: today while applications come in, afterwards the last day of the period."""
    day, row = today or dt.date.today(), RecognitionRound.get_by_id(record)
    if row.apply_until and day > row.apply_until:
        return row.apply_until
    return day


def class_review(store: Store, opinions: Mapping[int, Opinion]) -> int:
    """The class committee's grade and opinion for some pupils, after its meeting. Returns how many changed.

    Written by the aid clerk, or by the class teacher for the own class.
    """
    store.session.demand("review", "登记班级评议")
    rows = _cases(store, opinions, "applied", "class_reviewed")
    for record in {row.round_id for row in rows}:
        expect(record, "reviewing")
    for record, klass in {(row.round_id, Student.get_by_id(row.student_id).school_class_id) for row in rows}:
        _demand_meeting(record, "class", klass)
    changes = {}
    for row in rows:
        told = opinions[row.id]
        values = {
            "state": "class_reviewed",
            "class_grade": told.grade,
            "class_opinion": told.text.strip() or None,
        }
        changes[row.id] = values
    return _write(store, "班级评议", rows, changes)


def school_review(store: Store, opinions: Mapping[int, Opinion]) -> int:
    """The school committee's grade and opinion, after its meeting. Who is found not needy is declined instead."""
    store.session.demand("batch", "登记学校评审")
    rows = _cases(store, opinions, "class_reviewed", "school_reviewed")
    for record in {row.round_id for row in rows}:
        expect(record, "reviewing")
        _demand_meeting(record, "school")
    if low := [row.student_id for row in rows if opinions[row.id].grade == NOT_NEEDY]:
        raise Refused(f"{names(low)}评为“不困难”，请用“不予认定”并写明原因，不要写档次。")
    changes = {}
    for row in rows:
        told = opinions[row.id]
        values = {
            "state": "school_reviewed",
            "school_grade": told.grade,
            "school_opinion": told.text.strip() or None,
        }
        changes[row.id] = values
    return _write(store, "学校评审", rows, changes)


WAYS_OUT = {  # state: what it is called, and from where
    "withdrawn": ("撤回认定申请", ("draft", "applied", "class_reviewed", "school_reviewed", "returned")),
    "returned": ("退回认定申请", ("applied", "class_reviewed", "school_reviewed")),
    "declined": ("不予认定", ("class_reviewed", "school_reviewed")),
}


def withdraw(store: Store, cases: Sequence[int], why: str) -> int:
    """The family takes an application back."""
    return _leave(store, cases, "withdrawn", why)


def send_back(store: Store, cases: Sequence[int], why: str) -> int:
    """Return applications to the family: papers are missing, or something does not fit."""
    return _leave(store, cases, "returned", why)


def decline(store: Store, cases: Sequence[int], why: str) -> int:
    """不予认定: the school's committee has met; with the reason the family is told. It needs no grade before."""
    rounds = (
        RecognitionCase.select(RecognitionCase.round).where(RecognitionCase.id.in_(list(cases))).distinct()
    )
    for row in rounds:
        _demand_meeting(row.round_id, "school")
    return _leave(store, cases, "declined", why)


def take_up_again(store: Store, cases: Sequence[int]) -> int:
    """Put declined applications back before the school's committee, as long as no list hangs."""
    store.session.demand("batch", "重新评审")
    rows = _cases(store, cases, "declined")
    for record in {row.round_id for row in rows}:
        expect(record, "reviewing")
    changes: dict[int, Values] = {
        row.id: {"state": "school_reviewed" if row.school_grade else "class_reviewed", "why_not": None}
        for row in rows
    }
    return _write(store, "重新评审", rows, changes)


def _leave(store: Store, cases: Sequence[int], state: str, why: str) -> int:
    does, states = WAYS_OUT[state]
    store.session.demand("batch", does)
    if not why.strip():
        raise Refused("请写一句原因，家长会问，以后检查也要看。")
    rows = _cases(store, cases, *states)
    values = {"state": state, "why_not": why.strip()}
    return _write(store, does, rows, dict.fromkeys((row.id for row in rows), values))


def _cases(store: Store, cases: Iterable[int], *states: str) -> list[Any]:
    """The applications, when all stand in one of these states. Raises Refused naming those who do not."""
    rows = list(store.rows(RecognitionCase).where(RecognitionCase.id.in_(list(cases))))
    if not rows:
        raise Refused("请先选中要办的申请。")
    codes = code_list("case_state")
    if wrong := [row for row in rows if row.state not in states]:
        first = codes.label(wrong[0].state)
        on_wall = any(row.state in ("posted", "objected") for row in wrong)
        hint = (
            "名单正在公示，要改的请先中止公示。"
            if on_wall
            else f"这一步只办：{'、'.join(map(codes.label, states))}。"
        )
        raise Refused(f"{names(row.student_id for row in wrong)}的申请现在是“{first}”。{hint}")
    return rows


def present_at(record: int, level: str, klass: int | None = None) -> int | None:
    """How many came to the best attended meeting of a class (or of the school); None when nothing is written down."""
    meeting = ReviewMeeting
    query = meeting.select().where((meeting.round == record) & (meeting.level == level))
    if klass is not None:
        query = query.where(meeting.school_class == klass)
    return max((row.present for row in query if row.present is not None), default=None)


def _demand_meeting(record: int, level: str, klass: int | None = None) -> None:
    """Raise Refused while the committee has not met in sufficient number; the least number is data (meeting_level)."""
    if why := too_few(level, present_at(record, level, klass)):
        raise Refused(f"{SchoolClass.caption_of(klass)}：{why}" if klass is not None else why)


def _write(store: Store, does: str, rows: Sequence[Any], changes: Mapping[int, Values]) -> int:
    with store.step(f"{does}：{names(row.student_id for row in rows)}") as step:
        return step.change_many(RecognitionCase, dict(changes))
