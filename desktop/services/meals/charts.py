"""What the pictures of a month of meals show: heads a day, what a head cost beside the standard, prices of main foods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.models.ledgers.meal_goods import Material
from desktop.models.store import Store
from desktop.services.meals.calendar import month_span
from desktop.services.meals.month_money import Day, Figures, by_day, figures, per_head
from desktop.services.meals.prices import history, main_foods


@dataclass(frozen=True)
class FoodPrices:
    """A main food and its prices of the last twelve months in ten-thousandths of a 元 for its own unit, oldest first."""

    material: int
    name: str
    unit: str
    points: Sequence[tuple[dt.date, int]]

    @property
    def change(self) -> float | None:
        """How much the last price differs from the first one, in percent."""
        if len(self.points) < 2 or not self.points[0][1]:
            return None
        return (self.points[-1][1] - self.points[0][1]) * 100 / self.points[0][1]


@dataclass(frozen=True)
class MonthPictures:
    """standard: what a head may cost, ten-thousandths of a 元 (mixed stages: their mean by heads); None when unknown."""

    told: Figures
    days: Sequence[Day]
    standard: int | None
    foods: Sequence[FoodPrices]


def pictures(store: Store, month: str, kind: str) -> MonthPictures:
    """Everything the page of charts shows of a month."""
    told = figures(store, month, kind)
    days = [one for one in by_day(store, told) if one.fed]
    standard = per_head(told.due, told.summary.fed) if told.due else None
    _first, last = month_span(month)
    since = dt.date(last.year - 1, last.month, 1)
    return MonthPictures(told, days, standard, [_food(one, since, last) for one in main_foods()])


def _food(material: int, since: dt.date, last: dt.date) -> FoodPrices:
    row = Material.get_by_id(material)
    points = [(one.day, one.price) for one in history(material, since) if one.day <= last]
    return FoodPrices(material, Material.caption(row), row.unit, points)
