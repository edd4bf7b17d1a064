"""发放清单: whom the bank is asked to pay, the first time and again after a failed payment."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers import day_order
from desktop.models.ledgers.batch_order import PAYING, why_meal_list
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.families import PayeeAccount
from desktop.models.ledgers.pay_order import why_before_approval
from desktop.models.ledgers.payments import BankLayout, PayLine, PayList
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.aid.batches import payee_snapshot
from desktop.services.aid.checks import SIGNED_FOR, Finding, check_accounts, check_changes
from desktop.services.aid.mid_term import requests_in_words, undecided
from desktop.services.pay.account_doubts import why_dead, why_not_send

FORMULA_SIGNS = ("=", "+", "-", "@", "\t")  # a spreadsheet takes a cell that begins so for a formula
NAMED = 6  # names in a sentence before it says 等
FEW = 3  # a doubt about no more than these is told with their names


@dataclass(frozen=True)
class Due:
    """The grants of a list that nobody was paid for yet: those to send, those without an account, those that came back
    and whose account was not corrected since, and those to whom no money may go: the account is wrong, or the 认定 ended
    and nobody has decided (whys: grant -> sentence)."""

    ready: tuple[Any, ...]
    lacking: tuple[Any, ...]
    uncorrected: tuple[Any, ...]
    at_bank: tuple[Any, ...]
    doubted: tuple[Any, ...] = ()
    whys: Mapping[int, str] = field(default_factory=dict)
    turned: frozenset[int] = frozenset()  # of the doubted those whose account is right: the 认定 ended

    @property
    def fen(self) -> int:
        return sum(grant.amount for grant in self.ready)

    @property
    def open(self) -> tuple[Any, ...]:
        return (*self.ready, *self.lacking, *self.doubted, *self.uncorrected, *self.at_bank)

    @property
    def why_doubted(self) -> str:
        """The doubted ones by name with what speaks against their accounts; "" when there are none."""
        told = "".join(f"{named([one])}：{self.whys[one.id]}" for one in self.doubted[:NAMED])
        rest = (
            f"这样的共 {len(self.doubted)} 人：{named(self.doubted)}。" if len(self.doubted) > NAMED else ""
        )
        return told + rest


def due(batch: int, *, also: Collection[int] = ()) -> Due:
    """Who of a list is still to be paid. also: grants that go again with the old account (the card was unblocked)."""
    grants = list(AidGrant.select().where(AidGrant.batch == batch).order_by(AidGrant.place, AidGrant.id))
    failed = _last_tried(grants)
    ready, lacking, uncorrected = [], [], []
    for grant in grants:
        if grant.state not in ("planned", "bounced"):
            continue
        if not grant.account or not grant.owner:
            lacking.append(grant)
        elif (
            grant.state == "bounced" and grant.id not in also and not _corrected(grant, failed.get(grant.id))
        ):
            uncorrected.append(grant)
        else:
            ready.append(grant)
    at_bank = tuple(grant for grant in grants if grant.state in ("sent", "resent"))
    unsettled, wrong = _why_unsettled(ready), why_not_send(ready)
    whys = unsettled | wrong
    doubted = tuple(grant for grant in ready if grant.id in whys)
    sound = tuple(grant for grant in ready if grant.id not in whys)
    turned = frozenset(unsettled) - frozenset(wrong)
    return Due(sound, tuple(lacking), tuple(uncorrected), at_bank, doubted, whys, turned)


def _why_unsettled(grants: Sequence[Any]) -> dict[int, str]:
    """The grants of families that are not recognised any more, while nobody has decided what becomes of the money."""
    return {
        key: f"认定已经变动为“不困难”（{one.change.decided_on:%Y-%m-%d} 审批），请先在名单上停发，或写明原因仍发。"
        for key, one in undecided(grants).items()
    }


def _last_tried(grants: Sequence[Any]) -> dict[int, Any]:
    lines = PayLine.select().where(PayLine.grant.in_([grant.id for grant in grants])).order_by(PayLine.id)
    return {line.grant_id: line for line in lines}


def _corrected(grant: Any, line: Any) -> bool:
    """Whether account or holder are no longer those the bank turned down; without a list nothing is known of that."""
    return line is None or (grant.account, grant.owner) != (line.account, line.owner)


def make_list(
    store: Store, batch: int, layout: int, day: dt.date | None = None, *, also: Collection[int] = (),
    leave_lacking: bool = False,
) -> int:  # fmt: skip
    """Write the next 发放清单 of a list: everyone still to be paid becomes 已送银行 (已重发 after a failure).

    layout: id of a BankLayout. leave_lacking: pupils without an account, or with one that no money may go to, stay open
    for a later list instead of stopping this one; whoever `also` names stops it. Returns the PayList's id. Raises Refused.
    """
    store.session.demand("batch", "生成发放清单")
    row, made_on = AidBatch.get_by_id(batch), day or day_order.today()
    _demand_time(row)
    if why := why_before_approval(batch, made_on):
        raise Refused(why)
    found = due(batch, also=also)
    if found.lacking and not leave_lacking:
        raise Refused(f"{named(found.lacking)}还没有收款账户。请先补上，或选“缺账户的下次再发”。")
    if found.doubted and (not leave_lacking or any(grant.id in also for grant in found.doubted)):
        raise Refused(f"{found.why_doubted}没有生成清单。")
    if not found.ready:
        raise Refused(_why_nobody(found))
    if strange := [grant for grant in found.ready if grant.owner.startswith(FORMULA_SIGNS)]:
        raise Refused(
            f"{named(strange)}的开户名以“{strange[0].owner[0]}”开头，银行的表格会当成公式，没有生成清单。请先更正收款账户。"
        )
    number = 1 + max((one.number for one in PayList.select().where(PayList.batch == batch)), default=0)
    values = {
        "batch": batch, "number": number, "state": "made", "layout": BankLayout.get_by_id(layout).id,
        "heads": len(found.ready), "amount": found.fen, "made_on": made_on,
    }  # fmt: skip
    title = f"生成发放清单：{AidBatch.caption(row)} 第{number}次 {len(found.ready)} 人"
    with store.step(title, kind="pay") as step:
        made = step.add(PayList, values)
        step.add_many(PayLine, [_line(made, place, grant) for place, grant in enumerate(found.ready, 1)])
        sent = {g.id: {"state": "resent" if g.state == "bounced" else "sent"} for g in found.ready}
        step.change_many(AidGrant, sent)
    return made


def _demand_time(row: Any) -> None:
    if why := why_meal_list(row.id):
        raise Refused(why)
    if row.pay_mode == SIGNED_FOR:
        raise Refused("这一批是签领发放，不送银行。请打印签领表，发完以后登记签领。")
    if row.state not in PAYING:
        raise Refused("校长审批、记下“已上报”以后，才能生成发放清单。")


def _why_nobody(found: Due) -> str:
    if found.uncorrected:
        return f"{named(found.uncorrected)}退票以后账户还没有更正，没有生成清单。请先更正账户。"
    if found.at_bank:
        return f"{named(found.at_bank)}的钱已经送到银行，等回盘；没有别的人要送。"
    if found.lacking:
        return f"{named(found.lacking)}还没有收款账户，没有可以送银行的人。"
    if found.doubted:
        return f"{found.why_doubted}没有可以送银行的人。"
    return "这一批没有还要送银行的人。"


def _line(pay_list: int, place: int, grant: Any) -> Values:
    return {
        "pay_list": pay_list, "place": place, "grant": grant.id, "owner": grant.owner, "account": grant.account,
        "bank": grant.bank, "owner_id": grant.owner_id, "amount": grant.amount, "state": "sent",
    }  # fmt: skip


def named(grants: Sequence[Any]) -> str:
    """三(2)班王芳、三(2)班李强等 8 人."""
    words = [f"{grant.class_name or ''}{Student.name_of(grant.student_id)}" for grant in grants[:NAMED]]
    return "、".join(words) + (f"等 {len(grants)} 人" if len(grants) > NAMED else "")


def lines_of(pay_list: int) -> list[Any]:
    """The lines of a pay list in its order."""
    return list(PayLine.select().where(PayLine.pay_list == pay_list).order_by(PayLine.place, PayLine.id))


def warnings_of(store: Store, batch: int) -> list[Finding]:
    """What to look at before the next pay list goes out: a 中途变动 (of money that is out as well: it may come back),
    shared cards, strangers' cards, check digits."""
    everyone = list(AidGrant.select().where((AidGrant.batch == batch) & (AidGrant.state != "stopped")))
    return [*check_changes(everyone), *check_accounts(store, due(batch).open)]


