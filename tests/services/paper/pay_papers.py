"""A payment that came back and went again, for the tests of its papers."""

from typing import Any

from builders import as_headteacher

from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import BankLayout
from desktop.services.aid import stages
from desktop.services.aid.batches import approve
from desktop.services.pay.lists import NewAccount, correct_account, make_list

WHY = "账户已销户"
NEW = "6217000099900001239"


def at_bank(store: Any, made: int, day: Any) -> int:
    """An approved list funded and sent to the bank; returns its first 发放清单."""
    row = AidBatch.get_by_id(made)
    funded = min(day, row.paid_on or day)  # the money came before it was paid out
    if row.state == "listed":
        approve(as_headteacher(store), made, funded)
    while AidBatch.get_by_id(made).state != "funded":
        stages.advance(store, made, funded)
    return make_list(store, made, BankLayout.select().first().id, day)


def came_back(store: Any, made: int, count: int = 1) -> list[int]:
    """The first `count` payments failed, the others arrived; returns the grants that came back."""
    grants = [row.id for row in AidGrant.select().where(AidGrant.batch == made).order_by(AidGrant.place)]
    stages.answer_of_bank(store, grants[:count], "bounced", WHY)
    if grants[count:]:
        stages.answer_of_bank(store, grants[count:], "paid", "有银行回单")
    return grants[:count]


def second_list(store: Any, made: int, day: Any) -> int:
    """The first pupil's payment came back, the account was corrected, the second 发放清单 is made."""
    at_bank(store, made, day)
    (grant,) = came_back(store, made)
    correct_account(store, grant, NewAccount(NEW, "王建国", bank="青禾农商行"))
    return make_list(store, made, BankLayout.select().first().id, day)
