"""The line at the foot: what one sees, the long work under way, that all is saved, undo and redo."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.views.buttons import Button
from desktop.views.jobs import Job
from desktop.views.layouts import row
from desktop.views.widgets import Elided, Meter, picture, text

HEIGHT = 34


class StatusLine(QFrame):
    undo_pressed = Signal()
    redo_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setFixedHeight(HEIGHT)
        self.left = Elided(tone="quiet", kind="small")
        self._jobs: list[Job] = []
        self.work = self._work_part()
        self.mark = picture("circle-check", "good", 14)
        self.saved = text("", "small", "quiet")
        self.undo = Button("撤销", "undo-2", role="link")
        self.redo = Button("重做", "redo-2", role="link")
        self.undo.clicked.connect(self.undo_pressed)
        self.redo.clicked.connect(self.redo_pressed)
        end = (self.mark, self.saved, 6, self.undo, 4, self.redo)
        self.setLayout(row((self.left, 1), self.work, 12, *end, gap=6, edge=(24, 0, 16, 0)))
        self.set_steps("", "")
        self.say_saved("")

    def _work_part(self) -> QWidget:
        made = QWidget()
        self.says = text("", "small", "quiet")
        self.meter = Meter([], 1)
        self.meter.setFixedWidth(140)
        self.cancel = Button("取消", role="link")
        self.cancel.clicked.connect(self._cancel)
        made.setLayout(row(self.says, self.meter, self.cancel, gap=10))
        made.hide()
        return made

    def say_saved(self, time: str) -> None:
        """time: 10:32, or "" while nothing has been changed yet."""
        self.saved.setText(f"已保存 {time}" if time else "")
        self.mark.setVisible(bool(time))

    def set_steps(self, undo: str, redo: str, why_not: str = "") -> None:
        """The names of the steps that 撤销 and 重做 would take; "" where there is none, or why 撤销 does not."""
        for button, verb, name, keys, else_ in (
            (self.undo, "撤销", undo, "Ctrl+Z", why_not or "没有可撤销的"),
            (self.redo, "重做", redo, "Ctrl+Y", "没有可重做的"),
        ):
            button.setEnabled(bool(name))
            button.setToolTip(f"{verb}：{name}（{keys}）" if name else else_)
        self.redo.setVisible(bool(redo))

    def watch(self, job: Job) -> None:
        """Show a job until it ends; when there are several, the first is shown and the rest are counted."""
        self._jobs.append(job)
        job.moved.connect(self._moved)
        job.said.connect(self._said)
        for last in (job.done, job.failed, job.stopped):
            last.connect(self._ended)  # before whoever asked for it, who may put a question now
        self._show_first()

    def show_work(self, sentence: str, done: int, total: int) -> None:
        """A sentence, how many of how many. total 0 while it is not yet known."""
        waiting = f"（后面还有 {len(self._jobs) - 1} 件）" if len(self._jobs) > 1 else ""
        count = f" {done} / {total}" if total else "…"
        self.says.setText(f"{sentence}{count}{waiting}")
        self.meter.set_parts([(done, "accent")], total)
        self.work.show()

    def _show_first(self) -> None:
        self.work.setVisible(bool(self._jobs))
        self.cancel.setEnabled(True)
        if self._jobs:
            self.show_work(self._jobs[0].title, 0, 0)

    def _moved(self, done: int, total: int) -> None:
        if self._jobs and self.sender() is self._jobs[0] and self.cancel.isEnabled():
            self.show_work(self._jobs[0].title, done, total)

    def _said(self, sentence: str) -> None:
        job = self.sender()
        if isinstance(job, Job):
            job.title = sentence
            self._moved(0, 0)

    def _ended(self, *_: object) -> None:
        job = self.sender()
        if job in self._jobs:
            self._jobs.remove(job)
        self._show_first()

    def _cancel(self) -> None:
        if self._jobs:
            self.cancel.setEnabled(False)
            self.says.setText("正在停下，已做的不会留下…")
            self._jobs[0].cancel()
