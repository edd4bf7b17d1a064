"""认定: the year's round, mid-term changes, and the table of points behind one place."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QSizePolicy, QTabBar

from desktop.views.buttons import tab_bar
from desktop.views.desk import Desk
from desktop.views.layouts import Stack
from desktop.views.page import Page
from desktop.views.recognition_changes import ChangesPage
from desktop.views.recognition_round import RoundPage
from desktop.views.score_page import LinesPage, ScorePage
from desktop.views.widgets import Notice

TABS = ("认定批次", "中途变动", "评分表", "分数线")
ROUND, CHANGES, SCORES, LINES = range(4)
TAB_AIR = (
    "QTabBar::tab { padding: 2px 4px 3px 4px }"  # no taller than a title, which so stays in its usual place
)
HINTS = {"changes": CHANGES, "scores": SCORES, "lines": LINES}


class RecognitionPage(Stack):
    """The hint is a round's id, "changes", "scores", "lines" or ("changes", id)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.rounds, self.changes = RoundPage(desk), ChangesPage(desk)
        self.pages: list[Page] = [self.rounds, self.changes]
        if desk.store.session.may("batch") or desk.store.session.may("approve"):
            self.pages += [ScorePage(desk), LinesPage(desk)]
        self.tabs: list[QTabBar] = []
        for page in self.pages:
            tabs = tab_bar(TABS[: len(self.pages)])
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
        self.tabs[at].setFocus()

    def take_hint(self, hint: Any) -> None:
        tab, record = hint if isinstance(hint, tuple) else (hint, None)
        if tab in HINTS:
            self.show_tab(HINTS[tab])
            if record is not None:
                self.changes.take_hint(record)
            return
        self.show_tab(ROUND)
        self.rounds.take_hint(tab)

    def show_notice(self, notice: Notice) -> None:
        self.pages[self.currentIndex()].show_notice(notice)
