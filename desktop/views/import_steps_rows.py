"""Any list of things as a Qt table: one function tells a cell's words, one its look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from desktop.views.cells import LOOK, TONE, Column

Look = tuple[str, str]  # tone, look: see cells.Cell
PLAIN: Look = ("", "")
TOP = QModelIndex()


class PlainRows(QAbstractTableModel):
    """Rows are held, not copied; what a cell says is asked when it is drawn, so changed rows need only `touch`."""

    def __init__(
        self,
        columns: Sequence[Column],
        says: Callable[[Any, str], str],
        look: Callable[[Any, str], Look] = lambda _row, _key: PLAIN,
        parent: Any = None,
    ) -> None:
        super().__init__(parent)
        self.columns, self.says, self.look = list(columns), says, look
        self.rows: list[Any] = []

    def show_rows(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def touch(self) -> None:
        """Draw every row anew: something in them changed."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def row_at(self, at: int) -> Any:
        """The thing in a row; None beyond the end."""
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def rowCount(self, parent: Any = TOP) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Any = TOP) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        key = self.columns[column].key
        self.layoutAboutToBeChanged.emit()
        self.rows.sort(
            key=lambda row: _by_size(self.says(row, key)), reverse=order != Qt.SortOrder.AscendingOrder
        )
        self.layoutChanged.emit()

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.says(row, column.key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role in (TONE, LOOK):
            return self.look(row, column.key)[0 if role == TONE else 1] or None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return self.columns[section].alignment if role == Qt.ItemDataRole.TextAlignmentRole else None


def _by_size(words: str) -> tuple[int, int, str]:
    """Numbers as numbers and before words: 9 before 10."""
    return (0, int(words), "") if words.isdecimal() else (1, 0, words)
