"""怎样打印: printer, pages, copies; and the way on after each portion of fifty pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.errors import Refused
from desktop.services.printing import PrintRun, parse_pages, say_pages
from desktop.views import printing
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.fields import Choice, Field, line_edit, number_box
from desktop.views.layouts import column, row
from desktop.views.widgets import Meter, card, line_of, text

ALL, CURRENT, SOME = "all", "current", "some"
MOST_COPIES = 30
NO_PRINTER = "这台电脑没有装打印机。请先存为 PDF，拿到有打印机的电脑上打印。"


class PrintPanel(QWidget):
    """Chooses how, prints as a job, and asks after each portion whether the pages came out.

    printed: the first portion went to the printer; finished: all of it did. whole: nothing to choose but the printer.
    first: the page's own choices, above the printer.
    """

    printed = Signal()
    finished = Signal()
    rested = Signal()  # a portion is through, or was refused: the file is no longer read
    changed = Signal()  # another printer, other pages: the page's button may have to say another number

    def __init__(self, desk: Desk, *, whole: bool = False, first: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.desk, self.whole = desk, whole
        self.path: Path | None = None
        self.title, self.count, self.current = "", 0, 0
        self.run_: PrintRun | None = None
        self.busy = False
        self.names = printing.printer_names()
        self.choices = self._choices(first)
        self.progress = self._progress()
        self.setLayout(column(self.choices, self.progress, gap=12))
        self.progress.hide()

    # what is seen --------------------------------------------------------------------------------------

    def _choices(self, first: Sequence[QWidget]) -> QWidget:
        self.printer = Choice([(name, name) for name in self.names])
        if self.desk.settings.printer in self.names:
            self.printer.choose(self.desk.settings.printer)
        self.printer.setEnabled(bool(self.names))
        self.pages = Choice([(ALL, "全部"), (CURRENT, "当前这一页"), (SOME, "自己写页码")])
        self.which = line_edit(hint="例如 1-3,5")
        self.which_field = Field("哪几页", self.which)
        self.which_field.hide()
        self.copies = number_box(1, MOST_COPIES, 1, unit="份")
        self.printer.currentIndexChanged.connect(self._printer_chosen)
        self.pages.currentIndexChanged.connect(self._pages_chosen)
        self.which.textChanged.connect(self._page_text_changed)
        self.copies.valueChanged.connect(self.changed)
        parts = [] if self.whole else [Field("页", self.pages), self.which_field, Field("份数", self.copies)]
        lack = [] if self.names else [line_of("triangle-alert", "warn", NO_PRINTER, "small")]
        return card("怎样打印", *first, Field("打印机", self.printer), *lack, *parts, gap=10)

    def _progress(self) -> QWidget:
        self.says = text("", wrap=True)
        self.meter = Meter([], 1)
        self.on = Button("继续打印", "play", role="accept")
        self.again_page = number_box(1, 1, 1, unit="页")
        self.again = Button("从这一页重打", "rotate-ccw")
        self.stop = Button("不打了", role="link")
        self.on.clicked.connect(self.print_next)
        self.again.clicked.connect(self.print_again)
        self.stop.clicked.connect(self.leave)
        hint = text("卡纸或打坏了，写下从第几页起重打：", "small", "quiet", wrap=True)
        self.after = [self.on, hint, self.again_page, self.again]
        again = column(hint, self.again_page, row(self.again, None), gap=6)
        return card(
            "打印进度", self.says, self.meter, row(self.on, None), again, row(self.stop, None), gap=10
        )

    # what is asked -------------------------------------------------------------------------------------

    def show_document(self, path: Path, count: int, title: str) -> None:
        """The finished PDF that 打印 means from now on."""
        self.path, self.count, self.title = path, count, title
        self.again_page.setRange(1, max(count, 1))
        self.leave()

    def set_current(self, page: int) -> None:
        """The page in sight, from 0."""
        self.current = page
        if self.pages.value() == CURRENT:
            self.changed.emit()

    def chosen_pages(self) -> tuple[int, ...]:
        """Page indexes. Raises BadPages."""
        if self.whole or self.pages.value() == ALL:
            return tuple(range(self.count))
        return (
            (self.current,) if self.pages.value() == CURRENT else parse_pages(self.which.text(), self.count)
        )

    def idle(self) -> bool:
        """Whether no print is under way: one that paused goes on from its own buttons."""
        return self.run_ is None or self.run_.finished

    def ready(self) -> bool:
        """Whether there is a printer, a document, and pages that make sense."""
        try:
            return bool(self.names and self.path and self.idle() and self.chosen_pages())
        except Refused:
            return False

    def start(self) -> None:
        """Print what is chosen."""
        ok, pages = self.desk.attempt(self.chosen_pages)
        if ok and self.path is not None:
            self.run_ = PrintRun.of(pages, 1 if self.whole else self.copies.value())
            self.print_next()

    def print_next(self) -> None:
        """Send the next portion."""
        if self.run_ is None or self.path is None or self.run_.finished:
            return
        self._show_run("正在送到打印机…", waiting=False)
        sheets = self.run_.next_portion()
        self.busy = True
        self.desk.run(
            printing.send,
            self.path,
            str(self.printer.value()),
            sheets,
            self.title,
            title=f"正在打印第 {say_pages(sheets)} 页",
            done=self._sent,
            failed=self._failed,
        )

    def print_again(self) -> None:
        """After a jam: go back, and print on from there."""
        if self.run_ is not None and self.desk.attempt(self.run_.again_from, self.again_page.value() - 1)[0]:
            self.print_next()

    def leave(self) -> None:
        """Back to the choices."""
        self.run_ = None
        self.progress.hide()
        self.choices.show()
        self.changed.emit()

    # listening -----------------------------------------------------------------------------------------

    def _sent(self, count: int) -> None:
        self._rest()
        if self.run_ is None:
            return
        first = self.run_.sent == 0
        self.run_.took(count)
        self.again_page.setValue(self.run_.sheets[self.run_.sent - 1] + 1)
        if first:
            self.printed.emit()
        if self.run_.finished:
            self.finished.emit()
            self._show_run("都送到打印机了。出纸齐了就好；有打坏的，可以从那一页重打。")
        else:
            after = say_pages(self.run_.next_portion())
            self._show_run(f"每 {self.run_.portion} 页停一下。纸出得正常就继续打第 {after} 页。")

    def _failed(self) -> None:
        """The refusal stands on the page; the run stays where it was, so that 继续 tries again."""
        self._rest()
        if self.run_ is not None:
            self._show_run("没有送出去。打印机弄好以后，点“继续打印”再送一次。")

    def _rest(self) -> None:
        self.busy = False
        self.rested.emit()

    def _show_run(self, words: str, *, waiting: bool = True) -> None:
        run = self.run_
        assert run is not None
        self.says.setText(f"{run.sent} / {len(run.sheets)} 页。{words}")
        self.meter.set_parts([(run.sent, "accent")], len(run.sheets))
        for part in self.after:
            part.setEnabled(waiting)
        self.on.setVisible(not run.finished)
        self.again.setEnabled(waiting and run.sent > 0)
        self.stop.setText("好了" if run.finished else "不打了")
        self.choices.hide()
        self.progress.show()
        self.changed.emit()

    def _printer_chosen(self) -> None:
        self.desk.settings.printer = str(self.printer.value() or "")
        self.desk.settings.save()
        self.changed.emit()

    def _pages_chosen(self) -> None:
        self.which_field.setVisible(self.pages.value() == SOME)
        self.changed.emit()

    def _page_text_changed(self) -> None:
        """What is wrong stands under the line while one types."""
        try:
            self.chosen_pages()
            self.which_field.say("")
        except Refused as error:
            self.which_field.say(str(error) if self.which.text().strip() else "", "bad")
        self.changed.emit()
