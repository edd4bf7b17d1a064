"""The places of the program, down the left edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy

from desktop.views import icons, theme
from desktop.views.buttons import BY_KEYBOARD, ring
from desktop.views.layouts import Part, clear, column, fill

WIDE, SLIM = 162, 76  # px of the rail
THREE = 10  # px: letters of a count with three digits in the slim rail


@dataclass(frozen=True)
class Place:
    """Somewhere to go. short: the two characters under the icon when the window is narrow. foot: at the lower end."""

    key: str
    title: str
    short: str
    icon: str
    foot: bool = False


class PlaceButton(QAbstractButton):
    """Icon and words side by side, or the short words under the icon; the count of what waits at the right."""

    def __init__(self, place: Place):
        super().__init__()
        self.place, self.slim, self.waiting = place, False, 0
        self._by_keyboard = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(place.title)

    def set_slim(self, slim: bool) -> None:
        self.slim = slim
        self.setToolTip(self.place.title if slim else "")
        self.updateGeometry()
        self.update()

    def set_waiting(self, count: int) -> None:
        self.waiting = count
        self.setAccessibleDescription(f"{count} 件" if count else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, 47) if self.slim else QSize(138, 38)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 24) if self.slim else QSize(138, 28)

    def focusInEvent(self, event) -> None:
        self._by_keyboard = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft" if self.isChecked() else "hair"))
            painter.drawRoundedRect(box, 8, 8)
        tone = "accent_deep" if self.isChecked() else "quiet"
        painter.setPen(theme.color(tone))
        if self.slim:
            self._paint_slim(painter, box, tone)
        else:
            self._paint_wide(painter, box, tone)
        if self.hasFocus() and self._by_keyboard:
            ring(painter, box, 8)

    def _paint_wide(self, painter: QPainter, box: QRectF, tone: str) -> None:
        icons.draw(painter, self.place.icon, tone, QPointF(10, box.center().y() - 9))
        painter.setFont(theme.font("body", self.isChecked()))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(38, 0, 0, 0), middle | Qt.AlignmentFlag.AlignLeft, self.place.title)
        if self.waiting:
            painter.setFont(theme.font("small"))
            painter.drawText(
                box.adjusted(0, 0, -10, 0), middle | Qt.AlignmentFlag.AlignRight, str(self.waiting)
            )

    def _paint_slim(self, painter: QPainter, box: QRectF, tone: str) -> None:
        if box.height() < 38:  # a very low window: the words matter more than the picture
            painter.setFont(theme.font("small", self.isChecked()))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.place.short)
            return
        top = box.center().y() - 20
        icons.draw(painter, self.place.icon, tone, QPointF(box.center().x() - 9, top + 1))
        painter.setFont(theme.font("small", self.isChecked()))
        below = QRectF(0, top + 20, box.width(), 20)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.place.short)
        if self.waiting:
            if self.waiting > 99:  # three digits beside the picture
                face = painter.font()
                face.setPixelSize(THREE)
                painter.setFont(face)
            beside = QRectF(box.center().x() + 12, top - 2, 24, 16)
            painter.drawText(beside, Qt.AlignmentFlag.AlignLeft, str(self.waiting))


class Rail(QFrame):
    """One place is the current one. Alt and a digit goes to the place of that number, in the window's shortcuts."""

    place_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []
        self._buttons: dict[str, PlaceButton] = {}
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._clicked)
        self._box = column(gap=2)
        self.setLayout(self._box)
        self.set_slim(False)

    def set_places(self, places: Sequence[Place]) -> None:
        """Show these instead: another person came in, or a part was switched off."""
        for button in self._group.buttons():
            self._group.removeButton(button)
        clear(self._box)
        self.places = list(places)
        self._buttons = {place.key: PlaceButton(place) for place in places}
        upper: list[Part] = [self._buttons[place.key] for place in places if not place.foot]
        lower: list[Part] = [self._buttons[place.key] for place in places if place.foot]
        fill(self._box, [*upper, None, *lower])
        for button in self._buttons.values():
            self._group.addButton(button)
            button.set_slim(self.slim)

    def set_slim(self, slim: bool) -> None:
        self.slim = slim
        self.setFixedWidth(SLIM if slim else WIDE)
        self._box.setContentsMargins(*((8, 10, 8, 8) if slim else (12, 14, 12, 12)))
        for button in self._buttons.values():
            button.set_slim(slim)

    def mark(self, key: str) -> None:
        """Light the place one is at, without going there. A key that is not on the rail lights none."""
        self._group.setExclusive(False)
        for button in self._buttons.values():
            button.setChecked(button.place.key == key)
        self._group.setExclusive(True)

    def set_waiting(self, counts: Mapping[str, int]) -> None:
        """How many things wait at which place."""
        for key, button in self._buttons.items():
            button.set_waiting(counts.get(key, 0))

    def _clicked(self, button: PlaceButton) -> None:
        self.place_chosen.emit(button.place.key)
