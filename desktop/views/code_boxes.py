"""A recovery code on the screen: shown in eight groups, and eight boxes to copy it back into."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.services import vault
from desktop.views.fields import line_edit
from desktop.views.layouts import column, holder, row
from desktop.views.widgets import text

SIGNS = QRegularExpression("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{0,4}")


class CodeBoxes(QWidget):
    """Eight boxes of four signs; a full box hands the keyboard on."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.boxes = [self._box(at) for at in range(vault.GROUPS)]
        lines = [row(*((box, 1) for box in self.boxes[at : at + 4]), gap=10) for at in (0, 4)]
        self.setLayout(column(*lines, gap=10))
        self.setFocusProxy(self.boxes[0])

    def _box(self, at: int) -> QLineEdit:
        made = line_edit(hint=f"第 {at + 1} 组")
        made.setAccessibleName(f"恢复码第 {at + 1} 组")
        made.setValidator(QRegularExpressionValidator(SIGNS, made))
        made.setProperty("group", at)
        made.textEdited.connect(self._typed)
        return made

    def words(self) -> str:
        return "-".join(box.text() for box in self.boxes)

    def _typed(self, words: str) -> None:
        at = self.sender().property("group")
        if len(words) == 4 and at + 1 < len(self.boxes):
            self.boxes[at + 1].setFocus()
        self.changed.emit()


def code_shown(code: str) -> QWidget:
    """The eight groups in two lines, large, numbered; not to be selected, so not to be copied."""
    groups = code.split("-")
    lines = []
    for start in (0, 4):
        cells = []
        for at in range(start, start + 4):
            group = text(groups[at], "figure")  # never shortened: a sign that is not seen is not copied
            number = text(f"第 {at + 1} 组", "small", "quiet")
            cells.append((holder(column(number, group, gap=2, edge=(14, 8, 8, 10)), note="plain"), 1))
        lines.append(row(*cells, gap=10))
    made = QWidget()
    made.setLayout(column(*lines, gap=10))
    return made
