"""What changed since last term on what the headteacher is asked to sign: who is new, who is gone, whose amount is another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.recognition import RecognitionRound
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import parse_term
from desktop.services.aid.checks import has_fixed_amount
from desktop.services.aid.propose import DOUBTFUL, ENTITLED, Line, propose
from desktop.services.recognition import overview
from desktop.services.recognition.rounds import cases_of


@dataclass(frozen=True)
class Change:
    """One pupil: what was, what is, and why as far as somebody wrote it down. A text is empty where there is nothing."""

    student: int
    before: str
    now: str
    why: str = ""

    @property
    def who(self) -> str:
        """王芳（三(2)班）; of two of one name in a class the end of the number too."""
        name = Student.caption_of(self.student)
        pupil = Student.get_or_none(Student.id == self.student)
        return (
            name
            if "（" in name or pupil is None
            else f"{name}（{SchoolClass.caption_of(pupil.school_class_id)}）"
        )

    @property
    def words(self) -> str:
        """312.50 → 625.00，降档：父亲外出务工有收入; or the one side there is."""
        sides = " → ".join(filter(None, (self.before, self.now)))
        return "，".join(filter(None, (sides, self.why)))


@dataclass(frozen=True)
class Since:
    """What is asked for beside what was last time. other: 金额不同 of a list, 调档 of a round."""

    last: str
    new: tuple[Change, ...]
    gone: tuple[Change, ...]
    other: tuple[Change, ...]
    other_title: str
    left_out: tuple[Change, ...] = ()  # who may be entitled and stands on no list of the term, with the doubt

    @property
    def sentence(self) -> str:
        if not self.last:
            return "以前没有可以对比的，这是第一次。"
        counts = f"新增 {len(self.new)} 人，退出 {len(self.gone)} 人，{self.other_title} {len(self.other)} 人"
        return f"和{self.last}比：{counts}。"


def of_batch(record: int, store: Store | None = None) -> Since:
    """A list beside what the last term before it gave by the same programme; several lists of a term count together.

    Other lists of the same term count on both sides: an additional list does not make the first one's pupils 退出.
    store: judges the school anew by the rules, for the reasons of who is gone and for who was left out in doubt.
    """
    row = AidBatch.get_by_id(record)
    earlier = AidBatch.select(AidBatch.term).where(
        (AidBatch.programme == row.programme_id) & (AidBatch.state != "void") & (AidBatch.term < row.term))  # fmt: skip
    last = max((code for (code,) in earlier.distinct().tuples()), default="")
    own = _amounts(AidBatch.id == record)
    same_term = _amounts((AidBatch.programme == row.programme_id) & (AidBatch.term == row.term))
    before = _amounts((AidBatch.programme == row.programme_id) & (AidBatch.term == last)) if last else {}
    judged = _judged(store, row) if store is not None else {}
    yuan, taken_out = money.figures, _by_rules(judged) | _reasons_of_batch(row)
    basis = dict(AidGrant.select(AidGrant.student, AidGrant.basis).where(AidGrant.batch == record).tuples())
    return Since(
        parse_term(last).title if last else "",
        tuple(
            Change(one, "", yuan(fen), basis.get(one) or "") for one, fen in own.items() if one not in before
        ),
        _gone({one: yuan(fen) for one, fen in before.items() if one not in same_term}, taken_out),
        tuple(
            Change(one, yuan(before[one]), yuan(fen), basis.get(one) or "")
            for one, fen in own.items()
            if before.get(one, fen) != fen
        ),
        "金额不同",
        tuple(
            Change(one, "", "", said.why)
            for one, said in judged.items()
            if said.verdict == DOUBTFUL and one not in same_term
        ),
    )


def _judged(store: Store, row: Any) -> dict[int, Line]:
    """Pupil -> what the rules say as of the list's day; nothing for programmes whose lists are made by hand."""
    term = parse_term(row.term)
    if not has_fixed_amount(row.programme_id, term):
        return {}
    found = propose(store, AidProgramme.get_by_id(row.programme_id), term, row.list_date)
    return {line.student.id: line for line in found.lines}


def _by_rules(judged: Mapping[int, Line]) -> dict[int, str]:
    return {one: line.why.rstrip("。") for one, line in judged.items() if line.verdict != ENTITLED}


def _reasons_of_batch(batch: Any) -> dict[int, str]:
    """Why the clerk took pupils off the lists of this programme and term."""
    rows = AidGrant.select(AidGrant.student, AidGrant.reason).join(AidBatch).where(
        (AidBatch.programme == batch.programme_id) & (AidBatch.term == batch.term) & (AidBatch.state != "void")
        & (AidGrant.state == "stopped"))  # fmt: skip
    return {student: f"去掉：{why}" for student, why in rows.tuples() if why}


def _amounts(which: Any) -> dict[int, int]:
    """Pupil -> 分, in the order of the lists; stopped lines and voided lists left out."""
    rows = AidGrant.select(AidGrant.student, AidGrant.amount).join(AidBatch).where(
        which & (AidBatch.state != "void") & (AidGrant.state != "stopped"))  # fmt: skip
    found: dict[int, int] = {}
    for student, fen in rows.order_by(AidGrant.batch, AidGrant.place, AidGrant.id).tuples():
        found[student] = found.get(student, 0) + fen
    return found


def _gone(before: dict[int, str], whys: Mapping[int, str]) -> tuple[Change, ...]:
    """Who is no longer asked for, with 已转出, 毕业 … for those who left the school, else the reason there is."""
    rows = Student.select(Student.id, Student.status).where(Student.id.in_(list(before)))
    states = dict(rows.tuples())
    codes = code_list("enrolment_status")
    why = {one: "" if codes.fact(state, "on_roll") else codes.label(state) for one, state in states.items()}
    return tuple(Change(one, was, why.get(one, "已删除"), whys.get(one, "")) for one, was in before.items())


def of_round(store: Store, record: int) -> Since:
    """A round beside the last approved one."""
    told = overview.changes(store, record)
    label = code_list("need_grade").label
    cases = cases_of(store, record)
    now = overview.grades_of(cases)
    whys = {case.student_id: case.school_opinion or case.class_opinion or case.reason or "" for case in cases}
    left = {case.student_id: case.why_not or whys[case.student_id] for case in cases}
    before = overview.grades_of(cases_of(store, told.since.id)) if told.since else {}
    return Since(
        RecognitionRound.caption(told.since) if told.since else "",
        tuple(Change(one, "", label(now[one]), whys.get(one, "")) for one in told.new),
        _gone({one: label(before[one]) for one in told.gone}, left),
        tuple(
            Change(one.student, label(one.before), label(one.now), whys.get(one.student, ""))
            for one in told.moved
        ),
        "调档",
    )
