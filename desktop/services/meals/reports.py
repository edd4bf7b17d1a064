"""What the county asks of a month and of a year of meals, with both counts: 人次, and pupils (each once).

Rows and columns of the month report stand in resources/wording/meal_month_report.json; the formulas of the year are
平均受益学生数 = 就餐总餐次 ÷ 供餐天数, 平均就餐天数 = 就餐总餐次 ÷ 平均受益学生数 (the county's year table).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.store import Store
from desktop.services.meals.calendar import kinds
from desktop.services.meals.heads import MonthHeads, ReportLine, heads_of
from desktop.services.meals.month_money import Figures, figures
from desktop.services.meals.openings import Opening, opening_of_year
from desktop.services.meals.settlement import is_stale, of_year, settled
from desktop.services.meals.spending import main_kind


@dataclass(frozen=True)
class MonthReport:
    """heads: who was fed, as it was counted when the month was settled, else as it is today. spent, year_spent: 分, of all
    kinds of meals. since: the first month of the year with meals. differs: heads that come out otherwise today, in words.
    """

    month: str
    heads: MonthHeads
    spent: int
    year_spent: int
    since: str
    differs: tuple[str, ...] = ()

    @property
    def lines(self) -> Mapping[str, ReportLine]:
        return self.heads.lines

    @property
    def whole(self) -> ReportLine:
        return self.heads.whole


def month_report(store: Store, month: str) -> MonthReport:
    """A settled month as it was settled: pupils who moved or left since change no figure of it.

    Raises Refused when nobody was fed in the month, and for whoever sees only some classes.
    """
    months = {kind: figures(store, month, kind) for kind in kinds()}
    if not any(one.summary.fed for one in months.values()):
        raise Refused(f"{month} 没有一个人次的就餐登记，没有可以填报的。")
    now = heads_of(store, month)
    kept = _kept(months[main_kind()])
    return MonthReport(
        month, kept or now, sum(one.spent for one in months.values()), sum(one.year_spent for one in months.values()),
        min((one.since for one in months.values() if one.since), default=""), tuple(kept.differs(now)) if kept else (),
    )  # fmt: skip


def _kept(told: Figures) -> MonthHeads | None:
    """The heads kept with a settlement that stands; none where the sheets say something else than it (a draft then), and
    where an older program settled the month."""
    row = settled(told.month, told.kind)
    if row is None or row.state == "returned" or not row.report or is_stale(told, row):
        return None
    return MonthHeads.unpacked(row.report)


def heads_moved(store: Store, told: Figures) -> tuple[str, ...]:
    """The heads of a settled month that come out otherwise today, in words; the month report prints the kept ones."""
    kept = _kept(told) if told.main else None
    return tuple(kept.differs(heads_of(store, told.month))) if kept else ()


# the year -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearMonth:
    """One month of the year's table; money in 分. state: of its settlement, "" when it is not settled."""

    month: str
    told: Figures
    state: str
    moved: bool = False  # settled with other figures than these

    @property
    def state_words(self) -> str:
        if self.moved:
            return "数已变动"
        return code_list("settlement_state").label(self.state) if self.state else "未结算"


@dataclass(frozen=True)
class YearReport:
    """A calendar year of one kind of meal; months without meals and money are left out.

    opening: the sums up to a month that only they tell, and what was left from the year before; the months follow it.
    """

    year: int
    kind: str
    months: Sequence[YearMonth]
    opening: Opening

    @property
    def fed(self) -> int:
        """就餐总餐次."""
        return self.opening.times + sum(one.told.summary.fed for one in self.months)

    @property
    def days(self) -> int:
        """实际供餐天数."""
        return self.opening.days + sum(one.told.summary.days for one in self.months)

    @property
    def most_people(self) -> int:
        return max((one.told.people for one in self.months), default=0)

    @property
    def pupils(self) -> Fraction | None:
        """平均受益学生数, exact; None in a year without a day."""
        return Fraction(self.fed, self.days) if self.days else None

    @property
    def days_each(self) -> Fraction | None:
        """平均就餐天数, exact."""
        return self.fed / self.pupils if self.pupils else None

    def sum_of(self, name: str) -> int:
        """A figure of money added up: due, spent or received."""
        return int(getattr(self.opening, name)) + sum(getattr(one.told, name) for one in self.months)

    @property
    def left(self) -> int:
        """年内结余, 上年结转 among it; below zero it is 超支."""
        return self.opening.carried + self.sum_of("received") - self.sum_of("spent")


def year_report(store: Store, year: int, kind: str) -> YearReport:
    """Raises Refused for a year without meals."""
    kept: Mapping[str, Any] = of_year(year, kind)
    opening = opening_of_year(year, kind)
    months = []
    for number in range(1, 13):
        month = f"{year}-{number:02d}"
        if month <= opening.until:
            continue  # the opening's sums tell of it
        told = figures(store, month, kind)
        if told.summary.classes or told.spent or told.received:
            months.append(_year_month(told, kept.get(month)))
    if not months and not opening.known:
        raise Refused(f"{year}年没有就餐登记，也没有餐费收支，没有可以汇总的。")
    return YearReport(year, kind, months, opening)


def _year_month(told: Figures, row: Any) -> YearMonth:
    state = row.state if row is not None else ""
    return YearMonth(told.month, told, state, state in ("made", "signed") and is_stale(told, row))


def two_places(value: Fraction | None) -> str:
    """363.64, rounded half up; — when there is none."""
    if value is None:
        return "—"
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
