"""日常记录: the canteen's records of one day at the left, the one being written on the right; the keyboard is enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.meal_logs import AdditiveUse, Disinfection, FoodSample, StoreClimate, WasteRecord
from desktop.services.meals import calendar, gaps, logs, samples
from desktop.services.paper.catalogue import Wanted
from desktop.services.paper.catalogue_records import RECORD_PAPERS
from desktop.services.school_calendar import in_words
from desktop.views.buttons import Button, tab_bar
from desktop.views.cells import Column
from desktop.views.day_field import DayField
from desktop.views.desk import Desk
from desktop.views.fields import line_edit
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Giving, Stack, column, holder, row, scroll
from desktop.views.meal_log_checks import CheckPanel, SnackPanel
from desktop.views.meal_log_parts import Panel, RecordPanel
from desktop.views.meal_log_people import AccompanyPanel, MorningPanel
from desktop.views.meal_log_samples import SamplesPanel
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.rail import Place
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable

COLUMNS = (Column("name", "记录", 122), Column("state", "这一天", 116))
LEFT = 252  # px
STATES: Mapping[str, tuple[str, str, str]] = {
    gaps.DONE: ("", "good", "circle-check"), gaps.LATE: ("补录", "warn", "clock"),
    gaps.EXCUSED: ("有说明", "off", "circle-minus"), gaps.MISSING: ("缺", "bad", "circle-alert"),
    gaps.TODAY: ("还没登记", "warn", "circle"), gaps.AHEAD: ("还没到", "off", "circle"),
    gaps.NONE: ("不用", "off", "circle-minus"),
}  # fmt: skip
OPEN = (gaps.MISSING, gaps.TODAY)


class Section(NamedTuple):
    """One line of the list. need: its code in day_need, "" for a record that no day must have."""

    place: Place
    need: str
    ledger: Any = None


SECTIONS = (
    Section(Place("sample", "留样", "留样", "flask-conical"), "sample"),
    Section(Place("accompany", "陪餐", "陪餐", "utensils"), "accompany"),
    Section(Place("morning", "晨检", "晨检", "stethoscope"), "morning"),
    Section(Place("clean", "消毒", "消毒", "shield-check"), "clean", Disinfection),
    Section(Place("check", "日管控", "管控", "clipboard-check"), "check"),
    Section(Place("snack", "加餐流程", "加餐", "route"), "snack"),
    Section(Place("additive", "添加剂", "添加", "wheat"), "", AdditiveUse),
    Section(Place("waste", "废弃物", "废弃", "trash-2"), "", WasteRecord),
    Section(Place("climate", "温湿度", "温度", "thermometer"), "", StoreClimate),
)
CLEAN = (("starts", "ends", "strength"), ("way", "utensil", "pieces"), ("operator", "checker", "note"))
ADDITIVE = (("name", "maker", "batch_no"), ("bought_on", "used_in", "grams"), ("left", "staff", "note"))
WASTE = (("kind", "kilograms"), ("taken_by", "staff", "note"))
CLIMATE = (("place", "degrees", "humidity"), ("staff", "note"))
TOUCHED = {
    "food_sample", "accompany", "morning_check", "disinfection", "additive_use", "waste_record", "store_climate",
    "snack_check", "snack_step", "food_check", "check_item", "day_excuse", "supply_day", "menu_dish", "menu_week", "staff",
    "health_certificate", "purchase", "class_day", "school", "calendar_day", "school_term",
}  # fmt: skip


class MealLogPage(Page):
    """The hint is a day, or (day, key of a section), or (day, key, kind of meal). Of the checks, day, week or month are keys too."""

    def __init__(self, desk: Desk, *, now: Callable[[], dt.datetime] = dt.datetime.now) -> None:
        super().__init__("日常记录")
        self.desk, self.now = desk, now
        self.day, self.kind = now().date(), calendar.kinds()[0]
        self.panels: dict[str, Panel] = {}
        self.at = SECTIONS[0].place.key
        self._go_on = False  # a record was kept just now: on to what is still open
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._changed)
        self.show_day(self.day)

    def _build(self) -> None:
        self.date = DayField(FoodSample.day)
        self.date.moved.connect(self._day_chosen)
        self.date.unread.connect(self._say_unread)
        before = Button(picture="chevron-left", role="icon", tip="前一个供餐日（Ctrl+PgUp）")
        after = Button(picture="chevron-right", role="icon", tip="后一个供餐日（Ctrl+PgDn）")
        before.clicked.connect(partial(self.step_day, -1))
        after.clicked.connect(partial(self.step_day, 1))
        for keys, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.step_day, by))
        for at in range(len(SECTIONS)):
            QShortcut(QKeySequence(f"Ctrl+{at + 1}"), self).activated.connect(partial(self.open_line, at))
        self.kinds = tab_bar([])
        self.kinds.currentChanged.connect(self._kind_chosen)
        self.late = line_edit(hint="补录原因，例如 停电，当天记在纸上")
        self.late.setMaxLength(60)
        self.late.setAccessibleName("补录原因")
        tools = Giving(before, self.date, after, self.kinds, (self.late, 1), None, gap=8)
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=1, filler="state")
        self.table.current_changed.connect(self._row_changed)
        self.table.opened.connect(self._opened)
        left = holder(column(self.table, edge=1), card=True)
        left.setFixedWidth(LEFT)
        self.stack = Stack()
        self.set_body(column(tools, (row(left, (self.stack, 1), gap=12), 1), gap=12))
        month = Button("看月历", "calendar-days", tip="这个月每天缺什么")
        month.clicked.connect(self._to_month)
        rota = Button("陪餐排班", "users")
        rota.clicked.connect(partial(self.desk.go, "meal_rota"))
        books = Button("全部台账", "notebook-pen", tip="健康证、问题整改、膳食委员会、公示和每一本记录")
        books.clicked.connect(partial(self.desk.go, "meal_books"))
        made = [rota, books, month]
        if self.desk.store.session.may("print"):
            self.papers = Button("打印…", "printer", tip="这个月的各种记录表")
            self.papers.clicked.connect(self._offer_papers)
            made.insert(0, self.papers)
        self.set_actions(made)

    # which day -----------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        day, key, kind = (*hint, None, None)[:3] if isinstance(hint, tuple) else (hint, None, None)
        self.kind = kind if kind in calendar.kinds() else self.kind
        if isinstance(day, dt.date):
            self.show_day(day)
        checks = code_list("check_kind").labels
        if key in checks or key == "check":
            self.panel("check").show_check(key if key in checks else "day")  # type: ignore[attr-defined]
            key = "check"
        if key in self.model_keys():
            self.open_line(self.model_keys().index(key))

    def show_day(self, day: dt.date) -> None:
        self.stack.setEnabled(True)
        self.day = day
        self.date.show_value(day)
        self.late.clear()
        self.late.setVisible(logs.must_explain(day))
        self.reload()

    def step_day(self, by: int, _checked: bool = False) -> None:
        """To the next day with a meal that way."""
        first, last = sorted((self.day + dt.timedelta(days=by), self.day + dt.timedelta(days=120 * by)))
        if found := calendar.served_days(first, last, self.kind):
            self.show_day(found[0] if by > 0 else found[-1])

    def _day_chosen(self, day: dt.date) -> None:
        self.drop_refusal()
        self.show_day(day)
        for button in self.panels[self.at].findChildren(Button):
            if button.role == "primary" and button.isVisible():
                self.date.outlast(button)

    def _say_unread(self, sentence: str) -> None:
        self.stack.setEnabled(False)  # nothing is written for a day that is not the one meant
        self.desk.refuse(Refused(sentence))

    def _kind_chosen(self, at: int) -> None:
        self.kind = calendar.kinds()[at]
        self._show_panel()

    def late_reason(self) -> str | None:
        """What stands above for every record of a day that is over; None while none is asked for."""
        return self.late.text().strip() or None if not self.late.isHidden() else None

    # showing -------------------------------------------------------------------------------------------

    def _changed(self, touched: frozenset[str]) -> None:
        if touched & TOUCHED:
            self._soon.start()

    def reload(self) -> None:
        """The list and the panel in front as the ledgers have them."""
        self._offer_kinds()
        cells = self._cells()
        self.model.show_rows([self._held(at, one, cells) for at, one in enumerate(self.sections)])
        if self.at not in self.model_keys():
            self.at = SECTIONS[0].place.key
        self.table.go_to(self.model_keys().index(self.at))
        self._say(cells)
        self._show_panel()
        if self._go_on:
            self._go_on = False
            self._to_next(cells)

    def _to_next(self, cells: Mapping[str, gaps.Cell]) -> None:
        """The keyboard goes on to the next record that is still open, when the one just kept is whole."""
        states = [cells[one.need].state if one.need in cells else "" for one in self.sections]
        here = self.model_keys().index(self.at)
        after = [at for at, state in enumerate(states) if state in OPEN and at > here]
        if states[here] in OPEN:
            self._to_meal(cells[self.sections[here].need])
            self.panels[self.at].start()
        elif after:
            self.open_line(after[0])
        else:
            self.panels[self.at].start()

    def _to_meal(self, cell: gaps.Cell) -> None:
        """Another meal of the day still lacks this record: bring that meal up."""
        labels = code_list("meal_kind")
        lacking = [kind for kind in calendar.kinds() if labels.label(kind) in cell.words]
        if lacking and self.kind not in lacking:
            self.kinds.setCurrentIndex(calendar.kinds().index(lacking[0]))

    @property
    def sections(self) -> list[Section]:
        """Those this school has: without 课间加餐 there are no steps of it."""
        return [one for one in SECTIONS if one.place.key != gaps.SNACK or gaps.SNACK in calendar.kinds()]

    def model_keys(self) -> list[str]:
        return [one.place.key for one in self.sections]

    def _cells(self) -> Mapping[str, gaps.Cell]:
        found = gaps.month_gaps(self.desk.store, f"{self.day:%Y-%m}", today=self.now().date())
        return next((one.cells for one in found.days if one.day == self.day), {})

    def _held(self, at: int, section: Section, cells: Mapping[str, gaps.Cell]) -> Held:
        cell = cells.get(section.need)
        if cell is not None:
            words, tone, icon = STATES[cell.state]
            told = Shown(words or f"{cell.count} 条", tone, icon)
        elif section.ledger is not None and (rows := logs.rows_on(self.desk.store, section.ledger, self.day)):
            told = Shown(f"{len(rows)} 条", "good", "circle-check")
        else:
            told = Shown("按需要记" if not section.need else "这天不供餐", "off", "circle-minus")
        return Held(at, {"name": Shown(section.place.title, None, section.place.icon), "state": told})

    def _offer_kinds(self) -> None:
        served = calendar.kinds()
        self.kind = self.kind if self.kind in served else served[0]
        self.kinds.blockSignals(True)
        while self.kinds.count():
            self.kinds.removeTab(0)
        for kind in served:
            self.kinds.addTab(code_list("meal_kind").label(kind))
        self.kinds.setCurrentIndex(served.index(self.kind))
        self.kinds.blockSignals(False)
        self.kinds.setVisible(len(served) > 1)

    def _say(self, cells: Mapping[str, gaps.Cell]) -> None:
        told = [in_words(self.day)]
        if not cells:
            told.append(calendar.the_day(self.day, self.kind).reason or "不供餐")
        else:
            titles = {gaps.SHEETS: "就餐登记", **code_list("day_need").labels}
            open_ = [titles[one.need] for one in cells.values() if one.state in OPEN]
            told.append(f"还差 {len(open_)} 项：{'、'.join(open_)}" if open_ else "该登记的都齐了")
        over = [one for one in samples.clocks(self.desk.store, self.now()) if one.state != samples.WAIT]
        told += [f"{len(over)} 份留样可以销样"] if over else []
        self.set_fact("，".join(told))

    def _show_panel(self) -> None:
        panel = self.panel(self.at)
        panel.show_day(self.day, self.kind)
        self.stack.setCurrentIndex(list(self.panels).index(self.at))

    def panel(self, key: str) -> Panel:
        """The panel of a section, made when it is first wanted."""
        if key not in self.panels:
            self.panels[key] = made = self._make(key)
            made.kept.connect(self._kept)
            made.said.connect(self._said)
            self.stack.addWidget(scroll(column(made, gap=0, edge=(0, 0, 10, 0))))
        return self.panels[key]

    def _make(self, key: str) -> Panel:
        desk, late = self.desk, self.late_reason
        if key == "sample":
            return SamplesPanel(desk, late, now=self.now)
        if key == "clean":
            return RecordPanel(desk, late, Disinfection, CLEAN, by_meal=True)
        if key == "additive":
            none = Button("登记无使用", role="plain", tip="这一天没有用添加剂")
            none.clicked.connect(self.no_additive)
            return RecordPanel(desk, late, AdditiveUse, ADDITIVE, extra=[none])
        if key == "waste":
            return RecordPanel(desk, late, WasteRecord, WASTE)
        if key == "climate":
            return RecordPanel(desk, late, StoreClimate, CLIMATE)
        made: dict[str, Any] = {
            "accompany": AccompanyPanel,
            "morning": MorningPanel,
            "check": CheckPanel,
            "snack": SnackPanel,
        }
        return made[key](desk, late)  # type: ignore[no-any-return]

    # doing ---------------------------------------------------------------------------------------------

    def show_section(self, key: str) -> None:
        """Bring a section to the front."""
        self.table.go_to(self.model_keys().index(key))

    def open_line(self, at: int) -> None:
        """Bring a section to the front, the keyboard in its first field."""
        if at < self.model.rowCount():
            self.table.go_to(at)
            self.panels[self.at].start()

    def _row_changed(self, at: int) -> None:
        if 0 <= at < len(self.model_keys()) and self.model_keys()[at] != self.at:
            self.at = self.model_keys()[at]
            self._show_panel()

    def _opened(self, _at: int) -> None:
        self.panels[self.at].start()

    def _kept(self, words: str) -> None:
        self._said(words)
        self._go_on = True
        self._soon.start()

    def _said(self, words: str) -> None:
        self.desk.say(words, ("撤销", self.desk.undo))

    def no_additive(self) -> None:
        ok, _ = self.desk.attempt(logs.no_additive, self.desk.store, self.day, late_reason=self.late_reason())
        if ok:
            self._kept("登记了无使用。")

    def _offer_papers(self) -> None:
        """The papers of the month the day lies in."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for paper in RECORD_PAPERS:
            if "month" in paper.needs:
                act = menu.addAction(f"{self.day.month}月 {paper.title}")
                act.triggered.connect(partial(self.print_paper, paper.code))
        menu.popup(self.papers.mapToGlobal(self.papers.rect().bottomLeft()))

    def print_paper(self, code: str, _checked: bool = False) -> None:
        open_paper(self.desk, code, Wanted(day=self.day, month=f"{self.day:%Y-%m}"))

    def _to_month(self) -> None:
        self.desk.go("meal_month", f"{self.day:%Y-%m}")
