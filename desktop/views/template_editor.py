"""Where the words of a letter are written: fields in colour, unknown ones red, a double click puts one in."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit

from desktop.services.letters.templates import FIELD, LetterField, fields_of
from desktop.views import theme

NAME = Qt.ItemDataRole.UserRole


class FieldColours(QSyntaxHighlighter):
    """【…】 in the accent when the letter knows it, red when it does not."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.known: Mapping[str, LetterField] = {}

    def highlightBlock(self, text: str) -> None:
        for match in FIELD.finditer(text):
            looks = QTextCharFormat()
            looks.setForeground(theme.color("accent" if match[1] in self.known else "bad"))
            looks.setFontWeight(QFont.Weight.DemiBold)
            if match[1] not in self.known:
                looks.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                looks.setUnderlineColor(theme.color("bad"))
            # Qt counts in UTF-16: a rare character before the field takes two
            start, long = _units(text[: match.start()]), _units(match[0])
            self.setFormat(start, long, looks)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class WordsEditor(QPlainTextEdit):
    """Plain text, one paragraph a line."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("信函正文")
        self.setTabChangesFocus(True)
        self.colours = FieldColours(self.document())

    def show_words(self, kind: str, body: str) -> None:
        """Another letter, or another version of it."""
        self.colours.known = fields_of(kind)
        self.setPlainText(body)

    def put_in(self, field: LetterField) -> None:
        """A field at the cursor; one that is drawn as a table gets a line of its own."""
        cursor = self.textCursor()
        words = f"【{field.name}】"
        if field.block:
            before = "" if cursor.atBlockStart() else "\n"
            after = "" if cursor.atBlockEnd() else "\n"
            words = f"{before}{words}{after}"
        cursor.insertText(words)
        self.setFocus()

    def mark(self, start: int, end: int) -> None:
        """Choose a place of the text and bring it into sight."""
        text = self.toPlainText()
        cursor = self.textCursor()
        cursor.setPosition(_units(text[:start]))
        cursor.setPosition(_units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.setFocus()


class FieldList(QListWidget):
    """The fields a letter may name; a double click or Enter puts one into the text."""

    wanted = Signal(object)  # LetterField

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("能用的字段，双击放进正文")
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemActivated.connect(self._activated)
        self.itemDoubleClicked.connect(self._double_clicked)
        self._sent = False

    def show_fields(self, kind: str) -> None:
        self.clear()
        for field in fields_of(kind).values():
            item = QListWidgetItem(f"【{field.name}】")
            tip = f"{field.what}；例：{field.sample}" + ("；要单独占一行" if field.block else "")
            item.setToolTip(tip)
            item.setData(NAME, field)
            self.addItem(item)

    def _activated(self, item: QListWidgetItem) -> None:
        """Enter; a double click says this too on systems that open with two clicks, hence the guard."""
        if not self._sent:
            self._sent = True
            self.wanted.emit(item.data(NAME))
            self._sent = False

    def _double_clicked(self, item: QListWidgetItem) -> None:
        if not self.style().styleHint(self.style().StyleHint.SH_ItemView_ActivateItemOnSingleClick):
            return  # itemActivated has said so already
        self._activated(item)
