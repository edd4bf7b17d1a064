"""The week's grid of 食谱: days across, dishes down. A dish is typed by its name or initials, as into a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from shiboken6 import isValid

from desktop.services.meals.menus import Placed, Week
from desktop.services.meals.needs import WEEKDAYS
from desktop.views import clipboard, icons, theme
from desktop.views.layouts import remark
from desktop.views.meal_stock_parts import NamePick

Index = QModelIndex | QPersistentModelIndex
LEAST_ROWS, TALL, NARROW = 6, 76, 112  # rows offered, px of a dish, least px of a day
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
NOWHERE = QModelIndex()


class MenuModel(QAbstractTableModel):
    """A week as cells: column = day, row = place on that day. Writes nothing; says what was typed where."""

    typed = Signal(object, int, object)  # day, place from 1, a dish's id or a name

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.week: Week | None = None
        self.cells: dict[tuple[int, int], Placed] = {}
        self.reasons: Mapping[Any, str] = {}
        self.warned: Mapping[int, Sequence[Any]] = {}
        self.open_ = False

    def show_week(self, week: Week, reasons: Mapping[Any, str], warned: Mapping[int, Sequence[Any]]) -> None:
        """reasons: why there is no meal, by day; warned: pupils who may not eat a dish, by its id."""
        self.beginResetModel()
        self.week, self.reasons, self.warned = week, reasons, warned
        self.cells = {}
        for column, day in enumerate(week.days):
            row = -1
            for one in week.on(day):  # two dishes told at one place stand one below the other
                row = max(row + 1, one.place - 1)
                self.cells[row, column] = one
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        last = max((row for row, _ in self.cells), default=-1)
        return 0 if parent.isValid() or self.week is None else max(LEAST_ROWS, last + 2)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or self.week is None else len(self.week.days)

    def dish(self, index: Index) -> Placed | None:
        return self.cells.get((index.row(), index.column()))

    def day(self, column: int) -> Any:
        assert self.week is not None
        return self.week.days[column]

    def idle(self, column: int) -> str:
        """Why there is no meal on that day; "" when there is."""
        return self.reasons.get(self.day(column), "")

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.open_ and index.isValid() and not self.idle(index.column()):
            return usual | Qt.ItemFlag.ItemIsEditable
        return usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.dish(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return one.name if one else ""
        if role == Qt.ItemDataRole.ToolTipRole and one:
            eaters = "、".join(each.words for each in self.warned.get(one.id, ()))
            lines = [one.words or "还没有写用料，算不出营养和采购。", f"过敏忌口：{eaters}" if eaters else ""]
            return "\n".join(line for line in lines if line)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and one:
            return one.words
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if value in (None, ""):
            return False
        self.typed.emit(self.day(index.column()), index.row() + 1, value)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or self.week is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            day = self.day(section)
            return f"周{WEEKDAYS[day.weekday()]}　{day.month}月{day.day}日"
        return Qt.AlignmentFlag.AlignCenter if role == Qt.ItemDataRole.TextAlignmentRole else None


class DishLine(NamePick):
    """The editor in a cell: a known dish by initials, or, in Chinese, a dish of one's own."""

    def __init__(self, choices: Any) -> None:
        super().__init__(choices, "菜名或首字母")

    def answer(self) -> int | str:
        words = self.text().strip()
        return self.id if self.id is not None else "" if words.isascii() else words

    def settle(self, *, ask: bool = True) -> None:
        """Letters stand for the first dish that fits; Chinese words that are no dish stay as they are."""
        if self.text().strip().isascii():
            super().settle(ask=ask)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if isValid(self) and event.key() in ENTERS and self.id is None and self.answer():
            self.entered.emit()


class DishCell(QStyledItemDelegate):
    """A dish: its name, what goes into a portion, and a mark where somebody may not eat it."""

    def __init__(self, choices: Any, view: MenuGrid) -> None:
        super().__init__(view)
        self.choices, self.view = choices, view
        self.editor: DishLine | None = None
        self._done = QTimer(self, singleShot=True, interval=0)
        self._done.timeout.connect(self._put)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        made = DishLine(self.choices)
        made.setParent(parent)
        made.entered.connect(self._entered)
        self.editor = made
        return made

    def _entered(self) -> None:
        """Once the key is done with: what is written makes the rows anew, and the line goes with them."""
        self._done.start()

    def _put(self) -> None:
        editor = self.editor
        if editor is None or not isValid(editor):
            return
        self.editor = None
        self.commitData.emit(editor)
        if isValid(editor):
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.view.step_down()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter is the line's own: it chooses the dish first and then says so."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTERS:
            return False
        return bool(super().eventFilter(watched, event))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        one = self.view.menu.dish(index)
        if isinstance(editor, DishLine) and not editor.text():
            editor.show_id(one.dish if one else None)
            if one is not None and editor.id is None:
                editor.setText(one.name)

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        one = self.view.menu.dish(index)
        answer = editor.answer() if isinstance(editor, DishLine) else ""
        if answer and (one is None or answer not in (one.dish, one.name)):
            model.setData(index, answer)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        box = option.rect.adjusted(4, 0, -5, 0)
        editor.setGeometry(box.x(), box.center().y() - 16, box.width(), 32)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        idle, one = self.view.menu.idle(index.column()), self.view.menu.dish(index)
        painter.save()
        painter.fillRect(option.rect, theme.color("accent_soft" if chosen else "ground" if idle else "paper"))
        painter.setPen(theme.color("hair"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.drawLine(option.rect.topRight(), option.rect.bottomRight())
        box = option.rect.adjusted(10, 8, -10, -6)
        if one is not None:
            self._paint_dish(painter, box, one)
        elif idle and index.row() == 0:
            painter.setPen(theme.color("quiet"))
            painter.setFont(theme.font("small"))
            painter.drawText(box, Qt.TextFlag.TextWordWrap, f"不供餐\n{idle}")
        if chosen and self.view.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _paint_dish(self, painter: QPainter, box: QRect, one: Placed) -> None:
        eaters = len(self.view.menu.warned.get(one.id, ()))
        painter.setFont(theme.font("body", True))
        painter.setPen(theme.color("ink"))
        room = box.adjusted(0, 0, -38 if eaters else 0, 0)
        line = painter.fontMetrics().lineSpacing()
        name = painter.fontMetrics().elidedText(one.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft, name)
        if eaters:
            icons.draw(painter, "triangle-alert", "warn", box.topRight() - QPoint(34, 0), size=16)
            painter.setPen(theme.color("warn"))
            painter.setFont(theme.font("small"))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, str(eaters))
        below = box.adjusted(0, line + 2, 0, 0)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("quiet" if one.parts else "warn"))
        for words in _two_lines(one.words or "还没有写用料", painter.fontMetrics(), below.width()):
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, words)
            below.translate(0, painter.fontMetrics().lineSpacing() - 1)


