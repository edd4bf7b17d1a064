"""The record beside its table."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QWidget

from desktop.views.buttons import Button
from desktop.views.layouts import Part, column, holder, row
from desktop.views.widgets import text


class Drawer(QFrame):
    """A record beside its table: head with the arrows to the neighbours, body, foot. The table stays usable."""

    closed = Signal()
    before_asked = Signal()
    after_asked = Signal()

    def __init__(
        self,
        title: QWidget | QLayout,
        body: QWidget,
        foot: QLayout | None = None,
        *,
        width: int = 368,
        alone: bool = False,
    ):
        """alone: a record that has no neighbours, so no arrows."""
        super().__init__()
        self.setObjectName("drawer")
        self.setFixedWidth(width)
        self.fact = text("", "small", "quiet")
        buttons: list[Part] = []
        for name, tip, signal in (
            ("chevron-up", "上一个（↑）", self.before_asked),
            ("chevron-down", "下一个（↓）", self.after_asked),
            ("x", "关上（Esc）", self.closed),
        ):
            if alone and name != "x":
                continue
            button = Button(picture=name, role="icon", tip=tip)
            button.clicked.connect(signal)
            buttons.append(button)
        head = row((column(title, self.fact, gap=2), 1), *buttons, gap=2, edge=(20, 14, 12, 12))
        parts: list[Part] = [holder(head, "drawer_head"), (body, 1)]
        if foot is not None:
            parts.append(holder(foot, "drawer_foot"))
        self.setLayout(column(*parts, gap=0))

    def set_fact(self, words: str) -> None:
        """Where one is: 第 3 / 62 人，按 ↑ ↓ 换人."""
        self.fact.setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ and ↓ that no editor wanted move to the neighbours."""
        if (
            event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            (self.before_asked if event.key() == Qt.Key.Key_Up else self.after_asked).emit()
        else:
            super().keyPressEvent(event)
