"""Which columns a table shows, in what order, how wide."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from desktop.views.buttons import Button
from desktop.views.dialogs import Dialog
from desktop.views.fields import number_box
from desktop.views.layouts import column, row
from desktop.views.widgets import text

STATE = Qt.ItemDataRole.UserRole
LEAST, MOST = 30, 600  # px of a column


class ColumnChooser(Dialog):
    """Tick to show, drag or use the arrows to move, type a width. `states()` is for the table's restore_columns."""

    def __init__(self, parent: QWidget | None, states: Sequence[dict[str, Any]], frozen: int):
        self.list = QListWidget()
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setMinimumHeight(300)
        self.width_ = number_box(LEAST, MOST, unit="像素")
        self.width_.setSingleStep(10)
        up = Button("上移", "arrow-up", role="flat", tip="上移（Alt+↑）")
        down = Button("下移", "arrow-down", role="flat", tip="下移（Alt+↓）")
        up.setShortcut("Alt+Up")
        down.setShortcut("Alt+Down")
        fixed = "、".join(state["title"] for state in states[:frozen])
        says = text(f"{fixed} 一直在最左边。其余的打勾就显示，拖动可换位置。", "small", "quiet", wrap=True)
        tools = row(up, down, None, text("宽", "small", "quiet"), self.width_, gap=6)
        super().__init__(parent, "显示哪些列", column(says, self.list, tools, gap=8), width=400)
        self._fixed = list(states[:frozen])
        for state in states[frozen:]:
            self._add(state)
        self.add_button("取消")
        self.add_button("就这样显示", "primary", accepts=True)
        up.clicked.connect(self.move_up)
        down.clicked.connect(self.move_down)
        self.list.currentItemChanged.connect(self._show_width)
        self.width_.valueChanged.connect(self._take_width)
        self.list.setCurrentRow(0)

    def _add(self, state: dict[str, Any]) -> None:
        item = QListWidgetItem(state["title"], self.list)
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if state["shown"] else Qt.CheckState.Unchecked)
        item.setData(STATE, dict(state))

    def states(self) -> list[dict[str, Any]]:
        """As given, with what the person changed."""
        items = [self.list.item(at) for at in range(self.list.count())]
        chosen = [item.data(STATE) | {"shown": item.checkState() == Qt.CheckState.Checked} for item in items]
        return [*self._fixed, *chosen]

    def move_up(self) -> None:
        self._move(-1)

    def move_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        at = self.list.currentRow()
        if 0 <= at + by < self.list.count() and at >= 0:
            item = self.list.takeItem(at)
            self.list.insertItem(at + by, item)
            self.list.setCurrentItem(item)

    def _show_width(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.width_.blockSignals(True)
            self.width_.setValue(item.data(STATE)["width"])
            self.width_.blockSignals(False)

    def _take_width(self, width: int) -> None:
        if (item := self.list.currentItem()) is not None:
            item.setData(STATE, item.data(STATE) | {"width": width})


def choose_columns(table: Any) -> None:
    """Let the person choose the columns of a table.FrozenTable; nothing changes when they think better of it."""
    dialog = ColumnChooser(table, table.column_states(), table.frozen)
    if dialog.exec() == Dialog.DialogCode.Accepted:
        table.restore_columns(dialog.states())
        table.state_changed.emit()
    dialog.deleteLater()
