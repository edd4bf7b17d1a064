"""冲销更正: what was wrong after a list was frozen is put right by a line of its own, never by an edit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers import day_order
from desktop.models.ledgers.batch_order import UNAPPROVED
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import Reversal
from desktop.models.ledgers.students import Student
from desktop.models.store import Store

AT_ONCE = 500  # grants in one question to the database


@dataclass(frozen=True)
class Correction:
    """One approved correction. name: 追回, 冲销 or 补发; fen: below zero for what was taken back; day: of the approval."""

    name: str
    fen: int
    day: dt.date


def sign_of(kind: str) -> int:
    """-1 for 追回 and 冲销, +1 for 补发."""
    return int(code_list("reversal_kind").fact(kind, "sign"))


def ask(
    store: Store, grant: int, kind: str, fen: int, reason: str, *, day: dt.date | None = None, proof: str | None = None
) -> int:  # fmt: skip
    """Ask for a correction of one grant; the headteacher decides. fen: a positive amount in 分. Returns its id.

    Raises Refused for a list that is not approved yet, money that was never paid, or more than was paid.
    """
    store.session.demand("batch", "提出冲销更正")
    row = AidGrant.get_by_id(grant)
    who = Student.caption_of(row.student_id)
    if not reason.strip():
        raise Refused("请写明更正的原因，以后检查时要看。")
    if fen <= 0:
        raise Refused("金额请写正数，程序按种类加减。")
    if AidBatch.get_by_id(row.batch_id).state in (*UNAPPROVED, "void"):
        raise Refused("名单还没有审批，直接改名单就可以，不用冲销。")
    if sign_of(kind) < 0:
        _demand_paid(row, who, fen)
    label = code_list("reversal_kind").label(kind)
    values = {
        "grant": grant, "kind": kind, "amount": fen, "reason": reason.strip(), "day": day or day_order.today(),
        "proof": proof, "state": "asked",
    }  # fmt: skip
    with store.step(f"提出{label} {who} {money.figures(fen)} 元：{reason.strip()}") as step:
        return step.add(Reversal, values)


def _demand_paid(grant: Any, who: str, fen: int) -> None:
    if grant.state != "paid":
        raise Refused(f"{who}的钱还没有发下去，不用冲销；不该发的请记为不发放。")
    left = net_of(grant, waiting=True)
    if fen > left:
        raise Refused(
            f"{who}发了 {money.figures(grant.amount)} 元，减去以前的更正还有 {money.figures(left)} 元，不能减这么多。"
        )


def net_of(grant: Any, *, waiting: bool = False) -> int:
    """What a pupil was really given, in 分: the grant when paid, with approved corrections.

    waiting: less what is asked back and not decided yet.
    """
    total = grant.amount if grant.state == "paid" else 0
    for row in Reversal.select().where(Reversal.grant == grant.id):
        if row.state == "approved" or (waiting and row.state == "asked" and sign_of(row.kind) < 0):
            total += sign_of(row.kind) * row.amount
    return int(total)


def approve(store: Store, reversal: int, answer: str = "", *, today: dt.date | None = None) -> None:
    """The headteacher agrees; from here on it counts. Cannot be undone: a mistake is put right by another one."""
    _decide(store, reversal, "approved", answer.strip(), today)


def refuse(store: Store, reversal: int, answer: str, *, today: dt.date | None = None) -> None:
    """The headteacher does not agree, and says why."""
    if not answer.strip():
        raise Refused("请写一句不同意的原因。")
    _decide(store, reversal, "refused", answer.strip(), today)


def _decide(store: Store, reversal: int, state: str, answer: str, today: dt.date | None) -> None:
    store.session.demand("approve", "审批冲销更正")
    row = Reversal.get_by_id(reversal)
    if row.state != "asked":
        raise Refused("这笔更正已经审批过了。")
    label = code_list("request_state").label(state)
    who = Student.caption_of(AidGrant.get_by_id(row.grant_id).student_id)
    values = {
        "state": state, "decided_by": store.session.who, "decided_on": today or day_order.today(), "answer": answer or None,
    }  # fmt: skip
    title = f"{label}{Reversal.kind.format(row.kind)} {who} {money.figures(row.amount)} 元"
    with store.step(title, kind="approve", final=True) as step:
        step.change(Reversal, reversal, values)


def waiting() -> list[Any]:
    """Corrections that wait for the headteacher, oldest first."""
    return list(Reversal.select().where(Reversal.state == "asked").order_by(Reversal.day, Reversal.id))


def sums(grants: Any) -> tuple[int, int]:
    """(taken back, given again) in 分 by approved corrections of a query of grant ids."""
    rows = (
        Reversal.select(Reversal.kind, pw.fn.SUM(Reversal.amount))
        .where(Reversal.grant.in_(grants) & (Reversal.state == "approved"))
        .group_by(Reversal.kind)
        .tuples()
    )
    told = [(sign_of(kind), int(fen)) for kind, fen in rows]
    return sum(fen for sign, fen in told if sign < 0), sum(fen for sign, fen in told if sign > 0)


def by_grant(grants: Collection[int]) -> dict[int, int]:
    """What approved corrections make of some grants, in 分: less than nothing when money was taken back."""
    return {grant: sum(one.fen for one in told) for grant, told in corrections(grants).items()}


def corrections(grants: Collection[int]) -> dict[int, list[Correction]]:
    """The approved corrections of some grants, oldest first; every paper that tells of one takes it from here."""
    found: dict[int, list[Correction]] = defaultdict(list)
    for row in _approved(list(grants)):
        name, fen = Reversal.kind.format(row.kind), sign_of(row.kind) * row.amount
        found[row.grant_id].append(Correction(name, fen, row.decided_on or row.day))
    return dict(found)


def _approved(ids: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(ids), AT_ONCE):
        some = Reversal.grant.in_(ids[start : start + AT_ONCE]) & (Reversal.state == "approved")
        yield from Reversal.select().where(some).order_by(Reversal.id)
