"""What has to be said before a list comes to its end another way than by the bank's answer and the families' receipts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from desktop.models import money
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.models.terms import parse_term
from desktop.services.aid.checks import SIGNED_FOR
from desktop.services.pay import funds
from desktop.services.pay.lists import accounts_in_doubt
from desktop.services.seeds import told


def by_hand(batch: Any) -> list[Any]:
    """Grants that 已发放 itself marks as paid: those of a list that never went to the bank as a file."""
    if PayList.select().where(PayList.batch == batch.id).exists():
        return []
    waiting = AidGrant.state.in_(["planned", "sent"])
    rows = AidGrant.select().where((AidGrant.batch == batch.id) & waiting)
    return list(rows.order_by(AidGrant.place, AidGrant.id))


def unanswered(batch: Any) -> str:
    """The sentence for a bank's list that would be called paid without the bank's word; "" where its answer speaks."""
    grants = [] if batch.pay_mode == SIGNED_FOR else by_hand(batch)
    if not grants:
        return ""
    fen = sum(grant.amount for grant in grants)
    beyond = funds.sending(batch.programme_id, parse_term(batch.term), fen).words
    counted = accounts_in_doubt(grants)
    doubts = f"账户还有要核对的：{counted}。" if counted else ""
    return (
        f"这一批没有送过银行的清单，也没有回盘，{len(grants)} 人 {money.figures(fen)} 元是不是都发到手，程序不知道。"
        f"{beyond}{doubts}"
    )


def reasons() -> list[str]:
    """What a list may be called paid on without the bank's answer: resources/pay/by_hand.json."""
    return list(told("pay/by_hand")["reasons"])


def minus_of(batch: Any) -> str:
    """What to say of a list whose programme paid more this term than came in; "" when it did not, or nothing was paid
    through the bank."""
    balance = funds.balance(batch.programme_id, parse_term(batch.term))
    if balance.left >= 0 or batch.pay_mode == SIGNED_FOR:
        return ""
    came = f"登记到账 {money.figures(balance.received)} 元" if balance.received else "没有登记到账资金"
    return f"结余是 {money.figures(balance.left)} 元（{came}，发了 {money.figures(balance.net)} 元）。"


def never_sent(grants: Collection[int]) -> bool:
    """Whether some of these grants stand on no list that went to the bank, and on none to be signed for."""
    lines = PayLine.select(PayLine.grant).where(PayLine.grant.in_(list(grants)))
    rows = (
        AidGrant.select()
        .join(AidBatch)
        .where(AidGrant.id.in_(list(grants)) & AidGrant.id.not_in(lines) & (AidBatch.pay_mode != SIGNED_FOR))
    )
    return bool(rows.exists())
