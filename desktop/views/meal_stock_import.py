"""导入库存账: choose the workbook, see material by material what would be written and what does not add up, write."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers.meal_stock import Purchase
from desktop.services.meals.stock_in import read_book
from desktop.services.meals.stock_in_keep import GoodsPlan, StockDraft, judge, keep_book, notes, sentences
from desktop.services.progress import Progress
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog, pick_files
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder
from desktop.views.ledger_import import SHEETS
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import line_of, text

COLUMNS = (
    Column("name", "品名", 120),
    Column("bucket", "结果", 76),
    Column("lots", "进货", 60, "right"),
    Column("moves", "出库", 60, "right"),
    Column("left", "导入后结存", 100, "right"),
    Column("says", "说明", 300),
)
WIDTH, HIGH = 800, 260  # px
MOST = 3  # sentences of rows that belong nowhere


def import_book(desk: Desk, page: QWidget, paths: list[Path] | None = None) -> None:
    """Nothing is written before the person says so."""
    paths = paths or pick_files(page, "选以前的库存账（购销台账、出入库表）", SHEETS)
    if paths:

        def read(progress: Progress) -> StockDraft:
            return judge(read_book(paths, progress=progress))

        desk.run(read, title=f"读取 {paths[0].name}", done=partial(_show, desk, page))


def preview(page: QWidget, draft: StockDraft) -> Dialog:
    """The dialog that shows a draft, not yet shown itself."""
    model = HeldRows(COLUMNS)
    table = FrozenTable(model, frozen=1, filler="says")
    model.setParent(table)
    model.show_rows([_row(at, one) for at, one in enumerate(draft.goods)])
    table.setMinimumHeight(HIGH)
    doubts = sum(len(one.doubts) for one in draft.good)
    told = f"{draft.title}：{len(draft.good)} 种能写入，进货 {draft.lots} 笔、出库 {draft.moves} 笔。"
    parts: list[Any] = [text(told, wrap=True)]
    if doubts:
        said = f"{doubts} 处结存或单价和表上不一样，写入的是程序算的，请看说明。"
        parts.append(line_of("triangle-alert", "warn", said, "small"))
    if left := len(draft.goods) - len(draft.good):
        parts.append(
            line_of("circle-alert", "bad", f"{left} 种有错，整种都不写入；改好表格可以再导。", "small")
        )
    parts += [
        text(words, "small", "quiet", wrap=True) for words in (*draft.loose[:MOST], *draft.skipped[:MOST])
    ]
    body = column(*parts, (holder(column(table, edge=1), card=True), 1), gap=8)
    dialog = Dialog(page, "导入库存账：预演", body, width=WIDTH)
    dialog.add_button("不导入")
    write = dialog.add_button(f"写入 {len(draft.good)} 种", "primary", accepts=True)
    write.setEnabled(bool(draft.good))
    return dialog


def _row(at: int, plan: GoodsPlan) -> Held:
    doubts = sentences([plan])
    says = [*doubts, *notes([plan])]
    bucket, tone = ("不写入", "bad") if plan.bad else ("请核对", "warn") if doubts else ("写入", "good")
    left = "" if plan.bad else f"{_quantity(plan)}{plan.unit}"
    cells = {
        "name": Shown(plan.name + ("" if plan.material else "（新）")),
        "bucket": Shown(bucket, tone, "tag"),
        "lots": Shown(str(plan.lots)),
        "moves": Shown(str(plan.moves)),
        "left": Shown(left),
        "says": Shown("\n".join(says), tone if doubts else None),
    }
    return Held(at, cells)


def _quantity(plan: GoodsPlan) -> str:
    return str(Purchase.bought.format(plan.left))


def _show(desk: Desk, page: QWidget, draft: StockDraft) -> None:
    dialog = preview(page, draft)
    wanted = dialog.exec() == Dialog.DialogCode.Accepted
    dialog.deleteLater()
    if wanted:
        write(desk, draft)


def write(desk: Desk, draft: StockDraft) -> None:
    """A backup first, then all as one step."""

    def keep(progress: Progress) -> int:
        desk.school.backup("导入前")
        return keep_book(desk.store, draft, progress=progress)

    def kept(step: int) -> None:
        desk.say(f"已导入库存账：{draft.title}", ("撤销", lambda: desk.undo_step(step)))

    desk.run(keep, title=f"写入 {draft.title}", done=kept)
