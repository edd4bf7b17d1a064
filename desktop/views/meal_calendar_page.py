"""供餐日历: which days of a month have the meal and by whom; a week or a month is changed at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from PySide6.QtCore import QTimer

from desktop.models.codes import code_list
from desktop.services.meals import calendar
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import clear, column, fill, holder, row, scroll
from desktop.views.meal_calendar_grid import MonthGrid, short_mode
from desktop.views.meal_month_bar import MonthBar
from desktop.views.page import Page
from desktop.views.widgets import card, text

ASIDE = 268  # px
TOUCHED = {"supply_day", "class_day", "calendar_day", "school_term", "school"}


class MealCalendarPage(Page):
    """The hint is (month, kind of meal)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("供餐日历")
        self.desk = desk
        self.writes = desk.store.session.may("meals")
        self.bar = MonthBar()
        self.grid = MonthGrid()
        self.grid.opened.connect(self._open)
        self.grid.chosen_changed.connect(self._say)
        self.bar.changed.connect(self.reload)
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._changed)
        self._soon.start()  # unless a hint comes first

    def _build(self) -> None:
        modes = code_list("meal_supply_mode").labels
        self.mode = Choice([(None, "照学校的供餐模式"), *modes.items()])
        self.reason = line_edit(hint="放假、停电、运动会……")
        self.reason.setMaxLength(60)
        self.says = text("", wrap=True)
        self.serve = Button("供餐", "check")
        self.stop = Button("停餐", "ban")
        self.usual = Button("照校历", "rotate-ccw", role="flat", tip="去掉写过的，周一到周五供餐，放假停餐")
        self.serve.clicked.connect(self.write_serve)
        self.stop.clicked.connect(self.write_stop)
        self.usual.clicked.connect(self.write_usual)
        self.sums = column(gap=12)
        parts: list[Any] = [self.says]
        if self.writes:
            parts += [Field("怎样供", self.mode), row(self.serve, None), Field("停餐原因", self.reason),
                      row(self.stop, None), row(self.usual, None)]  # fmt: skip
        side = scroll(column(card("选中的日子", *parts, gap=10), self.sums, None, gap=12))
        side.setFixedWidth(ASIDE)
        grid = holder(column(self.grid, edge=1), card=True)
        every = Button("全选供餐的日子", role="flat")
        every.clicked.connect(self.choose_served)
        self.set_body(column(row(self.bar, None, every), row((grid, 1), side, gap=12), gap=12))
        back = Button("去录餐", "utensils")
        back.clicked.connect(self._back)
        self.set_actions([back])

    def take_hint(self, hint: Any) -> None:
        month, kind = hint
        self.bar.show_month(month, kind)
        self.reload()
        self.grid.setFocus()

    # showing -------------------------------------------------------------------------------------------

    def _changed(self, touched: Any) -> None:
        if not touched or touched & TOUCHED:
            self._soon.start()

    def reload(self) -> None:
        """The month as the ledgers have it."""
        self._soon.stop()
        self.bar.show_month(self.bar.month, self.bar.kind)
        self.days = calendar.month_days(self.bar.month, self.bar.kind)
        self.grid.show_days(self.days)
        served = [one for one in self.days if one.served]
        kept = sum(one.sheets > 0 for one in served)
        label = code_list("meal_kind").label(self.bar.kind)
        self.set_fact(f"{self.bar.steps.title.text()}{label}：供餐 {len(served)} 天，其中 {kept} 天有登记")
        self._show_sums()
        self._say()

    def _show_sums(self) -> None:
        clear(self.sums)
        modes = Counter(short_mode(one.mode) for one in self.days if one.served)
        stops = Counter(one.reason for one in self.days if not one.served and one.told)
        lines = [(words, count) for words, count in modes.most_common()]
        lines += [(f"停餐（{words}）", count) for words, count in stops.most_common()]
        parts = [row(text(words, tone="quiet"), None, text(f"{count} 天")) for words, count in lines]
        fill(self.sums, [card("这个月", *parts, gap=6)] if parts else [])

    def _say(self) -> None:
        chosen = self.grid.chosen()
        span = f"（{chosen[0].day} 日至 {chosen[-1].day} 日）" if len(chosen) > 1 else ""
        self.says.setText(
            f"{len(chosen)} 天{span}"
            if chosen
            else "在左边点日子，可以拖过几天；点“整周”选一周。回车打开那天的登记。"
        )
        for button in (self.serve, self.stop, self.usual):
            button.setEnabled(bool(chosen))

    # doing ---------------------------------------------------------------------------------------------

    def choose_served(self) -> None:
        """All days of the month on which the meal is served now: to stop a whole month, or to change its mode."""
        self.grid.choose([one.day for one in self.days if one.served])
        self.grid.setFocus()

    def write_serve(self) -> None:
        self._write(calendar.serve, self.mode.value(), done="供餐")

    def write_stop(self) -> None:
        if self._write(calendar.stop, self.reason.text(), done="停餐"):
            self.reason.clear()
        else:
            self.reason.setFocus()

    def write_usual(self) -> None:
        self._write(calendar.as_usual, done="照校历")

    def _write(self, act: Any, *more: Any, done: str) -> bool:
        chosen = self.grid.chosen()
        ok, _ = self.desk.attempt(act, self.desk.store, chosen, self.bar.kind, *more)
        if ok:
            self.desk.say(f"{len(chosen)} 天{done}。", ("撤销", self.desk.undo))
        return ok

    def _open(self, day: dt.date) -> None:
        self.desk.go("meals", (day, self.bar.kind, None))

    def _back(self) -> None:
        self.desk.go("meals")
