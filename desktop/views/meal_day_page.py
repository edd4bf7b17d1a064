"""录餐: the day's classes at the left, the class one is at on the right; the whole school by keyboard alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.models.codes import code_list
from desktop.models.day_marks import Marks
from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.meals import ClassDay
from desktop.services.meals import calendar, days
from desktop.services.meals.days import Line, Where
from desktop.services.school_calendar import in_words
from desktop.views.buttons import Button, tab_bar
from desktop.views.cells import Column
from desktop.views.day_field import DayField
from desktop.views.desk import Desk
from desktop.views.fields import line_edit
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Giving, Stack, column, holder, row
from desktop.views.meal_day_papers import offer_papers
from desktop.views.meal_day_sheet import SheetPane
from desktop.views.page import Page
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
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
ROOMY = 8  # classes that may have high rows
TOUCHED = {
    "class_day",
    "meal_eater",
    "supply_day",
    "student",
    "meal_settlement",
    "calendar_day",
    "school_class",
}


class MealDayPage(Page):
    """The hint is a day, or (day, kind of meal), or (day, kind, class): where other pages send a gap to be filled."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("录餐")
        self.desk = desk
        self.day, self.kind = dt.date.today(), calendar.kinds()[0]
        self.lines: list[Line] = []
        self.drafts: dict[Where, Marks] = {}  # typed, but not kept yet
        self._seen, self._stale, self._moving = self.day, True, False
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._reload_soon)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._changed)

    def _build(self) -> None:
        self.kinds = tab_bar([])
        self.kinds.setUsesScrollButtons(False)
        self.kinds.currentChanged.connect(self._kind_chosen)
        self.date = DayField(ClassDay.day)
        self.date.moved.connect(self._day_chosen)
        self.date.unread.connect(self._say_unread)
        before = Button(picture="chevron-left", role="icon", tip="前一个供餐日（Ctrl+PgUp）")
        after = Button(picture="chevron-right", role="icon", tip="后一个供餐日（Ctrl+PgDn）")
        before.clicked.connect(self.day_before)
        after.clicked.connect(self.day_after)
        self.late = line_edit(hint="补录原因，例如 停电，当天记在纸上")
        self.late.setMaxLength(60)
        self.late.setAccessibleName("补录原因")
        self.order = Button(
            "按纸上顺序", "list-checks", role="chip", tip="输入的号码是打印的登记表上的序号，不是座号"
        )
        self.order.clicked.connect(self.toggle_paper)
        for keys, act in (("Ctrl+PgUp", self.day_before), ("Ctrl+PgDown", self.day_after)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.tools = Giving(
            before, self.date, after, self.kinds, (self.late, 1), None, self.order, gives=(self.order,), gap=8
        )
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=1, filler="state")
        self.table.current_changed.connect(self._row_changed)
        self.pane = SheetPane()
        self.pane.done.connect(self.keep)
        self.pane.stepped.connect(self.step)
        self.pane.edited.connect(self._typed)
        self.pane.back_asked.connect(self.take_back)
        self.table.opened.connect(self._to_line)
        left = holder(column(self.table, edge=1), card=True)
        left.setFixedWidth(LEFT)
        self.stack = Stack()
        self.stack.addWidget(holder(row(left, (self.pane, 1), gap=12)))
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
        self.pane.line.setFocus()

    def show_day(self, day: dt.date, klass: int | None = None) -> None:
        """A day's board, at a class, else at the first that is open."""
        self.day = day
        self.date.show_value(day)
        self.late.setVisible(days.needs_reason(day))
        self._read()
        first = next((at for at, one in enumerate(self.lines) if one.state == "open"), 0)
        self._stand(self.model.row_of(klass) if klass in self.model.ids() else first)

    def day_before(self) -> None:
        self._step_day(-1)

    def day_after(self) -> None:
        self._step_day(1)

    def _step_day(self, by: int) -> None:
        """To the next day with this meal that way; no further than a term's length."""
        reach = dt.timedelta(days=120 * by)
        first, last = sorted((self.day + dt.timedelta(days=by), self.day + reach))
        found = calendar.served_days(first, last, self.kind)
        if found:
            self.show_day(found[0] if by > 0 else found[-1])

    def _day_chosen(self, day: dt.date) -> None:
        self.drop_refusal()
        self.show_day(day)
        self.date.outlast(self.pane.keep)

    def _say_unread(self, sentence: str) -> None:
        self.desk.refuse(Refused(sentence))

    def _kind_chosen(self, at: int) -> None:
        self.kind = calendar.kinds()[at]
        self.show_day(self.day)

    # showing -------------------------------------------------------------------------------------------

    def showEvent(self, event: Any) -> None:
        """A program left open over night shows the new day; what changed meanwhile is read; one can type at once."""
        super().showEvent(event)
        today = dt.date.today()
        if self.day == self._seen != today:
            self._seen = self.day = today
            self._stale = True
        if self._stale:
            self._soon.start()
        self.pane.line.setFocus()

    def _changed(self, touched: Any = None) -> None:
        if isinstance(touched, frozenset) and touched and not touched & TOUCHED:
            return
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def _reload_soon(self) -> None:
        """Where nothing was shown yet, or the day is over, the first open class is where to begin."""
        if self.date.day == self.day:
            self.reload()
        else:
            self.show_day(self.day)

    def reload(self) -> None:
        """The board as the ledgers have it; where one is stays."""
        here = self.here()
        self._read()
        self._stand(max(self.model.row_of(here), 0) if here is not None else 0)

    def _read(self) -> None:
        self._stale = False
        self._soon.stop()
        self._offer_kinds()
        self.lines = days.board(self.desk.store, self.day, self.kind)
        self.table.set_roomy(len(self.lines) <= ROOMY)
        self.model.show_rows([self._held(one) for one in self.lines])
        self._say()
        self._show_empty()

    def _stand(self, at: int) -> None:
        """Go to a class and show its sheet, once."""
        self._moving = True
        self.table.go_to(at)
        self._moving = False
        self._show_class()

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

    def _held(self, line: Line) -> Held:
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

    def _say(self) -> None:
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

    def here(self) -> int | None:
        """The class one is at."""
        at = self.table.current_row()
        return self.model.id_at(at) if 0 <= at < self.model.rowCount() else None

    def where(self) -> Where | None:
        klass = self.here()
        return None if klass is None else Where(self.day, self.kind, klass)

    def _row_changed(self, at: int) -> None:
        if not self._moving and 0 <= at < self.model.rowCount():
            self._show_class()

    def _show_class(self) -> None:
        where = self.where()
        if where is None:
            return
        sheet = days.sheet_of(self.desk.store, where)
        marks = self.drafts.get(where, sheet.exceptions)
        self.pane.show_sheet(sheet, marks, writes=days.may_write(self.desk.store, where.school_class))
        if sheet.late_reason and self.late.isVisible():
            self.late.setText(sheet.late_reason)

    def _to_line(self, _at: int = 0) -> None:
        self.pane.line.setFocus()

    # doing ---------------------------------------------------------------------------------------------

    def toggle_paper(self) -> None:
        """Numbers are those of the printed sheet, or seat numbers again."""
        self.pane.paper = not self.pane.paper
        self.order.set_on(self.pane.paper)
        self._show_class()
        self._to_line()

    def _typed(self) -> None:
        """Exceptions were typed: they wait here, by class, until they are kept."""
        where = self.where()
        if where is not None:
            self.drafts[where] = dict(self.pane.marks)
            line = next(one for one in self.lines if one.school_class == where.school_class)
            self.model.change_row(self._held(line))

    def step(self, by: int) -> None:
        at = self.table.current_row() + by
        if 0 <= at < self.model.rowCount():
            self.table.go_to(at)

    def keep(self) -> None:
        """Write the class one is at, if there is anything to write, and go to the next that is open."""
        if not self.date.take():
            return  # first the page of the day that is typed above
        where, sheet = self.where(), self.pane.sheet
        if where is None or sheet is None:
            return
        changed = sheet.record is None or sheet.unmarked or dict(self.pane.marks) != sheet.exceptions
        if changed:
            late = self.late.text().strip() if days.needs_reason(self.day) else ""
            ok, _record = self.desk.attempt(
                days.keep, self.desk.store, where, self.pane.marks, late_reason=late
            )
            if not ok:
                if days.needs_reason(self.day) and not late:
                    self.late.setFocus()
                return
        self.drafts.pop(where, None)
        self.reload()
        self._next_open(where.school_class)

    def _next_open(self, klass: int) -> None:
        at = self.model.row_of(klass)
        order = [*range(at + 1, len(self.lines)), *range(at)]
        wanted = next((n for n in order if self.lines[n].state == "open"), None)
        if wanted is None:
            fed, due = sum(one.fed for one in self.lines), sum(one.due for one in self.lines)
            self.desk.say(
                f"{len(self.lines)} 个班都登记了，就餐 {fed} / {due} 人。", ("撤销", self.desk.undo)
            )
            wanted = min(at + 1, len(self.lines) - 1)
        self.table.go_to(wanted)
        self._to_line()

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
