"""结算, 图表: heads per day, what a head cost beside the standard, the prices of the main foods."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.services.meals.charts import FoodPrices, MonthPictures, pictures
from desktop.services.meals.month_money import Day
from desktop.services.paper.document import Wanted
from desktop.services.progress import Progress
from desktop.views.buttons import Button
from desktop.views.charts import DayBars
from desktop.views.desk import Desk
from desktop.views.fields import Choice
from desktop.views.layouts import Part, clear, column, fill, row, scroll, show_if
from desktop.views.meal_month_bar import MonthBar
from desktop.views.meal_settle_tab import SettleTab
from desktop.views.widgets import card, ruled, tag, text

BARS = 24  # purchases shown of a food: the newest
TALL = 168  # px


class SettleChartsPage(SettleTab):
    """Three pictures; every bar carries its number, so that it can be read without colour."""

    def __init__(self, desk: Desk, bar: MonthBar) -> None:
        super().__init__(desk, bar)
        self.told: MonthPictures | None = None
        self.room = column(gap=12, edge=(0, 0, 6, 0))
        self.food = Choice()
        self.food.setFixedWidth(150)
        self.food.setAccessibleName("食材")
        self.food.activated.connect(self._food_chosen)
        self.prices = DayBars(decimals=2)
        self.prices.setMinimumHeight(TALL)
        self.set_body(column(row(self.place, None), (scroll(self.room), 1), gap=10))

    def reload(self) -> None:
        self.bar.show_month(self.bar.month, self.bar.kind)
        store, month, kind = self.desk.store, self.bar.month, self.bar.kind

        def work(progress: Progress) -> MonthPictures:
            progress.check()
            return pictures(store, month, kind)

        self.desk.look(work, done=self.show_pictures)

    def show_pictures(self, told: MonthPictures) -> None:
        if (told.told.month, told.told.kind) != (self.bar.month, self.bar.kind):
            return
        self.told = told
        self._offer(told)
        self.food.hide()
        self.food.setParent(None)
        self.prices.setParent(None)
        clear(self.room)
        self.set_fact(f"{told.told.title}：{len(told.days)} 天，{told.told.summary.fed} 人次")
        if not told.days and not told.foods:
            fill(self.room, [text("这个月还没有登记，登记了就餐和出库，这里就有图。", tone="quiet"), None])
            return
        fill(self.room, [self._heads(told.days), self._cost(told), self._foods(told.foods), None])

    def _offer(self, told: MonthPictures) -> None:
        if self.desk.store.session.may("print") and told.days:
            button = Button("打印", "printer")
            button.clicked.connect(self.print_charts)
            self.set_actions([button])
        else:
            self.set_actions([])

    def print_charts(self, _checked: bool = False) -> None:
        from desktop.views.preview import open_paper

        open_paper(self.desk, "D24G", Wanted(month=self.bar.month, meal=self.bar.kind))

    def _heads(self, days: Sequence[Day]) -> QWidget:
        bars = DayBars([(f"{one.day.day}", float(one.fed)) for one in days])
        bars.setMinimumHeight(TALL)
        return card("每天就餐人数", bars, extra=tag("人"))

    def _cost(self, told: MonthPictures) -> QWidget:
        known = [
            (f"{one.day.day}", None if one.per_head is None or one.cost <= 0 else one.per_head / 10_000)
            for one in told.days
        ]
        standard = None if told.standard is None else told.standard / 10_000
        bars = DayBars(known, standard, 2)
        bars.setMinimumHeight(TALL)
        says = f"虚线是标准 {standard:.2f} 元，红的是超过标准的日子" if standard else "没有登记标准"
        return card("每人每天花多少", bars, text(says, "small", "quiet"), extra=tag("元"))

    def _foods(self, foods: Sequence[FoodPrices]) -> QWidget:
        if not foods:
            return card("主要食材价格", text("登记了进货，这里看得到价格走势。", "small", "quiet"))
        self.food.set_choices([(one.material, one.name) for one in foods])
        show_if(True, self.food)
        self._show_food(foods[0])
        lines = [self._line(one) for one in foods]
        half = (len(lines) + 1) // 2
        table = row(
            *((column(*ruled(*part), None, gap=3), 1) for part in (lines[:half], lines[half:])), gap=24
        )
        return card("主要食材价格（近一年，元）", self.prices, 4, table, extra=self.food)

    def _line(self, one: FoodPrices) -> Part:
        last = f"{one.points[-1][1] / 10_000:.2f} 元/{one.unit}" if one.points else "—"
        change = (
            ""
            if one.change is None
            else f"比最早一次{'涨' if one.change >= 0 else '降'} {abs(one.change):.1f} %"
        )
        name = Button(one.name, role="link")
        name.clicked.connect(partial(self._pressed, one))
        return row(name, text(change, "small", "quiet"), None, text(last), gap=8)

    def _pressed(self, one: FoodPrices, _checked: bool = False) -> None:
        self.food.choose(one.material)
        self._show_food(one)

    def _food_chosen(self) -> None:
        if self.told is not None:
            self._show_food(next(one for one in self.told.foods if one.material == self.food.value()))

    def _show_food(self, one: FoodPrices) -> None:
        self.prices.set_days([(f"{day:%m-%d}", price / 10_000) for day, price in one.points[-BARS:]])
