"""A form for any ledger, drawn from its fields in their groups; it saves whole or says what is wrong, field by field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.models.ledger import Ledger, Values
from desktop.models.store import Invalid, Store
from desktop.services.attachments import Attachments
from desktop.views.editors import SecretEditor, editor_for
from desktop.views.fields import Field as FieldWidget
from desktop.views.layouts import column, hair, row, scroll
from desktop.views.widgets import text

SHORT = 11  # a field of at most this width shares its line with the next one
Keep = Callable[[Values], int]


class RecordForm(QWidget):
    """Edits one record. `keep` writes the values and returns the id; by default a plain add or change.

    Only what was touched is written, so two people's work does not overwrite each other's fields.
    """

    saved = Signal(int)
    dirty_changed = Signal(bool)

    def __init__(
        self, store: Store, ledger: type[Ledger], record: Any = None, *, attachments: Attachments | None = None,
        names: Sequence[str] = (), fixed: Values | None = None, keep: Keep | None = None, two_columns: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.store, self.ledger, self.record, self.attachments = store, ledger, record, attachments
        self.fixed, self.keep_ = fixed or {}, keep or self._keep
        fields = [f for f in ledger.fields() if f.name != "extra" and f.name not in self.fixed]
        self.fields = [f for f in fields if f.name in names] if names else fields
        self.editors: dict[str, Any] = {}
        self.boxes: dict[str, FieldWidget] = {}
        self.touched: set[str] = set()
        self.setLayout(column(scroll(self._laid_out(two_columns)), gap=0))
        QShortcut(QKeySequence.StandardKey.Save, self).activated.connect(self.save)
        self.show_record(record)

    def _laid_out(self, two_columns: bool) -> Any:
        parts: list[Any] = []
        for group, members in groupby(self.fields, key=lambda f: f.group):
            if parts:
                parts += [4, hair(), 4]
            if group:
                parts.append(text(group, "strong"))
            parts += self._lines(list(members), two_columns)
        return column(*parts, None, gap=9, edge=(20, 14, 12, 12))

    def _lines(self, fields: list[Any], two_columns: bool) -> list[Any]:
        lines, waiting = [], None
        for field in fields:
            box = self._box(field)
            if not two_columns or field.width > SHORT or field.kind in ("note", "file", "choices", "date"):
                lines += [box] if waiting is None else [waiting, box]
                waiting = None
            elif waiting is None:
                waiting = box
            else:
                lines.append(row((waiting, 1), (box, 1), gap=12))
                waiting = None
        return lines + ([waiting] if waiting is not None else [])

    def _box(self, field: Any) -> FieldWidget:
        editor = editor_for(field)
        editor.setProperty("field", field.name)
        editor.set_locked(not field.edit)
        editor.edited.connect(self._edited)
        self.editors[field.name] = editor
        self.boxes[field.name] = FieldWidget(field.label, editor, must=field.required)
        return self.boxes[field.name]

    # showing -------------------------------------------------------------------------------------------

    def show_record(self, record: Any) -> None:
        """Another record in the same form; None for a new one."""
        self.record = record
        shown = record if record is not None else self.ledger()
        for field in self.fields:
            self.editors[field.name].show_value(field.value_of(shown))
        self._set_touched(set())
        self._say({}, self.ledger.advise(dict(record.__data__)) if record is not None else {})

    def reveal(self, open_: bool) -> None:
        """Show or hide personal numbers."""
        for editor in self.editors.values():
            if isinstance(editor, SecretEditor):
                editor.reveal(open_)

    def set_locked(self, locked: bool) -> None:
        for field in self.fields:
            self.editors[field.name].set_locked(locked or not field.edit)

    def is_dirty(self) -> bool:
        return bool(self.touched)

    def _edited(self) -> None:
        name = self.sender().property("field")
        self.boxes[name].say("")
        self._set_touched(self.touched | {name})

    def _set_touched(self, touched: set[str]) -> None:
        was, self.touched = bool(self.touched), touched
        if was != bool(touched):
            self.dirty_changed.emit(bool(touched))

    # keeping -------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Keep what was typed; False when something is wrong, said beside the fields. Other refusals are raised."""
        names = self.touched if self.record is not None else set(self.editors)
        raw = {name: self.editors[name].raw() for name in names}
        files = {name: value for name, value in raw.items() if isinstance(value, Path)}
        values, problems = self.ledger.read({n: v for n, v in raw.items() if n not in files})
        if problems:
            self._say(problems, {})
            return False
        for name, path in files.items():
            assert self.attachments is not None
            values[name] = self.attachments.keep(path)
        if self.record is None:
            values = self.fixed | {name: value for name, value in values.items() if value is not None}
        try:
            kept = self.keep_(self._with_extra(values))
        except Invalid as error:
            self._say(error.problems, {})
            return False
        self.show_record(self.ledger.get_by_id(kept))
        self.saved.emit(kept)
        return True

    def _with_extra(self, values: Values) -> Values:
        """The school's own fields live together in one column."""
        own = {field.name for field in self.fields if field.extra}
        if not own & set(values):
            return values
        had = dict(self.record.extra or {}) if self.record is not None else {}
        had |= {name: value for name, value in values.items() if name in own}
        return {n: v for n, v in values.items() if n not in own} | {"extra": had}

    def _keep(self, values: Values) -> int:
        if self.record is None:
            with self.store.step(f"新增{self.ledger.title}") as step:
                return step.add(self.ledger, values)
        with self.store.step(f"修改{self.ledger.title}：{self.ledger.caption(self.record)}") as step:
            step.change(self.ledger, self.record.id, values)
        return int(self.record.id)

    def _say(self, problems: dict[str, str], advice: dict[str, str]) -> None:
        first = None
        for name, box in self.boxes.items():
            if name in problems:
                box.say(problems[name], "bad")
                first = first or self.editors[name]
            elif name in advice:
                box.say(advice[name], "warn")
            else:
                box.say("")
        if first is not None:
            first.setFocus()
