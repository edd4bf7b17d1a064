"""Beside 五类学生: the chosen child with every sentence why; below, where the figures come from and what to look at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.services.care import roll
from desktop.services.care.listed import LEFT, NEED
from desktop.services.care.roll import Line, Roll
from desktop.views.buttons import Button
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.widgets import card, line_of, ruled, tag, text

TONES = {NEED: "warn"}


class CareAside(QWidget):
    """Tells what was pressed; decides nothing."""

    pupil_pressed = Signal(int)
    form_pressed = Signal(int)  # 留守登记表 of this child
    teachers_pressed = Signal()
    rules_pressed = Signal()
    left_chosen = Signal(str)  # "roll" or "rural"

    def __init__(self) -> None:
        super().__init__()
        self.student = 0
        self.chosen, self.told = column(gap=12), column(gap=12)
        self.setLayout(column(self.chosen, self.told, None, gap=12))

    # the child -----------------------------------------------------------------------------------------

    def show_chosen(self, lines: Sequence[Line]) -> None:
        clear(self.chosen)
        if len(lines) == 1:
            fill(self.chosen, [self._one(lines[0])])
        elif lines:
            words = f"选中 {len(lines)} 人，右键可以打印。"
            fill(self.chosen, [card(f"{len(lines)} 人", text(words, "small", "quiet", wrap=True))])

    def _one(self, line: Line) -> QWidget:
        child = line.child
        self.student = child.student
        order = [*code_list("care_type").labels, NEED]
        parts: list[Part] = []
        for code in order:
            if code in child.why:
                head = row(tag(roll.title_of(code), TONES.get(code, "accent")), None)
                parts.append(column(head, text(child.why[code], "small", wrap=True), gap=3))
        who = line.teacher or ("还没有责任教师" if child.pairs else "随迁不结对，做到四统一")
        mark = ("user-check", "quiet") if line.teacher or not child.pairs else ("circle-alert", "bad")
        facts: list[Part] = [line_of(*mark, f"责任教师：{line.teacher}" if line.teacher else who, "small")]
        last = f"本学期最近一次家访：{line.visited:%m-%d}" if line.visited else "本学期还没有家访"
        facts.append(line_of("footprints", "quiet", last, "small"))
        pupil = self._button("学生一页", self._to_pupil)
        acts: list[Part] = [
            pupil,
            *([self._button("留守登记表", self._to_form)] if LEFT in child.types else []),
            None,
        ]
        return card(child.name, *ruled(column(*parts, gap=8), column(*facts, gap=5)), row(*acts, gap=14),
                    extra=tag(child.class_name), gap=10)  # fmt: skip

    @staticmethod
    def _button(words: str, act: object) -> Button:
        made = Button(words, role="link")
        made.clicked.connect(act)
        return made

    def _to_pupil(self) -> None:
        self.pupil_pressed.emit(self.student)

    def _to_form(self) -> None:
        self.form_pressed.emit(self.student)

    # the school ----------------------------------------------------------------------------------------

    def show_roll(self, told: Roll) -> None:
        clear(self.told)
        parts: list[Part] = []
        if told.doubts:
            lines = [line_of("triangle-alert", "warn", words, "small") for words in told.doubts]
            parts.append(card("看一看", *lines, gap=8))
        parts.append(self._counts(told))
        parts.append(self._sources())
        fill(self.told, parts)

    def _counts(self, told: Roll) -> QWidget:
        counts = told.counts
        alone = len(told.alone)
        lines: list[Part] = [
            self._figure("学籍口径的留守", counts.left_roll, "roll"),
            self._figure("民政口径的留守", counts.left_rural, "rural"),
            text(f"两种口径都算的 {counts.left_both} 人，两个数分开填报。", "small", "quiet", wrap=True),
        ]
        people = text(f"{counts.people} 人，{counts.times} 人次，要结对 {counts.to_pair} 人。", wrap=True)
        lack = self._button(f"{alone} 人还没有责任教师", self.teachers_pressed) if alone else None
        state: Part = row(lack, None) if lack else line_of("circle-check", "good", "都有责任教师", "small")
        return card("人数", people, state, *lines, gap=6)

    def _figure(self, words: str, count: int, which: str) -> Part:
        made = Button(words, role="link")
        made.setProperty("which", which)
        made.clicked.connect(self._left_pressed)
        return row(made, None, text(f"{count} 人", "strong"))

    def _left_pressed(self) -> None:
        self.left_chosen.emit(self.sender().property("which"))

    def _sources(self) -> QWidget:
        parts: list[Part] = [
            column(text(roll.title_of(code), "small", "quiet"), text(words, "small", wrap=True), gap=1)
            for code, words in roll.sources().items()
        ]
        rules = self._button("关爱规则", self.rules_pressed)
        return card("怎样得出来", *parts, extra=rules, gap=6)
