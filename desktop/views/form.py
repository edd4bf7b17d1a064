"""A form for any ledger, drawn from its fields in their groups; it saves whole or says what is wrong, field by field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.models.fields import Link
from desktop.models.ledger import Ledger, Values
from desktop.models.store import Invalid, Store
from desktop.services.attachments import Attachments
from desktop.views.buttons import Button
from desktop.views.editors import SecretEditor, editor_for
from desktop.views.fields import Field as FieldWidget
from desktop.views.layouts import column, hair, holder, row, scroll
from desktop.views.widgets import text

SHORT = 13  # a field of at most this width shares its line with the next one
WHOLE_LINE = {"note", "file", "choices", "id_number", "student_no", "account", "disability_card"}
Keep = Callable[[Values], int]


class Fold(QWidget):
    """A group of fields behind its heading; folded away until it is wanted."""

    def __init__(self, title: str, lines: Sequence[Any]) -> None:
        super().__init__()
        self.head = Button(title, "chevron-right", role="flat")
        self.head.setStyleSheet("text-align: left; font-weight: 700; padding: 0")
        self.body = holder(column(*lines, gap=9))
        self.setLayout(column(self.head, self.body, gap=6))
        self.head.clicked.connect(self._press)
        self.open(False)

    def is_open(self) -> bool:
        return not self.body.isHidden()

    def open(self, open_: bool = True) -> None:
        self.body.setVisible(open_)
        self.head.set_picture("chevron-down" if open_ else "chevron-right")
        self.head.setAccessibleDescription("已展开" if open_ else "已收起，按空格展开")

    def _press(self) -> None:
        self.open(not self.is_open())


class RecordForm(QWidget):
    """Edits one record. `keep` writes the values and returns the id; by default a plain add or change.
    create: the door to a new record where a plain add is none; once made, it is changed like any other.

    Only what was touched is written, so two people's work does not overwrite each other's fields.
    lead: fields that stand first and open; then every group is folded. below: what stands between the two.
    """

    saved = Signal(int)
    shown = Signal(object)  # the record, None for a new one
    dirty_changed = Signal(bool)
    save_asked = Signal()  # Ctrl+S; who holds the form saves it and shows refusals

    def __init__(
        self, store: Store, ledger: type[Ledger], record: Any = None, *, attachments: Attachments | None = None,
        names: Sequence[str] = (), fixed: Values | None = None, keep: Keep | None = None,
        create: Keep | None = None, lead: Sequence[str] = (), below: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.store, self.ledger, self.record, self.attachments = store, ledger, record, attachments
        self.fixed, self.keep_ = fixed or {}, keep or self._keep
        self.create = create
        fields = [f for f in ledger.fields() if f.name != "extra" and f.name not in self.fixed]
        self.fields = [f for f in fields if f.name in names] if names else fields
        self.editors: dict[str, Any] = {}
        self.boxes: dict[str, FieldWidget] = {}
        self.folds: dict[str, Fold] = {}  # field name -> the fold it lies in
        self.touched: set[str] = set()
        self._noted = 0  # the record whose numbers were looked at
        self.setLayout(column(scroll(self._laid_out(lead, below)), gap=0))
        QShortcut(QKeySequence.StandardKey.Save, self).activated.connect(self.save_asked)
        self.show_record(record)

    def _laid_out(self, lead: Sequence[str], below: QWidget | None) -> Any:
        first = sorted((f for f in self.fields if f.name in lead), key=lambda f: lead.index(f.name))
        parts: list[Any] = self._lines(first)
        if below is not None:
            parts += [4, hair(), below]
        rest = [f for f in self.fields if f.name not in lead]
        for group, members in groupby(rest, key=lambda f: f.group):
            fields = list(members)
            parts += [4, hair(), 2] if parts else []
            if lead and group:
                fold = Fold(group, self._lines(fields))
                self.folds |= {f.name: fold for f in fields}
                parts.append(fold)
            else:
                parts += [text(group, "strong")] if group else []
                parts += self._lines(fields)
        return column(*parts, None, gap=9, edge=(20, 14, 14, 12))

    def _lines(self, fields: list[Any]) -> list[Any]:
        """Short fields stand two in a line."""
        lines, waiting = [], None
        for field in fields:
            box = self._box(field)
            if field.width > SHORT or field.kind in WHOLE_LINE or (field.kind == "date" and field.hint):
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
        if isinstance(field, Link):
            editor.choose_from(self.store)
        editor.setProperty("field", field.name)
        editor.set_locked(not field.edit)
        editor.edited.connect(self._edited)
        if isinstance(editor, SecretEditor):
            editor.looked.connect(self._looked)
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
        self.shown.emit(record)

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

    def _looked(self) -> None:
        """Going into a masked field shows it whole: that is noted, once for each record."""
        if self.record is not None and self.ledger.personal and self.record.id != self._noted:
            self._noted = self.record.id
            self.store.note_access("查看完整号码", f"{self.ledger.title}：{self.ledger.caption(self.record)}")

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
            self._say(self._missing(values, raw) | problems, {})
            return False
        for name, path in files.items():
            assert self.attachments is not None
            values[name] = self.attachments.keep(path)
        if self.record is None:
            values = self.fixed | {name: value for name, value in values.items() if value is not None}
        try:
            kept = self.keep_(self._with_extra(values))
        except Invalid as error:
            if not set(error.problems) & set(self.boxes):
                raise  # a rule about something that this form does not show
            self._say(error.problems, {})
            return False
        self.show_record(self.ledger.get_by_id(kept))
        self.saved.emit(kept)
        return True

    def _missing(self, values: Values, raw: Values) -> dict[str, str]:
        """What a new record still lacks, told together with what cannot be read."""
        if self.record is not None:
            return {}
        unread = {name for name in raw if name not in values}
        return {f.name: f"请填写{f.label}。" for f in self.fields
                if f.required and f.name not in unread and values.get(f.name) is None}  # fmt: skip

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
            if self.create is not None:
                return self.create(values)
            with self.store.step(f"新增{self.ledger.one_called()}") as step:
                return step.add(self.ledger, values)
        named = "" if self.ledger.secret else f"：{self.ledger.caption(self.record)}"
        with self.store.step(f"修改{self.ledger.one_called()}{named}") as step:
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
            self.go_to(str(first.property("field")))

    def go_to(self, name: str) -> None:
        """Put the keyboard into a field, its fold opened."""
        if name in self.folds:
            self.folds[name].open()
        if name in self.editors:
            self.editors[name].setFocus()
