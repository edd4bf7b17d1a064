"""陪餐排班: who eats with the pupils on which day, fair turns, swaps, and who has paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QWidget

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.fields import Date
from desktop.models.ledgers.meal_logs import Accompany
from desktop.models.ledgers.staff import Staff
from desktop.services.meals import accompany, calendar
from desktop.services.paper.catalogue import Wanted
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.editors import editor_for
from desktop.views.fields import Choice, Field
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Stack, clear, column, fill, holder, row, scroll
from desktop.views.meal_month_bar import MonthSteps
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Stop, card, empty_page, ruled, text

WEEKDAYS = "一二三四五六日"
COLUMNS = (
    Column("day", "日期", 116),
    Column("kind", "餐次", 84),
    Column("staff", "陪餐人", 130),
    Column("state", "状态", 92),
    Column("rating", "评价", 150),
    Column("paid", "餐费", 84),
)
ASIDE = 240  # px
ROAD = (
    Stop("users", "选负责人", "校长、副校长、主任"),
    Stop("calendar-days", "排一个学期", "放假的日子跳过"),
    Stop("arrow-left-right", "有事就调换", "次数还是一样"),
)


class RotaPage(Page):
    """The hint is a month such as "2026-10"."""

    def __init__(self, desk: Desk, *, today: Callable[[], dt.date] = dt.date.today) -> None:
        super().__init__("陪餐排班")
        self.desk, self.today = desk, today
        self.steps = MonthSteps(f"{today():%Y-%m}")
        self.steps.changed.connect(self.reload)
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._changed)
        self.reload()

    def _build(self) -> None:
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=1, filler="rating")
        self.table.opened.connect(self._opened)
        self.aside = column(gap=12)
        side = scroll(self.aside)
        side.setFixedWidth(ASIDE)
        self.stack = Stack()
        grid = holder(column((self.table, 1), edge=1), card=True)
        self.stack.addWidget(holder(row((grid, 1), side, gap=12)))
        make = Button("排班", "plus", role="primary")
        make.clicked.connect(self.plan)
        make.setEnabled(self.may())
        about = "每餐有一位学校负责人陪餐：先排班，陪餐后在“日常记录”里写评价，餐费自理。"
        self.stack.addWidget(empty_page("这个月还没有陪餐", about, ROAD, [make]))
        self.set_body(column(row(self.steps, None, gap=10), (self.stack, 1), gap=10))
        self._offer()

    def may(self) -> bool:
        return bool(self.desk.store.session.may("meals"))

    def _offer(self) -> None:
        back = Button("返回", "arrow-left")
        back.clicked.connect(partial(self.desk.go, "meal_logs"))
        made = [back]
        if self.desk.store.session.may("print"):
            paper = Button("打印排班", "printer")
            paper.clicked.connect(self.print_rota)
            made.append(paper)
        if self.may():
            paid, swap = Button("餐费已交", "banknote"), Button("调换两天", "arrow-left-right")
            plan = Button("排班", "plus", role="primary")
            for button, act in ((paid, self.pay), (swap, self.swap), (plan, self.plan)):
                button.clicked.connect(act)
            made += [paid, swap, plan]
        self.set_actions(made)

    # showing -------------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        if isinstance(hint, str) and hint:
            self.steps.show_month(hint)
        self.reload()

    @property
    def month(self) -> str:
        return self.steps.month

    def _changed(self, touched: frozenset[str]) -> None:
        if touched & {"accompany", "staff"}:
            self._soon.start()

    def reload(self) -> None:
        self._soon.stop()
        first, last = calendar.month_span(self.month)
        rows = accompany.rows_between(self.desk.store, first, last)
        self.model.show_rows([self._held(one) for one in rows])
        self.table.set_roomy(len(rows) <= 12)
        self.stack.setCurrentIndex(0 if rows else 1)
        told = accompany.shares(self.desk.store, first, last)
        done, unpaid = sum(one.done for one in told), sum(one.unpaid for one in told)
        more = f"，{unpaid} 次餐费没交" if unpaid else ""
        self.set_fact(f"排了 {len(rows)} 次，已陪 {done} 次{more}" if rows else "这个月还没有排班")
        clear(self.aside)
        fill(self.aside, [self._shares(told), None])

    def _held(self, one: Any) -> Held:
        done = one.state == "done"
        over = not done and one.day < self.today()
        rated = "、".join(
            f"{Accompany._meta.fields[name].label}{Accompany._meta.fields[name].format(one.__data__[name])}"
            for name in ("taste", "quality")
            if one.__data__[name]
        )
        state = Shown("已陪餐", "good", "circle-check") if done else Shown("没有登记", "bad", "circle-alert")
        cells = {
            "day": Shown(f"{one.day:%m-%d} 周{WEEKDAYS[one.day.weekday()]}"),
            "kind": Shown(code_list("meal_kind").label(one.kind)),
            "staff": Shown(Staff.caption_of(one.staff_id)),
            "state": state if done or over else Shown("已排班", "off", "circle"),
            "rating": Shown(one.problem or rated, "warn" if one.problem else None),
            "paid": (Shown("已交", "good") if one.paid else Shown("没交", "warn")) if done else Shown(""),
        }
        return Held(one.id, cells)

    @staticmethod
    def _shares(told: Sequence[accompany.Share]) -> QFrame:
        lines = [
            row(
                (text(one.name), 1),
                text(f"{one.planned + one.done} 次，已陪 {one.done}", "small", "quiet"),
                gap=8,
            )
            for one in told
        ]
        return card("各人次数", *(ruled(*lines) or [text("还没有。", "small", "quiet")]), gap=6)

    # doing ---------------------------------------------------------------------------------------------

    def plan(self) -> None:
        term = calendar.span_of(self.desk.term)
        if PlanCard(self.desk, max(term[0], min(self.today(), term[1])), term[1], self.today()).exec():
            self.desk.say("排班写好了。", ("撤销", self.desk.undo))

    def chosen(self) -> list[int]:
        return [self.model.id_at(at) for at in self.table.selected_rows()]

    def swap(self) -> None:
        """Two turns change places."""
        records = self.chosen()
        if len(records) != 2:
            self.desk.say("请按住 Ctrl 选好两天，再按“调换两天”。")
        elif self.desk.attempt(accompany.swap, self.desk.store, *records)[0]:
            self.desk.say("这两天调换好了。", ("撤销", self.desk.undo))

    def pay(self) -> None:
        ok, count = self.desk.attempt(accompany.paid, self.desk.store, self.chosen())
        if ok:
            self.desk.say(f"登记了 {count} 次餐费已交。", ("撤销", self.desk.undo))

    def print_rota(self) -> None:
        open_paper(self.desk, "D21R", Wanted(month=self.month))

    def _opened(self, at: int) -> None:
        one = Accompany.get_by_id(self.model.id_at(at))
        self.desk.go("meal_logs", (one.day, "accompany", one.kind))


class PlanCard(Dialog):
    """Who takes turns, from when until when; how often each comes is told before anything is written."""

    def __init__(self, desk: Desk, first: dt.date, last: dt.date, today: dt.date) -> None:
        self.desk = desk
        self.first, self.last = (editor_for(Date(label)) for label in ("从", "到"))
        self.first.show_value(first)
        self.last.show_value(last)
        labels = code_list("meal_kind")
        self.kind = Choice([(kind, labels.label(kind)) for kind in calendar.kinds()])
        self.ticks: dict[int, QCheckBox] = {}
        who = self._people(today)
        self.says = text("", "small", "quiet", wrap=True)
        spans = row(
            (Field("从", self.first), 1), (Field("到", self.last), 1), (Field("餐次", self.kind), 1), gap=12
        )
        body = column(text("谁参加陪餐", "small", "quiet"), who, spans, self.says, gap=10)
        super().__init__(desk.shell, "陪餐排班", body, width=600)
        self.add_button("先不排")
        self.yes = self.add_button("写进排班", "primary")
        self.yes.clicked.disconnect()
        self.yes.clicked.connect(self.accept)
        self.yes.setDefault(True)
        for signal in (self.first.edited, self.last.edited, self.kind.currentIndexChanged):
            signal.connect(self.look)
        self.look()

    def _people(self, today: dt.date) -> QWidget:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setContentsMargins(0, 4, 0, 4)
        for at, (record, name, usual) in enumerate(accompany.leaders(today)):
            tick = QCheckBox(name)
            tick.setChecked(usual)
            tick.toggled.connect(self.look)
            self.ticks[record] = tick
            grid.addWidget(tick, at // 4, at % 4)
        box = scroll(grid)
        box.setFixedHeight(min(34 * ((len(self.ticks) + 3) // 4) + 14, 190))
        return box

    def rota(self) -> accompany.Rota:
        """What would be written. Raises Refused with the sentence why nothing would."""
        if not self.ticks:
            raise Refused("还没有教职工。请先在“设置 › 教职工”里登记校长、副校长和主任。")
        first, last = (Date("日期", required=True).parse(one.raw()) for one in (self.first, self.last))
        if first is None or last is None or last < first:
            raise Refused("请写好从哪天到哪天。")
        people = [record for record, tick in self.ticks.items() if tick.isChecked()]
        return accompany.propose(self.desk.store, people, first, last, str(self.kind.value()))

    def look(self, *_: object) -> None:
        try:
            found = self.rota()
        except Refused as error:
            self.says.setText(str(error))
            self.yes.setEnabled(False)
            return
        each = "，".join(f"{Staff.caption_of(staff)} {count} 次" for staff, count in found.counts.items())
        self.says.setText(f"将排 {len(found.turns)} 天，可以撤销。连同已有的：{each}。")
        self.yes.setEnabled(True)
        self.fit()

    def accept(self) -> None:
        if self.desk.attempt(lambda: accompany.keep_rota(self.desk.store, self.rota()))[0]:
            super().accept()
