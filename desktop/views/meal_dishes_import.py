"""导入菜品: choose the workbook, see dish by dish what would be written and what is wrong, write."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.services.meals.dish_in import DishDraft, DishPlan, judge, keep_dishes, read_dishes, sentences
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
    Column("name", "菜品", 130),
    Column("bucket", "结果", 76),
    Column("portion", "每生用量（克）", 210),
    Column("says", "说明", 480),
)
BUCKETS = {
    "new": ("新增", "good"),
    "changed": ("改用料", "warn"),
    "same": ("一样", "off"),
    "bad": ("不写入", "bad"),
}
WIDTH, HIGH = 960, 260  # px
MOST = 3  # sentences of a kind above the table


def import_dishes(desk: Desk, page: QWidget, paths: list[Path] | None = None) -> None:
    """Nothing is written before the person says so."""
    paths = paths or pick_files(page, "选菜品用料表", SHEETS)
    if paths:

        def read(progress: Progress) -> DishDraft:
            return judge(read_dishes(paths, progress=progress))

        desk.run(read, title=f"读取 {paths[0].name}", done=partial(_show, desk, page))


def preview(page: QWidget, draft: DishDraft) -> Dialog:
    """The dialog that shows a draft, not yet shown itself."""
    model = HeldRows(COLUMNS)
    table = FrozenTable(model, frozen=1, filler="says")
    model.setParent(table)
    model.show_rows([_row(at, one) for at, one in enumerate(draft.dishes)])
    table.setMinimumHeight(HIGH)
    parts: list[Any] = [text(f"{draft.title}：{draft.sentence}。", wrap=True)]
    if bad := draft.count("bad"):
        said = f"{bad} 道菜有错，整道都不写入；改好表格可以再导。"
        parts.append(line_of("circle-alert", "bad", said, "small"))
        wrong = [words for one in draft.dishes for words in one.bad]
        more = f"……共 {len(wrong)} 处，其余看表里的说明。" if len(wrong) > MOST else ""
        told = [*wrong[:MOST], *([more] if more else [])]
        parts += [text(words, "small", "bad", wrap=True) for words in told]
    parts.append(text("已经排好的食谱不跟着变。", "small", "quiet"))
    parts += [
        text(words, "small", "quiet", wrap=True) for words in (*draft.loose[:MOST], *draft.skipped[:MOST])
    ]
    body = column(*parts, (holder(column(table, edge=1), card=True), 1), gap=8)
    dialog = Dialog(page, "导入菜品：预演", body, width=WIDTH)
    dialog.add_button("不导入")
    write_ = dialog.add_button(f"写入 {len(draft.good)} 道", "primary", accepts=True)
    write_.setEnabled(bool(draft.good))
    return dialog


def _row(at: int, plan: DishPlan) -> Held:
    says, (bucket, tone) = sentences([plan]), BUCKETS[plan.state]
    cells = {
        "name": Shown(plan.name), "bucket": Shown(bucket, tone, "tag"), "portion": Shown(plan.portion),
        "says": Shown("\n".join(says), ("bad" if plan.bad else "warn") if says else None),
    }  # fmt: skip
    return Held(at, cells)


def _show(desk: Desk, page: QWidget, draft: DishDraft) -> None:
    dialog = preview(page, draft)
    wanted = dialog.exec() == Dialog.DialogCode.Accepted
    dialog.deleteLater()
    if wanted:
        write(desk, draft)


def write(desk: Desk, draft: DishDraft) -> None:
    """A backup first, then all as one step."""

    def keep(progress: Progress) -> int:
        desk.school.backup("导入前")
        return keep_dishes(desk.store, draft, progress=progress)

    def kept(step: int) -> None:
        desk.say(f"已导入菜品：{draft.title}", ("撤销", lambda: desk.undo_step(step)))

    desk.run(keep, title=f"写入 {draft.title}", done=kept)
