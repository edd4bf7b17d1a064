"""The day a page stands on, typed or picked: the page follows when the day is meant, never while it is half typed."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.models.dates import with_year
from desktop.models.fields import FieldError
from desktop.views.editors import DateEditor
from desktop.views.layouts import remark

WIDE = 168  # px


class DayField(DateEditor):
    """`2026-10-2` on the way to `2026-10-22` is a day of its own: only Enter, leaving the field, or picking takes one.

    moved: another day is meant than the one shown. unread: what stands there is no day; a sentence says so.
    """

    moved = Signal(object)
    unread = Signal(str)

    def __init__(self, field: Any) -> None:
        super().__init__(field)
        self.day: dt.date | None = None  # what the page stands on; None before it showed any
        self.wrong = False
        self.setFixedWidth(WIDE)
        self.settled.connect(self.take)

    def raw(self) -> str:
        return with_year(self.line.text(), behind=True)

    def show_value(self, value: Any) -> None:
        """The page stands on this day now."""
        super().show_value(value)
        self.day = value
        self._mark(False)

    def take(self) -> bool:
        """Go to the day that stands here. False when the page did not stand on it: nothing may be written now."""
        if not self.isVisible():
            return True  # the page is going
        try:
            day = self.field.parse(self.raw()) or self.day
        except FieldError as error:
            self._mark(True)
            self.unread.emit(f"{error}页面还在 {self.day}，没有翻过去。")
            return False
        if day == self.day and not self.wrong:
            self.show_value(day)  # emptied, or the same written in another way
            return True
        self.moved.emit(day)
        return False

    def _mark(self, wrong: bool) -> None:
        self.wrong = wrong
        remark(self.line, wrong=wrong)

    def outlast(self, button: QWidget) -> None:
        """The press that left the field must not write what now stands under it: it was meant for the day before."""
        if button.isEnabled():
            button.setEnabled(False)
            QTimer.singleShot(0, button, partial(button.setEnabled, True))
