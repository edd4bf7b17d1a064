"""Editors inside a table's cells: a field with a list offers its list, as the form does; all others are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.models.fields import Choice, Link, YesNo
from desktop.views.editors import MultiChoiceEditor, editor_for, is_short_list
from desktop.views.link_editors import LinkChoice

CHOSEN = "chosen"  # property of an editor: the person has picked something in it


def list_editor(index: QModelIndex | QPersistentModelIndex) -> Any:
    """The editor with the list of this cell's field, not yet shown; None where the cell is typed into."""
    model: Any = index.model()
    items = getattr(model, "items", None)  # a ledger's fields, behind the column with the numbers
    field = items[index.column() - 1] if items and index.column() else None
    if not (isinstance(field, Choice | YesNo) or (isinstance(field, Link) and is_short_list(field))):
        return None
    made = editor_for(field)
    if isinstance(made, LinkChoice):
        made.choose_from(model.listing.store)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def is_list(editor: QWidget) -> bool:
    return isinstance(editor, QComboBox | MultiChoiceEditor)


def when_picked(editor: Any, act: Callable[[], None]) -> None:
    """Call `act` as soon as one is picked, or, where several may be ticked, when the list goes away."""

    def note() -> None:
        editor.setProperty(CHOSEN, True)

    editor.edited.connect(note)
    (editor.ticks.aboutToHide if isinstance(editor, MultiChoiceEditor) else editor.edited).connect(act)


def show_words(editor: QWidget, words: str) -> bool:
    """Let the list stand where the cell stands; False when it is no list. Words not offered show as nothing chosen."""
    if isinstance(editor, QComboBox):
        editor.setCurrentIndex(editor.findText(words))
    elif isinstance(editor, MultiChoiceEditor):
        editor.tick(words.split("、"))
    return is_list(editor)


def picked_words(editor: Any) -> str | None:
    """What was picked, in the words of the cell; None when the list was left as it was."""
    if not editor.property(CHOSEN):
        return None
    return str(editor.currentText()) if isinstance(editor, QComboBox) else "、".join(editor.ticked())


def open_at_once(editor: Any) -> None:
    """The list drops down as soon as the editor stands in its cell."""
    QTimer.singleShot(0, editor, editor.showPopup if isinstance(editor, QComboBox) else editor.open)
