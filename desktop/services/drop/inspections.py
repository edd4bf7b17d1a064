"""控辍督导: what was found, who puts it right by when, and who looked again. A finding is over when somebody checked it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_reports import DropInspection
from desktop.models.store import Store

NOTHING = ("", "无", "没有", "没有问题")
GOOD, OPEN, LATE, MENDED, OVER = "good", "open", "late", "mended", "over"
LABELS = {GOOD: "没有问题", OPEN: "待整改", LATE: "逾期未整改", MENDED: "待复核", OVER: "已复核"}


@dataclass(frozen=True)
class Finding:
    """One finding and how far it is."""

    row: Any
    state: str

    @property
    def open(self) -> bool:
        return self.state in (OPEN, LATE, MENDED)


def state_of(row: Any, day: dt.date) -> str:
    """How far a finding is on a day."""
    if (row.finding or "").strip() in NOTHING:
        return GOOD
    if row.mended_on is not None:
        return OVER if row.checked_by else MENDED
    return LATE if row.mend_by is not None and row.mend_by < day else OPEN


def findings(today: dt.date, span: tuple[dt.date, dt.date] | None = None) -> list[Finding]:
    """Those of some days (all without) and every one that is still open, newest first, the open ones before."""
    found = [
        Finding(row, state_of(row, today)) for row in DropInspection.select().order_by(DropInspection.day)
    ]
    if span:
        found = [one for one in found if one.open or span[0] <= one.row.day <= span[1]]
    order = {LATE: 0, OPEN: 1, MENDED: 2}
    return sorted(found[::-1], key=lambda one: order.get(one.state, 3))


def keep(store: Store, values: Values) -> int:
    """An inspection and one thing it found; 无 when it found nothing. Raises Refused for a finding without a day to mend it by."""
    store.session.demand("drop", "登记控辍督导")
    real = (values.get("finding") or "").strip() not in NOTHING
    if real and not (values.get("mend_by") and values.get("staff")):
        raise Refused("有问题的，请写整改期限和整改责任人。责任人从“设置 › 教职工”里来，没有的先去登记。")
    told = values | ({} if real else {"finding": "无"})
    with store.step("登记控辍督导") as step:
        return step.add(DropInspection, told)


def mend(store: Store, record: int, values: Values) -> None:
    """It was put right: mended_on and how. Raises Refused without the words."""
    store.session.demand("drop", "登记整改")
    if not values.get("how"):
        raise Refused("请写怎样整改的。")
    with store.step("登记督导整改") as step:
        step.change(DropInspection, record, {name: values.get(name) for name in ("mended_on", "how")})


def check(store: Store, records: Sequence[int], who: str) -> None:
    """Somebody looked again and it is right. Raises Refused for what is not mended, or without a name."""
    store.session.demand("drop", "登记复核")
    if not who.strip():
        raise Refused("请写复核人。")
    rows = [DropInspection.get_by_id(one) for one in records]
    if any(row.mended_on is None for row in rows):
        raise Refused("还没有整改的不能复核，请先登记整改。")
    with store.step("登记督导复核") as step:
        step.change_many(DropInspection, {row.id: {"checked_by": who.strip()} for row in rows})
