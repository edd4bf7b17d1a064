"""用户与密码: who may log in and as what; passwords for those who forgot; a new recovery code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import AppUser, Staff
from desktop.models.roles import roles
from desktop.services import users, vault
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import Part, clear, column, fill, row, scroll
from desktop.views.page import Page
from desktop.views.settings_parts_code import CodeCard
from desktop.views.widgets import card, ruled, tag, text

PASSWORD_HINT = f"至少 {vault.SHORTEST} 位，可以用一句好记的话"


class FormDialog(Dialog):
    """A dialog that stays open, with the sentence under its last field, until `keep` accepts what was typed."""

    def __init__(self, parent: QWidget, title: str, fields: list[Field], yes: str, keep: Callable[[], None]):
        self.fields, self.keep = fields, keep
        super().__init__(parent, title, column(*fields, gap=8))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.add_button("取消")
        self.yes = self.add_button(yes, "primary", accepts=True)

    def accept(self) -> None:
        self.fields[-1].say("")
        try:
            self.keep()
        except Refused as error:
            self.fields[-1].say(str(error))
            self.fit()
            return
        super().accept()


def secret_edit() -> QLineEdit:
    made = line_edit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


class TwoPasswords:
    """The two fields of a new password; `get` raises Refused when they differ."""

    def __init__(self, label: str = "新密码", hint: str = PASSWORD_HINT) -> None:
        self.first, self.again = secret_edit(), secret_edit()
        self.fields = [Field(label, self.first, says=hint), Field("再输一遍", self.again)]

    def get(self) -> str:
        if self.first.text() != self.again.text():
            raise Refused("两遍密码不一样，请再输一次。")
        return self.first.text()


class UserDialog(FormDialog):
    """A new person (name and password too), or another role for one who is there."""

    def __init__(self, page: UsersPart, row_: Any = None) -> None:
        self.page, self.row_ = page, row_
        self.name = line_edit(hint="登录时从名单里选")
        self.role = Choice([(code, role.label) for code, role in roles().items()])
        staff = [(one.id, one.name) for one in Staff.select().order_by(Staff.name)]
        self.staff = Choice([(None, "不对应"), *staff])
        self.secret = TwoPasswords()
        told = "班主任要选对应的老师，才知道他管哪个班"
        fields = [Field("角色", self.role), Field("对应的教职工", self.staff, says=told)]
        if row_ is None:
            fields = [Field("用户名", self.name), *fields, *self.secret.fields]
            super().__init__(page, "新增用户", fields, "新增", self._add)
        else:
            self.role.choose(row_.role)
            self.staff.choose(row_.staff_id)
            super().__init__(page, f"{row_.name}的角色", fields, "存下", self._change)

    def _add(self) -> None:
        school = self.page.desk.school
        values, problems = AppUser.read({"name": self.name.text()})
        if problems or not values.get("name"):
            raise Refused(problems.get("name", "请写出用户名。"))
        school.add_user(values["name"], str(self.role.value()), self.secret.get(), staff=self._staff())

    def _change(self) -> None:
        values = {"role": self.role.value(), "staff": self._staff()}
        users.change(self.page.desk.school, self.row_.name, values)

    def _staff(self) -> int | None:
        value = self.staff.value()
        return int(str(value)) if value else None


class UsersPart(Page):
    """A line a person, with what may be done to them at its end."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("用户与密码")
        self.desk = desk
        self.dialog: FormDialog | None = None
        add = Button("新增用户", "user-plus", role="primary")
        add.clicked.connect(self.add)
        self.set_actions([add])
        self.lines = column(gap=10)
        self.code = CodeCard(desk)
        own = "改自己的密码，请点右上角自己的名字。别人忘了密码，在这里给他重设。"
        self.set_body(scroll(column(
            card("能登录的人", self.lines, 4, text(own, "small", "quiet", wrap=True), gap=10),
            card("恢复码", self.code), None, gap=12,
        )))  # fmt: skip
        desk.changed.connect(self._changed)
        self.show_users()

    def _changed(self, ledgers: frozenset[str]) -> None:
        if ledgers & {AppUser.table(), Staff.table(), SchoolClass.table()}:
            self.show_users()

    def show_users(self) -> None:
        rows = list(AppUser.select().order_by(AppUser.active.desc(), AppUser.id))
        able = sum(bool(one.active) for one in rows)
        self.set_fact(f"{able} 人能登录，每人用自己的密码，做了什么都记在自己名下")
        clear(self.lines)
        fill(self.lines, ruled(*(self._line(one) for one in rows)))

    def _line(self, user: Any) -> Part:
        role = tag(roles()[user.role].label, "accent" if user.active else "off")
        says = [text(user.name, "strong", "" if user.active else "off"), role]
        if words := _classes_of(user):
            says.append(text(words, "small", "quiet"))
        if not user.active:
            return row(
                *says, tag("已停用", "off"), None, self._button("恢复登录", self._reinstate, user.name), gap=8
            )
        acts = [self._button("改角色", self._change, user.name)]
        if user.name != self.desk.school.who:
            acts += [
                self._button("重设密码", self._reset, user.name),
                self._button("停用", self._retire, user.name),
            ]
        return row(*says, None, *acts, gap=10)

    @staticmethod
    def _button(words: str, act: Callable[[], None], name: str) -> Button:
        made = Button(words, role="link")
        made.setProperty("user", name)
        made.setAccessibleName(f"{words}：{name}")
        made.clicked.connect(act)
        return made

    def _pressed(self) -> str:
        return str(self.sender().property("user"))

    # acting --------------------------------------------------------------------------------------------

    def _open(self, dialog: FormDialog, done: Callable[[], None]) -> None:
        self.dialog = dialog
        dialog.accepted.connect(done)
        dialog.open()

    def add(self) -> None:
        dialog = UserDialog(self)
        self._open(dialog, self._added)
        dialog.name.setFocus()

    def _added(self) -> None:
        self.desk.say("已新增用户，请把密码当面告诉本人。")

    def _change(self) -> None:
        self._open(UserDialog(self, AppUser.get(AppUser.name == self._pressed())), self._changed_role)

    def _changed_role(self) -> None:
        self.desk.say("已改好，他下次登录时生效。")

    def _reset(self) -> None:
        self._ask_password("重设密码", "重设", self.desk.school.set_password)

    def _reinstate(self) -> None:
        self._ask_password("恢复登录", "恢复", self._bring_back)

    def _bring_back(self, name: str, password: str) -> None:
        users.reinstate(self.desk.school, name, password)

    def _ask_password(self, title: str, yes: str, act: Callable[[str, str], None]) -> None:
        name, secret = self._pressed(), TwoPasswords()

        def keep() -> None:
            act(name, secret.get())

        dialog = FormDialog(self, f"{title}：{name}", secret.fields, yes, keep)
        self._open(dialog, self._password_set)
        secret.first.setFocus()

    def _password_set(self) -> None:
        self.desk.say("新密码已生效，请当面告诉本人，让他登录后自己改。")

    def _retire(self) -> None:
        name = self._pressed()
        words = f"“{name}”从现在起不能登录。他做过的事仍记在他名下，以后可以恢复。"
        if self.desk.ask(self, f"停用{name}", words, yes="停用", danger=True):
            self.desk.attempt(self.desk.school.retire_user, name)


def _classes_of(user: Any) -> str:
    """The classes a class teacher sees."""
    if user.role != "class":
        return ""
    if not user.staff_id:
        return "还没有对应的老师，登录后看不到学生"
    rows = SchoolClass.select().where(
        (SchoolClass.head_teacher == user.staff_id) & (SchoolClass.state == "1")
    )
    names = [SchoolClass.caption(one) for one in rows]
    return "班主任：" + "、".join(names) if names else "还不是哪个班的班主任，登录后看不到学生"