def _two_lines(words: str, measure: QFontMetrics, room: int) -> list[str]:
    """As many whole foods as the first line takes; the rest below, cut off at its end."""
    parts, first = words.split("，"), ""
    while parts and measure.horizontalAdvance(f"{first}{parts[0]}，") <= room:
        first += f"{parts.pop(0)}，"
    if not first:  # one food longer than the line
        return [measure.elidedText(words, Qt.TextElideMode.ElideRight, room)]
    rest = "，".join(parts)
    return [first if rest else first[:-1], measure.elidedText(rest, Qt.TextElideMode.ElideRight, room)]


class MenuGrid(QTableView):
    """The grid under the hand. opened: Enter or a double click on a dish; dropped: Delete; pasted: a block of names."""

    opened = Signal(object)  # Placed
    dropped = Signal(list)  # of Placed
    pasted = Signal(list)  # of (day, place, name)
    moved = Signal(object)  # the day the keyboard is on

    def __init__(self, choices: Any) -> None:
        super().__init__()
        self.menu = MenuModel(self)
        self.setModel(self.menu)
        self.setItemDelegate(DishCell(choices, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAccessibleName("一周食谱")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(TALL)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(NARROW)
        self.horizontalHeader().setFixedHeight(38)
        self.horizontalHeader().setHighlightSections(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(self._current_changed)

    def show_week(self, week: Week, reasons: Mapping[Any, str], warned: Mapping[int, Sequence[Any]]) -> None:
        """Another week, or the same one anew; the keyboard stays in its cell."""
        at = self.currentIndex()
        row, column = max(at.row(), 0), max(at.column(), 0)
        self.menu.show_week(week, reasons, warned)
        self.go_to(row, min(column, self.menu.columnCount() - 1))

    def set_open(self, open_: bool) -> None:
        """Whether dishes may be typed now."""
        self.menu.open_ = open_
        remark(self, locked=not open_)

    def step_down(self) -> None:
        at = self.currentIndex()
        self.go_to(min(at.row() + 1, self.menu.rowCount() - 1), at.column())
        self.setFocus()

    def go_to(self, row: int, column: int) -> None:
        """Choose one cell, whatever keys are held down just now."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.menu.index(row, column), flags)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() in ENTERS:
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            self._drop()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        else:
            super().keyPressEvent(event)

    def _open(self, index: Index) -> None:
        one = self.menu.dish(index)
        if one is not None:
            self.opened.emit(one)
        elif self.menu.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def _drop(self) -> None:
        chosen = [one for index in self.selectedIndexes() if (one := self.menu.dish(index))]
        if chosen and self.menu.open_:
            self.dropped.emit(chosen)

    def copy(self) -> None:
        """The names chosen, as a block for this grid or for a sheet."""
        chosen = self.selectedIndexes()
        if not chosen:
            return
        rows = range(min(one.row() for one in chosen), max(one.row() for one in chosen) + 1)
        columns = range(min(one.column() for one in chosen), max(one.column() for one in chosen) + 1)
        block = [[str(self.menu.data(self.menu.index(row, at)) or "") for at in columns] for row in rows]
        QGuiApplication.clipboard().setMimeData(clipboard.mime_of(block))

    def _paste(self) -> None:
        at = self.currentIndex()
        if not (at.isValid() and self.menu.open_):
            return
        wanted = [
            (self.menu.day(at.column() + column), at.row() + row + 1, words.strip())
            for row, cells in enumerate(clipboard.block_of(QGuiApplication.clipboard().text()))
            for column, words in enumerate(cells)
            if words.strip() and at.column() + column < self.menu.columnCount()
        ]
        if wanted:
            self.pasted.emit(wanted)

    def _current_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            self.moved.emit(self.menu.day(current.column()))
