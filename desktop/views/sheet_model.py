"""Lines edited like a sheet of paper: pasted, filled down, wiped. What each cell says and takes is the sheet's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from desktop.views.cells import NUMBER, TONE, Column

ROOT = QModelIndex()
SHOWN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole)


class SheetModel(QAbstractTableModel):
    """`refused` says why something typed was not taken, `held` in which cell (row, column) it was."""

    columns: Sequence[Column] = ()
    written: Sequence[str] = ()  # keys of the columns that take something
    refused = Signal(str)
    held = Signal(int, int)
    edited = Signal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.lines: list[Any] = []

    # what a sheet says and takes -----------------------------------------------------------------------

    def _write(self, at: int, key: str, words: str) -> str:
        """Take what was typed into a cell; returns why not, "" when it was taken."""
        raise NotImplementedError

    def _words(self, at: int, key: str, role: int) -> str:
        """What a cell shows, begins to be edited with, or tells when pointed at."""
        raise NotImplementedError

    def _tone(self, at: int, key: str) -> str | None:
        """The colour of meaning of a cell."""
        raise NotImplementedError

    def _number(self, at: int, key: str) -> int | None:
        """What a cell counts in the sum of what is selected."""
        raise NotImplementedError

    # writing -------------------------------------------------------------------------------------------

    def put_block(self, row: int, column: int, block: Sequence[Sequence[str]]) -> None:
        """Cells as they come from a sheet, from this cell on; what goes beyond the last line is left."""
        self._take(
            [
                (row + down, column + right, words)
                for down, cells in enumerate(block)
                for right, words in enumerate(cells)
                if row + down < len(self.lines) and column + right < len(self.columns)
            ]
        )

    def wipe(self, rows: Sequence[int], column: int) -> None:
        self._take([(at, column, "") for at in rows])

    def setData(self, index: Any, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        self._take([(index.row(), index.column(), str(value or ""))])
        return True

    def _take(self, cells: Sequence[tuple[int, int, str]]) -> None:
        """Into the cells that take something; the first that is refused is told, with how many more there are."""
        told = [(row, at, self._write(row, self.columns[at].key, words)) for row, at, words in cells
                if self.columns[at].key in self.written]  # fmt: skip
        bad = [one for one in told if one[2]]
        self._tell()
        if bad:
            row, at, why = bad[0]
            self.refused.emit(why if len(bad) == 1 else f"{why}一共有 {len(bad)} 格这样。")
            self.held.emit(row, at)

    def _tell(self) -> None:
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(self.columns) - 1))
        self.edited.emit()

    # what a view asks ----------------------------------------------------------------------------------

    def rowCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Any) -> Qt.ItemFlag:
        usual = super().flags(index)
        takes = self.columns[index.column()].key in self.written
        return usual | Qt.ItemFlag.ItemIsEditable if takes else usual

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        at, told = index.row(), self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return told.alignment
        if role == NUMBER:
            return self._number(at, told.key)
        if role == TONE:
            return self._tone(at, told.key)
        return self._words(at, told.key, role) if role in SHOWN else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return self.columns[section].alignment if role == Qt.ItemDataRole.TextAlignmentRole else None
