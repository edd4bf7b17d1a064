"""The window every screen lives in: top bar, rail, page, drawer, status line."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from desktop.views import theme, toast
from desktop.views.jobs import Job
from desktop.views.layouts import Stack, column, row
from desktop.views.rail import Place, Rail
from desktop.views.status_line import StatusLine
from desktop.views.top_bar import TopBar

__all__ = ["Place", "Shell"]


class Shell(QWidget):
    """The frame of the one window. It shows what it is given and tells what was pressed; it decides nothing.

    Its parts are public: `top` (school, terms, person, search), `rail` (places and what waits there), `status`.
    """

    place_chosen = Signal(str)
    drawer_closed = Signal()
    undo_pressed = Signal()
    redo_pressed = Signal()
    help_pressed = Signal()
    refresh_pressed = Signal()
    close_asked = Signal(object)  # the QCloseEvent, to be ignored where something must be finished first

    def __init__(self, places: Sequence[Place]):
        super().__init__()
        self.setObjectName("shell")
        self.setWindowTitle("助学台账")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.top, self.rail, self.status = TopBar(), Rail(), StatusLine()
        self._pages = Stack()
        self._drawer: QWidget | None = None
        self._middle = row(self.rail, (self._pages, 1), gap=0)
        self.setLayout(column(self.top, (self._middle, 1), self.status, gap=0))
        self.layout().setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.rail.set_places(places)
        self.rail.place_chosen.connect(self.place_chosen)
        self.status.undo_pressed.connect(self.undo_pressed)
        self.status.redo_pressed.connect(self.redo_pressed)
        self._take_keys()

    def _take_keys(self) -> None:
        keys = QKeySequence.StandardKey
        for key, act in (
            (keys.Find, self.focus_search),
            (keys.Undo, self.undo_pressed),
            (QKeySequence("Ctrl+Y"), self.redo_pressed),
            (QKeySequence("Ctrl+Shift+Z"), self.redo_pressed),
            (QKeySequence("F1"), self.help_pressed),
            (QKeySequence("F5"), self.refresh_pressed),
            (QKeySequence("Ctrl+L"), self.top.lock_pressed),
        ):
            QShortcut(key, self).activated.connect(act)
        self._digits = [QShortcut(QKeySequence(f"Alt+{digit}"), self) for digit in range(1, 10)]
        for shortcut in self._digits:
            shortcut.setAutoRepeat(False)  # pressed again means the next page
            shortcut.activated.connect(self._digit_pressed)

    # --- pages

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front. A page stays, scrolled as it was, until `drop_page`. The keyboard goes with it."""
        before, focused = self.page(), QApplication.focusWidget()
        if page is not before:
            toast.take_away(self, but_just_said=True)
        in_page = before is not None and focused is not None and before.isAncestorOf(focused)
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        if in_page and page is not before:
            page.setFocus()

    def page(self) -> QWidget | None:
        return self._pages.currentWidget()

    def drop_page(self, page: QWidget) -> None:
        """Done with it for good."""
        self._pages.removeWidget(page)
        page.deleteLater()

    # --- drawer

    def open_drawer(self, drawer: QWidget) -> None:
        """Show a record beside the page, in place of the one before. A `closed` signal of its own closes it."""
        if drawer is self._drawer:
            return
        self._take_drawer_out()
        self._drawer = drawer
        self._middle.addWidget(drawer)
        if hasattr(drawer, "closed"):
            drawer.closed.connect(self.close_drawer)
        drawer.show()

    def close_drawer(self) -> None:
        """Take the drawer away, unless it has unsaved typing that the person wants to keep."""
        may_leave = getattr(self._drawer, "may_leave", None)
        if self._drawer is not None and (may_leave is None or may_leave()):
            self._take_drawer_out()
            if page := self.page():
                page.setFocus()
            self.drawer_closed.emit()

    def drawer(self) -> QWidget | None:
        return self._drawer

    def _take_drawer_out(self) -> None:
        if self._drawer is not None:
            self._middle.removeWidget(self._drawer)
            self._drawer.hide()
            self._drawer.deleteLater()
            self._drawer = None

    # --- status line

    def set_status(self, words: str) -> None:
        """What one sees: 显示 62 人，选中 1 人，本学期合计 625.00 元."""
        self.status.left.set_words(words)

    def say_saved(self, time: str, undo: str = "", redo: str = "", *, why_not: str = "") -> None:
        """That all is saved, when (10:32), and the names of the steps that can be undone and redone.

        why_not: what 撤销 says when the last step is another person's.
        """
        self.status.say_saved(time)
        self.status.set_steps(undo, redo, why_not)

    def watch(self, job: Job) -> None:
        """Show a job's sentence, count and 取消 until it ends; the page stays usable."""
        self.status.watch(job)

    def toast(self, words: str, actions: Sequence[toast.Action] = ()) -> toast.Toast:
        """Say that something is done, and offer what one may do with it: (verb, function), …"""
        return toast.show_toast(self, words, actions)

    def take_toast_away(self) -> None:
        """Somebody went on to another page: the line would cover what stands there."""
        toast.take_away(self)

    # --- keys and room

    def focus_search(self) -> None:
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    def _digit_pressed(self) -> None:
        self.rail.step_to(self._digits.index(self.sender()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._drawer is not None:
            self.close_drawer()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event) -> None:
        slim = event.size().width() < theme.NARROW
        if slim != self.rail.slim:
            self.rail.set_slim(slim)
        super().resizeEvent(event)

    def closeEvent(self, event) -> None:
        self.close_asked.emit(event)
