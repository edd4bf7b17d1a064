"""What a menu gives: energy, nutrients and kinds of food of a day and of the week, beside what is recommended.

The recommendation is weighed by the heads of the age groups that eat; a meal's share of it is meals/guides.json.
A food without a figure is never counted as nothing: it is named, and the verdict waits for it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.models.ledgers.meal_menus import Food, NutrientGuide
from desktop.models.measure_fields import Nutrient
from desktop.places import RESOURCES
from desktop.services.meals.menus import USUAL_AGE, Placed, Week
from desktop.services.meals.portions import Heads, whole_portions

LOW, OK, HIGH, UNKNOWN, TOLD = "low", "ok", "high", "unknown", "told"
OF_ENERGY = {"脂肪供能比": ("fat", 9), "碳水化合物供能比": ("carbohydrate", 4)}  # kcal in a gram (Atwater)
PER_100 = 100
NO_PARTS = "没有写用料"


@dataclass(frozen=True)
class Line:
    """One nutrient (or kind of food) of a day or of a week's average day: what a pupil gets, what is recommended.

    low, high: of this meal, None where nothing is said. verdict: low, ok, high; unknown while foods lack a figure that
    could change it; told where there is nothing to compare with. lacking: foods without the figure.
    """

    name: str
    unit: str
    value: float
    low: float | None
    high: float | None
    verdict: str
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nutrition:
    """Every line of a day or a week. bare: dishes without portions, of which nothing is counted. foods: how many kinds."""

    lines: tuple[Line, ...]
    bare: tuple[str, ...]
    foods: int

    def line(self, name: str) -> Line | None:
        return next((one for one in self.lines if one.name == name), None)


@cache
def _shares() -> dict[str, Any]:
    return dict(json.loads((RESOURCES / "meals" / "guides.json").read_text("utf-8"))["shares"])


def share_of(kind: str) -> tuple[int, int] | None:
    """From and to how many per cent of a day one meal should give; None for a meal of which nothing is said (加餐)."""
    told = _shares().get(kind)
    return (told[0], told[1]) if told else None


def of_day(week: Week, day: dt.date, heads: Heads) -> Nutrition:
    """What one pupil gets on a day, on the average of all who eat."""
    return _judged(week, {day: week.on(day)}, {day: heads})


def of_week(week: Week, heads: Mapping[dt.date, Heads]) -> Nutrition:
    """What one pupil gets on an average day of the week: of the days that have dishes."""
    days = {day: week.on(day) for day in week.days if week.on(day)}
    return _judged(week, days, heads)


def _judged(
    week: Week, days: Mapping[dt.date, Sequence[Placed]], heads: Mapping[dt.date, Heads]
) -> Nutrition:
    table = _Table(week, days, heads)
    guides: dict[tuple[str, str], dict[str, Any]] = {}
    for row in NutrientGuide.select().order_by(NutrientGuide.place, NutrientGuide.id):
        guides.setdefault((row.name, row.unit), {})[row.age] = row
    lines = [table.line(name, unit, rows) for (name, unit), rows in guides.items()]
    bare = dict.fromkeys(one.name for dishes in days.values() for one in dishes if not one.parts)
    used = {part.food for dishes in days.values() for one in dishes for part in one.parts}
    return Nutrition(tuple(line for line in lines if line), tuple(bare), len(used))


class _Table:
    """The grams of every food that a pupil gets on an average day, and what follows from them."""

    def __init__(
        self, week: Week, days: Mapping[dt.date, Sequence[Placed]], heads: Mapping[dt.date, Heads]
    ) -> None:
        self.kind, self.days = week.kind, len(days)
        self.mix: dict[str, float] = {}
        self.grams: dict[int, float] = {}
        for day, dishes in days.items():
            here = heads.get(day) or {week.base_age or USUAL_AGE: 1}
            count = sum(here.values())
            portion = float(whole_portions(week.base_age, here) / count)
            for group, pupils in here.items():
                self.mix[group] = self.mix.get(group, 0) + pupils / count / self.days
            for part in (part for one in dishes for part in one.parts):
                eaten = part.grams / 10 * portion / self.days
                self.grams[part.food] = self.grams.get(part.food, 0) + eaten
        self.foods = {row.id: row for row in Food.select().where(Food.id.in_(list(self.grams)))}

    def line(self, name: str, unit: str, rows: Mapping[str, Any]) -> Line | None:
        """None for a name that is neither a nutrient, nor a kind of food, nor a food."""
        found = self.amount(name)
        if found is None:
            return None
        value, lacking = found
        low, high = (self.guide(rows, side, whole=name in OF_ENERGY) for side in ("low", "high"))
        return Line(name, unit, value, low, high, _verdict(value, low, high, lacking), lacking)

    def amount(self, name: str) -> tuple[float, tuple[str, ...]] | None:
        """How much of it a pupil gets, and the foods of which nobody knows."""
        if name in OF_ENERGY:
            field, kcal = OF_ENERGY[name]
            energy, unknown = self.nutrient("energy")
            part, lacking = self.nutrient(field)
            return (part * kcal * 100 / energy if energy else 0.0), (*lacking, *unknown)
        if name in _nutrients():
            return self.nutrient(_nutrients()[name])
        kind = Food.kind.codes.find(name)
        if kind is not None:
            return self.weighed(lambda row: row.kind == kind), ()
        if Food.select().where(Food.name == name).exists():
            return self.weighed(lambda row: row.name == name), ()
        return None

    def nutrient(self, field: str) -> tuple[float, tuple[str, ...]]:
        value, lacking = 0.0, []
        for food, grams in self.grams.items():
            held = getattr(self.foods[food], field)
            if held is None:
                lacking.append(self.foods[food].name)
            else:
                value += grams / PER_100 * held / 10**Nutrient.places
        return value, tuple(lacking)

    def weighed(self, wanted: Callable[[Any], bool]) -> float:
        return sum(grams for food, grams in self.grams.items() if wanted(self.foods[food]))

    def guide(self, rows: Mapping[str, Any], side: str, *, whole: bool) -> float | None:
        """This meal's share of the recommended amount, weighed by heads; a ratio has no share."""
        share = (100, 100) if whole else share_of(self.kind)
        known = {group: getattr(rows[group], side) for group in self.mix if group in rows}
        if share is None or not self.days or len(known) < len(self.mix) or None in known.values():
            return None
        day = sum(weight * known[group] for group, weight in self.mix.items()) / 10**Nutrient.places
        return day * share[side == "high"] / 100


@cache
def _nutrients() -> dict[str, str]:
    """能量 -> energy, …: the columns of the food table by the name before their unit."""
    return {f.label.partition("（")[0]: f.name for f in Food.fields() if isinstance(f, Nutrient)}


def _verdict(value: float, low: float | None, high: float | None, lacking: Sequence[str]) -> str:
    """What lacks a figure can only add to the amount: too much stays too much, too little is not known yet."""
    if low is None and high is None:
        return TOLD
    if high is not None and value > high:
        return HIGH
    if low is not None and value < low:
        return UNKNOWN if lacking else LOW
    return OK


def number(value: float) -> str:
    """As many decimals as the size bears: 612, 23.4, 0.61."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
