"""The line above a table: one chip for each filter, + 条件 for any other field, a box to find by words, tools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.fields import Choice, Computed, Link, YesNo
from desktop.models.listing import EMPTY, Filter
from desktop.views.buttons import Button, Chip
from desktop.views.fields import line_edit
from desktop.views.filter_menu import FilterMenu
from desktop.views.layouts import Giving, clear, fill, row
from desktop.views.ledger_model import LedgerModel

MOST_VALUES = 300
GAP = 8  # px between chips
LEFT_FREE = 130  # px kept for the tools at the right end


def offers(model: LedgerModel, item: Any) -> list[tuple[Any, str]]:
    """The values of a field to choose from, with their words; masked numbers are never listed."""
    if item.mask:
        return []
    values = model.listing.values_of(item.name, MOST_VALUES)
    found = [(value, item.format(value)) for value in values if value is not None]
    return found + ([(EMPTY, "没有填")] if None in values else [])


def field_of(model: LedgerModel, name: str) -> Any:
    return next(item for item in model.listing.ledger.fields() if item.name == name)


class FilterBar(Giving):
    """Shows the filters of a model's listing and tells which one is wanted; the page applies it."""

    wanted = Signal(object)  # Filter
    searched = Signal(str)
    named_dropped = Signal()  # the cross on 只看 …

    def __init__(self, model: LedgerModel, standing: Sequence[str], tools: Sequence[QWidget]) -> None:
        self._chips = QWidget()
        self.more = Button("条件", "plus", role="link", tip="按任何一列筛选")
        self.find = line_edit(hint="在这里面找…")
        gives = (*tools, self.find)  # the last named goes first
        super().__init__(self._chips, self.more, None, self.find, *tools, gives=gives)
        self.model, self.standing = model, list(standing)
        self.chips: dict[str, Chip] = {}
        self.named: Chip | None = None
        self._row = row(gap=GAP)
        self.more.clicked.connect(self._offer_fields)
        self.find.setClearButtonEnabled(True)
        self.find.setFixedWidth(130)
        self.find.setAccessibleName("在这张表里找")
        self.find.textChanged.connect(self.searched)
        self._chips.setLayout(self._row)
        self.show_filters()

    def show_filters(self) -> None:
        """Build the chips again: the standing ones, then those of every other filter that is set."""
        if self.named:
            self._row.removeWidget(self.named)  # it stays: only what is built again goes
        clear(self._row)
        self.chips = {}
        had = {one.name: one for one in self.model.listing.filters}
        for name in [*self.standing, *[name for name in had if name not in self.standing]]:
            self.chips[name] = self._chip(name, had.get(name, Filter(name)))
        fill(self._row, ([self.named] if self.named else []) + list(self.chips.values()))
        self.resizeEvent(QResizeEvent(self.size(), self.size()))

    def resizeEvent(self, event: Any) -> None:
        self._fit()
        super().resizeEvent(event)
        self.layout().invalidate()  # what was shown and hidden just now counts at once
        self.layout().setGeometry(self.contentsRect())

    def _fit(self) -> None:
        """Chips that are not set give way where the line is short: + 条件 offers their fields as well."""
        room = self.width() - self.more.sizeHint().width() - LEFT_FREE
        every = ([self.named] if self.named else []) + list(self.chips.values())
        used = 0
        for chip in sorted(every, key=lambda one: not one.chosen()):
            wide = chip.sizeHint().width() + GAP
            chip.setVisible(bool(chip.chosen()) or used + wide <= room)
            used += wide if not chip.isHidden() else 0
        self._chips.setFixedWidth(max(used - GAP, 0))

    def show_named(self, title: str) -> None:
        """A chip that says whose names alone are shown; "" takes it away."""
        self.named = Chip(title, [(True, f"只看 {title}")]) if title else None
        if self.named:
            self.named.choose([True])
            self.named.changed.connect(self._named_changed)
        self.show_filters()

    def _named_changed(self, values: list[Any]) -> None:
        if not values:
            self.named = None
            self.named_dropped.emit()

    def _chip(self, name: str, had: Filter) -> Chip:
        item = field_of(self.model, name)
        values = [(had, f"{item.label}含“{had.text}”")] if had.text else offers(self.model, item)
        known = {value for value, _words in values}
        values += [(value, item.format(value)) for value in had.values if value not in known]
        chip = Chip(item.label, values)
        chip.choose([had] if had.text else list(had.values))
        chip.setProperty("field", name)
        chip.changed.connect(self._chip_changed)
        chip.ensurePolished()
        return chip

    def _chip_changed(self, values: list[Any]) -> None:
        self.wanted.emit(Filter(self.sender().property("field"), tuple(values)))

    # + 条件 ---------------------------------------------------------------------------------------------

    def _offer_fields(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for item in self.model.items:
            shown = item.name in self.chips and not self.chips[item.name].isHidden()
            if not isinstance(item, Computed) and not shown:
                menu.addAction(item.label).setData(item.name)
        menu.triggered.connect(self._field_chosen)
        menu.setStyleSheet("QMenu { menu-scrollable: 1; }")
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _field_chosen(self, action: Any) -> None:
        self.open_menu(str(action.data()), self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def open_menu(self, name: str, at: QPoint) -> None:
        """The filter of one field, opened at a place on the screen."""
        self.menu_of(name).popup(at)

    def menu_of(self, name: str) -> FilterMenu:
        """The filter menu of one field, not yet shown."""
        item = field_of(self.model, name)
        had = next((one for one in self.model.listing.filters if one.name == name), Filter(name))
        worded = isinstance(item, Choice | Link | YesNo)
        menu = FilterMenu(self, item.label, offers(self.model, item), had, by_wording=worded)
        menu.wanted.connect(self.wanted)
        return menu
