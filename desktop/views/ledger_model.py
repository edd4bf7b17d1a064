"""A ledger as a Qt table: ids are held, rows are read by the page, sorting and filtering happen in SQL."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from desktop.models import money
from desktop.models.fields import Computed
from desktop.models.ledgers.glances import NO_ACCOUNT, SHARED_ACCOUNT
from desktop.models.listing import Filter, Listing, Rows
from desktop.views.cells import COPY, LOOK, NUMBER, TONE, Column

PAGE, KEPT = 24, 150  # rows read at once: little more than a screen shows; pages remembered
CHARACTER, DIGIT = 9, 8  # px that one unit of a field's width takes, at scale 1
AIR = 22  # px at both ends of a cell, together
DIGITS = {"id_number", "student_no", "phone", "account", "disability_card", "date", "money", "number"}
NUMBER_COLUMN = Column("#", "序号", 52, "right")
TAGGED = {"hardships": "accent", "state": "accent"}
LED = {NO_ACCOUNT: ("circle-alert", "bad"), SHARED_ACCOUNT: ("triangle-alert", "warn")}  # icon and tone
Role = Qt.ItemDataRole
TOLD = (Role.DisplayRole, TONE, LOOK, Role.ToolTipRole, Role.EditRole, COPY, NUMBER)  # of a cell


class LedgerModel(QAbstractTableModel):
    """Shows a Listing. `veiled` hides personal numbers until the eye is opened; `editing` lets cells be typed into."""

    typed = Signal(int, str, str)  # record, field name, what was typed into its cell

    def __init__(self, listing: Listing, parent: Any = None) -> None:
        super().__init__(parent)
        self.listing = listing
        self.veiled, self.editing = True, False
        self._ids: list[int] = []
        self._pages: OrderedDict[int, Rows] = OrderedDict()
        self._totals: dict[str, str] | None = None  # None: to be added up when they are asked for
        self.declare()
        self.reload()

    def declare(self) -> None:
        """Take the columns from the ledger; again after the school changed its own fields."""
        self.items = [item for item in self.listing.ledger.shown() if item.name != "extra"]
        self.columns = [NUMBER_COLUMN, *[_column(item) for item in self.items]]
        self._alignments = [one.alignment for one in self.columns]

    # what is shown -------------------------------------------------------------------------------------

    def show_listing(self, listing: Listing) -> None:
        """Other filters, another search, another order."""
        self.listing = listing
        self.reload()

    def reload(self) -> None:
        """Read anew; while the same rows stand in the same order, place and selection stay."""
        self._totals = None
        self._read()

    def _read(self) -> None:
        ids = self.listing.ids()
        if ids == self._ids:
            self._pages.clear()
            self._tell_all()
            return
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self.endResetModel()

    def _tell_all(self) -> None:
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self.columns) - 1))

    def veil(self, veiled: bool) -> None:
        self.veiled = veiled
        self._tell_all()

    def filter(self, wanted: Filter) -> None:
        self.show_listing(self.listing.with_filter(wanted))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """序号 sorts back to the ledger's own order; a computed column cannot be sorted by SQL and is left."""
        down = order == Qt.SortOrder.DescendingOrder
        if column == 0:
            self._reorder("", down)
        elif not isinstance(self.items[column - 1], Computed):
            self._reorder(self.items[column - 1].name, down)

    def _reorder(self, sort: str, down: bool) -> None:
        """The same rows in another order: their totals stay."""
        self.listing = replace(self.listing, sort=sort, down=down)
        self._read()

    def totals(self) -> dict[str, str]:
        """Of the money columns over all rows shown, in 元."""
        if self._totals is None:
            sums = self.listing.sums() if self._ids else {}
            if self._ids:
                sums |= {c.name: c.total(self._ids) for c in self.listing.ledger.computed() if c.total}
            self._totals = {name: money.figures(fen) for name, fen in sums.items()}
        return self._totals

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
        return self._page(row).by_id.get(self._ids[row])

    def _page(self, row: int) -> Rows:
        page = row // PAGE
        if page not in self._pages:
            ids = self._ids[page * PAGE : (page + 1) * PAGE]
            self._pages[page] = Rows(self.listing.ledger, ids)
            if len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        return self._pages[page]

    # Qt ------------------------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Any, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Role.TextAlignmentRole:
            return self._alignments[index.column()]
        if role not in TOLD:
            return None
        if index.column() == 0:
            return str(index.row() + 1) if role in (Role.DisplayRole, COPY) else None
        page, record = self._page(index.row()), self._ids[index.row()]
        row = page.by_id.get(record)
        if row is None:
            return None
        item = self.items[index.column() - 1]
        text = page.text(item, record)
        if role in (LOOK, TONE):
            return _look(item.name, text)[role == TONE]
        if role == NUMBER:
            return _number(item, row, text)
        mask = getattr(item, "mask", None)
        return mask(text) if mask and text and self.veiled and role != Role.EditRole else text

    def flags(self, index: Any) -> Qt.ItemFlag:
        flags = super().flags(index)
        if self.editing and index.isValid() and self.may_type(index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def may_type(self, column: int) -> bool:
        """Whether a person may type into this column."""
        return column > 0 and not isinstance(self.items[column - 1], Computed) and self.items[column - 1].edit

    def setData(self, index: Any, value: Any, role: int = Role.EditRole) -> bool:
        """What was typed is told, not kept: who listens writes it as a step, or says why not."""
        if role != Role.EditRole or not index.isValid() or not self.may_type(index.column()):
            return False
        if str(value) != (self.data(index, Role.EditRole) or ""):
            self.typed.emit(self.id_at(index.row()), self.items[index.column() - 1].name, str(value))
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return self.columns[section].title
        return self.columns[section].alignment if role == Role.TextAlignmentRole else None


def _look(name: str, text: str) -> tuple[str | None, str | None]:
    """How a cell looks, and in which tone."""
    if text in LED:
        return LED[text]
    return ("tag", TAGGED[name]) if name in TAGGED and text else (None, None)


def _number(item: Any, row: Any, text: str) -> int | None:
    """The cell as a number, money in 分, for the sum of what is selected."""
    if isinstance(item, Computed):
        return money.parse_yuan(text) if item.total and text[:1].isdigit() else None
    return item.value_of(row) if item.kind in ("money", "number") else None


def _column(item: Any) -> Column:
    unit = DIGIT if getattr(item, "kind", "") in DIGITS else CHARACTER
    wide = max(item.width * unit, len(item.label) * 14) + AIR
    return Column(item.name, item.label, wide, item.align)
