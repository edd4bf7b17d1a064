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
        """Show these rows. keep: ids that were chosen before; the lowest that is still there stays the current one.

        Where all of them are gone (decided), the next row that stood below them becomes the current one, so that nobody
        finds himself at the top of a long table.
        """
        before, kept = self.model.ids(), list(keep)
        self.model.show_rows(rows)
        at = max((self.model.row_of(one) for one in kept), default=-1)
        if at < 0 and kept:
            at = self._after(before, kept)
        if rows:
            self.table.go_to(max(at, 0))

    def _after(self, before: Sequence[int], gone: Sequence[int]) -> int:
        """Where to stand once rows are gone: on what followed them in the order of before, else on the last row.

        Where no row of before is left, these are other rows, and one begins at the top.
        """
        lowest = max((at for at, one in enumerate(before) if one in set(gone)), default=-1)
        if lowest < 0 or all(self.model.row_of(one) < 0 for one in before):
            return -1
        below = next((self.model.row_of(one) for one in before[lowest:] if self.model.row_of(one) >= 0), -1)
        return below if below >= 0 else self.model.rowCount() - 1

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
