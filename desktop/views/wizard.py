"""A page that goes step by step: the ladder at the left, the step in the middle, 会发生什么 at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.views.buttons import Button
from desktop.views.charts import Ladder, Rung
from desktop.views.layouts import Part, clear, column, fill, row, scroll
from desktop.views.page import Page
from desktop.views.widgets import card, line_of

RIGHT, SLIM = 300, 216  # px of the right-hand column, and in a window of little width
LITTLE = 900  # px of the page below which the step in the middle needs the room more


class WizardPage(Page):
    """The frame only: the caller makes each step and shows it here. Back is always possible; the last step writes."""

    back_pressed = Signal()  # on the first step this means: leave
    next_pressed = Signal()
    step_chosen = Signal(int)  # a step already done was pressed on the ladder

    def __init__(self, title: str, steps: Sequence[str]):
        self.steps = list(steps)
        self.facts = [""] * len(self.steps)
        self.at = 0
        self.ladder = Ladder()
        self.back, self.next = Button("上一步"), Button("下一步", role="primary")
        self._middle, self._beside = column(gap=10), column(gap=8)
        super().__init__(title, actions=[self.back, self.next])
        self._aside = scroll(self._beside)
        self._aside.setFixedWidth(RIGHT)
        self.set_body(row(column(4, self.ladder, None, gap=0), 8, (self._middle, 1), 4, self._aside, gap=12))
        self.back.clicked.connect(self.back_pressed)
        self.next.clicked.connect(self.next_pressed)
        self.ladder.chosen.connect(self.step_chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._aside.setFixedWidth(SLIM if event.size().width() < LITTLE else RIGHT)

    def show_step(
        self, at: int, body: QWidget, will: Sequence[str] = (), *, beside: Sequence[QWidget] = ()
    ) -> None:
        """Show step number at (from 0). will: what pressing the last button does, one sentence each."""
        self.at = at
        clear(self._middle)
        fill(self._middle, [(body, 1)])
        self.back.setText("上一步" if at else "不做了")
        self.set_next("下一步")
        self._show_ladder()
        self.set_will(will, beside)

    def set_will(self, will: Sequence[str], beside: Sequence[QWidget] = ()) -> None:
        """Say anew what will happen, for instance after something on the step was changed."""
        clear(self._beside)
        parts: list[Part] = [*beside]
        if will:
            parts.append(card("会发生什么", *[line_of("check", "accent", words) for words in will], gap=7))
        fill(self._beside, [*parts, None])

    def set_next(self, words: str, ready: bool = True) -> None:
        """The verb of the primary button (写入 407 行), and whether it can be pressed yet."""
        self.next.setText(words)
        self.next.setEnabled(ready)

    def set_step_fact(self, at: int, fact: str) -> None:
        """The grey line under a step of the ladder: 14 列已对上."""
        self.facts[at] = fact
        self._show_ladder()

    def _show_ladder(self) -> None:
        states = [
            "done" if n < self.at else "here" if n == self.at else "later" for n in range(len(self.steps))
        ]
        self.ladder.set_rungs([Rung(*one) for one in zip(self.steps, self.facts, states, strict=True)])
