"""Which month and which meal: the line above the month pages of 营养餐."""

from __future__ import annotations

import datetime as dt
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.services.meals import calendar
from desktop.services.meals.month_money import month_words
from desktop.views.buttons import Button, tab_bar
from desktop.views.layouts import row
from desktop.views.widgets import text


class MonthSteps(QWidget):
    """‹ 2026年11月 ›. `changed` after another month was chosen by hand."""

    changed = Signal()

    def __init__(self, month: str) -> None:
        super().__init__()
        self.title = text("", "section")
        self.title.setMinimumWidth(108)
        buttons = []
        for by, picture, tip, keys in (
            (-1, "chevron-left", "上个月（Ctrl+PgUp）", "Ctrl+PgUp"),
            (1, "chevron-right", "下个月（Ctrl+PgDn）", "Ctrl+PgDown"),
        ):
            button = Button(picture=picture, role="icon", tip=tip)
            button.setShortcut(keys)
            button.clicked.connect(partial(self.step, by))
            buttons.append(button)
        self.setLayout(row(buttons[0], self.title, buttons[1], gap=4))
        self.show_month(month)

    def show_month(self, month: str) -> None:
        """Show a month such as "2026-11", without a word to anyone."""
        self.month = month
        self.title.setText(month_words(month))

    def step(self, by: int, _checked: bool = False) -> None:
        """So many months on, or back."""
        year, number = map(int, self.month.split("-"))
        place = year * 12 + number - 1 + by
        self.show_month(f"{place // 12}-{place % 12 + 1:02d}")
        self.changed.emit()


class MonthBar(QWidget):
    """The month and the school's kinds of meals. `changed` after either was chosen by hand."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = calendar.kinds()[0]
        self.steps = MonthSteps(f"{dt.date.today():%Y-%m}")
        self.steps.changed.connect(self.changed)
        self.kinds = tab_bar([])
        self.kinds.setUsesScrollButtons(False)
        self.kinds.currentChanged.connect(self._kind_chosen)
        self.setLayout(row(self.steps, 8, self.kinds, gap=4))
        self.show_month(self.month, self.kind)

    @property
    def month(self) -> str:
        return self.steps.month

    def show_month(self, month: str, kind: str) -> None:
        """Without a word to anyone. A kind that is no longer served gives way to the first."""
        served = calendar.kinds()
        self.steps.show_month(month)
        self.kind = kind if kind in served else served[0]
        self.kinds.blockSignals(True)
        while self.kinds.count():
            self.kinds.removeTab(0)
        for code in served:
            self.kinds.addTab(code_list("meal_kind").label(code))
        self.kinds.setCurrentIndex(served.index(self.kind))
        self.kinds.blockSignals(False)
        self.kinds.setVisible(len(served) > 1)

    def _kind_chosen(self, at: int) -> None:
        self.kind = calendar.kinds()[at]
        self.changed.emit()
