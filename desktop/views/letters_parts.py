"""Parts of 告知书: how far the letters are, and the line where returned receipts are typed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.models.codes import code_list
from desktop.services.aid.delivery import ROAD, Received
from desktop.services.aid.receipts import Receipts as Many
from desktop.services.aid.receipts import boxes_of
from desktop.views.buttons import Button
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import column, holder, row
from desktop.views.widgets import Meter, card, set_tone, text

SHADES = ("line", "accent/25", "accent/45", "accent/75", "accent")  # one hue getting darker: a process
KEPT = 4  # receipts whose outcome stays in sight


class Flow(QFrame):
    """已生成, 已打印, 已送达, 回执已收, 已归档: heads and one bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.counts = {state: text("0", "section") for state in ROAD}
        heads = [
            (column(text(code_list("notice_state").label(state), "small", "quiet"), count, gap=0), 1)
            for state, count in self.counts.items()
        ]
        self.bar = Meter([], 1)
        self.lost = text("", "small", "bad")
        self.setLayout(column(row(*heads, gap=4), self.bar, self.lost, gap=8, edge=(14, 12, 14, 14)))

    def show_counts(self, counts: Mapping[str, int], lost: int = 0) -> None:
        """counts: letters at each step of the road; lost: those that could not be delivered."""
        self.lost.setText(f"{lost} 份送不到")
        self.lost.setVisible(bool(lost))
        for state, label in self.counts.items():
            label.setText(str(counts[state]))
        parts = [(counts[state], shade) for state, shade in zip(ROAD, SHADES, strict=True)]
        self.bar.set_parts(parts, max(sum(counts.values()), 1))


class Receipts(QWidget):
    """Type a number or several, Enter, the next: the line stays and empties itself. A scanner types the same way."""

    typed = Signal(str)
    tick_asked = Signal()  # the chosen letters of the list

    def __init__(self) -> None:
        super().__init__()
        self.line = line_edit(hint="如 12 15 18-22，回车")
        self.line.setAccessibleName("回执编号")
        self.line.returnPressed.connect(self._entered)
        self.said = [text("", "small", wrap=True) for _ in range(KEPT)]
        for label in self.said:
            label.hide()
        hint = text("扫回执上的二维码也行，扫一张就是一行。", "small", "quiet", wrap=True)
        self.choice = Choice([("", "没有写意见"), *boxes_of("granted")])
        tick = Button("选中的收到回执", "clipboard-check", role="link", tip="左边选好，不用输编号")
        tick.clicked.connect(self.tick_asked)
        opinion = Field("家长的意见（这一叠都一样时选）", self.choice)
        frame = card("收回执", self.line, hint, *self.said, opinion, row(tick, None), gap=6)
        self.setLayout(column(holder(row((frame, 1))), gap=0))

    def accept(self, told: Received) -> None:
        """The receipt is ticked off; the line is ready for the next."""
        words = f"{told.whose}，{'早就收过了' if told.again else '回执已收'}。"
        self._say(words, "quiet" if told.again else "good")
        self.line.clear()

    def accept_many(self, told: Many) -> None:
        """Several at once: how many, and what had no letter."""
        for sentence in reversed(told.unknown[: KEPT - 1]):
            self._say(sentence, "bad")
        self._say(f"{told.sentence}{told.whose}", "warn" if told.unknown else "good")
        self.line.clear()

    def opinion(self) -> str:
        """What the families ticked, a code of receipt_choice; "" for nothing."""
        return str(self.choice.value() or "")

    def refuse(self, sentence: str) -> None:
        """The number stays, so that it can be mended."""
        self._say(sentence, "bad")
        self.line.selectAll()

    def _entered(self) -> None:
        if self.line.text().strip():
            self.typed.emit(self.line.text())

    def _say(self, words: str, tone: str) -> None:
        """The newest on top; the others move down."""
        for below, above in zip(reversed(self.said), list(reversed(self.said))[1:], strict=False):
            below.setText(above.text())
            set_tone(below, str(above.property("tone") or ""))
            below.setVisible(bool(below.text()))
        self.said[0].setText(words)
        set_tone(self.said[0], tone)
        self.said[0].show()
