"""Which month and which meal: the line above the month pages of 营养餐."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.services.meals import calendar
from desktop.views.buttons import Button, tab_bar
from desktop.views.layouts import row
from desktop.views.widgets import text


class MonthBar(QWidget):
    """‹ 2026年11月 › and the school's kinds of meals. `changed` after either was chosen by hand."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.month, self.kind = f"{dt.date.today():%Y-%m}", calendar.kinds()[0]
        self.title = text("", "section")
        self.title.setMinimumWidth(108)
        before = Button(picture="chevron-left", role="icon", tip="上个月（Ctrl+PgUp）")
        after = Button(picture="chevron-right", role="icon", tip="下个月（Ctrl+PgDn）")
        before.setShortcut("Ctrl+PgUp")
        after.setShortcut("Ctrl+PgDown")
        before.clicked.connect(self.month_before)
        after.clicked.connect(self.month_after)
        self.kinds = tab_bar([])
        self.kinds.setUsesScrollButtons(False)
        self.kinds.currentChanged.connect(self._kind_chosen)
        self.setLayout(row(before, self.title, after, 8, self.kinds, gap=4))
        self.show_month(self.month, self.kind)

    def show_month(self, month: str, kind: str) -> None:
        """Without a word to anyone. A kind that is no longer served gives way to the first."""
        served = calendar.kinds()
        self.month, self.kind = month, kind if kind in served else served[0]
        year, number = month.split("-")
        self.title.setText(f"{year}年{int(number)}月")
        self.kinds.blockSignals(True)
        while self.kinds.count():
            self.kinds.removeTab(0)
        for code in served:
            self.kinds.addTab(code_list("meal_kind").label(code))
        self.kinds.setCurrentIndex(served.index(self.kind))
        self.kinds.blockSignals(False)
        self.kinds.setVisible(len(served) > 1)

    def month_before(self) -> None:
        self._step(-1)

    def month_after(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        first, last = calendar.month_span(self.month)
        other = first - dt.timedelta(days=1) if by < 0 else last + dt.timedelta(days=1)
        self.show_month(f"{other:%Y-%m}", self.kind)
        self.changed.emit()

    def _kind_chosen(self, at: int) -> None:
        self.kind = calendar.kinds()[at]
        self.changed.emit()
