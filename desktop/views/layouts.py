"""Rows and columns, so that a screen reads as its layout; and the frames that hold them."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

Edge = int | tuple[int, int, int, int]
# None is a stretch, a number is empty px, a pair is (part, share of the room)
Part = QWidget | QLayout | int | None | tuple[QWidget | QLayout, int]


def fill(box: QBoxLayout, parts: Iterable[Part]) -> None:
    """Put parts behind those that the layout already has."""
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        else:
            thing, share = part if isinstance(part, tuple) else (part, 0)
            if isinstance(thing, QWidget):
                box.addWidget(thing, share)
            else:
                box.addLayout(thing, share)


def _spaced(box: Any, parts: Iterable[Part], gap: int, edge: Edge) -> Any:
    box.setSpacing(gap)
    box.setContentsMargins(*(edge if isinstance(edge, tuple) else (edge,) * 4))
    fill(box, parts)
    return box


def row(*parts: Part, gap: int = 8, edge: Edge = 0) -> QHBoxLayout:
    """Parts from left to right; gap between them and edge around them in px."""
    return _spaced(QHBoxLayout(), parts, gap, edge)


def column(*parts: Part, gap: int = 8, edge: Edge = 0) -> QVBoxLayout:
    """Parts from top to bottom."""
    return _spaced(QVBoxLayout(), parts, gap, edge)


def holder(layout: QLayout, name: str = "", **marks: object) -> QFrame:
    """A frame around a layout; name and marks are what the style sheet knows it by."""
    made = QFrame()
    made.setObjectName(name)
    for key, value in marks.items():
        made.setProperty(key, value)
    made.setLayout(layout)
    return made


def hair(vertical: bool = False) -> QFrame:
    """The thin line between rows."""
    made = QFrame()
    made.setProperty("hair", True)
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def scroll(layout: QLayout) -> QScrollArea:
    """A body that may be taller than the window; it never scrolls sideways."""
    body = QWidget()
    body.setObjectName("body")
    made = QScrollArea()
    made.setWidget(body)
    body.setLayout(layout)  # last: whatever moves to another parent dresses anew, with everything in it
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout; the widgets go for good."""
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif inner := item.layout():
            clear(inner)


def show_if(wanted: bool, *parts: QWidget) -> None:
    """Show or hide parts. One that stands nowhere yet is shown by what it will stand in: shown by itself it would be
    a window of its own for a moment, and take the keyboard along.
    """
    for part in parts:
        if wanted and part.parentWidget() is None:
            part.setAttribute(
                Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False
            )  # forget an earlier hide()
        else:
            part.setVisible(wanted)


def remark(widget: QWidget, **marks: object) -> None:
    """Change what the style sheet knows a widget by, and let it look again."""
    for key, value in marks.items():
        widget.setProperty(key, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it has not looked yet
        widget.style().unpolish(widget)
        widget.style().polish(widget)
    widget.update()


class Stack(QStackedWidget):
    """Asks for no more room than the page in front needs: a wide page behind must not squeeze what stands beside."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self._other_in_front)

    def minimumSizeHint(self) -> QSize:
        front = self.currentWidget()
        return front.minimumSizeHint().expandedTo(front.minimumSize()) if front else QSize(0, 0)

    def _other_in_front(self, _at: int) -> None:
        self.updateGeometry()


class Giving(QWidget):
    """A row that gives up its less needed parts, the last named first, when the window is narrow."""

    def __init__(self, *parts: Part, gives: tuple[QWidget, ...] = (), gap: int = 8):
        super().__init__()
        self.gives = gives
        box = row(*parts, gap=gap)
        box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setLayout(box)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.layout().minimumSize().height())

    def resizeEvent(self, event) -> None:
        for part in self.gives:
            part.show()
        for part in reversed(self.gives):
            self.layout().invalidate()
            if self.layout().minimumSize().width() > event.size().width():
                part.hide()
        super().resizeEvent(event)
