"""Whether the months hang together: none is missing, each opens with whom the one before closed with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from desktop.models.ledgers.drop_absence import ClassAbsence
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.drop_reports import DropReport
from desktop.services.drop import reports
from desktop.services.drop.kept import read
from desktop.services.drop.month_changes import NAMED, changes
from desktop.services.drop.month_people import names_of
from desktop.services.drop.reports import month_before
from desktop.services.meals.calendar import month_span
from desktop.services.meals.month_money import month_words

__all__ = ["Gap", "changed", "changes", "first_month", "gaps", "missing"]


@dataclass(frozen=True)
class Gap:
    """Where the chain does not hold. pupils: the children that make the difference; empty where a month is missing."""

    month: str
    sentence: str
    pupils: tuple[int, ...] = ()


def gaps(today: dt.date) -> list[Gap]:
    """Missing months and broken joints, oldest first. Nothing for a school that has not begun with the work."""
    rows = {row.month: row for row in DropReport.select().order_by(DropReport.month)}
    return sorted([*_missing(rows, today), *_broken(rows)], key=lambda one: one.month)


def missing(today: dt.date) -> list[str]:
    """Months over and not reported since the school began: its first report, class list or case."""
    return _missing_months({row.month for row in DropReport.select(DropReport.month)}, today)


def _missing_months(known: set[str], today: dt.date) -> list[str]:
    begun = first_month(known)
    if begun is None:
        return []
    found, month = [], begun
    while month_span(month)[1] < today:
        if month not in known:
            found.append(month)
        month = month_before(month, -1)
    return found


def first_month(known: set[str]) -> str | None:
    """The month the school began with the work; known: the months that were reported. None before it began."""
    firsts = [
        first
        for column in (DropCase.opened_on, ClassAbsence.day)
        if (first := column.model.select(fn.MIN(column)).scalar()) is not None
    ]
    months = {f"{first:%Y-%m}" if isinstance(first, dt.date) else str(first)[:7] for first in firsts}
    return min(months | known, default=None)


def _missing(rows: dict[str, Any], today: dt.date) -> Iterator[Gap]:
    for month in _missing_months(set(rows), today):
        yield Gap(month, f"{month_words(month)}没有月报。没有辍学的也要报，请补做。")


def _broken(rows: dict[str, Any]) -> Iterator[Gap]:
    for month, row in rows.items():
        before = rows.get(month_before(month))
        if before is None:
            continue
        closed, opened = set(read(before).everybody()), read(row).opened()
        if closed != opened or before.should != row.opening:
            yield Gap(month, _sentence(before, row, closed, opened), tuple(sorted(closed ^ opened)))


def _sentence(before: Any, row: Any, closed: set[int], opened: set[int]) -> str:
    words = f"{month_words(before.month)}月末 {before.should} 人，{month_words(row.month)}月初 {row.opening} 人，接不上"
    parts = [
        f"{label}：{_some(sorted(pupils))}"
        for label, pupils in (("上月有、本月没有", closed - opened), ("本月有、上月没有", opened - closed))
        if pupils
    ]
    redo = "请重新制表。" if row.state == "made" else "已经签发的不能改，请在下个月报里说明。"
    return f"{words}。{'；'.join(parts)}。{redo}" if parts else f"{words}。{redo}"


def _some(pupils: Sequence[int]) -> str:
    named = names_of(pupils)
    told = [f"{named[one][1]}{named[one][0]}" for one in pupils[:NAMED] if one in named]
    return "、".join(told) + (f"等 {len(pupils)} 人" if len(pupils) > NAMED else "")


def changed(month: str, today: dt.date) -> list[str]:
    """What the books say otherwise now than the kept report of a month; nothing when they agree, or none was kept."""
    row = reports.kept(month)
    return [] if row is None else changes(reports.told(row), reports.figures(month, today))
