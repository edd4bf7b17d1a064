"""缺课登记: the classes of a half-day at the left, the class one is at on the right; the whole school by keyboard alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_absence import ClassAbsence
from desktop.services.drop import class_list
from desktop.services.drop.absences import HALVES
from desktop.services.drop.class_list import Line, Where
from desktop.services.drop.teaching import TeachingDays
from desktop.services.school_calendar import in_words
from desktop.views.buttons import Button, tab_bar
from desktop.views.cells import Column
from desktop.views.class_day_page import ClassDayPage
from desktop.views.desk import Desk
from desktop.views.drop_sheet import AbsencePane
from desktop.views.held_rows import Held
from desktop.views.layouts import Giving, Stack, column, show_if
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop, empty_page

COLUMNS = (
    Column("class", "班级", 76), Column("pupils", "应到", 52, "right"), Column("leave", "请假", 52, "right"),
    Column("truant", "旷课", 52, "right"), Column("state", "状态", 110),
)  # fmt: skip
LEFT = 356  # px of the board
NOON = 12  # o'clock from which the afternoon is shown first
TOUCHED = {"class_absence", "class_day", "student", "school_class", "calendar_day", "school_term"}
ROAD = (
    Stop("list-checks", "点名", "只写没来的人"), Stop("phone", "当天联系家长", "没来的一个一个打"),
    Stop("footprints", "连着没来的", "程序算天数，到了就提醒"),
)  # fmt: skip


class EntryPage(ClassDayPage):
    """The hint is a day, or (day, half), or (day, half, class)."""

    columns, left, day_word, touched = COLUMNS, LEFT, "教学日", frozenset(TOUCHED)

    def __init__(self, desk: Desk) -> None:
        super().__init__("缺课", desk)
        self.half = HALVES[dt.datetime.now().hour >= NOON]
        self._build()
        desk.changed.connect(self.changed)

    def _build(self) -> None:
        before, date, after = self.day_tools(ClassAbsence.day)
        self.halves = tab_bar([code_list("half_day").label(half) for half in HALVES])
        self.halves.currentChanged.connect(self._half_chosen)
        self.rest = Button("其余班都到齐", "circle-check", tip="还没登记、也没有人报缺课的班，一起记成都到齐")
        self.rest.clicked.connect(self.all_present)
        show_if(self.desk.store.session.may("drop"), self.rest)
        self.tools = Giving(before, date, after, self.halves, None, self.rest, gap=8)
        self.stack = Stack()
        self.stack.addWidget(self.board_and_pane(AbsencePane()))
        self.stack.addWidget(empty_page("还没有学生", "先导入花名册，再回到这里点名。", ROAD))
        self.set_body(column(self.tools, (self.stack, 1), gap=12))

    # which half-day ------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        day, half, klass = (*hint, None, None)[:3] if isinstance(hint, tuple) else (hint, None, None)
        self.half = half if half in HALVES else self.half
        self.show_day(day if isinstance(day, dt.date) else self.day, klass)
        self.to_line()

    def show_above(self) -> None:
        self.halves.blockSignals(True)
        self.halves.setCurrentIndex(HALVES.index(self.half))
        self.halves.blockSignals(False)

    def days_between(self, first: dt.date, last: dt.date) -> list[dt.date]:
        return TeachingDays().between(first, last)

    def _half_chosen(self, at: int) -> None:
        self.half = HALVES[at]
        self.show_day(self.day)

    # showing -------------------------------------------------------------------------------------------

    def board(self) -> list[Line]:
        return class_list.board(self.desk.store, self.day, self.half)

    def tell(self) -> None:
        self.stack.setCurrentIndex(0 if self.lines else 1)
        kept = [one for one in self.lines if one.record is not None]
        away = sum(one.away for one in kept)
        told = f"，缺 {away} 人" if kept else ""
        half = code_list("half_day").label(self.half)
        self.set_fact(f"{in_words(self.day)} {half}，{len(self.lines)} 个班，已登记 {len(kept)} 个{told}")

    def is_open(self, line: Line) -> bool:
        return line.record is None

    def held(self, line: Line) -> Held:
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

    def place_of(self, klass: int) -> Where:
        return Where(self.day, self.half, klass)

    def sheet_at(self, where: Where) -> tuple[Any, bool]:
        sheet = class_list.sheet_of(self.desk.store, where)
        return sheet, class_list.may_write(self.desk.store, where.school_class)

    # doing ---------------------------------------------------------------------------------------------

    def write(self, where: Where, sheet: Any) -> bool:
        if sheet.record is not None and dict(self.pane.marks) == sheet.exceptions:
            return True
        ok, _record = self.desk.attempt(class_list.keep, self.desk.store, where, self.pane.marks)
        return ok

    def all_kept(self) -> str:
        return f"{len(self.lines)} 个班都登记了，缺 {sum(one.away for one in self.lines)} 人。"

    def all_present(self) -> None:
        """Every class of which nobody is reported away is written as complete, after a look at what will happen."""
        left = class_list.quiet_classes(self.desk.store, self.day, self.half)
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
