"""A workbook brought in: chosen, read, every row shown as it would become, written after a backup as one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.store import Store
from desktop.services.progress import Progress
from desktop.services.sheets.guard import NeedsPassword
from desktop.views import messages
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog, pick_files
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Part, column, holder
from desktop.views.ledger_import import SHEETS
from desktop.views.table import FrozenTable
from desktop.views.widgets import text

HIGH = 260  # px
MOST = 3  # sentences of a kind above the table


@dataclass(frozen=True)
class SheetImport:
    """What one kind of workbook needs. A draft has `title`, `good` (what would be written), `loose` and `skipped`.

    name: 菜品; files: the title of the file dialog; unit: 道, of what is written; width: px of the rehearsal.
    """

    name: str
    files: str
    unit: str
    width: int
    columns: Sequence[Column]
    read: Callable[[Sequence[Path], str | None, Progress], Any]  # raises NeedsPassword for a locked file
    above: Callable[[Any], list[Part]]
    rows: Callable[[Any], list[Held]]
    keep: Callable[[Store, Any, Progress], int]  # returns the number of its step


def bring(
    desk: Desk,
    page: QWidget,
    what: SheetImport,
    paths: list[Path] | None = None,
    *,
    password: str | None = None,
) -> None:
    """Nothing is written before the person says so. A locked file asks for its password."""
    paths = paths or pick_files(page, what.files, SHEETS)
    if not paths:
        return
    chosen = paths

    def read(progress: Progress) -> Any:
        try:
            return what.read(chosen, password, progress)
        except NeedsPassword as locked:
            return locked

    def done(found: Any) -> None:
        if not isinstance(found, NeedsPassword):
            _show(desk, page, what, found)
        elif word := messages.ask_text(page, "打开要密码", str(found), yes="打开", secret=True):
            bring(desk, page, what, chosen, password=word)

    desk.run(read, title=f"读取 {paths[0].name}", done=done)


def preview(page: QWidget, what: SheetImport, draft: Any) -> Dialog:
    """The dialog that shows a draft, not yet shown itself."""
    model = HeldRows(what.columns)
    table = FrozenTable(model, frozen=1, filler="says")
    model.setParent(table)
    model.show_rows(what.rows(draft))
    table.setMinimumHeight(HIGH)
    passed = [
        text(words, "small", "quiet", wrap=True) for words in (*draft.loose[:MOST], *draft.skipped[:MOST])
    ]
    grid = holder(column(table, edge=1), card=True)
    body = column(*what.above(draft), *passed, (grid, 1), gap=8)
    dialog = Dialog(page, f"导入{what.name}：预演", body, width=what.width)
    dialog.add_button("不导入")
    yes = dialog.add_button(f"写入 {len(draft.good)} {what.unit}", "primary", accepts=True)
    yes.setEnabled(bool(draft.good))
    return dialog


def _show(desk: Desk, page: QWidget, what: SheetImport, draft: Any) -> None:
    dialog = preview(page, what, draft)
    wanted = dialog.exec() == Dialog.DialogCode.Accepted
    dialog.deleteLater()
    if wanted:
        write(desk, what, draft)


def write(desk: Desk, what: SheetImport, draft: Any) -> None:
    """A backup first, then all as one step, which one word takes back."""

    def keep(progress: Progress) -> int:
        desk.school.backup("导入前")
        return what.keep(desk.store, draft, progress)

    def kept(step: int) -> None:
        desk.say(f"已导入{what.name}：{draft.title}", ("撤销", partial(desk.undo_step, step)))

    desk.run(keep, title=f"写入 {draft.title}", done=kept)
