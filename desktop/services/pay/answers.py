"""回盘: a bank's answer to a pay list, judged before anything is written, then taken in as one step.

draft = read_answer(store, pay_list, path)   # 成功, 失败, 对不上, 没有回: nothing is written
take_answer(store, draft)                    # one step to undo; the same file again changes nothing
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers import day_order
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.store import Store
from desktop.services.aid.mid_term import kept_words
from desktop.services.files import sha256
from desktop.services.pay.answer_draft import AnswerDraft, Parked, Told
from desktop.services.pay.answer_hand import alike, assign, decide, demand_late, why_late, why_not_returned
from desktop.services.pay.answer_match import Matcher, Sent
from desktop.services.pay.answer_origin import (
    Older,
    demand_days,
    demand_own_file,
    demand_this_list,
    older_like,
)
from desktop.services.pay.answer_rows import Answer, AnswerRow, Known, rows_of
from desktop.services.pay.answer_shared import Shared, settle
from desktop.services.pay.answer_words import FAILED, PAID
from desktop.services.pay.lists import lines_of
from desktop.services.progress import Progress
from desktop.services.sheets.read import Book, open_book

NO_REASON = "银行没有写原因"
__all__ = [
    "AnswerDraft", "Parked", "Sent", "Told", "alike", "assign", "decide", "find_list", "read_answer", "take_answer",
]  # fmt: skip


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
    draft.again = demand_own_file(pay_list, draft.file, draft.digest)
    everyone = sent_of(pay_list.id)
    answer = rows_of(book, _known(everyone), all_are)
    _demand_answer(draft, answer)
    draft.notes, draft.failures_only = list(answer.notes), answer.failures_only
    older = None if draft.again else older_like(pay_list, answer.rows)
    if older:
        draft.notes.insert(0, older.note)
    _sort(draft, answer.rows, Matcher(everyone, pay_list.made_on), older)
    if any(row.day for row in answer.rows):
        draft.notes.append("文件里写了交易日期，到账日期按文件里的写；没有日期的，按下面填的日子。")
    if not answer.rows:
        draft.notes.append(
            "这份失败名单只有表头，没有一个人：银行说没有失败的。没有回的人到底到账没有，请您认定。"
        )
    elif not (draft.paid or draft.failed or draft.same) and _mostly_strangers(draft):
        raise Refused(f"“{draft.file}”里没有一行是这份清单的。请看看是不是选错了文件或选错了清单。")
    return draft


def _mostly_strangers(draft: AnswerDraft) -> bool:
    """A father's name on both lists makes no answer to this one of a file about other people."""
    strangers = sum(one.stranger for one in draft.parked)
    return strangers == len(draft.parked) or strangers * 2 > len(draft.parked)


def _demand_answer(draft: AnswerDraft, answer: Answer) -> None:
    """Raises Refused when the file is no answer, does not tell success from failure, or is of an earlier day."""
    if not answer.rows and not answer.nobody_failed:
        raise Refused(
            f"“{draft.file}”里找不到账号、户名或身份证号，不像这份清单的回盘。请看看是不是选错了文件。"
        )
    if not answer.plain:
        raise Refused(
            f"“{draft.file}”里看不出谁成功、谁失败。请选“全部成功”或“全部失败”，或向银行要带结果的回盘。"
        )
    if not draft.again:
        demand_days(draft.pay_list, draft.file, answer.rows)
        demand_this_list(draft.pay_list, draft.file, answer.rows)


def sent_of(pay_list: int) -> list[Sent]:
    """The lines of a pay list with their pupils."""
    lines = lines_of(pay_list)
    grants = {g.id: g for g in AidGrant.select().where(AidGrant.id.in_([line.grant_id for line in lines]))}
    Student.learn_captions([grant.student_id for grant in grants.values()])
    return [
        Sent(line, Student.name_of(grants[line.grant_id].student_id), grants[line.grant_id].class_name or "")
        for line in lines
    ]


def _known(everyone: list[Sent]) -> Known:
    return Known(
        frozenset(one.line.account for one in everyone),
        frozenset(one.line.owner for one in everyone),
        frozenset(one.pupil for one in everyone),
        frozenset(one.line.amount for one in everyone),
    )


def _sort(draft: AnswerDraft, rows: list[AnswerRow], matcher: Matcher, older: Older | None) -> None:
    """Each row into its bucket; a line that two rows contradict each other about is parked with both."""
    rows_of_line: dict[int, list[Told]] = defaultdict(list)
    shared: list[Shared] = []
    veiled = 0
    for row in rows:
        found = matcher.find(row)
        why = found.why or (older.why_not(row) if older else "")
        if why:
            draft.parked.append(Parked(row, why, found.one))
            continue
        veiled += found.veiled
        if found.one:
            told = Told(found.one, row.result, row.reason, row, found.one.line.state)
            rows_of_line[told.sent.line.id].append(told)
        else:
            shared.append((row, found.lines))
    said = _without_disputes(draft, rows_of_line)
    draft.parked += settle(shared, said)
    if veiled:
        draft.notes.append(
            f"有 {veiled} 行的户名打了星号，账号对得上、又只有一个人合适，按那个人认的，请核对。"
        )
    _judge(draft, said)
    heard = said.keys() | {one.sent.line.id for one in draft.parked if one.sent}
    draft.silent = [one for one in matcher.everyone if one.line.id not in heard and one.line.state == "sent"]


