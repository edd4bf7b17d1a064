"""A month as a sheet of days, Monday to Sunday: chosen like cells, by mouse or arrows, whole weeks by their heads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QTableView

from desktop.models.codes import code_list
from desktop.services.meals.calendar import Day
from desktop.views import theme
from desktop.views.buttons import ring

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
DAY = Qt.ItemDataRole.UserRole + 1
ROOT = QModelIndex()


def short_mode(mode: str | None) -> str:
    return str(code_list("meal_supply_mode").fact(mode, "short") or "供餐")


def words_of(day: Day) -> str:
    """What a day's cell says below its number."""
    if day.served:
        return short_mode(day.mode)
    return f"停餐：{day.reason}" if day.told else day.reason


class MonthModel(QAbstractTableModel):
    """Weeks × weekdays; a cell outside the month is empty."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.days: dict[tuple[int, int], Day] = {}
        self.weeks = 0

    def show_days(self, days: Sequence[Day]) -> None:
        self.beginResetModel()
        lead = days[0].day.weekday() if days else 0
        self.days = {divmod(at + lead, 7): one for at, one in enumerate(days)}
        self.weeks = 1 + max((week for week, _ in self.days), default=-1)
        self.endResetModel()

    def rowCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else self.weeks

    def columnCount(self, parent: Any = ROOT) -> int:
        return 0 if parent.isValid() else 7

    def flags(self, index: Any) -> Qt.ItemFlag:
        here = (index.row(), index.column()) in self.days
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if here else Qt.ItemFlag.NoItemFlags

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        day = self.days.get((index.row(), index.column()))
        if role == DAY:
            return day
        if day is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        kept = f"，{day.sheets} 个班已登记" if day.sheets else ""
        return f"{day.day.month}月{day.day.day}日 {words_of(day)}{kept}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return WEEKDAYS[section] if orientation == Qt.Orientation.Horizontal else "整周"


class DayCell(QStyledItemDelegate):
    """Number above, what is served below, how many classes have kept their sheet beside the number."""

    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        day: Day | None = index.data(DAY)
        painter.save()
        box = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if day is None or not day.served:
            painter.fillRect(box, theme.color("ground"))
        if day is not None and chosen:
            painter.fillRect(box, theme.color("accent_soft"))
        painter.setPen(theme.color("hair"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomRight())
        if day is not None:
            self._write(painter, box.adjusted(10, 8, -8, -6), day)
        if option.state & QStyle.StateFlag.State_HasFocus:
            ring(painter, QRectF(box), 4)
        painter.restore()

    def _write(self, painter: QPainter, box: QRect, day: Day) -> None:
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font("body", True))
        painter.setPen(theme.color("ink" if day.served else "quiet"))
        painter.drawText(box, top, str(day.day.day))
        painter.setFont(theme.font("small"))
        below = box.adjusted(0, 24, 0, 0)
        tone = "warn" if day.told and not day.served else "ink" if day.told else "quiet"
        painter.setPen(theme.color(tone))
        words = words_of(day)
        painter.drawText(
            below, top, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, below.width())
        )
        if day.sheets:
            painter.setPen(theme.color("good"))
            corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
            painter.drawText(box.adjusted(0, 2, 0, 0), corner, f"{day.sheets} 班")


class MonthGrid(QTableView):
    """Days are chosen; Enter or a double click opens one."""

    opened = Signal(object)  # dt.date
    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model_ = MonthModel(self)
        self.setModel(self.model_)
        self.setItemDelegate(DayCell(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAccessibleName("供餐日历")
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setHighlightSections(False)
        self.verticalHeader().setSectionsClickable(True)
        self.selectionModel().selectionChanged.connect(self._changed)
        self.doubleClicked.connect(self._open)

    def show_days(self, days: Sequence[Day]) -> None:
        """The chosen days stay chosen where they are still shown."""
        kept, at = set(self.chosen()), self._current()
        self.model_.show_days(days)
        for place, day in self.model_.days.items():
            index = self.model_.index(*place)
            if day.day in kept:
                self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
            if day.day == at:
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def choose(self, days: Sequence[dt.date]) -> None:
        self.clearSelection()
        for place, day in self.model_.days.items():
            if day.day in days:
                self.selectionModel().select(
                    self.model_.index(*place), QItemSelectionModel.SelectionFlag.Select
                )

    def chosen(self) -> list[dt.date]:
        days = [self.model_.days.get((one.row(), one.column())) for one in self.selectedIndexes()]
        return sorted(day.day for day in days if day is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _current(self) -> dt.date | None:
        day = self.model_.days.get((self.currentIndex().row(), self.currentIndex().column()))
        return day.day if day else None

    def _changed(self, *_: object) -> None:
        self.chosen_changed.emit()

    def _open(self, index: Any) -> None:
        day = self.model_.days.get((index.row(), index.column()))
        if day is not None:
            self.opened.emit(day.day)
