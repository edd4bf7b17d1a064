"""How far a list has got on its ladder, when it got there, and what its next step still lacks.

Ladder: 拟定 → 名单已生成 → 助前公示中 → 校长已审批 → 已上报 → 已拨付 → 已发放 → 已归档 (resources/codes/batch_state).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.journal import JournalEntry, JournalStep
from desktop.models.ledgers.batch_order import UNAPPROVED, why_not_batch
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.school import posts_aid_lists
from desktop.models.store import Store
from desktop.models.working_days import working_days_between
from desktop.services.aid import stages
from desktop.services.aid.checks import ERROR, SIGNED_FOR, Finding, check_batch
from desktop.services.pay.lists import due, named

DONE, HERE, LATER = "done", "here", "later"


@dataclass(frozen=True)
class Stage:
    """One rung: its state, what it is called, the day or the sentence beside it, and done, here or later."""

    state: str
    label: str
    fact: str
    mood: str


def road_of(batch: Any, today: dt.date | None = None) -> list[Stage]:
    """The rungs of a list. A school that posts no lists has no 公示 on its ladder, unless the list did hang."""
    hung = latest_posting(batch.id)
    ladder = [
        state for state in stages.LADDER[1:] if state != "posted" or hung is not None or posts_aid_lists()
    ]
    at = stages.LADDER.index(batch.state) if batch.state in stages.LADDER else 0
    days, told = _days(batch), []
    for state in ladder:
        place = stages.LADDER.index(state)
        mood = DONE if place < at else HERE if place == at else LATER
        if at == 0 and state == "listed":
            mood = HERE
        fact = f"{days[state]:%Y-%m-%d}" if mood != LATER and days.get(state) else ""
        if state == "posted" and hung is not None and mood != LATER:
            fact = posting_words(hung, today)
        told.append(Stage(state, code_list("batch_state").label(state), fact, mood))
    return told


def _days(batch: Any) -> dict[str, dt.date | None]:
    """The day of each rung: what the list itself keeps, else the day the journal saw it get there."""
    found: dict[str, dt.date | None] = dict(_noted(batch.id))
    own = {
        "listed": batch.list_date,
        "approved": batch.approved_on,
        "funded": batch.funded_on,
        "paid": batch.paid_on,
    }
    return found | {state: day for state, day in own.items() if day is not None}


def _noted(batch: int) -> dict[str, dt.date]:
    """State -> the last day on which the list was put into it, by the journal."""
    rows = (
        JournalEntry.select(JournalEntry.after, JournalStep.at)
        .join(JournalStep, on=(JournalEntry.step == JournalStep.id))
        .where((JournalEntry.ledger == AidBatch.table()) & (JournalEntry.record == batch))
        .order_by(JournalEntry.id)
        .tuples()
    )
    states = {f'"state":"{state}"': state for state in stages.LADDER}
    return {
        state: at.date() for after, at in rows for mark, state in states.items() if after and mark in after
    }


def latest_posting(batch: int) -> Any:
    """The newest 助前公示 of a list; None before the first."""
    return Posting.select().where(Posting.batch == batch).order_by(Posting.id.desc()).first()


def posting_words(posting: Any, today: dt.date | None = None) -> str:
    """Where a 公示 stands, short enough for the ladder."""
    if posting.state == "broken":
        return "已中止"
    if posting.state == "over":
        return f"{posting.from_day:%m-%d} 至 {posting.until_day:%m-%d}"
    return (
        "期满，该撤下了"
        if (today or dt.date.today()) > posting.until_day
        else f"至 {posting.until_day:%m-%d}"
    )


def _why_up(posting: Any, today: dt.date) -> str:
    """What a list that hangs waits for."""
    if today > posting.until_day:
        return "公示期满了，请撤下名单、拍照并登记。"
    left = working_days_between(max(today, posting.from_day + dt.timedelta(days=1)), posting.until_day)
    return f"公示还没有期满，还剩 {max(left, 1)} 个工作日。"


def lacks_of(
    store: Store, batch: Any, findings: list[Finding] | None = None, *, today: dt.date | None = None
) -> list[str]:
    """What the next step of a list still lacks, a sentence each; empty when it may be done."""
    if batch.state in ("void", "closed"):
        return []
    if batch.state in UNAPPROVED:
        return _before_approval(store, batch, findings, today or dt.date.today())
    following = stages.next_state(batch.state)
    if following == "paid":
        return _before_paid(batch)
    if following == "closed":
        filed = {
            "state": "closed",
            "note": "写明了原因",
        }  # what only wants a reason is asked when it is filed
        why = why_not_batch(_values(batch), _values(batch) | filed)
        return [why] if why else []
    return []


def _values(batch: Any) -> dict[str, Any]:
    return dict(batch.__data__)


def _before_approval(store: Store, batch: Any, findings: list[Finding] | None, today: dt.date) -> list[str]:
    found = findings if findings is not None else check_batch(store, batch.id)
    errors = sum(one.severity == ERROR for one in found)
    lacks = [f"还有 {errors} 处错误要改好。"] if errors else []
    hung = latest_posting(batch.id)
    if batch.state == "posted" and hung is not None:
        if hung.state == "up":
            lacks.append(_why_up(hung, today))
        waiting = (
            Objection.select()
            .join(Posting)
            .where((Posting.batch == batch.id) & Objection.upheld.is_null())
            .count()
        )
        if waiting:
            lacks.append(f"还有 {waiting} 件异议没有答复。")
    elif posts_aid_lists():
        lacks.append("助前公示还没有张贴。")
    return lacks


def _before_paid(batch: Any) -> list[str]:
    """Signatures, lists for the bank and its answers that are still open."""
    waiting = AidGrant.select().where(AidGrant.batch == batch.id)
    if batch.pay_mode == SIGNED_FOR:
        open_ones = list(waiting.where(AidGrant.state == "planned").order_by(AidGrant.place, AidGrant.id))
        return [f"{named(open_ones)}还没有登记签领。"] if open_ones else []
    if not PayList.select().where(PayList.batch == batch.id).exists():
        return ["还没有生成发放清单、读入回盘。县里直接打卡的，记为已发放时写明凭什么。"]
    silent = PayLine.select(PayLine.grant).join(PayList)
    silent = silent.where((PayList.batch == batch.id) & (PayLine.state == "sent"))
    at_bank = list(waiting.where(AidGrant.id.in_([line.grant_id for line in silent])))
    lacks = [f"{named(at_bank)}的结果银行还没有回。"] if at_bank else []
    found = due(batch.id)
    if found.lacking:
        lacks.append(f"{named(found.lacking)}没有收款账户，还没有送银行。")
    if found.uncorrected:
        lacks.append(f"{named(found.uncorrected)}退票了，账户还没有更正。")
    return lacks
