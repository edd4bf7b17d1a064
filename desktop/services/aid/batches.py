"""From proposal to list: made, completed, approved. Each function is one step of the work, and one step to undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.batch_order import OPEN, UNAPPROVED
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.school import posts_aid_lists
from desktop.models.ledgers.students import Student
from desktop.models.store import Step, Store
from desktop.services.aid import checks
from desktop.services.aid.propose import DOUBTFUL, ENTITLED, EXCLUDED, Line, Proposal


def make_batch(
    store: Store, proposal: Proposal, *, also: Collection[int] = (), leave_out: Collection[int] = ()
) -> int:
    """Write the list: everyone entitled, plus the doubtful pupils decided for (`also`), less `leave_out`.

    Returns the batch's id. Raises Refused when nobody is on the list.
    """
    store.session.demand("batch", "生成资助名单")
    chosen = [
        line
        for line in proposal.lines
        if line.amount
        and line.student.id not in leave_out
        and (line.verdict == ENTITLED or line.student.id in also)
    ]
    if not chosen:
        raise Refused(_why_nobody(proposal))
    number = _next_number(proposal)
    title = f"生成 {proposal.term.title}{proposal.programme.name} 第{number}批 {len(chosen)} 人"
    with store.step(title, kind="batch") as step:
        batch = step.add(AidBatch, {
            "programme": proposal.programme.id, "term": proposal.term.code, "number": number,
            "list_date": proposal.list_date, "state": "listed", "pay_mode": "银行卡",
        })  # fmt: skip
        step.add_many(AidGrant, [_grant(batch, place, line) for place, line in enumerate(chosen, 1)])
    return batch


def _why_nobody(proposal: Proposal) -> str:
    """What is so when there is nobody to put on a list: all have it, all are doubtful, or nothing is entered yet."""
    had = sum(line.verdict == EXCLUDED and line.why.startswith("本学期已经享受") for line in proposal.lines)
    if doubtful := len(proposal.of(DOUBTFUL)):
        listed = f"（另有 {had} 人本学期已经在名单上）" if had else ""
        return f"没有可以直接列入的人，{doubtful} 人存疑，要先看过才能列入{listed}，没有生成批次。"
    if had:
        return f"该享受的 {had} 人本学期都已经在名单上了，没有再生成批次。"
    return "名单里一个人也没有，没有生成批次。请先登记困难类型和就读方式。"


def _next_number(proposal: Proposal) -> int:
    same = (AidBatch.programme == proposal.programme.id) & (AidBatch.term == proposal.term.code)
    return max((row.number for row in AidBatch.select().where(same)), default=0) + 1


def _grant(batch: int, place: int, line: Line) -> Values:
    assert line.amount is not None
    return {
        "batch": batch, "place": place, "student": line.student.id,
        "class_name": SchoolClass.caption_of(line.student.school_class_id),
        "boarding": {"boarder": "寄宿", "non_boarder": "非寄宿"}.get(line.boarding, ""), "basis": line.basis[:120],
        "standard": line.amount.standard, "amount": line.amount.fen, "formula": line.why, "state": "planned",
        **payee_snapshot(line.payee),
    }  # fmt: skip


def payee_snapshot(payee: Any) -> Values:
    """What a list keeps of the account, so that later changes of the card do not rewrite the list."""
    if payee is None:
        return {"payee": None, "owner": None, "account": None, "bank": None, "owner_id": None}
    guardian = Guardian.get_or_none((Guardian.student == payee.student_id) & (Guardian.name == payee.owner))
    own = Student.get_by_id(payee.student_id)
    number = own.id_number if payee.owner == own.name else guardian.id_number if guardian else None
    return {
        "payee": payee.id,
        "owner": payee.owner,
        "account": payee.number,
        "bank": payee.bank,
        "owner_id": number,
    }


def refresh_accounts(store: Store, batch: int) -> int:
    """Take today's accounts into a list that is still open; returns how many lines changed."""
    row = AidBatch.get_by_id(batch)
    if row.state not in OPEN:
        raise Refused("这一批已经审批，账户不能再从花名册更新。退票的请走重发。")
    payees = {
        p.student_id: p for p in PayeeAccount.select().order_by(PayeeAccount.id) if p.in_use is not False
    }
    grants = AidGrant.select().where(AidGrant.batch == batch)
    changes = {g.id: payee_snapshot(payees.get(g.student_id)) for g in grants}
    with store.step(f"更新收款账户：{AidBatch.caption(row)}") as step:
        return step.change_many(AidGrant, changes)


def approve(store: Store, batch: int, today: dt.date | None = None) -> None:
    """The headteacher's word: the list is frozen, papers lose their 草稿 mark. Cannot be undone.

    Raises NotAllowed for other roles; Refused while an error of the checks is open, while the 公示 is not over (where
    the school posts its lists), and for whoever made the list.
    """
    store.session.demand("approve", "审批资助批次")
    row = AidBatch.get_by_id(batch)
    if row.state not in UNAPPROVED:
        raise Refused("这一批已经审批过了。" if row.state != "void" else "这一批已经作废，不能审批。")
    if row.state == "draft":
        raise Refused("这一批退回以后还没有改好送审，请资助专干先送审。")
    errors = [finding for finding in checks.check_batch(store, batch) if finding.severity == checks.ERROR]
    if errors:
        raise Refused(f"还有 {len(errors)} 处要改好才能审批：{errors[0].sentence}")
    with store.step(f"审批 {AidBatch.caption(row)}", kind="approve", final=True) as step:
        values = {
            "state": "approved",
            "approved_by": store.session.who,
            "approved_on": today or dt.date.today(),
        }
        step.change(AidBatch, batch, values)


def send_back(store: Store, batch: int, why: str) -> None:
    """The headteacher returns an unapproved list with a word; a list that hangs is taken off the wall."""
    store.session.demand("approve", "退回资助批次")
    row = AidBatch.get_by_id(batch)
    if row.state not in UNAPPROVED:
        raise Refused("这一批已经审批，不能退回。")
    if row.state == "draft":
        raise Refused("这一批已经退回，等资助专干改好送审。")
    with store.step(f"退回 {AidBatch.caption(row)}：{why}") as step:
        end_posting(step, batch, f"校长退回：{why}")
        step.change(AidBatch, batch, {"state": "draft", "note": f"{store.session.who}退回：{why}"})


def end_posting(step: Step, batch: int, why: str) -> None:
    """Part of a step that opens a list again: its 公示 no longer counts and has to start anew."""
    hung = Posting.select(Posting.id).where((Posting.batch == batch) & Posting.state.in_(("up", "over")))
    step.change_many(Posting, {row.id: {"state": "broken", "ended_why": why[:200]} for row in hung})


def awaits_posting(batch: Any) -> bool:
    """Whether a list has to hang on the wall before the headteacher may approve it."""
    return bool(batch.state in OPEN and posts_aid_lists())


def is_draft(batch: Any) -> bool:
    """Whether papers of this batch still carry 草稿 and no number."""
    return batch.state in UNAPPROVED


def grants_of(batch: int) -> Sequence[Any]:
    """The lines of a list in its order, stopped ones left out."""
    return list(
        AidGrant.select()
        .where((AidGrant.batch == batch) & (AidGrant.state != "stopped"))
        .order_by(AidGrant.place, AidGrant.id)
    )
