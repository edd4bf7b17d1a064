"""晨检, one row for each worker, and 陪餐 of the day: who ate with the pupils and what he saw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QGridLayout

from desktop.models.codes import code_list
from desktop.models.fields import FieldError
from desktop.models.ledgers.meal_logs import Accompany, MorningCheck
from desktop.models.ledgers.staff import Staff
from desktop.services.meals import accompany, logs, samples, workers
from desktop.services.meals.workers import FINE, Line, MonthLine
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.editors import editor_for
from desktop.views.fields import Choice, line_edit
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.meal_log_parts import Entry, Panel, enter_keeps, list_of
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Elided, card, line_of, tag, text

HEADS = ("姓名", "出勤", "情况代码", "体温 ℃", "手部", "着装", "处理结果")
STRETCH = (0, 0, 1, 0, 0, 0, 2)
SLIM, HEAD, LOW = 42, 52, 28  # px of a day's column, of the head with the scroll bar, of a row
WIDTHS = (0, 80, 0, 60, 74, 74, 0)  # px; 0 is as the words need


class MonthGrid(QFrame):
    """The month as the paper has it: workers down, days across, √0 for somebody at work and well."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.name = text("", "section")
        columns = [
            Column("name", "姓名", 84),
            *(Column(str(day), str(day), SLIM, "center") for day in range(1, 32)),
        ]
        self.model = HeldRows(columns)
        self.table = FrozenTable(self.model, frozen=1, cells=False)
        self.model.setParent(self.table)
        self.table.set_roomy(False)
        self.setLayout(column(self.name, self.table, gap=8, edge=(16, 12, 16, 12)))

    def show_month(self, lines: Sequence[MonthLine], day: dt.date) -> None:
        self.setVisible(bool(lines))
        self.name.setText(f"{day.month}月晨检")
        rows = []
        for line in lines:
            cells = {str(n): _mark(mark) for n, mark in enumerate(line.marks, 1)}
            rows.append(Held(line.staff, {"name": Shown(line.name), **cells}))
        self.model.show_rows(rows)
        self.table.setFixedHeight(HEAD + LOW * len(lines))
        for at in range(1, 32):
            self.table.body.setColumnHidden(at, not lines or at > len(lines[0].marks))


def _mark(mark: str) -> Shown:
    """Amber where somebody was away or not well."""
    return Shown(mark, None if mark in ("", "√0") else "warn", None if mark in ("", "√0") else "wash")


