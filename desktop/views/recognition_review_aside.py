"""Beside the committee's grades: its meeting, and how far each class is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.recognition_order import NOT_NEEDY, too_few
from desktop.views.buttons import Button
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.recognition_steps import meeting_of
from desktop.views.widgets import Meter, card, line_of, tag, text


class ReviewAside(QWidget):
    """Tells what was pressed; decides nothing."""

    class_wanted = Signal(int)
    meeting_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cards = column(gap=12)
        self.setLayout(self.cards)

    def show_meetings(
        self, record: int, level: str, klass: int | None, progress: Sequence[tuple[int, int, int]]
    ) -> None:
        """progress: (class, graded, of)."""
        clear(self.cards)
        fill(
            self.cards,
            [self._keys(level), self._meeting(record, level, klass), self._classes(progress), None],
        )

    @staticmethod
    def _keys(level: str) -> QWidget:
        """What the keyboard does here."""
        parts: list[Part] = []
        for digit, label in code_list("need_grade").labels.items():
            leaves = level == "school" and digit == NOT_NEEDY
            parts.append(
                row(tag(digit, "accent"), text(f"{label}，不予认定" if leaves else label), None, gap=10)
            )
        says = "按一下就存下，跳到下一个。选中几行再按，一起评。回车写意见。"
        return card("按数字键评档", *parts, text(says, "small", "quiet", wrap=True), gap=6)

    def _meeting(self, record: int, level: str, klass: int | None) -> QWidget:
        """Who met, or that grades cannot be written before somebody has."""
        found = meeting_of(record, level, klass if level == "class" else None)
        where = SchoolClass.caption_of(klass) if level == "class" and klass else "学校评审小组"
        edit = Button("改会议记录" if found else "登记会议", role="link", tail="arrow-right")
        edit.clicked.connect(self.meeting_wanted)
        if found is None:
            why = too_few(level, None)
            return card("评议会议", line_of("circle-alert", "warn", why), row(edit, None), gap=6)
        parts: list[Part] = [text(f"{where}，{found.day}", "strong", wrap=True)]
        told = [f"主持 {found.chair}", f"到会 {found.present} 人" if found.present else "", found.place or ""]
        parts.append(text("，".join(part for part in told if part), "small", "quiet", wrap=True))
        if why := too_few(level, found.present):
            parts.append(line_of("circle-alert", "warn", why, "small"))
        if not found.minutes:
            parts.append(text("还没有会议记录的照片。", "small", "quiet"))
        return card(f"{code_list('meeting_level').label(level)}会议", *parts, row(edit, None), gap=5)

    def _classes(self, progress: Sequence[tuple[int, int, int]]) -> QWidget:
        parts: list[Part] = []
        for klass, done, of in progress:
            name = Button(SchoolClass.caption_of(klass), role="link")
            name.clicked.connect(partial(self._pressed, klass))
            says = text(
                "评完" if done == of else f"{done} / {of}", "small", "good" if done == of else "quiet"
            )
            parts.append(column(row(name, None, says), Meter([(done, "accent")], of), gap=4))
        return card("各班进度", *(parts or [text("没有要评的申请。", "small", "quiet")]), gap=9)

    def _pressed(self, klass: int, _checked: bool = False) -> None:
        self.class_wanted.emit(klass)
