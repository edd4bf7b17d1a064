"""缺课登记: the classes of a half-day at the left, the class one is at on the right; the whole school by keyboard alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.models.codes import code_list
from desktop.models.day_marks import Marks
from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_absence import ClassAbsence
from desktop.services.drop import class_list
from desktop.services.drop.absences import HALVES
from desktop.services.drop.class_list import Line, Where
from desktop.services.drop.teaching import TeachingDays
from desktop.services.school_calendar import in_words
from desktop.views.buttons import Button, tab_bar
from desktop.views.cells import Column
from desktop.views.day_field import DayField
from desktop.views.desk import Desk
from desktop.views.drop_sheet import AbsencePane
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Giving, Stack, column, holder, row, show_if
from desktop.views.page import Page
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Stop, empty_page

COLUMNS = (
    Column("class", "班级", 76), Column("pupils", "应到", 52, "right"), Column("leave", "请假", 52, "right"),
    Column("truant", "旷课", 52, "right"), Column("state", "状态", 110),
)  # fmt: skip
LEFT = 356  # px of the board
ROOMY = 8  # classes that may have high rows
NOON = 12  # o'clock from which the afternoon is shown first
TOUCHED = {"class_absence", "class_day", "student", "school_class", "calendar_day", "school_term"}
ROAD = (
    Stop("list-checks", "点名", "只写没来的人"), Stop("phone", "当天联系家长", "没来的一个一个打"),
    Stop("footprints", "连着没来的", "程序算天数，到了就提醒"),
)  # fmt: skip


class EntryPage(Page):
    """The hint is a day, or (day, half), or (day, half, class)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("缺课")
        self.desk = desk
        self.day, self.half = dt.date.today(), HALVES[dt.datetime.now().hour >= NOON]
        self.lines: list[Line] = []
        self.drafts: dict[Where, Marks] = {}  # typed, but not kept yet
        self._stale, self._moving = True, False
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._changed)
        self.show_day(self.day)

    def _build(self) -> None:
        self.date = DayField(ClassAbsence.day)
        self.date.moved.connect(self._day_chosen)
        self.date.unread.connect(lambda sentence: self.desk.refuse(Refused(sentence)))
        before = Button(picture="chevron-left", role="icon", tip="前一个教学日（Ctrl+PgUp）")
        after = Button(picture="chevron-right", role="icon", tip="后一个教学日（Ctrl+PgDn）")
        before.clicked.connect(self.day_before)
        after.clicked.connect(self.day_after)
        for keys, act in (("Ctrl+PgUp", self.day_before), ("Ctrl+PgDown", self.day_after)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.halves = tab_bar([code_list("half_day").label(half) for half in HALVES])
        self.halves.currentChanged.connect(self._half_chosen)
        self.rest = Button("其余班都到齐", "circle-check", tip="还没登记、也没有人报缺课的班，一起记成都到齐")
        self.rest.clicked.connect(self.all_present)
        show_if(self.desk.store.session.may("drop"), self.rest)
        self.tools = Giving(before, self.date, after, self.halves, None, self.rest, gap=8)
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=1, filler="state")
        self.table.current_changed.connect(self._row_changed)
        self.table.opened.connect(self._to_line)
        self.pane = AbsencePane()
        self.pane.done.connect(self.keep)
        self.pane.stepped.connect(self.step)
        self.pane.edited.connect(self._typed)
        self.pane.back_asked.connect(self.take_back)
        left = holder(column(self.table, edge=1), card=True)
        left.setFixedWidth(LEFT)
        self.stack = Stack()
        self.stack.addWidget(holder(row(left, (self.pane, 1), gap=12)))
        self.stack.addWidget(empty_page("还没有学生", "先导入花名册，再回到这里点名。", ROAD))
        self.set_body(column(self.tools, (self.stack, 1), gap=12))

    # which half-day ------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        day, half, klass = (*hint, None, None)[:3] if isinstance(hint, tuple) else (hint, None, None)
        self.half = half if half in HALVES else self.half
        self.show_day(day if isinstance(day, dt.date) else self.day, klass)
        self.pane.line.setFocus()

    def show_day(self, day: dt.date, klass: int | None = None) -> None:
        """A half-day's board, at a class, else at the first that is open."""
        self.day = day
        self.date.show_value(day)
        self.halves.blockSignals(True)
        self.halves.setCurrentIndex(HALVES.index(self.half))
        self.halves.blockSignals(False)
        self._read()
        first = next((at for at, one in enumerate(self.lines) if one.record is None), 0)
        self._stand(self.model.row_of(klass) if klass in self.model.ids() else first)

    def day_before(self) -> None:
        self._step_day(-1)

    def day_after(self) -> None:
        self._step_day(1)

    def _step_day(self, by: int) -> None:
        reach = dt.timedelta(days=120 * by)
        first, last = sorted((self.day + dt.timedelta(days=by), self.day + reach))
        found = TeachingDays().between(first, last)
        if found:
            self.show_day(found[0] if by > 0 else found[-1])

    def _day_chosen(self, day: dt.date) -> None:
        self.drop_refusal()
        self.show_day(day)
        self.date.outlast(self.pane.keep)

    def _half_chosen(self, at: int) -> None:
        self.half = HALVES[at]
        self.show_day(self.day)

    # showing -------------------------------------------------------------------------------------------

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self._stale:
            self._soon.start()
        self.pane.line.setFocus()

    def _changed(self, touched: frozenset[str]) -> None:
        if touched and not touched & TOUCHED:
            return
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def reload(self) -> None:
        here = self.here()
        self._read()
        self._stand(max(self.model.row_of(here), 0) if here is not None else 0)

    def _read(self) -> None:
        self._stale = False
        self.lines = class_list.board(self.desk.store, self.day, self.half)
        self.table.set_roomy(len(self.lines) <= ROOMY)
        self.model.show_rows([self._held(one) for one in self.lines])
        self.stack.setCurrentIndex(0 if self.lines else 1)
        kept = [one for one in self.lines if one.record is not None]
        away = sum(one.away for one in kept)
        told = f"，缺 {away} 人" if kept else ""
        half = code_list("half_day").label(self.half)
        self.set_fact(f"{in_words(self.day)} {half}，{len(self.lines)} 个班，已登记 {len(kept)} 个{told}")

    def _stand(self, at: int) -> None:
        self._moving = True
        self.table.go_to(at)
        self._moving = False
        self._show_class()

    def _held(self, line: Line) -> Held:
        words, tone, icon = self._state(line)
        figures = {"pupils": line.pupils, "leave": line.leave, "truant": line.away - line.leave}
        cells = {key: Shown(str(n) if key == "pupils" or n else "") for key, n in figures.items()}
        cells |= {
            "class": Shown(SchoolClass.caption_of(line.school_class)),
            "state": Shown(words, tone, icon),
        }
        return Held(line.school_class, cells, figures)

    def _state(self, line: Line) -> tuple[str, str, str]:
        if Where(self.day, self.half, line.school_class) in self.drafts:
            return "没有存", "warn", "pencil-line"
        if line.record is not None:
            return "已登记", "good", "circle-check"
        return ("按录餐", "quiet", "utensils") if line.known else ("未登记", "warn", "circle")

    def here(self) -> int | None:
        at = self.table.current_row()
        return self.model.id_at(at) if 0 <= at < self.model.rowCount() else None

    def where(self) -> Where | None:
        klass = self.here()
        return None if klass is None else Where(self.day, self.half, klass)

    def _row_changed(self, at: int) -> None:
        if not self._moving and 0 <= at < self.model.rowCount():
            self._show_class()

    def _show_class(self) -> None:
        where = self.where()
        if where is None:
            return
        sheet: Any = class_list.sheet_of(self.desk.store, where)
        marks = self.drafts.get(where, sheet.exceptions)
        self.pane.show_sheet(sheet, marks, writes=class_list.may_write(self.desk.store, where.school_class))

    def _to_line(self, _at: int = 0) -> None:
        self.pane.line.setFocus()

    # doing ---------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        """Typed for a class, and waiting until it is kept."""
        where = self.where()
        if where is not None:
            self.drafts[where] = dict(self.pane.marks)
            self.model.change_row(
                self._held(next(o for o in self.lines if o.school_class == where.school_class))
            )

    def step(self, by: int) -> None:
        at = self.table.current_row() + by
        if 0 <= at < self.model.rowCount():
            self.table.go_to(at)

    def keep(self) -> None:
        """Write the class one is at, and go to the next that is open."""
        if not self.date.take():
            return  # first the page of the day that is typed above
        where, sheet = self.where(), self.pane.sheet
        if where is None or sheet is None:
            return
        if sheet.record is None or dict(self.pane.marks) != sheet.exceptions:
            ok, _record = self.desk.attempt(class_list.keep, self.desk.store, where, self.pane.marks)
            if not ok:
                return
        self.drafts.pop(where, None)
        self.reload()
        self._next_open(where.school_class)

    def _next_open(self, klass: int) -> None:
        at = self.model.row_of(klass)
        order = [*range(at + 1, len(self.lines)), *range(at)]
        wanted = next((n for n in order if self.lines[n].record is None), None)
        if wanted is None:
            away = sum(one.away for one in self.lines)
            self.desk.say(f"{len(self.lines)} 个班都登记了，缺 {away} 人。", ("撤销", self.desk.undo))
            wanted = min(at + 1, len(self.lines) - 1)
        self.table.go_to(wanted)
        self._to_line()

    def all_present(self) -> None:
        """Every class of which nobody is reported away is written as complete, after a look at what will happen."""
        left = [one for one in self.lines if one.record is None and not one.away]
        words = f"将把还没登记、也没有人报缺课的 {len(left)} 个班记成都到齐，可以撤销。有人缺课的班留着一个一个登记。"
        if not left:
            self.desk.say("没有这样的班了。")
        elif self.desk.ask(self, "其余班都到齐", words, yes="都到齐"):
            ok, count = self.desk.attempt(class_list.all_present, self.desk.store, self.day, self.half)
            if ok:
                self.desk.say(f"{count} 个班记成都到齐。", ("撤销", self.desk.undo))

    def take_back(self) -> None:
        where = self.where()
        if where is None:
            return
        place, half = SchoolClass.caption_of(where.school_class), code_list("half_day").label(where.half)
        words = f"将拿掉{place} {where.day} {half}的考勤，放进回收站，可以撤销。"
        if self.desk.ask(self, "撤回登记", words, yes="撤回", danger=True):
            ok, _ = self.desk.attempt(class_list.take_back, self.desk.store, where)
            if ok:
                self.drafts.pop(where, None)
                self.desk.say(f"已撤回{place} {half}的考勤。", ("撤销", self.desk.undo))
