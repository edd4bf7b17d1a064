"""For whom a visit was: children found by name, brothers and sisters ticked with them, what was said of each, letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from desktop.models.ledgers.batches import AidNotice
from desktop.models.ledgers.care_visits import VisitChild
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.services.care import booking
from desktop.services.care.booking import About
from desktop.services.care.pupils import named_pupils
from desktop.views.fields import line_edit
from desktop.views.layouts import clear, column, fill, holder
from desktop.views.meal_stock_parts import NamePick
from desktop.views.widgets import text

SAID = ("at_home", "at_school", "absence_why")


class ChildBox(QWidget):
    """One child: a tick, and three lines for what was said of it."""

    changed = Signal()

    def __init__(self, student: int, words: str, *, on: bool, kin: bool, row_: Any = None) -> None:
        super().__init__()
        self.student = student
        self.tick = QCheckBox(f"{words}（同户）" if kin else words)
        self.tick.setChecked(on)
        self.lines: dict[str, QLineEdit] = {}
        parts: list[Any] = []
        for name in SAID:
            field = VisitChild._meta.fields[name]
            line = line_edit(getattr(row_, name, None) or "", field.label)
            line.setMaxLength(field.max_length)
            line.setAccessibleName(f"{words}{field.label}")
            line.textEdited.connect(self.changed)
            self.lines[name] = line
            parts.append(line)
        self.below = holder(column(*parts, gap=5, edge=(22, 0, 0, 0)))
        self.below.setVisible(on)
        self.setLayout(column(self.tick, self.below, gap=4))
        self.tick.toggled.connect(self._toggled)

    def _toggled(self, on: bool) -> None:
        self.below.setVisible(on)
        self.changed.emit()

    def about(self) -> About:
        told = {name: line.text().strip() or None for name, line in self.lines.items()}
        return About(self.student, **told)


class ChildrenPart(QWidget):
    """changed: something was ticked or typed. chosen: a child was picked by name, the first of the visit."""

    changed = Signal()
    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[int, ChildBox] = {}
        self.offered: dict[int, QCheckBox] = {}
        self.day: dt.date | None = None
        self.way = "home"
        self.new = True
        self._pupils: list[Any] = []
        self.pick = NamePick(self._choices, "打姓名或首字母，回车加一个孩子")
        self.pick.entered.connect(self._picked)
        self.says = text("", "small", "bad", wrap=True)
        self.says.hide()
        self.list_, self.letters_ = column(gap=8), column(gap=4)
        self.setLayout(
            column(text("为哪几个孩子", "strong"), self.pick, self.says, self.list_, self.letters_, gap=7)
        )

    def _choices(self) -> Sequence[Any]:
        """Read when the first letter is typed."""
        self._pupils = self._pupils or named_pupils()
        return self._pupils

    def _picked(self) -> None:
        record = self.pick.value()
        if record is None:
            return
        first = not self.boxes
        self.pick.show_id(None)
        self.add(record)
        self.changed.emit()
        if first:
            self.chosen.emit(record)

    # showing -------------------------------------------------------------------------------------------

    def show_visit(self, visit: int | None) -> None:
        """The children of a visit that was kept; none for a new one."""
        clear(self.list_)
        self.boxes, self.new = {}, visit is None
        rows = booking.children_of([visit]).get(visit, []) if visit else []
        for one in rows:
            self._put(one.student_id, on=True, kin=False, row_=one)
        handed = [AidNotice.caption_of(one.notice_id) for one in rows if one.notice_id]
        self._show_letters(handed)
        self.say("")

    def add(self, student: int) -> None:
        """A child, ticked, with the brothers and sisters this person may see, ticked too."""
        if student in self.boxes:
            self.boxes[student].tick.setChecked(True)
            return
        self._put(student, on=True, kin=False)
        for other in booking.siblings([student])[student]:
            if other not in self.boxes:
                self._put(other, on=True, kin=True)
        self.say("")
        self._show_letters()

    def _put(self, student: int, *, on: bool, kin: bool, row_: Any = None) -> None:
        pupil = Student.get_or_none(Student.id == student)
        if pupil is None:
            return
        words = f"{Student.in_class(pupil)} {SchoolClass.caption_of(pupil.school_class_id)}"
        made = ChildBox(student, words, on=on, kin=kin, row_=row_)
        made.changed.connect(self._edited)
        self.boxes[student] = made
        fill(self.list_, [made])

    def show_when(self, day: dt.date | None, way: str) -> None:
        """Which letters wait depends on the day, and whether they go along on the way."""
        if (day, way) != (self.day, self.way):
            self.day, self.way = day, way
            if self.new:
                self._show_letters()

    def _edited(self) -> None:
        if self.new:
            self._show_letters()
        self.changed.emit()

    def _show_letters(self, handed: Sequence[str] = ()) -> None:
        """Letters that wait for delivery, ticked; those a kept visit brought are told."""
        kept = {record for record, tick in self.offered.items() if not tick.isChecked()}
        clear(self.letters_)
        self.offered = {}
        if handed:
            fill(
                self.letters_,
                [text(f"送达告知书 {'、'.join(dict.fromkeys(handed))}", "small", "quiet", wrap=True)],
            )
        students = [one.student for one in self.children()]
        if not self.new or self.day is None or not students or not booking.goes_along(self.way):
            return
        here, every = (_letters(students, day) for day in (self.day, dt.date.max))
        for notice in here.values():
            tick = QCheckBox(f"送达告知书 {notice.number}（{Student.caption_of(notice.student_id)}）")
            tick.setChecked(notice.id not in kept)
            self.offered[notice.id] = tick
        later = [notice.number for record, notice in every.items() if record not in here]
        words = f"告知书 {'、'.join(later)} 是 {self.day} 以后才印的，这次走访送不了，不会记为送达。"
        said = [text(words, "small", "warn", wrap=True)] if later else []
        fill(self.letters_, [*self.offered.values(), *said])

    def say(self, words: str) -> None:
        """What lacks here."""
        self.says.setText(words)
        self.says.setVisible(bool(words))

    # reading -------------------------------------------------------------------------------------------

    def children(self) -> list[About]:
        return [one.about() for one in self.boxes.values() if one.tick.isChecked()]

    def letters(self) -> tuple[int, ...]:
        return tuple(record for record, tick in self.offered.items() if tick.isChecked())

    def set_locked(self, locked: bool) -> None:
        self.setEnabled(not locked)


def _letters(students: Sequence[int], day: dt.date) -> dict[int, Any]:
    """The letters that wait for these children, printed by a day: id -> letter."""
    waiting = booking.letters_waiting(students, day)
    return {one.id: one for rows in waiting.values() for one in rows}
