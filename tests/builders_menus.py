"""A week's menu in one line each. The week of 2026-10-12 has five school days, as the one after it."""

import datetime as dt

from builders import add

from desktop.models.ledgers.meal_menus import Dish, Food, MenuDish, MenuWeek
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.services.meals import menus

MONDAY = dt.date(2026, 10, 12)
EGGS, RICE, BEEF = "番茄炒鸡蛋", "米饭", "胡萝卜烧牛肉"


def dish(name: str = EGGS) -> int:
    return Dish.get(Dish.name == name).id


def food(name: str = "鸡蛋") -> int:
    return Food.get(Food.name == name).id


def grams(number: float) -> int:
    """Tenths, as the ledgers keep them."""
    return round(number * 10)


def placed(store: Store, name: str = EGGS, day: dt.date = MONDAY, place: int = 1) -> int:
    """A dish on this week's lunch; its id there."""
    told = Dish.get_or_none(Dish.name == name)
    return menus.put_dishes(store, MONDAY, "lunch", [(day, place, told.id if told else name)])[0]


def full_week(store: Store, *names: str) -> MenuWeek:
    """The same dishes from Monday to Friday."""
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    chosen = [(day, place, dish(name)) for day in days for place, name in enumerate(names or (RICE, EGGS), 1)]
    menus.put_dishes(store, MONDAY, "lunch", chosen)
    return MenuWeek.get()


def hung(store: Store) -> MenuWeek:
    """A posted week."""
    week = full_week(store)
    menus.post(store, week.id, hanging(store))
    return MenuWeek.get_by_id(week.id)


def hanging(store: Store, **values: object) -> dict:
    """What is told when a menu is posted."""
    cook, head = add(store, Staff, name="田桂花"), add(store, Staff, name="石校长")
    return {
        "planned_by": cook, "checked_by": head, "from_day": MONDAY, "until_day": MONDAY + dt.timedelta(days=4),
        "place": "食堂门口公示栏", "posted_by": "田桂花",
    } | values  # fmt: skip


def dishes_on(day: dt.date = MONDAY) -> list[str]:
    """Names by place."""
    rows = MenuDish.select().where(MenuDish.day == day).order_by(MenuDish.place, MenuDish.id)
    return [row.name for row in rows]
