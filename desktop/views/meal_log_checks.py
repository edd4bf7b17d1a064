"""日管控、周排查、月调度 and the steps of 课间加餐: lists to go down, where only what was not in order is typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QLineEdit

from desktop.models.codes import code_list
from desktop.models.fields import FieldError
from desktop.models.ledgers.meal_people import SnackCheck
from desktop.models.ledgers.meal_watch import FoodCheck
from desktop.services.meals import logs, snacks, watch
from desktop.services.meals.snacks import Tick
from desktop.services.meals.watch import BAD, GOOD, NONE, Result
from desktop.views.buttons import Button, tab_bar
from desktop.views.desk import Desk
from desktop.views.editors import editor_for
from desktop.views.fields import Choice, line_edit
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.meal_log_parts import Entry, Panel, enter_keeps, list_of
from desktop.views.widgets import Elided, card, tag, text

NEXT = {GOOD: BAD, BAD: NONE, NONE: GOOD}
TONES = {GOOD: "good", BAD: "bad", NONE: "off"}
WORDS = {GOOD: "√ 合格", BAD: "× 不合格", NONE: "— 不涉及"}
LINES = {"day": (("staff", "summary"),), "week": (("staff", "people"), ("summary", "next_tasks")),
         "month": (("staff", "people"), ("summary", "next_tasks"))}  # fmt: skip
LABELS = {"week": {"people": "一起检查的人"}, "month": {"staff": "主持人", "people": "参加人"}}
MARK = 96  # px of the button that says √ × —


class ItemRow(QLineEdit):
    """What was wrong with one item; shown only where it was."""

    def __init__(self, item: Result, changed: Callable[[], None]) -> None:
        super().__init__()
        self.item = item
        self.setPlaceholderText("发现了什么问题")
        self.setMaxLength(80)
        self.setAccessibleName(f"{item.words}：问题")
        self.mark = Button(WORDS[item.mark], role="chip")
        self.mark.setFixedWidth(MARK)
        self.mark.setAccessibleName(f"{item.words}：{WORDS[item.mark]}")
        self.mark.clicked.connect(self.turn)
        self.changed = changed
        self.hide()

    def turn(self) -> None:
        """√ → × → — → √."""
        self.item = replace(self.item, mark=NEXT[self.item.mark])
        bad = self.item.mark == BAD
        self.mark.setText(WORDS[self.item.mark])
        self.mark.set_on(self.item.mark != GOOD)
        self.mark.setAccessibleName(f"{self.item.words}：{WORDS[self.item.mark]}")
        self.setVisible(bad)
        if bad:
            self.setFocus()
        self.changed()

    def result(self) -> Result:
        return replace(self.item, note=self.text().strip() if self.item.mark == BAD else "")


class CheckPanel(Panel):
    """One of the three checks; everything is in order until somebody says otherwise."""

    def __init__(self, desk: Desk, late_reason: Callable[[], str | None]) -> None:
        super().__init__(desk, late_reason)
        self.check = "day"
        self.rows: list[ItemRow] = []
        self.tabs = tab_bar(list(code_list("check_kind").labels.values()))
        self.tabs.currentChanged.connect(self._turned)
        self.box = column(gap=12)
        self.setLayout(column(self.tabs, self.box, None, gap=10))

    def show_day(self, day: dt.date, kind: str) -> None:
        super().show_day(day, kind)
        self.setEnabled(self.may())
        self.rows = []  # the buttons of the form that goes now
        clear(self.box)
        record = watch.of_day(self.desk.store, self.check, day)
        fill(self.box, [self._kept(record) if record is not None else self._form()])

    def show_check(self, check: str) -> None:
        """Bring one of the three to the front: day, week or month."""
        self.tabs.setCurrentIndex(list(code_list("check_kind").labels).index(check))

    def _turned(self, at: int) -> None:
        self.check = list(code_list("check_kind").labels)[at]
        self.show_day(self.day, self.kind)

    def _form(self) -> Part:
        self.rows = [ItemRow(one, self._count) for one in watch.items(self.check)]
        lines: list[Part] = []
        for place, one in enumerate(self.rows, 1):
            words = text(f"{place}. {one.item.words}", wrap=True)
            lines.append(column(row((words, 1), one.mark, gap=12), one, gap=4))
        self.entry = Entry(self.desk.store, FoodCheck, LINES[self.check], labels=LABELS.get(self.check))
        self.entry.show_values({"staff": watch.who_checks(self.check) or logs.myself(self.desk.store)})
        label = code_list("check_kind").label(self.check)
        self.keep = Button(f"登记{label}", "check", role="primary", tip="Enter")
        self.keep.clicked.connect(self.save)
        self.says = text("", "small", "quiet", wrap=True)
        edit = Button("改检查项目", role="link", tail="arrow-right")
        edit.clicked.connect(partial(self.desk.go, "meal_books", "check_item"))
        form = card("", *lines, self.entry, row((self.says, 1), edit, self.keep, gap=12), gap=9)
        enter_keeps(form, self.save)
        self._count()
        return form

    def _count(self) -> None:
        bad = sum(one.item.mark == BAD for one in self.rows)
        self.keep.setEnabled(bool(self.rows))
        words = f"{len(self.rows)} 项，都合格。按一下右边的 √ 改成 ×。"
        if not self.rows:
            words = "还没有检查项目，请先按本县文件写好要检查什么。"
        if bad:
            words = f"{len(self.rows)} 项，{bad} 项不合格，各记一件问题，跟到复查销号。"
        self.says.setText(words)

    def _kept(self, record: Any) -> Part:
        lines: list[Part] = [
            row((text(f"{one.words}{'：' if one.note else ''}{one.note}", wrap=True), 1),
                tag(WORDS[one.mark], TONES[one.mark]), gap=12)
            for one in watch.results_of(record.items)
        ]  # fmt: skip
        told = f"检查 {record.looked_at} 项，不合格 {record.failed} 项，检查人 {FoodCheck.staff.format(record.staff_id)}"
        extra = Button("看问题整改", role="link", tail="arrow-right")
        extra.clicked.connect(partial(self.desk.go, "meal_books", "food_finding"))
        head = f"{self.day:%m-%d} {code_list('check_kind').label(self.check)}已登记"
        return list_of(
            head, [text(told, tone="quiet", wrap=True), *lines], "", extra if record.failed else None
        )

    def start(self) -> None:
        (self.rows[0].mark if self.rows else self.tabs).setFocus()

    def save(self) -> None:
        values = self.entry.read()
        if values is None:
            return
        values["late_reason"] = self.late_reason()
        results = [one.result() for one in self.rows]
        if self.attempt(
            watch.keep_check, self.desk.store, self.check, self.day, results, values, entry=self.entry
        ):
            self.kept.emit(f"{code_list('check_kind').label(self.check)}登记好了。")


class SnackPanel(Panel):
    """The steps of a day's 课间加餐: done unless said otherwise, by whoever did it the last time."""

    HEADS = ("步骤", "完成", "时间", "谁做的", "情况")

    def __init__(self, desk: Desk, late_reason: Callable[[], str | None]) -> None:
        super().__init__(desk, late_reason)
        self.ticks: list[Tick] = []
        self.rows: list[dict[str, Any]] = []
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(10)
        self.grid.setVerticalSpacing(6)
        self.says = text("", "small", "warn", wrap=True)
        self.keep = Button("登记加餐流程", "check", role="primary", tip="Enter")
        self.keep.clicked.connect(self.save)
        edit = Button("按本县文件改步骤", role="link", tail="arrow-right")
        edit.clicked.connect(partial(self.desk.go, "meal_books", "snack_step"))
        form = card("", self.says, self.grid, row(edit, None, self.keep, gap=12), gap=12)
        enter_keeps(form, self.save)
        self.setLayout(column(form, None, gap=12))

    def show_day(self, day: dt.date, kind: str) -> None:
        super().show_day(day, kind)
        self.setEnabled(self.may())
        self.ticks = snacks.ticks_of(self.desk.store, day)
        example = any(row_.note and "示例" in row_.note for row_ in snacks.steps_on(day))
        self.says.setText("这些步骤是示例，请向县里要文件，照文件改。")
        self.says.setVisible(example)
        clear(self.grid)
        for at, head in enumerate(self.HEADS):
            self.grid.addWidget(text(head, "small", "quiet"), 0, at)
        self.grid.setColumnStretch(0, 3)
        self.grid.setColumnStretch(4, 2)
        self.rows = [self._row(place, tick) for place, tick in enumerate(self.ticks, 1)]

    def _row(self, place: int, tick: Tick) -> dict[str, Any]:
        staff = editor_for(SnackCheck.staff)
        staff.choose_from(self.desk.store)
        staff.show_value(tick.staff)
        made: dict[str, Any] = {
            "done": Choice(code_list("snack_ok").labels.items()),
            "at": line_edit(tick.at or "", "如 940"),
            "staff": staff,
            "note": line_edit(tick.note or "", tick.evidence),
        }
        made["done"].choose(tick.done)
        made["note"].setMaxLength(80)
        for name, wide in (("done", 88), ("at", 72), ("staff", 108)):
            made[name].setFixedWidth(wide)
        self.grid.addWidget(Elided(f"{tick.number}. {tick.name}"), place, 0)
        for at, (name, editor) in enumerate(made.items(), 1):
            editor.setAccessibleName(f"{tick.name}{self.HEADS[at]}")
            self.grid.addWidget(editor, place, at)
            made[name] = editor
        return made

    def start(self) -> None:
        if self.rows:
            self.rows[0]["at"].setFocus()

    def typed(self) -> list[Tick] | None:
        found = []
        for tick, made in zip(self.ticks, self.rows, strict=True):
            try:
                at = SnackCheck.at.parse(made["at"].text())
                staff = SnackCheck.staff.parse(made["staff"].raw())
            except FieldError as error:
                self.desk.refuse(FieldError(f"{tick.name}：{error}"))
                made["at"].setFocus()
                return None
            note = made["note"].text().strip() or None
            found.append(replace(tick, done=str(made["done"].value()), at=at, staff=staff, note=note))
        return found

    def save(self) -> None:
        ticks = self.typed()
        if ticks is None:
            return
        if self.attempt(snacks.keep_ticks, self.desk.store, self.day, ticks, late_reason=self.late_reason()):
            self.kept.emit(f"加餐流程登记好了，{len(ticks)} 步。")
