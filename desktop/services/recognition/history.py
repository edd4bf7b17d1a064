"""What happened to one application, newest first, as the journal knows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from desktop.models.journal import JournalEntry, JournalStep, thaw
from desktop.models.ledgers.recognition import RecognitionCase

QUIET = ("state", "entered_by", "decided_by", "class_name")  # told by the step itself


@dataclass(frozen=True)
class Happened:
    """One step: when, who, what it was called, and the values it wrote (学校评审档次：困难)."""

    at: dt.datetime
    who: str
    does: str
    facts: tuple[str, ...]


def of_case(case: int) -> list[Happened]:
    """The steps that touched an application, taken back ones among them."""
    entries = list(
        JournalEntry.select()
        .where((JournalEntry.ledger == RecognitionCase.table()) & (JournalEntry.record == case))
        .order_by(JournalEntry.id.desc())
    )
    steps = {row.id: row for row in JournalStep.select().where(JournalStep.id.in_([e.step for e in entries]))}
    return [
        Happened(steps[one.step].at, steps[one.step].who, _name(steps[one.step].does), _facts(one))
        for one in entries if one.step in steps
    ]  # fmt: skip


def _name(does: str) -> str:
    """班级评议：王芳、李强等 20 人 → 班级评议: the others are no part of this pupil's record."""
    return does.partition("：")[0]


def _facts(entry: JournalEntry) -> tuple[str, ...]:
    """What a change wrote; what was there from the beginning is the application form itself."""
    if not entry.before or not entry.after:
        return ()
    after = thaw(entry.after)
    told = [field for field in RecognitionCase.fields() if field.name in after and field.name not in QUIET]
    return tuple(
        f"{field.label}：{field.shown(field.python_value(after[field.name])) or '空'}"
        for field in told
        if not field.extra
    )
