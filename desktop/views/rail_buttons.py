"""What is pressed in the rail: a place, a group of pages, a page under its group. Each paints itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QActionGroup, QFont, QPainter
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy

from desktop.views import icons, theme
from desktop.views.buttons import BY_KEYBOARD, ring

WORDS, TREE = 38, 19  # px from the left: where words begin; the line that holds a group's pages together
THREE = 10  # px: letters of a count with three digits in the slim rail
BOTH, ROOMY = 34, 45  # px: the least height that holds a picture and the words under it, and one with air
ARROWS = ("chevron-right", "chevron-down")  # of a group that is folded, and open
KEYS = {
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right,
    Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Return, Qt.Key.Key_Enter,
}  # fmt: skip
MIDDLE, LEFT, RIGHT = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class Place:
    """Somewhere to go. short: the two characters under the icon when the window is narrow. foot: at the lower end.

    group: the key of the group it is a page of, "" for a place that stands by itself.
    """

    key: str
    title: str
    short: str
    icon: str
    foot: bool = False
    group: str = ""


@dataclass(frozen=True)
class Group:
    """Several places under one name; it leads nowhere itself."""

    key: str
    title: str
    short: str
    icon: str


class RailButton(QAbstractButton):
    """Icon and words side by side, or the short words under the icon; the count of what waits at the right."""

    def __init__(self, told: Place | Group):
        super().__init__()
        self.title, self.short, self.icon_name = told.title, told.short, told.icon
        self.slim, self.waiting = False, 0
        self._by_keyboard = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(told.title)

    def set_slim(self, slim: bool) -> None:
        self.slim = slim
        self.setToolTip(self.tip() if slim else "")
        self.updateGeometry()
        self.update()

    def set_waiting(self, count: int) -> None:
        self.waiting = count
        self.describe()
        self.update()

    def tip(self) -> str:
        """What the slim form has no room for."""
        return self.title

    def describe(self) -> None:
        """What a screen reader says after the name."""
        self.setAccessibleDescription(f"{self.waiting} 件" if self.waiting else "")

    def count(self) -> int:
        """What waits and is not shown elsewhere in the rail."""
        return self.waiting

    def lit(self) -> bool:
        """Whether it lies on the ground of the place one is at."""
        return self.isChecked()

    def sizeHint(self) -> QSize:
        return QSize(60, 49) if self.slim else QSize(138, 38)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 24) if self.slim else QSize(138, 26)

    def nextCheckState(self) -> None:
        """The rail says which one is lit."""

    def keyPressEvent(self, event) -> None:
        if event.key() in KEYS:
            event.ignore()  # the rail moves between its buttons
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event) -> None:
        self._by_keyboard = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.ground()
        if self.lit() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft" if self.lit() else "hair"))
            painter.drawRoundedRect(box, 8, 8)
        tone = "accent_deep" if self.isChecked() else "quiet"
        painter.setPen(theme.color(tone))
        if self.slim:
            self.paint_slim(painter, box, tone)
        else:
            self.paint_wide(painter, box, tone)
        if self.hasFocus() and self._by_keyboard:
            ring(painter, box, 8)

    def ground(self) -> QRectF:
        return QRectF(self.rect())

    def paint_wide(self, painter: QPainter, box: QRectF, tone: str) -> None:
        icons.draw(painter, self.icon_name, tone, QPointF(10, box.center().y() - 9))
        self.paint_words(painter, box)

    def paint_words(self, painter: QPainter, box: QRectF) -> None:
        """The title from WORDS on; the count keeps its room at the right."""
        count = str(self.count() or "")
        painter.setFont(theme.font("small"))
        right = box.right() - 10
        painter.drawText(QRectF(0, box.top(), right, box.height()), MIDDLE | RIGHT, count)
        taken = painter.fontMetrics().horizontalAdvance(count) + 4 if count else 0
        painter.setFont(theme.font("body", self.isChecked()))
        room = int(right - WORDS - taken) if count else int(box.right() - WORDS)
        words = painter.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(WORDS, box.top(), room, box.height()), MIDDLE | LEFT, words)

    def least(self) -> int:
        """The height of the lowest button in the rail: a pixel more or less must not make one look unlike its neighbours."""
        rail = self.parentWidget()
        others = rail.findChildren(RailButton) if rail is not None else [self]
        return min(one.height() for one in others if one.isVisible() or one is self)

    def paint_slim(self, painter: QPainter, box: QRectF, tone: str) -> None:
        painter.setFont(theme.font("small", self.isChecked()))
        if box.height() < BOTH:  # a very low window: the words matter more than the picture
            self.paint_short(painter, box, tone)
            return
        size, line = (18, 20) if self.least() >= ROOMY else (16, 16)  # close together, so that pairs are seen
        top = box.center().y() - line
        icons.draw(painter, self.icon_name, tone, QPointF(box.center().x() - size / 2, top), size=size)
        self.paint_short(painter, QRectF(0, top + line, box.width(), line), tone)
        if self.waiting:
            if self.waiting > 99:  # three digits beside the picture
                face = QFont(theme.font("small"))  # the theme's own stays as it is
                face.setPixelSize(THREE)
                painter.setFont(face)
            beside = QRectF(box.center().x() + 12, top - 2, 24, 16)
            few = self.waiting < 1000
            painter.drawText(beside, LEFT, str(self.waiting) if few else f"{self.waiting // 1000}千")

    def paint_short(self, painter: QPainter, box: QRectF, _tone: str) -> None:
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.short)


class PlaceButton(RailButton):
    """A place that stands by itself."""

    def __init__(self, place: Place):
        super().__init__(place)
        self.place = place


class PageButton(PlaceButton):
    """A page under its open group: words alone, in one line with the words of the group."""

    def sizeHint(self) -> QSize:
        return QSize(138, 34)

    def minimumSizeHint(self) -> QSize:
        return QSize(138, 24)

    def ground(self) -> QRectF:
        return QRectF(self.rect()).adjusted(WORDS - 10, 1, 0, -1)

    def paint_wide(self, painter: QPainter, box: QRectF, tone: str) -> None:
        painter.fillRect(QRectF(TREE - 0.5, 0, 1, self.height()), theme.color("line"))
        self.paint_words(painter, box)


class GroupButton(RailButton):
    """The head of a group: how much waits on all its pages while they are folded away."""

    def __init__(self, group: Group, pages: Sequence[Place]):
        super().__init__(group)
        self.group, self.pages, self.opened = group, list(pages), False
        self.menu = QMenu(self)
        self._one = QActionGroup(self.menu)
        self.describe()

    def set_open(self, opened: bool) -> None:
        self.opened = opened
        self.describe()
        self.update()

    def tip(self) -> str:
        return f"{self.title}：{'、'.join(page.title for page in self.pages)}"

    def describe(self) -> None:
        waits = f"，{self.waiting} 件" if self.waiting else ""
        state = "已展开" if self.opened else "已收起"
        self.setAccessibleDescription(f"{len(self.pages)} 页，{state}{waits}")

    def lit(self) -> bool:
        return self.isChecked() and not self.opened

    def fly_out(self, here: str, waiting: dict[str, int]) -> None:
        """Show the pages in a menu beside the slim rail; the one that one is at has a tick."""
        self.menu.clear()
        for page in self.pages:
            count = waiting.get(page.key, 0)
            action = self.menu.addAction(f"{page.title}\t{count}" if count else page.title)
            action.setData(page.key)
            action.setCheckable(True)
            action.setChecked(page.key == here)
            self._one.addAction(action)
        self.menu.popup(self.mapToGlobal(QPoint(self.width() + 4, 0)))
        at_hand = next((one for one in self.menu.actions() if one.isChecked()), self.menu.actions()[0])
        self.menu.setActiveAction(at_hand)

    def count(self) -> int:
        return 0 if self.opened else self.waiting

    def paint_wide(self, painter: QPainter, box: QRectF, tone: str) -> None:
        super().paint_wide(painter, box, tone)
        after = WORDS + painter.fontMetrics().horizontalAdvance(self.title) + 3
        icons.draw(painter, ARROWS[self.opened], tone, QPointF(after, box.center().y() - 7), size=14)

    def paint_short(self, painter: QPainter, box: QRectF, tone: str) -> None:
        super().paint_short(painter, box, tone)
        after = (box.width() + painter.fontMetrics().horizontalAdvance(self.short)) / 2 + 1
        icons.draw(painter, ARROWS[False], tone, QPointF(after, box.center().y() - 5), size=11)
