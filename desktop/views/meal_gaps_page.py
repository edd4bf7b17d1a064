"""月历: a month of supply days × what each must have. Every gap is a coloured cell that opens the entry of that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QMenu

from desktop.services.meals import calendar, flags, gaps
from desktop.services.meals.flags import Flag
from desktop.services.meals.gaps import Cell, MonthGaps
from desktop.views.buttons import Button
from desktop.views.cells import LOOK, TONE, Column
from desktop.views.desk import Desk
from desktop.views.layouts import Stack, clear, column, fill, holder, row, scroll
from desktop.views.meal_log_samples import ask_words
from desktop.views.meal_month_bar import MonthSteps
from desktop.views.page import Page
from desktop.views.table import FrozenTable
from desktop.views.widgets import Stop, card, empty_page, line_of, ruled, text

TOP = QModelIndex()
WEEKDAYS = "一二三四五六日"
DAY = Column("day", "日期", 92)
CELL = 70  # px at least of a need's column
ASIDE = 264  # px
ROOMY, BAR = 12, 12  # days that may have high rows; px of a scroll bar
LOOKS = {
    gaps.DONE: ("√", "good"), gaps.LATE: ("补录", "warn"), gaps.EXCUSED: ("说明", "off"), gaps.MISSING: ("缺", "bad"),
    gaps.TODAY: ("待登", "warn"), gaps.AHEAD: ("", None), gaps.NONE: ("", None),
}  # fmt: skip
EXPLAINED = (gaps.MISSING, gaps.TODAY, gaps.EXCUSED)  # where a reason may be written
TOUCHED = {
    "class_day", "meal_eater", "supply_day", "school", "calendar_day", "school_term", "food_sample", "accompany",
    "morning_check", "disinfection", "food_check", "food_finding", "snack_check", "day_excuse", "purchase", "staff",
    "health_certificate", "meal_posting", "menu_dish",
}  # fmt: skip
LEGEND = (("good", "√ 有记录"), ("bad", "缺"), ("warn", "补录，或今天还没登"), ("off", "缺，写了说明"))
ROAD = (
    Stop("utensils", "录餐", "每班每天一张"),
    Stop("clipboard-check", "日常记录", "留样、陪餐、晨检、消毒"),
    Stop("calendar-days", "月历", "哪天缺什么，一眼看完"),
)


class GapsModel(QAbstractTableModel):
    """Days down, needs across; a cell is its state in a word and a colour."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.columns: list[Column] = [DAY]
        self.month: MonthGaps | None = None

    def show_month(self, month: MonthGaps) -> None:
        self.beginResetModel()
        self.month = month
        self.columns = [DAY, *(Column(need, label, CELL, "center") for need, label in month.needs)]
        self.endResetModel()

    def cell(self, index: Any) -> Cell | None:
        """What stands there; None for the day itself."""
        if self.month is None or not index.isValid() or index.column() == 0:
            return None
        return self.month.days[index.row()].cells[self.columns[index.column()].key]

    def rowCount(self, parent: Any = TOP) -> int:
        return 0 if parent.isValid() or self.month is None else len(self.month.days)

    def columnCount(self, parent: Any = TOP) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.month is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[index.column()].alignment
        cell = self.cell(index)
        if cell is None:
            day = self.month.days[index.row()].day
            words = f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}"
            return words if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) else None
        words, tone = LOOKS[cell.state]
        return {
            Qt.ItemDataRole.DisplayRole: words, Qt.ItemDataRole.ToolTipRole: cell.words, TONE: tone,
            LOOK: "wash" if words else None, Qt.ItemDataRole.AccessibleTextRole: cell.words,
        }.get(role)  # fmt: skip

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return self.columns[section].alignment if role == Qt.ItemDataRole.TextAlignmentRole else None


