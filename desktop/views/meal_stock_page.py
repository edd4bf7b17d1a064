"""库房: what is there, what came, what went, counting, the month's book, and whom and what one buys, behind one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QSizePolicy

from desktop.views.buttons import tab_bar
from desktop.views.desk import Desk
from desktop.views.layouts import Stack
from desktop.views.meal_stock_book import BookPage
from desktop.views.meal_stock_count import CountPage
from desktop.views.meal_stock_goods import MaterialsPage, SuppliersPage
from desktop.views.meal_stock_hand import HandPage
from desktop.views.meal_stock_lists import BoughtPage, MovesPage
from desktop.views.meal_stock_prices import PricesPage
from desktop.views.page import Page
from desktop.views.widgets import Notice

TAB_AIR = "QTabBar::tab { padding: 2px 4px 3px 4px }"  # no taller than the title beside it
TABS: tuple[tuple[str, str, Callable[[Desk], Page]], ...] = (  # hint, title, page
    ("hand", "库存", HandPage),
    ("bought", "进货", BoughtPage),
    ("moves", "出库", MovesPage),
    ("count", "盘点", CountPage),
    ("book", "月账", BookPage),
    ("prices", "价格", PricesPage),
    ("suppliers", "供货商", SuppliersPage),
    ("materials", "品名", MaterialsPage),
)
KEYS = [key for key, _, _ in TABS]


class StorePage(Stack):
    """The hint is a tab's key, or (key, hint for its page). A tab's page is made when it is first wanted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.made: dict[int, Page] = {}
        self.bars: dict[int, Any] = {}
        self.show_tab(0)

    def page_at(self, at: int) -> Page:
        if at not in self.made:
            page = TABS[at][2](self.desk)
            bar = tab_bar([title for _, title, _ in TABS])
            bar.setStyleSheet(TAB_AIR)
            bar.setSizePolicy(
                QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed
            )  # beside a drawer it scrolls
            bar.setCurrentIndex(at)
            bar.currentChanged.connect(self.show_tab)
            page.set_title("库房")
            page.set_tags([bar])
            self.made[at], self.bars[at] = page, bar
            self.addWidget(page)
        return self.made[at]

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
        at = KEYS.index(key) if key in KEYS else 0
        self.show_tab(at)
        page: Any = self.made[at]
        if more is not None and hasattr(page, "take_hint"):
            page.take_hint(more)

    def show_notice(self, notice: Notice) -> None:
        self.made[KEYS.index(self.here())].show_notice(notice)

    def here(self) -> str:
        """The key of the tab in front."""
        return next(KEYS[at] for at, page in self.made.items() if page is self.currentWidget())
