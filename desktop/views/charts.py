"""Pictures where people would rather look: heads per day, share by class, cost against the standard, a ladder of steps, a pupil's life."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop.views import icons, theme
from desktop.views.layouts import column, row
from desktop.views.widgets import Meter, tag, text

MIDDLE = Qt.AlignmentFlag.AlignCenter
FACES = {"done": ("accent", "accent_soft"), "here": ("accent", "accent"), "later": ("line", "ground")}


def share_of(have: int, of: int) -> str:
    """A count with its denominator: 181 / 186（97.31 %）; of nothing there is no percentage."""
    return f"{have} / {of}（{have / of * 100:.2f} %）" if of else f"{have} / {of}"


class DayBars(QWidget):
    """[(name, value or None), …]: a bar with its number for each day, the last known one in full colour.

    With a standard, a dashed line stands at its height and a bar above it is red. None is a day not yet entered.
    """

    def __init__(
        self, days: Sequence[tuple[str, float | None]] = (), standard: float | None = None, decimals: int = 0
    ):
        super().__init__()
        self.standard, self.decimals = standard, decimals
        self.setMinimumHeight(96)
        self.set_days(days)

    def set_days(self, days: Sequence[tuple[str, float | None]]) -> None:
        self.days = list(days)
        known = [f"{name} {self._number(value)}" for name, value in self.days if value is not None]
        self.setAccessibleDescription("，".join(known))
        self.update()

    def _number(self, value: float) -> str:
        return f"{value:.{self.decimals}f}"

    def paintEvent(self, _event) -> None:
        if not self.days:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        floor, step = self.height() - 22, self.width() / len(self.days)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(QPointF(0, floor + 0.5), QPointF(self.width(), floor + 0.5))
        known = [at for at, (_name, value) in enumerate(self.days) if value is not None]
        most = max([self.days[at][1] or 0 for at in known] + [self.standard or 0, 1e-9])
        self._standard(painter, floor, most)
        for at, (name, value) in enumerate(self.days):
            painter.setPen(theme.color("quiet"))
            painter.drawText(QRectF(step * at, floor + 2, step, 20), MIDDLE, name)
            if value is None:
                painter.drawText(QRectF(step * at, floor - 20, step, 18), MIDDLE, "待录")
            else:
                column_box = QRectF(step * at, floor, step, (floor - 22) * value / most)
                self._bar(painter, column_box, value, at == known[-1])

    def _bar(self, painter: QPainter, box: QRectF, value: float, last: bool) -> None:
        """box: left and width of the day's column, top is the floor, height is how tall the bar stands."""
        over = self.standard is not None and value > self.standard
        wide, floor = min(20.0, box.width() * 0.6), box.top()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("bad" if over else "accent"))
        painter.setOpacity(1 if last or over else 0.4)
        painter.drawRoundedRect(
            QRectF(box.center().x() - wide / 2, floor - box.height(), wide, box.height()), 3, 3
        )
        painter.setOpacity(1)
        painter.setPen(theme.color("bad" if over else "ink"))
        above = QRectF(box.left(), floor - box.height() - 20, box.width(), 18)
        words = self._number(value)
        patch = painter.fontMetrics().boundingRect(above.toRect(), MIDDLE, words)
        painter.fillRect(
            patch, theme.color("paper")
        )  # so that the line of the standard does not cross the figure
        painter.drawText(above, MIDDLE, words)

    def _standard(self, painter: QPainter, floor: float, most: float) -> None:
        if self.standard is None:
            return
        height = floor - (floor - 22) * self.standard / most
        painter.setPen(QPen(theme.color("warn"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(0, height), QPointF(self.width(), height))


class Coverage(QWidget):
    """Shares by class, [(name, have, of), …]: bar, numbers with their denominator, and what is missing in words."""

    def __init__(self, shares: Sequence[tuple[str, int, int]]):
        super().__init__()
        self.setLayout(column(*(self._share(*one) for one in shares), None, gap=13))

    @staticmethod
    def _share(name: str, have: int, of: int):
        lack = text(f"缺 {of - have}", "small", "bad") if have < of else text("齐", "small", "good")
        lack = lack if of else text("—", "small", "quiet")
        head = row(text(name), None, text(share_of(have, of), "small", "quiet", right=True), lack, gap=8)
        return column(head, Meter([(have, "accent")], of), gap=6)


class Event(NamedTuple):
    """One event of a pupil's life, as the time line shows it. tone: accent, bad, warn, good or off."""

    day: str
    icon: str
    tone: str
    words: str
    fact: str
    ledger: str


class Moment(QWidget):
    """One line of the time line: date, round icon on the thread, sentence and fact, the ledger it comes from."""

    def __init__(self, event: Event, last: bool = False):
        super().__init__()
        self.event_, self.last = event, last
        when = text(event.day, "small", "quiet", right=True)
        when.setFixedWidth(56)
        says = column(text(event.words, wrap=True), text(event.fact, "small", "quiet", wrap=True), gap=1)
        sides = column(4, when, None, gap=0), column(3, tag(event.ledger), None, gap=0)
        self.setLayout(row(sides[0], 46, (says, 1), sides[1], gap=0, edge=(0, 2, 0, 12)))

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("hair"), 1.5))
        if not self.last:
            painter.drawLine(QPointF(78, 28), QPointF(78, self.height() + 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"{self.event_.tone}_soft"))
        painter.drawEllipse(QPointF(78, 15), 13, 13)
        icons.draw(painter, self.event_.icon, self.event_.tone, QPointF(70.5, 7.5), size=15)


