"""A ledger as a Qt table: ids are held, rows are read by the page, sorting and filtering happen in SQL."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from desktop.models import money
from desktop.models.fields import Computed
from desktop.models.ledger import Ledger
from desktop.models.listing import Filter, Listing, rows_of
from desktop.views.cells import COPY, LOOK, NUMBER, TONE, Column

PAGE = 200
KEPT = 20
CHARACTER = 9  # px that one unit of a field's width takes, at scale 1
NUMBER_COLUMN = Column("#", "序号", 52, "right")
TAGGED = {"hardships": "accent", "state": "accent"}


class LedgerModel(QAbstractTableModel):
    """Shows a Listing. `veiled` hides personal numbers until the eye is opened."""

    def __init__(self, listing: Listing, parent: Any = None) -> None:
        super().__init__(parent)
        self.listing = listing
        self.veiled = True
        self._ids: list[int] = []
        self._pages: OrderedDict[int, dict[int, Any]] = OrderedDict()
        self.declare()
        self.reload()

    def declare(self) -> None:
        """Take the columns from the ledger; again after the school changed its own fields."""
        self.items = [item for item in self.listing.ledger.shown() if item.name != "extra"]
        self.columns = [NUMBER_COLUMN, *[_column(item) for item in self.items]]

    # what is shown -------------------------------------------------------------------------------------

    def show_listing(self, listing: Listing) -> None:
        """Other filters, another search, another order."""
        self.listing = listing
        self.reload()

    def reload(self) -> None:
        self.beginResetModel()
        self._ids = self.listing.ids()
        self._pages.clear()
        self.endResetModel()

    def veil(self, veiled: bool) -> None:
        self.veiled = veiled
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self.columns) - 1))

    def filter(self, wanted: Filter) -> None:
        self.show_listing(self.listing.with_filter(wanted))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """序号 sorts back to the ledger's own order; a computed column cannot be sorted by SQL and is left."""
        down = order == Qt.SortOrder.DescendingOrder
        if column == 0:
            self.show_listing(replace(self.listing, sort="", down=down))
        elif not isinstance(self.items[column - 1], Computed):
            self.show_listing(replace(self.listing, sort=self.items[column - 1].name, down=down))

    def totals(self) -> dict[str, str]:
        return {name: money.figures(fen) for name, fen in self.listing.sums().items()} if self._ids else {}

    # rows ----------------------------------------------------------------------------------------------

    def id_at(self, row: int) -> int:
        return self._ids[row]

    def ids(self) -> list[int]:
        return list(self._ids)

    def row_of(self, record: int) -> int:
        """The place of a record, -1 when the filters leave it out."""
        try:
            return self._ids.index(record)
        except ValueError:
            return -1

    def record(self, row: int) -> Any:
        """The ledger row at a place; None when it was removed meanwhile."""
        page = row // PAGE
        if page not in self._pages:
            ids = self._ids[page * PAGE : (page + 1) * PAGE]
            self._pages[page] = rows_of(self.listing.ledger, ids)
            if len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        return self._pages[page].get(self._ids[row])

    # Qt ------------------------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role in (LOOK, TONE):
            return self._look(index, role)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, COPY, NUMBER):
            return None
        if index.column() == 0:
            return str(index.row() + 1) if role in (Qt.ItemDataRole.DisplayRole, COPY) else None
        row = self.record(index.row())
        item = self.items[index.column() - 1]
        if row is None:
            return None
        if role == NUMBER:
            return item.value_of(row) if getattr(item, "kind", "") in ("money", "number") else None
        text = row.seen.get(item.name, "")
        mask = getattr(item, "mask", None)
        return mask(text) if mask and text and self.veiled and role != COPY else text

    def _look(self, index: Any, role: int) -> str | None:
        name = self.columns[index.column()].key
        if name not in TAGGED or not (row := self.record(index.row())) or not row.seen.get(name):
            return None
        return "tag" if role == LOOK else TAGGED[name]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[section].alignment
        return None


def _column(item: Any) -> Column:
    wide = max(item.width * CHARACTER, len(item.label) * 14) + 22
    return Column(item.name, item.label, wide, item.align)


def ledger_of(model: LedgerModel) -> type[Ledger]:
    return model.listing.ledger
