"""The cards one meets before the books are open: log in, unlock, recovery code, a new password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLayout, QLineEdit, QWidget

from desktop.models.errors import Refused
from desktop.services import entry
from desktop.services.folder import Folder
from desktop.services.vault import Keys, WeakPassword, WrongPassword
from desktop.services.waits import MustWait, Waits
from desktop.views.buttons import Button
from desktop.views.dialogs import Dialog
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


class NewPassword(QWidget):
    """A new password twice, with a word on how good it is. `ready` tells whether it can be taken."""

    ready = Signal(bool)
    entered = Signal()

    def __init__(self, label: str = "新密码") -> None:
        super().__init__()
        self.user = ""
        self.first = PasswordField(label, hint="至少 8 位，可以用一句好记的话")
        self.second = PasswordField("再输一次")
        self.setLayout(column(self.first, self.second, gap=10))
        self.first.line.textChanged.connect(self._look)
        self.second.line.textChanged.connect(self._look)
        self.first.entered.connect(self.second.line.setFocus)
        self.second.entered.connect(self.entered)

    def words(self) -> str:
        return self.first.words()

    def set_user(self, user: str) -> None:
        self.user = user
        self._look()

    def problem(self) -> str:
        """What keeps the password from being taken; "" when nothing does."""
        judged = entry.strength(self.user, self.first.words())
        if judged.tone == "bad":
            return judged.sentence
        return "" if self.first.words() == self.second.words() else "两次输入的不一样。"

    def _look(self) -> None:
        judged = entry.strength(self.user, self.first.words())
        self.first.say(judged.sentence if self.first.words() else "", judged.tone)
        differs = bool(self.second.words()) and not self.first.words().startswith(self.second.words())
        whole = bool(self.second.words()) and self.first.words() == self.second.words()
        self.second.say(
            "两次输入的不一样。" if differs else "两次一样。" if whole else "", "bad" if differs else "good"
        )
        self.ready.emit(not self.problem())


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

    def __init__(self, folder: Folder, last_user: str = "", *, locked_at: dt.datetime | None = None) -> None:
        super().__init__()
        self.folder, self.locked = folder, locked_at is not None
        users = Keys.load(folder.keys).users
        self.user = Choice([(one, one) for one in users])
        self.user.choose(last_user if last_user in users else users[0] if users else None)
        self.user.setEnabled(not self.locked)
        self.password = PasswordField("密码")
        self.go = Button("解锁" if self.locked else "进入", role="primary")
        self.forgot_button = Button("忘记密码", role="link")
        self.other = Button("换人登录", role="link")
        self.other.setVisible(self.locked)
        self.tick = QTimer(self, interval=1000)
        self._lay_out(locked_at)
        self._connect()
        self._count()

    def _lay_out(self, locked_at: dt.datetime | None) -> None:
        fact = f"资助台账，放在 {self.folder.path}"
        if locked_at is not None:
            fact = f"{self.user.currentText()} 在 {locked_at:%H:%M} 锁上，数据已收好，输密码接着做。"
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


class Recover(QWidget):
    """Forgot the password: the printed code and a new password."""

    opened = Signal(object)  # SchoolFile
    back = Signal()
    failed = Signal(object)

    def __init__(self, folder: Folder, user: str, code: str = "") -> None:
        super().__init__()
        self.folder = folder
        self.user = Choice([(one, one) for one in Keys.load(folder.keys).users])
        self.user.choose(user)
        self.code = line_edit(code, hint="如 7QK2-…，共 8 组，每组 4 位")
        self.code_field = Field("恢复码", self.code, says="在建账那天打印的恢复码单上。")
        self.new = NewPassword()
        self.new.set_user(user)
        self.go = Button("换上新密码并进入", role="primary")
        self.return_ = Button("想起来了，回去登录", role="link")
        fact = "恢复码对了，就能换一个新密码。台账里的记录一条不动。"
        parts = (Field("用户", self.user), self.code_field, self.new, 4)
        self.setLayout(
            column(
                centred(
                    gate_card(
                        "用恢复码换密码", fact, *parts, row(self.return_, None, self.go), mark="key-round"
                    )
                )
            )
        )
        self.user.currentTextChanged.connect(self.new.set_user)
        self.go.clicked.connect(self.try_it)
        self.new.entered.connect(self.try_it)
        self.return_.clicked.connect(self.back)

    def try_it(self) -> None:
        """Open with the code and put the new password in force."""
        from desktop.services import school_file

        if problem := self.new.problem():
            self.new.first.say(problem)
            return
        try:
            school = school_file.recover(
                self.folder, str(self.user.value()), self.code.text(), self.new.words()
            )
        except WrongPassword as error:
            self.code_field.say(str(error))
        except WeakPassword as error:
            self.new.first.say(str(error))
        except Refused as error:
            self.failed.emit(error)
        else:
            self.opened.emit(school)


class ChangePassword(Dialog):
    """The old password, the new one twice. Stays open until it worked or was given up."""

    def __init__(self, parent: QWidget | None, who: str, change: Callable[[str, str], None]) -> None:
        self.old = PasswordField("现在的密码")
        self.new = NewPassword()
        self.new.set_user(who)
        super().__init__(parent, f"改 {who} 的密码", column(self.old, self.new, gap=10))
        self.change = change
        self.add_button("不改了")
        self.go = Button("改密码", role="primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self.try_it)
        self.feet.addWidget(self.go)
        self.go.setEnabled(False)
        self.new.ready.connect(self.go.setEnabled)

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.old.line.setFocus()

    def try_it(self) -> None:
        self.old.say("")
        try:
            self.change(self.old.words(), self.new.words())
        except WrongPassword as error:
            self.old.say(str(error))
        except Refused as error:
            self.new.first.say(str(error))
        else:
            self.accept()


def change_password(school: SchoolFile, parent: QWidget | None) -> bool:
    """Ask for the old and the new password; whether it was changed."""
    dialog = ChangePassword(parent, school.who, school.change_password)
    changed = dialog.exec() == Dialog.DialogCode.Accepted
    dialog.deleteLater()
    return changed