class TimeLine(QWidget):
    """Everything that happened to one pupil, newest first."""

    def __init__(self, events: Sequence[Event]):
        super().__init__()
        moments = [Moment(event, at == len(events) - 1) for at, event in enumerate(events)]
        self.setLayout(column(*moments, None, gap=0))


class Rung(NamedTuple):
    """One step of a ladder. state: done, here, later."""

    title: str
    fact: str = ""
    state: str = "later"


class Ladder(QWidget):
    """Steps from top to bottom; a step that is done can be pressed to go back to it."""

    chosen = Signal(int)
    STEP = 58

    def __init__(self, rungs: Sequence[Rung] = ()):
        super().__init__()
        self.setMinimumWidth(150)
        self.setMouseTracking(True)
        self.set_rungs(rungs)

    def set_rungs(self, rungs: Sequence[Rung]) -> None:
        self.rungs = list(rungs)
        self.setFixedHeight(self.STEP * len(self.rungs))
        self.setAccessibleName("，".join(f"{at + 1} {rung.title}" for at, rung in enumerate(self.rungs)))
        self.update()

    def _done_at(self, y: float) -> int | None:
        at = int(y // self.STEP)
        return at if 0 <= at < len(self.rungs) and self.rungs[at].state == "done" else None

    def mouseMoveEvent(self, event) -> None:
        if self._done_at(event.position().y()) is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event) -> None:
        at = self._done_at(event.position().y())
        if at is not None:
            self.chosen.emit(at)

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, rung in enumerate(self.rungs):
            self._paint_mark(painter, at, rung)
            self._paint_words(painter, at * self.STEP, rung)

    def _paint_mark(self, painter: QPainter, at: int, rung: Rung) -> None:
        top = at * self.STEP
        if at + 1 < len(self.rungs):
            painter.setPen(QPen(theme.color("accent" if rung.state == "done" else "line"), 1.5))
            painter.drawLine(QPointF(12, top + 29), QPointF(12, top + self.STEP - 1))
        edge, ground = FACES[rung.state]
        painter.setPen(QPen(theme.color(edge), 1.5))
        painter.setBrush(theme.color(ground))
        painter.drawEllipse(QPointF(12, top + 14), 11, 11)
        if rung.state == "done":
            icons.draw(painter, "check", "accent", QPointF(5, top + 7), size=14)
            return
        here = rung.state == "here"
        painter.setPen(theme.color("on_accent" if here else "quiet"))
        painter.setFont(theme.font("small", here))
        painter.drawText(QRectF(0, top + 3, 24, 22), Qt.AlignmentFlag.AlignCenter, str(at + 1))

    def _paint_words(self, painter: QPainter, top: int, rung: Rung) -> None:
        wide = self.width() - 34
        for words, height, face, tone in (
            (
                rung.title,
                3,
                theme.font("body", rung.state == "here"),
                "quiet" if rung.state == "later" else "ink",
            ),
            (rung.fact, 25, theme.font("small"), "quiet"),
        ):
            painter.setFont(face)
            painter.setPen(theme.color(tone))
            words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, wide)
            painter.drawText(QRectF(34, top + height, wide, 22), Qt.AlignmentFlag.AlignVCenter, words)
