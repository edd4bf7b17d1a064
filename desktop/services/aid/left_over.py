"""What earlier terms left unfinished: approved lists whose money or letters have not come to their end.

A new term does not make it vanish: 今日 and 校长台 name it until the list is filed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.models.ledgers.batch_order import SETTLED, SIGNED_FOR, UNAPPROVED
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice, NoticeItem
from desktop.models.terms import Term, parse_term

TO_BRING = ("made", "printed", "undelivered")  # letters that have not reached the family
TO_FETCH = ("delivered",)  # letters whose receipt is still with the family


@dataclass(frozen=True)
class LeftOver:
    """One list of an earlier term: grants without their money, pupils without a letter, letters not brought, receipts not
    fetched."""

    batch: Any
    when: str
    unpaid: tuple[Any, ...]
    unmade: tuple[Any, ...]
    to_bring: tuple[Any, ...]
    to_fetch: tuple[Any, ...]

    @property
    def caption(self) -> str:
        return AidBatch.caption(self.batch)

    @property
    def pupils(self) -> list[int]:
        """Everybody concerned, each once."""
        return list(
            dict.fromkeys(
                one.student_id for one in (*self.unpaid, *self.unmade, *self.to_bring, *self.to_fetch)
            )
        )

    @property
    def sentence(self) -> str:
        """上学期的名单还没有办完：43 人 26875.00 元没有发到手，43 份回执没有收回."""
        fen = sum(grant.amount for grant in self.unpaid)
        told = []
        if self.unpaid:
            told.append(f"{len(self.unpaid)} 人 {money.figures(fen)} 元没有发到手")
        if self.unmade:
            told.append(f"{len(self.unmade)} 人还没有做告知书")
        if self.to_bring:
            told.append(f"{len(self.to_bring)} 份告知书没有送到")
        if self.to_fetch:
            told.append(f"{len(self.to_fetch)} 份回执没有收回")
        rest = "，".join(told) or f"现在是“{AidBatch.state.format(self.batch.state)}”，还没有归档"
        return f"{self.when}的名单还没有办完：{rest}"


def left_over(term: Term) -> list[LeftOver]:
    """Approved lists of terms before this one that are not filed, the oldest first."""
    rows = AidBatch.select().where(
        AidBatch.state.not_in([*UNAPPROVED, "void", "closed"]) & (AidBatch.term < term.code)
    )
    return [_of(row, term) for row in rows.order_by(AidBatch.term, AidBatch.id)]


def _of(row: Any, term: Term) -> LeftOver:
    mine = AidGrant.select().where(AidGrant.batch == row.id).order_by(AidGrant.place, AidGrant.id)
    letters = AidNotice.select().where(AidNotice.batch == row.id).order_by(AidNotice.id)
    told = NoticeItem.select(NoticeItem.grant)
    bare = (AidGrant.state != "stopped") & AidGrant.id.not_in(told)
    unmade = () if row.pay_mode == SIGNED_FOR else tuple(mine.where(bare))
    bring, fetch = AidNotice.state.in_(TO_BRING), AidNotice.state.in_(TO_FETCH)
    return LeftOver(
        row, "上学期" if row.term == term.previous.code else parse_term(row.term).title,
        tuple(mine.where(AidGrant.state.not_in(SETTLED))), unmade, tuple(letters.where(bring)), tuple(letters.where(fetch)),
    )  # fmt: skip
