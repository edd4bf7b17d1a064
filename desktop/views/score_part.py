"""量化评分 of one application: what the program counts by itself, what people tick, and the grade that would suggest."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.models.codes import code_list
from desktop.models.ledgers.recognition import ScoreItem
from desktop.models.ledgers.recognition_order import FROZEN
from desktop.services.recognition import scoring
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.fields import number_box
from desktop.views.layouts import Part, clear, column, fill, hair, row
from desktop.views.widgets import line_of, text

TENTHS = 10  # points are kept in tenths


class ScorePart(QWidget):
    """Ticks are only tried out here until 记下评分 is pressed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.case: Any = None
        self.ticks: dict[int, QCheckBox] = {}
        self.boxes: dict[int, Any] = {}  # items of which people give some of the points
        self.groups: dict[int, str] = {}  # item -> its 互斥组
        self._box = column(gap=9)
        self.setLayout(self._box)

    def show_case(self, case: Any) -> None:
        self.case = case
        clear(self._box)
        self.ticks, self.boxes, self.groups = {}, {}, {}
        self.total = text("", "section")
        self.says = text("", "small", "quiet", wrap=True)
        self.keep = Button("记下评分", "check", role="accept")
        self.keep.clicked.connect(self.save)
        self.free = self.desk.store.session.may("batch") and case.state not in FROZEN
        self.keep.setVisible(self.free)
        day = scoring.day_of_round(case.round)
        self.facts = scoring.facts_of(self.desk.store, case.student_id, day)
        had = scoring.ticked(case.id)
        counted = {line.item.id: line for line in scoring.advise(case, had, self.facts).lines}
        parts: list[Part] = [row((column(self.total, self.says, gap=2), 1), self.keep, gap=8)]
        items = scoring.items_in_use()
        parts += [hair(), text("程序按花名册和申请表给分", "strong")]
        given = [self._given(counted[item.id]) for item in items if item.fact and item.id in counted]
        parts += given or [text("没有自动得分的项目。", "small", "quiet")]
        parts += [hair(), text("人工勾选", "strong")]
        parts += [self._manual(item, had) for item in items if not item.fact]
        fill(self._box, parts)
        self._say()

    @staticmethod
    def _given(line: scoring.Line) -> Part:
        points = text(f"{ScoreItem.points.format(line.points)} 分", "small", "accent")
        says = column(line_of("check", "good", f"{line.item.name}（{line.why}）", "small"), gap=0)
        return row((says, 1), points, gap=8)

    def _manual(self, item: Any, had: dict[int, int]) -> Part:
        most = ScoreItem.points.format(item.points)
        if item.exclusive:
            self.groups[item.id] = item.exclusive
        kind = code_list("score_kind").label(item.kind)
        clears = item.kind == "clear"
        words = f"{item.name}（{kind}）" if clears else f"{item.name}（{most} 分）"
        if item.kind == "manual":
            box = number_box(0, item.points // TENTHS, had.get(item.id, 0) // TENTHS, unit="分")
            box.setFixedWidth(92)
            box.setAccessibleName(item.name)
            box.setEnabled(self.free)
            box.valueChanged.connect(partial(self._given_by_hand, item.id))
            self.boxes[item.id] = box
            return row((text(f"{item.name}（最多 {most} 分）", "small", wrap=True), 1), box, gap=8)
        tick = QCheckBox()
        tick.setAccessibleName(item.name)
        tick.setChecked(item.id in had)
        tick.setEnabled(self.free)
        tick.toggled.connect(partial(self._given_by_hand, item.id))
        self.ticks[item.id] = tick
        need = text(f"凭{item.evidence}", "small", "quiet", wrap=True) if item.evidence else None
        says = column(
            text(words, "small", "bad" if clears else "", wrap=True), *([need] if need else []), gap=1
        )
        return row(column(tick, None, gap=0), (says, 1), gap=8)

    def _given_by_hand(self, item: int, given: int) -> None:
        """Items of one 互斥组 exclude each other: giving one takes the others back."""
        for other in self.groups if given and item in self.groups else ():
            if other != item and self.groups[other] == self.groups[item]:
                self._take_back(other)
        self._say()

    def _take_back(self, item: int) -> None:
        if item in self.ticks:
            set_quietly(self.ticks[item], False)
        elif item in self.boxes:
            set_quietly(self.boxes[item], 0)

    def chosen(self) -> dict[int, int]:
        """What people gave: item -> points in tenths."""
        worth = {item.id: item.points for item in scoring.items_in_use()}
        found = {item: worth[item] for item, tick in self.ticks.items() if tick.isChecked()}
        return found | {item: box.value() * TENTHS for item, box in self.boxes.items() if box.value()}

    def _say(self, *_: object) -> None:
        advice = scoring.advise(self.case, self.chosen(), self.facts)
        grade = code_list("need_grade").label(advice.grade)
        self.total.setText(f"{ScoreItem.points.format(advice.total)} 分，参考“{grade}”")
        kept = self.case.score
        if kept is not None and kept != advice.total:
            self.says.setText(f"记着的是 {ScoreItem.points.format(kept)} 分，现在算出来不同，记下才算。")
        else:
            self.says.setText("得分只作参考，档次由评议小组决定。")

    def save(self) -> None:
        told = {self.case.id: self.chosen()}
        if self.desk.attempt(scoring.score, self.desk.store, self.case.round_id, told)[0]:
            self.desk.say("评分记下了，只作参考。", ("撤销", self.desk.undo))


def set_quietly(widget: Any, value: Any) -> None:
    """A tick or a number set by the program, which is not news to itself."""
    widget.blockSignals(True)
    widget.setChecked(value) if isinstance(widget, QCheckBox) else widget.setValue(value)
    widget.blockSignals(False)
