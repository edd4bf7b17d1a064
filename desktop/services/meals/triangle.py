"""餐费三角核对: 应拨 (heads × standard), 实支 (what left the store), 到账 (what arrived), and where each figure comes from.

    three = triangle(told)                  # told: month_money.Figures; each side with its difference and its reasons
    trace = of_fed(store, told)             # a figure opened: rows, each of which may open further
    proof(trace)                            # the same rows for a 佐证页

A row leads on: 应拨 to the classes, a class to its days, a day to its sheet; 实支 to the days, a day to the movements
and deliveries, and these to the lot they belong to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.meal_goods import Material, Supplier
from desktop.models.ledgers.meal_order import is_late
from desktop.models.ledgers.meal_stock import Purchase, StockMove, moves_of, signed, signed_cost
from desktop.models.store import Store
from desktop.services.meals.calendar import month_span
from desktop.services.meals.month import sheets_of
from desktop.services.meals.month_money import ClassLine, Figures, Line, by_day, funds
from desktop.services.meals.spending import lots_brought, main_kind
from desktop.services.meals.stock_book import EATEN, LOST
from desktop.services.paper.documents.proof_page_facts import Proof, ProofLine


@dataclass(frozen=True)
class Side:
    """One side of the triangle: two corners, how much the first is more than the second (分), and why."""

    first: str
    second: str
    fen: int
    lines: tuple[Line, ...]

    @property
    def open(self) -> int:
        """What no line explains."""
        return self.fen - sum(line.fen for line in self.lines)


@dataclass(frozen=True)
class Triangle:
    """Three figures in 分 and the three sides between them."""

    due: int
    spent: int
    received: int
    sides: tuple[Side, Side, Side]


def triangle(told: Figures, lines: Sequence[Line] | None = None) -> Triangle:
    """lines: the reasons kept with a settlement, where there is one; else those that are reckoned now."""
    reasons = tuple(told.lines if lines is None else lines)
    late = told.due - told.received
    way = "少" if late > 0 else "多"
    why = [Line("fund", late, f"本月到账比应拨{way} {money.figures(abs(late))} 元")] if late else []
    left = told.received - told.spent
    rest = "记入年内结余" if left > 0 else "用年内结余垫付，或还没有拨来"
    held = [Line("other", left, f"本月到账比实支{'多' if left > 0 else '少'}，{rest}")] if left else []
    return Triangle(
        told.due, told.spent, told.received,
        (
            Side("应拨", "实支", told.due - told.spent, reasons),
            Side("应拨", "到账", late, tuple(why)),
            Side("到账", "实支", left, tuple(held)),
        ),
    )  # fmt: skip


# figures opened -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trace:
    """A figure with the entries behind it. formula: how the rows make it; money: whether rows carry 分."""

    figure: str
    shown: str
    counts: str
    formula: str
    rows: tuple[TraceRow, ...]


@dataclass(frozen=True)
class TraceRow:
    """One entry. more: the rows behind it; place, hint: the page where it was entered ("" for nowhere)."""

    name: str
    school_class: str
    what: str
    source: str
    fen: int | None = None
    more: Callable[[Store], Trace] | None = None
    place: str = ""
    hint: Any = None


def proof(trace: Trace) -> Proof:
    """For the 佐证页."""
    lines = [ProofLine(row.name, row.school_class, row.what, row.source, row.fen) for row in trace.rows]
    return Proof(trace.figure, trace.shown, trace.counts, trace.formula, lines)


def _yuan(fen: int) -> str:
    return f"{money.figures(fen)}元"


def _day(day: dt.date) -> str:
    return f"{day:%m-%d}"


# heads and what is due ----------------------------------------------------------------------------------


def of_due(_store: Store, told: Figures) -> Trace:
    """应拨, class by class."""
    rows = tuple(
        TraceRow(
            line.name, line.name, f"{line.fed_times}人次×{_yuan(line.standard or 0)}", line.basis or "没有登记标准",
            line.amount, partial(of_class, told=told, line=line),
        )
        for line in told.classes
    )  # fmt: skip
    terms: dict[int, int] = {}
    for line in told.classes:
        terms[line.standard or 0] = terms.get(line.standard or 0, 0) + line.fed_times
    formula = "＋".join(f"{times}人次×{_yuan(fen)}" for fen, times in terms.items())
    counts = "每班实际就餐人次乘标准"
    return Trace(f"{told.title}应拨", _yuan(told.due), counts, f"{formula or '0'}＝{_yuan(told.due)}", rows)


def of_fed(store: Store, told: Figures, school_class: int | None = None) -> Trace:
    """就餐人次, sheet by sheet; of one class or of the school."""
    sheets = sheets_of(store, told.month, told.kind, school_class)
    rows, fed = tuple(map(_sheet, sheets)), sum(row.fed for row in sheets)
    name = f"{told.title}{SchoolClass.caption_of(school_class) if school_class else ''}就餐人次"
    formula = f"{len(rows)}张班级日餐表的就餐人数逐张相加＝{fed}人次"
    return Trace(name, f"{fed}人次", "每张班级日餐表的就餐人数", formula, rows)


def _sheet(row: Any) -> TraceRow:
    place = SchoolClass.caption_of(row.school_class_id)
    late = f"，补录：{row.late_reason}" if is_late(row.__data__) and row.late_reason else ""
    source = f"班级日餐表，{row.entered_by or ''} {row.entered_on} 登记{late}"
    words = f"应到{row.due}，实到{row.present}，就餐{row.fed}"
    return TraceRow(
        _day(row.day), place, words, source, place="meals", hint=(row.day, row.kind, row.school_class_id)
    )


def of_class(store: Store, told: Figures, line: ClassLine) -> Trace:
    """One class's money, day by day."""
    found = []
    for row in sheets_of(store, told.month, told.kind, line.school_class):
        sheet = _sheet(row)
        fen = row.fed * (line.standard or 0)
        found.append(TraceRow(
            sheet.name, sheet.school_class, f"就餐{row.fed}×{_yuan(line.standard or 0)}", sheet.source, fen,
            place=sheet.place, hint=sheet.hint,
        ))  # fmt: skip
    formula = f"{line.fed_times}人次×{_yuan(line.standard or 0)}＝{_yuan(line.amount)}"
    title = f"{told.title}{line.name}金额"
    return Trace(title, _yuan(line.amount), "这个班每天的就餐人数乘标准", formula, tuple(found))