class MorningPanel(Panel):
    """Everybody is 出勤 and 正常 until somebody types a code. Enter keeps the whole morning."""

    def __init__(self, desk: Desk, late_reason: Callable[[], str | None]) -> None:
        super().__init__(desk, late_reason)
        self.lines: list[Line] = []
        self.rows: list[dict[str, Any]] = []
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(8)
        codes = "　".join(f"{code} {label}" for code, label in code_list("morning_sign").labels.items())
        self.legend = text(f"{codes}。几样一起的用空格隔开，例如 1 11。", "small", "quiet", wrap=True)
        self.says = text("", "small", "bad", wrap=True)
        self.checker = editor_for(MorningCheck.checker)
        self.checker.choose_from(desk.store)
        self.checker.setAccessibleName("检查人")
        self.checker.setFixedWidth(130)
        self.keep = Button("登记晨检", "check", role="primary", tip="Enter")
        self.keep.clicked.connect(self.save)
        foot = row(text("检查人", tone="quiet"), self.checker, None, self.keep, gap=10)
        form = card("", self.grid, self.legend, self.says, foot, gap=12)
        enter_keeps(form, self.save)
        self.below = column(gap=0)
        self.month = MonthGrid()
        self.setLayout(column(form, self.below, self.month, None, gap=12))

    def show_day(self, day: dt.date, kind: str) -> None:
        super().show_day(day, kind)
        self.setEnabled(self.may())
        self.month.show_month(workers.month_sheet(self.desk.store, f"{day:%Y-%m}"), day)
        self.lines = workers.morning_of(self.desk.store, day)
        self._draw()
        usual = logs.as_last_time(self.desk.store, MorningCheck, day)
        self.checker.show_value(usual.get("checker") or logs.myself(self.desk.store))
        self._warn()
        self._certificates()

    def _draw(self) -> None:
        clear(self.grid)
        self.rows = []
        for at, head in enumerate(HEADS):
            self.grid.addWidget(text(head, "small", "quiet"), 0, at)
            self.grid.setColumnStretch(at, STRETCH[at])
        for number, line in enumerate(self.lines, 1):
            self.rows.append(self._row(number, line))
        if not self.lines:
            words = "还没有从业人员。请在“设置 › 教职工”里把食堂人员的岗位写成“从业人员”，或登记健康证。"
            self.grid.addWidget(text(words, tone="quiet", wrap=True), 1, 0, 1, len(HEADS))

    def _row(self, number: int, line: Line) -> dict[str, Any]:
        codes = "" if line.signs == "0" else line.signs.replace(",", " ")
        made: dict[str, Any] = {
            "attends": Choice(code_list("work_mark").labels.items()),
            "signs": line_edit(codes, "0 正常"),
            "degrees": line_edit(MorningCheck.degrees.format(line.degrees), "36.5"),
            "hands": Choice(code_list("sense_check").labels.items()),
            "clothes": Choice(code_list("sense_check").labels.items()),
            "result": line_edit(line.result or "", "离岗的写怎么处理"),
        }
        for name in ("attends", "hands", "clothes"):
            made[name].choose(getattr(line, name))
        made["signs"].textEdited.connect(self._warn)
        made["result"].textEdited.connect(self._warn)
        made["result"].setMaxLength(80)
        self.grid.addWidget(text(line.name, "strong"), number, 0)
        for at, editor in enumerate(made.values(), 1):
            editor.setAccessibleName(f"{line.name}{HEADS[at]}")
            if WIDTHS[at]:
                editor.setFixedWidth(WIDTHS[at])
            self.grid.addWidget(editor, number, at)
        return made

    def _certificates(self) -> None:
        clear(self.below)
        told = [one for one in workers.certificates(self.desk.store, self.day) if one.state != FINE]
        lines: list[Part] = [
            line_of(
                "id-card", "bad" if one.state != workers.SOON else "warn", f"{one.name}：{one.words}", "small"
            )
            for one in told
        ]
        if lines:
            look = Button("去登记健康证", role="link", tail="arrow-right")
            look.clicked.connect(partial(self._go, "health_certificate"))
            fill(self.below, [list_of("健康证", lines, "", look)])

    def _go(self, ledger: str, _checked: bool = False) -> None:
        self.desk.go("meal_books", ledger)

    def _warn(self, *_: object) -> None:
        """Say at once who must not stay, until it is written what was done."""
        told = []
        for line, made in zip(self.lines, self.rows, strict=True):
            try:
                signs = self._signs(made["signs"].text())
            except FieldError:
                continue
            if (ill := workers.must_leave(signs)) and not made["result"].text().strip():
                told.append(f"{line.name} {'、'.join(ill)}")
        self.says.setText(f"{'；'.join(told)}：应当立即离岗，请写处理结果。")
        self.says.setVisible(bool(told))

    @staticmethod
    def _signs(typed: str) -> str:
        return MorningCheck.signs.parse(typed.replace(" ", "、")) or "0"

    def start(self) -> None:
        if self.rows:
            self.rows[0]["signs"].setFocus()

    def typed(self) -> list[Line] | None:
        """The lines as they stand; None where something cannot be read, said above the page."""
        found = []
        for line, made in zip(self.lines, self.rows, strict=True):
            try:
                signs = self._signs(made["signs"].text())
                degrees = MorningCheck.degrees.parse(made["degrees"].text())
            except FieldError as error:
                self.desk.refuse(FieldError(f"{line.name}：{error}"))
                made["signs"].setFocus()
                return None
            chosen = {name: str(made[name].value()) for name in ("attends", "hands", "clothes")}
            result = made["result"].text().strip() or None
            found.append(replace(line, signs=signs, degrees=degrees, result=result, **chosen))
        return found

    def save(self) -> None:
        lines = self.typed()
        if lines is None:
            return
        checker = MorningCheck.checker.parse(self.checker.raw())
        more = {"checker": checker, "late_reason": self.late_reason()}
        if self.attempt(workers.keep_morning, self.desk.store, self.day, lines, **more):
            self.kept.emit(f"晨检登记好了，{len(lines)} 人。")


