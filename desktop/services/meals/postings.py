"""营养餐公示: what hangs, until when it must, what should have come down. Names hang by name and class alone.

The least days of each kind are data: codes meal_posting_kind.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_watch import MealPosting
from desktop.models.store import Store

UP, FULL, NO_PHOTO, DOWN = "up", "full", "no_photo", "down"


@dataclass(frozen=True)
class Hanging:
    """A posting. state: up, full (its days are over, it should come down), no_photo (down without one of 张贴), down."""

    row: Any
    state: str
    words: str


def last_day(kind: str, from_day: dt.date) -> dt.date:
    """The first day on which a posting has hung long enough, that day counted."""
    days: int = code_list("meal_posting_kind").fact(kind, "days")
    return from_day + dt.timedelta(days=days - 1)


def hangings(store: Store, today: dt.date) -> list[Hanging]:
    """Every posting: what should come down first, then what hangs, the newest first."""
    rows = store.rows(MealPosting).order_by(MealPosting.from_day.desc(), MealPosting.id.desc())
    found = [_hanging(row, today) for row in rows]
    return sorted(found, key=lambda one: [FULL, UP, NO_PHOTO, DOWN].index(one.state))


def _hanging(row: Any, today: dt.date) -> Hanging:
    if row.removed_on:
        if not row.photo_up:
            return Hanging(row, NO_PHOTO, f"{row.removed_on} 撤下，缺张贴照片")
        return Hanging(row, DOWN, f"{row.removed_on} 撤下")
    left = (row.until_day - today).days + 1
    if left <= 0:
        return Hanging(row, FULL, f"{row.until_day} 期满，可以撤下了")
    return Hanging(row, UP, f"还要挂 {left} 天，到 {row.until_day}")


def hang(store: Store, values: Values) -> int:
    """Write that something was put up; until_day follows from the kind when it is not told. Returns its id."""
    store.session.demand("meals", "登记公示")
    until = values.get("until_day") or last_day(values["kind"], values["from_day"])
    with store.step(f"张贴公示：{values['about_what']}") as step:
        return step.add(MealPosting, values | {"until_day": until})


def take_down(store: Store, record: int, values: Values) -> None:
    """Write that it came down (removed_on, removed_by, photo_down). Raises Refused before its days are over."""
    store.session.demand("meals", "登记撤下公示")
    row = MealPosting.get_by_id(record)
    if row.removed_on:
        raise Refused(f"“{MealPosting.caption(row)}”{row.removed_on} 已经撤下了。")
    with store.step(f"撤下公示：{row.about_what}") as step:
        step.change(MealPosting, record, values)
