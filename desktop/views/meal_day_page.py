"""录餐: the day's classes at the left, the class one is at on the right; the whole school by keyboard alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.meals import ClassDay
from desktop.services.meals import calendar, days
from desktop.services.meals.days import Line, Sheet, Where
from desktop.services.school_calendar import in_words
from desktop.views.buttons import Button, tab_bar
from desktop.views.cells import Column
from desktop.views.class_day_page import ClassDayPage
from desktop.views.desk import Desk
from desktop.views.fields import line_edit
from desktop.views.held_rows import Held
from desktop.views.layouts import Giving, Stack, column
from desktop.views.meal_day_papers import offer_papers
from desktop.views.meal_day_sheet import SheetPane
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop, empty_page

COLUMNS = (
    Column("class", "班级", 76),
    Column("due", "应到", 52, "right"),
    Column("leave", "请假", 52, "right"),
    Column("unfed", "未就餐", 66, "right"),
    Column("fed", "就餐", 52, "right"),
    Column("state", "状态", 96),
)
STATES = {"open": ("未登记", "warn", "circle"), "kept": ("已登记", "good", "circle-check"),
          "late": ("补录", "quiet", "clock")}  # fmt: skip
LEFT = 404  # px of the board
TOUCHED = {
    "class_day",
    "meal_eater",
    "supply_day",
    "student",
    "meal_settlement",
    "calendar_day",
    "school_class",
}


class MealDayPage(ClassDayPage):
    """The hint is a day, or (day, kind of meal), or (day, kind, class): where other pages send a gap to be filled."""

    columns, left, day_word, touched = COLUMNS, LEFT, "供餐日", frozenset(TOUCHED)

    def __init__(self, desk: Desk) -> None:
        super().__init__("录餐", desk)
        self.kind = calendar.kinds()[0]
        self._build()
        desk.changed.connect(self.changed)
        desk.term_changed.connect(self.changed)

    def _build(self) -> None:
        self.kinds = tab_bar([])
        self.kinds.setUsesScrollButtons(False)
        self.kinds.currentChanged.connect(self._kind_chosen)
        before, date, after = self.day_tools(ClassDay.day)
        self.late = line_edit(hint="补录原因，例如 停电，当天记在纸上")
        self.late.setMaxLength(60)
        self.late.setAccessibleName("补录原因")
        self.order = Button(
            "按纸上顺序", "list-checks", role="chip", tip="输入的号码是打印的登记表上的序号，不是座号"
        )
        self.order.clicked.connect(self.toggle_paper)
        self.tools = Giving(
            before, date, after, self.kinds, (self.late, 1), None, self.order, gives=(self.order,), gap=8
        )
        self.stack = Stack()
        self.stack.addWidget(self.board_and_pane(SheetPane()))
        self.set_body(column(self.tools, (self.stack, 1), gap=12))
        self._offer_pages()

    def _offer_pages(self) -> None:
        offers = [
            ("就餐名册", "list-checks", self._to_eaters, "谁就餐、过敏忌口；跟着花名册改"),
            ("供餐日历", "calendar", self.open_calendar, "哪天供餐、哪天停餐"),
            ("班级月表", "table-2", self.open_month, "一个班一个月，每人每天一格"),
        ]
        if self.desk.store.session.may("print"):
            offers.append(
                ("打印", "printer", self.offer_papers, "登记表发给班主任照着画，再按纸上顺序录进来")
            )
        actions = []
        for words, icon, act, tip in offers:
            button = Button(words, icon, tip=tip)
            button.clicked.connect(act)
            actions.append(button)
        self.set_actions(actions)

    # which day -----------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        day, kind, klass = (*hint, None, None)[:3] if isinstance(hint, tuple) else (hint, None, None)
        self.kind = kind if kind in calendar.kinds() else self.kind
        self.show_day(day if isinstance(day, dt.date) else self.day, klass)
        self.to_line()

    def show_above(self) -> None:
        self.late.setVisible(days.needs_reason(self.day))

    def days_between(self, first: dt.date, last: dt.date) -> list[dt.date]:
        return calendar.served_days(first, last, self.kind)

    def _kind_chosen(self, at: int) -> None:
        self.kind = calendar.kinds()[at]
        self.show_day(self.day)

    # showing -------------------------------------------------------------------------------------------

    def board(self) -> list[Line]:
        self._offer_kinds()
        return days.board(self.desk.store, self.day, self.kind)

    def _offer_kinds(self) -> None:
        served = calendar.kinds()
        self.kind = self.kind if self.kind in served else served[0]
        labels = [code_list("meal_kind").label(kind) for kind in served]
        self.kinds.blockSignals(True)
        while self.kinds.count():
            self.kinds.removeTab(0)
        for words in labels:
            self.kinds.addTab(words)
        self.kinds.setCurrentIndex(served.index(self.kind))
        self.kinds.blockSignals(False)
        self.kinds.setVisible(len(served) > 1)

    def is_open(self, line: Line) -> bool:
        return line.state == "open"

    def held(self, line: Line) -> Held:
        words, tone, icon = STATES[line.state]
        if Where(self.day, self.kind, line.school_class) in self.drafts:
            words, tone, icon = "没有存", "warn", "pencil-line"
        elif line.missing:
            words, tone, icon = f"少 {line.missing} 人", "warn", "triangle-alert"
        open_ = line.state == "open"
        figures = {"due": line.due, "leave": line.leave, "unfed": line.unfed, "fed": line.fed}
        cells = {
            key: Shown(str(n) if key == "due" or (n and not open_) else "") for key, n in figures.items()
        }
        cells |= {
            "class": Shown(SchoolClass.caption_of(line.school_class)),
            "state": Shown(words, tone, icon),
        }
        return Held(line.school_class, cells, figures)

    def tell(self) -> None:
        self._show_empty()
        kept = [one for one in self.lines if one.state != "open"]
        meal = code_list("meal_kind").label(self.kind)
        told = f"{in_words(self.day)}，{meal}"
        if not self.lines:
            self.set_fact(told)
            return
        heads = f"，就餐 {sum(one.fed for one in kept)} / {sum(one.due for one in kept)} 人" if kept else ""
        self.set_fact(f"{told}，{len(self.lines)} 个班，已登记 {len(kept)} 个{heads}")

    def _show_empty(self) -> None:
        if self.stack.count() > 1:
            old = self.stack.widget(1)
            self.stack.removeWidget(old)
            old.deleteLater()
        if not self.lines:
            self.stack.addWidget(self._empty())
            self.stack.setCurrentIndex(1)

    def _empty(self) -> Any:
        make = Button("去建就餐名册", "list-plus", role="primary")
        make.clicked.connect(self._to_eaters)
        road = [
            Stop("list-checks", "建就餐名册", "从花名册生成"),
            Stop("utensils", "每天录餐", "只写没有吃的人"),
            Stop("table-2", "看月表", "每人每天一格"),
        ]
        may = self.desk.store.session.may("meals")
        says = "这一天没有人在就餐名册上"
        return empty_page(says, "先从花名册生成就餐名册，再回到这里登记。", road, [make] if may else [])

    def place_of(self, klass: int) -> Where:
        return Where(self.day, self.kind, klass)

    def sheet_at(self, where: Where) -> tuple[Sheet, bool]:
        sheet = days.sheet_of(self.desk.store, where)
        if sheet.late_reason and self.late.isVisible():
            self.late.setText(sheet.late_reason)
        return sheet, days.may_write(self.desk.store, where.school_class)

    # doing ---------------------------------------------------------------------------------------------

    def toggle_paper(self) -> None:
        """Numbers are those of the printed sheet, or seat numbers again."""
        self.pane.paper = not self.pane.paper
        self.order.set_on(self.pane.paper)
        self.show_class()
        self.to_line()

    def write(self, where: Where, sheet: Sheet) -> bool:
        if sheet.record is not None and not sheet.unmarked and dict(self.pane.marks) == sheet.exceptions:
            return True
        late = self.late.text().strip() if days.needs_reason(self.day) else ""
        ok, _record = self.desk.attempt(days.keep, self.desk.store, where, self.pane.marks, late_reason=late)
        if not ok and days.needs_reason(self.day) and not late:
            self.late.setFocus()
        return ok

    def all_kept(self) -> str:
        fed, due = sum(one.fed for one in self.lines), sum(one.due for one in self.lines)
        return f"{len(self.lines)} 个班都登记了，就餐 {fed} / {due} 人。"

    def take_back(self) -> None:
        where = self.where()
        if where is None:
            return
        place = SchoolClass.caption_of(where.school_class)
        words = f"将拿掉{place} {where.day} 的登记，放进回收站，可以撤销。"
        if self.desk.ask(self, "撤回登记", words, yes="撤回", danger=True):
            ok, _ = self.desk.attempt(days.take_back, self.desk.store, where)
            if ok:
                self.drafts.pop(where, None)
                self.desk.say(f"已撤回{place} {where.day} 的登记。", ("撤销", self.desk.undo))

    # going ---------------------------------------------------------------------------------------------

    def _to_eaters(self) -> None:
        self.desk.go("meal_eaters", self.kind)

    def open_calendar(self) -> None:
        self.desk.go("meal_calendar", (f"{self.day:%Y-%m}", self.kind))

    def open_month(self) -> None:
        self.desk.go("meal_class", (f"{self.day:%Y-%m}", self.kind, self.here()))

    def offer_papers(self) -> None:
        offer_papers(self.desk, self, self.day, self.kind)
