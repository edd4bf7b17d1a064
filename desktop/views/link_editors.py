"""Editors of what lies elsewhere: a row of another ledger, an attached file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from desktop.models.store import Store
from desktop.views.buttons import Button
from desktop.views.dialogs import pick_files
from desktop.views.fields import Choice as ChoiceBox
from desktop.views.fields import line_edit
from desktop.views.layouts import row


class LinkChoice(ChoiceBox):
    """A row of a small ledger, from a list of them all."""

    edited = Signal()

    def __init__(self, field: Any) -> None:
        super().__init__()
        self.field = field
        self.activated.connect(self._chosen)

    def choose_from(self, store: Store) -> None:
        """Offer the rows this person may see, in the ledger's own order, those no longer in use left out."""
        from desktop.models.listing import Listing

        ledger = self.field.rel_model
        rows = [row_ for row_ in Listing(store, ledger).query() if getattr(row_, "graduated", None) is None]
        offers: list[tuple[object, str]] = [(row_.id, ledger.caption(row_)) for row_ in rows]
        self.set_choices(offers if self.field.required else [(None, ""), *offers])
        self.setCurrentIndex(-1 if self.field.required else 0)

    def _chosen(self) -> None:
        self.edited.emit()

    def raw(self) -> Any:
        return self.value()

    def show_value(self, value: Any) -> None:
        number = getattr(value, "id", value)
        if number is not None and self.findData(number) < 0:
            self.addItem(self.field.format(number), number)
        self.choose(number)

    def set_locked(self, locked: bool) -> None:
        self.setEnabled(not locked)


class LinkEditor(QLineEdit):
    """A row of another ledger, found by typing part of its name."""

    edited = Signal()

    def __init__(self, field: Any) -> None:
        super().__init__()
        self.field = field
        self.store: Store | None = None
        self.captions: dict[str, int] = {}
        self.setPlaceholderText(field.hint or "输入名称查找")
        self.completer_ = QCompleter(self)
        self.completer_.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer_.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(self.completer_)
        self.textEdited.connect(self.edited)
        self.completer_.activated.connect(self.edited)

    def choose_from(self, store: Store) -> None:
        """Whose rows are offered: only those this person may see, read when the editor is first entered."""
        self.store = store

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if len(self.captions) <= 1 and self.store is not None and not self.isReadOnly():
            self.captions |= self._rows(self.store)
            self.completer_.setModel(QStringListModel(list(self.captions), self.completer_))

    def _rows(self, store: Store) -> dict[str, int]:
        """Caption -> id; children of no class who share a name are told apart by their birthdays."""
        ledger = self.field.rel_model
        found: dict[str, int] = {}
        rows = list(store.rows(ledger).limit(20_000))
        names = Counter(ledger.caption(row_) for row_ in rows) if ledger.table() == "age_child" else Counter()
        for row_ in rows:
            name = ledger.caption(row_)
            if names[name] > 1:  # children of no class: their birthdays tell them apart
                name = f"{name}（{row_.birth_date}）"
            found.setdefault(name, row_.id)
        return found

    def raw(self) -> Any:
        return self.captions.get(self.text().strip(), self.text())

    def show_value(self, value: Any) -> None:
        self.setText(self.field.format(value))
        self.setCursorPosition(0)
        if value is not None:
            self.captions[self.text()] = int(getattr(value, "id", value))

    def set_locked(self, locked: bool) -> None:
        self.setReadOnly(locked)


class FileEditor(QWidget):
    """An attachment: its name, a button to choose one, one to take it away. The form's owner stores the bytes."""

    edited = Signal()

    def __init__(self, field: Any) -> None:
        super().__init__()
        self.field, self.value, self.chosen = field, None, None
        self.name = line_edit(hint="还没有文件")
        self.name.setReadOnly(True)
        self.pick = Button("选文件", role="plain")
        self.drop = Button(picture="x", role="icon", tip="拿掉这个文件")
        self.setLayout(row((self.name, 1), self.pick, self.drop, gap=4))
        self.pick.clicked.connect(self._pick)
        self.drop.clicked.connect(self._drop)

    def _pick(self) -> None:
        found = pick_files(self, "选一张照片或扫描件", ["图片和 PDF (*.jpg *.jpeg *.png *.pdf)"])
        if found:
            self.take(found[0])

    def take(self, path: Path) -> None:
        """Remember the file; it is stored when the form is kept."""
        self.chosen = path
        self.name.setText(path.name)
        self.edited.emit()

    def _drop(self) -> None:
        self.value = self.chosen = None
        self.name.clear()
        self.edited.emit()

    def raw(self) -> Any:
        return self.chosen or self.value

    def show_value(self, value: Any) -> None:
        self.value, self.chosen = value, None
        self.name.setText(self.field.format(value))

    def set_locked(self, locked: bool) -> None:
        self.pick.setVisible(not locked)
        self.drop.setVisible(not locked)
