"""Whether a bank's answer is really the answer to this list: last term's file names the same cards and amounts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.journal import JournalEntry
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.models.undo import is_taken_back
from desktop.services.pay.answer_rows import AnswerRow

Payment = tuple[str, int]  # account and 分


def lists_of_file(digest: str) -> set[int]:
    """The pay lists that took in a file with these bytes and did not take it back.

    A list keeps the digest of its newest answer alone; the earlier parts of an answer stand in the journal.
    """
    entries = JournalEntry.select(JournalEntry.record, JournalEntry.step).where(
        (JournalEntry.ledger == PayList.table()) & JournalEntry.after.contains(f'"answer_digest":"{digest}"')
    )
    known = {entry.record for entry in entries if not is_taken_back(entry.step)}
    return known | {row.id for row in PayList.select(PayList.id).where(PayList.answer_digest == digest)}


def demand_own_file(pay_list: Any, file: str, digest: str) -> bool:
    """Whether this very file was taken in for this list before. Raises Refused when it was for another one."""
    known = lists_of_file(digest)
    if pay_list.id in known:
        return True
    if known:
        other = PayList.caption_of(max(known))
        raise Refused(
            f"“{file}”已经读入过，是“{other}”的回盘，不能再当作“{PayList.caption(pay_list)}”的结果。请选这一次的回盘。"
        )
    return False


def demand_days(pay_list: Any, file: str, rows: Sequence[AnswerRow]) -> None:
    """Raises Refused when every payment of the file was made before the list was."""
    days = [row.day for row in rows]
    told = [day for day in days if day is not None and day < pay_list.made_on]
    if days and len(told) == len(days):
        raise Refused(
            f"“{file}”里的交易日期（{_days(told)}）早于这份清单的生成日期 {pay_list.made_on:%Y-%m-%d}，"
            "像是以前的回盘，没有读入。请选这一次的回盘。"
        )


def demand_this_list(pay_list: Any, file: str, rows: Sequence[AnswerRow]) -> None:
    """Raises Refused when the file answers another pay list: at least twice as many rows are that list's, and every row that
    fits this one is that one's as well (twins with one card). An answer to several lists at once has rows of its own here.
    """
    paid: dict[int, set[Payment]] = defaultdict(set)
    for line in PayLine.select(PayLine.pay_list, PayLine.account, PayLine.amount):
        paid[line.pay_list_id].add((line.account, line.amount))
    fits = {number: _fitting(payments, rows) for number, payments in paid.items()}
    here = fits.pop(pay_list.id, set())
    best = max(fits, key=lambda number: (len(fits[number]), number), default=0)
    there = fits.get(best, set())
    if there and here <= there and len(there) >= 2 * len(here):
        raise Refused(
            f"“{file}”像是“{PayList.caption_of(best)}”的回盘：有 {len(there)} 行是那一次送的，"
            f"这份清单只对得上 {len(here)} 行，整个文件没有读入。请选那一份清单，或选这一次的回盘。"
        )


def _days(days: Sequence[dt.date]) -> str:
    first, last = min(days), max(days)
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} 到 {last:%Y-%m-%d}"


@dataclass(frozen=True)
class Older:
    """An earlier pay list that the rows fit as well as this one, or better."""

    pay_list: Any
    fits: int
    better: bool
    answered: frozenset[Payment]  # its payments that the bank told of already

    @property
    def note(self) -> str:
        more = "比这份清单还多，" if self.better else ""
        return (
            f"这份文件和“{PayList.caption(self.pay_list)}”（{self.pay_list.made_on:%Y-%m-%d} 生成）也对得上 "
            f"{self.fits} 行，{more}请核对它是不是那一次的回盘。"
        )

    def why_not(self, row: AnswerRow) -> str:
        """A sentence when the row belongs to that list, which fits better and has its answer; else ""."""
        amounts = [fen for account, fen in self.answered if account == row.account]
        if not self.better or not amounts or (row.fen is not None and row.fen not in amounts):
            return ""
        return f"这一行像是“{PayList.caption(self.pay_list)}”的，那一次已经有了结果，没有当作这次的。"


def older_like(pay_list: Any, rows: Sequence[AnswerRow]) -> Older | None:
    """The earlier pay list that the rows fit best, when they fit it as well as this one."""
    lists = {one.id: one for one in PayList.select().where(PayList.id < pay_list.id)}
    paid: dict[int, set[Payment]] = defaultdict(set)
    answered: dict[int, set[Payment]] = defaultdict(set)
    told = PayLine.select(PayLine.pay_list, PayLine.account, PayLine.amount, PayLine.state)
    for line in told.where(PayLine.pay_list <= pay_list.id):
        paid[line.pay_list_id].add((line.account, line.amount))
        if line.state != "sent":
            answered[line.pay_list_id].add((line.account, line.amount))
    fits = {number: len(_fitting(payments, rows)) for number, payments in paid.items()}
    here = fits.get(pay_list.id, 0)
    best = max(lists, key=lambda number: (fits.get(number, 0), number), default=0)
    if not best or not fits.get(best) or fits[best] < here:
        return None
    return Older(lists[best], fits[best], fits[best] > here, frozenset(answered[best]))


def _fitting(payments: set[Payment], rows: Sequence[AnswerRow]) -> set[int]:
    """The rows (by their place in the file) that are among these payments."""
    accounts = {account for account, _ in payments}
    return {
        place for place, row in enumerate(rows)
        if ((row.account, row.fen) in payments if row.fen is not None else row.account in accounts)
    }  # fmt: skip