class GapsTable(FrozenTable):
    """Single cells, none of which is edited: Enter opens what stands behind one, F2 explains why there is nothing."""

    explain_asked = Signal()

    def step_down(self) -> None:
        self.opened.emit(self.current_row())

    def take_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_F2 and not event.modifiers():
            self.explain_asked.emit()
            return True
        return super().take_key(event)

    def menu_for(self, row: int) -> QMenu:
        """What can be done with a gap, and copying; nothing here is pasted, sorted or filtered."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_opening.emit(menu, row)
        menu.addSeparator()
        menu.addAction("复制\tCtrl+C").triggered.connect(self.copy)
        menu.addAction("连同表头复制\tCtrl+Shift+C").triggered.connect(self.copy_with_titles)
        return menu


class MealGapsPage(Page):
    """The hint is a month such as "2026-10", or a day in it."""

    def __init__(self, desk: Desk, *, now: Callable[[], dt.datetime] = dt.datetime.now) -> None:
        super().__init__("月历")
        self.desk, self.now = desk, now
        self.steps = MonthSteps(f"{now():%Y-%m}")
        self.steps.changed.connect(self.reload)
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._spread)
        desk.changed.connect(self._changed)
        self.reload()

    def _build(self) -> None:
        legend = [text(words, "small", tone) for tone, words in LEGEND]
        tools = row(self.steps, 12, *legend, None, gap=10)
        self.model = GapsModel(self)
        self.table = GapsTable(self.model, frozen=1, cells=True)
        self.table.body.setEditTriggers(self.table.body.EditTrigger.NoEditTriggers)
        self.table.body.doubleClicked.connect(self.open_index)
        self.table.menu_opening.connect(self._menu)
        self.table.opened.connect(self.open_current)
        if self.desk.store.session.may("meals"):
            self.table.explain_asked.connect(self.explain)
        self.said = text("", "small", "quiet", wrap=True)
        self.table.body.selectionModel().currentChanged.connect(self._say_cell)
        self.aside = column(gap=12)
        side = scroll(self.aside)
        side.setFixedWidth(ASIDE)
        grid = holder(column((self.table, 1), edge=1), card=True)
        self.stack = Stack()
        self.stack.addWidget(holder(row((column((grid, 1), self.said, gap=8), 1), side, gap=12)))
        go = Button("去供餐日历", "calendar-days", role="primary")
        go.clicked.connect(self._to_calendar)
        self.stack.addWidget(
            empty_page(
                "这个月没有供餐的日子",
                "供餐日按校历和供餐日历来，每个供餐日要有的记录都列在这里。",
                ROAD,
                [go],
            )
        )
        self.set_body(column(tools, (self.stack, 1), gap=10))
        open_ = Button("去登记", "pencil-line", role="primary", tip="Enter")
        open_.clicked.connect(self.open_current)
        self.why = Button("写缺项说明", "message-square", tip="选中的几天为什么没有这项记录（F2）")
        self.why.clicked.connect(self.explain)
        self.set_actions([self.why, open_] if self.desk.store.session.may("meals") else [open_])

    # which month ---------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        if isinstance(hint, dt.date):
            hint = f"{hint:%Y-%m}"
        if isinstance(hint, str) and hint:
            self.steps.show_month(hint)
        self.reload()

    @property
    def month(self) -> str:
        return self.steps.month

    # showing -------------------------------------------------------------------------------------------

    def _changed(self, touched: frozenset[str]) -> None:
        if touched & TOUCHED:
            self._soon.start()

    def reload(self) -> None:
        self._soon.stop()
        at = self.table.body.currentIndex()
        was = (at.row(), at.column())
        found = gaps.month_gaps(self.desk.store, self.month, today=self.now().date())
        self.model.show_month(found)
        self.table.set_roomy(len(found.days) <= ROOMY)
        self._spread()
        self.stack.setCurrentIndex(0 if found.days else 1)
        self._say(found)
        self._stand(found, was)
        self._show_aside(found, flags.month_flags(self.desk.store, self.month, self.now()))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._later.start()

    def _spread(self) -> None:
        """The needs share the room beside the day evenly."""
        needs = len(self.model.columns) - 1
        room = self.table.width() - DAY.width - BAR
        self.table.body.setColumnWidth(0, DAY.width)
        for at in range(1, needs + 1):
            self.table.body.setColumnWidth(at, max(CELL, room // needs))

    def _say(self, found: MonthGaps) -> None:
        over = sum(any(cell.state in gaps.ASKED for cell in day.cells.values()) for day in found.days)
        lacking = found.missing
        words = f"供餐 {len(found.days)} 天，过了 {over} 天"
        if lacking:
            words += f"，缺 {len(lacking)} 处，在 {len({cell.day for cell in lacking})} 天里"
        elif over:
            words += "，一处也不缺"
        self.set_fact(words)

    def _stand(self, found: MonthGaps, was: tuple[int, int]) -> None:
        """Stay where one was; at first on the first gap."""
        if 0 <= was[0] < len(found.days) and 0 < was[1] < len(self.model.columns):
            self.table.go_to(*was)
            return
        first = next(((at, need) for at, day in enumerate(found.days) for need, _ in found.needs
                      if day.cells[need].state in (gaps.MISSING, gaps.TODAY)), None)  # fmt: skip
        if first is not None:
            self.table.go_to(first[0], [one.key for one in self.model.columns].index(first[1]))
        elif found.days:
            self.table.go_to(0, 1)

    def _show_aside(self, found: MonthGaps, told: Sequence[Flag]) -> None:
        clear(self.aside)
        fill(self.aside, [self._tallies(found), self._flags(told), None])

    def _tallies(self, found: MonthGaps) -> QFrame:
        lines = []
        for need, label in found.needs:
            tally = found.tally(need)
            have = tally.of - tally.missing
            tone = "bad" if tally.missing else "good" if tally.of else "off"
            figures = text(f"{have} / {tally.of}" if tally.of else "—", "strong", tone, right=True)
            more = [f"补录 {tally.late}"] * bool(tally.late) + [f"说明 {tally.excused}"] * bool(tally.excused)
            lines.append(row(text(label), text("，".join(more), "small", "quiet"), None, figures, gap=8))
        return card("过了的日子", *ruled(*lines), gap=5)

    def _flags(self, told: Sequence[Flag]) -> QFrame:
        lines: list[Any] = []
        for one in told:
            icon = "circle-alert" if one.tone == "bad" else "triangle-alert"
            parts: list[Any] = [(line_of(icon, one.tone, one.words, "small"), 1)]
            if one.place:
                look = Button("看", role="link", tail="arrow-right")
                look.setAccessibleName(f"看：{one.words}")
                look.clicked.connect(partial(self.desk.go, one.place, one.hint))
                parts.append(column(look, None, gap=0))
            lines.append(row(*parts, gap=6))
        return card("要看一看", *(ruled(*lines) or [text("没有要看的。", "small", "good")]), gap=6)

    def _say_cell(self, index: Any, _before: Any = None) -> None:
        cell = self.model.cell(index)
        if cell is None:
            self.said.setText("")
            return
        need = dict(self.model.month.needs)[cell.need] if self.model.month else ""
        gap = cell.state in EXPLAINED and self.desk.store.session.may("meals")
        why = "，真的没有的按 F2 写说明" if gap else ""
        self.said.setText(f"{cell.day:%m-%d} {need}：{cell.words}。按 Enter 去登记{why}。")

    # doing ---------------------------------------------------------------------------------------------

    def open_current(self, *_: object) -> None:
        self.open_index(self.table.body.currentIndex())

    def open_index(self, index: Any) -> None:
        """The entry of that day: 录餐, 库房, or 日常记录 at this record."""
        cell = self.model.cell(index)
        if cell is None:
            return
        if cell.need == gaps.SHEETS:
            self.desk.go("meals", cell.day)
        elif cell.need == "accept":
            self.desk.go("meal_stock", ("bought", cell.day))
        else:
            self.desk.go("meal_logs", (cell.day, cell.need))

    def chosen(self) -> list[Cell]:
        """The selected cells that lack something, all of one need: that of the current cell."""
        current = self.model.cell(self.table.body.currentIndex())
        if current is None:
            return []
        cells = [self.model.cell(index) for index in self.table.body.selectedIndexes()]
        return [cell for cell in cells if cell and cell.need == current.need and cell.state in EXPLAINED]

    def _to_calendar(self) -> None:
        self.desk.go("meal_calendar", (self.month, calendar.kinds()[0]))

    def explain(self) -> None:
        cells = self.chosen()
        if not cells:
            self.desk.say("请先选一处红色的“缺”，几天一样的可以一起选。")
            return
        label = dict(self.model.month.needs)[cells[0].need] if self.model.month else ""
        days = [cell.day for cell in cells]
        reason = ask_words(
            self.desk,
            f"{label}：说明 {len(days)} 天",
            "为什么没有这项记录",
            "例如 停水没有做饭，企业配餐",
            yes="记下说明",
        )
        if reason and self.desk.attempt(gaps.excuse, self.desk.store, days, cells[0].need, reason)[0]:
            self.desk.say(f"{label} {len(days)} 天的说明记下了。", ("撤销", self.desk.undo))

    def _menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            menu.addAction("去登记\tEnter").triggered.connect(self.open_current)
            if self.desk.store.session.may("meals"):
                menu.addAction("写缺项说明…\tF2").triggered.connect(self.explain)
