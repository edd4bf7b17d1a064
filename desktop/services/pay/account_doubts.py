"""What speaks against an account before money goes there: closed, found wrong, or another pupil's card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.models.identity import luhn_fits
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.payments import PayLine
from desktop.models.ledgers.students import Student
from desktop.services.aid.checks import SHORTEST_CARD
from desktop.services.seeds import told

WRONG = "2"  # of account_state: somebody looked at the account and found it wrong
IN_ONE_QUERY = 500


def why_dead(number: str | None) -> str:
    """The sentence for an account whose last payment the bank turned down because it is closed; "" for any other.

    The bank's words for that are data (pay/answers.json, dead_parts).
    """
    return _dead([number]).get(number, "") if number else ""


def why_not_send(grants: Sequence[Any]) -> dict[int, str]:
    """The grants to whose account no money may go, each with the sentence why: the bank called the account closed, or
    it is marked 有问题 in 收款账户."""
    dead = _dead([grant.account for grant in grants])
    marked = PayeeAccount.select(PayeeAccount.student, PayeeAccount.number)
    in_use = PayeeAccount.in_use.is_null() | PayeeAccount.in_use
    marked = marked.where((PayeeAccount.verified == WRONG) & in_use)
    wrong = set(marked.tuples())
    whys = {}
    for grant in grants:
        if why := dead.get(grant.account):
            whys[grant.id] = why
        elif (grant.student_id, grant.account) in wrong:
            whys[grant.id] = (
                f"尾号 {grant.account[-4:]} 的账户在收款账户里核验为“有问题”。"
                "请更正账户；核对以后没有问题的，把核验状态改成“已核验”。"
            )
    return whys


def _dead(numbers: Sequence[str | None]) -> dict[str, str]:
    """The closed ones among some accounts, each with its sentence."""
    parts = told("pay/answers")["dead_parts"]
    known = list(dict.fromkeys(filter(None, numbers)))
    last: dict[str, str] = {}
    for start in range(0, len(known), IN_ONE_QUERY):
        some = PayLine.account.in_(known[start : start + IN_ONE_QUERY]) & PayLine.state.in_(
            ["paid", "failed"]
        )
        rows = PayLine.select(PayLine.account, PayLine.state, PayLine.answer).where(some).order_by(PayLine.id)
        last |= {
            number: (answer or "") if state == "failed" else "" for number, state, answer in rows.tuples()
        }
    return {
        number: f"尾号 {number[-4:]} 的账户，银行上次回的是“{answer}”，再送也会退回。请向家长要新的账户。"
        for number, answer in last.items()
        if any(part in answer for part in parts)
    }


def whose_else(grant: int, number: str, owner: str) -> str:
    """The sentence for a number that another pupil, who is no family, has in use; "" when nobody has."""
    pupil = Student.get_by_id(AidGrant.get_by_id(grant).student_id)
    rows = PayeeAccount.select(PayeeAccount, Student).join(Student)
    rows = rows.where((PayeeAccount.number == number) & (PayeeAccount.student != pupil.id))
    others = [row.student for row in rows if row.in_use is not False]
    strangers = [one for one in others if not _one_family(pupil, one, owner)]
    if not strangers:
        return ""
    named = "、".join(dict.fromkeys(one.name for one in strangers))
    return f"尾号 {number[-4:]} 的账户登记在{named}名下，和{pupil.name}不是一家。"


def whose_holder(grant: int, owner: str) -> str:
    """The sentence for a holder who is neither the pupil nor a registered guardian; "" for one of the family."""
    pupil = Student.get_by_id(AidGrant.get_by_id(grant).student_id)
    guardians = {row.name for row in Guardian.select(Guardian.name).where(Guardian.student == pupil.id)}
    if not owner or owner == pupil.name or owner in guardians:
        return ""
    return f"开户名“{owner}”不是{pupil.name}本人，也不在登记的监护人里。"


def unlike_a_card(number: str) -> str:
    """The sentence for a card number whose check digit does not fit; "" for one that does, and for a passbook."""
    if len(number) < SHORTEST_CARD or not number.isdigit() or luhn_fits(number):
        return ""
    return f"账号（尾号 {number[-4:]}）的校验位不对，多半是抄错了一位；存折和部分社保卡除外。"


def _one_family(one: Any, other: Any, owner: str) -> bool:
    """The same household, or the holder is a guardian of both."""
    if one.household_id and one.household_id == other.household_id:
        return True
    named = Guardian.select(Guardian.student).where(Guardian.name == owner)
    return {one.id, other.id} <= {row.student_id for row in named}
