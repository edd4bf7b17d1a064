"""What the menu asks for in a few words: how many eat each day, who made and checked it and where it hangs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial

from desktop.models.fields import Number
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_menus import Dish, MenuWeek
from desktop.models.ledgers.meal_watch import MealPosting
from desktop.services.meals import menus
from desktop.services.meals.menus import Placed, Week
from desktop.services.meals.portions import Heads, with_total
from desktop.views.desk import Desk
from desktop.views.meal_menu_aside import day_words
from desktop.views.recognition_ask import AskCard, Asked

PLACE = "食堂门口公示栏"
MOST = 20_000  # pupils


def ask_posting(desk: Desk, week: Week) -> AskCard:
    """Who made and checked the menu, from when until when, and where it hangs."""
    first, last = menus.usual_span(week)
    before = MealPosting.select().where(MealPosting.kind == "menu").order_by(MealPosting.id.desc()).first()
    asked = [
        Asked(MenuWeek.planned_by, week.row.planned_by_id, must=True),
        Asked(MenuWeek.checked_by, week.row.checked_by_id, must=True),
        Asked(MealPosting.from_day, first, must=True),
        Asked(MealPosting.until_day, last, must=True),
        Asked(MealPosting.place, before.place if before else PLACE, must=True),
    ]
    says = f"{week.title}。公示以后不能再改，要改先收回。"
    do = partial(_post, desk, week.row.id)
    return AskCard(desk, "公示食谱", asked, do, yes="公示", says=says)


def _post(desk: Desk, week: int, values: Values) -> int:
    return menus.post(desk.store, week, {**values, "posted_by": desk.store.session.who})


def ask_kind(desk: Desk, one: Placed) -> AskCard:
    """Of which kind the dish is that a name becomes."""
    says = f"“{one.name}”连同现在的用料记进菜品，以后打菜名就能选。"

    def do(values: Values) -> int:
        return menus.keep_as_dish(desk.store, one.id, values["kind"])

    return AskCard(desk, "记进菜品", [Asked(Dish.kind, "half", must=True)], do, yes="记进菜品", says=says)


def ask_heads(desk: Desk, week: Week, heads: Mapping[dt.date, Heads]) -> AskCard:
    """Another number of pupils for some days: who eats stays in the same mixture of ages. result_: heads by day."""
    days = [day for day in week.days if day in week.served]
    asked = [
        Asked(Number(day_words(day), least=0, most=MOST), sum(heads.get(day, {}).values()), name=str(at))
        for at, day in enumerate(days)
    ]

    def take(values: Values) -> dict[dt.date, Heads]:
        return {day: _counted(heads, week, day, values[str(at)] or 0) for at, day in enumerate(days)}

    says = "按就餐名册算的人数。这一周要少备或多备的，改在这里，只影响采购和营养的计算。"
    return AskCard(desk, "每天多少人吃饭", asked, take, yes="按这个算", says=says)


def _counted(heads: Mapping[dt.date, Heads], week: Week, day: dt.date, total: int) -> Heads:
    known = heads.get(day) or next((here for here in heads.values() if here), {})
    if not known:  # no list yet: all of the age that the menu is for
        return {week.base_age or menus.USUAL_AGE: total} if total else {}
    return with_total(known, total)