# what was spent -----------------------------------------------------------------------------------------


def of_spent(store: Store, told: Figures) -> Trace:
    """实际支出, day by day."""
    rows = []
    for one in by_day(store, told):
        fen = one.cost + one.lost
        if fen:
            lost = f"，报损盘亏（减盘盈） {_yuan(one.lost)}" if one.lost else ""
            words = f"{one.fed}人就餐，吃 {_yuan(one.cost)}{lost}"
            more = partial(of_day, day=one.day, kind=told.kind)
            rows.append(TraceRow(_day(one.day), "", words, "当天的出库和直接配餐", fen, more))
    spent = told.spending
    parts = [("领用（减退库）", spent.eaten), ("直接配餐", spent.brought), ("报损盘亏（减盘盈）", spent.lost)]
    sums = "＋".join(f"{name}{_yuan(sum(part.values()))}" for name, part in parts if part)
    formula = f"{sums or '没有'}＝{_yuan(told.spent)}"
    return Trace(
        f"{told.title}实际支出", _yuan(told.spent), "从库房出去的食材，按进货价", formula, tuple(rows)
    )


def of_day(store: Store, day: dt.date, kind: str) -> Trace:
    """What one day cost: its movements, and what was brought and eaten at once."""
    moves = store.rows(StockMove).where(StockMove.day == day).order_by(StockMove.id)
    rows = [_move(row, row.lot) for row in moves if _counts(row, kind)]
    rows += [_brought(Purchase.get_by_id(lot)) for lot in lots_brought(day, kind)]
    fen = sum(row.fen or 0 for row in rows)
    formula = f"{len(rows)}笔逐笔相加＝{_yuan(fen)}"
    label = code_list("meal_kind").label(kind)
    return Trace(f"{day}{label}支出", _yuan(fen), "这一天出库和直接配餐的每一笔", formula, tuple(rows))


def _counts(move: Any, kind: str) -> bool:
    lot = move.lot
    what = move.reverses.kind if move.kind == "reverse" else move.kind
    mine = move.meal == kind or (not move.meal and kind == main_kind())
    paid = lot.state == "kept" and lot.kind != "donated" and not lot.material.consumable
    return mine and paid and what in (*EATEN, *LOST)


def _move(move: Any, lot: Any) -> TraceRow:
    unit = Material.get_by_id(lot.material_id).unit
    kind, quantity = StockMove.kind.format(move.kind), StockMove.quantity.format(move.quantity)
    reason = f"，{move.reason}" if move.reason else ""
    return TraceRow(
        Material.caption_of(lot.material_id), "", f"{kind} {quantity}{unit}{reason}",
        f"{lot.day:%m-%d}进货{f' 批号{lot.batch_no}' if lot.batch_no else ''}，{move.entered_by or ''}登记",
        -signed_cost(move), partial(of_lot, lot=lot.id), "meal_stock", ("moves", move.day),
    )  # fmt: skip


def _brought(lot: Any) -> TraceRow:
    words = f"直接配餐 {Purchase.accepted.format(lot.accepted)}{lot.unit}"
    return TraceRow(
        Material.caption_of(lot.material_id), "", words, _ticket(lot), lot.amount, partial(of_lot, lot=lot.id),
        "meal_stock", ("bought", lot.id),
    )  # fmt: skip


def _ticket(lot: Any) -> str:
    supplier = Supplier.caption_of(lot.supplier_id) if lot.supplier_id else Purchase.kind.format(lot.kind)
    return f"进货查验 {lot.day}，{supplier}{f'，票据 {lot.ticket_no}' if lot.ticket_no else ''}"


