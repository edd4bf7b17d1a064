"""A read-only table of anything that has ids: ids are held, rows are read by the page."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from desktop.views.cells import COPY, LOOK, TONE, Column

PAGE, KEPT = 200, 20  # rows read at once, pages remembered
TOP = QModelIndex()


class Shown(NamedTuple):
    """One cell: its words, the colour of their meaning, and how it is drawn ("tag", "wash", an icon)."""

    words: str
    tone: str | None = None
    look: str | None = None


Row = Mapping[str, Shown]  # by column key


class RowsModel(QAbstractTableModel):
    """`ask(key, down)` gives the ids in the order of a column, `read(ids)` the rows of some of them."""

    def __init__(
        self,
        columns: Sequence[Column],
        ask: Callable[[str, bool], Sequence[Any]],
        read: Callable[[Sequence[Any]], Mapping[Any, Row]],
        *,
        sort: str = "",
        down: bool = False,
        parent: Any = None,
    ) -> None:
        super().__init__(parent)
        self.columns, self._ask, self._read = list(columns), ask, read
        self._sort, self._down = sort, down
        self._ids: list[Any] = []
        self._pages: OrderedDict[int, Mapping[Any, Row]] = OrderedDict()

    def reload(self) -> None:
        self.beginResetModel()
        self._ids = list(self._ask(self._sort, self._down))
        self._pages.clear()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sort, self._down = self.columns[column].key, order == Qt.SortOrder.DescendingOrder
        self.reload()

    def id_at(self, row: int) -> Any:
        return self._ids[row]

    def shown(self, row: int, key: str) -> Shown:
        """One cell; a row that went meanwhile is empty."""
        page = row // PAGE
        if page not in self._pages:
            self._pages[page] = self._read(self._ids[page * PAGE : (page + 1) * PAGE])
            if len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        return self._pages[page].get(self._ids[row], {}).get(key, Shown(""))

    def rowCount(self, parent: Any = TOP) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Any = TOP) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, COPY, TONE, LOOK):
            return None
        shown = self.shown(index.row(), column.key)
        return {TONE: shown.tone or None, LOOK: shown.look or None}.get(role, shown.words)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return self.columns[section].alignment if role == Qt.ItemDataRole.TextAlignmentRole else None
