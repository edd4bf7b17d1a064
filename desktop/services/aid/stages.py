"""A list on its way: posted, handed to the headteacher, corrected, reported, funded, paid, filed. One function a step.

The order itself is kept at the store's door (models.ledgers.batch_order); here stand the kinder sentences. Hanging a
list on the wall and taking it down is services.recognition.posting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers import day_order
from desktop.models.ledgers.batch_order import (
    OPEN,
    PAYING,
    SETTLED,
    receipts_lacking,
    why_bounced,
    why_letters_out,
)
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.models.store import Step, Store
from desktop.services.aid import finishing
from desktop.services.aid.checks import SIGNED_FOR
from desktop.services.aid.mid_term import Turn, claim_words, kept_words, requests_in_words, undecided
from desktop.services.namesakes import told_apart

LADDER = ("draft", "listed", "posted", "approved", "reported", "funded", "paid", "closed")
AFTER_APPROVAL = LADDER[LADDER.index("approved") :]
DATED = {"funded": "funded_on", "paid": "paid_on"}  # steps whose day is kept
BANK = ("bounced", "resent", "paid")  # what the bank's answer makes of one grant


def next_state(state: str) -> str | None:
    """What follows once the headteacher has approved; None before that and at the end."""
    if state not in AFTER_APPROVAL or state == AFTER_APPROVAL[-1]:
        return None
    return AFTER_APPROVAL[AFTER_APPROVAL.index(state) + 1]


def submit(store: Store, batch: int) -> None:
    """Hand a returned list to the headteacher again."""
    store.session.demand("batch", "送审资助名单")
    row = _open_row(batch)
    with store.step(f"送审 {AidBatch.caption(row)}") as step:
        step.change(AidBatch, batch, {"state": "listed", "note": None})


def take_out(store: Store, grants: Sequence[int], why: str) -> None:
    """Take pupils off an open list; the lines stay, marked 不发放 with the reason."""
    store.session.demand("batch", "修改资助名单")
    _demand_reason(why)
    rows = _open_grants(grants)
    with store.step(f"从名单去掉 {_named(rows)}") as step:
        step.change_many(AidGrant, {row.id: {"state": "stopped", "reason": why.strip()} for row in rows})


def put_back(store: Store, grants: Sequence[int]) -> None:
    """Bring those who were taken out back onto an open list."""
    store.session.demand("batch", "修改资助名单")
    rows = [row for row in _open_grants(grants) if row.state == "stopped"]
    with store.step(f"重新列入 {_named(rows)}") as step:
        step.change_many(AidGrant, {row.id: {"state": "planned", "reason": None} for row in rows})


def void(store: Store, batch: int, why: str) -> None:
    """Give up a list that was never approved. Its lines count nowhere any more."""
    store.session.demand("batch", "作废资助名单")
    row = _open_row(batch)
    _demand_reason(why)
    with store.step(f"作废 {AidBatch.caption(row)}：{why.strip()}") as step:
        step.change(AidBatch, batch, {"state": "void", "note": f"作废：{why.strip()}"})


def withhold(store: Store, grants: Sequence[int], why: str) -> int:
    """Stop the money of some pupils of an approved list (moved away, gave it up); returns how many lines changed."""
    store.session.demand("batch", "停发资助")
    _demand_reason(why)
    rows = list(AidGrant.select().where(AidGrant.id.in_(list(grants))))
    held = [row for row in rows if row.state not in ("planned", "bounced")]
    if held:
        raise Refused(f"{_named(held)}的钱已经送到银行或发下去了，不能停发。发错的请记一笔冲销更正。")
    with store.step(f"停发 {_named(rows)}：{why.strip()}") as step:
        return step.change_many(
            AidGrant, {row.id: {"state": "stopped", "reason": why.strip()} for row in rows}
        )


def advance(store: Store, batch: int, day: dt.date | None = None, *, why: str = "") -> str:
    """Note the next step of an approved list (已上报, 已拨付, 已发放, 已归档); returns its state.

    已发放 marks every grant still waiting as paid, unless lists went to the bank: then only its answer says who was
    paid. why: what `wants_reason` asks for, kept with the list. Raises Refused when there is no next step, while the bank
    has not answered, when a list would be filed while somebody's money or letter is still open, or without the reason.
    """
    store.session.demand("batch", "登记资助进度")
    row = AidBatch.get_by_id(batch)
    state = next_state(row.state)
    if state is None:
        raise Refused("这一批现在没有下一步可记。")
    demand_ready(batch, state)
    values: Values = {"state": state}
    said: Values = {}
    if asked := wants_reason(row, state):
        if not why.strip():
            raise Refused(f"{asked}{'归档要写明原因' if state == 'closed' else '记为已发放要写明凭什么'}。")
        said_so = f"归档时{asked}原因" if state == "closed" else "没有银行回盘，记为已发放凭"
        values["note"] = "\n".join(filter(None, (row.note, f"{said_so}：{why.strip()}")))
        said = {"reason": why.strip()[:120]} if state == "paid" else {}
    paid: dict[int, Values] = {}
    if state == "paid":
        paid = {grant.id: {"state": "paid", **_with_kept(grant, said)} for grant in finishing.by_hand(row)}
    if state in DATED:
        values[DATED[state]] = day or dt.date.today()
    with store.step(f"{_label(state)}：{AidBatch.caption(row)}") as step:
        step.change_many(AidGrant, paid)
        step.change(AidBatch, batch, values)
    return state


def demand_ready(batch: int, state: str) -> None:
    """Raise Refused where a list may not take its next state, so that nobody is asked about what will be refused."""
    grants = list(AidGrant.select().where(AidGrant.batch == batch))
    if state == "closed":
        _demand_settled(grants)
        if why := why_letters_out(batch):
            raise Refused(why)
    if state == "paid":
        _demand_answered(batch)
        if why := why_bounced(batch):
            raise Refused(why)


def doubts_before(batch: int, state: str) -> str:
    """What to say before a list takes a state, for the person to decide; "" when nothing speaks against it."""
    if state not in ("reported", "funded", "paid"):
        return ""
    rows = list(AidGrant.select().where((AidGrant.batch == batch) & (AidGrant.state != "stopped")))
    said = f"{turned(batch)}{requests_in_words(rows)}"
    return f"{said}{_left_out(batch)}" if state == "paid" else said


def turned(batch: int) -> str:
    """The sentence for those whose 认定 ended while nobody decided what becomes of their money; "" when there are none."""
    found = [one.grant for one in _undecided(batch, paid=False)]
    return f"{_named(found)}的认定已经变动为“不困难”，还没有停发，也没有写明为什么仍发。" if found else ""


def wants_reason(batch: Any, state: str) -> str:
    """What a list may take this state with only when somebody writes why: paid without the bank's word, filed in the red,
    over money to be claimed back, or without its receipts. "" where no reason is asked for."""
    if state == "paid":
        return finishing.unanswered(batch)
    if state != "closed":
        return ""
    return f"{finishing.minus_of(batch)}{_not_claimed(batch.id)}{receipts_lacking(batch.id)}"


def _not_claimed(batch: int) -> str:
    """The sentence for money that reached families whose 认定 had ended, while nobody decided; "" when there is none."""
    found = _undecided(batch, paid=True)
    if not found:
        return ""
    how = claim_words(found) or "到账的钱没有提追回，也没有写明为什么仍发"
    return f"{_named([one.grant for one in found])}的认定已经变动为“不困难”，{how}。"


def _undecided(batch: int, *, paid: bool) -> list[Turn]:
    rows = list(AidGrant.select().where((AidGrant.batch == batch) & (AidGrant.state != "stopped")))
    open_ones = undecided(rows)
    return [open_ones[row.id] for row in rows if row.id in open_ones and (row.state == "paid") == paid]


def _left_out(batch: int) -> str:
    """Those of whom no result is there: never sent to the bank with the others, or not signed for."""
    rows = list(AidGrant.select().where((AidGrant.batch == batch) & (AidGrant.state == "planned")))
    if not rows:
        return ""
    fen = money.figures(sum(row.amount for row in rows))
    who = f"还有 {len(rows)} 人（{_named(rows)}）共 {fen} 元"
    if PayList.select().where(PayList.batch == batch).exists():
        return f"{who}没有报给银行，记了以后仍是待发放，要接着生成清单补发，或停发并写明原因。"
    if AidBatch.get_by_id(batch).pay_mode == SIGNED_FOR:
        return f"{who}没有登记签领。"
    return ""


def _demand_answered(batch: int) -> None:
    """Every line sent to the bank came back with a word."""
    lines = (
        PayLine.select(PayLine.grant)
        .join(PayList)
        .where((PayList.batch == batch) & (PayLine.state == "sent"))
    )
    waiting = list(AidGrant.select().where(AidGrant.id.in_([line.grant_id for line in lines])))
    if waiting:
        raise Refused(f"{_named(waiting)}的发放结果银行还没有回，不能记为已发放。请先读入回盘文件。")


def sign(store: Store, grants: Sequence[int], day: dt.date | None = None) -> int:
    """Note that families signed for what was handed out (a 签领 list); returns how many lines changed."""
    store.session.demand("batch", "登记签领")
    rows = list(AidGrant.select().where(AidGrant.id.in_(list(grants))))
    for batch in {row.batch_id for row in rows}:
        list_ = AidBatch.get_by_id(batch)
        if list_.pay_mode != SIGNED_FOR:
            raise Refused("这一批是打卡发放的，发没发成以银行回盘为准，不登记签领。")
        if list_.state not in ("funded", "paid"):
            raise Refused("钱物备好（记为已拨付）以后才能登记签领。")
    when = day or dt.date.today()
    changes = {
        row.id: {"state": "paid"} | _with_kept(row, {"reason": f"{when:%Y-%m-%d} 签领"})
        for row in rows
        if row.state == "planned"
    }
    with store.step(f"签领 {len(changes)} 人") as step:
        return step.change_many(AidGrant, changes)


def answer_of_bank(store: Store, grants: Sequence[int], state: str, why: str = "") -> int:
    """Note 退票, 已重发 or 发放成功 for some pupils of a funded list; returns how many lines changed."""
    store.session.demand("batch", "登记发放结果")
    if state not in BANK:
        raise ValueError(state)
    if state == "bounced":
        _demand_reason(why)
    rows = list(AidGrant.select().where(AidGrant.id.in_(list(grants))))
    for batch in {row.batch_id for row in rows}:
        if AidBatch.get_by_id(batch).state not in PAYING[1:]:
            raise Refused("资金拨付以后才能登记发放结果。请先在右边记下“已拨付”。")
    label = code_list("grant_state").label(state)
    changes = {
        row.id: {"state": state} | _with_kept(row, {"reason": why.strip() or None})
        for row in rows
        if row.state != "stopped"
    }
    with store.step(f"记为{label} {len(changes)} 人") as step:
        _answer_lines(step, list(changes), (state, why.strip()), store.session.who)
        return step.change_many(AidGrant, changes)


def _answer_lines(step: Step, grants: Sequence[int], said: tuple[str, str], who: str) -> None:
    """What was noted by hand is also the answer to the lines that still wait at the bank. said: state and reason."""
    state, why = said
    open_ones = ("sent", "paid") if state == "bounced" else ("sent",)  # what was paid may come back
    lines = list(PayLine.select().where(PayLine.grant.in_(grants) & PayLine.state.in_(open_ones)))
    if state == "resent" or not lines:
        return
    today = day_order.today()
    told: Values = {
        "state": "failed",
        "answer": why,
        "failed_on": today,
    }  # what came back keeps the day it arrived
    if state == "paid":
        told = {"state": "paid", "answer": why or None, "paid_on": today}
    told |= {"answer_row": None, "answer_source": f"手工登记（{who}，{today:%Y-%m-%d}）"}
    step.change_many(PayLine, {line.id: told for line in lines})
    for number in {line.pay_list_id for line in lines}:
        if not PayLine.select().where((PayLine.pay_list == number) & (PayLine.state == "sent")).exists():
            step.change(PayList, number, {"state": "answered", "answered_on": today})


def _with_kept(grant: Any, said: Values) -> Values:
    """A line's new 说明 beside what it keeps in writing on a 中途变动."""
    kept = kept_words(grant.reason)
    return {"reason": "；".join(filter(None, ((said["reason"] or "")[:45], kept)))} if kept and said else said


