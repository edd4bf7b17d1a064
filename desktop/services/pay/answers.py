"""回盘: a bank's answer to a pay list, judged before anything is written, then taken in as one step.

draft = read_answer(store, pay_list, path)   # 成功, 失败, 对不上, 没有回: nothing is written
take_answer(store, draft)                    # one step to undo; the same file again changes nothing
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.files import sha256
from desktop.services.pay.answer_match import STRANGER, Matcher, Sent
from desktop.services.pay.answer_rows import FAILED, PAID, AnswerRow, Known, rows_of
from desktop.services.pay.lists import lines_of
from desktop.services.progress import Progress
from desktop.services.sheets.read import Book, open_book

NO_REASON = "银行没有写原因"


@dataclass(frozen=True)
class Told:
    """What the answer says of one line."""

    sent: Sent
    result: str  # paid or failed
    reason: str
    row: AnswerRow | None
    before: str = "sent"  # what the line was until now


@dataclass(frozen=True)
class Parked:
    """A row that was not taken: why, in a sentence, and the line it may mean."""

    row: AnswerRow
    why: str
    sent: Sent | None = None

    @property
    def stranger(self) -> bool:
        """Whether the row is about nobody on the list."""
        return self.why.endswith(STRANGER)


@dataclass
class AnswerDraft:
    """A bank's answer, read and judged. silent: lines the bank said nothing about. same: rows known already."""

    pay_list: Any
    file: str
    digest: str
    paid: list[Told] = field(default_factory=list)
    failed: list[Told] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    silent: list[Sent] = field(default_factory=list)
    same: list[Told] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failures_only: bool = False
    again: bool = False  # this very file was taken in before

    @property
    def sentence(self) -> str:
        if self.again:
            return f"“{self.file}”已经读入过了，没有新的结果。"
        counts = [
            f"成功 {len(self.paid)} 人（{money.figures(_sum(self.paid))} 元）",
            f"失败 {len(self.failed)} 人（{money.figures(_sum(self.failed))} 元）",
            f"对不上 {len(self.parked)} 行",
            f"没有回 {len(self.silent)} 人",
        ]
        return "，".join(counts) + (f"，{len(self.same)} 人和上次一样" if self.same else "") + "。"


def _sum(told: list[Told]) -> int:
    return sum(one.sent.line.amount for one in told)


def read_answer(
    store: Store, pay_list: int, path: Path, *, all_are: str = "", password: str | None = None,
    progress: Progress | None = None,
) -> AnswerDraft:  # fmt: skip
    """Judge a bank's answer to one pay list; nothing is written.

    all_are: "paid" or "failed" when the file holds only those and does not say so. Raises Refused for files that
    cannot be read, that have nothing of this list, or that do not tell success from failure.
    """
    store.session.demand("batch", "读入银行回盘")
    book = open_book(path, password=password, progress=progress)
    return draft_of(PayList.get_by_id(pay_list), book, all_are)


def draft_of(pay_list: Any, book: Book, all_are: str = "") -> AnswerDraft:
    """The same for a file that is open already."""
    draft = AnswerDraft(pay_list, book.path.name, sha256(book.path))
    draft.again = draft.digest == pay_list.answer_digest
    everyone = sent_of(pay_list.id)
    answer = rows_of(book, _known(everyone), all_are)
    if not answer.rows:
        raise Refused(
            f"“{draft.file}”里找不到账号、户名或身份证号，不像这份清单的回盘。请看看是不是选错了文件。"
        )
    if not answer.plain:
        raise Refused(
            f"“{draft.file}”里看不出谁成功、谁失败。请选“全部成功”或“全部失败”，或向银行要带结果的回盘。"
        )
    draft.notes, draft.failures_only = list(answer.notes), answer.failures_only
    _sort(draft, answer.rows, Matcher(everyone))
    if not (draft.paid or draft.failed or draft.same) and all(one.stranger for one in draft.parked):
        raise Refused(f"“{draft.file}”里没有一行是这份清单的。请看看是不是选错了文件或选错了清单。")
    return draft


def sent_of(pay_list: int) -> list[Sent]:
    """The lines of a pay list with their pupils."""
    lines = lines_of(pay_list)
    grants = {g.id: g for g in AidGrant.select().where(AidGrant.id.in_([line.grant_id for line in lines]))}
    Student.learn_captions([grant.student_id for grant in grants.values()])
    return [
        Sent(
            line, Student.caption_of(grants[line.grant_id].student_id), grants[line.grant_id].class_name or ""
        )
        for line in lines
    ]


