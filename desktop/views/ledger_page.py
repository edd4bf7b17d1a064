"""The page of any ledger: filters, table, the record's form beside it. Everything comes from the declaration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models import money
from desktop.models.fields import Computed
from desktop.models.ledger import Ledger
from desktop.models.listing import EMPTY, Filter, Listing
from desktop.views.buttons import Button, Chip
from desktop.views.columns import choose_columns
from desktop.views.desk import Desk
from desktop.views.drawer import Drawer
from desktop.views.filter_menu import FilterMenu
from desktop.views.form import RecordForm
from desktop.views.layouts import Giving, column, holder
from desktop.views.ledger_model import LedgerModel
from desktop.views.page import Page
from desktop.views.record_drawer import RecordDrawer
from desktop.views.table import FrozenTable
from desktop.views.widgets import Stop, empty_page

FormMaker = Callable[[Any], RecordForm]


class LedgerPage(Page):
    """Subclass or configure: `chips` are the fields offered as filters above the table; `actions` the page's buttons."""

    chips: tuple[str, ...] = ()
    drawer_width = 368

    def __init__(
        self, desk: Desk, ledger: type[Ledger], *, within: Sequence[Any] = (), key: str = ""
    ) -> None:
        super().__init__(ledger.title)
        self.desk, self.ledger, self.key = desk, ledger, key or ledger.table()
        self.model = LedgerModel(Listing(desk.store, ledger, within=tuple(within)), self)
        self.table = FrozenTable(self.model, frozen=1 + ledger.frozen)
        self.chip_row: list[Chip] = []
        self.drawer: RecordDrawer | None = None
        self.set_actions(self.make_actions())
        self._restore()
        self._connect()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._reload_now)
        self.show_content()
        self.say_fact()

    # what subclasses say -------------------------------------------------------------------------------

    def make_actions(self) -> list[Button]:
        add = Button(f"新增{self.ledger.title}", "plus", role="primary")
        add.clicked.connect(self.add_record)
        return [add] if self.may_write() else []

    def make_form(self, record: Any) -> RecordForm:
        """The form shown in the drawer; None makes a new record."""
        return RecordForm(self.desk.store, self.ledger, record, attachments=self.desk.attachments)

    def fact(self) -> str:
        """The grey sentence under the title."""
        shown, count = (
            self.model.rowCount(),
            Listing(self.desk.store, self.ledger, within=self.model.listing.within).count(),
        )
        return (
            f"共 {count} {self.ledger.counter}"
            if shown == count
            else f"显示 {shown}，共 {count} {self.ledger.counter}"
        )

    def empty(self) -> QWidget:
        """What stands here while the ledger has no rows at all."""
        return empty_page(f"还没有{self.ledger.title}", self.ledger.about, self.road(), self.empty_actions())

    def road(self) -> Sequence[Stop]:
        return ()

    def empty_actions(self) -> list[Button]:
        return self.make_actions()[-1:]

    def may_write(self) -> bool:
        writes = self.desk.store.session.role.writes
        return "*" in writes or self.ledger.table() in writes

    # content -------------------------------------------------------------------------------------------

    def show_content(self) -> None:
        """The table, or the empty page while there is nothing in the ledger."""
        nothing = (
            not self.model.listing.filters and not self.model.listing.search and self.model.rowCount() == 0
        )
        shown = "empty" if nothing else "table"
        if getattr(self, "_shown", "") == shown:
            return
        self._shown = shown
        if nothing:
            self.table.setParent(None)
            self.set_body(column((self.empty(), 1)))
        else:
            self.set_body(column(self._filters(), (holder(column(self.table, edge=1), card=True), 1), gap=12))

    def _filters(self) -> QWidget:
        self.chip_row = [self._chip(name) for name in self.chips]
        self.eye = Button("显示证件号", "eye", role="flat", tip="显示或隐藏完整的证件号、电话和卡号")
        self.eye.clicked.connect(self.toggle_eye)
        columns = Button("列", "columns-3", role="flat", tip="选择显示哪些列、排在哪里")
        columns.clicked.connect(self._choose_columns)
        self.eye.setVisible(any(getattr(item, "mask", None) for item in self.model.items))
        extra = self.extra_filters()
        return Giving(*self.chip_row, *extra, None, self.eye, columns, gives=(self.eye, *extra))

    def extra_filters(self) -> list[QWidget]:
        return []

    def _chip(self, name: str) -> Chip:
        field = next(item for item in self.ledger.fields() if item.name == name)
        chip = Chip(field.label, self._offers(field))
        chip.choose([value for one in self.model.listing.filters if one.name == name for value in one.values])
        chip.setProperty("field", name)
        chip.changed.connect(self._chip_changed)
        return chip

    def _offers(self, field: Any) -> list[tuple[Any, str]]:
        values = self.model.listing.values_of(field.name)
        offers = [(value, field.format(value)) for value in values if value is not None]
        return offers + ([(EMPTY, "没有填")] if None in values else [])

    def _chip_changed(self, values: list[Any]) -> None:
        self.model.filter(Filter(self.sender().property("field"), tuple(values)))
        self._after_filter()

    def _after_filter(self) -> None:
        self.table.set_filtered({one.name for one in self.model.listing.filters})
        self.table.set_empty_text("没有符合条件的记录，点条件上的 × 可以取消筛选。")
        self.say_fact()

    def search(self, words: str) -> None:
        """Show only what the words find."""
        self.model.show_listing(replace(self.model.listing, search=words))
        self._after_filter()

    def say_fact(self) -> None:
        self.set_fact(self.fact())

    def toggle_eye(self) -> None:
        veiled = not self.model.veiled
        self.model.veil(veiled)
        self.eye.setText("显示证件号" if veiled else "隐藏证件号")
        self.eye.set_picture("eye" if veiled else "eye-off")
        if not veiled and self.ledger.personal:
            self.desk.note_access("查看完整号码", self.ledger.title, self.model.rowCount())

    # listening -----------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.table.opened.connect(self.open_row)
        self.table.edit_asked.connect(self._edit_asked)
        self.table.current_changed.connect(self._current_changed)
        self.table.selection_changed.connect(self._selection_changed)
        self.table.filter_asked.connect(self._filter_asked)
        self.table.state_changed.connect(self._remember)
        self.table.menu_opening.connect(self.fill_menu)
        self.table.clear_asked.connect(self.remove_selected)
        self.desk.changed.connect(self._data_changed)

    def _data_changed(self, ledgers: frozenset[str]) -> None:
        self._soon.start()

    def _reload_now(self) -> None:
        kept = self.selected_ids()[:1]
        self.model.reload()
        self.show_content()
        self.say_fact()
        if kept and (at := self.model.row_of(kept[0])) >= 0:
            self.table.go_to(at)

    def selected_ids(self) -> list[int]:
        return [self.model.id_at(row_) for row_ in self.table.selected_rows() if row_ < self.model.rowCount()]

    def _selection_changed(self, count: int, total: Any) -> None:
        words = [f"显示 {self.model.rowCount()} {self.ledger.counter}", f"选中 {count} {self.ledger.counter}"]
        column_ = self.table.body.currentIndex().column()
        if total is not None and column_ > 0:
            item = self.model.items[column_ - 1]
            shown = money.figures(total) + " 元" if getattr(item, "kind", "") == "money" else str(total)
            words.append(f"{item.label}合计 {shown}")
        self.desk.shell.set_status("，".join(words))

    def _filter_asked(self, column_: int, at: QPoint) -> None:
        item = self.model.items[column_ - 1] if column_ else None
        if item is None or isinstance(item, Computed):
            return
        had = next((one for one in self.model.listing.filters if one.name == item.name), Filter(item.name))
        menu = FilterMenu(self, item.label, self._offers(item), had)
        menu.wanted.connect(self._filter_wanted)
        menu.popup(at)

    def _filter_wanted(self, wanted: Filter) -> None:
        self.model.filter(wanted)
        for chip in self.chip_row:
            if chip.property("field") == wanted.name:
                chip.choose(list(wanted.values))
        self._after_filter()

    def _choose_columns(self) -> None:
        choose_columns(self.table)

    def _remember(self) -> None:
        self.desk.settings.tables[self.key] = self.table.state()
        self.desk.settings.save()

    def _restore(self) -> None:
        if state := self.desk.settings.tables.get(self.key):
            self.table.restore(state)
        elif self.ledger.columns:
            self._show_only(set(self.ledger.columns))
        self.table.set_roomy(self.desk.settings.roomy_rows)

    def _show_only(self, names: set[str]) -> None:
        states = self.table.column_states()
        self.table.restore_columns(
            [one | {"shown": one["key"] in names or one["key"] == "#"} for one in states]
        )

    # the record ----------------------------------------------------------------------------------------

    def open_row(self, at: int) -> None:
        record = self.model.record(at)
        if record is not None:
            self.show_drawer(record)

    def open_record(self, record: int) -> None:
        """Bring one record into sight and open it."""
        at = self.model.row_of(record)
        if at >= 0:
            self.table.go_to(at)
            self.open_row(at)

    def add_record(self) -> None:
        self.show_drawer(None)

    def show_drawer(self, record: Any) -> None:
        if self.drawer is not None and not self.drawer.may_leave():
            return
        self.drawer = self.make_drawer(record)
        self.drawer.step_asked.connect(self._step)
        self.drawer.gone.connect(self._drawer_gone)
        self.desk.shell.open_drawer(self.drawer)
        self._say_place()

    def make_drawer(self, record: Any) -> RecordDrawer:
        return RecordDrawer(self.desk, self.ledger, self.make_form(record), width=self.drawer_width)

    def _drawer_gone(self) -> None:
        self.drawer = None

    def _step(self, by: int) -> None:
        at = self.table.current_row() + by
        if 0 <= at < self.model.rowCount() and self.drawer is not None and self.drawer.may_leave():
            self.table.go_to(at)

    def _current_changed(self, at: int) -> None:
        if self.drawer is not None and at >= 0 and self.drawer.may_leave():
            record = self.model.record(at)
            if record is not None:
                self.drawer.show_record(record)
                self._say_place()

    def _say_place(self) -> None:
        if self.drawer is not None and self.drawer.form.record is not None:
            at = self.model.row_of(self.drawer.form.record.id)
            self.drawer.set_fact(f"第 {at + 1} / {self.model.rowCount()} {self.ledger.counter}，按 ↑ ↓ 换")

    def _edit_asked(self, index: Any) -> None:
        """F2: the form, with the keyboard in the field of this column."""
        self.open_row(index.row())
        name = self.model.columns[index.column()].key
        if self.drawer is not None and name in self.drawer.form.editors:
            self.drawer.form.editors[name].setFocus()

    # menu and removing ---------------------------------------------------------------------------------

    def fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        menu.addAction("打开\tEnter").triggered.connect(lambda: self.open_row(at))
        if self.may_write():
            menu.addAction("删除，放进回收站\tDelete").triggered.connect(self.remove_selected)

    def remove_selected(self) -> None:
        ids = self.selected_ids()
        if not ids or not self.may_write():
            return
        named = "、".join(self.ledger.caption_of(record) for record in ids[:3])
        words = f"将删除 {len(ids)} {self.ledger.counter}（{named}{'等' if len(ids) > 3 else ''}），可以撤销，也可以从回收站恢复。"
        if self.desk.ask(self, f"删除{self.ledger.title}", words, yes="删除", danger=True):
            self.desk.shell.close_drawer()
            self.desk.attempt(self._remove, ids)

    def _remove(self, ids: list[int]) -> None:
        with self.desk.store.step(f"删除{self.ledger.title} {len(ids)} {self.ledger.counter}") as step:
            for record in ids:
                step.remove(self.ledger, record)


__all__ = ["Drawer", "LedgerPage"]
