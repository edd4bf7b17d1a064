"""中途变动: a recognised family does better or worse between two rounds. Its own request, proof and approval."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.recognition import CaseChange, RecognitionCase, RecognitionRound
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.recognition.rounds import GRANTED


def recognised_case(student: int) -> Any:
    """The pupil's newest approved application; None when the pupil was never recognised."""
    case, round_ = RecognitionCase, RecognitionRound
    query = case.select().join(round_).where((case.student == student) & case.state.in_(GRANTED))
    return query.where(case.grade.is_null(False)).order_by(round_.term.desc(), case.id.desc()).first()


AT_ONCE = 500  # cases in one question to the database


def approved_of(cases: Sequence[int]) -> dict[int, list[Any]]:
    """Case -> the changes the headteacher agreed to, oldest first."""
    found: dict[int, list[Any]] = defaultdict(list)
    for start in range(0, len(cases), AT_ONCE):
        some = CaseChange.case.in_(list(cases[start : start + AT_ONCE])) & (CaseChange.state == "approved")
        for row in CaseChange.select().where(some).order_by(CaseChange.decided_on, CaseChange.id):
            found[row.case_id].append(row)
    return dict(found)


def grade_of_round(case: Any, changes: Sequence[Any]) -> str:
    """The grade (need_grade, "" for none) a case was given on its `decided_on`, before any change. changes: `approved_of`."""
    return str((changes[0].old_grade if changes else case.grade) or "")


def ask(
    store: Store, student: int, new_grade: str, reason: str, *, proof: str, seen_by: str | None = None,
    day: dt.date | None = None,
) -> int:  # fmt: skip
    """Ask for another grade (need_grade; 不困难 ends the recognition). proof: a kept attachment. Returns its id.

    Raises Refused for a pupil who was never recognised, without reason or proof, or while another request waits.
    """
    store.session.demand("batch", "提出中途变动")
    case = recognised_case(student)
    who = Student.caption_of(student)
    if case is None:
        raise Refused(f"{who}没有认定过，不能走中途变动。请在学期调整的那一批里申请。")
    grade = code_list("need_grade").label(case.grade)
    if case.grade == new_grade:
        raise Refused(f"{who}现在就是“{grade}”，不用变动。")
    if not reason.strip() or not proof:
        raise Refused("中途变动要写明原因，并附上证明材料的照片或扫描件。")
    if CaseChange.get_or_none((CaseChange.case == case.id) & (CaseChange.state == "asked")):
        raise Refused(f"{who}已经有一件变动在等审批，请先等校长审批。")
    new = code_list("need_grade").label(new_grade)
    with store.step(f"提出中途变动：{who} {grade}→{new}") as step:
        return step.add(CaseChange, {
            "student": student, "case": case.id, "old_grade": case.grade, "new_grade": new_grade, "seen_by": seen_by,
            "reason": reason.strip(), "proof": proof, "asked_on": day or dt.date.today(), "state": "asked",
        })  # fmt: skip


def approve(store: Store, record: int, answer: str = "", *, today: dt.date | None = None) -> None:
    """The headteacher agrees: the case takes the new grade; the request keeps the old one. Cannot be undone."""
    store.session.demand("approve", "审批中途变动")
    row = _asked(store, record)
    who = Student.caption_of(row.student_id)
    with store.step(f"同意中途变动：{who}", kind="approve", final=True) as step:
        step.change(CaseChange, record, _decided(store, "approved", answer, today))
        step.change(RecognitionCase, row.case_id, {"grade": row.new_grade})


def refuse(store: Store, record: int, answer: str, *, today: dt.date | None = None) -> None:
    """The headteacher does not agree, with a word; the grade stays."""
    store.session.demand("approve", "审批中途变动")
    row = _asked(store, record)
    if not answer.strip():
        raise Refused("请写一句不同意的理由。")
    with store.step(
        f"未同意中途变动：{Student.caption_of(row.student_id)}", kind="approve", final=True
    ) as step:
        step.change(CaseChange, record, _decided(store, "refused", answer, today))


def _asked(store: Store, record: int) -> Any:
    row = CaseChange.get_by_id(record)
    if row.state != "asked":
        raise Refused("这件变动已经审批过了。")
    if row.asked_by == store.session.who:
        raise Refused(f"这件变动是{row.asked_by}提出的，不能由同一个人审批，请换校长登录。")
    return row


def _decided(store: Store, state: str, answer: str, today: dt.date | None) -> dict[str, Any]:
    return {
        "state": state, "decided_by": store.session.who, "decided_on": today or dt.date.today(),
        "answer": answer.strip() or None,
    }  # fmt: skip
