"""导入库存账: material by material what would be written and what does not add up."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers.meal_stock import Purchase
from desktop.services.meals.stock_in import read_book
from desktop.services.meals.stock_in_keep import GoodsPlan, StockDraft, judge, keep_book, notes, sentences
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.rehearsal import SheetImport, bring
from desktop.views.rows_model import Shown
from desktop.views.widgets import line_of, text

COLUMNS = (
    Column("name", "品名", 120),
    Column("bucket", "结果", 76),
    Column("lots", "进货", 60, "right"),
    Column("moves", "出库", 60, "right"),
    Column("left", "导入后结存", 100, "right"),
    Column("says", "说明", 300),
)


def import_book(desk: Desk, page: QWidget, paths: list[Path] | None = None) -> None:
    """Nothing is written before the person says so."""
    bring(desk, page, BOOK, paths)


def _above(draft: StockDraft) -> list[Part]:
    told = f"{draft.title}：{len(draft.good)} 种能写入，进货 {draft.lots} 笔、出库 {draft.moves} 笔。"
    parts: list[Part] = [text(told, wrap=True)]
    if doubts := sum(len(one.doubts) for one in draft.good):
        said = f"{doubts} 处结存或单价和表上不一样，写入的是程序算的，请看说明。"
        parts.append(line_of("triangle-alert", "warn", said, "small"))
    if left := len(draft.goods) - len(draft.good):
        said = f"{left} 种有错，整种都不写入；改好表格可以再导。"
        parts.append(line_of("circle-alert", "bad", said, "small"))
    return parts


def _rows(draft: StockDraft) -> list[Held]:
    return [_row(at, one) for at, one in enumerate(draft.goods)]


def _row(at: int, plan: GoodsPlan) -> Held:
    doubts = sentences([plan])
    says = [*doubts, *notes([plan])]
    bucket, tone = ("不写入", "bad") if plan.bad else ("请核对", "warn") if doubts else ("写入", "good")
    left = "" if plan.bad else f"{Purchase.bought.format(plan.left)}{plan.unit}"
    cells = {
        "name": Shown(plan.name + ("" if plan.material else "（新）")),
        "bucket": Shown(bucket, tone, "tag"),
        "lots": Shown(str(plan.lots)),
        "moves": Shown(str(plan.moves)),
        "left": Shown(left),
        "says": Shown("\n".join(says), tone if doubts else None),
    }
    return Held(at, cells)


BOOK = SheetImport(
    "库存账", "选以前的库存账（购销台账、出入库表）", "种", 800, COLUMNS,
    read=lambda paths, password, progress: judge(read_book(paths, password=password, progress=progress)),
    above=_above, rows=_rows,
    keep=lambda store, draft, progress: keep_book(store, draft, progress=progress),
)  # fmt: skip
