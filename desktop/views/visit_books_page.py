"""家访记录 and 谈心 as tables: to look up, filter, change, print, take out. A visit opens with its children."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledgers.care_visits import Talk, Visit
from desktop.models.roles import CONFIDE
from desktop.services.care import booking
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.layouts import Stack, column, row, scroll
from desktop.views.ledger_page import LedgerPage
from desktop.views.preview import open_paper
from desktop.views.rail import Place, Rail
from desktop.views.visit_form import WIDTH, VisitForm
from desktop.views.widgets import Notice, Stop, text

BAR = 10  # px of a scroll bar
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
        made = super().make_actions()[-1:]
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


class VisitBooksPage(QWidget):
    """The ledgers at the left, the chosen one beside them. The hint is a ledger's name, or ("visit", id)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        self.shown: dict[str, LedgerPage] = {}
        self.list = Rail()
        self.list.set_places(PLACES)
        self.list.place_chosen.connect(self.show_section)
        self.stack = Stack()
        back = Button("家访", "arrow-left", role="flat")
        back.clicked.connect(partial(self.desk.go, "visits"))
        head = column(text("记录", "title"), back, gap=2, edge=(24, 18, 0, 0))
        side = scroll(column(self.list, gap=0))
        side.setFixedWidth(self.list.minimumWidth() + BAR)
        self.setLayout(row(column(head, (side, 1), gap=0), (self.stack, 1), gap=0))
        self.show_section(PLACES[0].key)

    def take_hint(self, hint: Any) -> None:
        key, record = hint if isinstance(hint, tuple) else (hint, None)
        if any(one.key == key for one in PLACES):
            self.show_section(str(key))
            if record:
                self.shown[str(key)].open_record(int(record))

    def show_section(self, key: str) -> None:
        """Bring one ledger to the front; a form with unsaved typing is asked about first."""
        drawer = self.desk.shell.drawer()
        if drawer is not None and hasattr(drawer, "may_leave") and not drawer.may_leave():
            self.list.mark(self.key())
            return
        self.desk.shell.close_drawer()
        if key not in self.shown:
            self.shown[key] = VisitLedger(self.desk) if key == "visit" else TalkLedger(self.desk)
            self.stack.addWidget(self.shown[key])
        self.stack.setCurrentWidget(self.shown[key])
        self.desk.shell.set_status("")
        self.list.mark(key)

    def key(self) -> str:
        """The ledger one is in."""
        return next(key for key, page in self.shown.items() if page is self.stack.currentWidget())

    def show_notice(self, notice: Notice) -> None:
        self.shown[self.key()].show_notice(notice)
