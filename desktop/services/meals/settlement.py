"""膳食费结算: a month's money is settled, explained, signed by the headteacher, or returned by the same.

    record = make(store, "2026-10", "lunch")       # kept; the month's ledgers are closed from now on
    explain(store, record, "other", fen, words)    # until `open_difference` is nought
    sign(head_store, record)                       # the headteacher, under the own name

The figures are those of `month_money`. The order is kept at the store's door (ledgers.meal_money).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import peewee as pw

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers import day_order
from desktop.models.ledgers.meal_money import (
    MealSettlement,
    SettlementClass,
    SettlementLine,
    explained,
    why_out_of_order,
)
from desktop.models.ledgers.meals import PupilMonth
from desktop.models.store import Step, Store
from desktop.services.meals.calendar import month_days
from desktop.services.meals.carried import carried
from desktop.services.meals.heads import heads_of
from desktop.services.meals.month_money import ClassLine, Figures, Line, figures


def settled(month: str, kind: str) -> Any:
    """The settlement of a month, whatever its state; None when there is none."""
    return MealSettlement.get_or_none((MealSettlement.month == month) & (MealSettlement.kind == kind))


def stands(month: str, kind: str) -> bool:
    """Whether a month is settled now: made or signed, not returned."""
    row = settled(month, kind)
    return row is not None and row.state != "returned"


def month_to_settle(kind: str) -> str:
    """The newest month with sheets that the headteacher has not signed; "" when there is none."""
    done = MealSettlement.select(MealSettlement.month).where(
        (MealSettlement.kind == kind) & (MealSettlement.state == "signed")
    )
    rows = PupilMonth.select(pw.fn.MAX(PupilMonth.month)).where(
        (PupilMonth.kind == kind) & PupilMonth.month.not_in(done)
    )
    return str(rows.scalar() or "")


def lines_of(record: int) -> list[Any]:
    """The 差异说明 of a settlement, in their order."""
    return list(
        SettlementLine.select().where(SettlementLine.settlement == record).order_by(SettlementLine.id)
    )


def reasons(record: int) -> list[Line]:
    """The same as they are reckoned: above zero where 应拨 is the larger one for it."""
    return [
        Line(one.cause, one.amount if one.side == "more" else -one.amount, one.words)
        for one in lines_of(record)
    ]


def open_difference(record: int) -> int:
    """应拨 − 实支 less what is explained, in 分; the headteacher signs when it is nought."""
    row = MealSettlement.get_by_id(record)
    return int(row.due_amount - row.spent - explained(record))


def is_stale(told: Figures, row: Any) -> bool:
    """Whether the ledgers say something else than what was settled."""
    return _values(told) != {name: getattr(row, name) for name in _values(told)}


def is_moved(store: Store, month: str, kind: str) -> bool:
    """Whether a settled month comes out otherwise now than it was settled: its papers are drafts until that is cleared.

    Whoever sees only some classes is told nothing of the school's money.
    """
    row = settled(month, kind)
    if row is None or row.state == "returned" or store.session.classes is not None:
        return False
    return is_stale(figures(store, month, kind), row)


# making -------------------------------------------------------------------------------------------------


def why_not(store: Store, told: Figures) -> str:
    """Why a month cannot be settled now; "" when it can."""
    row = settled(told.month, told.kind)
    if row is not None and row.state != "returned":
        state = code_list("settlement_state").label(row.state)
        return f"{told.title}{state}，不用再结算。要重新算的，先撤回（校长已签的，请校长退回）。"
    if not told.summary.classes:
        return f"{told.title}还没有班级日餐表，没有可以结算的。"
    if why := why_out_of_order(told.month, told.kind):
        return why
    today = day_order.today()
    ahead = [one.day for one in month_days(told.month, told.kind) if one.served and one.day > today]
    if ahead:
        return f"{ahead[0]} 还要供餐（本月还有 {len(ahead)} 天），供完了再结算。提前放假的，先在供餐日历上写停餐。"
    if told.unpriced:
        return f"{'、'.join(told.unpriced[:3])}没有这个学期的营养膳食补助标准，请先在“资助标准”里登记。"
    return ""


def make(store: Store, month: str, kind: str, *, gaps_reason: str = "") -> int:
    """Settle a month: its figures, its classes and the lines that the program reckons are kept, and what was written by hand where
    it still explains the same sum (`carried`). Returns the id.

    gaps_reason: why it is settled though the month's check finds errors (`settling.settle` asks for it).
    Raises Refused: nothing to settle, days still to come, settled already, no standard. NotAllowed for other roles.
    """
    store.session.demand("meals", "结算餐费")
    told = figures(store, month, kind)
    if why := why_not(store, told):
        raise Refused(why)
    old = settled(month, kind)
    lines = [*told.lines, *carried(told, old).kept]
    more = {"gaps_reason": gaps_reason or None, "report": heads_of(store, month).packed()}
    with store.step(f"结算 {told.title}餐费 {money.figures(told.due)} 元") as step:
        record = _kept(step, old, _values(told) | more)
        step.add_many(SettlementClass, [_class_values(record, line) for line in told.classes])
        step.add_many(SettlementLine, [_line_values(record, line) for line in lines])
    return record


def _kept(step: Step, old: Any, values: Values) -> int:
    """The row of the month: a new one, or the one that was returned, its classes and lines taken out."""
    if old is None:
        return step.add(MealSettlement, values)
    _empty(step, old.id)
    again: Values = {"state": "made", "made_on": day_order.today()}
    again |= dict.fromkeys(("approved_by", "approved_on", "returned_why"))
    step.change(MealSettlement, old.id, values | again)
    return int(old.id)


def _empty(step: Step, record: int) -> None:
    for ledger in (SettlementLine, SettlementClass):
        step.remove_many(ledger, [row.id for row in ledger.select().where(ledger.settlement == record)])


def _values(told: Figures) -> Values:
    return {
        "month": told.month, "kind": told.kind, "days": told.summary.days, "due_times": told.summary.due,
        "fed_times": told.summary.fed, "people": told.people, "due_amount": told.due, "spent": told.spent,
        "per_head": told.per_head, "received": told.received, "balance": max(told.left, 0) or None,
        "over": max(-told.left, 0) or None, "year_spent": told.year_spent,
    }  # fmt: skip


def _class_values(record: int, line: ClassLine) -> Values:
    return {
        "settlement": record, "school_class": line.school_class, "pupils": line.pupils, "days": line.days,
        "due_times": line.due_times, "fed_times": line.fed_times, "standard": line.standard or 0, "amount": line.amount,
    }  # fmt: skip


def _line_values(record: int, line: Line) -> Values:
    side = "more" if line.fen > 0 else "less"
    return {
        "settlement": record,
        "cause": line.cause,
        "side": side,
        "amount": abs(line.fen),
        "words": line.words,
    }


def take_back(store: Store, record: int) -> None:
    """撤回结算: the month's ledgers are open again. Raises Refused once the headteacher signed, or a later month stands on it."""
    store.session.demand("meals", "撤回结算")
    row = MealSettlement.get_by_id(record)
    if row.state == "signed":
        raise Refused("校长已经签字，请校长退回以后再改。")
    with store.step(f"撤回结算 {MealSettlement.caption(row)}") as step:
        _empty(step, record)
        step.remove(MealSettlement, record)


