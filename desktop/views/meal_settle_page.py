"""结算: the month's money and its triangle, what is wrong in the month, the pictures, the year, behind one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QSizePolicy

from desktop.services.meals.settlement import month_to_settle
from desktop.views.buttons import tab_bar
from desktop.views.desk import Desk
from desktop.views.layouts import Stack
from desktop.views.meal_month_bar import MonthBar
from desktop.views.meal_settle_charts import SettleChartsPage
from desktop.views.meal_settle_checks import SettleChecksPage
from desktop.views.meal_settle_month import SettleMonthPage
from desktop.views.meal_settle_year import SettleYearPage
from desktop.views.widgets import Notice

TAB_AIR = "QTabBar::tab { padding: 2px 4px 3px 4px }"  # no taller than the title beside it
TABS: tuple[tuple[str, str, Callable[[Desk, MonthBar], Any]], ...] = (  # hint, title, page
    ("month", "本月", SettleMonthPage),
    ("checks", "检查", SettleChecksPage),
    ("charts", "图表", SettleChartsPage),
    ("year", "全年", SettleYearPage),
)
KEYS = [key for key, _, _ in TABS]


class SettlePage(Stack):
    """The hint is a month such as "2026-10", a tab's key, or both as (key, month). All tabs show the same month."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.bar = desk, MonthBar()
        self.bar.show_month(month_to_settle(self.bar.kind) or self.bar.month, self.bar.kind)
        self.bar.changed.connect(self._month_changed)
        self.made: dict[int, Any] = {}
        self.tabs: dict[int, Any] = {}
        self.show_tab(0)

    def page_at(self, at: int) -> Any:
        """The page of a tab, made when it is first wanted."""
        if at not in self.made:
            page = TABS[at][2](self.desk, self.bar)
            tabs = tab_bar([title for _, title, _ in TABS])
            tabs.setStyleSheet(TAB_AIR)
            tabs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            tabs.setCurrentIndex(at)
            tabs.currentChanged.connect(self.show_tab)
            page.set_tags([tabs])
            self.made[at], self.tabs[at] = page, tabs
            self.addWidget(page)
        return self.made[at]

    def show_tab(self, at: int) -> None:
        page = self.page_at(at)
        for tabs in self.tabs.values():
            tabs.blockSignals(True)
            tabs.setCurrentIndex(at)
            tabs.blockSignals(False)
        self.setCurrentWidget(page)
        page.take_place()

    @property
    def page(self) -> Any:
        """The tab in front."""
        return self.currentWidget()

    def take_hint(self, hint: Any) -> None:
        key, month = hint if isinstance(hint, tuple) else (hint, None) if hint in KEYS else ("month", hint)
        if month:
            self.bar.show_month(str(month), self.bar.kind)
        self.show_tab(KEYS.index(key) if key in KEYS else 0)

    def _month_changed(self) -> None:
        self.page.show_now()

    def show_notice(self, notice: Notice) -> None:
        self.page.show_notice(notice)
