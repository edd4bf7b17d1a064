"""One line at the foot of the window: it is done, and what one may do with it now."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from desktop.views.buttons import Button
from desktop.views.layouts import row
from desktop.views.widgets import text

STAYS = 8000  # ms; long enough to read and reach the mouse
FOOT = 3  # px above the window's lower edge: it lies on the status line, never over a row or a sum of a page

Action = tuple[str, Callable[[], object]]


class Toast(QFrame):
    """Lies over the lower edge of its window and goes by itself, but never while the mouse or keyboard is on it."""

    def __init__(self, window: QWidget, words: str, actions: Sequence[Action] = ()):
        super().__init__(window)
        self.setObjectName("toast")
        self.words = text(words)
        self.buttons = [Button(verb, role="toast") for verb, _act in actions]
        self._acts = [act for _verb, act in actions]
        for button in self.buttons:
            button.clicked.connect(self._act)
        self.setLayout(row(self.words, *self.buttons, gap=14, edge=(18, 8, 18, 8)))
        self.setAccessibleName(words)
        self._timer = QTimer(self, singleShot=True, interval=STAYS)
        self._timer.timeout.connect(self.dismiss)
        window.installEventFilter(self)
        self.just_said = True
        QTimer.singleShot(0, self, self._told)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def dismiss(self) -> None:
        """Stay a while longer under the mouse or the keyboard; else go for good."""
        if self.underMouse() or any(button.hasFocus() for button in self.buttons):
            self._timer.start()
        else:
            self.remove()

    def remove(self) -> None:
        self._timer.stop()
        self.hide()
        self.deleteLater()

    def _told(self) -> None:
        self.just_said = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        window = self.parentWidget()
        wide = min(self.sizeHint().width(), window.width() - 48)
        self.words.setWordWrap(self.sizeHint().width() > window.width() - 48)
        self.resize(wide, max(self.sizeHint().height(), self.heightForWidth(wide)))
        self.move(QPoint((window.width() - wide) // 2, window.height() - FOOT - self.height()))

    def _act(self) -> None:
        act = self._acts[self.buttons.index(self.sender())]
        self.remove()
        act()


def show_toast(widget: QWidget, words: str, actions: Sequence[Action] = ()) -> Toast:
    """Say in the widget's window that something is done, for instance with 打开, 打开所在文件夹 and 撤销.

    An earlier line goes: two at once would cover each other.
    """
    window = widget.window()
    take_away(window)
    return Toast(window, words, actions)


def take_away(window: QWidget, *, but_just_said: bool = False) -> None:
    """The line of this window goes at once. but_just_said: not the one that tells of the very act that leads on."""
    for old in window.findChildren(Toast, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if not (but_just_said and old.just_said):
            old.remove()
