"""Money to the 分: what came in for a programme, what was paid, what came back, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee as pw

from desktop.models import money
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import FundReceived
from desktop.models.terms import Term
from desktop.services.pay import reversals
from desktop.services.seeds import told


@dataclass(frozen=True)
class Balance:
    """One programme in one term, all in 分. paid: as listed, corrections apart. failed: sent and come back. open: not
    yet paid, failed ones among them. back, more: approved corrections."""

    programme: Any
    term: Term
    received: int
    paid: int
    failed: int
    open: int
    back: int
    more: int

    @property
    def net(self) -> int:
        """What families really have: paid, less what was taken back, plus what was given again."""
        return self.paid - self.back + self.more

    @property
    def left(self) -> int:
        """结余: received less what families have. Below zero: more was paid than came in."""
        return self.received - self.net

    @property
    def words(self) -> str:
        return f"结余 {money.figures(self.left)} 元（{in_words(self.left)}）"


def in_words(fen: int) -> str:
    """大写, also of a negative balance."""
    return money.words(fen) if fen >= 0 else f"负{money.words(-fen)}"


def balance(programme: int, term: Term) -> Balance:
    """Received, paid, failed, corrected and left of one programme in one term."""
    grants = _grants(programme, term)
    by_state = {
        state: int(fen)
        for state, fen in AidGrant.select(AidGrant.state, pw.fn.SUM(AidGrant.amount))
        .where(AidGrant.id.in_(grants))
        .group_by(AidGrant.state)
        .tuples()
    }
    back, more = reversals.sums(grants)
    waiting = sum(fen for state, fen in by_state.items() if state not in ("paid", "stopped"))
    return Balance(
        AidProgramme.get_by_id(programme), term, _received(programme, term), by_state.get("paid", 0),
        by_state.get("bounced", 0), waiting, back, more,
    )  # fmt: skip


@dataclass(frozen=True)
class Sending:
    """What a programme's money comes to with a list that is about to go to the bank, all in 分.

    out: what families have and what already lies at the bank; now: the list about to go.
    """

    received: int
    out: int
    now: int

    @property
    def beyond(self) -> int:
        """By how much more would be sent than came in; 0 when it is enough."""
        return max(self.out + self.now - self.received, 0)

    @property
    def words(self) -> str:
        """到账 4375.00 元，已发（含已送银行）4375.00 元，这次 625.00 元，多出 625.00 元; "" when the money is enough."""
        if not self.beyond:
            return ""
        came = f"到账 {money.figures(self.received)} 元" if self.received else "没有登记到账资金"
        return (
            f"{came}，已发（含已送银行）{money.figures(self.out)} 元，这次 {money.figures(self.now)} 元，"
            f"比到账的多 {money.figures(self.beyond)} 元。"
        )


def sending(programme: int, term: Term, now: int = 0) -> Sending:
    """Money received, gone out and about to go of a programme in a term."""
    told = balance(programme, term)
    at_bank = AidGrant.select(pw.fn.COALESCE(pw.fn.SUM(AidGrant.amount), 0)).where(
        AidGrant.id.in_(_grants(programme, term)) & AidGrant.state.in_(("sent", "resent"))
    )
    return Sending(told.received, told.net + int(at_bank.scalar()), now)


def balances(term: Term) -> list[Balance]:
    """Every programme that had money or a list in a term, in the order of the programmes."""
    listed = AidBatch.select(AidBatch.programme).where(
        (AidBatch.term == term.code) & (AidBatch.state != "void")
    )
    funded = FundReceived.select(FundReceived.programme).where(FundReceived.term == term.code)
    rows = AidProgramme.select(AidProgramme.id).where(
        AidProgramme.id.in_(listed) | AidProgramme.id.in_(funded)
    )
    return [balance(row.id, term) for row in rows.order_by(AidProgramme.place, AidProgramme.id)]


def _grants(programme: int, term: Term) -> Any:
    lists = (AidBatch.programme == programme) & (AidBatch.term == term.code) & (AidBatch.state != "void")
    return AidGrant.select(AidGrant.id).join(AidBatch).where(lists)


def _received(programme: int, term: Term) -> int:
    rows = FundReceived.select(pw.fn.COALESCE(pw.fn.SUM(FundReceived.amount), 0)).where(
        (FundReceived.programme == programme) & (FundReceived.term == term.code)
    )
    return int(rows.scalar())


def own_funds_due(income_fen: int) -> int:
    """What the school should set aside of its own income in a term, in 分, rounded up; the rate is data.

    Source: resources/pay/own_funds.json (3 %, 请以本县文件为准).
    """
    return -(-income_fen * _own_rate() // 10_000)


def _own_rate() -> int:
    """Per ten thousand."""
    return int(told("pay/own_funds")["per_ten_thousand"])


def own_rate_words() -> str:
    return f"{_own_rate() / 100:g}%"


def own_funds_entry(income_fen: int, term: Term) -> dict[str, Any]:
    """What a new line of 资金到账 says of the money a school sets aside; programme only where the school has that one."""
    programme = AidProgramme.get_or_none(AidProgramme.code == told("pay/own_funds")["programme"])
    return {
        "programme": programme and programme.id, "term": term.code, "amount": own_funds_due(income_fen),
        "source": "本校提取",
        "note": f"学校事业收入 {money.figures(income_fen)} 元，按不低于 {own_rate_words()} 提取",
    }  # fmt: skip


def unlikely(fen: int) -> str:
    """The sentence for an amount that is more than one pupil is likely to get by hand; "" for any other."""
    most = int(told("pay/own_funds")["most_per_pupil"])
    if fen <= most:
        return ""
    return f"{money.figures(fen)} 元，超过一个人一次 {money.figures(most)} 元，请看看有没有多写零"
