"""A table that keeps its first columns in place, is worked by keyboard alone, and copies and pastes as a sheet does.

The model is any QAbstractTableModel with `columns`, a sequence of cells.Column. It may have `totals()`, a mapping of
column key to words. Nothing here walks over all rows, so 20,000 are as quick as 20.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QTableView

from desktop.views import clipboard, icons
from desktop.views.cells import COPY, NUMBER, value_of
from desktop.views.frozen import FrozenView

SUM_LIMIT = 2000  # more selected cells than this are counted but not added up: adding would read them all
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
ACTS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Delete}


class FrozenTable(FrozenView):
    """The first `frozen` columns stay. cells: single cells are chosen and edited, as in a sheet, instead of rows.

    filler is the key of the column that takes what room is left. The page listens to what was asked and decides.
    """

    opened = Signal(int)  # row: Enter or a double click
    edit_asked = Signal(QModelIndex)  # F2 where cells are not edited in place
    current_changed = Signal(int)  # row
    selection_changed = Signal(int, object)  # how many, and their sum, or None where there is none to tell
    filter_asked = Signal(int, QPoint)  # column, where to open (global)
    sorted_by = Signal(int, bool)  # column, descending
    copied = Signal(list, int)  # keys of the columns that went to the clipboard, and how many rows
    pasted = Signal(list)  # list[list[str]], to be put at the current cell
    fill_down_asked = Signal()
    clear_asked = Signal()
    menu_opening = Signal(QMenu, int)  # put the page's own actions in; row, or -1 below the last

    def __init__(self, model: Any, frozen: int = 2, *, cells: bool = False, filler: str = ""):
        super().__init__(model, frozen, cells, filler)
        self._sorted: tuple[int, bool] | None = None
        self._filtered: set[str] = set()
        self._told_late = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell_selection)
        self._listen()
        self.refresh()

    def _listen(self) -> None:
        for view in (self.body, self.head):
            view.horizontalHeader().filter_asked.connect(self.filter_asked)
            view.horizontalHeader().sort_asked.connect(self._sort_pressed)
            view.doubleClicked.connect(self._double_clicked)
            view.customContextMenuRequested.connect(self._open_menu)
        self.body.selectionModel().selectionChanged.connect(self._soon_tell)
        self.body.selectionModel().currentRowChanged.connect(self._current_changed)
        model = self.model_
        for changed in (
            model.modelReset,
            model.layoutChanged,
            model.dataChanged,
            model.rowsInserted,
            model.rowsRemoved,
        ):
            changed.connect(self.refresh)

    # --- what the page asks

    def refresh(self) -> None:
        """Ask the model for its totals again, and say so where there are no rows."""
        totals = getattr(self.model_, "totals", None)
        self.totals.show_totals(totals() if totals else {})
        self.empty.setVisible(self.model_.rowCount() == 0 and bool(self.empty.text()))
        self._soon.start()

    def set_empty_text(self, words: str) -> None:
        """What to read where rows would be: why there are none, and what to do."""
        self.empty.setText(words)
        self.refresh()

    def set_filtered(self, keys: set[str]) -> None:
        """The columns whose funnel stays lit."""
        self._filtered = keys
        self._show_header()

    def current_row(self) -> int:
        """-1 when there is none."""
        return self.body.currentIndex().row()

    def go_to(self, row: int, column: int | None = None) -> None:
        """Make one cell current, select its row (or the cell itself), and bring it into sight."""
        at = self.body.currentIndex().column() if column is None else column
        index = self.model_.index(row, max(at, 0))
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            whole = QItemSelectionModel.SelectionFlag.Rows
            self.body.selectionModel().setCurrentIndex(index, flags if self.cells else flags | whole)

    def step_down(self) -> None:
        """To the same column of the next row."""
        self.go_to(self.current_row() + 1)

    def selected_rows(self) -> list[int]:
        """Row numbers from top to bottom; read from ranges, so that 20,000 rows cost nothing much."""
        rows: set[int] = set()
        for part in self.body.selectionModel().selection():
            rows.update(range(part.top(), part.bottom() + 1))
        return sorted(rows)

    def sort(self, column: int, down: bool) -> None:
        """Have the model sort, and show the arrow."""
        self._sorted = (column, down)
        self.model_.sort(column, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder)
        self._show_header()
        self.sorted_by.emit(column, down)
        self.state_changed.emit()

    def state(self) -> dict[str, Any]:
        """Columns from left to right, the sort, the row height: plain values, for JSON."""
        order = self._sorted and {"key": self.model_.columns[self._sorted[0]].key, "down": self._sorted[1]}
        return {"columns": self.column_states(), "sort": order, "roomy": self.roomy}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take a state() of before; what is unknown now is passed over."""
        self.restore_columns(state.get("columns", []))
        self.set_roomy(state.get("roomy", True))
        order = state.get("sort")
        keys = [one.key for one in self.model_.columns]
        if order and order["key"] in keys:
            self.sort(keys.index(order["key"]), order["down"])

    # --- copy and paste

    def copy(self, titles: bool = False) -> None:
        """Put the selection on the clipboard, columns as they stand on the screen, hidden ones left out."""
        parts = list(self.body.selectionModel().selection())
        if not parts:
            return
        columns = [at for at in self.shown_columns() if any(p.left() <= at <= p.right() for p in parts)]
        about = [self.model_.columns[at] for at in columns]
        rows = [[one.title for one in about]] if titles else []
        rows += [[self._copied(row, at) for at in columns] for row in self.selected_rows()]
        mime = clipboard.mime_of(rows, [one.align == "right" for one in about])
        QGuiApplication.clipboard().setMimeData(mime)
        self.copied.emit([one.key for one in about], len(rows) - titles)

    def copy_with_titles(self) -> None:
        self.copy(titles=True)

    def _copied(self, row: int, at: int) -> str:
        index = self.model_.index(row, at)
        own = value_of(index, COPY)
        return str(own if own is not None else value_of(index) or "")

    def paste(self) -> None:
        if block := clipboard.block_of(QGuiApplication.clipboard().text()):
            self.pasted.emit(block)

    # --- keys

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a sheet does at this key; False leaves it to Qt."""
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        self.by_keys = True
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif key == Qt.Key.Key_C and held == CONTROL | SHIFT:
            self.copy_with_titles()
        elif key == Qt.Key.Key_D and held == CONTROL:
            self.fill_down_asked.emit()
        elif key == Qt.Key.Key_Down and held == ALT:
            self.open_filter()
        elif key in ACTS and held == Qt.KeyboardModifier.NoModifier:
            self._act(key)
        else:
            return False
        return True

    def _act(self, key: Qt.Key) -> None:
        index = self.body.currentIndex()
        if key == Qt.Key.Key_Delete:
            self.clear_asked.emit()
        elif not index.isValid():
            return
        elif key == Qt.Key.Key_F2:
            if self.cells:
                self.body.edit(index)
            else:
                self.edit_asked.emit(index)
        elif self.cells:
            self.step_down()
        else:
            self.opened.emit(index.row())

    def open_filter(self) -> None:
        """Ask for the filter of the column the keyboard is in."""
        at = self.body.currentIndex().column()
        view = self.head if at < self.frozen else self.body
        if at >= 0:
            view.horizontalHeader().open_filter(at)

    # --- listening

    def _double_clicked(self, index: QModelIndex) -> None:
        if not self.cells:
            self.opened.emit(index.row())

    def _current_changed(self, current: QModelIndex) -> None:
        """Told once the row is selected too: a page asks which rows are."""
        self._told_late = self.pressing
        if not self.pressing:
            self.current_changed.emit(current.row())

    def press_over(self) -> None:
        if self._told_late:
            self._told_late = False
            self.current_changed.emit(self.current_row())

    def _soon_tell(self) -> None:
        self._soon.start()

    def _tell_selection(self) -> None:
        parts = list(self.body.selectionModel().selection())
        in_cells = sum(part.height() * part.width() for part in parts)
        count = in_cells if self.cells else len(self.selected_rows())
        self.selection_changed.emit(count, self._sum(parts) if 0 < count <= SUM_LIMIT else None)

    def _sum(self, parts: list) -> int | float | None:
        """Of the chosen cells, or of the current column in the chosen rows."""
        if self.cells:
            chosen = [index for part in parts for index in part.indexes()]
        else:
            at = max(self.body.currentIndex().column(), 0)
            chosen = [self.model_.index(row, at) for row in self.selected_rows()]
        numbers = [number for index in chosen if (number := value_of(index, NUMBER)) is not None]
        return sum(numbers) if numbers else None

    def _sort_pressed(self, column: int) -> None:
        self.sort(column, self._sorted == (column, False))

    def _sort_up(self) -> None:
        self.sort(max(self.body.currentIndex().column(), 0), False)

    def _sort_down(self) -> None:
        self.sort(max(self.body.currentIndex().column(), 0), True)

    def _show_header(self) -> None:
        for view in (self.body, self.head):
            view.horizontalHeader().show_state(self._filtered, self._sorted)

    def _open_menu(self, at: QPoint) -> None:
        view = self.sender() if isinstance(self.sender(), QTableView) else self.body
        menu = self.menu_for(view.indexAt(at).row())
        menu.popup(view.viewport().mapToGlobal(at))

    def menu_for(self, row: int) -> QMenu:
        """The right-click menu: the page's own actions first, then those of every table."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_opening.emit(menu, row)
        if menu.actions():
            menu.addSeparator()
        offers = [
            ("copy", "复制\tCtrl+C", self.copy),
            ("", "连同表头复制\tCtrl+Shift+C", self.copy_with_titles),
        ]
        if self.cells:
            offers += [("clipboard-paste", "粘贴\tCtrl+V", self.paste)]
            offers += [("", "向下填充\tCtrl+D", self.fill_down_asked)]
        offers += [("", "", None)]
        offers += [
            ("arrow-up", "按这一列升序", self._sort_up),
            ("arrow-down", "按这一列降序", self._sort_down),
        ]
        offers += [("funnel", "筛选这一列…\tAlt+↓", self.open_filter)]
        for name, words, act in offers:
            if act is None:
                menu.addSeparator()
                continue
            action = menu.addAction(words)
            action.triggered.connect(act)
            if name:
                action.setIcon(icons.icon(name, "quiet", 16))
        return menu
