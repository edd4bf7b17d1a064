"""What is on the screen is taken from sight while the program is locked, and comes back as it was."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget

from desktop.views.widgets import text


class Curtain:
    """Before the windows of the open school. Pages and half-typed records stay behind it untouched.

    A dialog that waits for its answer cannot be hidden without being answered, so it is covered.
    """

    def __init__(self, before: QWidget) -> None:
        """before: the window that stays in front, where the password is given."""
        self.before = before
        self.hidden: list[QWidget] = []
        self.covers: list[QWidget] = []

    def draw(self) -> None:
        while popup := QApplication.activePopupWidget():  # a menu, the calendar of a date
            popup.close()
        for window in QApplication.topLevelWidgets():
            if window is self.before or not window.isVisible():
                continue
            if window.isModal():
                self.covers.append(_cover(window))
            else:
                window.hide()
                self.hidden.append(window)

    def lift(self) -> None:
        for window in self.hidden:
            window.show()
        for cover in self.covers:
            cover.deleteLater()
        self.hidden, self.covers = [], []

    def end(self) -> None:
        """Nobody comes back: open questions are declined."""
        for cover in self.covers:
            if isinstance(dialog := cover.window(), QDialog):
                dialog.reject()
        self.hidden, self.covers = [], []


def _cover(window: QWidget) -> QWidget:
    made = QWidget(window)
    made.setObjectName("shell")
    made.setAutoFillBackground(True)
    lines = QVBoxLayout(made)
    lines.addWidget(text("已锁上。输了密码，接着回答这里的问题。", tone="quiet", wrap=True))
    made.setGeometry(window.rect())
    made.show()
    made.raise_()
    return made
