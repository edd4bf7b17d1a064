"""A month of one kind of meal in money, as the ledgers have it: heads × standard, what was spent, what arrived.

    told = figures(store, "2026-10", "lunch")      # told.due, told.spent, told.lines, told.classes
    by_day(store, told)                            # the same day by day

应拨 − 实支 is explained line by line. 库存, 运费 and 四舍五入 are reckoned here (`Figures.lines`); what is left
(`unexplained`) a person has to explain. 到账 is the third corner: 应拨 − 到账 needs no line. What closes to the 分:

    采购 = 实支 + 库存增加 + 其他餐次用掉的              # 采购 less 退货; 实支 with 报损 and 盘亏
    应拨 − (采购 − 采购里的运费) = 其余 − 其他餐次用掉的  # 采购 has its 运费 in it, everywhere
    应拨 − 实支 = 库存增加 − 采购里的运费 + 其余         # 其余: rounding, and what a person explains

报损 has no line of its own: it is in 实支 already, and what was lost no longer lies in the store. So 100 bought, 90
eaten, 10 lost and 100 due leave nothing to explain.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import peewee as pw

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.meal_stock import Purchase
from desktop.models.ledgers.meals import ClassDay, PupilMonth
from desktop.models.ledgers.payments import FundReceived
from desktop.models.store import Store
from desktop.models.terms import Term, term_of
from desktop.services.aid.standards import standard_for
from desktop.services.meals.calendar import month_span
from desktop.services.meals.month import MonthSummary, month_summary
from desktop.services.meals.openings import Opening, opening_of
from desktop.services.meals.spending import Spending, main_kind, spending

PROGRAMME = "meal"


@dataclass(frozen=True)
class Line:
    """One reason why 应拨 and 实支 differ. fen: above zero where it makes 应拨 the larger one."""

    cause: str
    fen: int
    words: str

    @property
    def label(self) -> str:
        return code_list("settlement_line").label(self.cause)


@dataclass(frozen=True)
class ClassLine:
    """One class: pupils on its sheets, days, heads, 标准 in 分 (None: none is known), 金额."""

    school_class: int
    pupils: int
    days: int
    due_times: int
    fed_times: int
    standard: int | None
    basis: str = ""

    @property
    def name(self) -> str:
        return SchoolClass.caption_of(self.school_class)

    @property
    def amount(self) -> int:
        return self.fed_times * (self.standard or 0)


@dataclass(frozen=True)
class Day:
    """One day: heads, 应拨, what its food cost, what was lost; all money in 分."""

    day: dt.date
    fed: int
    due: int
    cost: int
    lost: int

    @property
    def per_head(self) -> int | None:
        """Ten-thousandths of a 元; None on a day on which nobody was fed."""
        return per_head(self.cost, self.fed)


@dataclass(frozen=True)
class Figures:
    """A month as the ledgers have it. year_*: from January to this month, in 分, the opening's sums among them.

    since: the first month of the year that is told of, by sheets or by the opening.
    """

    month: str
    kind: str
    summary: MonthSummary
    people: int
    classes: tuple[ClassLine, ...]
    spending: Spending
    purchases: int
    received: int
    year_spent: int
    year_received: int
    since: str
    opening: Opening

    @property
    def title(self) -> str:
        return f"{month_words(self.month)}{code_list('meal_kind').label(self.kind)}"

    @property
    def main(self) -> bool:
        """Whether it is the meal that the store buys for: 采购, its 运费 and 库存 are told with it alone."""
        return self.kind == main_kind()

    @property
    def due(self) -> int:
        """应拨."""
        return sum(line.amount for line in self.classes)

    @property
    def spent(self) -> int:
        """实际支出."""
        return self.spending.total

    @property
    def per_head(self) -> int | None:
        return per_head(self.spent, self.summary.fed)

    @property
    def left(self) -> int:
        """年内结余, 上年结转 among it; below zero it is 超支."""
        return self.opening.carried + self.year_received - self.year_spent

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(reckoned(self))

    @property
    def unexplained(self) -> int:
        return self.due - self.spent - sum(line.fen for line in self.lines)

    @property
    def unpriced(self) -> list[str]:
        """Classes for which no standard is known."""
        return [line.name for line in self.classes if line.standard is None]


def month_words(month: str) -> str:
    """2026年10月."""
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def per_head(fen: int, heads: int) -> int | None:
    """分 for so many heads, as ten-thousandths of a 元 for one, rounded half up."""
    return (2 * fen * 100 + heads) // (2 * heads) if heads else None


# reading ------------------------------------------------------------------------------------------------


def figures(store: Store, month: str, kind: str) -> Figures:
    """The month "2026-10" of one kind of meal, reckoned from the ledgers. Only whoever sees the whole school may ask."""
    if store.session.classes is not None:
        raise Refused("餐费结算是全校的，只有专管员、资助专干和校长能看。")
    first, last = month_span(month)
    summary = month_summary(store, month, kind)
    main, opening = kind == main_kind(), opening_of(month, kind)
    begin = opening.first_day
    return Figures(
        month, kind, summary, _people(month, kind), tuple(_class_lines(summary, main)), spending(first, last, kind, main=main),
        _purchases(first, last), _received(first, last) if main else 0,
        opening.spent + spending(begin, last, kind, main=main).total,
        opening.received + (_received(begin, last) if main else 0),
        f"{first.year}-01" if opening.until else _since(first.year, kind), opening,
    )  # fmt: skip


def _class_lines(summary: MonthSummary, main: bool) -> Iterable[ClassLine]:
    """main: the state gives for one meal a day, for the others nothing is due."""
    stages = {row.id: _stage(row) for row in SchoolClass.select().where(SchoolClass.id.in_(_ids(summary)))}
    rates = standards(summary.month, set(stages.values()))
    for one in summary.classes:
        rate = rates[stages[one.school_class]]
        fen, basis = (rate.amount, _basis(rate)) if rate else (None, "")
        fen = fen if main else 0
        yield ClassLine(one.school_class, one.pupils, one.days, one.due, one.fed, fen, basis)


def _ids(summary: MonthSummary) -> list[int]:
    return [one.school_class for one in summary.classes]


def _stage(row: Any) -> str:
    return str(code_list("grade").fact(row.grade, "stage"))


def _basis(rate: Any) -> str:
    return f"{rate.doc_title or ''}（{rate.doc_no}）" if rate.doc_no else rate.doc_title or ""


def standards(month: str, stages: Iterable[str]) -> dict[str, Any]:
    """Stage -> its 资助标准 in the month's term, None where none is valid; a standard never changes within a term."""
    programme = AidProgramme.get_or_none(AidProgramme.code == PROGRAMME)
    term: Term = term_of(month_span(month)[0])
    return {one: standard_for(programme.id, one, "any", term) if programme else None for one in stages}


