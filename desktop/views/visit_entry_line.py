"""One line of a 家访登记表 as it is typed: row number, way by key, who was met, what was said; Enter walks and adds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.models.codes import code_list
from desktop.models.ledgers.care_visits import Visit
from desktop.models.writing import half_width
from desktop.services.care import booking
from desktop.services.care.sheet import Line
from desktop.services.care.typed_visits import Typed, spoken
from desktop.views.editors import editor_for
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import clear, column, fill, row
from desktop.views.meal_stock_parts import EnterWalk
from desktop.views.widgets import Elided, text


class KeyTick(QCheckBox):
    """A box that a digit ticks, and 0 clears; space does either, as everywhere."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = half_width(event.text())
        if typed.isascii() and typed.isdigit():
            self.setChecked(typed != "0")
        else:
            super().keyPressEvent(event)


class VisitLine(QWidget):
    """shared() gives what the head says: day, teacher, policies. added: a line is typed to its end."""

    added = Signal(object)  # Typed
    row_asked = Signal(int)  # another row number was typed
    refused = Signal(str)

    def __init__(self, shared: Callable[[], tuple[dt.date | None, int | None, str]]) -> None:
        super().__init__()
        self.shared, self.line = shared, None
        self.waiting: dict[int, list[Any]] = {}
        self._build()

    def _build(self) -> None:
        ways = code_list("visit_way")
        self.place = line_edit()
        self.way = Choice(
            [(code, f"{ways.fact(code, 'key')} {words}") for code, words in ways.labels.items()]
        )
        self.met, self.relation = line_edit(), editor_for(Visit.relation)
        self.talked = line_edit(hint="直接写，或写常用话的数字，如 13")
        self.problem = line_edit(hint="没有就空着")
        self.absence = line_edit(hint="没缺课就空着")
        self.absence.setToolTip("按 Tab 到这里。几个孩子里只有一个缺课的，带上名字，如“王玲发烧”")
        self.facts, self.signed = KeyTick("家庭情况已核对"), KeyTick("家长已签字")
        for tick in (self.facts, self.signed):
            tick.setToolTip("按纸上的栏目：打了勾、签了字的，按空格或 1；没有的，回车走过去")
        boxes = {
            "place": Field("行号", self.place), "way": Field("方式", self.way), "met": Field("受访人", self.met),
            "relation": Field("关系", self.relation), "talked": Field("交流内容", self.talked),
            "problem": Field("发现的问题", self.problem), "absence": Field("缺课原因", self.absence),
        }  # fmt: skip
        self.boxes = boxes
        for name, wide in (("place", 58), ("way", 104), ("met", 96), ("relation", 96)):
            boxes[name].setFixedWidth(wide)
        boxes["problem"].setMaximumWidth(160)
        boxes["absence"].setFixedWidth(112)
        self.doubt = text("", "small", "bad", wrap=True)
        self.doubt.hide()
        self.who = Elided("", "section")
        self.where = Elided("", "small", "quiet")
        self.children_, self.letters_ = row(gap=14), row(gap=14)
        self.setLayout(
            column(
                row((self.who, 1), self.where, gap=12),
                row(self.children_, None, gap=14),
                row(boxes["place"], boxes["way"], boxes["met"], boxes["relation"], (boxes["talked"], 1), boxes["problem"],
                    boxes["absence"], gap=8),
                row(self.facts, self.signed, self.letters_, None, gap=18),
                self.doubt,
                gap=7,
            )
        )  # fmt: skip
        self.walk = EnterWalk(
            [self.place, self.way, self.met, self.talked, self.problem, self.facts, self.signed], self
        )
        self.walk.ended.connect(self.add)
        self.absence.returnPressed.connect(self.facts.setFocus)  # off the way of Enter: most lines have none
        self.place.editingFinished.connect(self._place_typed)
        self.place.returnPressed.connect(self._place_typed)
        self.talked.editingFinished.connect(self._speak)
        self.way.currentIndexChanged.connect(self._way_changed)

    # showing -------------------------------------------------------------------------------------------

    def show_line(self, line: Line | None, typed: Typed | None = None) -> None:
        """A line of the sheet with what was typed for it, or as it is to begin with."""
        self.line = line
        self.doubt.hide()
        self.setEnabled(line is not None)
        if line is None:
            self.who.set_words("这张表都录完了")
            self.where.set_words("")
            return
        self.place.setText(str(line.place))
        self.who.set_words("、".join(one.told for one in line.children))
        self.where.set_words("　".join(filter(None, [line.address, f"已访 {line.due}"])))
        self.way.choose(typed.way if typed else "home")
        self.met.setText(typed.met if typed else line.guardian)
        self.relation.show_value(typed.relation if typed else line.relation)
        self.talked.setText(typed.talked if typed else "")
        self.problem.setText(typed.problem if typed else "")
        self.absence.setText(typed.absence if typed else "")
        self.facts.setChecked(typed is not None and typed.facts)
        self.signed.setChecked(typed is not None and typed.signed)
        self._allow_signature()
        chosen = set(typed.children) if typed else {one.student for one in line.children}
        self._show_children(line, chosen)
        self.show_letters(set(typed.letters) if typed else None)

    def _show_children(self, line: Line, chosen: set[int]) -> None:
        clear(self.children_)
        self.ticks: dict[int, QCheckBox] = {}
        for one in line.children:
            tick = QCheckBox(one.told if one.own else f"{one.told}（同户）")
            tick.setChecked(one.student in chosen)
            tick.toggled.connect(self._children_changed)
            self.ticks[one.student] = tick
        if len(line.children) > 1:
            fill(self.children_, [text("为谁去的", "small", "quiet"), *self.ticks.values()])

    def _children_changed(self, _on: bool) -> None:
        self.show_letters()

    def _way_changed(self, _at: int) -> None:
        if self.line is not None:
            self._allow_signature()
            self.show_letters()

    def _allow_signature(self) -> None:
        """Nobody signs on the telephone."""
        can = booking.can_sign(str(self.way.value()))
        self.signed.setEnabled(can)
        self.signed.setChecked(can and self.signed.isChecked())

    def show_letters(self, chosen: set[int] | None = None) -> None:
        """Letters of these children that wait for delivery, ticked; none where the way brings none."""
        clear(self.letters_)
        self.offered: dict[int, QCheckBox] = {}
        day, _teacher, _policies = self.shared()
        students = self.chosen()
        if day is None or not students or not booking.goes_along(str(self.way.value())):
            return
        self.waiting = booking.letters_waiting(students, day)
        for notice in {one.id: one for rows in self.waiting.values() for one in rows}.values():
            tick = QCheckBox(f"送达告知书 {notice.number}")
            tick.setChecked(chosen is None or notice.id in chosen)
            self.offered[notice.id] = tick
        fill(self.letters_, list(self.offered.values()))

    def chosen(self) -> tuple[int, ...]:
        """The children who are ticked."""
        return tuple(student for student, tick in self.ticks.items() if tick.isChecked())

    def start(self) -> None:
        """The keyboard to the row number."""
        self.place.setFocus(Qt.FocusReason.OtherFocusReason)
        self.place.selectAll()

    def wait(self, words: str) -> None:
        """Say what looks wrong, with the keyboard where Enter takes the line again."""
        self.doubt.setText(words)
        self.doubt.show()
        (self.signed if self.signed.isEnabled() else self.facts).setFocus(Qt.FocusReason.OtherFocusReason)

    # typing --------------------------------------------------------------------------------------------

    def _place_typed(self) -> None:
        typed = half_width(self.place.text()).strip()
        if typed.isdigit() and (self.line is None or int(typed) != self.line.place):
            self.row_asked.emit(int(typed))

    def _speak(self) -> None:
        said = spoken(self.talked.text())
        if said != self.talked.text():
            self.talked.setText(said)
            self.talked.setCursorPosition(0)

    def add(self) -> None:
        """Take the line; what lacks is said beside its field."""
        self._speak()
        day, teacher, policies = self.shared()
        lacking = self._lacking(day, teacher)
        for name, box in self.boxes.items():
            box.say(lacking.get(name, ""))
        if lacking or self.line is None or day is None or teacher is None:
            first = next(iter(lacking), "")
            if first in self.boxes:
                self.boxes[first].editor.setFocus()
            elif lacking:
                self.refused.emit(next(iter(lacking.values())))
            return
        letters = tuple(record for record, tick in self.offered.items() if tick.isChecked())
        relation = self.relation.raw()
        self.added.emit(Typed(
            self.line, day, teacher, str(self.way.value()), self.met.text().strip(), relation, self.talked.text().strip(),
            self.problem.text().strip(), self.facts.isChecked(), self.signed.isChecked(), self.chosen(), letters, policies,
            self.absence.text().strip(),
        ))  # fmt: skip

    def _lacking(self, day: dt.date | None, teacher: int | None) -> dict[str, str]:
        told: dict[str, str] = {}
        if day is None:
            told["day"] = "请先在上面写家访日期。"
        if teacher is None:
            told["teacher"] = "请先在上面选家访教师。"
        if self.line is not None and not self.chosen():
            told["children"] = "请至少勾一个孩子。"
        if not self.talked.text().strip():
            told["talked"] = "请写交流内容，写一个数字也行。"
        return told


def words_of(lines: Sequence[Line]) -> str:
    """11 户 16 人"""
    return f"{len(lines)} 户 {sum(len(line.children) for line in lines)} 人"
