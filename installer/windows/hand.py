"""A person at the window of the running program: waits, presses, types, takes pictures of the whole screen.

Used by walk.py. Qt's own test library is not shipped, so the clicks are made here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

PATIENCE = 240  # seconds for a job; Wine on a busy machine is slow
A_MOMENT = 0.8  # seconds until everything is drawn


class Stuck(AssertionError):
    """Something did not come; str() says what."""


class Hand:
    """Keeps the pictures and the lines of the report in one folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.number = 0

    def say(self, words: str) -> None:
        with (self.folder / "walk.txt").open("a", encoding="utf-8", newline="\n") as report:
            report.write(words + "\n")

    # waiting -------------------------------------------------------------------------------------------

    def rest(self, seconds: float = A_MOMENT) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            QApplication.processEvents()
            time.sleep(0.02)

    def wait(self, what: str, came: Callable[[], Any]) -> Any:
        """What `came` gives as soon as that is true. Raises Stuck."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            QApplication.processEvents()
            if found := came():
                return found
            time.sleep(0.02)
        raise Stuck(f"waited in vain for {what}")

    # looking -------------------------------------------------------------------------------------------

    def picture(self, name: str) -> None:
        """The whole screen, as it is now."""
        self.rest()
        self.number += 1
        path = self.folder / f"{self.number:02d} {name}.png"
        QApplication.primaryScreen().grabWindow(0).save(str(path))
        self.say(f"picture {path.name}")

    @staticmethod
    def words(widget: QWidget) -> str:
        """All that can be read on it."""
        return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())

    # doing ---------------------------------------------------------------------------------------------

    def press(self, where: QWidget, words: str = "") -> None:
        """Click a button, or the one on `where` with these words."""
        button = where if not words else self.wait(f"the button {words}", lambda: self._button(where, words))
        self.wait(f"{words or button} to be ready", button.isEnabled)
        middle = QPointF(button.rect().center())
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        for kind, held in (
            (QEvent.Type.MouseButtonPress, left),
            (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
        ):
            told = QMouseEvent(kind, middle, button.mapToGlobal(middle), left, held, none)
            QApplication.sendEvent(button, told)
        QApplication.processEvents()

    @staticmethod
    def _button(where: QWidget, words: str) -> QPushButton | None:
        shown = [one for one in where.findChildren(QPushButton) if one.isVisible() and one.text() == words]
        return shown[0] if shown else None

    @staticmethod
    def write(line: Any, words: str) -> None:
        """As an input method does it."""
        line.setText(words)
        line.textEdited.emit(words)

    def agree(self, name: str, words: str = "") -> None:
        """The next question is agreed to, after a picture of it; `words` names another button than the default one.

        Call before what asks.
        """

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None:
                QTimer.singleShot(100, look)
                return
            self.picture(name)
            buttons = dialog.findChildren(QPushButton)
            self.press(next(one for one in buttons if (one.text() == words if words else one.isDefault())))

        QTimer.singleShot(100, look)
