"""谈心: kept without a name in the step, for what was told in confidence is seen by two roles and whoever wrote it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from desktop.models.ledger import Values
from desktop.models.ledgers.care_visits import Talk
from desktop.models.store import Store


def keep(store: Store, values: Values) -> int:
    """Write down one talk; returns its id. Raises Invalid, NotAllowed, Refused (day to come, teacher gone)."""
    with store.step("登记谈心") as step:
        return step.add(Talk, values)


def between(first: dt.date, last: dt.date) -> list[Any]:
    """The talks between two days that whoever reads may see, the newest first."""
    return list(Talk.select().where(Talk.day.between(first, last)).order_by(Talk.day.desc(), Talk.id.desc()))


def of_child(student: int) -> list[Any]:
    """One child's talks as far as they may be seen, the newest first."""
    return list(Talk.select().where(Talk.student == student).order_by(Talk.day.desc(), Talk.id.desc()))


def counted(first: dt.date, last: dt.date) -> dict[int, int]:
    """Child -> how many talks between two days that may be seen."""
    rows = Talk.select(Talk.student).where(Talk.day.between(first, last)).tuples()
    return dict(Counter(student for (student,) in rows))
