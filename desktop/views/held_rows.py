"""A read-only table of rows that are all in memory: a proposal, the letters of a batch, the lists of a term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt

from desktop.models import money
from desktop.views.cells import NUMBER, Column
from desktop.views.rows_model import RowsModel, Shown

NOTHING: Mapping[str, int] = {}


class Held(NamedTuple):
    """One row: its id, its cells by column key, and what its numbers are (money in 分) for sums and for sorting."""

    id: int
    cells: Mapping[str, Shown]
    numbers: Mapping[str, int] = NOTHING


class HeldRows(RowsModel):
    """Shows Held rows in the order given until a head is pressed. `money_keys` are summed in the totals line."""

    def __init__(self, columns: Sequence[Column], money_keys: Sequence[str] = (), parent: Any = None) -> None:
        super().__init__(columns, self._ordered, self._some, sort="", down=False, parent=parent)
        self.money_keys = money_keys
        self.held: dict[int, Held] = {}

    def show_rows(self, rows: Sequence[Held]) -> None:
        self.held = {row.id: row for row in rows}
        self.reload()

    def change_row(self, row: Held) -> None:
        """Show one row anew, where it stands."""
        self.held[row.id] = row
        at = self.row_of(row.id)
        self._pages.clear()
        if at >= 0:
            self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))

    def ids(self) -> list[int]:
        return list(self._ids)

    def row_of(self, record: int) -> int:
        """The place of a row, -1 when it is not shown."""
        try:
            return self._ids.index(record)
        except ValueError:
            return -1

    def totals(self) -> dict[str, str]:
        return {
            key: money.figures(sum(row.numbers.get(key, 0) for row in self.held.values()))
            for key in self.money_keys
            if any(row.numbers.get(key) for row in self.held.values())
        }

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == NUMBER and index.isValid():
            return self.held[self._ids[index.row()]].numbers.get(self.columns[index.column()].key)
        return super().data(index, role)

    def _ordered(self, key: str, down: bool) -> list[int]:
        if not key:
            return list(self.held)

        def place(record: int) -> tuple[int, str]:
            row = self.held[record]
            return row.numbers.get(key, 0), row.cells[key].words if key in row.cells else ""

        return sorted(self.held, key=place, reverse=down)

    def _some(self, ids: Sequence[int]) -> dict[int, Mapping[str, Shown]]:
        return {record: self.held[record].cells for record in ids}


class CountedRows(HeldRows):
    """Adds up some columns as counts too, and money as money."""

    def __init__(
        self,
        columns: Sequence[Column],
        counted: Sequence[str],
        money_keys: Sequence[str] = (),
        parent: Any = None,
    ) -> None:
        super().__init__(columns, money_keys, parent)
        self.counted = counted

    def totals(self) -> dict[str, str]:
        sums = {key: sum(row.numbers.get(key, 0) for row in self.held.values()) for key in self.counted}
        return {key: str(count) for key, count in sums.items() if count} | super().totals()
