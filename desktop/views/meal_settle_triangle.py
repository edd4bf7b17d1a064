"""The triangle of 餐费: 应拨, 实支 and 到账 at the corners, on each side by how much two of them differ."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QPointF, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop.models import money
from desktop.services.meals.triangle import Side, Triangle
from desktop.views import theme
from desktop.views.buttons import Button
from desktop.views.layouts import column
from desktop.views.widgets import text

CORNERS = (
    ("due", "应拨", "人次 × 标准"),
    ("spent", "实支", "从库房出去的，按成本"),
    ("received", "到账", "上级拨来的"),
)
WIDE, TALL = 124, 64  # px of a corner
HEIGHT = 246
AT = ((0.5, 0.0), (0.0, 1.0), (1.0, 1.0))  # where the corners stand, as parts of the room
SIDES = ((0, 1), (0, 2), (2, 1))  # from which corner to which, in the order of Triangle.sides


class Corner(Button):
    """A figure that opens to its entries."""

    def __init__(self, name: str, about: str) -> None:
        super().__init__(role="bucket", tip=f"{name}：{about}。看是哪些记录算出来的")
        self.name = name
        self.figure, label = text("", "strong"), text(f"{name}（元）", "small", "quiet")
        self.setLayout(column(None, label, self.figure, None, gap=1, edge=(12, 0, 8, 0)))
        self.setFixedSize(WIDE, TALL)

    def show_fen(self, fen: int) -> None:
        self.figure.setText(money.figures(fen))
        self.setAccessibleName(f"{self.name} {money.figures(fen)} 元")


class TriangleView(QWidget):
    """`opened` names the corner pressed (due, spent, received); `side_chosen` the side, by its place."""

    opened = Signal(str)
    side_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(2 * WIDE + 84)
        self.corners: list[Corner] = []
        for key, name, about in CORNERS:
            corner = Corner(name, about)
            corner.setParent(self)
            corner.clicked.connect(partial(self._opened, key))
            self.corners.append(corner)
        self.labels: list[Button] = []
        for at in range(len(SIDES)):
            label = Button("", role="chip", tip="看这一边为什么差")
            label.setParent(self)
            label.clicked.connect(partial(self._chosen, at))
            self.labels.append(label)

    def show_triangle(self, told: Triangle) -> None:
        for corner, fen in zip(self.corners, (told.due, told.spent, told.received), strict=True):
            corner.show_fen(fen)
        for label, side in zip(self.labels, told.sides, strict=True):
            label.setText(side_words(side))
            label.setAccessibleName(f"{side.first}和{side.second}：{side_words(side)}")
        self._lay_out()

    def mark_side(self, at: int) -> None:
        """Show which side's reasons stand beside."""
        for place, label in enumerate(self.labels):
            label.set_on(place == at)

    def _opened(self, key: str, _checked: bool = False) -> None:
        self.opened.emit(key)

    def _chosen(self, at: int, _checked: bool = False) -> None:
        self.side_chosen.emit(at)

    def resizeEvent(self, event: object) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        for corner, (x, y) in zip(self.corners, AT, strict=True):
            corner.move(round(x * (self.width() - WIDE)), round(y * (self.height() - TALL)))
        for label, (one, other) in zip(self.labels, SIDES, strict=True):
            label.resize(label.sizeHint())
            middle = (self._middle(one) + self._middle(other)) / 2
            label.move(middle.toPoint() - QPoint(label.width() // 2, label.height() // 2))

    def _middle(self, corner: int) -> QPointF:
        return QPointF(self.corners[corner].geometry().center())

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line"), 2))
        for one, other in SIDES:
            painter.drawLine(self._middle(one), self._middle(other))


def side_words(side: Side) -> str:
    """差 5.00, or 一致."""
    return f"差 {money.figures(abs(side.fen))}" if side.fen else "一致"
