"""The canteen's people and a school that serves lunch, for the tests of the daily records."""

import datetime as dt

from builders import add

from desktop.models.ledgers import day_order, meal_order
from desktop.models.ledgers.meal_menus import MenuDish, MenuWeek
from desktop.models.ledgers.staff import Staff

MONDAY = dt.date(2026, 10, 12)
NOON = dt.datetime(2026, 10, 12, 12, 30)
DISHES = ("西红柿炒鸡蛋", "土豆烧肉", "米饭")


def days(count, start=MONDAY):
    return [start + dt.timedelta(days=n) for n in range(count)]


def is_today(monkeypatch, day):
    """The computer's clock for what may be written: not in the future, 补录 or not."""
    monkeypatch.setattr(day_order, "today", lambda: day)
    monkeypatch.setattr(meal_order, "today", lambda: day)


def staff(store, name="韦兰", post="cook", **values):
    return add(store, Staff, **{"name": name, "post": post, **values})


def cooks(store):
    return [staff(store, name) for name in ("韦兰", "莫春", "覃秀")]


def menu(store, day=MONDAY, dishes=DISHES, kind="lunch"):
    """A week's menu with these dishes on one day."""
    monday = day - dt.timedelta(days=day.weekday())
    week = MenuWeek.get_or_none((MenuWeek.monday == monday) & (MenuWeek.kind == kind))
    number = week.id if week else add(store, MenuWeek, monday=monday, kind=kind)
    for place, name in enumerate(dishes, 1):
        add(store, MenuDish, week=number, day=day, place=place, name=name)
    return number
