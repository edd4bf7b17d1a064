"""Receipts on which a family asks the school to get in touch: they wait until somebody writes what was done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.batch_order import asks_contact
from desktop.models.ledgers.batches import AidBatch, AidNotice
from desktop.models.ledgers.students import Student
from desktop.models.store import Store


def waits(notice: Any) -> bool:
    """Whether this letter's receipt is a question that nobody has answered."""
    return notice.state in ("returned", "filed") and asks_contact(notice.__data__)


def waiting(term: str | None = None) -> list[Any]:
    """The letters whose families wait for the school, oldest receipt first; of one term, or of all."""
    codes = code_list("receipt_choice")
    asking = [code for code in codes.labels if codes.fact(code, "asks")]
    rows = AidNotice.select(AidNotice).join(AidBatch).where(AidNotice.receipt_choice.in_(asking))
    if term is not None:
        rows = rows.where(AidBatch.term == term)
    return [row for row in rows.order_by(AidNotice.receipt_on, AidNotice.id) if waits(row)]


def settle(store: Store, notice: int, result: str, *, day: dt.date, by: str = "") -> None:
    """Write what was done about a receipt that asked for it: kept with the receipt, which may be filed then.

    Raises Refused without a word, for a day before the receipt came, or for a letter whose receipt asks nothing.
    """
    store.session.demand("batch", "登记回执怎样处理")
    row = AidNotice.get_by_id(notice)
    codes = code_list("receipt_choice")
    if not row.receipt_choice or not codes.fact(row.receipt_choice, "asks"):
        raise Refused(f"{Student.caption_of(row.student_id)}的回执没有要求学校联系，不用登记。")
    if not result.strip():
        raise Refused("请写一句怎样处理的，例如：对过银行回单，金额一致，家长已清楚。")
    values = {
        "contact_result": result.strip(),
        "contact_on": day,
        "contact_by": by.strip() or store.session.who,
    }
    with store.step(f"回执已处理：{AidNotice.caption(row)}") as step:
        step.change(AidNotice, notice, values)


def words_of(notice: Any) -> str:
    """周敏 2026-12-20：对过回单，金额一致; "" while nobody wrote anything."""
    if not notice.contact_result:
        return ""
    return f"{notice.contact_by or ''} {notice.contact_on or ''}".strip() + f"：{notice.contact_result}"
