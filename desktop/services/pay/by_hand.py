"""Lists made by hand: things in kind and 校内资助, with an amount or an item for each pupil, handed out against signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.aid.checks import SIGNED_FOR, has_fixed_amount


@dataclass(frozen=True)
class HandLine:
    """What one pupil is given: an amount in 分 (the value of a thing, 0 when not counted), the thing, and why."""

    student: int
    fen: int = 0
    item: str = ""
    why: str = ""


def make_hand_batch(
    store: Store, programme: int, term: Term, lines: Sequence[HandLine], *, list_date: dt.date | None = None
) -> int:  # fmt: skip
    """Write a list by hand, 签领 instead of a bank; returns the batch's id.

    Raises Refused when it is empty, a pupil stands on it twice or gets nothing, or the programme has a fixed standard.
    """
    store.session.demand("batch", "生成资助名单")
    row = AidProgramme.get_by_id(programme)
    _demand_sound(row, term, lines)
    same = (AidBatch.programme == programme) & (AidBatch.term == term.code)
    number = 1 + max((one.number for one in AidBatch.select().where(same)), default=0)
    with store.step(f"生成 {term.title}{row.name} 第{number}批 {len(lines)} 人", kind="batch") as step:
        batch = step.add(AidBatch, {
            "programme": programme, "term": term.code, "number": number, "state": "listed",
            "list_date": list_date or dt.date.today(), "pay_mode": SIGNED_FOR,
        })  # fmt: skip
        step.add_many(AidGrant, [_grant(batch, place, line) for place, line in enumerate(lines, 1)])
    return batch


def _demand_sound(programme: AidProgramme, term: Term, lines: Sequence[HandLine]) -> None:
    if has_fixed_amount(programme.id, term):
        raise Refused(f"“{programme.name}”{term.title}有固定的标准，请用“生成名单”，不要手工写金额。")
    if not lines:
        raise Refused("名单里一个人也没有，没有生成批次。")
    seen: set[int] = set()
    for line in lines:
        who = Student.caption_of(line.student)
        if line.student in seen:
            raise Refused(f"{who}在名单里写了两次，请合成一行。")
        seen.add(line.student)
        if line.fen < 0:
            raise Refused(f"{who}的金额不能是负数。")
        if not line.fen and not line.item.strip():
            raise Refused(f"{who}没有写金额，也没有写物品，请补上。")


def _grant(batch: int, place: int, line: HandLine) -> Values:
    pupil = Student.get_by_id(line.student)
    thing = line.item.strip()
    return {
        "batch": batch, "place": place, "student": line.student, "amount": line.fen, "item": thing[:80] or None,
        "class_name": SchoolClass.caption_of(pupil.school_class_id), "basis": line.why.strip()[:120] or None,
        "formula": thing or f"学校确定 {money.figures(line.fen)}元", "state": "planned",
    }  # fmt: skip