def explain(store: Store, record: int, cause: str, fen: int, words: str) -> int:
    """Explain a part of the difference by hand. fen: above zero where 应拨 is larger for it. Returns the line's id."""
    store.session.demand("meals", "写差异说明")
    if not fen:
        raise Refused("差异的金额不能是零。")
    if not words.strip():
        raise Refused("请写一句这笔差是怎么来的，例如 月底蔬菜降价，每人少用 0.05 元。")
    row = MealSettlement.get_by_id(record)
    with store.step(f"差异说明：{MealSettlement.caption(row)} {money.figures(abs(fen))} 元") as step:
        return step.add(SettlementLine, _line_values(record, Line(cause, fen, words.strip())))


def unexplain(store: Store, line: int) -> None:
    """Take a line of explanation out again."""
    store.session.demand("meals", "删去差异说明")
    with store.step("删去一条差异说明") as step:
        step.remove(SettlementLine, line)


# the headteacher ----------------------------------------------------------------------------------------


def sign(store: Store, record: int, word: str = "", *, today: dt.date | None = None) -> None:
    """The headteacher's yes to a month; the word stands in the journal. Cannot be undone.

    Raises Refused while a part of the difference is unexplained.
    """
    store.session.demand("approve", "在餐费结算上签字")
    row = MealSettlement.get_by_id(record)
    values = {"state": "signed", "approved_by": store.session.who, "approved_on": today or day_order.today()}
    said = f"：{word.strip()}" if word.strip() else ""
    with store.step(f"校长签字 {MealSettlement.caption(row)}{said}", kind="approve", final=True) as step:
        step.change(MealSettlement, record, values)


def give_back(store: Store, record: int, why: str) -> None:
    """The headteacher returns a month, signed or not, with a reason: it can be corrected and settled anew.

    Cannot be undone: taking it back would put a signature under the month again that nobody wrote, and the clerk may be
    at work on it already. A month returned by mistake is settled and signed anew.
    """
    store.session.demand("approve", "退回餐费结算")
    if not why.strip():
        raise Refused("请写一句为什么退回，专管员要照着改。")
    row = MealSettlement.get_by_id(record)
    with store.step(f"退回 {MealSettlement.caption(row)}：{why.strip()}", kind="approve", final=True) as step:
        step.change(MealSettlement, record, {"state": "returned", "returned_why": why.strip()})


def of_year(year: int, kind: str) -> Mapping[str, Any]:
    """Month -> its settlement, of a year's months that have one."""
    rows = MealSettlement.select().where(
        MealSettlement.month.between(f"{year}-01", f"{year}-12") & (MealSettlement.kind == kind)
    )
    return {row.month: row for row in rows.order_by(MealSettlement.month)}