def _without_disputes(draft: AnswerDraft, rows_of_line: dict[int, list[Told]]) -> dict[int, Told]:
    """One row for each line; rows that say the same twice are said, rows that contradict each other are parked."""
    said: dict[int, Told] = {}
    twice: list[str] = []
    for line, tolds in rows_of_line.items():
        sent = tolds[0].sent
        if len({told.result for told in tolds}) > 1:
            why = f"{sent.who}在回盘里有两行，一行成功一行失败，请问银行。"
            draft.parked += [Parked(told.row, why, sent) for told in tolds if told.row]
            continue
        said[line] = tolds[0]
        if len(tolds) > 1:
            numbers = "、".join(str(told.row.number) for told in tolds if told.row)
            twice.append(f"{sent.who}（第 {numbers} 行）")
    if twice:
        names = "、".join(twice[:4]) + (f"等 {len(twice)} 人" if len(twice) > 4 else "")
        draft.notes.append(f"{names}在回盘里不止一行，结果一样，只算一笔。请问银行是不是重复发了。")
    return said


def _judge(draft: AnswerDraft, said: dict[int, Told]) -> None:
    for told in said.values():
        if told.result == told.before:
            draft.same.append(told)
        elif told.before == FAILED:
            assert told.row is not None
            draft.parked.append(Parked(told.row, why_late(told.sent), told.sent))
        elif why := why_not_returned(told):
            assert told.row is not None
            draft.parked.append(Parked(told.row, why, told.sent))
        else:
            (draft.paid if told.result == PAID else draft.failed).append(told)


@dataclass(frozen=True)
class Taken:
    """What was written: how many were paid, how many failed, and the step's number (0 when nothing was new)."""

    paid: int
    failed: int
    step: int
    late: int = 0  # how many of the paid are a step of their own after the first

    @property
    def sentence(self) -> str:
        if not self.step:
            return "这份回盘没有新的结果，什么也没有写。"
        if self.late:
            return (
                f"已登记发放成功 {self.paid} 人、退票 {self.failed} 人；其中 {self.late} 人退票以后又到账，"
                "另记一步，各自可以撤销。"
            )
        return f"已登记发放成功 {self.paid} 人、退票 {self.failed} 人，可以撤销。"


def take_answer(
    store: Store, draft: AnswerDraft, *, others_paid: bool = False, day: dt.date | None = None
) -> Taken:
    """Write the judged answer as one step; successes after an earlier failure are a step of their own.

    others_paid: whom the bank said nothing about was paid (answers that list failures alone). day: when the money
    arrived, or came back, where the file itself does not say. Raises Refused when the list has no money yet or was
    changed since the answer was read, when the day lies before the list, or others_paid does not fit the file.
    """
    store.session.demand("batch", "登记银行回盘")
    batch = AidBatch.get_by_id(draft.pay_list.batch_id)
    if batch.state == "closed":
        raise Refused("这一批已经归档，发放结果不能再改。后来退回的钱，请记一笔冲销更正。")
    if batch.state not in ("funded", "paid"):
        raise Refused("资金拨付以后才能登记发放结果。请先记下“已拨付”。")
    if draft.again or demand_own_file(draft.pay_list, draft.file, draft.digest):
        return Taken(0, 0, 0)
    told = [*draft.paid, *draft.failed]
    if others_paid and draft.silent:
        _demand_failures_only(draft)
        told += [Told(one, PAID, "", None, one.line.state) for one in draft.silent]
    _demand_unchanged(told)
    late = [one for one in told if one.before == FAILED]
    for one in late:
        demand_late(one.sent)
    now = [one for one in told if one.before != FAILED]
    paid, failed, when = sum(one.result == PAID for one in told), len(draft.failed), day or day_order.today()
    if when < draft.pay_list.made_on:
        raise Refused(f"到账日期 {when} 早于清单的生成日期 {draft.pay_list.made_on}，请看看有没有写错。")
    step = 0
    if now:
        title = f"银行回盘 {draft.file}：成功 {paid - len(late)} 人，失败 {failed} 人"
        step = _write(store, draft, title, now, when)
    if late:
        names = "、".join(one.sent.who for one in late[:4]) + (f"等 {len(late)} 人" if len(late) > 4 else "")
        step = _write(store, draft, f"退票以后又到账：{names}（银行回盘 {draft.file}）", late, when)
    return Taken(paid, failed, step, len(late) if now else 0)


