"""带量食谱: a week of menus, dish by dish; copied from another week, posted on the wall and taken back.

A dish on a menu has its own copy of the portions: a posted week stays as it hung, whatever the dish becomes later.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers import day_order
from desktop.models.ledgers.meal_menus import Dish, DishPart, MenuDish, MenuPart, MenuWeek
from desktop.models.ledgers.meal_watch import MealPosting
from desktop.models.store import Step, Store
from desktop.services.meals.calendar import served_days
from desktop.services.meals.foods import Part, change_parts, parts_of
from desktop.services.school_days import term_on, week_of

DAYS = 7
SCHOOL_DAYS = 5
USUAL_AGE = "9"  # the shipped dishes tell the portions of this age group


@dataclass(frozen=True)
class Placed:
    """One dish on one day. dish: None where only a name was written."""

    id: int
    day: dt.date
    place: int
    name: str
    dish: int | None
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        """番茄 100，鸡蛋 50."""
        return "，".join(part.words for part in self.parts)


@dataclass(frozen=True)
class Week:
    """One week's menu of one meal. row: the ledger's row, None before the first dish. served: days with this meal."""

    monday: dt.date
    kind: str
    row: Any
    dishes: tuple[Placed, ...]
    served: tuple[dt.date, ...]

    @property
    def days(self) -> list[dt.date]:
        """Monday to Friday, and a weekend day with a meal or a dish on it."""
        every = [self.monday + dt.timedelta(days=n) for n in range(DAYS)]
        used = {one.day for one in self.dishes} | set(self.served)
        return [day for place, day in enumerate(every) if place < SCHOOL_DAYS or day in used]

    @property
    def posted(self) -> bool:
        return self.row is not None and self.row.state == "posted"

    @property
    def base_age(self) -> str | None:
        """The age group whose portions the menu tells; None when all get the same."""
        return self.row.base_age if self.row is not None else USUAL_AGE

    @property
    def title(self) -> str:
        """2026年秋季学期第6周午餐（10月5日至9日）; a dish on a weekend with lessons makes the week longer."""
        friday = self.monday + dt.timedelta(days=SCHOOL_DAYS - 1)
        last = max([friday, *(one.day for one in self.dishes)])
        return title_of(self.monday, last, self.kind, self.row.week_no if self.row is not None else None)

    def on(self, day: dt.date) -> list[Placed]:
        return [one for one in self.dishes if one.day == day]


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def title_of(monday: dt.date, last: dt.date, kind: str, number: int | None = None) -> str:
    """What a week's menu is called on paper and in its posting."""
    number = number or week_of(monday) or week_of(last)
    week = f"第{number}周" if number else ""
    until = f"{last.day}日" if last.month == monday.month else f"{last.month}月{last.day}日"
    span = f"{monday.month}月{monday.day}日至{until}"
    return f"{term_on(last).title}{week}{code_list('meal_kind').label(kind)}（{span}）"


def the_week(monday: dt.date, kind: str) -> Week:
    """The menu of a week as it stands."""
    row = MenuWeek.get_or_none((MenuWeek.monday == monday) & (MenuWeek.kind == kind))
    served = served_days(monday, monday + dt.timedelta(days=DAYS - 1), kind)
    return Week(monday, kind, row, _dishes(row.id) if row else (), tuple(served))


def week_by_id(record: int) -> Week:
    row = MenuWeek.get_by_id(record)
    return the_week(row.monday, row.kind)


def _dishes(week: int) -> tuple[Placed, ...]:
    rows = list(
        MenuDish.select().where(MenuDish.week == week).order_by(MenuDish.day, MenuDish.place, MenuDish.id)
    )
    parts: dict[int, list[Part]] = defaultdict(list)
    of_week = MenuPart.select().where(MenuPart.menu_dish.in_([row.id for row in rows])).order_by(MenuPart.id)
    for part in of_week:
        parts[part.menu_dish_id].append(Part(part.id, part.food_id, part.grams))
    return tuple(
        Placed(row.id, row.day, row.place, row.name, row.dish_id, tuple(parts[row.id])) for row in rows
    )


# dishes in and out ---------------------------------------------------------------------------------------


def put_dishes(
    store: Store, monday: dt.date, kind: str, chosen: Sequence[tuple[dt.date, int, int | str]]
) -> list[int]:
    """Put dishes on a week's menu, each (day, place from 1, dish's id or just a name), as one step; returns their ids.

    What stood at the place goes. Raises Refused for a posted week, a day without this meal, a forbidden dish.
    """
    store.session.demand("meals", "排食谱")
    _demand_served(monday, kind, {day for day, _, _ in chosen})
    label = code_list("meal_kind").label(kind)
    names = [_name(dish) for _, _, dish in chosen]
    does = f"{chosen[0][0]}{label}排“{names[0]}”" if len(chosen) == 1 else f"{label}食谱排 {len(chosen)} 道菜"
    with store.step(does) as step:
        week = _week_in(step, monday, kind)
        standing = {(one.day, one.place): one.id for one in _dishes(week)}
        for day, place, _ in chosen:
            if before := standing.pop((day, place), None):
                _take_off(step, [before])
        return [
            _put(step, week, (day, place), dish if isinstance(dish, int) else None, name)
            for (day, place, dish), name in zip(chosen, names, strict=True)
        ]


