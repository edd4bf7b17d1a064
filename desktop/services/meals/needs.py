"""What a week's menu takes from the market: raw kilograms of each food, less what lies in the store, in buying units."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_goods import WHOLE, Material, MaterialUnit, unit_holds
from desktop.models.ledgers.meal_menus import Food
from desktop.models.ledgers.meal_stock import Purchase
from desktop.models.measure_fields import Quantity
from desktop.models.store import Store
from desktop.services.meals import stock
from desktop.services.meals.menus import Week
from desktop.services.meals.portions import Heads, heads_by_day, whole_portions

KILO = 1000
PLAIN_UNIT = "公斤"
WEEKDAYS = "一二三四五六日"
OnHand = Callable[[dt.date], Mapping[int, int]]  # end of a day -> material -> thousandths of its unit


@dataclass(frozen=True)
class Need:
    """One food of a week. grams: raw, with what is cut away, by day; the rest is in thousandths of `unit`.

    material: what to buy, None when the store's catalogue has nothing for this food. on_hand: of all materials of the
    food. buy: whole buying units; 0 when the store holds enough.
    """

    food: int
    name: str
    kind: str
    grams: Mapping[dt.date, int]
    material: int | None
    unit: str
    need: int
    on_hand: int
    buy: int
    buy_unit: str

    @property
    def total(self) -> int:
        return sum(self.grams.values())

    @property
    def lack(self) -> int:
        return max(self.need - self.on_hand, 0)

    def amount(self, thousandths: int) -> str:
        """12.5公斤."""
        return f"{SHOWN.format(thousandths)}{self.unit}"

    @property
    def need_words(self) -> str:
        """117.5公斤: rounded up as `rounded` does."""
        return f"{rounded(self.need)}{self.unit}"

    @property
    def buy_words(self) -> str:
        """13公斤, 2箱; "够用" when nothing is to be bought."""
        return f"{self.buy}{self.buy_unit}" if self.buy else "够用"


SHOWN = Quantity("数量")


def rounded(thousandths: int) -> str:
    """An amount to be read, rounded up: 34708 -> 34.8, 687 -> 0.69."""
    step = 100 if thousandths >= WHOLE else 10
    return str(SHOWN.format(-(-thousandths // step) * step))


def week_heads(store: Store, week: Week) -> dict[dt.date, Heads]:
    """Who is expected on each day of the week that has this meal."""
    return heads_by_day(store, week.served, week.kind)


def needs(
    store: Store, week: Week, heads: Mapping[dt.date, Heads], *, day: dt.date | None = None, on_hand: OnHand | None = None
) -> list[Need]:  # fmt: skip
    """Every food of the menu in the order of the food table, for these heads.

    day: the stock is that at its end (without, the day before the week). Raises Refused while it is not known how
    many eat, or no dish tells its portions.
    """
    cooked = [one for one in week.dishes if one.parts]
    if not cooked:
        raise Refused("这一周的菜还没有写用料，算不出要买多少。")
    if blank := [one.day for one in cooked if not sum(heads.get(one.day, {}).values())]:
        raise Refused(f"{blank[0]} 不知道多少人吃饭。先生成就餐名册，或者在“人数”里填上。")
    grams = _grams(week, heads)
    foods = Food.select().where(Food.id.in_(list(grams))).order_by(Food.kind, Food.name)
    held = (on_hand or _store(store))(day or week.monday - dt.timedelta(days=1))
    order = list(Food.kind.codes.labels)
    return [
        _need(food, grams[food.id], held) for food in sorted(foods, key=lambda row: order.index(row.kind))
    ]


def heads_words(heads: Mapping[dt.date, Heads], days: Sequence[dt.date]) -> str:
    """周一、周二 398 人，周三 402 人; 398 人 when all days are alike."""
    by_count: dict[int, list[str]] = {}
    for day in days:
        by_count.setdefault(sum(heads.get(day, {}).values()), []).append(f"周{WEEKDAYS[day.weekday()]}")
    if len(by_count) == 1:
        return f"{next(iter(by_count))} 人"
    return "，".join(f"{'、'.join(names)} {count} 人" for count, names in by_count.items())


def _grams(week: Week, heads: Mapping[dt.date, Heads]) -> dict[int, dict[dt.date, int]]:
    """Food -> day -> raw grams, rounded up to a whole gram."""
    exact: dict[int, dict[dt.date, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    share = {day: whole_portions(week.base_age, here) for day, here in heads.items()}
    for one in week.dishes:
        for part in one.parts:
            exact[part.food][one.day] += Fraction(part.grams, 10) * share[one.day]
    edible = {row.id: row.edible or 100 for row in Food.select().where(Food.id.in_(list(exact)))}
    return {
        food: {day: ceil(amount * 100 / edible[food]) for day, amount in days.items()}
        for food, days in exact.items()
    }


def _store(store: Store) -> OnHand:
    return lambda day: {one.material: one.quantity for one in stock.on_hand(store, day)}


def _need(food: Any, grams: Mapping[dt.date, int], held: Mapping[int, int]) -> Need:
    materials = list(Material.select().where((Material.food == food.id) & Material.active))
    last = _last_bought(materials)
    material = last.material if last else materials[0] if materials else None
    unit = material.unit if material else PLAIN_UNIT
    each = material.unit_grams or KILO * WHOLE if material else KILO * WHOLE  # thousandths of a gram
    total = sum(grams.values())
    need = ceil(Fraction(total * WHOLE * WHOLE, each))
    have = sum(held.get(one.id, 0) * (one.unit_grams or KILO * WHOLE) for one in materials)
    on_hand = have // each
    buy_unit, holds = _buying_unit(material, last)
    buy = ceil(Fraction(max(need - on_hand, 0), holds))
    return Need(
        food.id, food.name, food.kind, grams, material.id if material else None, unit, need, on_hand, buy, buy_unit
    )  # fmt: skip


def _last_bought(materials: Sequence[Any]) -> Any:
    """The newest purchase of one of these materials; None when none was ever bought."""
    if not materials:
        return None
    mine = Purchase.material.in_([one.id for one in materials]) & (Purchase.state == "kept")
    return Purchase.select().where(mine).order_by(Purchase.day.desc(), Purchase.id.desc()).first()


def _buying_unit(material: Any, last: Any) -> tuple[str, int]:
    """In which unit it is bought, and what one holds: as it came last, else the one bigger unit told, else its own."""
    if material is None:
        return PLAIN_UNIT, WHOLE
    if last is not None:
        return last.unit, unit_holds(material.id, last.unit)
    bigger = list(
        MaterialUnit.select().where((MaterialUnit.material == material.id) & (MaterialUnit.holds > WHOLE))
    )
    return (bigger[0].unit, bigger[0].holds) if len(bigger) == 1 else (material.unit, WHOLE)
