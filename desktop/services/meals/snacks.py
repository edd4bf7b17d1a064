"""课间加餐: the steps in use on a day, and which of them were done. The true list is the county's to give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_people import SnackCheck, SnackStep
from desktop.models.store import Store


@dataclass(frozen=True)
class Tick:
    """One step of one day. record: the row when it is kept already."""

    step: int
    number: int
    name: str
    evidence: str = ""
    record: int | None = None
    done: str = "yes"
    at: str | None = None
    staff: int | None = None
    note: str | None = None

    def values(self) -> Values:
        return {"done": self.done, "at": self.at, "staff": self.staff, "note": self.note}


def steps_on(day: dt.date) -> list[Any]:
    """The steps in use on a day, by their numbers."""
    rows = SnackStep.select().where(
        (SnackStep.from_day <= day) & (SnackStep.until_day.is_null() | (SnackStep.until_day >= day))
    )
    return list(rows.order_by(SnackStep.number, SnackStep.id))


def ticks_of(store: Store, day: dt.date) -> list[Tick]:
    """One line for each step: what is kept, else done by whoever did it the last time; times are never copied."""
    kept = {row.step_id: row for row in store.rows(SnackCheck).where(SnackCheck.day == day)}
    before = _last_time(store, day)
    return [_tick(step, kept.get(step.id), before.get(step.id)) for step in steps_on(day)]


def _last_time(store: Store, day: dt.date) -> dict[int, int]:
    """Who did each step on the last day before this one: step -> staff."""
    last = store.rows(SnackCheck).where(SnackCheck.day < day).order_by(SnackCheck.day.desc()).first()
    rows = store.rows(SnackCheck).where(SnackCheck.day == last.day) if last else []
    return {row.step_id: row.staff_id for row in rows}


def _tick(step: Any, row: Any, staff: int | None) -> Tick:
    start = Tick(step.id, step.number, step.name, step.evidence or "")
    if row is None:
        return Tick(step.id, step.number, step.name, start.evidence, staff=staff)
    return Tick(
        step.id, step.number, step.name, start.evidence, row.id, row.done, row.at, row.staff_id, row.note
    )


def keep_ticks(store: Store, day: dt.date, ticks: Sequence[Tick], *, late_reason: str | None = None) -> int:
    """Keep a day's steps as one step; returns how many are new or changed. Raises Refused without steps."""
    store.session.demand("meals", "登记加餐流程")
    if not ticks:
        raise Refused("还没有加餐流程。请先在“加餐流程”里按本县文件写好每一步。")
    new = [{"day": day, "step": one.step, "late_reason": late_reason, **one.values()}
           for one in ticks if one.record is None]  # fmt: skip
    with store.step(f"登记加餐流程：{day} {len(ticks)} 步") as step:
        step.add_many(SnackCheck, new)
        changed = step.change_many(
            SnackCheck, {one.record: one.values() for one in ticks if one.record is not None}
        )
    return len(new) + changed
