"""Bringing a workbook into any ledger: what would happen, row by row, then one step. The roster has a wizard of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QWidget

from desktop.models.ledger import Ledger
from desktop.services.sheets.ledger_in import BAD, CHANGED, NEW, SAME, LedgerDraft, keep_ledger, read_ledger
from desktop.views.cells import TONE, Column
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog, pick_files
from desktop.views.layouts import column, holder
from desktop.views.table import FrozenTable
from desktop.views.widgets import text

SHEETS = ["表格 (*.xlsx *.xls *.xlsm *.et *.csv *.txt)", "所有文件 (*)"]
WORDS = {NEW: ("新增", "good"), CHANGED: ("变更", "accent"), SAME: ("不变", "off"), BAD: ("有误", "bad")}
ORDER = {BAD: 0, NEW: 1, CHANGED: 2, SAME: 3}
COLUMNS = (
    Column("row", "行", 60, "right"),
    Column("bucket", "结果", 80),
    Column("who", "内容", 200),
    Column("says", "说明", 320),
)


class _Lines(QAbstractTableModel):
    """The judged rows; those that are wrong stand first."""

    def __init__(self, draft: LedgerDraft) -> None:
        super().__init__()
        self.columns = COLUMNS
        self.draft = draft
        self.lines = sorted(draft.lines, key=lambda line: ORDER[line.bucket])

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return COLUMNS[index.column()].alignment
        if role == TONE:
            return WORDS[line.bucket][1] if index.column() in (1, 3) else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return (str(line.row), WORDS[line.bucket][0], self._who(line), self._says(line))[index.column()]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        return None

    def _who(self, line: Any) -> str:
        if line.record:
            return self.draft.ledger.caption_of(line.record)
        fields = {item.name: item for item in self.draft.ledger.fields()}
        told = [fields[name].shown(value) for name, value in line.values.items()]
        return "，".join(told[:3])

    def _says(self, line: Any) -> str:
        if line.problems:
            return "".join(line.problems.values())
        fields = {item.name: item for item in self.draft.ledger.fields()}
        if line.bucket == CHANGED:
            return "；".join(
                f"{fields[name].label} → {fields[name].shown(value)}" for name, value in line.values.items()
            )
        return str(line.told)


def import_into(desk: Desk, page: QWidget, ledger: type[Ledger], paths: list[Path] | None = None) -> None:
    """Choose files, look at what would happen, write. Nothing is written before the person says so."""
    paths = paths or pick_files(page, f"选要导入“{ledger.title}”的表格", SHEETS)
    if paths:

        def read(progress: Any) -> LedgerDraft:
            return read_ledger(desk.store, ledger, paths, progress=progress)

        desk.run(read, title=f"读取 {paths[0].name}", done=lambda draft: _show(desk, page, draft))


def preview(page: QWidget, draft: LedgerDraft) -> Dialog:
    """The dialog that shows a draft, not yet shown itself."""
    counts = draft.counts()
    told = "，".join(f"{words} {counts[bucket]} 行" for bucket, (words, _tone) in WORDS.items())
    table = FrozenTable(_Lines(draft), 0, filler="says")
    table.setMinimumHeight(320)
    parts: list[Any] = [
        text(f"{draft.title}：{told}。有误的行不写入，改好后可以再导一次。", tone="quiet", wrap=True)
    ]
    parts += [text("\n".join(draft.unread[:4]), "small", "warn", wrap=True)] if draft.unread else []
    parts += [text("\n".join(draft.skipped[:4]), "small", "quiet", wrap=True)] if draft.skipped else []
    dialog = Dialog(
        page,
        f"导入{draft.ledger.title}：预演",
        column(*parts, (holder(column(table, edge=1), card=True), 1), gap=10),
        width=760,
    )
    dialog.add_button("不导入")
    count = counts[NEW] + counts[CHANGED]
    write = dialog.add_button(f"写入 {count} 行", "primary", accepts=True)
    write.setEnabled(count > 0)
    return dialog


def _show(desk: Desk, page: QWidget, draft: LedgerDraft) -> None:
    dialog = preview(page, draft)
    wanted = dialog.exec() == Dialog.DialogCode.Accepted
    dialog.deleteLater()
    if not wanted:
        return
    ok, step = desk.attempt(_keep, desk, draft)
    if ok:
        desk.say(f"已导入{draft.ledger.title}：{draft.title}", ("撤销", lambda: desk.undo_step(step)))


def _keep(desk: Desk, draft: LedgerDraft) -> int:
    desk.school.backup("导入前")
    return keep_ledger(desk.store, draft)
