"""What a change of many cells would do, cell by cell, before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QWidget

from desktop.services.mass_edit import CellChange, MassEdit
from desktop.views.cells import LOOK, TONE, Column
from desktop.views.dialogs import Dialog
from desktop.views.layouts import column, holder
from desktop.views.table import FrozenTable
from desktop.views.widgets import text

WIDTH = 760
COLUMNS = (
    Column("who", "谁", 110),
    Column("label", "哪一列", 100),
    Column("old", "原来", 130),
    Column("new", "改成", 130),
    Column("problem", "说明", 180),
)
ROOT = QModelIndex()


class CellsModel(QAbstractTableModel):
    """The cells of a planned change, those with a problem first."""

    columns = COLUMNS

    def __init__(self, cells: Sequence[CellChange] = ()) -> None:
        super().__init__()
        self.cells: list[CellChange] = []
        self.show_cells(cells)

    def show_cells(self, cells: Sequence[CellChange]) -> None:
        self.beginResetModel()
        self.cells = sorted(cells, key=lambda cell: not cell.problem)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.cells)

    def columnCount(self, parent: QModelIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell, key = self.cells[index.row()], COLUMNS[index.column()].key
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return getattr(cell, key) or ("（空）" if key in ("old", "new") else "")
        if role in (LOOK, TONE) and key == "problem" and cell.problem:
            return "circle-alert" if role == LOOK else "bad"
        if role == TONE and key == "old":
            return "quiet"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        return None


class EditPreview(QWidget):
    """The sentence and the cells of a planned change."""

    def __init__(self) -> None:
        super().__init__()
        self.says = text("", wrap=True)
        self.model = CellsModel()
        self.table = FrozenTable(self.model, frozen=1, filler="problem")
        self.table.setMinimumHeight(260)
        self.table.set_empty_text("没有要改的内容。")
        self.setLayout(column(self.says, (holder(column(self.table, edge=1), card=True), 1), gap=10))

    def show_plan(self, edit: MassEdit | None) -> None:
        self.says.setText(edit.sentence if edit and edit.cells else "还没有要改的内容，原来就是这样。")
        self.model.show_cells(edit.cells if edit else ())


def confirm(parent: QWidget, edit: MassEdit, title: str) -> bool:
    """Show the plan; True when the person wants it written."""
    preview = EditPreview()
    preview.show_plan(edit)
    dialog = Dialog(parent, title, column(preview, gap=0), width=WIDTH)
    dialog.add_button("不改了" if edit.values else "知道了")
    if edit.values:
        dialog.add_button(f"写入 {len(edit.good)} 格", "primary", accepts=True)
    answer = dialog.exec() == Dialog.DialogCode.Accepted
    dialog.deleteLater()
    return answer
