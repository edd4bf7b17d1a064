"""Which pupils may not eat which dish of a menu: 过敏忌口 of the 就餐名册 against what is in the dish."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.meal_menus import Dish, Food
from desktop.models.ledgers.meals import MealEater
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.places import RESOURCES
from desktop.services.meals.eaters import eaters_on
from desktop.services.meals.menus import Placed, Week
from desktop.services.school_days import term_on

BETWEEN = re.compile(r"[、，,；;。/\s和及]+")
EMPTY = ("过敏", "忌口", "不吃", "不能吃", "对", "忌")  # words around the food itself


@dataclass(frozen=True)
class Warned:
    """A pupil for whom a dish is nothing, and the word of the list that says so."""

    student: int
    name: str
    class_text: str
    word: str

    @property
    def words(self) -> str:
        """王芳（三(2)班，牛奶）."""
        return f"{self.name}（{self.class_text}，{self.word}）"


def warned(store: Store, week: Week) -> dict[int, tuple[Warned, ...]]:
    """Dish on the menu -> pupils on that day's list who are allergic to something in it. Dishes for everyone are left out."""
    found: dict[int, tuple[Warned, ...]] = {}
    held = _held(week.dishes)
    for day in week.days:
        dishes = week.on(day)
        pupils = _allergic(store, day, week.kind) if dishes else []
        for one in dishes if pupils else ():
            words = ((row, word) for row in pupils for word in words_of(row.allergy))
            hit = [(row, word) for row, word in words if _meets(word, held[one.id])]
            if hit:
                found[one.id] = tuple({row.student_id: _told(row, word) for row, word in hit}.values())
    return found


def _allergic(store: Store, day: dt.date, kind: str) -> list[Any]:
    rows = eaters_on(store, day, kind, term_on(day))
    return list(rows.where(MealEater.allergy.is_null(False)).order_by(MealEater.school_class, MealEater.id))


def words_of(allergy: str | None) -> list[str]:
    """对牛奶、鸡蛋过敏 -> 牛奶, 鸡蛋."""
    text = allergy or ""
    for word in EMPTY:
        text = text.replace(word, " ")
    return [word for word in BETWEEN.split(text) if word and word not in ("无", "没有")]


@dataclass(frozen=True)
class _Held:
    """What is in a dish: its own names, and its foods by name and kind."""

    names: Sequence[str]
    kinds: frozenset[str]


def _held(dishes: Sequence[Placed]) -> dict[int, _Held]:
    """What is in each dish of a menu: its own allergens, its name, its foods."""
    told = {
        row.id: row.allergens
        for row in Dish.select().where(Dish.id.in_([one.dish for one in dishes if one.dish]))
    }
    ids = {part.food for one in dishes for part in one.parts}
    foods = {row.id: row for row in Food.select().where(Food.id.in_(list(ids)))}
    found = {}
    for one in dishes:
        within = [foods[part.food] for part in one.parts]
        names = [one.name, *BETWEEN.split(told.get(one.dish or 0) or ""), *(food.name for food in within)]
        found[one.id] = _Held([name for name in names if name], frozenset(food.kind for food in within))
    return found


def _meets(word: str, held: _Held) -> bool:
    """A word means its group's foods, or simply whatever has the word in its name."""
    group = next((one for one in _groups() if word in one["words"]), None)
    sought = [word, *(group["foods"] if group else ())]
    return bool(group and held.kinds & set(group["kinds"])) or any(
        part in name for part in sought for name in held.names
    )


@cache
def _groups() -> list[dict[str, Any]]:
    return list(json.loads((RESOURCES / "meals" / "allergens.json").read_text("utf-8"))["groups"])


def _told(row: Any, word: str) -> Warned:
    place = SchoolClass.caption_of(row.school_class_id)
    return Warned(row.student_id, Student.name_of(row.student_id), place, word)
