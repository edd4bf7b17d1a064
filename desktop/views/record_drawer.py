"""The drawer that edits one record: head with its name, the form, 保存 and what has been changed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.errors import Refused
from desktop.models.ledger import Ledger
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.drawer import Drawer
from desktop.views.form import RecordForm
from desktop.views.layouts import row
from desktop.views.widgets import Elided, text


class RecordDrawer(Drawer):
    """Shows one record of a ledger; ↑ ↓ ask the page for the neighbour. Leaving unsaved typing asks first."""

    step_asked = Signal(int)  # -1 or 1

    def __init__(
        self,
        desk: Desk,
        ledger: type[Ledger],
        form: RecordForm,
        *,
        extra: QWidget | None = None,
        body: QWidget | None = None,
        width: int = 368,
        alone: bool = False,
    ) -> None:
        """body: what holds the form when there is more than the form."""
        self.desk, self.ledger, self.form = desk, ledger, form
        self.name = Elided("", kind="section")
        self.says = text("", "small", "quiet")
        self.keep = Button("保存", role="primary")
        self.keep.clicked.connect(self.save)
        feet = row(self.says, None, *([extra] if extra else []), self.keep, gap=8, edge=(20, 8, 20, 8))
        super().__init__(self.name, body or form, feet, width=width, alone=alone)
        self.before_asked.connect(self._before)
        self.after_asked.connect(self._after)
        form.dirty_changed.connect(self._say_state)
        form.saved.connect(self._saved)
        form.save_asked.connect(self.save)
        self._say_state()

    def show_record(self, record: Any) -> None:
        self.form.show_record(record)
        self._say_state()

    def save(self) -> bool:
        try:
            return self.form.save()
        except Refused as error:
            self.desk.refuse(error)
            return False

    def may_leave(self) -> bool:
        """Whether the form may be left: nothing typed, or kept now, or given up on purpose."""
        if not self.form.is_dirty():
            return True
        words = "改动还没有保存。保存后再离开，还是放弃这些改动？"
        keep = self.desk.ask(self, "还没有保存", words, yes="保存", no="放弃改动", back="接着写")
        if keep is None:
            return False
        if keep:
            return self.save()
        self.form.show_record(self.form.record)
        return True

    def _say_state(self, *_: object) -> None:
        record = self.form.record
        self.name.set_words(
            self.ledger.caption(record) if record is not None else f"新增{self.ledger.one_called()}"
        )
        dirty = self.form.is_dirty() or record is None
        self.keep.setEnabled(dirty)
        self.says.setText(
            "有改动，还没有保存" if self.form.is_dirty() else "" if record is None else "已保存"
        )

    def _saved(self, _record: int) -> None:
        self._say_state()

    def _before(self) -> None:
        self.step_asked.emit(-1)

    def _after(self) -> None:
        self.step_asked.emit(1)