def _demand_failures_only(draft: AnswerDraft) -> None:
    """Raises Refused unless the file holds failures alone, and it is plain whose they are."""
    if not draft.failures_only:
        raise Refused(
            f"“{draft.file}”不是只列失败的，没有回的 {len(draft.silent)} 人不能都算成功。请等银行回，或问一声。"
        )
    if unknown := sum(one.sent is None for one in draft.parked):
        raise Refused(
            f"“{draft.file}”里有 {unknown} 行失败的看不出是谁，可能就是没有回的人。请先对上，再把其余的算成功。"
        )
    if not draft.others_may_be_paid:
        raise Refused(
            f"“{draft.file}”列的是到账以后又退回来的，没有回的 {len(draft.silent)} 人不能都算成功。请等银行回，或问一声。"
        )


def _write(store: Store, draft: AnswerDraft, title: str, told: list[Told], day: dt.date) -> int:
    with store.step(title, kind="pay") as step:
        step.change_many(PayLine, {one.sent.line.id: _line(one, day, draft.file) for one in told})
        said = _kept([one.sent.line.grant_id for one in told])
        step.change_many(
            AidGrant,
            {key: _grant(one, said.get(key, "")) for one in told for key in (one.sent.line.grant_id,)},
        )
        step.change(PayList, draft.pay_list.id, _answered(draft, day))
    return step.number


def _demand_unchanged(told: list[Told]) -> None:
    lines = PayLine.select(PayLine.id, PayLine.state).where(
        PayLine.id.in_([one.sent.line.id for one in told])
    )
    now = {line.id: line.state for line in lines}
    if any(now.get(one.sent.line.id) != one.before for one in told):
        raise Refused("读回盘以后，这份清单已经有了变化。请重新读一次回盘文件。")


def _line(told: Told, day: dt.date, file: str) -> Values:
    row, day = (told.row.number, told.row.day or day) if told.row else (None, day)
    source = _source(told, file)
    if told.result == PAID:
        why = f"原来退票：{told.sent.line.answer or NO_REASON}；后来到账" if told.before == FAILED else None
        return {
            "state": PAID, "answer": why and why[:200], "answer_row": row, "answer_source": source, "paid_on": day,
            "failed_on": None,
        }  # fmt: skip
    answer = (told.reason or NO_REASON)[:200]
    values = {"state": FAILED, "answer": answer, "answer_row": row, "answer_source": source, "failed_on": day}
    return values | (
        {} if told.before == PAID else {"paid_on": None}
    )  # what came back keeps the day it arrived


def _source(told: Told, file: str) -> str:
    """Where a result stands: file, sheet and row; a line's own, for a later answer of the list has another file."""
    name = file[:200]
    if told.row is None:
        return f"{name}·没有列出，按成功登记"
    sheet = told.row.sheet if told.row.sheet not in (Path(file).stem, file) else ""
    return "·".join(part for part in (name, sheet[:60], f"第 {told.row.number} 行") if part)


def _kept(grants: list[int]) -> dict[int, str]:
    """What lines keep in writing beside the bank's word: why money is given though the 认定 changed."""
    rows = AidGrant.select(AidGrant.id, AidGrant.reason).where(AidGrant.id.in_(listed(grants)))
    return {key: kept_words(reason) for key, reason in rows.tuples()}


def _grant(told: Told, kept: str) -> Values:
    if told.result == PAID:
        return {"state": "paid", "reason": kept or None}
    reason = (told.reason or NO_REASON)[:120]
    return {"state": "bounced", "reason": f"{reason[:45]}；{kept}" if kept else reason}


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
    store: Store,
    path: Path,
    *,
    all_are: str = "",
    password: str | None = None,
    progress: Progress | None = None,
) -> AnswerDraft:
    """The draft for the pay list that a file answers, found by what is in it.

    Raises Refused when it answers none, or two equally well.
    """
    store.session.demand("batch", "读入银行回盘")
    book = open_book(path, password=password, progress=progress)
    drafts, refusals = [], []
    for row in PayList.select().order_by(PayList.id.desc()):
        try:
            drafts.append(draft_of(row, book, all_are))
        except Refused as refusal:
            refusals.append(refusal)
    if known := next((draft for draft in drafts if draft.again), None):
        return known
    drafts = [draft for draft in drafts if draft.paid or draft.failed or draft.parked or draft.same]
    drafts.sort(key=_weight, reverse=True)
    if not drafts:
        raise refusals[0] if refusals else Refused("还没有发放清单，没有可以对的回盘。")
    if len(drafts) > 1 and _weight(drafts[0]) == _weight(drafts[1]):
        names = "和".join(
            f"“{PayList.caption(one.pay_list)}”（编号 {one.pay_list.id}）" for one in drafts[:2]
        )
        raise Refused(
            f"这份回盘对得上{names}，分不出是哪一份的。请先选好清单再读（命令行里写 --list 编号）。"
        )
    return drafts[0]


def _weight(draft: AnswerDraft) -> tuple[int, int]:
    return len(draft.paid) + len(draft.failed), len(draft.same)