def accounts_in_doubt(grants: Sequence[Any]) -> str:
    """What is to be looked at in the accounts of some grants, counted by rule: 卡号校验 9 人，户名不符 1 人（四(1)班岑书航）; ""
    when nothing. A few are named."""
    found: dict[str, set[int]] = defaultdict(set)
    for one in check_accounts(None, grants):
        if one.grant is not None:
            found[one.rule].add(one.grant)
    by_id = {grant.id: grant for grant in grants}
    told = {rule: [by_id[one] for one in sorted(some)] for rule, some in found.items()}
    return "，".join(
        f"{rule} {len(some)} 人" + (f"（{named(some)}）" if len(some) <= FEW else "")
        for rule, some in told.items()
    )


def doubts_in_short(grants: Sequence[Any]) -> str:
    """What is to be looked at among those who are about to be sent, as a sentence; "" when nothing."""
    counted, asked = accounts_in_doubt(grants), requests_in_words(grants)
    looks = f"送出去以前请先核对：{counted}；每一条怎样看，在资助发放页的“送银行以前”里。" if counted else ""
    return asked + looks


@dataclass(frozen=True)
class NewAccount:
    """A corrected account as it was told: number, holder, the holder's relation to the pupil, bank."""

    number: str
    owner: str
    bank: str | None = None
    relation: str | None = None
    account_kind: str | None = "1"


