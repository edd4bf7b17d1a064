"""比对: the desk where lines are decided, the lists that were taken in, and the three-way check, behind one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QSizePolicy, QTabBar

from desktop.models.ledgers.lists import CountyList
from desktop.services.lists import since
from desktop.views.buttons import Button, tab_bar
from desktop.views.desk import Desk
from desktop.views.layouts import Stack
from desktop.views.ledger_page import LedgerPage
from desktop.views.lists_desk import ListsDesk
from desktop.views.page import Page
from desktop.views.three_way_page import ThreeWayPage
from desktop.views.widgets import Notice, Stop

TABS = ("待处理", "记下的名单", "三方核对")
DECIDE, HISTORY, THREE_WAY = range(3)
HINTS = {"history": HISTORY, "three_way": THREE_WAY}
TAB_AIR = "QTabBar::tab { padding: 2px 4px 3px 4px }"  # no taller than the title beside it


class ListsPage(Stack):
    """The hint is "history" or "three_way", or the ids of lists whose lines are wanted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.board = ListsDesk(desk)
        self.pages: list[Page] = [self.board, ListsHistory(desk), ThreeWayPage(desk)]
        self.tabs: list[QTabBar] = []
        for page in self.pages:
            tabs = tab_bar(TABS)
            tabs.setStyleSheet(TAB_AIR)
            tabs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            tabs.currentChanged.connect(self.show_tab)
            page.set_tags([tabs])
            self.tabs.append(tabs)
            self.addWidget(page)

    def show_tab(self, at: int) -> None:
        for tabs in self.tabs:
            tabs.blockSignals(True)
            tabs.setCurrentIndex(at)
            tabs.blockSignals(False)
        self.setCurrentIndex(at)
        self.board.desk.shell.set_status("")
        self.tabs[at].setFocus()

    def take_hint(self, hint: Any) -> None:
        if isinstance(hint, str):
            self.show_tab(HINTS.get(hint, DECIDE))
        else:
            self.show_tab(DECIDE)
            self.board.take_hint(hint)

    def show_notice(self, notice: Notice) -> None:
        self.pages[self.currentIndex()].show_notice(notice)


class ListsHistory(LedgerPage):
    """The lists that were taken in, newest first; a row leads to its lines."""

    chips = ("kind", "month")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, CountyList)
        if not desk.settings.tables.get(self.key):
            keys = [one.key for one in self.model.columns]
            self.table.sort(keys.index("month"), True)

    def fact(self) -> str:
        return f"{super().fact()}，{since.since_lists(dt.date.today()).sentence}"

    def may_write(self) -> bool:
        """What a list was is not typed over: it was taken in as it stood, and is taken back as a step."""
        return False

    def make_actions(self) -> list[Button]:
        look = Button("比对名单", "folder-open", role="primary", tip="拖进县里新发的名单")
        look.clicked.connect(self._compare)
        return [look] if self.desk.store.session.may("batch") else []

    def road(self) -> Sequence[Stop]:
        return (
            Stop("folder-open", "拖进名单文件夹", "十来份表，原样放进来"),
            Stop("search-check", "看命中了谁", "本人的、家里人的"),
            Stop("history", "每个月都留着", "下个月只看变化"),
        )

    def open_row(self, at: int) -> None:
        self._show_lines(self.model.id_at(at))

    def fill_menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            menu.addAction("看这份名单的命中\tEnter").triggered.connect(partial(self.open_row, at))

    def _show_lines(self, record: int) -> None:
        self.desk.go("lists", (record,))

    def _compare(self) -> None:
        self.desk.go("match_lists")
