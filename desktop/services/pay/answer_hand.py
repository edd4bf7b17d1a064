"""What a person decides about rows that did not fit: whose a row is, and what became of the money."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledgers import day_order
from desktop.models.ledgers.batch_order import why_taken_back
from desktop.models.ledgers.pay_order import why_not_late
from desktop.services.pay.answer_draft import AnswerDraft, Parked, Told
from desktop.services.pay.answer_match import DAMAGED, Sent
from desktop.services.pay.answer_rows import AnswerRow
from desktop.services.pay.answer_words import FAILED, PAID


def why_late(sent: Sent) -> str:
    """What to say of a success after a failure; only as long as nothing was sent again it may be taken by hand."""
    so_far = f"{sent.who}上次回盘是失败，这次是成功，"
    if again := why_not_late(sent.line.grant_id, sent.line.id):
        return f"{so_far}可是{again}"
    return f"{so_far}请问银行到底有没有到账；还没有重发，确实到账的可以认定成功。"


def why_not_returned(told: Told) -> str:
    """Why a payment that is there is not taken for come back: taken back already, or dated before it arrived."""
    line, day = told.sent.line, told.row.day if told.row else None
    if line.state != PAID or told.result != FAILED:
        return ""
    if day and line.paid_on and day < line.paid_on:
        return (
            f"{told.sent.who}的到账日期是 {line.paid_on}，这一行的退票日期 {day} 还在前面，请对照银行的原件。"
        )
    return why_taken_back(line.grant_id)


def assign(draft: AnswerDraft, parked: Parked, sent: Sent) -> Parked:
    """The person says whose row it is that means nobody by itself; it waits on for what became of it (`decide`).

    Raises Refused when the row names an amount that this line was not sent, or the line has its result.
    """
    if draft.has_result(sent.line.id):
        raise Refused(f"{sent.who}已经有结果了，这一行不能再对上。")
    _demand_amount(parked.row, sent, "不能对上")
    meant = Parked(parked.row, f"由您对上{sent.who}。", sent)
    draft.parked = [meant if one is parked else one for one in draft.parked]
    draft.silent = [one for one in draft.silent if one.line.id != sent.line.id]
    return meant


def _demand_amount(row: AnswerRow, sent: Sent, so: str) -> None:
    if row.fen is not None and row.fen != sent.line.amount:
        told, right = money.figures(row.fen), money.figures(sent.line.amount)
        raise Refused(f"{sent.who}送的是 {right} 元，这一行写的是 {told} 元，金额不一样，{so}。请问银行。")


def decide(draft: AnswerDraft, parked: Parked, result: str, reason: str = "") -> None:
    """The person looked at a parked row that means one line of the list, and says what became of it (paid, failed).

    Raises Refused when the row means nobody, names another amount than was paid, or the line was decided before;
    ValueError for another result.
    """
    if result not in (PAID, FAILED):
        raise ValueError(f"not a result of a payment: {result}")
    sent = parked.sent
    if sent is None:
        raise Refused("这一行看不出是清单里的谁，不能认定。请问银行。")
    if draft.has_result(sent.line.id):
        raise Refused(f"{sent.who}已经有结果了。")
    _demand_new(sent, result)
    if result == PAID:
        _demand_amount(parked.row, sent, "不能认定成功")
    said = f"银行写的是“{parked.row.said}”" if parked.row.said else ""
    row = _with_a_day_that_may_be(parked.row, sent, draft.pay_list.made_on)
    told = Told(sent, result, reason or parked.row.reason or said, row, sent.line.state)
    (draft.paid if result == PAID else draft.failed).append(told)
    draft.parked = [one for one in draft.parked if one.sent is None or one.sent.line.id != sent.line.id]


def _with_a_day_that_may_be(row: AnswerRow, sent: Sent, made_on: dt.date) -> AnswerRow:
    """The row without a day for which it was parked: then the day that the person typed holds."""
    first = max(filter(None, (made_on, sent.line.paid_on)))
    return row if row.day and first <= row.day <= day_order.today() else replace(row, day=None)


def alike(draft: AnswerDraft, parked: Parked) -> list[Parked]:
    """The other rows whose result the bank wrote in just these words: what one of them means, all of them do.

    So do rows whose accounts a spreadsheet cut, as long as their first fifteen digits, name and amount are those sent.
    """
    told = (parked.row.said, parked.row.reason)
    if not (parked.unclear or _only_cut(parked)) or not parked.row.said:
        return []
    return [
        one
        for one in draft.parked
        if one is not parked
        and one.sent
        and (one.unclear, _only_cut(one)) == (parked.unclear, _only_cut(parked))
        and (one.row.said, one.row.reason) == told
    ]


def _only_cut(parked: Parked) -> bool:
    """Whether nothing but the last digits of its account keeps a row from being taken."""
    row, sent = parked.row, parked.sent
    if sent is None or not row.cut or row.odd or row.unread or not parked.why.endswith(DAMAGED):
        return False
    return row.fen in (None, sent.line.amount)


def _demand_new(sent: Sent, result: str) -> None:
    """Raises Refused when the line has this result already, or may not take the other one."""
    if result == sent.line.state:
        known = "失败" if result == FAILED else "成功"
        raise Refused(f"{sent.who}上次回盘已经登记为{known}，不用再认定。")
    if sent.line.state == FAILED:
        demand_late(sent)
    if sent.line.state == PAID and (why := why_taken_back(sent.line.grant_id)):
        raise Refused(why)


def demand_late(sent: Sent) -> None:
    """Raises Refused when a success may not count any more after the failure."""
    if why := why_not_late(sent.line.grant_id, sent.line.id):
        raise Refused(f"{sent.who}上次回盘是失败，可是{why}")
