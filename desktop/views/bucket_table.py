"""A table of held rows with buckets above that count and narrow it: the middle of 比对台 and of 差异."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.views.cells import Column
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder, row
from desktop.views.table import FrozenTable
from desktop.views.widgets import Bucket

BucketKind = tuple[str, str, str]  # icon, words, tone


class BucketTable(QObject):
    """The page places `counts` (the buckets in a row) and `grid` (the table in its card). Ctrl+Enter asks for what the page
    does with the chosen rows."""

    bucket_pressed = Signal(str)
    act_asked = Signal()

    def __init__(self, page: QWidget, columns: Sequence[Column], buckets: Mapping[str, BucketKind]) -> None:
        super().__init__(page)
        self.model = HeldRows(columns, (), self)
        self.table = FrozenTable(self.model, frozen=2)
        key = QShortcut(QKeySequence("Ctrl+Return"), self.table)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.act_asked)
        self.buckets = {name: Bucket(*told) for name, told in buckets.items()}
        for name, made in self.buckets.items():
            made.clicked.connect(partial(self._press, name))
        self.counts = row(*self.buckets.values(), gap=10)
        self.grid = holder(column(self.table, edge=1), card=True)

    def count(self, counts: Mapping[str, int], on: str) -> None:
        """Say how many rows each bucket holds, and which one is shown."""
        for name, made in self.buckets.items():
            made.set_count(counts.get(name, 0))
            made.set_on(name == on)

    def show(self, rows: Sequence[Held], keep: Iterable[int] = ()) -> None:
        """Show these rows. keep: ids that were chosen before; the lowest that is still there stays the current one."""
        self.model.show_rows(rows)
        at = max((self.model.row_of(one) for one in keep), default=-1)
        if rows:
            self.table.go_to(max(at, 0))

    def chosen(self) -> list[int]:
        """The ids of the chosen rows."""
        there = self.model.rowCount()
        return [self.model.id_at(at) for at in self.table.selected_rows() if at < there]

    def status(self, counter: str) -> str:
        """显示 12 条，选中 3 条."""
        chosen = len(self.chosen())
        words = [f"显示 {self.model.rowCount()} {counter}"]
        return "，".join(words + ([f"选中 {chosen} {counter}"] if chosen > 1 else []))

    def _press(self, name: str, _checked: bool = False) -> None:
        self.bucket_pressed.emit(name)
