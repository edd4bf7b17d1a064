"""Small parts of the store's pages: a line that finds goods by initials, Enter that walks on, the line of prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QCompleter, QLineEdit, QScrollArea, QWidget

from desktop.services.meals.goods import Named, find
from desktop.services.meals.prices import PricePoint, price_words
from desktop.views import theme

OFFERED = 12  # names in the list under the line
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NamePick(QLineEdit):
    """One of many by part of its name or by initials; Enter takes the first that fits.

    chosen: the id, or None while the words name nothing; unknown: Enter was pressed on words that name nothing.
    """

    chosen = Signal(object)
    unknown = Signal(str)
    entered = Signal()

    def __init__(self, choices: Callable[[], Sequence[Named]], hint: str) -> None:
        super().__init__()
        self.choices, self.id = choices, None
        self.setPlaceholderText(hint)
        self.names = QStringListModel(self)
        self.list_ = QCompleter(self.names, self)
        self.list_.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.list_.setMaxVisibleItems(OFFERED)
        self.list_.setWidget(self)
        self.list_.activated.connect(self._activated)
        self.textEdited.connect(self._offer)

    def value(self) -> int | None:
        return self.id

    def show_id(self, record: int | None) -> None:
        """Show one by its id; None clears the line."""
        self.id = record
        known = next((one for one in self.choices() if one.id == record), None)
        self.setText(known.name if known else "")
        self.setCursorPosition(0)

    def _offer(self, words: str) -> None:
        found = find(self.choices(), words)[:OFFERED] if words.strip() else []
        self._set(next((one.id for one in found if one.name == words.strip()), None))
        self.names.setStringList([one.name for one in found])
        if found and self.isVisible():
            self.list_.complete()
            self.list_.popup().setCurrentIndex(self.names.index(0))
        else:
            self.list_.popup().hide()

    def _activated(self, name: str) -> None:
        self._take(name)
        self.entered.emit()

    def _take(self, name: str) -> None:
        record = next((one.id for one in self.choices() if one.name == name), None)
        self.setText(name)
        self._set(record)

    def _set(self, record: int | None) -> None:
        if record != self.id:
            self.id = record
            self.chosen.emit(record)

    def settle(self, *, ask: bool = True) -> None:
        """Make what was typed the first of the choices that fits; `ask`: say so when it is none of them."""
        words = self.text().strip()
        if not words:
            self._set(None)
        elif self.id is None:
            found = find(self.choices(), words)
            if found:
                self._take(found[0].name)
            elif ask:
                self.unknown.emit(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in ENTERS or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        popup = self.list_.popup()
        if popup.isVisible() and popup.currentIndex().isValid():
            name = str(popup.currentIndex().data())
            popup.hide()
            self._take(name)
        else:
            self.settle()
        if self.id is not None or not self.text().strip():
            self.entered.emit()
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.list_.popup().isVisible():
            self.settle(ask=False)


class EnterWalk(QObject):
    """Enter goes to the next of some editors that is in sight, and after the last one says so."""

    ended = Signal()

    def __init__(self, editors: Sequence[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self.editors = list(editors)
        for editor in self.editors:
            if isinstance(editor, NamePick):
                editor.entered.connect(self._named)
            else:
                self._inner(editor).installEventFilter(self)

    @staticmethod
    def _inner(editor: QWidget) -> QWidget:
        return editor.focusProxy() or editor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not (pressed and event.key() in ENTERS) or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        self.walk_from(watched)
        return True

    def _named(self) -> None:
        self.walk_from(self.sender())

    def walk_from(self, editor: QObject) -> None:
        """To the next editor that can be typed into."""
        inner = [self._inner(one) for one in self.editors]
        at = inner.index(editor) + 1 if editor in inner else 0  # type: ignore[arg-type]
        for one in inner[at:]:
            if one.isVisible() and one.isEnabled():
                one.setFocus(Qt.FocusReason.TabFocusReason)
                if isinstance(one, QLineEdit):
                    one.selectAll()
                _bring_into_sight(one)
                return
        self.ended.emit()


def _bring_into_sight(editor: QWidget) -> None:
    """A form that is higher than its frame follows the keyboard."""
    over = editor.parentWidget()
    while over is not None and not isinstance(over, QScrollArea):
        over = over.parentWidget()
    if over is not None:
        over.ensureWidgetVisible(editor, 0, 40)


class PriceLine(QWidget):
    """What a material cost, purchase by purchase: a line with its last, highest, lowest and first price in figures.

    A figure stands above or below its point, wherever it covers neither the line nor another figure; one that finds no
    room is left out, the last one never.
    """

    def __init__(self) -> None:
        super().__init__()
        self.points: list[PricePoint] = []
        self.setMinimumHeight(124)

    def show_points(self, points: Sequence[PricePoint]) -> None:
        self.points = list(points)
        said = [f"{one.day} {price_words(one.price)} 元" for one in self.points[-6:]]
        self.setAccessibleDescription("，".join(said))
        self.setToolTip("\n".join(said))
        self.update()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        if not self.points:
            painter.setPen(theme.color("quiet"))
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, "还没有买过")
            return
        spots = self.spots()
        painter.setPen(QPen(theme.color("hair"), 1))
        floor = self.height() - 20
        painter.drawLine(QPointF(0, floor), QPointF(self.width(), floor))
        painter.setPen(QPen(theme.color("accent"), 1.6))
        for one, other in pairwise(spots):
            painter.drawLine(one, other)
        for at in self._told():
            self._dot(painter, spots[at], last=at == len(spots) - 1)
        for at, box in self.labels().items():
            painter.setPen(theme.color("ink" if at == len(spots) - 1 else "quiet"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, price_words(self.points[at].price))
        self._days(painter, floor)

    def spots(self) -> list[QPointF]:
        """Where each purchase stands; days apart as they were."""
        first, last = self.points[0].day, self.points[-1].day
        low, high = min(one.price for one in self.points), max(one.price for one in self.points)
        days, room = max((last - first).days, 1), self.height() - 86
        left, wide = 26.0, max(self.width() - 56.0, 1.0)
        spread = high - low

        def height(price: int) -> float:
            return 28 + room * (1 - (price - low) / spread if spread else 0.5)

        return [QPointF(left + wide * _share(one.day, first, days), height(one.price)) for one in self.points]

    def _told(self) -> list[int]:
        """Which prices stand in figures, the most wanted first."""
        prices = [one.price for one in self.points]
        wanted = [len(prices) - 1, prices.index(max(prices)), prices.index(min(prices)), 0]
        return list(dict.fromkeys(wanted if len(prices) > 2 else range(len(prices) - 1, -1, -1)))

    def labels(self) -> dict[int, QRectF]:
        """Point -> where its figure stands."""
        spots, found = self.spots(), dict[int, QRectF]()
        line = [one + (other - one) * (n / 16) for one, other in pairwise(spots) for n in range(17)]
        metrics = QFontMetricsF(theme.font("small"))
        prices = [one.price for one in self.points]
        lowest = prices.index(min(prices)) if min(prices) < max(prices) else -1
        for at in self._told():
            wide = metrics.horizontalAdvance(price_words(self.points[at].price))
            sides = (5, -21) if at == lowest else (-21, 5)
            places = [self._beside(spots[at], wide, dx, dy) for dy in sides for dx in (0, -1, 1)]
            clear = [
                box
                for box in places
                if not any(map(box.contains, line)) and not any(map(box.intersects, found.values()))
            ]
            if clear or not found:
                found[at] = (clear or places)[0]
        return found

    def _beside(self, spot: QPointF, wide: float, dx: int, dy: int) -> QRectF:
        """A box for a figure above or below a point, in the middle or to a side, kept within the picture."""
        left = spot.x() - wide / 2 + dx * (wide / 2 + 4)
        return QRectF(min(max(left, 0.0), self.width() - wide), spot.y() + dy, wide, 16)

    def _dot(self, painter: QPainter, spot: QPointF, *, last: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(spot, 3.5 if last else 2.5, 3.5 if last else 2.5)

    def _days(self, painter: QPainter, floor: float) -> None:
        painter.setPen(theme.color("quiet"))
        first, last = self.points[0].day, self.points[-1].day
        box = QRectF(0, floor + 2, self.width(), 18)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, f"{first:%Y-%m-%d}")
        if last != first:
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, f"{last:%Y-%m-%d}")


def _share(day: dt.date, first: dt.date, days: int) -> float:
    return (day - first).days / days
