"""餐费期初: the sums a year had come to before these books begin, kept once, carried on by settlement and year table.

keep_opening(store, 2026, "lunch", {"until": "2026-08", "times": 9000, …})
opening_of("2026-10", "lunch")     # what counts for a month; nothing for months that the sums themselves cover
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_opening import MealOpening
from desktop.models.roles import Session
from desktop.models.store import Store
from desktop.services.meals.calendar import month_span

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Opening:
    """Sums up to `until` ("2026-08"; "" for none) of a year; money in 分. carried: 上年结转, below zero 上年超支."""

    year: int
    until: str = ""
    days: int = 0
    times: int = 0
    due: int = 0
    spent: int = 0
    received: int = 0
    carried: int = 0
    basis: str = ""
    entered_by: str = ""
    record: int | None = None

    @property
    def known(self) -> bool:
        return self.record is not None

    @property
    def first_day(self) -> dt.date:
        """The first day that the ledgers tell themselves."""
        return month_span(self.until)[1] + DAY if self.until else dt.date(self.year, 1, 1)

    @property
    def left(self) -> int:
        """结余 with which the program begins; below zero it is 超支."""
        return self.carried + self.received - self.spent

    @property
    def span(self) -> str:
        """1—8月, 年初."""
        if not self.until:
            return "年初"
        last = int(self.until[5:])
        return "1月" if last == 1 else f"1—{last}月"

    @property
    def words(self) -> str:
        """上年结转 120.00 元，1—8月到账 … 元、支出 … 元."""
        way = "结转" if self.carried >= 0 else "超支"
        said = [f"上年{way} {money.figures(abs(self.carried))} 元"] if self.carried else []
        if self.until:
            sums = f"到账 {money.figures(self.received)} 元、支出 {money.figures(self.spent)} 元"
            said.append(f"{self.span}{sums}")
        return "，".join(said)


def opening_row(year: int, kind: str) -> Any:
    """The row of a year; None when there is none."""
    return MealOpening.get_or_none((MealOpening.year == year) & (MealOpening.kind == kind))


def opening_of_year(year: int, kind: str) -> Opening:
    """What is kept of a year; an empty one when nothing is."""
    row = opening_row(year, kind)
    if row is None:
        return Opening(year)
    return Opening(
        year, row.until or "", row.days or 0, row.times or 0, row.due_amount or 0, row.spent or 0, row.received or 0,
        (row.carried or 0) - (row.lacking or 0), row.basis, row.entered_by or "", row.id,
    )  # fmt: skip


def opening_of(month: str, kind: str) -> Opening:
    """What a month's year-sums begin with. A month that the sums cover stands by itself: it gets an empty one."""
    found = opening_of_year(int(month[:4]), kind)
    return found if month > found.until else Opening(found.year)


def may_keep(session: Session) -> bool:
    """Who writes these sums: the aid clerk, once."""
    return session.role.writes >= {"*"} or MealOpening.table() in session.role.writes


def keep_opening(store: Store, year: int, kind: str, values: Values) -> int:
    """Keep or change the sums of a year; returns the row's id.

    Raises Invalid, Refused once a later month of the year is settled, NotAllowed for other roles.
    """
    row = opening_row(year, kind)
    title = f"{year}年{MealOpening.kind.format(kind)}餐费期初"
    with store.step(f"改 {title}" if row else f"登记 {title}") as step:
        if row is None:
            return step.add(MealOpening, {"year": year, "kind": kind} | values)
        step.change(MealOpening, row.id, values)
    return int(row.id)


def remove_opening(store: Store, record: int) -> None:
    """Take the sums of a year out. Raises Refused once a later month is settled."""
    row = MealOpening.get_by_id(record)
    with store.step(f"删去 {MealOpening.caption(row)}") as step:
        step.remove(MealOpening, record)
