"""升级: every class moves up a grade, the highest graduates; seen first, then one step that can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem

from desktop.models.ledgers.classes import SchoolClass, class_name
from desktop.models.ledgers.students import Student
from desktop.models.terms import day_in_words
from desktop.services import people
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.fields import Choice, Field, number_box
from desktop.views.layouts import Part, clear, column, fill, hair, row, scroll
from desktop.views.page import Page
from desktop.views.widgets import Elided, Stop, card, empty_page, line_of, note, tag, text

PUPIL = Qt.ItemDataRole.UserRole
ROAD = [
    Stop("door-open", "先有班级", "导入名单时自动建"),
    Stop("graduation-cap", "再来升级", "每年 9 月开学前一次"),
]


class RollOverPage(Page):
    """Left: classes old → new. Middle: pupils of a class, those ticked repeat. Right: what will happen.

    Outside the summer it goes only after the person has confirmed the year. today: asked for the day of now.
    """

    def __init__(self, desk: Desk, *, today: Callable[[], dt.date] = dt.date.today) -> None:
        super().__init__("升级", "新学年开学前做一次：各班整体升一级，最高年级毕业，留级的先打勾")
        self.desk, self.today = desk, today
        self.kept_back: set[int] = set()
        self.go = Button("升级", "graduation-cap", role="primary")
        self.go.clicked.connect(self.roll_over)
        self.back = Button("回到花名册")
        self.back.clicked.connect(self._leave)
        self.set_actions([self.back, self.go])
        self.due = people.year_to_roll_over(today())
        self.year = number_box(2000, 2100, self.due, unit="年 9 月")
        self.year.valueChanged.connect(self._year_changed)
        self.sure = QCheckBox()
        self.sure.toggled.connect(self._offer)
        self.which = Choice()
        self.which.currentIndexChanged.connect(self._show_pupils)
        self.pupils = QListWidget()
        self.pupils.setMinimumHeight(220)
        self.pupils.itemChanged.connect(self._ticked)
        self._classes, self._will, self._doubt = column(gap=6), column(gap=8), column(gap=8)
        self._body_shown = self._may = False
        desk.changed.connect(self._changed)
        self.refresh()

    def doubt(self) -> str:
        """Why the chosen year is not the usual thing to do today; "" in its own summer."""
        year, today = self.year.value(), self.today()
        first, last = people.roll_over_season(year)
        if people.rolled_over(year):
            return f"{year} 年的升级已经做过了。要重做，请先撤销那一步。"
        if today < first:
            done = f"{year - 1} 年的升级已经做过了。" if people.rolled_over(year - 1) else ""
            return (
                f"现在还早：今天是 {day_in_words(today)}。{done}{year} 年的升级一般从 {day_in_words(first)} 起做。"
                "现在就升，各班马上高一级，本学期的名单和告知书上的班级就不对了。"
            )
        if today > last:
            return (
                f"{year} 年的升级一般在 {day_in_words(last)} 以前做，今天是 {day_in_words(today)}。"
                "开学后如果已经照新年级导入过名单，就不要再升，不然会多升一级。"
            )
        return ""

    def plan(self) -> people.RollOver:
        return people.plan_roll_over(self.year.value(), self.kept_back)

    def _changed(self, ledgers: frozenset[str]) -> None:
        if not ledgers or ledgers & {"student", "school_class"}:
            self.refresh()

    def refresh(self) -> None:
        """Read classes and pupils anew."""
        here = list(
            SchoolClass.select()
            .where(SchoolClass.state == "1")
            .order_by(SchoolClass.grade, SchoolClass.number)
        )
        if (due := people.year_to_roll_over(self.today())) != self.due:  # one was done, or taken back
            self.due = due
            self.year.setValue(due)
        self._may = bool(here) and self.desk.store.session.may("import")
        self._offer()
        if not here:
            self.set_body(column((empty_page("还没有班级", "有了班级和学生，才谈得上升级。", ROAD, []), 1)))
            self._body_shown = False
            return
        if not self._body_shown:
            self._lay_out()
        self._show_classes(here)
        chosen = self.which.value()
        self.which.blockSignals(True)
        self.which.set_choices([(row_.id, SchoolClass.caption(row_)) for row_ in here])
        self.which.choose(chosen if chosen in {row_.id for row_ in here} else here[0].id)
        self.which.blockSignals(False)
        self._show_pupils()

    def _lay_out(self) -> None:
        """The three cards; year, classes' choice and list of pupils live as long as the page."""
        for keep in (self.year, self.sure, self.which, self.pupils):
            keep.setParent(None)
        self._classes, self._will = column(gap=6), column(gap=8)
        repeat = card(
            "留级的学生",
            text("没有留级的就跳过。打了勾的留在原来的年级。", "small", "quiet", wrap=True),
            Field("看哪个班", self.which),
            (self.pupils, 1),
        )
        self._doubt = column(gap=8)
        will = card("会发生什么", Field("升到哪一年", self.year), self._doubt, self.sure, self._will)
        lists = column(card("各班", self._classes), None)
        self.set_body(
            scroll(row((lists, 4), (repeat, 4), (column(will, None), 4), gap=12, edge=(0, 0, 6, 0)))
        )
        self._body_shown = True

    def _show_classes(self, here: list[Any]) -> None:
        clear(self._classes)
        top, parts = people.last_grade(), []
        for one in here:
            grade = int(one.grade)
            says = Elided(
                f"{SchoolClass.caption(one)} → {class_name(grade + 1, one.number) if grade < top else '毕业'}"
            )
            parts += [hair()] if parts else []
            parts.append(row((says, 1), *([tag("毕业", "off")] if grade >= top else []), gap=8))
        fill(self._classes, parts)

    def _show_pupils(self) -> None:
        """The class's pupils on the roll, ticked where they repeat."""
        self.pupils.blockSignals(True)
        self.pupils.clear()
        rows = (
            Student.select()
            .where(Student.school_class == self.which.value())
            .order_by(Student.seat_no, Student.id)
        )
        for one in rows:
            item = QListWidgetItem(one.name, self.pupils)
            item.setData(PUPIL, one.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one.id in self.kept_back else Qt.CheckState.Unchecked)
        self.pupils.blockSignals(False)
        self._show_will()

    def _ticked(self, item: QListWidgetItem) -> None:
        act = self.kept_back.add if item.checkState() == Qt.CheckState.Checked else self.kept_back.discard
        act(item.data(PUPIL))
        self._show_will()

    def _show_will(self) -> None:
        plan = self.plan()
        parts: list[Part] = [line_of("arrow-up", "accent", f"{len(plan.moving)} 个班升一级，学生跟着班走。")]
        words = f"{len(plan.graduating)} 个班毕业，{len(plan.graduates)} 人的学籍状态改为“毕业”。"
        parts.append(line_of("graduation-cap", "accent", words))
        if plan.kept_back:
            names = "、".join(row_.name for row_ in plan.kept_back)
            parts.append(line_of("rotate-ccw", "warn", f"{len(plan.kept_back)} 人留级：{names}。"))
        parts.append(line_of("undo-2", "quiet", "整个升级是一步，可以撤销。升级前会先备份。"))
        clear(self._will)
        fill(self._will, parts)
        self._show_doubt()

    def _year_changed(self) -> None:
        """Who was sure of one year is not yet sure of another."""
        self.sure.setChecked(False)
        self._show_will()

    def _show_doubt(self) -> None:
        """Out of season: say so plainly, and ask to be told that it is meant."""
        doubt = self.doubt()
        clear(self._doubt)
        if doubt:
            fill(self._doubt, [note("warn", line_of("triangle-alert", "warn", doubt))])
        self.sure.setText(f"我确认，现在就升到 {self.year.value()} 年")
        self.sure.setVisible(bool(doubt) and not people.rolled_over(self.year.value()))
        self._offer()

    def _offer(self) -> None:
        """升级 can be pressed in its summer, or when the person is sure; never twice for a year."""
        again = people.rolled_over(self.year.value())
        self.go.setEnabled(self._may and not again and (self.sure.isChecked() or not self.doubt()))

    def roll_over(self) -> None:
        """Ask once, back up, write, say what to do next."""
        plan = self.plan()
        if not self.desk.ask(self, f"{plan.year} 年升级", plan.sentence, yes="升级"):
            return
        done, _ = self.desk.attempt(self._write, plan)
        if done:
            self.kept_back.clear()
            self.refresh()
            self.desk.say("升级完成。接下来：导入一年级新生名单，换学期，再生成本学期名单。",
                          ("导入新生名单", self._import), ("撤销", self.desk.undo))  # fmt: skip

    def _write(self, plan: people.RollOver) -> None:
        self.desk.school.backup("升级前")
        people.roll_over(self.desk.store, plan)

    def _import(self) -> None:
        self.desk.go("import")

    def _leave(self) -> None:
        self.desk.go("roster")
