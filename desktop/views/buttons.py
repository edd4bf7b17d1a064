"""Everything that is pressed: buttons in their roles, and the filter chip with its menu."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QTabBar, QWidget

from desktop.views import icons, theme
from desktop.views.layouts import remark

BY_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}
TONES = {"primary": "on_accent", "link": "accent", "accept": "accent", "danger": "bad", "plain": "ink"}
SHAPES = {"chip": 15, "tile": theme.RADIUS["card"], "bucket": 8}  # corner radius of the focus ring


def ring(painter: QPainter, box: QRectF, radius: float) -> None:
    """The mark of where the keyboard is: two px of accent just inside the edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("accent"), 2))
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)
    painter.setPen(QPen(theme.color("paper"), 1))  # so that the ring is seen on a button of its own colour
    painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), radius - 1, radius - 1)


class Button(QPushButton):
    """role: primary (one on a page), accept, danger, plain, link, flat, icon, chip, tile or bucket."""

    picture = tail = ""  # the style may speak to the button before __init__ is done
    ringed = False

    def __init__(
        self, words: str = "", picture: str = "", *, role: str = "plain", tail: str = "", tip: str = ""
    ):
        super().__init__(
            f"{words} ›" if role == "link" and tail else words
        )  # an arrow in the words keeps the edge true
        self.role, self.picture = role, picture
        self.tail = "" if role == "link" else tail
        self.setProperty("role", role)
        if self.tail:
            self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        wide = QSizePolicy.Policy.Expanding if role in ("tile", "bucket") else QSizePolicy.Policy.Fixed
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        if tip:
            self.setToolTip(tip)
            self.setAccessibleName(words or tip)
        self.draw_icon()

    def set_on(self, on: bool) -> None:
        """Whether it stands for what is chosen now."""
        remark(self, on=on)
        self.draw_icon()

    def set_picture(self, name: str) -> None:
        self.picture = name
        self.draw_icon()

    def tone(self) -> str:
        """The palette's name for the icon's colour."""
        if not self.isEnabled():
            return "off"
        if self.role == "chip":
            return "accent_deep" if self.property("on") else "quiet"
        return TONES.get(self.role, "quiet")

    def draw_icon(self) -> None:
        name = self.picture or self.tail
        if not name:
            return
        size = 14 if self.tail else 16 if self.role == "link" else 18
        before, after = (3 if self.tail else 0), (4 if self.picture and self.text() else 0)
        self.setIcon(icons.icon(name, self.tone(), size, (before, after)))
        self.setIconSize(QSize(before + size + after, size))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.EnabledChange):
            self.draw_icon()

    def focusInEvent(self, event) -> None:
        self.ringed = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def focusOutEvent(self, event) -> None:
        self.ringed = False
        super().focusOutEvent(event)

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if self.ringed:
            ring(QPainter(self), QRectF(self.rect()), SHAPES.get(self.role, theme.RADIUS["control"]))


def button(
    words: str = "", picture: str = "", role: str = "plain", *, tail: str = "", tip: str = ""
) -> Button:
    """A button. An icon alone needs a tip, which is also what a screen reader says."""
    return Button(words, picture, role=role, tail=tail, tip=tip)


class StayingMenu(QMenu):
    """A menu of ticks that stays open while one ticks; Enter or a click outside closes it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or not self._tick(self.activeAction()):
            super().keyPressEvent(event)

    def _tick(self, action: QAction | None) -> bool:
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True


class Chip(Button):
    """A filter: unset it is a word and an arrow; set, its values and a cross. Press opens the menu of values."""

    changed = Signal(list)  # the chosen values, in the order offered

    def __init__(self, title: str, values: Iterable[tuple[object, str]] = (), *, single: bool = False):
        super().__init__(title, role="chip", tail="chevron-down")
        self.title, self.single = title, single
        self.values_menu = QMenu(self) if single else StayingMenu(self)
        self.values_menu.setLayoutDirection(
            Qt.LayoutDirection.LeftToRight
        )  # the chip itself puts its arrow last
        self.values_menu.triggered.connect(self._ticked)
        self.clicked.connect(self.open)
        self.set_values(values)

    def set_values(self, values: Iterable[tuple[object, str]]) -> None:
        """Offer (value, words); what was chosen and is still offered stays chosen."""
        kept = self.chosen() if self.values_menu.actions() else []
        self.values_menu.clear()
        for value, words in values:
            action = self.values_menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setData(value)
            action.setChecked(value in kept)
        self._show()

    def chosen(self) -> list[object]:
        return [action.data() for action in self.values_menu.actions() if action.isChecked()]

    def choose(self, values: Sequence[object]) -> None:
        """Set without a word to anyone: for restoring a saved view."""
        for action in self.values_menu.actions():
            action.setChecked(action.data() in values)
        self._show()

    def clear(self) -> None:
        self.choose([])
        self.changed.emit([])

    def open(self) -> None:
        self.values_menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cross = self.property("on") and event.position().x() > self.width() - 28
        if cross and self.rect().contains(event.position().toPoint()):
            self.setDown(False)
            self.clear()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.property("on"):
            self.clear()
        else:
            super().keyPressEvent(event)

    def _ticked(self, ticked: QAction) -> None:
        if self.single:
            for action in self.values_menu.actions():
                action.setChecked(action is ticked and action.isChecked())
        self._show()
        self.changed.emit(self.chosen())

    def _show(self) -> None:
        words = [
            action.text().replace("&&", "&") for action in self.values_menu.actions() if action.isChecked()
        ]
        says = (
            self.title
            if not words
            else "、".join(words)
            if len(words) < 3
            else f"{self.title} {len(words)} 项"
        )
        self.setText(says.replace("&", "&&"))
        self.setToolTip("、".join(words) if len(words) > 2 else "")
        self.tail = "x" if words else "chevron-down"
        self.set_on(bool(words))
        self.updateGeometry()


def menu_button(words: str, parent: QWidget | None = None) -> Button:
    """A flat button with an arrow that says: a menu opens here."""
    made = Button(words, role="flat", tail="chevron-down")
    made.setParent(parent)
    return made


def tab_bar(titles: Sequence[str]) -> QTabBar:
    """Tabs that stand together at the left; ← and → change them."""
    made = QTabBar()
    made.setExpanding(False)
    for words in titles:
        made.addTab(words)
    return made