def _known(everyone: list[Sent]) -> Known:
    return Known(
        frozenset(one.line.account for one in everyone),
        frozenset(one.line.owner for one in everyone),
        frozenset(one.pupil for one in everyone),
        frozenset(one.line.amount for one in everyone),
    )


def _sort(draft: AnswerDraft, rows: list[AnswerRow], matcher: Matcher) -> None:
    """Each row into its bucket; a line that two rows contradict each other about is parked with both."""
    said: dict[int, Told] = {}
    disputed: set[int] = set()
    for row in rows:
        sent, why = matcher.find(row, taken=said.keys())
        if sent is None or why:
            draft.parked.append(Parked(row, why, sent))
            continue
        told = Told(sent, row.result, row.reason, row, sent.line.state)
        known = said.get(sent.line.id)
        if known is None:
            said[sent.line.id] = told
        elif known.result != told.result:
            disputed.add(sent.line.id)
            draft.parked.append(Parked(row, f"{sent.who}在回盘里有两行，一行成功一行失败，请问银行。", sent))
    for number in disputed:
        told = said.pop(number)
        assert told.row is not None
        draft.parked.append(
            Parked(told.row, f"{told.sent.who}在回盘里有两行，一行成功一行失败，请问银行。", told.sent)
        )
    _park_undivided(draft, said)
    _judge(draft, said)
    heard = said.keys() | {one.sent.line.id for one in draft.parked if one.sent}
    draft.silent = [one for one in matcher.everyone if one.line.id not in heard and one.line.state == "sent"]


def _park_undivided(draft: AnswerDraft, said: dict[int, Told]) -> None:
    """Several payments of one amount to one card, some paid and some not: which is whose, only the bank knows."""
    shared: dict[tuple[str, int], list[Told]] = defaultdict(list)
    for told in said.values():
        if told.row and not told.row.pupil:
            shared[told.sent.line.account, told.sent.line.amount].append(told)
    for group in shared.values():
        if len({told.result for told in group}) > 1:
            names = "、".join(told.sent.who for told in group)
            why = f"{names}用同一张卡，有的成功有的失败，分不出是谁的，请问银行。"
            for told in group:
                assert told.row is not None
                draft.parked.append(Parked(told.row, why, told.sent))
                del said[told.sent.line.id]


def _judge(draft: AnswerDraft, said: dict[int, Told]) -> None:
    for told in said.values():
        if told.result == told.before:
            draft.same.append(told)
        elif told.before == FAILED:
            assert told.row is not None
            why = f"{told.sent.who}上次回盘是失败，这次是成功，请问银行到底有没有到账。"
            draft.parked.append(Parked(told.row, why, told.sent))
        else:
            (draft.paid if told.result == PAID else draft.failed).append(told)


def assign(draft: AnswerDraft, parked: Parked, sent: Sent) -> Parked:
    """The person says whose row it is that means nobody by itself; it waits on for what became of it (`decide`).

    Raises Refused when the row names an amount that this line was not sent.
    """
    row = parked.row
    if row.fen is not None and row.fen != sent.line.amount:
        told, right = money.figures(row.fen), money.figures(sent.line.amount)
        raise Refused(
            f"{sent.who}送的是 {right} 元，这一行写的是 {told} 元，金额不一样，不能对上。请问银行。"
        )
    meant = Parked(row, f"由您对上{sent.who}。", sent)
    draft.parked = [meant if one is parked else one for one in draft.parked]
    draft.silent = [one for one in draft.silent if one.line.id != sent.line.id]
    return meant


def decide(draft: AnswerDraft, parked: Parked, result: str, reason: str = "") -> None:
    """The person looked at a parked row that means one line of the list, and says what became of it (paid, failed).

    Raises Refused when the row means nobody, or the line was decided before.
    """
    if parked.sent is None:
        raise Refused("这一行看不出是清单里的谁，不能认定。请问银行。")
    line = parked.sent.line
    if (
        any(one.sent.line.id == line.id for one in (*draft.paid, *draft.failed, *draft.same))
        or line.state == FAILED
    ):
        raise Refused(f"{parked.sent.who}已经有结果了。")
    told = Told(parked.sent, result, reason or parked.row.reason, parked.row, line.state)
    (draft.paid if result == PAID else draft.failed).append(told)
    draft.parked = [one for one in draft.parked if one.sent is None or one.sent.line.id != line.id]