class AccompanyPanel(Panel):
    """The leader comes from the rota, the dishes from the menu; what he thought of them is his own."""

    LINES = (
        ("staff", "school_class", "paid"),
        ("dishes",),
        ("looks", "taste", "quality", "hygiene"),
        ("pupils_say",),
        ("problem", "handled"),
    )

    def __init__(self, desk: Desk, late_reason: Callable[[], str | None]) -> None:
        super().__init__(desk, late_reason)
        self.record: int | None = None
        self.entry = Entry(desk.store, Accompany, self.LINES)
        self.says = text("", "small", "quiet", wrap=True)
        self.keep = Button("登记陪餐", "check", role="primary", tip="Enter")
        self.keep.clicked.connect(self.save)
        form = card("", self.says, self.entry, row(None, self.keep, gap=10), gap=12)
        enter_keeps(form, self.save)
        self.below = column(gap=0)
        self.setLayout(column(form, self.below, None, gap=12))

    def may(self) -> bool:
        """The headteacher writes down the own meals."""
        role = self.desk.store.session.role
        return super().may() or Accompany.table() in role.writes

    def show_day(self, day: dt.date, kind: str) -> None:
        super().show_day(day, kind)
        self.setEnabled(self.may())
        rows = logs.rows_on(self.desk.store, Accompany, day, kind)
        planned = next((one for one in rows if one.state == "planned"), None)
        self.record = planned.id if planned else None
        told: dict[str, Any] = {"dishes": "、".join(samples.on_menu(day, kind))[:80] or None}
        if planned:
            told["staff"] = planned.staff_id
        self.entry.show_values(told)
        name = Staff.caption_of(planned.staff_id) if planned else ""
        self.says.setText(
            f"这一餐排的是 {name}，换了人就改姓名。" if planned else "这一餐没有排班，请选陪餐人。"
        )
        clear(self.below)
        done = [self._line(one) for one in rows if one.state == "done"]
        fill(self.below, [list_of(f"{day:%m-%d} 已陪餐", done, "这一餐还没有登记陪餐。", self._rota())])

    def _rota(self) -> Button:
        made = Button("陪餐排班", role="link", tail="arrow-right")
        made.clicked.connect(partial(self.desk.go, "meal_rota", f"{self.day:%Y-%m}"))
        return made

    def _line(self, one: Any) -> Part:
        rated = [
            f"{Accompany._meta.fields[name].label}{Accompany._meta.fields[name].format(one.__data__[name])}"
            for name in ("looks", "taste", "quality", "hygiene")
            if one.__data__[name]
        ]
        told = f"{Staff.caption_of(one.staff_id)}　{'　'.join(rated)}"
        return row((Elided(told), 1), tag("餐费已交", "good") if one.paid else tag("餐费没交", "warn"), gap=8)

    def start(self) -> None:
        self.entry.start("looks" if self.record is not None else "staff")

    def save(self) -> None:
        values = self.entry.read()
        if values is None:
            return
        values |= {"day": self.day, "kind": self.kind, "late_reason": self.late_reason()}
        if self.attempt(accompany.keep_meal, self.desk.store, self.record, values, entry=self.entry):
            self.kept.emit("陪餐登记好了。")
