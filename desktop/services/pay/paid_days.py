"""The day on which each pupil's money came, as papers and pages tell it: one answer for all of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.payments import PayLine
from desktop.models.listing import listed

SIGNED = re.compile(
    r"(\d{4}-\d{2}-\d{2}) 签领"
)  # what `stages.sign` writes at a line handed out against signature


def paid_days(grants: Sequence[Any]) -> dict[int, dt.date]:
    """Grant -> the day of its last success: the bank's day, the day of signing, else the day of 已发放 of a list that
    went to no bank. Who has no money yet is not in it, whatever the list as a whole says.
    """  # fmt: skip
    paid = {grant.id: grant for grant in grants if grant.state == "paid"}
    lines = PayLine.select(PayLine.grant, PayLine.paid_on).where(
        (PayLine.state == "paid") & PayLine.paid_on.is_null(False) & PayLine.grant.in_(listed(list(paid)))
    )
    banked: dict[int, dt.date] = {row.grant_id: row.paid_on for row in lines.order_by(PayLine.id)}
    batches = AidBatch.select(AidBatch.id, AidBatch.paid_on).where(
        AidBatch.id.in_({grant.batch_id for grant in paid.values()})
    )
    whole = {row.id: row.paid_on for row in batches}
    found = {key: banked.get(key) or _signed(grant) or whole[grant.batch_id] for key, grant in paid.items()}
    return {key: day for key, day in found.items() if day is not None}


def _signed(grant: Any) -> dt.date | None:
    match = SIGNED.match(grant.reason or "")
    return dt.date.fromisoformat(match[1]) if match else None
