"""陪餐: fair turns over a term, swaps, what the leader saw, and that he paid for his meal.

A rota is planned rows of the 陪餐 ledger; the record of the meal is written into the same row afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers import day_order
from desktop.models.ledgers.meal_logs import Accompany, why_no_company
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.services.meals.calendar import served_days

LEADERS = ("head", "deputy", "dean", "moral", "meal_clerk")  # staff_post of those who usually take turns


@dataclass(frozen=True)
class Turn:
    """Who eats with the pupils on a day."""

    day: dt.date
    staff: int


@dataclass(frozen=True)
class Rota:
    """Turns for the days that had none. counts: turns of each leader in the whole span, earlier ones included."""

    kind: str
    turns: tuple[Turn, ...]
    counts: dict[int, int]

    @property
    def spread(self) -> int:
        """By how many turns the busiest and the least busy leader differ."""
        return max(self.counts.values(), default=0) - min(self.counts.values(), default=0)


@dataclass(frozen=True)
class Share:
    """One leader's turns in a span: planned, done, and done but not paid for."""

    staff: int
    name: str
    planned: int
    done: int
    unpaid: int


def rows_between(store: Store, first: dt.date, last: dt.date, kind: str | None = None) -> list[Any]:
    query = store.rows(Accompany).where(Accompany.day.between(first, last))
    query = query if kind is None else query.where(Accompany.kind == kind)
    return list(query.order_by(Accompany.day, Accompany.kind, Accompany.id))


# the rota -----------------------------------------------------------------------------------------------


def propose(store: Store, leaders: Sequence[int], first: dt.date, last: dt.date, kind: str) -> Rota:
    """Turns for the days with a meal and without a leader. The same choice always gives the same turns.

    Next is whoever had the fewest turns; among equals the one with the fewest on that day of the week, then the one
    whose last turn lies furthest back. Raises Refused without leaders or without a day to plan.
    """
    if not leaders:
        raise Refused("请先选参加陪餐的负责人，至少一位。")
    had = [(row.day, row.staff_id) for row in rows_between(store, first, last, kind)]
    taken = {day for day, _ in had}
    free = [day for day in served_days(first, last, kind) if day not in taken]
    if not free:
        raise Refused(f"{first} 至 {last} 的供餐日都已经排了陪餐，没有要排的。")
    turns: list[Turn] = []
    for day in free:
        turns.append(Turn(day, _next(day, leaders, [*had, *((turn.day, turn.staff) for turn in turns)])))
    counts = Counter(staff for _, staff in had) + Counter(turn.staff for turn in turns)
    return Rota(kind, tuple(turns), {staff: counts[staff] for staff in leaders})


def _next(day: dt.date, leaders: Sequence[int], had: Iterable[tuple[dt.date, int]]) -> int:
    turns: Counter[int] = Counter()
    weekdays: Counter[int] = Counter()
    latest: dict[int, dt.date] = {}
    for when, staff in had:
        turns[staff] += 1
        weekdays[staff] += when.weekday() == day.weekday()
        latest[staff] = max(when, latest.get(staff, dt.date.min))
    return min(leaders, key=lambda staff: (turns[staff], weekdays[staff], latest.get(staff, dt.date.min)))


def keep_rota(store: Store, rota: Rota) -> int:
    """Write the turns as planned rows; returns how many."""
    store.session.demand("meals", "排陪餐")
    with store.step(f"陪餐排班 {len(rota.turns)} 天") as step:
        rows = [{"day": turn.day, "kind": rota.kind, "staff": turn.staff} for turn in rota.turns]
        return len(step.add_many(Accompany, rows))


def take_away(store: Store, first: dt.date, last: dt.date, kind: str) -> int:
    """Take the turns of days still to come out again, to plan them anew; what was eaten stays. Returns how many."""
    store.session.demand("meals", "排陪餐")
    rows = [
        row
        for row in rows_between(store, max(first, day_order.today()), last, kind)
        if row.state == "planned"
    ]
    if not rows:
        raise Refused("从今天起没有排好还没陪的班，不用撤。")
    with store.step(f"撤去陪餐排班 {len(rows)} 天") as step:
        step.remove_many(Accompany, [row.id for row in rows])
    return len(rows)


def swap(store: Store, one: int, other: int) -> None:
    """Let two planned turns change places. Raises Refused for one that was eaten already."""
    store.session.demand("meals", "调换陪餐")
    rows = [Accompany.get_by_id(one), Accompany.get_by_id(other)]
    if done := [row for row in rows if row.state != "planned"]:
        raise Refused(f"{done[0].day} 已经陪过餐，不能再调换。")
    first, second = rows
    if first.staff_id == second.staff_id:
        raise Refused("这两天是同一个人，不用调换。")
    with store.step(f"调换陪餐：{first.day} 与 {second.day}") as step:
        step.change_many(
            Accompany, {first.id: {"staff": second.staff_id}, second.id: {"staff": first.staff_id}}
        )


# the meal -----------------------------------------------------------------------------------------------


def keep_meal(store: Store, record: int | None, values: Values) -> int:
    """Write what was seen at a meal, into the planned turn or as a new row; returns its id.

    The headteacher writes down his own meals: the ledger says who may, no verb is asked.
    """
    store.session.demand_write(Accompany.table(), Accompany.title)
    done = {"state": "done"} | {name: value for name, value in values.items() if value is not None}
    with store.step(f"登记陪餐：{values['day']}") as step:
        if record is None:
            return step.add(Accompany, done)
        step.change(Accompany, record, done)
    return record


def paid(store: Store, records: Sequence[int]) -> int:
    """Note that the meals of these records were paid for by who ate; returns how many were not noted before."""
    store.session.demand("meals", "登记陪餐餐费")
    rows = [
        row for row in store.rows(Accompany).where(Accompany.id.in_(list(records))) if row.state == "done"
    ]
    if not rows:
        raise Refused("请先选已经陪过餐的记录，再登记餐费。")
    with store.step(f"登记陪餐餐费 {len(rows)} 次") as step:
        return step.change_many(Accompany, {row.id: {"paid": True} for row in rows})


def shares(store: Store, first: dt.date, last: dt.date) -> list[Share]:
    """Each leader's turns in a span, whoever had most first."""
    rows = rows_between(store, first, last)
    found = []
    for staff in {row.staff_id for row in rows}:
        own = [row for row in rows if row.staff_id == staff]
        done = [row for row in own if row.state == "done"]
        unpaid = sum(not row.paid for row in done)
        found.append(Share(staff, Staff.caption_of(staff), len(own) - len(done), len(done), unpaid))
    return sorted(found, key=lambda one: (-one.planned - one.done, one.staff))


def leaders(day: dt.date) -> list[tuple[int, str, bool]]:
    """Everybody who could take turns, the canteen's own people left out: (id, name, is it usual for the post), those first
    for whom it is.
    """
    rows = Staff.select().where(Staff.left_on.is_null() | (Staff.left_on >= day)).order_by(Staff.id)
    known = [(row.id, row.name, row.post in LEADERS) for row in rows if not why_no_company(row.id)]
    return sorted(known, key=lambda one: not one[2])
