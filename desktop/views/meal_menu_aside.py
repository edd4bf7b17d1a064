"""Beside a week's menu: what it gives against what is recommended, what is to be bought, who may not eat what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.services.meals import needs, nutrition
from desktop.services.meals.menus import Week
from desktop.services.meals.needs import Need
from desktop.services.meals.portions import Heads
from desktop.views.buttons import Button, tab_bar
from desktop.views.desk import Desk
from desktop.views.fields import Choice
from desktop.views.layouts import Part, Stack, clear, column, fill, holder, row, scroll
from desktop.views.meal_menu_bars import GuideBar
from desktop.views.widgets import Elided, line_of, ruled, text

TITLES = ("营养", "采购", "过敏")
NUTRITION, NEEDS, ALLERGIES = range(3)
WIDE = 316  # px


def day_words(day: dt.date) -> str:
    return f"周{needs.WEEKDAYS[day.weekday()]}"


class MenuAside(QWidget):
    """Three tabs; each is drawn when it is in front. The page asks for papers and heads."""

    heads_asked = Signal()
    print_asked = Signal()
    save_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.week: Week | None = None
        self.heads: Mapping[dt.date, Heads] = {}
        self.warned: Mapping[int, Sequence[Any]] = {}
        self.tabs = tab_bar(TITLES)
        self.tabs.setAccessibleName("营养、采购、过敏")
        self.span = Choice([])
        self.span.setAccessibleName("哪一天的营养")
        self.span.activated.connect(self._draw)
        self.lists = [column(gap=6, edge=(0, 0, 8, 0)) for _ in TITLES]
        self.stack = Stack()
        above = column(self.span, (scroll(self.lists[NUTRITION]), 1), gap=8)
        for body in (above, *(column(scroll(one), gap=0) for one in self.lists[1:])):
            self.stack.addWidget(holder(body))
        self.tabs.currentChanged.connect(self._turned)
        inner = column(self.tabs, (self.stack, 1), gap=10, edge=(14, 8, 8, 12))
        self.setLayout(column(holder(inner, card=True), gap=0))
        self.setFixedWidth(WIDE)

    def show_week(
        self, week: Week, heads: Mapping[dt.date, Heads], warned: Mapping[int, Sequence[Any]]
    ) -> None:
        """heads: who is reckoned with, by day; warned: pupils who may not eat a dish, by its id."""
        self.week, self.heads, self.warned = week, heads, warned
        chosen = self.span.value()
        days = [day for day in week.days if week.on(day)]
        self.span.set_choices(
            [(None, "本周平均"), *((day, f"{day_words(day)}　{day:%m-%d}") for day in days)]
        )
        self.span.choose(chosen if chosen in days else None)
        pupils = {each.student for some in warned.values() for each in some}
        self.tabs.setTabText(ALLERGIES, f"过敏 {len(pupils)} 人" if pupils else "过敏")
        self._draw()

    def _turned(self, at: int) -> None:
        self.stack.setCurrentIndex(at)
        self._draw()

    def _draw(self, *_: object) -> None:
        if self.week is None:
            return
        at = self.tabs.currentIndex()
        clear(self.lists[at])
        made = (self._nutrition, self._needs, self._allergies)[at]()
        fill(self.lists[at], [*made, None])

    # what it gives -------------------------------------------------------------------------------------

    def _nutrition(self) -> list[Part]:
        week, day = self.week, self.span.value()
        assert week is not None
        if not week.dishes:
            return [text("排好菜，这里就有能量和营养素，和推荐量比。", tone="quiet", wrap=True)]
        told = (
            nutrition.of_day(week, day, self.heads.get(day, {}))
            if isinstance(day, dt.date)
            else nutrition.of_week(week, self.heads)
        )
        parts: list[Part] = [text(self._who(told), "small", "quiet", wrap=True)]
        if told.bare:
            words = f"没有写用料，没有算进去：{'、'.join(told.bare)}。"
            parts.append(line_of("triangle-alert", "warn", words, "small"))
        if lacking := list(dict.fromkeys(food for line in told.lines for food in line.lacking)):
            words = f"食材没有成分数据：{'、'.join(lacking)}。请在食物成分里补上。"
            parts.append(line_of("triangle-alert", "warn", words, "small"))
        return [*parts, *(GuideBar(line) for line in told.lines)]

    def _who(self, told: nutrition.Nutrition) -> str:
        assert self.week is not None
        share = nutrition.share_of(self.week.kind)
        label = code_list("meal_kind").label(self.week.kind)
        against = (
            f"推荐量按{label}占全天 {share[0]}%～{share[1]}%" if share else f"{label}没有推荐量，只列数字"
        )
        ages = sorted({group for here in self.heads.values() for group in here}, key=int)
        named = "、".join(code_list("age_group").label(age) for age in ages)
        who = f"就餐的有 {named}，按人数加权" if ages else "还没有就餐名册，按食谱的年龄段"
        return f"每人平均。{against}，{who}。用了 {told.foods} 种食材。"

    # what is to be bought ------------------------------------------------------------------------------

    def _needs(self) -> list[Part]:
        assert self.week is not None
        ways = [("改人数…", "users", self.heads_asked)]
        if self.desk.store.session.may("print"):
            ways.append(("打印", "printer", self.print_asked))
        if self.desk.store.session.may("meals"):
            ways.append(("存成表格", "file-spreadsheet", self.save_asked))
        buttons = []
        for words, icon, signal in ways:
            button = Button(words, icon, role="link")
            button.clicked.connect(signal)
            buttons.append(button)
        try:
            found = needs.needs(self.desk.store, self.week, self.heads)
        except Refused as why:
            return [text(str(why), tone="quiet", wrap=True), row(buttons[0], None)]
        says = text(self._heads_words(), "small", "quiet", wrap=True)
        lost = sum(one.material is None for one in found)
        lacks = f"有 {lost} 种在库房的品名目录里没有对应的品名，按公斤算，库存不知道。" if lost else ""
        more = [line_of("info", "quiet", lacks, "small")] if lost else []
        return [says, row(*buttons, None, gap=10), *more, *ruled(*(self._need(one) for one in found))]

    def _heads_words(self) -> str:
        assert self.week is not None
        days = [day for day in self.week.days if self.week.on(day)]
        return f"每天就餐：{needs.heads_words(self.heads, days)}。按毛重算，减去开周前一天的库存。"

    @staticmethod
    def _need(one: Need) -> Part:
        buy = text(one.buy_words, "strong" if one.buy else "body", "" if one.buy else "quiet", right=True)
        have = f"，库存 {one.amount(one.on_hand)}" if one.on_hand else ""
        facts = text(f"要 {one.need_words}{have}", "small", "quiet", wrap=True)
        return column(row((Elided(one.name), 1), buy, gap=6), facts, gap=1, edge=(0, 3, 0, 3))

    # who may not eat what ------------------------------------------------------------------------------

    def _allergies(self) -> list[Part]:
        assert self.week is not None
        parts: list[Part] = []
        for one in self.week.dishes:
            if eaters := self.warned.get(one.id):
                names = "、".join(each.words for each in eaters)
                head = text(f"{day_words(one.day)}　{one.name}", "strong", wrap=True)
                parts.append(column(head, text(names, "small", "quiet", wrap=True), gap=2, edge=(0, 3, 0, 3)))
        if not parts:
            words = "这一周的菜，就餐名册上没有人过敏忌口。过敏忌口写在就餐名册里。"
            return [text(words, tone="quiet", wrap=True)]
        about = text("给这些学生另备一份，或者换一道菜。", "small", "quiet", wrap=True)
        return [about, *ruled(*parts)]
