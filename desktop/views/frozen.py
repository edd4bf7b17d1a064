"""Two views of one model, one over the other, so that the first columns stay while the rest scroll sideways."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QScrollBar,
    QTableView,
)

from desktop.views import theme
from desktop.views.cells import Cell
from desktop.views.header import Header
from desktop.views.layouts import column
from desktop.views.totals import TotalsRow
from desktop.views.widgets import text

Hint = QAbstractItemView.ScrollHint


class _View(QTableView):
    """One of the two views. The one below holds the keyboard and knows how much the other covers."""

    def __init__(self, table: "FrozenView", parent=None):
        super().__init__(parent)
        self.table = table

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typing = self.state() == QAbstractItemView.State.EditingState  # Enter in an editor comes by here too
        if not typing and self.table.take_key(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event) -> None:
        self.table.by_keys = False
        self.table.pressing = True
        super().mousePressEvent(event)
        self.table.pressing = False
        self.table.press_over()

    def resizeEvent(self, event) -> None:
        """Also when a scroll bar comes or goes: the filler column has another room then."""
        super().resizeEvent(event)
        self.table.view_resized(self)

    def scrollTo(self, index: QModelIndex, hint: Hint = Hint.EnsureVisible) -> None:
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if index.column() < self.table.frozen:  # it is always in sight: do not run to the left end
            bar.setValue(before)
        elif (hidden := self.table.frozen_width() - self.columnViewportPosition(index.column())) > 0:
            bar.setValue(bar.value() - hidden)

    def closeEditor(self, editor, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:  # Enter: on to the next row
            self.table.step_down()


class FrozenView(QFrame):
    """Places the two views, the 合计 row and the scroll bar; keeps widths and order. table.FrozenTable acts on it."""

    state_changed = Signal()

    def __init__(self, model: Any, frozen: int, cells: bool, filler: str):
        super().__init__()
        self.model_, self.frozen, self.cells, self.filler = model, frozen, cells, filler
        if model.parent() is None:
            model.setParent(self)  # or Python may take it away while the views still paint
        self.by_keys, self.roomy, self._filling = False, True, False
        self.pressing = False  # Qt makes a pressed row the current one first, and selects it only then
        self.body = _View(self)
        self.head = _View(self, self.body)
        self.head.setObjectName("frozen")
        for view in (self.body, self.head):
            self._dress(view)
        self._join()
        self.totals = TotalsRow(self.body, frozen)
        self.bar = QScrollBar(Qt.Orientation.Horizontal)
        self.bar.hide()
        self.empty = text("", tone="quiet", wrap=True)
        self.empty.setParent(self.body)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column((self.body, 1), self.totals, self.bar, gap=0))
        self.setFocusProxy(self.body)
        self._later = QTimer(self, singleShot=True, interval=300)  # a drag of a width is told once
        self._later.timeout.connect(self.state_changed)
        self._follow()

    def _dress(self, view: _View) -> None:
        rows = view.verticalHeader()
        rows.hide()  # first: a header in sight asks the model for the titles of its rows
        rows.setMinimumSectionSize(theme.ROW["compact"])
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.ROW["roomy"])
        header = Header(view)
        view.setHorizontalHeader(header)
        view.setModel(self.model_)
        view.setItemDelegate(Cell(self))
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setFrameShape(QFrame.Shape.NoFrame)
        behaviour = QAbstractItemView.SelectionBehavior
        view.setSelectionBehavior(behaviour.SelectItems if self.cells else behaviour.SelectRows)
        triggers = QAbstractItemView.EditTrigger
        in_place = triggers.DoubleClicked | triggers.AnyKeyPressed
        view.setEditTriggers(in_place if self.cells else triggers.NoEditTriggers)
        view.setTabKeyNavigation(self.cells)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        for at, one in enumerate(self.model_.columns):
            view.setColumnWidth(at, one.width)

    def _join(self) -> None:
        own = self.head.selectionModel()
        self.head.setSelectionModel(self.body.selectionModel())
        own.deleteLater()
        self.head.setFocusProxy(self.body)
        self.head.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.head.setVisible(self.frozen > 0)
        self._hide_behind()
        self.model_.modelReset.connect(self._hide_behind)  # a model may come back with more columns
        self.body.horizontalHeader().setSectionsMovable(True)
        self.head.raise_()  # above the body's header too, which was made later

    def _hide_behind(self) -> None:
        """The view on top shows the frozen columns alone, else it runs after the cell that is chosen."""
        for at in range(self.frozen, len(self.model_.columns)):
            self.head.setColumnHidden(at, True)

    def _follow(self) -> None:
        down, down_head = self.body.verticalScrollBar(), self.head.verticalScrollBar()
        down.valueChanged.connect(down_head.setValue)
        down_head.valueChanged.connect(down.setValue)
        across = self.body.horizontalScrollBar()
        across.rangeChanged.connect(self._fit_bar)
        across.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(across.setValue)
        self.body.horizontalHeader().sectionResized.connect(self._resized)
        self.head.horizontalHeader().sectionResized.connect(self._head_resized)
        self.body.horizontalHeader().sectionMoved.connect(self._moved)

    # --- for the view below

    def take_key(self, event: QKeyEvent) -> bool:
        """True when the key has been dealt with."""
        raise NotImplementedError

    def step_down(self) -> None:
        raise NotImplementedError

    def press_over(self) -> None:
        """A row was pressed with the mouse, and is selected now."""

    def has_keyboard_at(self, index: QModelIndex) -> bool:
        """Whether a cell shows the ring: where single cells count, or once the person has used the arrows."""
        return (self.cells or self.by_keys) and self.body.hasFocus() and index == self.body.currentIndex()

    def frozen_width(self) -> int:
        return sum(self.body.columnWidth(at) for at in range(self.frozen))

    # --- columns

    def shown_columns(self) -> list[int]:
        """Logical numbers from left to right."""
        header = self.body.horizontalHeader()
        return [at for at in self._order() if not header.isSectionHidden(at)]

    def _order(self) -> list[int]:
        header = self.body.horizontalHeader()
        return [header.logicalIndex(at) for at in range(header.count())]

    def column_states(self) -> list[dict[str, Any]]:
        """From left to right: key, title, width in px, shown. Plain values, for JSON."""
        header, columns = self.body.horizontalHeader(), self.model_.columns
        return [
            {
                "key": columns[at].key,
                "title": columns[at].title,
                "width": self.body.columnWidth(at) or columns[at].width,  # Qt says 0 for a hidden one
                "shown": not header.isSectionHidden(at),
            }
            for at in self._order()
        ]

    def restore_columns(self, states: list[Mapping[str, Any]]) -> None:
        """Take column_states() of before. Columns unknown now are passed over; new ones stand behind the rest."""
        known = {one.key: at for at, one in enumerate(self.model_.columns)}
        header = self.body.horizontalHeader()
        place = self.frozen
        for kept in states:
            at = known.get(kept["key"])
            if at is None:
                continue
            self.body.setColumnWidth(at, kept["width"])
            header.setSectionHidden(at, not kept["shown"] and at >= self.frozen)
            if at >= self.frozen:
                header.moveSection(header.visualIndex(at), place)
                place += 1
        self._fill()

    def set_roomy(self, roomy: bool) -> None:
        self.roomy = roomy
        for view in (self.body, self.head):
            view.verticalHeader().setDefaultSectionSize(theme.ROW["roomy" if roomy else "compact"])
        self._later.start()

    def _resized(self, at: int, _old: int, new: int) -> None:
        if at < self.frozen:
            self.head.setColumnWidth(at, new)
        if not self._filling:
            if self.model_.columns[at].key == self.filler:
                self.filler = ""  # the person has chosen its width
            self._later.start()
        self._lay()

    def _head_resized(self, at: int, _old: int, new: int) -> None:
        if at < self.frozen:
            self.body.setColumnWidth(at, new)

    def _moved(self, _logical: int, old: int, new: int) -> None:
        """Frozen columns stay first: a move that touches them is taken back."""
        header = self.body.horizontalHeader()
        if (old < self.frozen) != (new < self.frozen) or new < self.frozen:
            header.blockSignals(True)
            header.moveSection(new, old)
            header.blockSignals(False)
            header.viewport().update()
            self.body.viewport().update()
        self._later.start()

    # --- room

    def view_resized(self, view: _View) -> None:
        if view is self.body:
            self._fill()
            self._lay()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._fill()
        self._lay()

    def _fill(self) -> None:
        """The filler column takes the room that is left, never less than the width it was declared with."""
        at = next((n for n, one in enumerate(self.model_.columns) if one.key == self.filler), None)
        if at is None or self.body.isColumnHidden(at):
            return
        others = sum(self.body.columnWidth(n) for n in range(len(self.model_.columns)) if n != at)
        self._filling = True
        self.body.setColumnWidth(
            at, max(self.model_.columns[at].width, self.body.viewport().width() - others)
        )
        self._filling = False

    def _lay(self) -> None:
        top = self.body.horizontalHeader().height()
        room = self.body.viewport()
        self.head.setGeometry(0, 0, self.frozen_width() + 1, room.height() + top)
        self.empty.setGeometry(24, top, max(room.width() - 48, 0), room.height())
        self.empty.raise_()

    def _fit_bar(self, least: int, most: int) -> None:
        inner = self.body.horizontalScrollBar()
        self.bar.setRange(least, most)
        self.bar.setPageStep(inner.pageStep())
        self.bar.setSingleStep(inner.singleStep())
        self.bar.setVisible(most > least)
