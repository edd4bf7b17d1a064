"""导入成绩: which term the workbook is of, what it would change, what cannot be read and where; then one step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.terms import Term
from desktop.services.care.results_in import (
    CHANGED,
    NEW,
    SAME,
    ResultBook,
    ResultDraft,
    judge,
    keep_results,
    read_results,
)
from desktop.services.sheets.guard import NeedsPassword
from desktop.views import messages
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog, pick_files
from desktop.views.fields import Choice, Field
from desktop.views.layouts import Part, clear, column, fill, holder, row, scroll
from desktop.views.ledger_import import SHEETS
from desktop.views.widgets import card, line_of, tag, text

SHOWN = 60  # lines of a kind of trouble
WIDTH, HIGH = 760, 340  # px


def import_results(
    desk: Desk, page: QWidget, term: Any, paths: list[Path] | None = None, *, password: str | None = None
) -> None:
    """Nothing is written before the person says so. A locked file asks for its password."""
    paths = paths or pick_files(page, "选成绩表", SHEETS)
    if not paths:
        return
    chosen = paths

    def read(progress: Any) -> Any:
        try:
            return read_results(chosen, password=password, progress=progress)
        except NeedsPassword as locked:
            return locked

    def done(found: Any) -> None:
        if isinstance(found, ResultBook):
            _show(desk, page, found, term)
        elif word := messages.ask_text(page, "打开要密码", str(found), yes="打开", secret=True):
            import_results(desk, page, term, chosen, password=word)

    desk.run(read, title=f"读取 {paths[0].name}", done=done)


class ResultsDialog(Dialog):
    """The rehearsal. Choosing another term judges the same files anew."""

    def __init__(self, desk: Desk, page: QWidget, book: ResultBook, term: Term) -> None:
        self.desk, self.book = desk, book
        self.draft: ResultDraft | None = None
        self.term = Choice()
        told = book.term or term
        self.term.set_choices([(one, one.title) for one in _terms(told, desk.term)])
        self.term.choose(told)
        self.term.activated.connect(self.judge)
        says = f"表上写的是{told.title}。" if book.term else "表上没有写学期，请选好是哪个学期的成绩。"
        box = Field("哪个学期的成绩", self.term, says=says)
        box.setFixedWidth(320)
        self.sums, self.lines = text("", wrap=True), column(gap=10)
        body = scroll(column(self.lines, None, gap=10, edge=(0, 0, 8, 0)))
        body.setMinimumHeight(HIGH)
        super().__init__(
            page, "导入成绩：预演", column(row(box, None), self.sums, (body, 1), gap=10), width=WIDTH
        )
        self.add_button("不导入")
        self.write = self.add_button("写入", "primary", accepts=True)
        self.judge()

    def judge(self, *_: object) -> None:
        term = self.term.value()
        assert isinstance(term, Term)
        self.draft = draft = judge(self.desk.store, self.book, term)
        told = draft.buckets
        self.sums.setText(
            f"{draft.title}：{draft.pupils} 人，新增 {told[NEW]} 个成绩，变更 {told[CHANGED]} 个，"
            f"不变 {told[SAME]} 个；{len(draft.problems)} 处没有读。空着的格子不动。"
        )
        clear(self.lines)
        fill(self.lines, _troubles(draft))
        self.write.setText(f"写入 {draft.count} 个成绩")
        self.write.setEnabled(draft.count > 0)


def _terms(*wanted: Term) -> list[Term]:
    """Those named, and the four before the newest of them."""
    terms = [max(wanted)]
    for _ in range(4):
        terms.append(terms[-1].previous)
    return sorted({*terms, *wanted}, reverse=True)


def _troubles(draft: ResultDraft) -> list[Part]:
    kinds: Sequence[tuple[str, Sequence[str], str, str]] = (
        ("没有读的", draft.problems, "circle-alert", "bad"),
        ("会改掉的成绩", draft.changed, "pencil-line", "warn"),
        ("看一看", draft.notes, "info", "quiet"),
    )
    parts: list[Part] = []
    for title, lines, icon, tone in kinds:
        if lines:
            shown: list[Part] = [line_of(icon, tone, words, "small") for words in lines[:SHOWN]]
            if len(lines) > SHOWN:
                shown.append(text(f"还有 {len(lines) - SHOWN} 处。", "small", "quiet"))
            parts.append(card(title, *shown, extra=tag(f"{len(lines)} 处"), gap=4))
    return parts or [holder(row(line_of("circle-check", "good", "每一行都认得出来。"), edge=(4, 8, 4, 8)))]


def _show(desk: Desk, page: QWidget, book: ResultBook, term: Any) -> None:
    dialog = ResultsDialog(desk, page, book, term if isinstance(term, Term) else desk.term)
    wanted = dialog.exec() == Dialog.DialogCode.Accepted
    draft = dialog.draft
    dialog.deleteLater()
    if wanted and draft is not None:
        keep(desk, draft)


def keep(desk: Desk, draft: ResultDraft) -> None:
    """A backup first, then the step."""
    ok, step = desk.attempt(_keep, desk, draft)
    if ok:
        desk.say(f"已导入 {draft.count} 个成绩。", ("撤销", lambda: desk.undo_step(step)))


def _keep(desk: Desk, draft: ResultDraft) -> int:
    desk.school.backup("导入前")
    return keep_results(desk.store, draft)
