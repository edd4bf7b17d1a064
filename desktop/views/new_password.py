"""A new password: over the open window, with the old one; at the gate, with the printed recovery code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.errors import Refused
from desktop.services import entry
from desktop.services.folder import Folder
from desktop.services.vault import Keys, WeakPassword, WrongPassword
from desktop.views.buttons import Button
from desktop.views.dialogs import Dialog
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import column, row
from desktop.views.log_in import PasswordField, centred, gate_card

if TYPE_CHECKING:
    from desktop.services.school_file import SchoolFile


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
