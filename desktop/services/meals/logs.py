"""The canteen's daily records: what a day has, what the last time said, and keeping a new one.

People, places and ways are carried over from the last time; times, degrees and amounts never are: a log whose times
were copied is worth nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.models.ledger import Ledger, Values
from desktop.models.ledgers.meal_logs import (
    Accompany,
    AdditiveUse,
    Disinfection,
    FoodSample,
    MorningCheck,
    StoreClimate,
    WasteRecord,
)
from desktop.models.ledgers.meal_order import is_late
from desktop.models.ledgers.staff import AppUser
from desktop.models.store import Store

CARRIED: dict[type[Ledger], tuple[str, ...]] = {
    FoodSample: ("taken_by", "grams", "place"),
    Accompany: (),
    MorningCheck: ("checker",),
    Disinfection: ("utensil", "pieces", "way", "operator", "checker"),
    AdditiveUse: ("name", "maker", "batch_no", "bought_on", "used_in", "staff"),
    WasteRecord: ("kind", "taken_by", "staff"),
    StoreClimate: ("place", "staff"),
}
NO_ADDITIVE = "无使用"


def rows_on(store: Store, ledger: Any, day: dt.date, kind: str | None = None) -> list[Any]:
    """The records of a day; of one kind of meal where the ledger tells meals apart."""
    query = store.rows(ledger).where(ledger.day == day)
    return list((query if kind is None else query.where(ledger.kind == kind)).order_by(ledger.id))


def as_last_time(store: Store, ledger: Any, day: dt.date, kind: str | None = None) -> Values:
    """What a new record of a day begins with: people and ways of the newest record up to that day."""
    query = store.rows(ledger).where(ledger.day <= day)
    query = query if kind is None else query.where(ledger.kind == kind)
    last = query.order_by(ledger.day.desc(), ledger.id.desc()).first()
    return {} if last is None else {name: last.__data__.get(name) for name in CARRIED[ledger]}


def add(store: Store, ledger: Any, values: Values) -> int:
    """Keep one record of a day; returns its id. Raises Refused for what the ledger refuses."""
    store.session.demand("meals", f"登记{ledger.title}")
    with store.step(f"登记{ledger.title}：{values['day']}") as step:
        return step.add(ledger, values)


def no_additive(store: Store, day: dt.date, *, late_reason: str | None = None) -> int:
    """Write that no additive was used; a snack of milk and egg has nothing else to say."""
    return add(store, AdditiveUse, {"day": day, "name": NO_ADDITIVE, "late_reason": late_reason})


def must_explain(day: dt.date) -> bool:
    """Whether a record of this day, written now, is 补录 and wants a reason."""
    return is_late({"day": day})


def myself(store: Store) -> int | None:
    """The 教职工 behind whoever is at the keyboard."""
    user = AppUser.get_or_none(AppUser.name == store.session.who)
    return user.staff_id if user else None
