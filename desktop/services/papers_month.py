"""Papers that are of today or of a week by themselves, asked for by a month: the counts booked in it, its weeks,
the labels of its samples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.meal_logs import FoodSample
from desktop.models.store import Store
from desktop.services.meals import calendar, counts
from desktop.services.paper.document import Document

Chosen = list[dict[str, Any]]  # for each paper, what of a Wanted makes it this one


def _counts(store: Store, document: Document, month: str, _meal: str) -> Chosen:
    """The 盘点 booked in the month, the first one first: 实盘, 差异, 原因 and who counted stand on them."""
    rows = counts.counts_of(store, month)[::-1]
    if not rows:
        raise Refused(
            f"{month} 没有入账的盘点，没有可打印的“{document.title}”。要一张今天的空表去库房里点，请去掉 --month。"
        )
    return [{"records": (row.id,), "day": row.day} for row in rows]


def _weeks(_store: Store, document: Document, month: str, meal: str) -> Chosen:
    """Every week in which the meal is served on a day of the month."""
    mondays: dict[dt.date, dt.date] = {}
    for day in calendar.served_days(*calendar.month_span(month), meal):
        mondays.setdefault(day - dt.timedelta(days=day.weekday()), day)
    if not mondays:
        label = code_list("meal_kind").label(meal)
        raise Refused(f"{month} 没有供{label}的日子，没有可打印的“{document.title}”。")
    return [{"day": day} for day in mondays.values()]


def _labels(store: Store, document: Document, month: str, _meal: str) -> Chosen:
    """The labels of every sample of the month, of all its meals, as one paper."""
    days = FoodSample.day.between(*calendar.month_span(month))
    rows = store.rows(FoodSample).where(days & (FoodSample.state != "void"))
    if not (samples := tuple(row.id for row in rows)):
        raise Refused(f"{month} 没有留样，没有可打印的“{document.title}”。")
    return [{"records": samples}]


BY_MONTH: Mapping[str, Callable[[Store, Document, str, str], Chosen]] = {
    "D22L": _labels, "D23F": _counts, "D26": _weeks,
}  # fmt: skip


def demand_use(document: Document, month: str) -> None:
    """Raise Refused for a month told for a paper that has none: it would be printed as if nothing had been told; and
    for none told where the month alone says which records are meant."""
    if not month and document.code in BY_MONTH and "records" in document.needs:
        raise Refused(f"打印“{document.title}”要用 --month 写明月份，如 --month 2026-10。")
    if month and not {"month", "menu"} & {*document.needs} and document.code not in BY_MONTH:
        raise Refused(f"“{document.title}”不分月份，请去掉 --month。")
