"""今日台 (and 校长台 for the headteacher): what waits, what is missing, where to go. Every figure opens its names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.models import money
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.students import Student
from desktop.services import school_days, today
from desktop.services.head_desk import to_sign
from desktop.views.buttons import Button
from desktop.views.chart_cards import BarCard, Links, ShareCard
from desktop.views.desk import Desk
from desktop.views.drop import FileDrop
from desktop.views.head_parts import LightsCard, SignCard
from desktop.views.layouts import Part, column, row, scroll
from desktop.views.page import Page
from desktop.views.proofs import prove
from desktop.views.widgets import Elided, Stop, Tile, card, empty_page, picture, ruled, tag, text

WEEKDAYS = "一二三四五六日"
HEADS_OWN = (
    "backup",
    "settings",
)  # places where the headteacher does something; the rest stands in the lights


class TodoCard(Links):
    """待办: one line for each thing, with the button that does it."""

    def __init__(self, todos: Sequence[today.Todo]) -> None:
        super().__init__()
        done = row(
            picture("circle-check", "good", 18), text("眼下没有要办的事。", tone="quiet"), None, gap=10
        )
        lines = ruled(*(self._line(todo) for todo in todos)) or [done]
        self.setLayout(column(card("待办", *lines, extra=tag(f"{len(todos)} 件"), gap=9)))

    def _line(self, todo: today.Todo) -> Part:
        says = column(Elided(todo.words), Elided(todo.fact, "small", "quiet"), gap=1)
        act = self.link(todo.verb, todo.place, todo.hint, role="plain")
        act.setAccessibleName(f"{todo.verb}：{todo.words}")
        return row(picture(todo.icon, todo.tone, 18), 4, (says, 1), act, gap=10)


class TodayPage(Page):
    """Read anew whenever it is shown and whenever something changes under it."""

    def __init__(self, desk: Desk) -> None:
        self.signs = desk.store.session.may("approve")
        self.told = today.Look()
        super().__init__("校长台" if self.signs else "今日")
        self.desk = desk
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        if desk.store.session.may("import"):
            FileDrop(self).dropped.connect(self._dropped)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._changed)
        self._stale = True

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _changed(self, *_: object) -> None:
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def around(self) -> today.Around:
        folder = self.desk.school.folder.backups
        second = bool(self.desk.settings.second_backup)
        return today.Around(self.desk.term, dt.date.today(), folder, second)

    def refresh(self) -> None:
        """Ask the ledgers and lay the cards out again; what takes a moment to find comes in when it is found."""
        self._stale = False
        if not self.desk.store.rows(Student).exists():
            self.set_fact(self._day())
            self.set_body(column((self._empty(), 1)))
            return
        self._lay_out()
        self.desk.look(today.look, self.desk.store, self.around(), done=self._looked)

    def _looked(self, told: today.Look) -> None:
        if told != self.told:
            self.told = told
            self._lay_out()

    def _lay_out(self) -> None:
        self.set_fact(self._day())
        store, around = self.desk.store, self.around()
        self.todos = today.pressing_first([*today.todos(store, around), *self.told.todos])
        aid = today.works_on_aid(store)
        bars, title = today.hardship_bars(store, around.day) if aid else [], "困难类型"
        if not bars:
            bars, title = today.class_bars(store), "各班人数"
        left: list[Links] = [TodoCard(self.todos)]
        right: list[Links] = [ShareCard(today.shares(store, around.term))] if aid else []
        right.append(BarCard(title, bars, more=self._has_pictures()))
        top: list[Part] = [] if self.signs else [self._tiles()]
        if self.signs:
            self.todos = [todo for todo in self.todos if todo.place in HEADS_OWN]
            left = [SignCard(store, to_sign(store)), *([TodoCard(self.todos)] if self.todos else [])]
            lights = LightsCard(self.told.lights)
            lights.wanted.connect(self.desk.go)
            lights.proof_wanted.connect(partial(prove, self.desk))
            top = [lights] if self.told.lights else []
        for one in (*left, *right):
            one.wanted.connect(self.desk.go)
        columns = row((column(*left, None, gap=12), 8), (column(*right, None, gap=12), 5), gap=12)
        self.set_body(scroll(column(*top, columns, None, gap=12, edge=(0, 0, 6, 0))))

    def _has_pictures(self) -> bool:
        session = self.desk.store.session
        return session.may("batch") or session.may("approve")

    def _day(self) -> str:
        day = dt.date.today()
        week = school_days.week_of(day)
        parts = [f"{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}", self.desk.term.title]
        parts += [f"第 {week} 周"] if week and self.desk.term == school_days.term_on(day) else []
        return "，".join(parts)

    def _tiles(self) -> Part:
        counts = {todo.place: todo for todo in reversed(self.todos)}
        names = self._aid_tiles(counts) if today.works_on_aid(self.desk.store) else self._meal_tiles(counts)
        if not today.works_on_aid(self.desk.store) and self.desk.store.session.may("care"):
            names = self._care_tiles(counts)
        tiles: list[Part] = []
        for place, icon, verb, hint, needs in names:
            if not self.desk.store.session.may(needs):
                continue
            tile = Tile(icon, verb, hint, first=not tiles)
            tile.setProperty("place", place)
            tile.clicked.connect(self._tile)
            tiles.append(tile)
        return row(*tiles, gap=12)

    def _aid_tiles(self, counts: dict[str, today.Todo]) -> Sequence[Sequence[str]]:
        """Place, icon, verb, hint, the right it needs."""
        return (
            ("import", "file-up", "导入名单", "从学籍系统导出的就行", "import"),
            ("aid", "hand-coins", "本学期资助", self._aid_words(), "batch"),
            ("print", "printer", "打印告知书", self._words(counts, "letters", "按班、按村或按名单"), "print"),
            ("send", "send", "报送", self._words(counts, "send", "给中心校的 U 盘"), "export"),
        )

    def _care_tiles(self, counts: dict[str, today.Todo]) -> Sequence[Sequence[str]]:
        return (
            (
                "visits",
                "footprints",
                "记家访",
                self._words(counts, "visits", "按登记表录，或单独记一次"),
                "care",
            ),
            ("pairs", "users-round", "结对", self._words(counts, "pairs", "责任教师、交接、计划"), "care"),
            (
                "care",
                "heart-handshake",
                "五类学生",
                self._words(counts, "care", "名单自己算，不用录"),
                "care",
            ),
            ("print", "printer", "打印", "登记表、联系卡、统计表", "print"),
        )

    def _meal_tiles(self, counts: dict[str, today.Todo]) -> Sequence[Sequence[str]]:
        return (
            ("meals", "utensils", "录餐", self._words(counts, "meals", "只写没有吃的人"), "meals"),
            ("meal_logs", "clipboard-check", "日常记录", "留样、陪餐、晨检、消毒", "meals"),
            ("meal_stock", "package", "库房", self._words(counts, "meal_stock", "进货、出库、盘点"), "meals"),
            (
                "meal_settle",
                "calculator",
                "结算",
                self._words(counts, "meal_settle", "月底对清三边"),
                "meals",
            ),
        )

    def _tile(self) -> None:
        self.desk.go(str(self.sender().property("place")))

    def _aid_words(self) -> str:
        rows = AidBatch.select().where((AidBatch.term == self.desk.term.code) & (AidBatch.state != "void"))
        facts = [today.batch_fact(one.id) for one in rows]
        heads, fen = sum(fact[0] for fact in facts), sum(fact[1] for fact in facts)
        return f"{heads} 人次，{money.figures(fen)} 元" if heads else "还没有生成名单"

    @staticmethod
    def _words(counts: dict[str, today.Todo], place: str, plain: str) -> str:
        return counts[place].words if place in counts else plain

    def _empty(self) -> QWidget:
        """The first day: the road from a list to letters."""
        bring = Button("导入第一份名单", "file-up", role="primary")
        bring.clicked.connect(self._first_import)
        road = [
            Stop("file-up", "导入名单", "学籍系统导出的就行"),
            Stop("hand-coins", "生成资助名单", "程序先算好，您来定"),
            Stop("printer", "打印告知书", "两张一页，带回执"),
        ]
        may = self.desk.store.session.may("import")
        fact = (
            "把学籍系统导出的名单拖进来，花名册、资助名单和告知书就都有了。"
            if may
            else "资助专干导入名单以后，这里就有要办的事了。"
        )
        return empty_page("从一份名单开始", fact, road, [bring] if may else [])

    def _dropped(self, paths: list[Path]) -> None:
        self.desk.go("import", paths)

    def _first_import(self) -> None:
        self.desk.go("import")
