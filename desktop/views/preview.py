"""A paper before it is printed: look at it, print it, or keep it as a PDF."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from desktop.services import printing
from desktop.services.files import put_in_place
from desktop.services.paper import catalogue
from desktop.services.paper.catalogue import DOCUMENTS, Wanted
from desktop.services.progress import Progress
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import open_file, pick_save, show_in_folder
from desktop.views.layouts import column, row, scroll
from desktop.views.page import Page
from desktop.views.paper_options import PrintPanel
from desktop.views.pdf_pane import PdfPane
from desktop.views.proofs import offer_proofs
from desktop.views.widgets import line_of

RIGHT = 276  # px of the options


class PreviewPage(Page):
    """One paper, whole: opened over the page it was asked on, gone (with its temporary file) when it is left.

    path: the temporary PDF; name: what people would call the file. Printing and saving are written down.
    """

    def __init__(
        self, desk: Desk, path: Path, title: str, name: str, *, pick: Any = pick_save, more: Sequence[Button] = ()
    ) -> None:  # fmt: skip
        """more: buttons beside 返回 that lead on from this paper."""
        super().__init__(title)
        self.desk, self.path, self.name, self.pick = desk, path, name, pick
        self.came_from = desk.shell.page()
        self.pane = PdfPane()
        self.panel = PrintPanel(desk)
        self.pane.show_file(path)
        self.set_fact(name)
        self.panel.show_document(path, self.pane.count(), name.removesuffix(".pdf"))
        self.back, self.save = Button("返回", "arrow-left"), Button("存为 PDF", "file-down")
        self.print_ = Button("打印", "printer", role="primary")
        self.set_actions([self.back, *more, self.save, self.print_])
        kept = line_of(
            "shield-check", "quiet", "打印和存文件都会记进日志；预览的临时文件离开时删掉。", "small"
        )
        aside = scroll(column(self.panel, kept, None, gap=12))
        aside.setFixedWidth(RIGHT)
        self.set_body(row((self.pane, 1), aside, gap=16))
        self._connect()
        self._say_print()

    def _connect(self) -> None:
        self.back.clicked.connect(self.leave)
        self.save.clicked.connect(self.save_pdf)
        self.print_.clicked.connect(self.panel.start)
        self.pane.page_changed.connect(self.panel.set_current)
        self.panel.changed.connect(self._say_print)
        self.panel.printed.connect(self._note_print)
        for key, act in (("Ctrl+P", self.panel.start), ("Ctrl+S", self.save_pdf)):
            QShortcut(
                QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(act)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def leave(self) -> None:
        """Back to the page it was asked on; leaving by the rail ends it too."""
        if self.came_from is not None:
            self.desk.shell.show_page(self.came_from)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.pane.view.setFocus()  # so that PgDn turns the page and Esc leads back

    def hideEvent(self, event: Any) -> None:
        super().hideEvent(event)
        if event.spontaneous():
            return
        if self.panel.busy:  # the printer still reads the file
            self.panel.rested.connect(self.end)
        else:
            self.end()

    def end(self) -> None:
        """The file goes at once, the page itself when Qt has finished hiding it."""
        self.pane.show_file(None)
        printing.forget_preview(self.path)
        QTimer.singleShot(0, self, self._drop)

    def _drop(self) -> None:
        self.desk.shell.drop_page(self)

    def save_pdf(self) -> None:
        proposed = printing.paper_place(self.desk.school.folder, self.desk.term, self.name)
        proposed.parent.mkdir(parents=True, exist_ok=True)
        path = self.pick(self, "存为 PDF", proposed, ["PDF 文件 (*.pdf)"])
        if path is not None and self.desk.attempt(self._copy_to, path)[0]:
            self.desk.note_access("导出", path.name, self.pane.count())
            saved_line(self.desk, path)

    def _copy_to(self, path: Path) -> None:
        with put_in_place(path) as part:
            shutil.copyfile(self.path, part)

    def _note_print(self) -> None:
        self.desk.note_access("打印", self.name.removesuffix(".pdf"), len(self.panel.chosen_pages()))

    def _say_print(self) -> None:
        ready = self.panel.ready()
        copies = self.panel.copies.value()
        words = f"打印 {len(self.panel.chosen_pages())} 页" if ready else "打印"
        self.print_.setText(words + (f" × {copies}" if ready and copies > 1 else ""))
        self.print_.setEnabled(ready)


def open_paper(desk: Desk, code: str, wanted: Wanted) -> None:
    """Have a paper of the catalogue made as a job, then show it. The term is the one in the top bar unless chosen."""
    document = DOCUMENTS[code]
    asked = wanted if wanted.term else replace(wanted, term=desk.term)
    asked = replace(asked, attachments=wanted.attachments or desk.attachments)

    def make(path: Path, progress: Progress) -> str:
        desk.store.session.demand("print", f"打印{document.title}")
        catalogue.demand(document, asked)
        job = document.prepare(desk.store, asked)
        job.draw(path, progress, False)
        return catalogue.file_name(job)

    open_preview(desk, make, document.title, more=partial(offer_proofs, desk, code, asked))


def open_preview(
    desk: Desk,
    make: Callable[[Path, Progress], str],
    title: str,
    *,
    more: Callable[[], Button | None] | None = None,
) -> None:
    """Have any paper made as a job, then show it. `make` writes the PDF and returns what people would call the file.

    more: makes one more button beside the paper, or None.
    """
    path = printing.preview_file(desk.school.folder)

    def work(progress: Progress) -> str:
        return make(path, progress)

    def show(name: str) -> None:
        desk.shell.close_drawer()
        button = more() if more is not None else None
        page = PreviewPage(desk, path, title, name, more=[button] if button is not None else [])
        desk.shell.show_page(page)

    desk.run(work, title=f"正在生成{title}", done=show)


def saved_line(desk: Desk, path: Path) -> None:
    """The done-line of a file that was just saved."""
    made = _Opening(path)
    desk.say(f"已存为“{path.name}”。", ("打开", made.open), ("打开所在文件夹", made.show))


class _Opening:
    """What the done-line offers for a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> None:
        open_file(self.path)

    def show(self) -> None:
        show_in_folder(self.path)
