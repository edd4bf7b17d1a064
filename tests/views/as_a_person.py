"""What a person does at a page: press, type, read, drop files on it."""

import openpyxl
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def write(line, words):
    """Type as an input method does it: QTest has no keys for 汉字."""
    line.setText(words)
    line.textEdited.emit(words)


def words(widget):
    """All that can be read on it."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def drop(widget, *paths):
    """Files let go over a widget."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    told = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, QDragEnterEvent(QPointF(5, 5), *told))
    QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), *told))


def book(path, heads, rows):
    """A workbook of one sheet."""
    made = openpyxl.Workbook()
    for row in (heads, *rows):
        made.active.append(row)
    made.save(path)
    return path
