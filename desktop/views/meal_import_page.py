"""导入月表: past months from workbooks, looked at before they are written, taken back in one step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.services.meals.month_book import MonthBook, read_month_book
from desktop.services.meals.sheet_in import Answers, MonthDraft, judge, keep_months
from desktop.services.progress import Progress
from desktop.services.sheets.guard import NeedsPassword
from desktop.views import messages
from desktop.views.desk import Desk
from desktop.views.dialogs import pick_files
from desktop.views.drop import FileDrop
from desktop.views.ledger_import import SHEETS
from desktop.views.meal_import_steps import AnswerStep, FileStep
from desktop.views.widgets import card, line_of
from desktop.views.wizard import WizardPage

STEPS = ("选文件", "对照记号，看预演")


class MealImportPage(WizardPage):
    """Holds what was read between the steps. `ask_password` and `pick` are handed in by tests."""

    def __init__(self, desk: Desk, *, ask_password: Any = messages.ask_text, pick: Any = pick_files) -> None:
        super().__init__("导入月表", STEPS)
        self.desk, self.ask_password, self.pick = desk, ask_password, pick
        self.book: MonthBook | None = None
        self.draft: MonthDraft | None = None
        self.step: AnswerStep | None = None
        FileDrop(self).dropped.connect(self.take_hint)
        self.back_pressed.connect(self._back)
        self.next_pressed.connect(self.keep)
        self.step_chosen.connect(self._first)
        self._first()

    def take_hint(self, paths: Sequence[Path]) -> None:
        self.read([Path(path) for path in paths])

    # reading -------------------------------------------------------------------------------------------

    def _first(self, *_: object) -> None:
        """Files are chosen; what was read before is put down."""
        self.book = self.draft = self.step = None
        files = FileStep()
        files.dropped.connect(self.take_hint)
        files.pick_asked.connect(self._pick)
        self.show_step(
            0,
            files,
            (
                "先看每个班、每一天会写入什么。",
                "空着的格子是什么意思，由您来说。",
                "写进去以后可以一步撤销。",
            ),
        )
        self.set_fact("以前用表格登记的月份，一次导进来")
        self.set_next("下一步", ready=False)

    def _pick(self) -> None:
        if paths := self.pick(self, "选就餐月表", SHEETS):
            self.read(paths)

    def read(self, paths: Sequence[Path], password: str | None = None) -> None:
        """A file that is locked asks for its password and is read again."""

        def work(progress: Progress) -> Any:
            try:
                return read_month_book(paths, password=password, progress=progress)
            except NeedsPassword as locked:
                return locked

        def done(found: Any) -> None:
            if isinstance(found, MonthBook):
                self._show(found)
            elif word := self.ask_password(self, "打开要密码", str(found), yes="打开", secret=True):
                self.read(paths, word)

        self.desk.run(work, title=f"读取 {paths[0].name}", done=done)

    # answering -----------------------------------------------------------------------------------------

    def _show(self, book: MonthBook) -> None:
        self.book = book
        self.step = AnswerStep(book)
        self.step.answered.connect(self.judge)
        self.show_step(1, self.step)
        self.set_step_fact(0, f"{len(book.parts)} 张表")
        self.set_fact(f"{book.title}，{len(book.parts)} 张表，现在还没有写入")
        self.set_next("写入", ready=False)
        self.judge()

    def judge(self) -> None:
        """What the answers come to: read in the background, shown when it is there."""
        if self.step is None or self.book is None:
            return
        self.desk.look(_judge, self.desk.store, self.book, self.step.answers(), done=self._judged)

    def _judged(self, draft: MonthDraft) -> None:
        if self.step is None:
            return
        self.draft = draft
        self.step.show_draft(draft)
        will = [f"写入 {draft.sentence}。", "都记作补录，原因是“导入”和文件名。", "一步撤销。"]
        asks = [line_of("circle-question-mark", "warn", says) for says in draft.questions.values()]
        self.set_will(will if draft.days else [], [card("先回答", *asks, gap=7)] if asks else [])
        self.set_next(f"写入 {len(draft.days)} 张日餐表" if draft.days else "写入", ready=draft.ready)

    # writing -------------------------------------------------------------------------------------------

    def keep(self) -> None:
        if self.draft is None or not self.draft.ready:
            return
        draft = self.draft

        def work(progress: Progress) -> int:
            progress.say("写入就餐月表")
            return keep_months(self.desk.store, draft)

        self.set_next(self.next.text(), ready=False)
        self.desk.run(work, title="写入就餐月表", done=self._kept, failed=self._not_kept)

    def _kept(self, _step: int) -> None:
        assert self.draft is not None
        first, words = self.draft.days[0], self.draft.sentence
        self._first()
        self.desk.go("meal_class", (f"{first.day:%Y-%m}", first.kind, None))
        self.desk.say(f"已导入 {words}。", ("撤销", self.desk.undo))

    def _not_kept(self) -> None:
        self.set_next(self.next.text(), ready=True)

    def _back(self) -> None:
        if self.at == 0:
            self.desk.go("meals")
        else:
            self._first()


def _judge(store: Any, book: MonthBook, answers: Answers, *, progress: Progress | None = None) -> MonthDraft:
    """A job's shape around `judge`."""
    return judge(store, book, answers)
