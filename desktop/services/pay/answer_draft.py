"""What was found in a bank's answer, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from desktop.models import money
from desktop.services.pay.answer_match import STRANGER, UNCLEAR, Sent
from desktop.services.pay.answer_rows import AnswerRow


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

    @property
    def unclear(self) -> bool:
        """Whether only the bank's word for the result is not understood."""
        return self.why.endswith(UNCLEAR)


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
    failures_only: bool = False  # every row of the file is a failed payment
    again: bool = False  # this very file was taken in before

    @property
    def others_may_be_paid(self) -> bool:
        """Whether the silent may be taken for paid: failures alone, all of them new, and it is plain whose they are.

        A file with payments that came back after they had arrived says nothing about the others.
        """
        new = all(one.before == "sent" for one in self.failed)
        return self.failures_only and new and bool(self.silent) and all(one.sent for one in self.parked)

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

    def has_result(self, line: int) -> bool:
        """Whether a line has its place among the results already."""
        return any(one.sent.line.id == line for one in (*self.paid, *self.failed, *self.same))


def _sum(told: list[Told]) -> int:
    return sum(one.sent.line.amount for one in told)
