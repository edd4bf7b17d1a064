"""What 今日 and 校长台 both ask of the meals: the last day with a meal, what it lacks, which months are not settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.meal_order import month_of
from desktop.models.ledgers.meals import ClassDay, MealEater
from desktop.models.ledgers.recognition_order import first_value
from desktop.models.store import Store
from desktop.services.meals.calendar import kinds, served_days
from desktop.services.meals.gaps import MISSING, month_gaps
from desktop.services.meals.spending import main_kind

NEAR, FAR = 4, 45  # days in which the last day with a meal is looked for: longer than that is a holiday
MONTHS_BACK = 12  # months that are asked whether they were settled


def serves() -> bool:
    """Whether the school keeps its meals here: somebody stands on a 就餐名册."""
    return bool(MealEater.select().exists())


@dataclass(frozen=True)
class LastDay:
    """The last day with a meal before today. missing: the names of what it lacks, in the order of the month view.

    early: the days before it in its month that lack something, too.
    """

    day: dt.date
    missing: tuple[str, ...]
    early: tuple[dt.date, ...] = ()

    def words(self, today: dt.date) -> str:
        """昨天, or the day by its date."""
        return "昨天" if (today - self.day).days == 1 else f"{self.day.month}月{self.day.day}日"


def last_day(store: Store, today: dt.date) -> LastDay | None:
    """None when no meal was to be served of late, or nobody was on the list yet."""
    yesterday = today - dt.timedelta(days=1)
    day = _served_before(yesterday, NEAR) or _served_before(yesterday, FAR)
    if day is None or not MealEater.select().where(MealEater.from_day <= day).exists():
        return None
    told = month_gaps(store, month_of(day), today=today)
    cells = next(one.cells for one in told.days if one.day == day)
    missing = tuple(label for need, label in told.needs if cells[need].state == MISSING)
    return LastDay(day, missing, tuple(sorted({cell.day for cell in told.missing if cell.day < day})))


def _served_before(last: dt.date, days: int) -> dt.date | None:
    first = last - dt.timedelta(days=days)
    return max((day for kind in kinds() for day in served_days(first, last, kind)), default=None)


def heads_of(store: Store, day: dt.date, kind: str) -> tuple[int, int]:
    """(fed, due) of a day by its kept sheets."""
    rows = store.rows(ClassDay).where((ClassDay.day == day) & (ClassDay.kind == kind))
    sums = rows.select(pw.fn.COALESCE(pw.fn.SUM(ClassDay.fed), 0), pw.fn.COALESCE(pw.fn.SUM(ClassDay.due), 0))
    fed, due = sums.tuples().get()
    return int(fed), int(due)


def unsettled(today: dt.date) -> list[str]:
    """Months that are over, have sheets of the main meal, and no settlement; the oldest first. Returned ones are none."""
    kind, found, first = main_kind(), [], today.replace(day=1)
    for _ in range(MONTHS_BACK):
        last = first - dt.timedelta(days=1)
        first = last.replace(day=1)
        kept = first_value(
            "SELECT 1 FROM class_day WHERE day BETWEEN ? AND ? AND kind = ? LIMIT 1", first, last, kind
        )
        if kept and not _settled(month_of(first), kind):
            found.append(month_of(first))
    return found[::-1]


def _settled(month: str, kind: str) -> bool:
    return bool(first_value("SELECT 1 FROM meal_settlement WHERE month = ? AND kind = ?", month, kind))


def returned() -> Sequence[Any]:
    """Settlements that the headteacher gave back, the oldest first."""
    rows = MealSettlement.select().where(MealSettlement.state == "returned")
    return list(rows.order_by(MealSettlement.month, MealSettlement.kind))


def months_in_words(months: Sequence[str]) -> str:
    """2026年9月、10月: the year where it is another than of the month before."""
    said, year = [], ""
    for month in months:
        told, number = month.split("-")
        said.append(f"{int(number)}月" if told == year else f"{told}年{int(number)}月")
        year = told
    return "、".join(said)
