"""The lines of a list made by hand, edited like a sheet: amount, thing and reason of each pupil."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from desktop.models import money
from desktop.models.ledgers.batches import AidGrant
from desktop.services.pay.by_hand import HandLine
from desktop.views.cells import NUMBER, TONE, Column

COLUMNS = (
    Column("place", "序号", 52, "right"),
    Column("name", "姓名", 110),
    Column("class", "班级", 86),
    Column("fen", "金额（元）", 110, "right"),
    Column("item", "物品", 220),
    Column("why", "原因", 240),
)
WRITTEN = ("fen", "item", "why")
ROOT = QModelIndex()


@dataclass
class Line:
    """One pupil with what was typed."""

    student: int
    name: str
    class_name: str
    fen: int = 0
    item: str = ""
    why: str = ""


class HandModel(QAbstractTableModel):
    """`refused` says why something typed was not taken."""

    columns = COLUMNS
    refused = Signal(str)
    edited = Signal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    # lines ---------------------------------------------------------------------------------------------

    def add(self, line: Line) -> bool:
        """Put a pupil at the end; False when the pupil stands there already."""
        if any(one.student == line.student for one in self.lines):
            return False
        at = len(self.lines)
        self.beginInsertRows(ROOT, at, at)
        self.lines.append(line)
        self.endInsertRows()
        self.edited.emit()
        return True

    def take_away(self, rows: Iterable[int]) -> None:
        gone = set(rows)
        self.beginResetModel()
        self.lines = [one for at, one in enumerate(self.lines) if at not in gone]
        self.endResetModel()
        self.edited.emit()

    def clear(self) -> None:
        self.take_away(range(len(self.lines)))

    def put_block(self, row: int, column: int, block: Sequence[Sequence[str]]) -> None:
        """Cells as they come from a sheet, from this cell on; what goes beyond the last line is left."""
        for down, cells in enumerate(block):
            for right, words in enumerate(cells):
                if row + down < len(self.lines) and column + right < len(COLUMNS):
                    self._write(row + down, COLUMNS[column + right].key, words)
        self._tell()

    def fill(self, rows: Sequence[int], column: int) -> None:
        """The first chosen line's value for all that are chosen."""
        key = COLUMNS[column].key
        if key in WRITTEN and rows:
            value = getattr(self.lines[rows[0]], key)
            for at in rows:
                setattr(self.lines[at], key, value)
            self._tell()

    def wipe(self, rows: Sequence[int], column: int) -> None:
        for at in rows:
            self._write(at, COLUMNS[column].key, "")
        self._tell()

    def hand_lines(self) -> list[HandLine]:
        return [HandLine(one.student, one.fen, one.item, one.why) for one in self.lines]

    def fen(self) -> int:
        return sum(one.fen for one in self.lines)

    def totals(self) -> dict[str, str]:
        return {"fen": money.figures(self.fen())} if self.fen() else {}

    def _write(self, at: int, key: str, words: str) -> None:
        if key not in WRITTEN:
            return
        try:
            value: Any = (AidGrant.amount.parse(words) or 0) if key == "fen" else words.strip()
        except ValueError as error:
            self.refused.emit(f"{self.lines[at].name}：{error}")
            return
        setattr(self.lines[at], key, value)

    def _tell(self) -> None:
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(COLUMNS) - 1))
        self.edited.emit()

    # what a view asks ----------------------------------------------------------------------------------

    def rowCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Any) -> Qt.ItemFlag:
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsEditable if COLUMNS[index.column()].key in WRITTEN else usual

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role == NUMBER:
            return line.fen if column.key == "fen" else None
        if role == TONE and column.key == "fen" and not line.fen and not line.item:
            return "bad"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(index.row(), line, column.key, editing=role == Qt.ItemDataRole.EditRole)
        return None

    @staticmethod
    def _words(at: int, line: Line, key: str, *, editing: bool) -> str:
        if key == "place":
            return str(at + 1)
        if key == "fen":
            if line.fen:
                return money.figures(line.fen)
            return "" if editing else "—" if line.item else "没有写"
        return str({"name": line.name, "class": line.class_name, "item": line.item, "why": line.why}[key])

    def setData(self, index: Any, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        self._write(index.row(), COLUMNS[index.column()].key, str(value or ""))
        self._tell()
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        return COLUMNS[section].alignment if role == Qt.ItemDataRole.TextAlignmentRole else None
