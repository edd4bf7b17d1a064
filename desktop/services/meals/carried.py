"""差异说明 written by hand, when a month is settled anew: what they explained is the same still, or they are told of.

    kept, dropped = carried(told, row)      # row: the settlement that was returned; None after 撤回结算

By hand one explains what the reckoned lines leave of 应拨 − 实支. While that sum is the same to the 分, so are its
explanations; a sum that changed has to be explained anew.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from desktop.models import money
from desktop.models.journal import JournalEntry, thaw
from desktop.models.ledgers.meal_money import MealSettlement, SettlementLine
from desktop.services.meals.month_money import Figures, Line

# The words of month_money.reckoned, now and in settlements kept earlier.
RECKONED = {
    "stock_more": "月末库存比月初多 .*", "stock_less": "月末库存比月初少 .*", "freight": "采购.*运费.*标准不包括.*",
    "round": r"\d+ 笔进货的金额各自四舍五入到分.*",
}  # fmt: skip


class Carried(NamedTuple):
    """The lines written by hand that stay, and those that do not. was: the sum in 分 that they explained a part of."""

    kept: list[Line]
    dropped: list[Line]
    was: int = 0


def by_program(line: Line) -> bool:
    """Whether the program reckoned a line and nobody wrote it."""
    return re.fullmatch(RECKONED.get(line.cause, "(?!)"), line.words) is not None


def carried(told: Figures, row: Any) -> Carried:
    """What a month's next settlement takes over from the last one."""
    left, lines = _before(told, row)
    was = left - sum(line.fen for line in lines if by_program(line))
    written = [line for line in lines if not by_program(line)]
    return Carried(written, [], was) if was == told.unexplained else Carried([], written, was)


def in_words(told: Figures, found: Carried) -> str:
    """What becomes of them, before the month is settled; "" when nobody wrote any."""
    if found.kept:
        return f"手写的差异说明 {len(found.kept)} 条照旧带上：要说明的差额没有变。"
    if not found.dropped:
        return ""
    lines = "；".join(f"{one.label} {one.fen / 100:+.2f} 元（{one.words}）" for one in found.dropped)
    change = f"从 {money.figures(found.was)} 元变成 {money.figures(told.unexplained)} 元"
    return f"要手写说明的差额{change}，原来的 {len(found.dropped)} 条说明不再带上，结算后请重新写：{lines}。"


def _before(told: Figures, row: Any) -> tuple[int, list[Line]]:
    """应拨 − 实支 of the last settlement, and its lines."""
    if row is not None:
        rows = SettlementLine.select().where(SettlementLine.settlement == row.id).order_by(SettlementLine.id)
        return row.due_amount - row.spent, [_line(one.__data__) for one in rows]
    return _taken_back(told)


def _taken_back(told: Figures) -> tuple[int, list[Line]]:
    """The same of the settlement that was taken back last, as the journal keeps it."""
    gone = JournalEntry.select().where(
        (JournalEntry.ledger == MealSettlement.table()) & JournalEntry.after.is_null()
    )
    for entry in gone.order_by(JournalEntry.id.desc()):
        was = thaw(entry.before)
        if (was["month"], was["kind"]) != (told.month, told.kind):
            continue
        rows = JournalEntry.select().where(
            (JournalEntry.step == entry.step)
            & (JournalEntry.ledger == SettlementLine.table())
            & JournalEntry.after.is_null()
        )
        found = {one.record: thaw(one.before) for one in rows}
        lines = [_line(found[at]) for at in sorted(found) if found[at]["settlement"] == entry.record]
        return was["due_amount"] - was["spent"], lines
    return 0, []


def _line(values: Any) -> Line:
    fen = values["amount"] if values["side"] == "more" else -values["amount"]
    return Line(values["cause"], fen, values["words"])
