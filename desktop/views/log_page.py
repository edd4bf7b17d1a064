"""操作记录: what was done, what was looked at and carried out, what was removed."""

from __future__ import annotations

from typing import Any

from desktop.services import health
from desktop.services.health import Finding
from desktop.views.buttons import Button, tab_bar
from desktop.views.desk import Desk
from desktop.views.layouts import Stack, column
from desktop.views.log_views import BinView, LooksView, StepsView
from desktop.views.page import Page
from desktop.views.widgets import Notice

TABS = ("操作记录", "查看与导出", "回收站")


class LogPage(Page):
    """Three lists behind tabs. A hint is the number of a step to open."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("操作记录", "谁在什么时候做了什么，只增不减，改不了")
        self.desk = desk
        prove = Button("核对记录有没有被改过", "shield-check")
        prove.clicked.connect(self.prove)
        self.set_actions([prove])
        self.steps, self.looks, self.bin = StepsView(desk), LooksView(desk), BinView(desk)
        self.tabs, self.stack = tab_bar(TABS), Stack()
        for view in (self.steps, self.looks, self.bin):
            self.stack.addWidget(view)
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.set_body(column(self.tabs, (self.stack, 1), gap=12))
        desk.changed.connect(self._changed)

    def take_hint(self, hint: Any) -> None:
        self.tabs.setCurrentIndex(0)
        self.steps.open_step(int(hint))

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._reload()

    def prove(self) -> None:
        self.desk.run(health.check_journal, self.desk.school, title="正在核对操作记录", done=self._proved)

    def _proved(self, found: list[Finding]) -> None:
        worst = next((one for one in found if one.severity != health.GOOD), found[0])
        self.show_notice(Notice(worst.severity, worst.sentence))

    def _tab_chosen(self, at: int) -> None:
        self.desk.shell.close_drawer()
        self.stack.setCurrentIndex(at)
        self._reload()

    def _changed(self, _ledgers: frozenset[str]) -> None:
        if self.isVisible():
            self._reload()

    def _reload(self) -> None:
        self.stack.currentWidget().reload()  # type: ignore[attr-defined]
