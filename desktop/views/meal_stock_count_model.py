"""The sheet of a 盘点, edited like a sheet of paper: 实盘数 and 原因 of each lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from desktop.models import money
from desktop.models.ledgers.meal_counts import StockCountLine
from desktop.models.ledgers.meal_goods import Material
from desktop.services.meals import counts
from desktop.services.meals.counts import Counted
from desktop.services.meals.stock import LotLeft, amount_words
from desktop.views.cells import NUMBER, TONE, Column

COLUMNS = (
    Column("place", "序号", 52, "right"),
    Column("material", "品名", 124),
    Column("lot", "批次", 150),
    Column("left", "账面数", 92, "right"),
    Column("actual", "实盘数", 88, "right"),
    Column("more", "差异", 92, "right"),
    Column("fen", "金额（元）", 92, "right"),
    Column("reason", "原因", 160),
)
WRITTEN = ("actual", "reason")
ROOT = QModelIndex()


@dataclass
class Line:
    """One lot with what was typed. fen: what the difference is worth, below zero when something is missing."""

    lot: LotLeft
    actual: int | None = None
    reason: str = ""
    fen: int = 0


class CountModel(QAbstractTableModel):
    """`refused` says why something typed was not taken."""

    columns = COLUMNS
    refused = Signal(str)
    edited = Signal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show_lots(self, lots: Sequence[LotLeft]) -> None:
        typed = {one.lot.lot: one for one in self.lines}
        self.beginResetModel()
        self.lines = [
            Line(lot, typed[lot.lot].actual, typed[lot.lot].reason) if lot.lot in typed else Line(lot)
            for lot in lots
        ]
        for line in self.lines:
            self._price(line)
        self.endResetModel()

    def forget(self) -> None:
        """What was typed is kept now."""
        self.lines = []

    def take_book(self) -> None:
        """What is still empty is as the book says."""
        for line in self.lines:
            if line.actual is None:
                line.actual = line.lot.left
        self._tell()

    def counted(self) -> list[Counted]:
        return [Counted(one.lot.lot, one.actual, one.reason) for one in self.lines if one.actual is not None]

    def sums(self) -> tuple[int, int]:
        """盘盈 and 盘亏 in 分."""
        fens = [one.fen for one in self.lines]
        return sum(fen for fen in fens if fen > 0), -sum(fen for fen in fens if fen < 0)

    def put_block(self, row: int, column: int, block: Sequence[Sequence[str]]) -> None:
        """Cells as they come from a sheet, from this cell on; what goes beyond the last line is left."""
        for down, cells in enumerate(block):
            for right, words in enumerate(cells):
                if row + down < len(self.lines) and column + right < len(COLUMNS):
                    self._write(self.lines[row + down], COLUMNS[column + right].key, words)
        self._tell()

    def fill(self, rows: Sequence[int], column: int) -> None:
        """The first chosen line's reason for all that are chosen; counts are never filled down."""
        if COLUMNS[column].key == "reason" and rows:
            for at in rows:
                self.lines[at].reason = self.lines[rows[0]].reason
            self._tell()

    def wipe(self, rows: Sequence[int], column: int) -> None:
        for at in rows:
            self._write(self.lines[at], COLUMNS[column].key, "")
        self._tell()

    def _write(self, line: Line, key: str, words: str) -> None:
        if key == "reason":
            line.reason = words.strip()
        elif key == "actual":
            try:
                value = StockCountLine.actual.parse(words)
                StockCountLine.actual.check(0 if value is None else value)
            except ValueError as error:
                self.refused.emit(f"{Material.caption_of(line.lot.material)}：{error}")
                return
            line.actual = value
            self._price(line)

    def _price(self, line: Line) -> None:
        other = line.actual is not None and line.actual != line.lot.left
        line.fen = counts.difference(line.lot, line.actual or 0).fen if other else 0

    def _tell(self) -> None:
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(COLUMNS) - 1))
        self.edited.emit()

    # what a view asks ----------------------------------------------------------------------------------

    def totals(self) -> dict[str, str]:
        more, less = self.sums()
        return (
            {"fen": money.figures(more - less) if more >= less else f"-{money.figures(less - more)}"}
            if more or less
            else {}
        )

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
        line, key = self.lines[index.row()], COLUMNS[index.column()].key
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return COLUMNS[index.column()].alignment
        if role == NUMBER:
            return line.fen if key == "fen" else None
        if role == TONE:
            return self._tone(line, key)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(index.row(), line, key, editing=role == Qt.ItemDataRole.EditRole)
        return None

    @staticmethod
    def _tone(line: Line, key: str) -> str | None:
        if line.actual is None or line.actual == line.lot.left or key not in ("more", "fen", "reason"):
            return None
        if key == "reason":
            return None if line.reason else "bad"
        return "bad" if line.actual < line.lot.left else "warn"

    def _words(self, at: int, line: Line, key: str, *, editing: bool) -> str:
        if key == "place":
            return str(at + 1)
        if key == "material":
            return Material.caption_of(line.lot.material)
        if key in ("lot", "left"):
            return line.lot.short if key == "lot" else amount_words(line.lot.material, line.lot.left)
        if key == "actual":
            return StockCountLine.actual.format(line.actual)
        same = line.actual is None or line.actual == line.lot.left
        if key == "reason":
            return line.reason or ("" if same or editing else "请写明原因")
        if same:
            return ""
        assert line.actual is not None
        sign = "+" if line.actual > line.lot.left else "−"
        if key == "more":
            return f"{sign}{amount_words(line.lot.material, abs(line.actual - line.lot.left))}"
        return f"{sign}{money.figures(abs(line.fen))}"

    def setData(self, index: Any, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        self._write(self.lines[index.row()], COLUMNS[index.column()].key, str(value or ""))
        self._tell()
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        return COLUMNS[section].alignment if role == Qt.ItemDataRole.TextAlignmentRole else None