def _label(state: str) -> str:
    return code_list("batch_state").label(state)


def _open_row(batch: int) -> Any:
    row = AidBatch.get_by_id(batch)
    if row.state == "posted":
        raise Refused("名单正在公示，不能改。要改的，请先中止公示，改好以后重新公示。")
    if row.state not in OPEN:
        raise Refused("这一批已经定下来了，名单不能再改。要更正的，请另开一批。")
    return row


def _demand_reason(why: str) -> None:
    if not why.strip():
        raise Refused("请写一句原因，以后检查时要看。")


def _open_grants(grants: Sequence[int]) -> list[Any]:
    rows = list(AidGrant.select().where(AidGrant.id.in_(list(grants))))
    for batch in {row.batch_id for row in rows}:
        _open_row(batch)
    return rows


def _named(rows: Sequence[Any]) -> str:
    told = told_apart([row.student_id for row in rows[:3]])
    names = "、".join(told[row.student_id] for row in rows[:3])
    return f"{names}等 {len(rows)} 人" if len(rows) > 3 else names


def _demand_settled(grants: Sequence[Any]) -> None:
    waiting = [grant for grant in grants if grant.state not in SETTLED]
    if waiting:
        raise Refused(f"还有 {_named(waiting)}没有发放成功，不能归档。请先登记发放结果。")
