"""What speaks against an account before money goes there: the bank called it closed, or it is another pupil's card."""

from __future__ import annotations

from typing import Any

from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.payments import PayLine
from desktop.models.ledgers.students import Student
from desktop.services.seeds import told


def why_dead(number: str | None) -> str:
    """The sentence for an account whose last payment the bank turned down because it is closed; "" for any other.

    The bank's words for that are data (pay/answers.json, dead_parts).
    """
    if not number:
        return ""
    lines = PayLine.select().where((PayLine.account == number) & PayLine.state.in_(["paid", "failed"]))
    last = lines.order_by(PayLine.id.desc()).first()
    answer = (last.answer or "") if last and last.state == "failed" else ""
    if not any(part in answer for part in told("pay/answers")["dead_parts"]):
        return ""
    return f"尾号 {number[-4:]} 的账户，银行上次回的是“{answer}”，再送也会退回。请向家长要新的账户。"


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


def _one_family(one: Any, other: Any, owner: str) -> bool:
    """The same household, or the holder is a guardian of both."""
    if one.household_id and one.household_id == other.household_id:
        return True
    named = Guardian.select(Guardian.student).where(Guardian.name == owner)
    return {one.id, other.id} <= {row.student_id for row in named}
