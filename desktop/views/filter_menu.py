"""The filter of one column: type part of a value, or tick the values wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QWidget, QWidgetAction

from desktop.models.listing import Filter
from desktop.views.buttons import Button
from desktop.views.fields import line_edit
from desktop.views.layouts import column, row
from desktop.views.widgets import text

WIDTH, HEIGHT = 260, 320


class FilterMenu(QMenu):
    """Pops up under a head. `wanted` tells the filter chosen; an empty one takes the filter away."""

    wanted = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        label: str,
        offers: Sequence[tuple[Any, str]],
        had: Filter,
        *,
        by_wording: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name, self.by_wording = had.name, by_wording
        self.typed = line_edit(had.text, f"{label}里含有…")
        self.list = QListWidget()
        for value, words in offers:
            item = QListWidgetItem(words or "（空）", self.list)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if value in had.values else Qt.CheckState.Unchecked)
        take, drop = Button("筛选", role="primary"), Button("不筛选")
        take.clicked.connect(self._take)
        drop.clicked.connect(self._drop)
        self.typed.returnPressed.connect(self._take)
        self.typed.textChanged.connect(self._narrow)
        body = QWidget()
        body.setLayout(
            column(text(label, "strong"), self.typed, (self.list, 1), row(drop, None, take), gap=8, edge=12)
        )
        body.setFixedSize(WIDTH, HEIGHT)
        action = QWidgetAction(self)
        action.setDefaultWidget(body)
        self.addAction(action)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.typed.setFocus()

    def _narrow(self, words: str) -> None:
        for item in self._items():
            item.setHidden(words not in item.text())

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    def _take(self) -> None:
        """What is ticked; else, where the values are a list of wordings, those that hold what was typed; else the text."""
        typed = self.typed.text().strip()
        items = [item for item in self._items() if item.checkState() == Qt.CheckState.Checked]
        if not items and typed and self.by_wording:
            items = [item for item in self._items() if typed in item.text()]
        values = tuple(item.data(Qt.ItemDataRole.UserRole) for item in items)
        self.wanted.emit(Filter(self.name, values, "" if values else typed))
        self.close()

    def _drop(self) -> None:
        self.wanted.emit(Filter(self.name))
        self.close()
