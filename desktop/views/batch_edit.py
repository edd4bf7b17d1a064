"""批量修改: one field, one new value, for all the rows that were chosen; what changes is seen before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.models.fields import Link
from desktop.models.ledger import Ledger
from desktop.models.store import Store
from desktop.services import mass_edit
from desktop.services.mass_edit import MassEdit
from desktop.views.dialogs import Dialog
from desktop.views.editors import editor_for
from desktop.views.fields import Choice, Field
from desktop.views.layouts import clear, column, row
from desktop.views.paste import WIDTH, EditPreview


class BatchEdit(Dialog):
    """`plan` is what the person last saw; it is written by whoever asked."""

    def __init__(
        self, parent: QWidget | None, store: Store, ledger: type[Ledger], records: Sequence[int]
    ) -> None:
        self.store, self.ledger, self.records = store, ledger, list(records)
        self.plan: MassEdit | None = None
        fields = [f for f in ledger.fields() if _may_be_alike(f)]
        self.fields = {f.name: f for f in fields}
        self.which = Choice([(f.name, f.label) for f in fields])
        self.which.setMaxVisibleItems(16)
        self.place: QVBoxLayout = column(gap=0)
        self.preview = EditPreview()
        head = row((Field("改哪一列", self.which), 1), (self.place, 1), gap=12)
        title = f"批量修改 {len(records)} {ledger.counter}"
        super().__init__(parent, title, column(head, self.preview, gap=12), width=WIDTH)
        self.add_button("不改了")
        self.go = self.add_button("写入", "primary", accepts=True)
        self.which.currentIndexChanged.connect(self._show_editor)
        self._show_editor()

    def choose(self, name: str) -> None:
        self.which.choose(name)

    def _show_editor(self) -> None:
        field = self.fields[str(self.which.value())]
        clear(self.place)
        self.editor = editor_for(field)
        if isinstance(field, Link):
            self.editor.choose_from(self.store)
        self.editor.show_value(None)
        self.editor.edited.connect(self.look)
        self.place.addWidget(Field("都改成", self.editor, says="空着就是清空" if not field.required else ""))
        self.look()

    def look(self) -> None:
        """Plan anew with what stands in the editor."""
        wanted = mass_edit.same_for_all(self.records, str(self.which.value()), self.editor.raw())
        self.plan = mass_edit.plan(self.store, self.ledger, wanted)
        self.preview.show_plan(self.plan)
        self.go.setEnabled(bool(self.plan.values))
        self.go.setText(f"写入 {len(self.plan.good)} 格" if self.plan.values else "写入")


def _may_be_alike(field: Any) -> bool:
    """Names, numbers and files are nobody else's."""
    return bool(
        field.edit and not field.mask and not field.unique and field.kind not in ("name", "file", "note")
    )


def ask_batch(
    parent: QWidget, store: Store, ledger: type[Ledger], records: Sequence[int]
) -> tuple[MassEdit, str] | None:
    """Let the person choose; returns the plan and the label of the field, None when they thought better of it."""
    dialog = BatchEdit(parent, store, ledger, records)
    taken = dialog.exec() == Dialog.DialogCode.Accepted and dialog.plan is not None
    answer = (dialog.plan, dialog.fields[str(dialog.which.value())].label) if taken else None
    dialog.deleteLater()
    return answer  # type: ignore[return-value]
