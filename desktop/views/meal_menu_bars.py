"""One nutrient beside what is recommended: the amount as a bar, the recommended span as a band, the verdict in words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop.services.meals.nutrition import HIGH, LOW, OK, UNKNOWN, Line, number
from desktop.views import icons, theme

TONES = {LOW: "warn", OK: "good", HIGH: "warn", UNKNOWN: "off"}
WORDS = {LOW: "偏少", OK: "合适", HIGH: "偏多", UNKNOWN: "缺数据"}
MARKS = {LOW: "arrow-down", OK: "check", HIGH: "arrow-up", UNKNOWN: "circle-question-mark"}
TALL, BAR = 46, 6  # px
BEYOND = 1.35  # the bar's right end lies this far beyond what is recommended


class GuideBar(QWidget):
    """Nothing to press: a line of the list beside the menu."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line
        self.setFixedHeight(TALL)
        self.setAccessibleName(line.name)
        self.setAccessibleDescription(self.sentence())
        self.setToolTip(self.sentence())

    def sentence(self) -> str:
        """蛋白质 23.5克，推荐 16.8～24.0克，合适."""
        line = self.line
        said = f"{line.name} {number(line.value)}{line.unit}"
        if line.low is not None:
            until = f"～{number(line.high)}" if line.high is not None else "以上"
            said += f"，推荐 {number(line.low)}{until}{line.unit}，{WORDS.get(line.verdict, '')}"
        if line.lacking:
            said += f"。没有成分数据的食材：{'、'.join(line.lacking)}，没有算进去"
        return said

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, wide = self.line, self.width()
        tone = TONES.get(line.verdict, "quiet")
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("ink"))
        head = QRectF(0, 4, wide, 20)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line.name)
        words = f"{number(line.value)} {line.unit}"
        right = head.adjusted(0, 0, -76 if line.verdict in WORDS else 0, 0)
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        if line.verdict in WORDS:
            icons.draw(painter, MARKS[line.verdict], tone, QPointF(wide - 66, 6), size=15)
            painter.setPen(theme.color(tone))
            verdict = QRectF(wide - 48, 4, 48, 20)
            painter.drawText(
                verdict, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, WORDS[line.verdict]
            )
        self._bar(painter, tone)

    def _bar(self, painter: QPainter, tone: str) -> None:
        line, top, wide = self.line, 29.0, float(self.width())
        goal = line.high or line.low
        if not goal:
            return
        whole = max(goal * BEYOND, line.value)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hair"))
        painter.drawRoundedRect(QRectF(0, top, wide, BAR), BAR / 2, BAR / 2)
        painter.setBrush(theme.color("accent" if tone == "good" else tone))
        painter.drawRoundedRect(QRectF(0, top, max(wide * line.value / whole, BAR), BAR), BAR / 2, BAR / 2)
        painter.setPen(QPen(theme.color("ink"), 1.2))
        for edge in (line.low, line.high):
            if edge is not None:
                x = wide * edge / whole
                painter.drawLine(QPointF(x, top - 3), QPointF(x, top + BAR + 3))
