"""家访记录 and 谈心 as tables: to look up, filter, change, print, take out. A visit opens with its children."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledgers.care_visits import Talk, Visit
from desktop.models.roles import CONFIDE
from desktop.services.care import booking
from desktop.services.paper.document import Wanted
from desktop.views.books_page import BooksPage
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.ledger_page import LedgerPage
from desktop.views.preview import open_paper
from desktop.views.rail import Place
from desktop.views.visit_form import WIDTH, TalkForm, VisitForm
from desktop.views.widgets import Stop

PLACES = (
    Place("visit", "家访记录", "家访", "footprints"),
    Place("talk", "谈心记录", "谈心", "message-square"),
)


class VisitLedger(LedgerPage):
    """All visits. A new one is booked for every child it is about."""

    drawer_width = WIDTH
    chips = ("way", "teacher", "purpose")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Visit)

    def make_actions(self) -> list[Button]:
        made = super().make_actions()
        if self.desk.store.session.may("print"):
            paper = Button("打印选中", "printer", tip="选中的每次家访一张记录表")
            paper.clicked.connect(self.print_chosen)
            made = [paper, *made]
        return made

    def make_form(self, record: Any) -> RecordForm:
        return VisitForm(self.desk, record)

    def road(self) -> Sequence[Stop]:
        return (
            Stop("printer", "打印登记表", "一位教师一张"),
            Stop("footprints", "带着去家访", "回来交给资助专干"),
            Stop("keyboard", "按行号录入", "一次写好，多处入账"),
        )

    def print_chosen(self) -> None:
        _print(self, "D10")

    def fill_menu(self, menu: QMenu, at: int) -> None:
        super().fill_menu(menu, at)
        if at >= 0 and self.desk.store.session.may("print"):
            menu.addAction("打印记录表").triggered.connect(self.print_chosen)

    def remove_selected(self) -> None:
        """One visit at a time, with its children; one that brought a letter stays."""
        chosen = self.selected_ids()
        if len(chosen) != 1:
            self.desk.say("一次删一次家访，请只选一行。")
            return
        words = "这次家访和为孩子记的内容一起放进回收站，可以撤销。"
        if self.desk.ask(self, "删除家访", words, yes="删除"):
            self.desk.shell.close_drawer()
            if self.desk.attempt(booking.remove, self.desk.store, chosen[0])[0]:
                self.desk.say("删除了一次家访。", ("撤销", self.desk.undo))


class TalkLedger(LedgerPage):
    """The talks this person may see."""

    chips = ("topic", "teacher")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Talk)

    def make_actions(self) -> list[Button]:
        made = super().make_actions()
        if self.desk.store.session.may("print"):
            paper = Button("打印选中", "printer", tip="选中的每次谈心一张记录表")
            paper.clicked.connect(self.print_chosen)
            made = [paper, *made]
        return made

    def make_form(self, record: Any) -> RecordForm:
        return TalkForm(self.desk, record)

    def fact(self) -> str:
        more = "" if self.desk.store.session.may(CONFIDE) else "，别人写的保密谈心不在这里"
        return super().fact() + more

    def print_chosen(self) -> None:
        _print(self, "D13")


def _print(page: LedgerPage, code: str) -> None:
    """The form of each chosen row; an empty one when none is chosen."""
    chosen = tuple(page.selected_ids())
    wanted = Wanted(records=chosen, ledger=page.ledger, attachments=page.desk.attachments)
    open_paper(page.desk, code, wanted)


class VisitBooksPage(BooksPage):
    """The ledgers of 家访; the hint may be ("visit", id)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, PLACES, "记录", back=("家访", "visits"))

    def make(self, key: str) -> QWidget:
        return VisitLedger(self.desk) if key == "visit" else TalkLedger(self.desk)
