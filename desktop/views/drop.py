"""Files let go on a widget: what is dragged, and the dashed frame that lights up while something is held over it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from desktop.views import theme
from desktop.views.layouts import Part, column, remark, row
from desktop.views.widgets import picture


def dropped_paths(mime: QMimeData) -> list[Path]:
    """The files or folders of this computer that are being dragged."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


class FileDrop(QObject):
    """Lets files be dropped anywhere on a widget and what lies on it; it dies with the widget."""

    dropped = Signal(list)  # list[Path]
    over = Signal(bool)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove) and dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self.over.emit(True)
            return True
        if kind == QEvent.Type.DragLeave:
            self.over.emit(False)
        if kind == QEvent.Type.Drop and (paths := dropped_paths(event.mimeData())):
            event.acceptProposedAction()
            self.over.emit(False)
            self.dropped.emit(paths)
            return True
        return False


class DropFrame(QFrame):
    """Where files are let go: an icon, what to drop in words, and the buttons that choose them instead."""

    dropped = Signal(list)  # list[Path]

    def __init__(self, icon: str, says: QLabel, fact: QLabel, buttons: Part) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.lit = False
        for one in (says, fact):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown = row(None, picture(icon, "accent", 36), None)
        self.setLayout(column(None, shown, 6, says, fact, 6, buttons, None, gap=6, edge=20))
        drop = FileDrop(self)
        drop.dropped.connect(self.dropped)
        drop.over.connect(self._light)

    def _light(self, on: bool) -> None:
        self.lit = on
        remark(self, note="good" if on else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent" if self.lit else "line"), 1.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(8, 8, -8, -8), 8, 8)
