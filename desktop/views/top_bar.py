"""The top bar: whose program this is, which term, the search, who is here, the lock."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QMenu

from desktop.views import icons
from desktop.views.buttons import Button, menu_button
from desktop.views.layouts import hair, row
from desktop.views.search import Search
from desktop.views.widgets import picture, text

HEIGHT = 50


class TopBar(QFrame):
    """Says what was chosen; knows nothing of schools, terms or people but their names."""

    term_chosen = Signal(object)  # key of the term
    account_chosen = Signal(str)  # key of the line in the person's menu
    school_pressed = Signal()
    lock_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("top")
        self.setFixedHeight(HEIGHT)
        self.school = Button(role="flat", tip="学校信息")
        self.school.clicked.connect(self.school_pressed)
        self.term, self.account = menu_button(""), menu_button("")
        self.terms, self.lines = QMenu(self.term), QMenu(self.account)
        self.terms.triggered.connect(self._term_chosen)
        self.lines.triggered.connect(self._account_chosen)
        self.term.clicked.connect(self._open_terms)
        self.account.clicked.connect(self._open_lines)
        self.search = Search()
        self.lock = Button(picture="lock", role="icon", tip="锁上，回来时再输密码")
        self.lock.clicked.connect(self.lock_pressed)
        name = row(picture("bookmark", "accent", 20), 2, text("助学台账", "strong"), gap=4)
        left = (name, 12, hair(True), 4, self.school, self.term)
        self.setLayout(
            row(*left, None, (self.search, 2), None, self.account, self.lock, gap=4, edge=(22, 7, 12, 7))
        )

    def set_school(self, name: str) -> None:
        self.school.setText(name)

    def set_terms(self, terms: Sequence[tuple[object, str]], current: object) -> None:
        """(key, words), newest first. Choosing another one tells term_chosen; the words change when this is called again."""
        self.terms.clear()
        group = QActionGroup(self.terms)
        for key, words in terms:
            action = self.terms.addAction(words)
            action.setData(key)
            action.setCheckable(True)
            action.setChecked(key == current)
            group.addAction(action)
        self.term.setText(next((words for key, words in terms if key == current), "选学期"))
        self.term.setVisible(bool(terms))

    def set_account(self, name: str, lines: Sequence[tuple[str, str, str]]) -> None:
        """Who is here, and the menu under the name: (key, words, icon)."""
        self.account.setText(name)
        self.lines.clear()
        for key, words, icon in lines:
            action = self.lines.addAction(words)
            action.setData(key)
            action.setProperty("picture", icon)

    def _open_terms(self) -> None:
        self.terms.popup(self.term.mapToGlobal(self.term.rect().bottomLeft()))

    def _open_lines(self) -> None:
        for action in self.lines.actions():  # drawn now, in the theme of now
            action.setIcon(icons.icon(action.property("picture"), "quiet", 16))
        corner = self.account.mapToGlobal(self.account.rect().bottomRight())
        wide: QSize = self.lines.sizeHint()
        corner.setX(corner.x() - wide.width())
        self.lines.popup(corner)

    def _term_chosen(self, action: QAction) -> None:
        self.term_chosen.emit(action.data())

    def _account_chosen(self, action: QAction) -> None:
        self.account_chosen.emit(action.data())