def _people(month: str, kind: str) -> int:
    """Pupils who ate at least once in the month, each once."""
    fed = code_list("meal_mark").codes_with("fed")
    ate = [pw.fn.INSTR(PupilMonth.marks, mark) > 0 for mark in fed]
    rows = PupilMonth.select(pw.fn.COUNT(pw.fn.DISTINCT(PupilMonth.student)))
    return int(rows.where((PupilMonth.month == month) & (PupilMonth.kind == kind) & _any(ate)).scalar() or 0)


def _any(conditions: Sequence[Any]) -> Any:
    found = conditions[0]
    for one in conditions[1:]:
        found |= one
    return found


def _purchases(first: dt.date, last: dt.date) -> int:
    rows = Purchase.select().where(
        Purchase.day.between(first, last) & (Purchase.state == "kept") & (Purchase.kind == "bought")
    )
    return int(rows.count())


def funds(first: dt.date, last: dt.date) -> list[Any]:
    """What arrived for the meals from one day to another, by day."""
    rows = FundReceived.select().join(AidProgramme).where(
        (AidProgramme.code == PROGRAMME) & FundReceived.day.between(first, last)
    )  # fmt: skip
    return list(rows.order_by(FundReceived.day, FundReceived.id))


def _received(first: dt.date, last: dt.date) -> int:
    return sum(row.amount for row in funds(first, last))


def _since(year: int, kind: str) -> str:
    """The first month of a year for which the books know of meals."""
    rows = PupilMonth.select(pw.fn.MIN(PupilMonth.month)).where(
        PupilMonth.month.between(f"{year}-01", f"{year}-12") & (PupilMonth.kind == kind)
    )
    return str(rows.scalar() or "")


def by_day(store: Store, told: Figures) -> list[Day]:
    """Every day of the month on which somebody was fed or something was spent."""
    standard = {line.school_class: line.standard or 0 for line in told.classes}
    fed: dict[dt.date, int] = defaultdict(int)
    due: dict[dt.date, int] = defaultdict(int)
    rows = store.rows(ClassDay).where(
        ClassDay.day.between(*month_span(told.month)) & (ClassDay.kind == told.kind)
    )
    for row in rows.select(ClassDay.day, ClassDay.school_class, ClassDay.fed).tuples():
        day, school_class, heads = row
        fed[day] += heads
        due[day] += heads * standard.get(school_class, 0)
    spent = told.spending
    days = sorted({*fed, *spent.eaten, *spent.brought, *spent.lost})
    return [Day(day, fed[day], due[day], spent.meal_on(day), spent.lost.get(day, 0)) for day in days]


def reckoned(told: Figures) -> Iterable[Line]:
    """The lines that the ledgers explain by themselves; what they leave a person has to explain."""
    spent, rest = told.spending, told.due - told.spent
    if spent.grown:
        cause, way = ("stock_more", "多") if spent.grown > 0 else ("stock_less", "少")
        words = f"月末库存比月初{way} {money.figures(abs(spent.grown))} 元"
        yield Line(cause, spent.grown, words + _lost_words(spent))
    if spent.carriage:
        words = f"采购 {money.figures(spent.bought)} 元里的运费，标准不包括"
        yield Line("freight", -spent.carriage, words)
    rest -= spent.grown - spent.carriage
    if rest and 2 * abs(rest) <= told.purchases:
        yield Line("round", rest, f"{told.purchases} 笔进货的金额各自四舍五入到分")


def _lost_words(spent: Spending) -> str:
    """Where the loss is, for whoever looks for a line of it."""
    lost = sum(spent.lost.values())
    if not lost:
        return ""
    name = "报损、盘亏（减盘盈）" if lost > 0 else "盘盈（减报损、盘亏）"
    return f"；{name} {money.figures(abs(lost))} 元已经算在实支里，不另列"
