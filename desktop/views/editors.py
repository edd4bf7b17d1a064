"""Which widget edits which field. The one place to look, the one place to add.

Every editor speaks the same four words: raw() (what was typed, for Field.parse), show_value(value), the signal
`edited`, and set_locked(bool).
"""

from __future__ import annotations

from contextlib import suppress
from functools import singledispatch
from typing import Any

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
    QWidgetAction,
)

from desktop.models.dates import with_year
from desktop.models.fields import Choice, Date, Field, File, Link, MultiChoice, Note, YesNo
from desktop.models.writing import half_width
from desktop.views.buttons import Button, StayingMenu
from desktop.views.fields import Choice as ChoiceBox
from desktop.views.fields import line_edit, plain_calendar
from desktop.views.layouts import row
from desktop.views.link_editors import FileEditor, LinkChoice, LinkEditor

SHORT_LIST = 60  # rows of another ledger that still make a list to choose from
NUMBERS = {"id_number", "student_no", "phone", "account", "date", "number", "money", "disability_card"}


class LineEditor(QLineEdit):
    """Text on one line. Digits typed full-width become plain as one types."""

    edited = Signal()

    def __init__(self, field: Any) -> None:
        super().__init__()
        self.field = field
        self.setPlaceholderText(field.hint)
        if field.kind in NUMBERS:
            self.textEdited.connect(self._halve)
        self.textEdited.connect(self.edited)

    def raw(self) -> str:
        return self.text()

    def show_value(self, value: Any) -> None:
        self.setText(self.field.format(value))
        self.setCursorPosition(0)

    def set_locked(self, locked: bool) -> None:
        self.setReadOnly(locked)

    def _halve(self, text: str) -> None:
        plain = half_width(text)
        if plain != text:
            at = self.cursorPosition()
            self.setText(plain)
            self.setCursorPosition(at)


class SecretEditor(LineEditor):
    """A personal number: stars in its middle until one goes into it or opens the eye."""

    looked = Signal()  # the whole number was shown

    def __init__(self, field: Any) -> None:
        super().__init__(field)
        self.value: Any = None
        self.open = False

    def raw(self) -> str:
        return self.text() if self.open or self.isModified() else self.field.format(self.value)

    def show_value(self, value: Any) -> None:
        self.value = value
        self.setText(self.field.format(value) if self.open else self.field.shown(value))
        self.setModified(False)
        self.setCursorPosition(0)

    def reveal(self, open_: bool) -> None:
        if not self.isModified():
            self.open = open_
            self.show_value(self.value)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.isReadOnly() and not self.isModified():
            self.reveal(True)
            if self.value:
                self.looked.emit()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self.reveal(False)


class NoteEditor(QPlainTextEdit):
    """Several lines; Tab goes on to the next field."""

    edited = Signal()

    def __init__(self, field: Any) -> None:
        super().__init__()
        self.field = field
        self.setTabChangesFocus(True)
        self.setPlaceholderText(field.hint)
        self.setFixedHeight(74)
        self._showing = False
        self.textChanged.connect(self._changed)

    def _changed(self) -> None:
        if not self._showing:
            self.edited.emit()

    def raw(self) -> str:
        return self.toPlainText()

    def show_value(self, value: Any) -> None:
        self._showing = True
        self.setPlainText(self.field.format(value))
        self._showing = False

    def set_locked(self, locked: bool) -> None:
        self.setReadOnly(locked)


class ChoiceEditor(ChoiceBox):
    """One of a list; the first line is empty where the field may be."""

    edited = Signal()

    def __init__(self, choices: list[tuple[Any, str]], required: bool) -> None:
        super().__init__(choices if required else [(None, ""), *choices])
        self.setCurrentIndex(-1 if required else 0)
        self.activated.connect(self._chosen)

    def _chosen(self) -> None:
        self.edited.emit()

    def raw(self) -> Any:
        return self.value()

    def show_value(self, value: Any) -> None:
        self.choose(value)

    def set_locked(self, locked: bool) -> None:
        self.setEnabled(not locked)


