"""One class's month on the screen: pupils × days with the signs of the paper; a cell opens that day's sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QTableView

from desktop.models.codes import code_list
from desktop.models.ledgers.meals import NONE
from desktop.services.meals.calendar import Day
from desktop.services.meals.days import FED
from desktop.services.meals.month import ClassGrid, PupilLine
from desktop.views import theme
from desktop.views.buttons import ring

ROOT = QModelIndex()
WEEKDAYS = "一二三四五六日"
NUMBER_WIDE, NAME_WIDE, SUM_WIDE = 44, 112, 50  # px
HEAD_HIGH = 46  # px: day and weekday
TONE = Qt.ItemDataRole.UserRole + 1
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter


class ClassMonthModel(QAbstractTableModel):
    """号, 姓名, a column for each day with this meal or with a sheet, 就餐, 缺勤; last the heads of each day."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.days: list[dt.date] = []
        self.grid: ClassGrid | None = None

    def show_grid(self, grid: ClassGrid, days: Sequence[Day]) -> None:
        self.beginResetModel()
        self.grid = grid
        self.days = [one.day for one in days if one.served or one.day.day in grid.sheets]
        self.endResetModel()

    def day_at(self, column: int) -> dt.date | None:
        """The day of a column; None for the names and the sums."""
        return self.days[column - 2] if 2 <= column < len(self.days) + 2 else None

    def rowCount(self, parent: Any = ROOT) -> int:
        lines = self.grid.lines if self.grid else ()
        return 0 if parent.isValid() or not lines else len(lines) + 1

    def columnCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else len(self.days) + 4

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.grid is None:
            return None
        if index.row() == len(self.grid.lines):
            return self._sum(index.column()) if role == Qt.ItemDataRole.DisplayRole else None
        line, day = self.grid.lines[index.row()], self.day_at(index.column())
        mark = line.marks[day.day - 1] if day else NONE
        if role == Qt.ItemDataRole.DisplayRole:
            return _sign(mark) if day else self._beside(line, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and day:
            said = "没有登记" if mark == NONE else code_list("meal_mark").label(mark)
            return f"{line.pupil.name} {day.month}月{day.day}日 {said}，回车打开这一天"
        return _tone(mark) if role == TONE and day else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        day = self.day_at(section)
        if day:
            return f"{day.day}\n{WEEKDAYS[day.weekday()]}"
        return ("号", "姓名")[section] if section < 2 else ("就餐", "缺勤")[section - len(self.days) - 2]

    def _beside(self, line: PupilLine, column: int) -> str:
        if column < 2:
            return (str(line.pupil.number), line.pupil.name)[column]
        return str(line.times("fed")) if column == len(self.days) + 2 else str(line.times("absent") or "")

    def _sum(self, column: int) -> str:
        assert self.grid is not None
        day, lines = self.day_at(column), self.grid.lines
        if day:
            fed = sum(line.marks[day.day - 1] == FED for line in lines)
            return str(fed) if day.day in self.grid.sheets else ""
        if column < 2:
            return ("", "就餐人数")[column]
        fact = "fed" if column == len(self.days) + 2 else "absent"
        return str(sum(line.times(fact) for line in lines))


def _sign(mark: str) -> str:
    return "" if mark == NONE else str(code_list("meal_mark").fact(mark, "symbol"))


def _tone(mark: str) -> str | None:
    """Who was not at school stands out most."""
    if mark in (NONE, FED):
        return "quiet"
    return "bad" if code_list("meal_mark").fact(mark, "absent") else "warn"


class _Sign(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        painter.save()
        box = QRect(option.rect)
        last = index.row() == index.model().rowCount() - 1
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("accent_soft"))
        painter.setPen(theme.color("hair"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomRight())
        painter.setFont(theme.font("body", last))
        painter.setPen(theme.color(index.data(TONE) or "ink"))
        named = index.column() == 1
        room = box.adjusted(10 if named else 0, 0, 0, 0)
        words = str(index.data() or "")
        painter.drawText(
            room, LEFT if named else MIDDLE,
            painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width()),
        )  # fmt: skip
        if option.state & QStyle.StateFlag.State_HasFocus:
            ring(painter, QRectF(box), 3)
        painter.restore()


class ClassMonthView(QTableView):
    """Arrows walk over the days; Enter or a double click opens the sheet of a day."""

    opened = Signal(object)  # dt.date

    def __init__(self) -> None:
        super().__init__()
        self.model_ = ClassMonthModel(self)
        self.setModel(self.model_)
        self.setItemDelegate(_Sign(self))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("班级月表")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW["compact"])
        self.horizontalHeader().setFixedHeight(HEAD_HIGH)
        self.horizontalHeader().setHighlightSections(False)
        self.doubleClicked.connect(self._open)

    def show_grid(self, grid: ClassGrid, days: Sequence[Day]) -> None:
        at = self.currentIndex().row(), self.currentIndex().column()
        self.model_.show_grid(grid, days)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(22)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        last = self.model_.columnCount() - 1
        for column, wide in ((0, NUMBER_WIDE), (1, NAME_WIDE), (last - 1, SUM_WIDE), (last, SUM_WIDE)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, wide)
        self.setCurrentIndex(self.model_.index(*at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: Any) -> None:
        if index.isValid() and (day := self.model_.day_at(index.column())):
            self.opened.emit(day)