def _put(step: Step, week: int, where: tuple[dt.date, int], dish: int | None, name: str) -> int:
    day, place = where
    values = {"week": week, "day": day, "place": place, "dish": dish, "name": name}
    placed = step.add(MenuDish, values)
    parts = parts_of(dish) if dish else []
    step.add_many(MenuPart, [{"menu_dish": placed, "food": one.food, "grams": one.grams} for one in parts])
    return placed


def _name(dish: int | str) -> str:
    name = Dish.caption_of(dish) if isinstance(dish, int) else dish.strip()
    if not name:
        raise Refused("请写菜名，或者选一道菜。")
    return name


def _week_in(step: Step, monday: dt.date, kind: str) -> int:
    """The week's row, made with the first dish."""
    row = MenuWeek.get_or_none((MenuWeek.monday == monday) & (MenuWeek.kind == kind))
    if row is not None:
        return int(row.id)
    number = week_of(monday) or week_of(monday + dt.timedelta(days=SCHOOL_DAYS - 1))
    last = MenuWeek.select().where(MenuWeek.kind == kind).order_by(MenuWeek.monday.desc()).first()
    people = {"planned_by": last.planned_by_id, "checked_by": last.checked_by_id} if last else {}
    base = last.base_age if last else USUAL_AGE
    values = {"monday": monday, "kind": kind, "state": "draft", "week_no": number, "base_age": base}
    return step.add(MenuWeek, values | people)


def _demand_served(monday: dt.date, kind: str, days: set[dt.date]) -> None:
    served = set(served_days(monday, monday + dt.timedelta(days=DAYS - 1), kind))
    if idle := sorted(days - served):
        label = code_list("meal_kind").label(kind)
        raise Refused(f"{idle[0]} 不供{label}，不用排菜。这天确实供餐的，先在供餐日历上写明。")


def take_off(store: Store, dishes: Sequence[int]) -> None:
    """Take dishes off their menu."""
    store.session.demand("meals", "排食谱")
    names = "、".join(MenuDish.get_by_id(one).name for one in dishes[:3])
    with store.step(f"食谱拿掉 {names}{' 等' if len(dishes) > 3 else ''}") as step:
        _take_off(step, dishes)


def _take_off(step: Step, dishes: Sequence[int]) -> None:
    parts = MenuPart.select(MenuPart.id).where(MenuPart.menu_dish.in_(list(dishes)))
    step.remove_many(MenuPart, [row.id for row in parts])
    step.remove_many(MenuDish, list(dishes))


def set_parts(store: Store, dish: int, grams: Mapping[int, int]) -> None:
    """Make the portions of a dish on a menu exactly this: food -> tenths of a gram."""
    store.session.demand("meals", "改食谱用量")
    with store.step(f"食谱用量：{MenuDish.caption_of(dish)}") as step:
        change_parts(step, MenuPart, "menu_dish", dish, grams)


def keep_as_dish(store: Store, placed: int, kind: str) -> int:
    """Make a dish of its own of a name on a menu, with the portions it has there; returns the dish's id."""
    store.session.demand("meals", "记菜品")
    row = MenuDish.get_by_id(placed)
    if Dish.get_or_none(Dish.name == row.name) is not None:
        raise Refused(f"菜品里已经有“{row.name}”，在格子里重新选它就带来用料。")
    parts = MenuPart.select().where(MenuPart.menu_dish == placed).order_by(MenuPart.id)
    with store.step(f"记进菜品：{row.name}") as step:
        dish = step.add(Dish, {"name": row.name, "kind": kind})
        change_parts(step, DishPart, "dish", dish, {part.food_id: part.grams for part in parts})
        step.change(MenuDish, placed, {"dish": dish})
    return dish


def set_week(store: Store, week: int, values: Values) -> None:
    """Change what the week's row says of itself: base_age, planned_by, checked_by, week_no, note."""
    store.session.demand("meals", "改食谱")
    with store.step(f"食谱：{MenuWeek.caption_of(week)}") as step:
        step.change(MenuWeek, week, values)


# copying -------------------------------------------------------------------------------------------------


