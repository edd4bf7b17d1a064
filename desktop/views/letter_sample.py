"""The letter in the middle of 告知书. It is drawn in a job: the first one of a day opens fonts of many megabytes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from desktop.services import printing
from desktop.services.progress import Progress
from desktop.views.desk import Desk
from desktop.views.layouts import holder, row
from desktop.views.pdf_pane import PdfPane
from desktop.views.widgets import text

PATIENCE = 200  # ms of drawing before it is spoken of


class LetterSample(QObject):
    """Shows a letter in a pane as it would be printed. Of those asked for while one is drawn only the last is drawn."""

    def __init__(self, desk: Desk, pane: PdfPane) -> None:
        super().__init__(pane)
        self.desk, self.pane = desk, pane
        self.path: Path | None = None  # the PDF in the pane
        self._coming: Path | None = None  # the one that is being drawn
        self._next: tuple[int, int] | None = None
        self.says = holder(row(text("正在排这一封…", "small", "quiet"), edge=(14, 8, 14, 8)), card=True)
        self.says.setParent(pane.view)
        self.says.hide()
        self._slow = QTimer(self, singleShot=True, interval=PATIENCE)
        self._slow.timeout.connect(self._say)

    def show(self, batch: int, notice: int) -> None:
        """Draw a letter of a batch; the one before stays in sight until it is there."""
        if self._coming is not None:
            self._next = batch, notice
            return
        self._coming = path = printing.preview_file(self.desk.school.folder)

        def work(progress: Progress) -> int:
            from desktop.services.paper.documents import aid_letter

            return aid_letter.draw(path, aid_letter.letters_of(batch, only=[notice]), progress=progress)

        self._slow.start()
        job = self.desk.look(work, done=self._drawn)
        job.failed.connect(self._refused)
        job.ended.connect(self._ended)

    def forget(self) -> None:
        """Nothing readable stays behind while another page is in front."""
        self._next = None
        self.pane.show_file(None)
        for path in (self.path, self._coming):
            if path is not None:
                printing.forget_preview(path)
        self.path = None

    def _drawn(self, _pages: int) -> None:
        if self.pane.isVisible() and self._coming is not None:
            old, self.path = self.path, self._coming
            self.pane.show_file(self.path)
            if old is not None:
                printing.forget_preview(old)

    def _refused(self, error: Exception) -> None:
        if self.pane.isVisible():
            self.desk.refuse(error)

    def _ended(self) -> None:
        if self._coming is not None and self._coming != self.path:  # refused, or one has left meanwhile
            printing.forget_preview(self._coming)
        self._coming = None
        self._slow.stop()
        self.says.hide()
        if self._next is not None:
            asked, self._next = self._next, None
            self.show(*asked)

    def _say(self) -> None:
        self.says.adjustSize()
        self.says.move(self.pane.view.rect().center() - self.says.rect().center())
        self.says.show()
