"""A ledger's table with its filters, views and cell work: what every page of a ledger shows, all from the declaration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models import money
from desktop.models.fields import Computed
from desktop.models.ledger import Ledger
from desktop.models.listing import Filter, Listing
from desktop.views import batch_edit, messages, paste, saved_views
from desktop.views.buttons import Button
from desktop.views.columns import choose_columns
from desktop.views.desk import Desk
from desktop.views.filter_bar import FilterBar
from desktop.views.layouts import Stack, column, holder
from desktop.views.ledger_cells import CellWork
from desktop.views.ledger_model import LedgerModel
from desktop.views.ledger_out import LedgerOut
from desktop.views.page import Page
from desktop.views.table import FrozenTable
from desktop.views.widgets import empty_page


class SheetPage(Page):
    """Rows by default; 表格编辑 turns single cells into places to type, paste, fill and clear, as in WPS.

    What a row opens is for the subclass to say: open_row, _current_changed, _edit_asked, remove_selected, fill_menu.
    """

    chips: tuple[str, ...] = ()  # the fields offered as filters above the table

    def __init__(
        self, desk: Desk, ledger: type[Ledger], *, within: Sequence[Any] = (), key: str = ""
    ) -> None:
        super().__init__(ledger.title)
        self.desk, self.ledger, self.key = desk, ledger, key or ledger.table()
        self.within = tuple(within)
        self.model = LedgerModel(Listing(desk.store, ledger, within=self.within), self)
        self.cell_work = CellWork(desk, self.model, paste.confirm, self)
        self.ask_batch = batch_edit.ask_batch
        self.out = LedgerOut(self)
        self.bar = FilterBar(self.model, self.chips, self._tools())
        self.table = self._made_table(cells=False)
        self._frame = column(self.table, edge=1)
        self._stack = Stack()
        sheet = column(self.bar, (holder(self._frame, card=True), 1), gap=12)
        self._stack.addWidget(holder(sheet))
        self.set_body(self._stack)
        self._plain_columns = self.table.column_states()
        self._restore()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._reload_now)
        self.bar.wanted.connect(self.apply_filter)
        self.bar.searched.connect(self.search)
        self.bar.named_dropped.connect(self.show_all)
        desk.changed.connect(self._data_changed)
        self.show_content()
        self.say_fact()

    def _tools(self) -> list[QWidget]:
        self.views = saved_views.ViewsButton(self.desk.settings, self.key, messages.ask_text)
        self.views.chosen.connect(self.show_view)
        self.views.keep_asked.connect(self.keep_view)
        self.eye = Button(picture="eye", role="icon", tip="显示完整的证件号、电话和卡号")
        self.eye.clicked.connect(self.toggle_eye)
        self.grid = Button(
            picture="table-2", role="icon", tip="表格编辑：像 WPS 那样一格一格地改、粘贴、向下填充"
        )
        self.grid.clicked.connect(self.toggle_cells)
        columns = Button("列", "columns-3", role="flat", tip="选择显示哪些列、排在哪里")
        columns.clicked.connect(self._choose_columns)
        masked = any(getattr(item, "mask", None) for item in self.model.items)
        tools = [self.eye] if masked else []
        return [columns, *self.out.tools(), *tools, self.views, *([self.grid] if self.may_write() else [])]

    def _made_table(self, cells: bool) -> FrozenTable:
        shown = self.ledger.columns or tuple(item.name for item in self.model.items)
        table = FrozenTable(self.model, frozen=1 + self.ledger.frozen, cells=cells, filler=shown[-1])
        table.opened.connect(self.open_row)
        table.edit_asked.connect(self._edit_asked)
        table.current_changed.connect(self._current_changed)
        table.selection_changed.connect(self._selection_changed)
        table.filter_asked.connect(self._filter_asked)
        table.state_changed.connect(self._remember)
        table.menu_opening.connect(self.fill_menu)
        table.menu_opening.connect(self.out.fill_menu)
        table.clear_asked.connect(self._clear_asked)
        table.copied.connect(self._copied)
        table.pasted.connect(self._pasted)
        table.fill_down_asked.connect(self._fill_down)
        return table

    # for subclasses ------------------------------------------------------------------------------------

    def open_row(self, at: int) -> None:
        """Enter or a double click on a row."""

    def fill_menu(self, menu: QMenu, at: int) -> None:
        """The page's own lines of the right-click menu; at is -1 below the last row."""

    def remove_selected(self) -> None:
        """Delete, while whole rows are chosen."""

    def _edit_asked(self, index: Any) -> None:
        """F2, while whole rows are chosen."""

    def _current_changed(self, at: int) -> None:
        """The keyboard went to another row."""

    def may_write(self) -> bool:
        writes = self.desk.store.session.role.writes
        return "*" in writes or self.ledger.table() in writes

    def fact(self) -> str:
        """The grey sentence under the title."""
        shown, count = (
            self.model.rowCount(),
            Listing(self.desk.store, self.ledger, within=self.within).count(),
        )
        return (
            f"共 {count} {self.ledger.counter}"
            if shown == count
            else f"显示 {shown}，共 {count} {self.ledger.counter}"
        )

    def empty(self) -> QWidget:
        """What stands here while the ledger has no rows at all."""
        return empty_page(f"还没有{self.ledger.title}", self.ledger.about, [], [])

    # content -------------------------------------------------------------------------------------------

    def show_content(self) -> None:
        """The table, or the empty page while there is nothing in the ledger."""
        listing = self.model.listing
        asked = listing.filters or listing.search or listing.within != self.within
        nothing = not asked and self.model.rowCount() == 0
        if nothing and self._stack.count() == 1:
            self._stack.addWidget(self.empty())
        elif not nothing and self._stack.count() > 1:
            gone = self._stack.widget(1)
            self._stack.removeWidget(gone)
            gone.deleteLater()
        self._stack.setCurrentIndex(int(nothing))

    def apply_filter(self, wanted: Filter) -> None:
        """Filter by one field; an empty filter takes it away."""
        self.model.filter(wanted)
        self._after_filter()

    def clear_filters(self) -> None:
        self.model.show_listing(replace(self.model.listing, filters=(), search="", within=self.within))
        self.bar.show_named("")
        self._after_filter()

    def show_named(self, title: str, ids: Sequence[int]) -> None:
        """Only these rows, under a name: 缺收款账户 12 人."""
        only = (*self.within, self.ledger.id.in_(list(ids)))
        self.model.show_listing(replace(self.model.listing, filters=(), search="", within=only))
        self.bar.show_named(title)
        self._after_filter()

    def show_all(self) -> None:
        self.model.show_listing(replace(self.model.listing, within=self.within))
        self._after_filter()

    def search(self, words: str) -> None:
        """Show only what the words find."""
        self.model.show_listing(replace(self.model.listing, search=words.strip()))
        self._after_filter(chips=False)

    def _after_filter(self, chips: bool = True) -> None:
        if chips:
            self.bar.show_filters()
        self.table.set_filtered({one.name for one in self.model.listing.filters})
        self.table.set_empty_text("没有符合条件的记录。点条件上的 × 可以取消筛选。")
        self.show_content()
        self.say_fact()

    def say_fact(self) -> None:
        """The grey sentence, and whether cells are typed into now."""
        self.set_fact(self.fact() + ("，表格编辑中" if self.table.cells else ""))

    def toggle_eye(self) -> None:
        veiled = not self.model.veiled
        self.model.veil(veiled)
        self.eye.set_picture("eye" if veiled else "eye-off")
        self.eye.setToolTip("显示完整的证件号、电话和卡号" if veiled else "隐藏证件号、电话和卡号")
        if not veiled and self.ledger.personal:
            self.desk.note_access("查看完整号码", self.ledger.title, self.model.rowCount())

    # views ---------------------------------------------------------------------------------------------

    def keep_view(self, name: str) -> None:
        filters = saved_views.frozen(self.model.listing.filters)
        self.views.keep(name, {"filters": filters, "table": self.table.state()})
        self.desk.say(f"已存成视图“{name}”，以后在“我的视图”里选。")

    def show_view(self, view: dict[str, Any] | None) -> None:
        """Put on a kept view; None is the ledger as it first stood."""
        known = {item.name for item in self.ledger.fields()}
        filters = saved_views.thawed(view["filters"], known) if view else ()
        self.model.show_listing(Listing(self.desk.store, self.ledger, filters, within=self.within))
        if view:
            self.table.restore(view["table"])
        else:
            self.table.restore_columns(self._plain_columns)
            self._show_only(set(self.ledger.columns))
        self.table.refresh()
        self.bar.show_named("")
        self._after_filter()

    # cells ---------------------------------------------------------------------------------------------

    def toggle_cells(self) -> None:
        """Rows to open, or cells to type into."""
        self.desk.shell.close_drawer()
        old, state, cells = self.table, self.table.state(), not self.table.cells
        old.state_changed.disconnect(self._remember)
        self.model.editing = cells
        self.table = self._made_table(cells)
        self.table.restore(state)
        self._frame.replaceWidget(old, self.table)
        old.hide()
        old.deleteLater()
        self.grid.set_picture("list" if cells else "table-2")
        self.grid.setToolTip(
            "回到一行一行地看" if cells else "表格编辑：像 WPS 那样一格一格地改、粘贴、向下填充"
        )
        self._after_filter()
        self.table.go_to(0, 1)
        self.table.setFocus()
        if cells:
            self.desk.shell.set_status(
                "表格编辑：直接输入或按 F2 改，Ctrl+V 粘贴，Ctrl+D 向下填充，Delete 清空。"
            )

    def _copied(self, keys: list[str], rows: int) -> None:
        """Whole numbers that leave by the clipboard are noted; while the eye is closed only masked ones do."""
        whole = [one for one in self.model.items if one.name in keys and getattr(one, "mask", None)]
        if whole and rows and self.ledger.personal and not self.model.veiled:
            self.desk.note_access("复制完整号码", self.ledger.title, rows)

    def _pasted(self, block: list[list[str]]) -> None:
        index = self.table.body.currentIndex()
        if index.isValid() and self.may_write():
            columns = self.table.shown_columns()
            names = [self.model.columns[at].key for at in columns[columns.index(index.column()) :]]
            self.cell_work.paste(block, index.row(), [name for name in names if name != "#"])

    def _fill_down(self) -> None:
        if self.may_write():
            self.cell_work.fill_down(self.selected_ids(), self._chosen_names())

    def _clear_asked(self) -> None:
        if not self.may_write():
            return
        if self.table.cells:
            self.cell_work.clear(self.selected_ids(), self._chosen_names())
        else:
            self.remove_selected()

    def _chosen_names(self) -> list[str]:
        """The fields of the columns that are selected, or of the current one while whole rows are."""
        if not self.table.cells:
            return [self.model.columns[self.table.body.currentIndex().column()].key]
        parts = list(self.table.body.selectionModel().selection())
        shown = [at for at in self.table.shown_columns() if any(p.left() <= at <= p.right() for p in parts)]
        return [self.model.columns[at].key for at in shown if at]

    def batch(self) -> None:
        """批量修改 the chosen rows."""
        answer = self.ask_batch(self, self.desk.store, self.ledger, self.selected_ids())
        if answer is not None:
            edit, label = answer
            self.cell_work.keep(edit, f"批量修改{label}")

    # listening -----------------------------------------------------------------------------------------

    def _data_changed(self, _ledgers: frozenset[str]) -> None:
        self._soon.start()

    def _reload_now(self) -> None:
        kept = self.selected_ids()[:1]
        column_ = max(self.table.body.currentIndex().column(), 0)
        had = self.model.ids()
        self.model.reload()
        self.bar.show_filters()
        self.show_content()
        self.say_fact()
        if self.model.ids() != had and kept and (at := self.model.row_of(kept[0])) >= 0:
            self.table.go_to(at, column_)

    def selected_ids(self) -> list[int]:
        return [self.model.id_at(row_) for row_ in self.table.selected_rows() if row_ < self.model.rowCount()]

    def _selection_changed(self, count: int, total: Any) -> None:
        unit = "格" if self.table.cells else self.ledger.counter
        words = [f"显示 {self.model.rowCount()} {self.ledger.counter}"]
        words += [f"选中 {count} {unit}"] if count else []
        words += self._sum_words(total)
        if self.desk.shell.page() is self or self.isVisible():
            self.desk.shell.set_status("，".join(words))

    def _sum_words(self, total: Any) -> list[str]:
        """The sum of the current column over what is selected."""
        at = self.table.body.currentIndex().column()
        if total is None or at <= 0:
            return []
        item = self.model.items[at - 1]
        in_money = isinstance(item, Computed) or item.kind == "money"
        return [
            f"{item.label.removesuffix('（元）')}合计 {money.figures(total) + ' 元' if in_money else total}"
        ]

    def _filter_asked(self, column_: int, at: QPoint) -> None:
        item = self.model.items[column_ - 1] if column_ else None
        if item is not None and not isinstance(item, Computed):
            self.bar.open_menu(item.name, at)

    def _choose_columns(self) -> None:
        choose_columns(self.table)
        self.table.refresh()

    def _remember(self) -> None:
        self.desk.settings.tables[self.key] = self.table.state()
        self.desk.settings.save()

    def _restore(self) -> None:
        if state := self.desk.settings.tables.get(self.key):
            self.table.restore(state)
        else:
            self._show_only(set(self.ledger.columns))
        self.table.set_roomy(self.desk.settings.roomy_rows)
        self.table.refresh()

    def _show_only(self, names: set[str]) -> None:
        """The columns a ledger shows at first; all of them where it does not say."""
        if not names:
            return
        states = self.table.column_states()
        self.table.restore_columns(
            [one | {"shown": one["key"] in names or one["key"] == "#"} for one in states]
        )