def sources(monday: dt.date, kind: str) -> list[tuple[str, MenuWeek]]:
    """Weeks worth copying: the nearest one before, and the same week of the year before: (words, row)."""
    full = MenuWeek.select().where((MenuWeek.kind == kind) & MenuWeek.id.in_(MenuDish.select(MenuDish.week)))
    before = full.where(MenuWeek.monday < monday).order_by(MenuWeek.monday.desc()).first()
    year_ago = full.where(MenuWeek.monday == monday - dt.timedelta(weeks=52)).first()
    found = (
        [("上周" if before.monday == monday - dt.timedelta(weeks=1) else "上一份", before)] if before else []
    )
    if year_ago is not None and (before is None or year_ago.id != before.id):
        found.append(("去年同一周", year_ago))
    return [(f"{words}（{row.monday:%Y-%m-%d} 起）", row) for words, row in found]


@dataclass(frozen=True)
class Copied:
    """What copying a week did. idle: days of the new week without this meal, whose dishes stayed behind."""

    dishes: int
    idle: tuple[dt.date, ...]


def copy_week(store: Store, source: int, monday: dt.date, kind: str) -> Copied:
    """Put the dishes and portions of another week on this one, weekday for weekday, as one step.

    What this week already had goes. Raises Refused for a posted week, and when the other week has no dishes.
    """
    store.session.demand("meals", "复制食谱")
    old = week_by_id(source)
    if not old.dishes:
        raise Refused("那一周没有排菜，没有可以复制的。")
    shift = monday - old.monday
    served = set(served_days(monday, monday + dt.timedelta(days=DAYS - 1), kind))
    wanted = [one for one in old.dishes if one.day + shift in served]
    idle = sorted({one.day + shift for one in old.dishes} - served)
    with store.step(f"复制食谱：{old.title} → {monday} 起的一周，{len(wanted)} 道菜") as step:
        week = _week_in(step, monday, kind)
        _take_off(step, [one.id for one in _dishes(week)])
        step.change(MenuWeek, week, {"base_age": old.base_age})
        for one in wanted:
            values = {"week": week, "day": one.day + shift, "place": one.place, "dish": one.dish}
            placed = step.add(MenuDish, values | {"name": one.name})
            parts = [{"menu_dish": placed, "food": part.food, "grams": part.grams} for part in one.parts]
            step.add_many(MenuPart, parts)
    return Copied(len(wanted), tuple(idle))


# the wall ------------------------------------------------------------------------------------------------


def usual_span(week: Week) -> tuple[dt.date, dt.date]:
    """First and last day that a week's menu usually hangs: Monday to the last day of the list's own days."""
    days = int(code_list("meal_posting_kind").fact("menu", "days"))
    return week.monday, week.monday + dt.timedelta(days=days - 1)


def post(store: Store, record: int, values: Values) -> int:
    """公示 a week's menu; returns the posting's id. values: planned_by, checked_by, from_day, until_day, place, posted_by.

    Raises Refused without a checker or dishes, and where a day with this meal has none.
    """
    store.session.demand("meals", "公示食谱")
    week = week_by_id(record)
    if bare := [day for day in week.served if not week.on(day)]:
        raise Refused(f"{bare[0]} 供餐，可是还没有排菜。排好再公示；这天不供餐的，先在供餐日历上写停餐。")
    people = {name: values.get(name) for name in ("planned_by", "checked_by")}
    hangs = {name: values.get(name) for name in ("from_day", "until_day", "place", "posted_by")}
    with store.step(f"公示食谱：{week.title}") as step:
        since = min(values.get("from_day") or day_order.today(), day_order.today())
        step.change(MenuWeek, record, {**people, "posted_on": since, "state": "posted"})
        return step.add(MealPosting, {"kind": "menu", "about_what": week.title, **hangs})


def withdraw(store: Store, record: int, why: str) -> None:
    """收回 a posted menu, so that it can be changed. A posting that hung for a day or more stays, with the reason."""
    store.session.demand("meals", "收回公示的食谱")
    if not why.strip():
        raise Refused("请写明为什么收回。")
    week = week_by_id(record)
    if not week.posted:
        raise Refused("这份食谱还没有公示，不用收回。")
    today = day_order.today()
    with store.step(f"收回公示的食谱：{week.title}（{why.strip()}）") as step:
        step.change(MenuWeek, record, {"state": "draft", "posted_on": None})
        for posting in postings_of(week):
            if posting.from_day >= today:
                step.remove(MealPosting, posting.id)
            elif not posting.removed_on:
                step.change(MealPosting, posting.id, {"note": f"{today} 收回：{why.strip()}"[:80]})


def postings_of(week: Week) -> list[Any]:
    """The postings of a week's menu, newest first."""
    mine = (MealPosting.kind == "menu") & (MealPosting.about_what == week.title)
    return list(MealPosting.select().where(mine).order_by(MealPosting.id.desc()))