@dataclass(frozen=True)
class Taken:
    """What was written: how many were paid, how many failed, and the step's number (0 when nothing was new)."""

    paid: int
    failed: int
    step: int

    @property
    def sentence(self) -> str:
        if not self.step:
            return "这份回盘没有新的结果，什么也没有写。"
        return f"已登记发放成功 {self.paid} 人、退票 {self.failed} 人，可以撤销。"


def take_answer(
    store: Store, draft: AnswerDraft, *, others_paid: bool = False, day: dt.date | None = None
) -> Taken:
    """Write the judged answer as one step.

    others_paid: whom the bank said nothing about was paid (answers that list failures alone). day: when the money
    arrived. Raises Refused when the list has no money yet, or was changed since the answer was read.
    """
    store.session.demand("batch", "登记银行回盘")
    batch = AidBatch.get_by_id(draft.pay_list.batch_id)
    if batch.state not in ("funded", "paid"):
        raise Refused("资金拨付以后才能登记发放结果。请先记下“已拨付”。")
    told = [*draft.paid, *draft.failed]
    if others_paid:
        told += [Told(one, PAID, "", None, one.line.state) for one in draft.silent]
    if draft.again or not told:
        return Taken(0, 0, 0)
    _demand_unchanged(told)
    paid = sum(one.result == PAID for one in told)
    title = f"银行回盘 {draft.file}：成功 {paid} 人，失败 {len(told) - paid} 人"
    when = day or dt.date.today()
    with store.step(title, kind="pay") as step:
        step.change_many(PayLine, {one.sent.line.id: _line(one, when) for one in told})
        step.change_many(AidGrant, {one.sent.line.grant_id: _grant(one) for one in told})
        step.change(PayList, draft.pay_list.id, _answered(draft, when))
    return Taken(paid, len(told) - paid, step.number)


def _demand_unchanged(told: list[Told]) -> None:
    lines = PayLine.select(PayLine.id, PayLine.state).where(
        PayLine.id.in_([one.sent.line.id for one in told])
    )
    now = {line.id: line.state for line in lines}
    if any(now.get(one.sent.line.id) != one.before for one in told):
        raise Refused("读回盘以后，这份清单已经有了变化。请重新读一次回盘文件。")


def _line(told: Told, day: dt.date) -> Values:
    row = told.row.number if told.row else None
    if told.result == PAID:
        return {"state": PAID, "answer": None, "answer_row": row, "paid_on": day}
    return {"state": FAILED, "answer": (told.reason or NO_REASON)[:200], "answer_row": row, "paid_on": None}


def _grant(told: Told) -> Values:
    if told.result == PAID:
        return {"state": "paid", "reason": None}
    return {"state": "bounced", "reason": (told.reason or NO_REASON)[:120]}


def _answered(draft: AnswerDraft, day: dt.date) -> Values:
    """The list has its answer when nobody on it waits any more."""
    waiting = (
        PayLine.select().where((PayLine.pay_list == draft.pay_list.id) & (PayLine.state == "sent")).exists()
    )
    state = PayList.get_by_id(draft.pay_list.id).state
    return {
        "state": state if waiting else "answered", "answer_file": draft.file[:200], "answer_digest": draft.digest,
        "answered_on": day,
    }  # fmt: skip


def find_list(
    store: Store, path: Path, *, all_are: str = "", progress: Progress | None = None
) -> AnswerDraft:
    """The draft for the pay list that a file answers, found by what is in it.

    Raises Refused when it answers none, or two equally well.
    """
    store.session.demand("batch", "读入银行回盘")
    book = open_book(path, progress=progress)
    drafts, refusals = [], []
    for row in PayList.select().order_by(PayList.id.desc()):
        try:
            drafts.append(draft_of(row, book, all_are))
        except Refused as refusal:
            refusals.append(refusal)
    if known := next((draft for draft in drafts if draft.again), None):
        return known
    drafts.sort(key=_weight, reverse=True)
    if not drafts:
        raise refusals[0] if refusals else Refused("还没有发放清单，没有可以对的回盘。")
    if len(drafts) > 1 and _weight(drafts[0]) == _weight(drafts[1]):
        names = "”和“".join(PayList.caption(one.pay_list) for one in drafts[:2])
        raise Refused(f"这份回盘对得上“{names}”，分不出是哪一份的。请在窗口里选好清单再读。")
    return drafts[0]


def _weight(draft: AnswerDraft) -> tuple[int, int]:
    return len(draft.paid) + len(draft.failed), len(draft.same)
