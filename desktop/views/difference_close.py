"""Why a difference is none: the reason from the school's own list, a few words, and the signed paper where one is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers.lists import ClosingReason, Difference
from desktop.services.lists.differences import Gap, reasons
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import column, row
from desktop.views.ledger_page import LedgerPage
from desktop.views.link_editors import FileEditor
from desktop.views.lists_words import say_who
from desktop.views.widgets import text


class Closing(NamedTuple):
    """What the person said. paper: a file still to be stored."""

    reason: int
    note: str
    paper: Path | None


class CloseQuestion(Dialog):
    """One reason for all the pupils chosen. `wants_list` is set when the person would rather change the list of reasons."""

    def __init__(self, parent: QWidget | None, gaps: Sequence[Gap]) -> None:
        self.known = reasons(gaps[0].side)
        self.reason = Choice([(row_.id, row_.name) for row_ in self.known])
        before = {gap.before.reason_id for gap in gaps if gap.before is not None}
        self.reason.choose(before.pop() if len(before) == 1 else None)
        self.reason.setPlaceholderText("请选一个原因")
        self.note = line_edit(hint="可以不写")
        self.paper = FileEditor(Difference.waiver)
        self.papers = Field("签字材料", self.paper, says="请把签了字的纸拍照或扫描，放进来。")
        self.wants_list = False
        more = Button("改原因列表", role="link")
        more.clicked.connect(self._list_pressed)
        names = text("、".join(_names(gaps)), "small", "quiet", wrap=True)
        body = column(
            names,
            4,
            Field("原因", self.reason),
            Field("说明", self.note),
            self.papers,
            row(more, None),
            gap=10,
        )
        one = gaps[0].student.name if len(gaps) == 1 else f"{len(gaps)} 人"
        super().__init__(parent, f"{one}：为什么不是差错", body)
        self.add_button("取消")
        self.yes = self.add_button("说明原因", "primary", accepts=True)
        self.reason.currentIndexChanged.connect(self._look)
        self.paper.edited.connect(self._look)
        self._look()

    def answer(self) -> Closing:
        return Closing(int(str(self.reason.value())), self.note.text().strip(), self.paper.chosen)

    def _wants_paper(self) -> bool:
        return any(row_.id == self.reason.value() and row_.needs_paper for row_ in self.known)

    def _look(self, *_: object) -> None:
        self.papers.setVisible(self._wants_paper())
        self.yes.setEnabled(
            self.reason.value() is not None and (not self._wants_paper() or bool(self.paper.chosen))
        )
        if self.isVisible():
            self.fit()

    def _list_pressed(self) -> None:
        self.wants_list = True
        self.reject()


def _names(gaps: Sequence[Gap]) -> list[str]:
    return [f"{gap.student.name}（{gap.class_text}）" for gap in gaps[:12]] + (
        ["…"] if len(gaps) > 12 else []
    )


def ask_close(desk: Desk, parent: QWidget, gaps: Sequence[Gap]) -> Closing | None:
    """The reason; None when the person thought better of it, or went to the list of reasons instead."""
    dialog = CloseQuestion(parent, gaps)
    answer = dialog.answer() if dialog.exec() == Dialog.DialogCode.Accepted else None
    wants_list = dialog.wants_list
    dialog.deleteLater()
    if wants_list:
        desk.go("closing_reasons")
    return answer


def said(gaps: Sequence[Gap], verb: str) -> str:
    return f"{verb}：{say_who([gap.student for gap in gaps])}。"


class ReasonsPage(LedgerPage):
    """差异原因 as a ledger: reasons are added, worded anew, or put out of use."""

    chips = ("side",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ClosingReason)

    def fact(self) -> str:
        return f"{super().fact()}，{ClosingReason.about}"

    def make_actions(self) -> list[Button]:
        back = Button("回到差异", "arrow-left")
        back.clicked.connect(self._back)
        return [back, *super().make_actions()]

    def empty_actions(self) -> list[Any]:
        return super().make_actions()[-1:]

    def _back(self) -> None:
        self.desk.go("difference")
