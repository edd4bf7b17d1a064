"""The way of a list from left to right: every rung with its day, the one where it is now filled."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.services.aid.road import DONE, HERE, LATER, Stage
from desktop.views import icons, theme

TALL, MARK, AIR = 46, 22, 8  # px: height, width of a mark, between mark and words
FACES = {DONE: ("accent", "accent_soft"), HERE: ("accent", "accent"), LATER: ("line", "ground")}


class RoadLine(QWidget):
    """Shown, not pressed: the steps are the page's buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.stages: list[Stage] = []
        self.setFixedHeight(TALL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_stages(self, stages: Sequence[Stage]) -> None:
        self.stages = list(stages)
        words = {DONE: "已办", HERE: "现在", LATER: "还没到"}
        told = [f"{one.label}{words[one.mood]}{one.fact}" for one in self.stages]
        self.setAccessibleName("办理进度：" + "，".join(told))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, TALL)

    def event(self, event: QEvent) -> bool:
        """The whole words of a rung, which a narrow window may cut."""
        if isinstance(event, QHelpEvent) and self.stages:
            at = int(event.pos().x() * len(self.stages) / max(self.width(), 1))
            stage = self.stages[min(at, len(self.stages) - 1)]
            QToolTip.showText(event.globalPos(), f"{stage.label} {stage.fact}".strip(), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: object) -> None:
        if not self.stages:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / len(self.stages)
        for at in range(len(self.stages)):
            self._paint(painter, QRectF(at * wide, 0, wide, TALL), at, last=at == len(self.stages) - 1)

    def _paint(self, painter: QPainter, box: QRectF, at: int, *, last: bool) -> None:
        stage = self.stages[at]
        edge, ground = FACES[stage.mood]
        middle = QPointF(box.left() + MARK / 2 + 1, 13)
        painter.setPen(QPen(theme.color(edge), 1.5))
        painter.setBrush(theme.color(ground))
        painter.drawEllipse(middle, MARK / 2, MARK / 2)
        if stage.mood == DONE:
            icons.draw(painter, "check", "accent", middle - QPointF(7, 7), size=14)
        else:
            painter.setPen(theme.color("on_accent" if stage.mood == HERE else "quiet"))
            painter.setFont(theme.font("small", stage.mood == HERE))
            number = QRectF(middle.x() - 11, middle.y() - 11, 22, 22)
            painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(at + 1))
        right = self._words(painter, box.adjusted(MARK + AIR, 0, -6, 0), stage)
        if not last and right + 10 < box.right() - 6:
            painter.setPen(QPen(theme.color("accent" if stage.mood == DONE else "line"), 1.5))
            painter.drawLine(QPointF(right + 8, 13), QPointF(box.right() - 6, 13))

    def _words(self, painter: QPainter, room: QRectF, stage: Stage) -> float:
        """The label and, below it, the day; where the label ends."""
        painter.setFont(theme.font("body", stage.mood == HERE))
        painter.setPen(theme.color("quiet" if stage.mood == LATER else "ink"))
        label = painter.fontMetrics().elidedText(stage.label, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(QRectF(room.left(), 2, room.width(), 22), Qt.AlignmentFlag.AlignVCenter, label)
        right = room.left() + painter.fontMetrics().horizontalAdvance(label)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("quiet"))
        fact = painter.fontMetrics().elidedText(stage.fact, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(QRectF(room.left(), 24, room.width(), 20), Qt.AlignmentFlag.AlignVCenter, fact)
        return right
