"""The card one meets each morning: log in, or unlock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLayout, QLineEdit, QWidget

from desktop.models.errors import Refused
from desktop.services import entry
from desktop.services.folder import Folder
from desktop.services.vault import Keys, WrongPassword
from desktop.services.waits import MustWait, Waits
from desktop.views.buttons import Button
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import Part, column, holder, row
from desktop.views.widgets import Elided, line_of, note, picture, text

if TYPE_CHECKING:
    from desktop.services.school_file import SchoolFile

CARD = 420  # px


class PasswordField(Field):
    """A password shown as dots, with an eye to look at it while one holds the mouse or presses it again."""

    entered = Signal()  # Enter was pressed in it

    def __init__(self, label: str, *, hint: str = "") -> None:
        self.line = line_edit(hint=hint)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        self.eye = Button(picture="eye", role="icon", tip="看一眼密码")
        self.eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        both = QWidget()
        both.setLayout(row((self.line, 1), self.eye, gap=4))
        both.setFocusProxy(self.line)
        super().__init__(label, both)
        self.line.setAccessibleName(label)
        self.eye.clicked.connect(self._look)
        self.line.returnPressed.connect(self.entered)

    def words(self) -> str:
        return self.line.text()

    def clear(self) -> None:
        self.line.clear()

    def _look(self) -> None:
        hidden = self.line.echoMode() == QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.eye.set_picture("eye-off" if hidden else "eye")


def gate_card(title: str, fact: str, *parts: Part, mark: str = "") -> QFrame:
    """The white card in the middle of the gate."""
    name = Elided(title, "title")
    head: list[Part] = [picture(mark, "accent", 24), 2] if mark else []
    says = text(fact, "small", "quiet", wrap=True)
    made = holder(
        column(row(*head, (name, 1), gap=8), says, 8, *parts, gap=8, edge=(32, 28, 32, 24)), card=True
    )
    made.setFixedWidth(CARD)
    return made


def centred(card: QWidget | QLayout) -> QWidget:
    """A card in the middle of the room, a little above its centre."""
    made = QWidget()
    made.setLayout(column((column(None, gap=0), 2), row(None, card, None), (column(None, gap=0), 3), gap=0))
    return made


class LogIn(QWidget):
    """Who, which password. Wrong ones are said here and, after some, waited for here, second by second."""

    opened = Signal(object)  # SchoolFile
    forgot = Signal(str)  # the user
    someone_else = Signal()
    failed = Signal(object)  # a Refused that is about the file, not about the password

    def __init__(
        self,
        folder: Folder,
        last_user: str = "",
        *,
        locked_at: dt.datetime | None = None,
        held: SchoolFile | None = None,
    ) -> None:
        """held: the books that are still open behind the locked window."""
        super().__init__()
        self.folder, self.locked, self.held = folder, locked_at is not None, held
        users = Keys.load(folder.keys).users
        self.user = Choice([(one, one) for one in users])
        self.user.choose(last_user if last_user in users else users[0] if users else None)
        self.user.setEnabled(not self.locked)
        self.password = PasswordField("密码")
        self.go = Button("解锁" if self.locked else "进入", role="primary")
        self.forgot_button = Button("忘记密码", role="link")
        self.forgot_button.setVisible(held is None)  # a new password is given where nobody has the books open
        self.other = Button("换人登录", role="link")
        self.other.setVisible(self.locked)
        self.tick = QTimer(self, interval=1000)
        self._lay_out(locked_at)
        self._connect()
        self._count()

    def _lay_out(self, locked_at: dt.datetime | None) -> None:
        fact = f"资助台账，放在 {self.folder.path}"
        if locked_at is not None:
            fact = f"{self.user.currentText()} 在 {locked_at:%H:%M} 锁上。做到一半的都还在，输密码接着做。"
        parts: list[Part] = [Field("用户", self.user), self.password, 4, self.go]
        if entry.is_demo(self.folder.path):
            from desktop.services import demo

            parts.insert(
                0, note("plain", line_of("info", "accent", f"这是演示数据，密码都是 {demo.PASSWORD}"))
            )
        self.go.setSizePolicy(self.go.sizePolicy().Policy.Expanding, self.go.sizePolicy().Policy.Fixed)
        feet = row(self.forgot_button, None, self.other)
        name = entry.school_name_of(self.folder)
        self.setLayout(
            column(
                centred(gate_card(name, fact, *parts, 2, feet, mark="lock" if self.locked else "bookmark"))
            )
        )

    def _connect(self) -> None:
        self.go.clicked.connect(self.try_it)
        self.password.entered.connect(self.try_it)
        self.user.currentIndexChanged.connect(self.password.clear)
        self.forgot_button.clicked.connect(self._forgot)
        self.other.clicked.connect(self.someone_else)
        self.tick.timeout.connect(self._count)

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.password.line.setFocus()

    def try_it(self) -> None:
        """Open the books with what was typed."""
        from desktop.services import school_file

        if not self.go.isEnabled():
            return
        if not self.password.words():
            self.password.say("请输入密码。")
            return
        self.password.say("")
        try:
            if self.held is not None:
                school_file.unlock(self.held, self.password.words())
                school = self.held
            else:
                school = school_file.log_in(self.folder, str(self.user.value()), self.password.words())
        except (WrongPassword, MustWait) as error:
            self.password.say(str(error))
            self.password.line.selectAll()
            self._count()
        except Refused as error:
            self.failed.emit(error)
        else:
            self._enter(school)

    def _enter(self, school: SchoolFile) -> None:
        """In, after a one-time password was changed for an own one."""
        from desktop.views.new_password import change_password

        if school.must_change_password and not change_password(school, self):
            school.let_go()
            self.password.say("这是一次性密码，第一次登录要先换成只有自己知道的。")
            return
        self.opened.emit(school)

    def _count(self) -> None:
        """While one has to wait the button says how long; it is live again by itself."""
        left = Waits(self.folder.delays).seconds_left()
        verb = "解锁" if self.locked else "进入"
        self.go.setText(f"请等 {left} 秒再试" if left else verb)
        if left:
            self.tick.start()
        elif self.tick.isActive():
            self.tick.stop()
            self.password.say("")
            self.password.line.setFocus()
        self.go.setEnabled(not left)

    def _forgot(self) -> None:
        self.forgot.emit(str(self.user.value() or ""))