def of_lot(store: Store, lot: int) -> Trace:
    """One lot: how it came in, and every movement of it."""
    row = Purchase.get_by_id(lot)
    unit = Material.get_by_id(row.material_id).unit
    price = f"{Purchase.accepted.format(row.accepted)}{row.unit}×{Purchase.price.format(row.price)}元"
    freight = f"＋运费{_yuan(row.freight)}" if row.freight else ""
    came = TraceRow(
        _day(row.day),
        "",
        f"进货 {price}{freight}",
        _ticket(row),
        row.amount,
        place="meal_stock",
        hint=("bought", lot),
    )
    moves = moves_of(lot)
    rows = [came, *(_of_lot(one, unit) for one in moves)]
    left = row.amount + sum(map(signed_cost, moves))
    rest = StockMove.quantity.format(row.stocked + sum(map(signed, moves)))
    formula = f"进货{_yuan(row.amount)}，减去出库以后还剩 {rest}{unit}，值 {_yuan(left)}"
    return Trace(Purchase.caption(row), _yuan(left), "这一批进货和它的每一笔出入库", formula, tuple(rows))


def _of_lot(move: Any, unit: str) -> TraceRow:
    words = f"{StockMove.kind.format(move.kind)} {StockMove.quantity.format(move.quantity)}{unit}"
    source = f"出入库，{move.entered_by or ''} {move.entered_on} 登记"
    return TraceRow(
        _day(move.day), "", words, source, signed_cost(move), place="meal_stock", hint=("moves", move.day)
    )


# what arrived, what lies in the store -------------------------------------------------------------------


def of_received(_store: Store, told: Figures) -> Trace:
    """到账 of the month, sum by sum."""
    rows = tuple(
        TraceRow(
            str(row.day),
            "",
            row.source or "",
            row.doc_no or "没有写文号",
            row.amount,
            place="aid",
            hint="funds",
        )
        for row in funds(*month_span(told.month))
    )
    fen = sum(row.fen or 0 for row in rows)
    counts, formula = "“资金到账”里营养膳食补助的每一笔", f"{len(rows)}笔到账相加＝{_yuan(fen)}"
    return Trace(f"{told.title}到账", _yuan(fen), counts, formula, rows)


def of_grown(store: Store, told: Figures) -> Trace:
    """库存变化: what came in for money, less everything that left."""
    first, last = month_span(told.month)
    lots = store.rows(Purchase).where(
        Purchase.day.between(first, last) & (Purchase.state == "kept") & (Purchase.kind == "bought")
    )
    direct = {lot for day in told.spending.brought for lot in lots_brought(day, told.kind)}
    rows = [
        TraceRow(
            _day(lot.day), "", f"进 {Purchase.caption(lot)}", _ticket(lot), lot.amount, partial(of_lot, lot=lot.id),
            "meal_stock", ("bought", lot.id),
        )
        for lot in lots.order_by(Purchase.day, Purchase.id)
        if lot.id not in direct and not lot.material.consumable
    ]  # fmt: skip
    moves = store.rows(StockMove).where(StockMove.day.between(first, last))
    for move in moves.order_by(StockMove.day, StockMove.id):
        lot = move.lot
        if lot.state == "kept" and lot.kind != "donated" and not lot.material.consumable:
            words = f"{StockMove.kind.format(move.kind)} {Material.caption_of(lot.material_id)}"
            rows.append(TraceRow(
                _day(move.day), "", words, _ticket(lot), signed_cost(move), partial(of_lot, lot=lot.id), "meal_stock",
                ("moves", move.day),
            ))  # fmt: skip
    fen = sum(row.fen or 0 for row in rows)
    formula = f"进的加，出的减，逐笔相加＝{_yuan(fen)}"
    return Trace(
        f"{told.title}库存变化",
        _yuan(fen),
        "本月每一笔进货和出入库（捐赠、消耗品不算）",
        formula,
        tuple(rows),
    )


def of_people(store: Store, told: Figures) -> Trace:
    """实际学生: who ate at least once, with the days."""
    from desktop.services.meals.month import class_grid

    found: dict[int, TraceRow] = {}
    for line in told.classes:
        for pupil in class_grid(store, told.month, told.kind, line.school_class).lines:
            times = pupil.times("fed")
            if times and pupil.pupil.id not in found:
                words = f"就餐{times}天"
                hint = (told.month, told.kind, line.school_class)
                found[pupil.pupil.id] = TraceRow(
                    pupil.pupil.name, line.name, words, "就餐月表", place="meal_class", hint=hint
                )
    rows = tuple(found.values())
    formula = f"本月至少吃过一次的学生逐人计数＝{len(rows)}人（转班的只算一次）"
    return Trace(f"{told.title}就餐学生", f"{len(rows)}人", "本月至少吃过一次的学生", formula, rows)


def average(told: Figures) -> str:
    """人均日支出 with its numerator and denominator: 39200.00元÷8000人次＝4.9000元."""
    if told.per_head is None:
        return "没有人次，算不出人均"
    return f"{_yuan(told.spent)}÷{told.summary.fed}人次＝{told.per_head / 10_000:.4f}元"
