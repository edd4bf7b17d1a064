"""One class on one card: every pupil with a tick, ticked is who did not come."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout

from desktop.models.errors import Refused
from desktop.models.ledgers.drop_reports import ArrivalSheet
from desktop.models.terms import Term
from desktop.services.drop import arrivals
from desktop.services.drop.arrivals import ClassLine
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.editors import editor_for
from desktop.views.fields import Field
from desktop.views.layouts import column, row, scroll
from desktop.views.widgets import text

WIDTH, HIGH, ACROSS, LINE = 640, 330, 4, 30  # px, px, ticks to a line, px of a line
STEPS = {Qt.Key.Key_Up: -ACROSS, Qt.Key.Key_Down: ACROSS, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ArrivalCard(Dialog):
    """Arrow keys walk, space ticks, Enter keeps the sheet."""

    def __init__(self, desk: Desk, term: Term, line: ClassLine, day: dt.date) -> None:
        self.desk, self.term, self.line = desk, term, line
        self.day = editor_for(ArrivalSheet.day)
        self.day.show_value(day)
        missing = arrivals.first_guess(line)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        self.ticks: dict[int, QCheckBox] = {}
        for at, pupil in enumerate(arrivals.pupils_due(line)):
            number = f"{pupil.seat_no} " if pupil.seat_no else ""
            tick = QCheckBox(f"{number}{pupil.name}")
            tick.setChecked(pupil.id in missing)
            tick.toggled.connect(self._count)
            self.ticks[pupil.id] = tick
            grid.addWidget(tick, at // ACROSS, at % ACROSS)
        box = scroll(grid)
        lines = -(-len(self.ticks) // ACROSS)
        box.setFixedHeight(min(LINE * lines + 12, HIGH))
        self.says = text("", "strong")
        self.wrong = text("", "small", "bad", wrap=True)
        self.wrong.hide()
        how = text("勾上没来报到的，方向键走动，空格勾选，回车登记。", "small", "quiet")
        head = row((Field("登记日期", self.day, must=True), 1), None, gap=12)
        body = column(how, head, box, self.says, self.wrong, gap=8)
        super().__init__(desk.shell, f"{line.name}报到", body, width=WIDTH)
        for tick in self.ticks.values():
            tick.installEventFilter(self)
        self.add_button("先不办")
        self.yes = self.add_button("登记", "primary")
        self.yes.clicked.disconnect()
        self.yes.clicked.connect(self.accept)
        self.yes.setDefault(True)
        self._count()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self.ticks:
            next(iter(self.ticks.values())).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys walk over the class as it stands on the card."""
        if event.type() == QEvent.Type.KeyPress and event.key() in STEPS:  # type: ignore[attr-defined]
            every = list(self.ticks.values())
            at = every.index(watched) + STEPS[event.key()]  # type: ignore[attr-defined, arg-type]
            if 0 <= at < len(every):
                every[at].setFocus()
            return True
        return super().eventFilter(watched, event)

    def missing(self) -> set[int]:
        return {pupil for pupil, tick in self.ticks.items() if tick.isChecked()}

    def _count(self, _on: bool = False) -> None:
        count = len(self.missing())
        due = len(self.ticks)
        self.says.setText(f"应到 {due} 人，实到 {due - count} 人，没来 {count} 人")

    def accept(self) -> None:
        """Keep the sheet; a refusal is said here."""
        try:
            day = ArrivalSheet.day.parse(self.day.raw())
            if day is None:
                raise Refused("请写登记日期。")
            arrivals.keep_sheet(self.desk.store, self.term, self.line, self.missing(), day)
        except Refused as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self.fit()
            return
        super().accept()
