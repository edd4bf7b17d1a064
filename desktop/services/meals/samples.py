"""留样: of every dish of every meal, at least 125 g for at least 48 hours; when it may go, and what stayed too long.

The figures are data: resources/meals/rules.json.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_logs import FoodSample, due_at
from desktop.models.ledgers.meal_menus import MenuDish, MenuWeek
from desktop.models.ledgers.meal_order import rule
from desktop.models.store import Store

WAIT, DUE, OVER = "wait", "due", "over"


@dataclass(frozen=True)
class Clock:
    """One sample still in the cabinet, when it may be thrown away, and how that stands now (wait, due or over)."""

    row: Any
    due: dt.datetime
    state: str
    words: str


def on_menu(day: dt.date, kind: str) -> list[str]:
    """The dishes of a day's menu, in its order; none when nobody wrote a menu."""
    rows = (
        MenuDish.select(MenuDish.name)
        .join(MenuWeek)
        .where((MenuDish.day == day) & (MenuWeek.kind == kind))
        .order_by(MenuDish.place, MenuDish.id)
    )
    return list(dict.fromkeys(row.name for row in rows))


def of_day(store: Store, day: dt.date, kind: str | None = None) -> list[Any]:
    """The samples of a day, of one kind of meal or of all, those that were voided among them."""
    query = store.rows(FoodSample).where(FoodSample.day == day)
    return list((query if kind is None else query.where(FoodSample.kind == kind)).order_by(FoodSample.id))


def still_to_take(store: Store, day: dt.date, kind: str) -> list[str]:
    """The dishes on the menu that have no sample yet."""
    taken = {row.dish for row in of_day(store, day, kind) if row.state != "void"}
    return [dish for dish in on_menu(day, kind) if dish not in taken]


def take(store: Store, day: dt.date, kind: str, dishes: Iterable[str], told: Values) -> list[int]:
    """Keep one sample of each dish, all of them or none. Returns their ids.

    told: taken_at, taken_by, grams, place, degrees, late_reason, as FoodSample has them. Raises Refused without a dish,
    for one that has its sample already, and for what the ledger refuses (too few grams, a day to come, 补录 unexplained).
    """
    store.session.demand("meals", "登记留样")
    wanted = list(dict.fromkeys(dish.strip() for dish in dishes if dish.strip()))
    if not wanted:
        raise Refused("请选菜品，或写上留样的食品名称。")
    taken = {row.dish for row in of_day(store, day, kind) if row.state != "void"}
    if again := [dish for dish in wanted if dish in taken]:
        raise Refused(f"{'、'.join(again)} 这一餐已经留样，不用再登记。登记错了的，先作废，再登记。")
    filled = {name: value for name, value in told.items() if value is not None}
    with store.step(f"登记留样：{day} {FoodSample.kind.format(kind)} {len(wanted)} 份") as step:
        return step.add_many(
            FoodSample, [{"day": day, "kind": kind, "dish": dish, **filled} for dish in wanted]
        )


# the clock ----------------------------------------------------------------------------------------------


def clocks(store: Store, now: dt.datetime) -> list[Clock]:
    """Every sample that is still kept, the one due first before the others."""
    rows = store.rows(FoodSample).where(FoodSample.state == "kept")
    return sorted((clock_of(row, now) for row in rows), key=lambda one: (one.due, one.row.id))


def clock_of(row: Any, now: dt.datetime) -> Clock:
    due = due_at(row.__data__)
    if now < due:
        return Clock(row, due, WAIT, f"还有 {_span(due - now)}才能销样")
    if now < due + dt.timedelta(hours=rule("sample_overdue")):
        return Clock(row, due, DUE, "可以销样了")
    return Clock(row, due, OVER, f"到时间 {_span(now - due)}了，还没有销样")


def _span(long: dt.timedelta) -> str:
    hours = long.days * 24 + long.seconds // 3600
    if hours >= 72:
        return f"{hours // 24} 天"
    return f"{hours} 小时" if hours else f"{max(long.seconds // 60, 1)} 分钟"


def too_warm(degrees: int | None) -> str:
    """The sentence for a cabinet outside the cold range (tenths of a degree); "" inside it or when nobody measured."""
    low, high = rule("sample_cold")
    if degrees is None or low <= degrees <= high:
        return ""
    shown = FoodSample.degrees.format
    return f"柜温 {shown(degrees)} ℃，留样应冷藏在 {shown(low)}～{shown(high)} ℃，请检查留样柜。"


def dispose(store: Store, records: Sequence[int], on: dt.date, at: str, *, by: int | None = None) -> int:
    """Write several samples as thrown away at one time. Raises Refused when one is not due yet, naming it."""
    store.session.demand("meals", "登记销样")
    rows = list(store.rows(FoodSample).where(FoodSample.id.in_(list(records)) & (FoodSample.state == "kept")))
    if not rows:
        raise Refused("请先选要销样的留样。")
    when = dt.datetime.combine(on, dt.time.fromisoformat(at))
    if early := [row for row in rows if due_at(row.__data__) > when]:
        hours, due = rule("sample_hours"), due_at(early[0].__data__)
        names = "、".join(f"{row.day} {row.dish}" for row in early[:3])
        raise Refused(f"{names} 还不满 {hours} 小时，最早 {due:%Y-%m-%d %H:%M} 才能销样。")
    gone = {"state": "disposed", "gone_on": on, "gone_at": at, "gone_by": by}
    with store.step(f"登记销样 {len(rows)} 份") as step:
        return step.change_many(FoodSample, {row.id: gone for row in rows})


def void(store: Store, records: Sequence[int], reason: str) -> int:
    """Write samples off that were entered by mistake or got lost. Raises Refused without a reason."""
    store.session.demand("meals", "作废留样")
    if not reason.strip():
        raise Refused("请写明作废原因，例如 登记错了、留样盒打翻。")
    with store.step(f"作废留样 {len(records)} 份") as step:
        values = {"state": "void", "void_reason": reason.strip()}
        return step.change_many(FoodSample, {record: values for record in records})
