"""What the tabs of 结算 share: the line of the month, and reading anew when something changed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer

from desktop.views.desk import Desk
from desktop.views.layouts import fill, row
from desktop.views.meal_month_bar import MonthBar
from desktop.views.page import Page

TOUCHED = {
    "class_day", "supply_day", "stock_move", "purchase", "fund_received", "meal_settlement", "settlement_line", "school",
    "meal_opening",
    "aid_standard", "food_sample", "accompany", "morning_check", "disinfection", "food_check", "day_excuse", "menu_dish",
}  # fmt: skip


class SettleTab(Page):
    """A page of one month. The line of the month is one for all tabs: it stands on the page in front."""

    def __init__(self, desk: Desk, bar: MonthBar) -> None:
        super().__init__("结算")
        self.desk, self.bar = desk, bar
        self.place = row(gap=8)
        self.shown = ""  # which month and meal; "" when something changed since
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.show_now)
        desk.changed.connect(self._changed)

    def take_place(self) -> None:
        """Come to the front; what is shown already and still true is not read again."""
        fill(self.place, [self.bar])
        if self.shown != self._wanted():
            self.show_now()

    def showEvent(self, event: Any) -> None:
        """What changed while another place was in front is read now."""
        super().showEvent(event)
        if not self.shown:
            self._soon.start()

    def show_now(self) -> None:
        self.shown = self._wanted()
        self.reload()

    def reload(self) -> None:
        """Show the month of the line above, as the ledgers have it now."""
        raise NotImplementedError

    def _wanted(self) -> str:
        return f"{self.bar.month} {self.bar.kind}"

    def _changed(self, touched: Any) -> None:
        if touched and not touched & TOUCHED:
            return
        self.shown = ""
        if self.isVisible():
            self._soon.start()
