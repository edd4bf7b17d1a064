"""The sheet of 学业成绩, edited like a sheet of paper: full marks in the first line, then pupils × subjects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from desktop.models.codes import code_list
from desktop.models.ledgers.care import StudyResult
from desktop.services.care import results
from desktop.services.care.results import FULL, Line, Mark, Points, Sheet
from desktop.services.care.weak import StudyRule, study_rule
from desktop.views.cells import NUMBER, TONE, Column

SUBJECTS = tuple(code_list("subject").labels)
LEAD = 2  # 座号, 姓名
COLUMNS = (
    Column("seat", "座号", 58, "right"),
    Column("name", "姓名", 120),
    *(Column(code, label, 84, "right") for code, label in code_list("subject").labels.items()),
)
ROOT = QModelIndex()


class ResultsModel(QAbstractTableModel):
    """`refused` says why something typed was not taken. `typed` holds what differs from the ledger."""

    columns = COLUMNS
    refused = Signal(str)
    edited = Signal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self.rule: StudyRule = study_rule()
        self.fulls: dict[str, int] = {}
        self.typed: dict[Mark, Points | None] = {}
        self.locked = False

    def show_sheet(self, sheet: Sheet) -> None:
        self.beginResetModel()
        self.sheet, self.rule = sheet, study_rule()
        self.fulls = dict.fromkeys(SUBJECTS, FULL) | dict(sheet.fulls)
        self.typed = {}
        self.endResetModel()
        self.edited.emit()

    @property
    def lines(self) -> Sequence[Line]:
        return self.sheet.lines if self.sheet else ()

    def mark(self, student: int, subject: str) -> Points | None:
        """What stands in a cell now, typed or kept."""
        if (student, subject) in self.typed or self.sheet is None:
            return self.typed.get((student, subject))
        return self.sheet.marks.get((student, subject))

    def filled(self, subject: str) -> int:
        return sum(self.mark(line.student, subject) is not None for line in self.lines)

    def is_weak(self, student: int, subject: str) -> bool:
        one = self.mark(student, subject)
        return one is not None and self.rule.below(one.points, one.full)

    # writing -------------------------------------------------------------------------------------------

    def put_block(self, row: int, column: int, block: Sequence[Sequence[str]]) -> None:
        """Cells as they come from a sheet, from this cell on; what goes beyond the edges is left."""
        for down, cells in enumerate(block):
            for right, words in enumerate(cells):
                if row + down < self.rowCount() and column + right < len(COLUMNS):
                    self._write(row + down, column + right, words)
        self._tell()

    def fill(self, rows: Sequence[int], column: int) -> None:
        """The first chosen line's cell for all that are chosen."""
        if column >= LEAD and rows:
            words = self._words(rows[0], column)
            for at in rows[1:]:
                self._write(at, column, words)
            self._tell()

    def wipe(self, rows: Sequence[int], columns: Sequence[int]) -> None:
        for at in rows:
            for column in columns:
                if at:
                    self._write(at, column, "")
        self._tell()

    def _write(self, at: int, column: int, words: str) -> None:
        if column < LEAD or self.locked or self.sheet is None:
            return
        subject = COLUMNS[column].key
        if at == 0:
            self._write_full(subject, words)
            return
        line = self.lines[at - 1]
        try:
            self._take(line.student, subject, results.read_points(words, self.fulls[subject]))
        except ValueError as error:
            self.refused.emit(f"{line.name}{COLUMNS[column].title}：{error}")

    def _take(self, student: int, subject: str, one: Points | None) -> None:
        assert self.sheet is not None
        self.typed[student, subject] = one
        if self.sheet.marks.get((student, subject)) == one:
            del self.typed[student, subject]

    def _write_full(self, subject: str, words: str) -> None:
        """Another full mark goes for every result of the column."""
        try:
            full = StudyResult.full.parse(words)
            StudyResult.full.check(full)
        except ValueError as error:
            self.refused.emit(str(error))
            return
        marks = {line: self.mark(line.student, subject) for line in self.lines}
        high = [line.name for line, one in marks.items() if one and one.points and one.points > full * 10]
        if high:
            self.refused.emit(
                f"{high[0]}的{code_list('subject').label(subject)}比满分 {full} 还高，请先改成绩。"
            )
            return
        self.fulls[subject] = full
        for line, one in marks.items():
            if one is not None:
                self._take(line.student, subject, Points(one.points, full))

    def _tell(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(COLUMNS) - 1))
        self.edited.emit()

    # what a view asks ----------------------------------------------------------------------------------

    def rowCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() or not self.lines else len(self.lines) + 1

    def columnCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Any) -> Qt.ItemFlag:
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() >= LEAD and not self.locked else usual

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        at, column = index.row(), index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return COLUMNS[column].alignment
        if role == TONE:
            return self._tone(at, column)
        if role == NUMBER and at and column >= LEAD:
            one = self.mark(self.lines[at - 1].student, COLUMNS[column].key)
            return one.points / 10 if one and one.points is not None else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._words(at, column)
        return None

    def _words(self, at: int, column: int) -> str:
        key = COLUMNS[column].key
        if at == 0:
            return ("", "满分")[column] if column < LEAD else str(self.fulls[key])
        line = self.lines[at - 1]
        if column < LEAD:
            return (str(line.seat or ""), line.name)[column]
        one = self.mark(line.student, key)
        return one.words if one is not None else ""

    def _tone(self, at: int, column: int) -> str | None:
        if at == 0:
            return "quiet"
        if column < LEAD:
            return None
        line, subject = self.lines[at - 1], COLUMNS[column].key
        if self.is_weak(line.student, subject):
            return "bad"
        return "accent" if (line.student, subject) in self.typed else None

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
            return COLUMNS[section].title
        return COLUMNS[section].alignment if role == Qt.ItemDataRole.TextAlignmentRole else None
