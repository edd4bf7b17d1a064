"""The sheet of an issue, edited like a sheet of paper: children down, goods across, how many each gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from desktop.models.fields import FieldError
from desktop.models.ledgers.care_goods import GoodsMove
from desktop.services.care.issue import Give
from desktop.services.care.listed import Child
from desktop.views.cells import NUMBER, TONE, Column

FIXED = (Column("place", "序号", 48, "right"), Column("name", "学生", 96), Column("class", "班级", 84))
GOT = Column("got", "本月领过", 120)
WIDE = 104  # px of a kind of goods
ROOT = QModelIndex()


class IssueModel(QAbstractTableModel):
    """`refused` says why something typed was not taken. Goods are columns: (id, caption, how many lie there)."""

    refused = Signal(str)
    edited = Signal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.children: list[Child] = []
        self.goods: list[tuple[int, str, int]] = []
        self.got: Mapping[int, str] = {}
        self.typed: dict[tuple[int, int], int] = {}
        self.columns: list[Column] = [*FIXED, GOT]

    def show_sheet(
        self, children: Sequence[Child], goods: Sequence[tuple[int, str, int]], got: Mapping[int, str]
    ) -> None:
        """Other children or other goods; what was typed for those still there stays."""
        self.beginResetModel()
        self.children, self.goods, self.got = list(children), list(goods), got
        here, kinds = {one.student for one in children}, {one for one, _, _ in goods}
        self.typed = {key: count for key, count in self.typed.items() if key[0] in here and key[1] in kinds}
        across = [Column(f"g{one}", f"{caption} {left}", WIDE, "right") for one, caption, left in goods]
        self.columns = [*FIXED, *across, GOT]
        self.endResetModel()

    def forget(self) -> None:
        """What was typed is kept now."""
        self.typed = {}

    def gives(self) -> list[Give]:
        """What is typed, child by child."""
        return [
            Give(child.student, one, self.typed[child.student, one])
            for child in self.children
            for one, _, _ in self.goods
            if self.typed.get((child.student, one))
        ]

    def each(self, count: int, column: int = -1, *, only: Sequence[int] = ()) -> None:
        """The same for every child who has got nothing this month, or for the chosen rows; one kind, or all."""
        wanted = (
            [self.children[at] for at in only]
            if only
            else [c for c in self.children if c.student not in self.got]
        )
        for child in wanted:
            for place, (one, _, _) in enumerate(self.goods):
                if column in (-1, place):
                    self._put(child.student, one, count)
        self._tell()

    def clear(self) -> None:
        self.typed = {}
        self._tell()

    def _put(self, student: int, goods: int, count: int) -> None:
        if count:
            self.typed[student, goods] = count
        else:
            self.typed.pop((student, goods), None)

    # what the table asks -------------------------------------------------------------------------------

    def put_block(self, row: int, column: int, block: Sequence[Sequence[str]]) -> None:
        """Cells as they come from a sheet, from this cell on."""
        for down, cells in enumerate(block):
            for right, words in enumerate(cells):
                if row + down < len(self.children) and column + right < len(self.columns):
                    self._write(row + down, column + right, words)
        self._tell()

    def fill(self, rows: Sequence[int], column: int) -> None:
        """The first chosen child's number for all that are chosen."""
        at = self.place_of(column)
        if at is not None and rows:
            one = self.goods[at][0]
            self.each(self.typed.get((self.children[rows[0]].student, one), 0), at, only=rows)

    def wipe(self, rows: Sequence[int], column: int) -> None:
        for at in rows:
            self._write(at, column, "")
        self._tell()

    def place_of(self, column: int) -> int | None:
        """Which kind of goods a column is; None for another column."""
        at = column - len(FIXED)
        return at if 0 <= at < len(self.goods) else None

    def _write(self, row: int, column: int, words: str) -> None:
        at = self.place_of(column)
        if at is None:
            return
        try:
            count = GoodsMove.quantity.parse(words) or 0
            if count:
                GoodsMove.quantity.check(count)
        except FieldError as error:
            self.refused.emit(f"{self.children[row].name}：{error}")
            return
        self._put(self.children[row].student, self.goods[at][0], int(count))

    def _tell(self) -> None:
        if self.children:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.children) - 1, len(self.columns) - 1))
        self.edited.emit()

    def totals(self) -> dict[str, str]:
        sums = {
            f"g{one}": sum(count for (_, kind), count in self.typed.items() if kind == one)
            for one, _, _ in self.goods
        }
        return {key: str(count) for key, count in sums.items() if count}

    def rowCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else len(self.children)

    def columnCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Any) -> Qt.ItemFlag:
        usual = super().flags(index)
        return usual if self.place_of(index.column()) is None else usual | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[index.column()].alignment
        child, at = self.children[index.row()], self.place_of(index.column())
        count = self.typed.get((child.student, self.goods[at][0])) if at is not None else None
        if role == NUMBER:
            return count
        if role == TONE:
            return "off" if self.columns[index.column()].key == "got" else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(index.row(), child, self.columns[index.column()].key, count)
        return None

    def _words(self, at: int, child: Child, key: str, count: int | None) -> str:
        told = {"place": str(at + 1), "name": child.name, "class": child.class_name}
        if key == "got":
            return self.got.get(child.student, "")
        return told.get(key, str(count or ""))

    def setData(self, index: Any, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        self._write(index.row(), index.column(), str(value or ""))
        self._tell()
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return self.columns[section].alignment if role == Qt.ItemDataRole.TextAlignmentRole else None