class MultiChoiceEditor(Button):
    """Several of a list, ticked in a menu."""

    edited = Signal()

    def __init__(self, field: Any) -> None:
        super().__init__("", role="plain", tail="chevron-down")
        self.field = field
        self.ticks = StayingMenu(self)
        for code, label in field.codes.labels.items():
            action = self.ticks.addAction(label)
            action.setData(code)
            action.setCheckable(True)
        self.ticks.triggered.connect(self._ticked)
        self.clicked.connect(self.open)

    def open(self) -> None:
        """Drop the list down."""
        self.ticks.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def ticked(self) -> list[str]:
        """The words of what is ticked, in the list's order."""
        return [action.text() for action in self.ticks.actions() if action.isChecked()]

    def tick(self, labels: list[str]) -> None:
        """Tick by words instead of codes."""
        for action in self.ticks.actions():
            action.setChecked(action.text() in labels)
        self._say()

    def _ticked(self) -> None:
        self._say()
        self.edited.emit()

    def raw(self) -> list[str]:
        return [action.data() for action in self.ticks.actions() if action.isChecked()]

    def show_value(self, value: Any) -> None:
        chosen = (value or "").split(",")
        for action in self.ticks.actions():
            action.setChecked(action.data() in chosen)
        self._say()

    def _say(self) -> None:
        chosen = self.ticked()
        self.setText(
            chosen[0] if len(chosen) == 1 else f"{chosen[0]} 等 {len(chosen)} 项" if chosen else "请选择"
        )
        self.setToolTip("、".join(chosen))

    def set_locked(self, locked: bool) -> None:
        self.setEnabled(not locked)


class DateEditor(QWidget):
    """A day, typed in any way people write it (0905, 9.5, 9月5日, 20260905, 今天), or picked from a calendar. Ctrl+; is today."""

    edited = Signal()  # at every key: what stands there may be half a date that reads as another day
    settled = Signal()  # Enter, the field left, or a day picked: what stands there is meant

    def __init__(self, field: Any) -> None:
        super().__init__()
        self.field = field
        self.line = line_edit(hint=field.hint or "如 2026-09-05，也可写 0905")
        self.pick = Button(picture="calendar", role="icon", tip="从日历里选")
        self.setLayout(row((self.line, 1), self.pick, gap=4))
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self.edited)
        self.line.editingFinished.connect(self._tidy)
        self.pick.clicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Semicolon and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._picked(QDate.currentDate())
        else:
            super().keyPressEvent(event)

    def _tidy(self) -> None:
        """0905 becomes the whole date as soon as one leaves the field; what is no date stays as typed."""
        from desktop.models.fields import FieldError

        with suppress(FieldError):
            self.line.setText(self.field.format(self.field.parse(self.raw())))
        self.settled.emit()

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = plain_calendar(QCalendarWidget(menu))
        shown = QDate.fromString(self.line.text(), Qt.DateFormat.ISODate)
        calendar.setSelectedDate(shown if shown.isValid() else QDate.currentDate())
        calendar.clicked.connect(self._picked)
        calendar.clicked.connect(menu.close)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _picked(self, day: QDate) -> None:
        self.line.setText(day.toString(Qt.DateFormat.ISODate))
        self.edited.emit()
        self.settled.emit()

    def raw(self) -> str:
        return with_year(self.line.text())

    def show_value(self, value: Any) -> None:
        self.line.setText(self.field.format(value))

    def set_locked(self, locked: bool) -> None:
        self.line.setReadOnly(locked)
        self.pick.setVisible(not locked)


@singledispatch
def editor_for(field: Field) -> Any:
    """The widget that edits a field."""
    return SecretEditor(field) if field.mask else LineEditor(field)


@editor_for.register
def _(field: Note) -> Any:
    return NoteEditor(field)


@editor_for.register
def _(field: Choice) -> Any:
    return ChoiceEditor(list(field.codes.labels.items()), field.required)


@editor_for.register
def _(field: MultiChoice) -> Any:
    return MultiChoiceEditor(field)


@editor_for.register
def _(field: YesNo) -> Any:
    return ChoiceEditor([(True, "是"), (False, "否")], field.required)


@editor_for.register
def _(field: Date) -> Any:
    return DateEditor(field)


@editor_for.register
def _(field: Link) -> Any:
    return LinkChoice(field) if is_short_list(field) else LinkEditor(field)


@editor_for.register
def _(field: File) -> Any:
    return FileEditor(field)


def is_short_list(field: Link) -> bool:
    """Classes, programmes, batches drop down whole; pupils and households are found by typing."""
    return not field.rel_model.personal and field.rel_model.select().count() <= SHORT_LIST
