"""Places of 关爱 made of tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QSizePolicy

from desktop.views.buttons import tab_bar
from desktop.views.desk import Desk
from desktop.views.layouts import Stack
from desktop.views.page import Page
from desktop.views.widgets import Notice

TAB_AIR = "QTabBar::tab { padding: 2px 4px 3px 4px }"  # no taller than the title beside it

Tab = tuple[str, str, Callable[[Desk], Page]]  # hint, title, page


class TabbedPlace(Stack):
    """The hint is a tab's key, or (key, hint for its page). A tab's page is made when it is first wanted."""

    def __init__(self, desk: Desk, title: str, tabs: tuple[Tab, ...]) -> None:
        super().__init__()
        self.desk, self.title_, self.tabs = desk, title, tabs
        self.keys = [key for key, _, _ in tabs]
        self.made: dict[int, Any] = {}
        self.bars: dict[int, Any] = {}
        self.show_tab(0)

    def page_at(self, at: int) -> Page:
        if at not in self.made:
            page = self.tabs[at][2](self.desk)
            bar = tab_bar([title for _, title, _ in self.tabs])
            bar.setStyleSheet(TAB_AIR)
            bar.setSizePolicy(
                QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed
            )  # beside a drawer it scrolls
            bar.setCurrentIndex(at)
            bar.currentChanged.connect(self.show_tab)
            page.set_title(self.title_)
            page.set_tags([bar])
            self.made[at], self.bars[at] = page, bar
            self.addWidget(page)
        return self.made[at]  # type: ignore[no-any-return]

    def show_tab(self, at: int) -> None:
        page = self.page_at(at)
        for place, bar in self.bars.items():
            bar.blockSignals(True)
            bar.setCurrentIndex(at)
            bar.blockSignals(False)
            if place == at:
                bar.setFocus()
        self.desk.shell.close_drawer()
        self.setCurrentWidget(page)
        self.desk.shell.set_status("")

    def take_hint(self, hint: Any) -> None:
        key, more = hint if isinstance(hint, tuple) else (hint, None)
        if key not in self.keys:
            return
        at = self.keys.index(key)
        self.show_tab(at)
        if more is not None and hasattr(self.made[at], "take_hint"):
            self.made[at].take_hint(more)

    def show_notice(self, notice: Notice) -> None:
        self.made[self.keys.index(self.here())].show_notice(notice)

    def here(self) -> str:
        """The key of the tab in front."""
        return next(self.keys[at] for at, page in self.made.items() if page is self.currentWidget())
