"""Figures of 结算 that are made of other figures, opened: 年内结余 month by month, 人均日支出 into its two parts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from desktop.models import money
from desktop.models.store import Store
from desktop.services.meals.calendar import month_span
from desktop.services.meals.month_money import Figures, figures, funds
from desktop.services.meals.spending import main_kind, spending
from desktop.services.meals.triangle import Trace, TraceRow, average, of_fed, of_received, of_spent


def of_left(_store: Store, told: Figures) -> Trace:
    """年内结余: what the opening brought in, then for each month what arrived and, taken off, what was spent."""
    opening = told.opening
    begun = (
        [TraceRow("期初", "", opening.words, f"{opening.basis}，{opening.entered_by}登记", opening.left,
                  place="meal_settle", hint="year")]
        if opening.known
        else []
    )  # fmt: skip
    months = [row for month in _months(told) for row in _month(month, told.kind)]
    arrived, gone = told.year_received - opening.received, told.year_spent - opening.spent
    plus = f"期初{money.figures(opening.left)}＋" if opening.known else ""
    way = "结余" if told.left >= 0 else "超支"
    shown = f"{money.figures(abs(told.left))}元"
    formula = f"{plus}到账{money.figures(arrived)}－支出{money.figures(gone)}＝{way}{shown}"
    counts = "每个月的到账减支出；再打开是哪几笔到账、哪几天的支出"
    name = f"{told.month[:4]}年1月至{int(told.month[5:])}月{way}"
    return Trace(name, shown, counts, formula, tuple(begun + months))


def _months(told: Figures) -> Iterable[str]:
    """The months of the year that the ledgers tell themselves."""
    first = told.opening.first_day
    return [f"{first.year}-{number:02d}" for number in range(first.month, int(told.month[5:]) + 1)]


def _month(month: str, kind: str) -> Iterable[TraceRow]:
    first, last = month_span(month)
    arrived = sum(row.amount for row in funds(first, last)) if kind == main_kind() else 0
    gone = spending(first, last, kind).total
    if arrived:
        yield TraceRow(f"{first.month}月", "", "到账", "“资金到账”里营养膳食补助的每一笔", arrived,
                       partial(_received, month=month, kind=kind))  # fmt: skip
    if gone:
        yield TraceRow(f"{first.month}月", "", "支出", "从库房出去的食材和直接配餐，按进货价", -gone,
                       partial(_spent, month=month, kind=kind))  # fmt: skip


def _received(store: Store, month: str, kind: str) -> Trace:
    return of_received(store, figures(store, month, kind))


def _spent(store: Store, month: str, kind: str) -> Trace:
    return of_spent(store, figures(store, month, kind))


def of_average(_store: Store, told: Figures) -> Trace:
    """人均日支出: what was spent, by the meals that were eaten."""
    rows = (
        TraceRow("实际支出", "", "分子：从库房出去的食材，按进货价", "逐日的出库和直接配餐", told.spent,
                 partial(of_spent, told=told)),
        TraceRow("就餐人次", "", f"分母：{told.summary.fed}人次", "每张班级日餐表的就餐人数", None,
                 partial(of_fed, told=told)),
    )  # fmt: skip
    price = f"{told.per_head / 10_000:.4f}元" if told.per_head is not None else "—"
    return Trace(f"{told.title}人均日支出", price, "实际支出除以就餐人次", average(told), rows)