def correct_account(store: Store, grant: int, account: NewAccount) -> int:
    """Take a corrected account: a new 收款账户, the old one out of use, the list's snapshot refreshed. One step.

    Returns the PayeeAccount's id. Raises Refused when the money is at the bank or paid, nothing would change, or the
    bank called this very account closed. Whose else it may be: `account_doubts.whose_else`.
    """
    store.session.demand("batch", "更正收款账户")
    row = AidGrant.get_by_id(grant)
    who = Student.caption_of(row.student_id)
    if row.state not in ("planned", "bounced"):
        raise Refused(f"{who}的钱已经送到银行或发下去了，退票以后才能更正账户。")
    values = _read(account) | {"student": row.student_id, "in_use": True, "verified": "0"}
    if dead := why_dead(values["number"]):  # asked first: the way back to a closed account is closed too
        raise Refused(dead)
    if (values["number"], values["owner"]) == (row.account, row.owner):
        raise Refused(
            f"{who}的账号和开户名与原来一样，没有更正。账户没有错、只是重发的，请选“按原账户重发”。"
        )
    same = (PayeeAccount.student == row.student_id) & (PayeeAccount.number == values["number"])
    with store.step(f"更正收款账户：{who}") as step:
        known = PayeeAccount.get_or_none(same)
        old = PayeeAccount.select(PayeeAccount.id).where(PayeeAccount.student == row.student_id)
        step.change_many(
            PayeeAccount, {one.id: {"in_use": False} for one in old if known is None or one.id != known.id}
        )
        if known is None:
            made = step.add(PayeeAccount, values)
        else:
            made = int(known.id)
            step.change(PayeeAccount, made, values)
        step.change(AidGrant, grant, payee_snapshot(PayeeAccount.get_by_id(made)))
    return made


def _read(account: NewAccount) -> Values:
    """The values of a new account, parsed as the form parses them. Raises Refused with the field's sentence."""
    told = {name: value for name, value in vars(account).items() if value is not None}
    values, problems = PayeeAccount.read(told)
    if problems:
        raise Refused("".join(problems.values()))
    return values
