"""The page of any ledger: its table, and the record's form beside it. Everything comes from the declaration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.errors import Refused
from desktop.models.ledger import Ledger
from desktop.models.rests import Removal, counted, plan_removal, why_held
from desktop.services.sheets.ledger_in import may_import
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.ledger_sheet import SheetPage
from desktop.views.record_drawer import RecordDrawer
from desktop.views.widgets import Stop, empty_page


class LedgerPage(SheetPage):
    """Subclass or configure: `chips` are the fields offered as filters above the table."""

    drawer_width = 368

    def __init__(
        self, desk: Desk, ledger: type[Ledger], *, within: Sequence[Any] = (), key: str = ""
    ) -> None:
        self._drawer: RecordDrawer | None = None
        super().__init__(desk, ledger, within=within, key=key)
        self.set_actions(self.make_actions())
        new = QShortcut(
            QKeySequence.StandardKey.New, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        new.activated.connect(self._new_asked)

    def _new_asked(self) -> None:
        """Ctrl+N: where the page offers 新增."""
        if any("新增" in one.text() for one in self.findChildren(Button) if one.isVisible()):
            self.add_record()

    # what subclasses say -------------------------------------------------------------------------------

    def make_actions(self) -> list[Button]:
        if not self.may_write():
            return []
        bring = Button("导入", "file-up", tip=f"从表格导入{self.ledger.title}，先看预演再写入")
        bring.clicked.connect(self._import)
        add = Button(f"新增{self.ledger.one_called()}", "plus", role="primary")
        add.clicked.connect(self.add_record)
        return [bring, add] if may_import(self.desk.store, self.ledger) else [add]

    def _import(self) -> None:
        from desktop.views.ledger_import import import_into

        import_into(self.desk, self, self.ledger)

    def make_form(self, record: Any) -> RecordForm:
        """The form shown in the drawer; None makes a new record."""
        return RecordForm(self.desk.store, self.ledger, record, attachments=self.desk.attachments)

    def empty(self) -> QWidget:
        """What stands here while the ledger has no rows at all."""
        return empty_page(f"还没有{self.ledger.title}", self.ledger.about, self.road(), self.empty_actions())

    def road(self) -> Sequence[Stop]:
        return ()

    def empty_actions(self) -> list[Button]:
        return self.make_actions()[-1:]

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

    @property
    def drawer(self) -> RecordDrawer | None:
        """The drawer this page opened, while it stands in the window."""
        return self._drawer if self._drawer is not None and self.desk.shell.drawer() is self._drawer else None

    def show_drawer(self, record: Any) -> None:
        if self.drawer is not None and not self.drawer.may_leave():
            return
        self._drawer = self.make_drawer(record)
        self._drawer.form.set_locked(not self.may_write())
        self._drawer.step_asked.connect(self._step)
        self._drawer.form.saved.connect(self._saved)
        self._drawer.form.dirty_changed.connect(self._typing_changed)
        self.desk.shell.open_drawer(self._drawer)
        self._say_place()
        if record is None:
            self._drawer.form.go_to(self._drawer.form.fields[0].name)

    def _typing_changed(self, dirty: bool) -> None:
        """What was typed is kept or given up: what was refused of it is said no longer."""
        if not dirty:
            self.drop_refused()

    def _saved(self, record: int) -> None:
        """A record made just now is where the keyboard goes on from."""
        self._reload_now()
        if (at := self.model.row_of(record)) >= 0 and self.table.current_row() != at:
            self.table.go_to(at)
        self._say_place()

    def make_drawer(self, record: Any) -> RecordDrawer:
        return RecordDrawer(self.desk, self.ledger, self.make_form(record), width=self.drawer_width)

    def _step(self, by: int) -> None:
        at = self.table.current_row() + by
        if 0 <= at < self.model.rowCount() and self.drawer is not None and self.drawer.may_leave():
            self.table.go_to(at)

    def _current_changed(self, at: int) -> None:
        drawer = self.drawer
        if drawer is None or at < 0:
            return
        record = self.model.record(at)
        shown = drawer.form.record
        if record is not None and not (shown and shown.id == record.id) and drawer.may_leave():
            drawer.show_record(record)
            self._say_place()

    def _say_place(self) -> None:
        if self.drawer is not None and self.drawer.form.record is not None:
            at = self.model.row_of(self.drawer.form.record.id)
            unit = self.ledger.counter
            self.drawer.set_fact(
                f"第 {at + 1} / {self.model.rowCount()} {unit}，按 ↑ ↓ 换" if at >= 0 else ""
            )

    def _edit_asked(self, index: Any) -> None:
        """F2: the form, with the keyboard in the field of this column."""
        self.open_row(index.row())
        name = self.model.columns[index.column()].key
        if self.drawer is not None:
            self.drawer.form.go_to(name)

    # menu and removing ---------------------------------------------------------------------------------

    def fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        menu.addAction("打开\tEnter").triggered.connect(lambda: self.open_row(at))
        if not self.may_write():
            return
        if (count := len(self.selected_ids())) > 1:
            menu.addAction(f"批量修改 {count} {self.ledger.counter}…").triggered.connect(self.batch)
        menu.addAction("删除，放进回收站").triggered.connect(self.remove_selected)

    def remove_selected(self) -> None:
        ids = self.selected_ids()
        if not ids or not self.may_write():
            return
        plan = plan_removal(self.desk.store.ledgers.values(), self.ledger, ids)
        if plan.held:
            self.desk.refuse(Refused(why_held(self.ledger, ids, plan.held)))
            return
        named = "、".join(self.ledger.caption_of(record) for record in ids[:3])
        along = f"连同{counted(plan.along)}，" if plan.along else ""
        words = f"将删除 {len(ids)} {self.ledger.counter}（{named}{'等' if len(ids) > 3 else ''}），{along}可以撤销，也可以从回收站恢复。"
        if self.desk.ask(self, f"删除{self.ledger.one_called()}", words, yes="删除", danger=True):
            self.desk.shell.close_drawer()
            done, _ = self.desk.attempt(self._remove, ids, plan)
            if done:
                self.desk.say(f"已删除 {len(ids)} {self.ledger.counter}。", ("撤销", self.desk.undo))

    def _remove(self, ids: list[int], plan: Removal) -> None:
        does = f"删除{self.ledger.one_called()} {len(ids)} {self.ledger.counter}"
        with self.desk.store.step(does) as step:
            for part, rows in plan.along.items():
                step.remove_many(part, rows)
            step.remove_many(self.ledger, ids)
