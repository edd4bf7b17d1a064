"""The canteen's dishes and what is in them: found by initials, changed portion by portion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_menus import Dish, DishPart, Food
from desktop.models.pinyin import search_text
from desktop.models.store import Step, Store
from desktop.services.meals.goods import Named

# Signs whose usual reading is not the one they have in the names of food.
SOUNDS = str.maketrans("茄长卜", "切常伯")


@dataclass(frozen=True)
class Part:
    """What one pupil's portion takes of one food: tenths of a gram, raw, of the edible part."""

    id: int
    food: int
    grams: int

    @property
    def words(self) -> str:
        """番茄 100."""
        return f"{Food.caption_of(self.food)} {DishPart.grams.format(self.grams)}"


def dishes_in_use() -> list[Named]:
    """Every dish that may be chosen, to be found with `goods.find`."""
    return _named(Dish.select().where(Dish.active).order_by(Dish.kind, Dish.name))


def foods() -> list[Named]:
    """Every food of the table, to be found with `goods.find`."""
    return _named(Food.select().order_by(Food.kind, Food.name))


def _named(rows: Iterable[Any]) -> list[Named]:
    return [
        Named(row.id, row.name, search_text(row.name) + search_text(row.name.translate(SOUNDS)))
        for row in rows
    ]


def parts_of(dish: int) -> list[Part]:
    """A dish's usual portion, the main food first as it was written."""
    rows = DishPart.select().where(DishPart.dish == dish).order_by(DishPart.id)
    return [Part(row.id, row.food_id, row.grams) for row in rows]


def set_parts(store: Store, dish: int, grams: Mapping[int, int]) -> None:
    """Make the usual portion of a dish exactly this: food -> tenths of a gram. Menus made before keep theirs."""
    store.session.demand("meals", "改菜品")
    with store.step(f"菜品用料：{Dish.caption_of(dish)}") as step:
        change_parts(step, DishPart, "dish", dish, grams)


def change_parts(step: Step, ledger: Any, owner: str, record: int, grams: Mapping[int, int]) -> None:
    """Bring the parts of a dish (or of a dish on a menu) in line. Raises Refused for an amount of zero."""
    if none := [food for food, amount in grams.items() if amount <= 0]:
        raise Refused(f"{Food.caption_of(none[0])}的用量要大于零；不用它的，请删去这一行。")
    rows = {row.food_id: row for row in ledger.select().where(getattr(ledger, owner) == record)}
    step.remove_many(ledger, [row.id for food, row in rows.items() if food not in grams])
    kept = {row.id: {"grams": grams[food]} for food, row in rows.items() if food in grams}
    step.change_many(ledger, kept)
    new = [
        {owner: record, "food": food, "grams": amount} for food, amount in grams.items() if food not in rows
    ]
    step.add_many(ledger, new)
