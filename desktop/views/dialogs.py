"""The one kind of dialog: a card over the dimmed window; the system's own pickers of files; opening what was made."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QDialog, QFrame, QLayout, QWidget

from desktop.views.buttons import Button
from desktop.views.layouts import column, holder, row
from desktop.views.widgets import text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

WIDTH = 440  # px of a card that says no other


class _Shade(QWidget):
    """Dims the window below a dialog."""

    def __init__(self, window: QWidget):
        super().__init__(window)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self.parentWidget().rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event) -> None:
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 70))


class Dialog(QDialog):
    """A title, a body, and buttons at the right with the chosen answer last. Esc and the first button decline."""

    def __init__(self, parent: QWidget | None, title: str, body: QLayout, *, width: int = WIDTH):
        super().__init__(parent.window() if parent else None)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setWindowTitle(title)
        self.setModal(True)
        self.feet = row(None, gap=8)
        name = text(title, "section", wrap=True)
        card = holder(column(name, body, 8, self.feet, gap=8, edge=(24, 20, 24, 20)), "dialog_card")
        card.setFrameShape(QFrame.Shape.NoFrame)
        self.setLayout(column(card, edge=1))
        self.setFixedWidth(width)
        self._shade: _Shade | None = None

    def add_button(self, words: str, role: str = "plain", *, accepts: bool = False) -> Button:
        """Buttons stand in the order they are added. The one that accepts answers to Enter."""
        made = Button(words, role=role)
        made.clicked.connect(self.accept if accepts else self.reject)
        if accepts:
            made.setDefault(True)
        self.feet.addWidget(made)
        return made

    def fit(self) -> None:
        """Make it as high as its sentences need at its width; again after one was added."""
        self.adjustSize()
        self.resize(self.width(), max(self.layout().totalHeightForWidth(self.width()), self.height()))

    def showEvent(self, event) -> None:
        over = self.parentWidget()
        if over is not None:
            self._shade = _Shade(over)
            self.fit()
            middle = over.mapToGlobal(over.rect().center())
            self.move(middle - self.rect().center())
        super().showEvent(event)

    def hideEvent(self, event) -> None:
        if self._shade is not None:
            self._shade.hide()
            self._shade.deleteLater()
            self._shade = None
        super().hideEvent(event)


def _picker(parent: QWidget | None, title: str, start: Path | None) -> QFileDialog:
    from PySide6.QtWidgets import QFileDialog  # not while the log-in page comes up

    made = QFileDialog(parent, title)
    if start is not None:
        made.setDirectory(str(start if start.is_dir() else start.parent))
    return made


def _picked(dialog: QFileDialog) -> list[Path]:
    chosen = [Path(name) for name in dialog.selectedFiles()] if dialog.exec() else []
    dialog.deleteLater()
    return chosen


def pick_files(
    parent: QWidget | None, title: str, kinds: Sequence[str], start: Path | None = None
) -> list[Path]:
    """Let the person choose files. kinds: "表格 (*.xlsx *.xls *.csv)", …; an empty list when none was chosen."""
    dialog = _picker(parent, title, start)
    dialog.setFileMode(dialog.FileMode.ExistingFiles)
    dialog.setNameFilters(list(kinds))
    return _picked(dialog)


def pick_folder(parent: QWidget | None, title: str, start: Path | None = None) -> Path | None:
    """Let the person choose a folder, or None."""
    dialog = _picker(parent, title, start)
    dialog.setFileMode(dialog.FileMode.Directory)
    dialog.setOption(dialog.Option.ShowDirsOnly)
    return next(iter(_picked(dialog)), None)


def pick_save(parent: QWidget | None, title: str, name: Path, kinds: Sequence[str]) -> Path | None:
    """Ask where to save; the name proposed is a whole path. The system's picker itself asks before it overwrites."""
    dialog = _picker(parent, title, name)
    dialog.setAcceptMode(dialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(kinds))
    dialog.setDefaultSuffix(name.suffix.lstrip("."))
    dialog.selectFile(name.name)
    return next(iter(_picked(dialog)), None)


def open_file(path: Path) -> None:
    """Open a file or folder with the program the system has for it."""
    from PySide6.QtCore import QUrl  # not while the log-in page comes up
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def show_in_folder(path: Path) -> None:
    """Open the folder with the file marked in it."""
    if sys.platform == "win32":
        import subprocess

        subprocess.Popen(f'explorer /select,"{path}"')  # explorer wants this one argument quoted its own way
    else:
        open_file(path.parent)
