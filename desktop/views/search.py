"""The search box of the top bar, and the list of what was found below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QWidget,
)

from desktop.views import icons, theme
from desktop.views.cells import value_of
from desktop.views.layouts import column
from desktop.views.widgets import picture, text

PAUSE = 150  # ms without a key before the search is made
SHOWN = 8  # results seen at once; more scroll
ROW_HEIGHT = 46
EDGE = 6  # px around the list
FOUND = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Result:
    """One find. key is handed back when it is chosen; fact is the grey line below the title."""

    key: object
    title: str
    fact: str = ""
    icon: str = "user"


class _Row(QStyledItemDelegate):
    def sizeHint(self, _option, _index) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option, index) -> None:
        found: Result = value_of(index, FOUND)
        box = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(box, 6, 6)
        icons.draw(painter, found.icon, "quiet", QPointF(box.left() + 12, box.center().y() - 8), size=16)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for words, top, size, tone in ((found.title, 4, "body", "ink"), (found.fact, 23, "small", "quiet")):
            painter.setFont(theme.font(size))
            painter.setPen(theme.color(tone))
            room = QRectF(box.left() + 40, box.top() + top, box.width() - 52, 20)
            words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, left, words)
        painter.restore()


class Search(QLineEdit):
    """Type, ↓ or ↑, Enter. The list lies in the window, so that a Chinese input method keeps the keyboard."""

    changed = Signal(str)  # what to look for; "" when the box was emptied
    chosen = Signal(object)  # the key of a Result

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("find")
        self.setPlaceholderText("搜 姓名 / 拼音 / 身份证后四位")
        self.setAccessibleName("搜索")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(200)
        self.setMaximumWidth(340)
        glass = picture("search", "quiet", 16)
        glass.setParent(self)
        glass.move(11, 9)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask)
        self.textChanged.connect(self._typed)
        self.popup: QFrame | None = None

    def _build(self) -> QFrame:
        """Made when first needed, for only then is there a window to lie in."""
        self.list = QListWidget()
        self.list.setItemDelegate(_Row(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._take)
        self.nothing = text("", tone="quiet", wrap=True)
        self.nothing.setMargin(10)
        made = QFrame(self.window())
        made.setObjectName("popup")
        made.setLayout(column(self.nothing, self.list, gap=0, edge=EDGE))
        self.window().installEventFilter(self)
        return made

    def show_results(self, found: Sequence[Result]) -> None:
        """Show what was found for the text of now, the best first; the first is lit, so Enter takes it."""
        if not self.text().strip() or not self.hasFocus():
            return
        self.popup = self.popup or self._build()
        self.list.clear()
        for one in found:
            item = QListWidgetItem(self.list)
            item.setData(FOUND, one)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.title}，{one.fact}")
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)
        self.nothing.setText(f"没有找到“{self.text().strip()}”。可以试试姓名的首字母，或者身份证后四位。")
        self._place(len(found))
        self.popup.show()
        self.popup.raise_()

    def hide_results(self) -> None:
        if self.popup is not None:
            self.popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shown = event.key(), self.popup is not None and self.popup.isVisible()
        if key == Qt.Key.Key_Escape and (shown or self.text()):
            self.clear()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and shown:
            count = max(self.list.count(), 1)
            self.list.setCurrentRow((self.list.currentRow() + (1 if key == Qt.Key.Key_Down else -1)) % count)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if shown and self.list.currentItem() is not None and not self._pause.isActive():
                self._take(self.list.currentItem())
            else:
                self._ask()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.hide_results()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.hide_results()
        return super().eventFilter(watched, event)

    def _typed(self, words: str) -> None:
        if words.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self.hide_results()
            self.changed.emit("")

    def _ask(self) -> None:
        self._pause.stop()
        if words := self.text().strip():
            self.changed.emit(words)

    def _take(self, item: QListWidgetItem) -> None:
        found: Result = item.data(FOUND)
        self.hide_results()
        self.clear()
        self.chosen.emit(found.key)

    def _place(self, count: int) -> None:
        window: QWidget = self.window()
        wide = max(self.width(), 360)
        nothing = self.nothing.heightForWidth(wide - 2 * EDGE)  # the sentence may take two lines
        tall = (min(count, SHOWN) * ROW_HEIGHT if count else nothing) + 2 * EDGE + 2
        below = self.mapTo(window, QPoint(0, self.height() + 4))
        left = min(below.x(), window.width() - wide - 12)
        if self.popup is not None:
            self.popup.setGeometry(left, below.y(), wide, tall)
