"""What a pupil got, term by term: list, amount, how the payment ended, the letter and its receipt; read for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batch_order import UNAPPROVED
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice, NoticeItem
from desktop.models.ledgers.payments import PayLine, Reversal
from desktop.models.terms import Term, parse_term
from desktop.services.paper.documents.policy_basis import standard_words, standards_of
from desktop.services.pay.paid_days import paid_days

AT_ONCE = 400  # pupils in one question to the database
NO_LETTER = "—"
REASONED = ("bounced", "stopped")  # states of a grant that a reason belongs to


@dataclass(frozen=True)
class AidLine:
    """One grant, or one correction of it. fen: negative for what was taken back; paid: it counts as money received."""

    term: Term
    programme: str
    basis: str
    fen: int
    outcome: str
    letter: str
    paid: bool


def aid_of(students: Sequence[int]) -> dict[int, list[AidLine]]:
    """Pupil -> the whole aid history, oldest term first; lists that were voided are left out."""
    found: dict[int, list[AidLine]] = defaultdict(list)
    for start in range(0, len(students), AT_ONCE):
        part = list(students[start : start + AT_ONCE])
        rows = AidGrant.select().join(AidBatch).where(AidGrant.student.in_(part) & (AidBatch.state != "void"))
        grants = list(rows.order_by(AidBatch.term, AidBatch.id))
        books = _Books(grants)
        for grant in grants:
            found[grant.student_id] += books.lines(grant)
    return found


class _Books:
    """All that belongs to some grants, read once."""

    def __init__(self, grants: Sequence[Any]) -> None:
        ids = [grant.id for grant in grants]
        self.batches = _by_id(AidBatch, (grant.batch_id for grant in grants))
        self.programmes = _by_id(AidProgramme, (one.programme_id for one in self.batches.values()))
        self.standards = standards_of(grants)
        self.payments = {row.grant_id: row for row in _of(PayLine, PayLine.grant, ids)}
        self.days = paid_days(grants)
        self.letters = _letters(ids)
        self.corrections: dict[int, list[Any]] = defaultdict(list)
        for row in _of(Reversal, Reversal.grant, ids):
            if row.state == "approved":
                self.corrections[row.grant_id].append(row)

    def lines(self, grant: Any) -> list[AidLine]:
        batch = self.batches[grant.batch_id]
        term, programme = parse_term(batch.term), self.programmes[batch.programme_id]
        standard = standard_words(self.standards.get(grant.standard_id), term)
        first = AidLine(
            term,
            f"{programme.name}\n第{batch.number}批" + (f"，{grant.item}" if grant.item else ""),
            "\n".join(part for part in (grant.basis, standard and f"每学期{standard}") if part),
            grant.amount,
            self.outcome(grant, batch),
            self.letters.get(grant.id, NO_LETTER),
            grant.state == "paid",
        )
        return [first, *(_correction(term, programme, row) for row in self.corrections[grant.id])]

    def outcome(self, grant: Any, batch: Any) -> str:
        """发放成功 2026-11-18; what the bank said of a failure; the list's own state while it is not approved."""
        if batch.state in UNAPPROVED:
            return code_list("batch_state").label(batch.state)
        label, line = code_list("grant_state").label(grant.state), self.payments.get(grant.id)
        if grant.state == "paid":
            day = self.days.get(grant.id)
            return f"{label}\n{day}" if day else label
        if grant.state not in REASONED:
            return label  # what went wrong before it was sent again is told no more
        why = (line.answer if line and grant.state == "bounced" else None) or grant.reason
        return f"{label}：{why}" if why else label


def _correction(term: Term, programme: Any, row: Any) -> AidLine:
    kinds = code_list("reversal_kind")
    sign = int(kinds.fact(row.kind, "sign"))
    name = f"{kinds.label(row.kind)}（{programme.short or programme.name}）"
    return AidLine(term, name, row.reason, sign * row.amount, f"已审批\n{row.decided_on}", NO_LETTER, True)


def _letters(ids: Sequence[int]) -> dict[int, str]:
    """Grant -> the letter that told of it, and whether its receipt is back."""
    items = {row.grant_id: row.notice_id for row in _of(NoticeItem, NoticeItem.grant, ids)}
    notices = _by_id(AidNotice, items.values())
    return {grant: _letter(notices[notice]) for grant, notice in items.items()}


def _letter(notice: Any) -> str:
    number = notice.number or "未打印"
    if notice.receipt_on:
        return f"{number}\n回执 {notice.receipt_on}"
    return f"{number}\n{code_list('notice_state').label(notice.state)}" if notice.number else number


def _of(ledger: Any, field: Any, ids: Sequence[int]) -> Iterable[Any]:
    for start in range(0, len(ids), AT_ONCE):
        yield from ledger.select().where(field.in_(list(ids[start : start + AT_ONCE]))).order_by(ledger.id)


def _by_id(ledger: Any, ids: Iterable[int]) -> dict[int, Any]:
    return {row.id: row for row in _of(ledger, ledger.id, sorted(set(ids)))}
