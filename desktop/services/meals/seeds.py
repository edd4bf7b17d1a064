"""What the meal ledgers of a new data file start with: food table, recommended amounts, ordinary dishes. All editable."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from desktop.models.ledger import Ledger, Values
from desktop.models.ledgers.meal_menus import Dish, DishPart, Food, NutrientGuide
from desktop.models.store import Step
from desktop.places import RESOURCES
from desktop.services.meals.seeds_records import sow as sow_records

FOODS = "中国食物成分表（标准版）典型值"


def sow(step: Step, today: dt.date) -> None:
    """Fill the meal ledgers of a new data file within its first step."""
    foods = _told("foods")["foods"]
    ids = step.add_many(Food, [_food(row) for row in foods])
    by_name = {row["name"]: record for row, record in zip(foods, ids, strict=True)}
    step.add_many(NutrientGuide, [_amounts(NutrientGuide, row) for row in _told("guides")["guides"]])
    _sow_dishes(step, by_name)
    sow_records(step, today)


def _sow_dishes(step: Step, foods: dict[str, int]) -> None:
    dishes = _told("dishes")["dishes"]
    ids = step.add_many(
        Dish,
        [{"name": row["name"], "kind": row["kind"], "allergens": row.get("allergens")} for row in dishes],
    )
    parts = [
        {"dish": record, "food": foods[food], "grams": grams * 10}
        for row, record in zip(dishes, ids, strict=True)
        for food, grams in row["parts"].items()
    ]
    step.add_many(DishPart, parts)


def _told(name: str) -> Any:
    return json.loads((RESOURCES / "meals" / f"{name}.json").read_text("utf-8"))


def _food(row: dict[str, Any]) -> Values:
    note = f"；{row['note']}" if row.get("note") else ""
    plain = {name: value for name, value in row.items() if name != "note"}
    return _amounts(Food, plain) | {"source": f"{FOODS}{note}"}


def _amounts(ledger: type[Ledger], row: dict[str, Any]) -> Values:
    """A row of a data file as the ledger keeps it: decimals become whole parts, what is null stays empty."""
    fields = ledger._meta.fields
    return {name: None if value is None else fields[name].parse(value) for name, value in row.items()}
