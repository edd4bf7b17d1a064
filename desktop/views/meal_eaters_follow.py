"""核对就餐名册: what the roster says otherwise, each line ticked and with its day, before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget

from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.meals import MealEater
from desktop.services.meals import off_sheets
from desktop.services.meals.eaters import LEFT, WORDS, Difference
from desktop.views.dialogs import Dialog
from desktop.views.fields import line_edit
from desktop.views.layouts import Part, column, row, scroll
from desktop.views.widgets import text

MOST = 100  # lines at once: the rest is there at the next look
HIGH, INDENT = 320, 26  # px: of the list at most, under a tick
WIDE, EDGES = 640, 74  # px: of the card, beside its list with the bar


class FollowDialog(Dialog):
    """One line for each difference. `chosen` reads the ticked ones with the days that stand beside them."""

    def __init__(self, parent: QWidget, differences: Sequence[Difference]) -> None:
        self.lines = [(one, QCheckBox(_who(one)), line_edit(str(one.day))) for one in differences[:MOST]]
        parts: list[Part] = []
        for one, tick, day in self.lines:
            tick.setChecked(not (_off(one) and off_sheets.why_not(one.record or 0, one.day)))
            day.setFixedWidth(112)
            day.setAccessibleName(f"{one.name}{_day_word(one)}")
            why = text(_why(one, one.day), "small", "quiet", wrap=True)
            day.editingFinished.connect(partial(self._tell, one, day, why))
            says = column(tick, row(INDENT, (why, 1), gap=0), gap=2)
            parts.append(row((says, 1), text(_day_word(one), "small", "quiet"), day, gap=8))
        self.box = scroll(column(*parts, None, gap=8, edge=(0, 0, 8, 0)))
        more = len(differences) - len(self.lines)
        says = f"花名册和就餐名册有 {len(differences)} 处不一样。勾上的照花名册改，日期可以改，可以撤销。"
        says += f"先列 {MOST} 处，其余 {more} 处改完再核对。" if more > 0 else ""
        super().__init__(parent, "核对就餐名册", column(text(says, wrap=True), self.box, gap=10), width=WIDE)
        self.add_button("先不改")
        self.add_button("照花名册改", "primary", accepts=True)

    def fit(self) -> None:
        """The list is as high as its sentences, so that a short one shows them whole; a long one rolls."""
        whole = self.box.widget().layout().totalHeightForWidth(WIDE - EDGES)
        self.box.setMinimumHeight(min(HIGH, whole))
        super().fit()

    def _tell(self, one: Difference, line: QLineEdit, why: QLabel) -> None:
        """Another day takes a pupil off other sheets: say off which."""
        try:
            day = MealEater.from_day.parse(line.text())
        except Refused:
            return  # told when the button is pressed
        if day is not None:
            why.setText(_why(one, day))
            self.fit()

    def chosen(self) -> list[Difference]:
        """Raises Refused that names the pupil whose day cannot be read."""
        found = []
        for one, tick, line in self.lines:
            if not tick.isChecked():
                continue
            try:
                day = MealEater.from_day.parse(line.text())
            except Refused as error:
                raise Refused(f"{one.name}：{error}") from None
            if day is None:
                raise Refused(f"{one.name}没有写日期。")
            found.append(one.on(day))
        return found


def _off(one: Difference) -> bool:
    """Whether he stops, so that sheets after his last day may have to change."""
    return one.what == LEFT and one.record is not None


def _why(one: Difference, day: dt.date) -> str:
    sheets = off_sheets.words(one.record or 0, day) if _off(one) else ""
    return f"{one.why}。{sheets}" if sheets else one.why


def _who(one: Difference) -> str:
    return f"{SchoolClass.caption_of(one.school_class)} {one.name}：{WORDS[one.what]}"


def _day_word(one: Difference) -> str:
    return "最后一天" if one.what == LEFT else "从"
