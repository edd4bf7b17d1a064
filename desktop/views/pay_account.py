"""更正收款账户 in place: what the bank turned down and why, and the account as it should be."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.models.codes import code_list
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.students import Student
from desktop.services.pay.account_doubts import unlike_a_card, whose_else, whose_holder
from desktop.services.pay.board import BoardLine
from desktop.services.pay.lists import NewAccount, correct_account
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.drawer import Drawer
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import column, row, scroll
from desktop.views.widgets import Elided, text


class AccountDrawer(Drawer):
    """One pupil whose money cannot go out as it stands; ↑ ↓ ask the page for the next one."""

    kept = Signal(int)  # grant whose account was corrected
    again_asked = Signal(int)  # grant to be sent again with the old account
    step_asked = Signal(int)  # -1 or 1

    def __init__(self, desk: Desk, line: BoardLine) -> None:
        self.desk = desk
        self.name = Elided("", kind="section")
        self.old, self.said = text("", "small", "quiet", wrap=True), text("", wrap=True)
        self.number = line_edit(hint="照存折或卡面写")
        self.owner = line_edit()
        self.bank = line_edit(hint="可以空着")
        self.relation = Choice([("", "没有写"), *code_list("relation").labels.items()])
        self.number_field = Field("新账号", self.number, must=True)
        self.owner_field = Field("开户名", self.owner, must=True)
        self.problem = text("", tone="bad", wrap=True)
        self.again = Button("账户没有错，按原账户重发", "rotate-cw", role="link")
        self.keep = Button("存下新账户", role="primary")
        fields = (
            self.number_field,
            self.owner_field,
            Field("开户人与学生关系", self.relation),
            Field("开户行", self.bank),
        )
        body = column(
            self.said,
            self.old,
            4,
            *fields,
            self.problem,
            row(self.again, None),
            None,
            gap=10,
            edge=(20, 14, 14, 12),
        )
        super().__init__(self.name, scroll(body), row(None, self.keep, edge=(20, 8, 20, 8)))
        self.keep.clicked.connect(self.save)
        self.again.clicked.connect(self._again)
        self.before_asked.connect(self._before)
        self.after_asked.connect(self._after)
        for editor in (self.number, self.owner, self.bank):
            editor.returnPressed.connect(self.save)
        QShortcut(QKeySequence.StandardKey.Save, self).activated.connect(self.save)
        self.show_line(line)

    def show_line(self, line: BoardLine) -> None:
        """Another pupil in the same drawer."""
        self.line = line
        grant = line.grant
        self.name.set_words(f"{grant.class_name or ''} {line.pupil}".strip())
        self.set_fact("↑ ↓ 换人，Enter 存下")
        self.said.setText(f"银行说：{line.said}" if line.said else "还没有收款账户。")
        shown = PayeeAccount.number.shown(grant.account) if grant.account else ""
        self.old.setText(f"原来的：{grant.owner or ''} {shown} {grant.bank or ''}".strip() if shown else "")
        self.again.setVisible(grant.state == "bounced" and not line.again)
        self.number.clear()
        self.owner.setText(grant.owner or _likely_owner(grant.student_id))
        self.bank.setText(grant.bank or "")
        self.relation.choose(_relation(grant.student_id, self.owner.text()))
        self._say("")
        self.number.setFocus()

    def may_leave(self) -> bool:
        """Whether one may go to another pupil: nothing typed, or given up on purpose."""
        if not self.number.text().strip():
            return True
        words = f"{self.line.pupil}的新账号还没有存下。先存下，还是放弃？"
        keep = self.desk.ask(self, "还没有存下", words, yes="存下", no="放弃", back="接着写")
        return self.save() if keep else keep is not None

    def save(self) -> bool:
        """Write the corrected account; what is wrong with it is said here."""
        account = NewAccount(
            self.number.text(),
            self.owner.text(),
            self.bank.text() or None,
            str(self.relation.value() or "") or None,
        )
        if not self._agreed():
            return False
        try:
            correct_account(self.desk.store, self.line.grant.id, account)
        except ValueError as error:
            self._say(str(error))
            return False
        self.number.clear()
        self._say("")
        self.kept.emit(self.line.grant.id)
        return True

    def _agreed(self) -> bool:
        """Another pupil's card, a stranger's name, or a number that is none by its check digit, is kept only when somebody says
        that it is right."""
        number = str(PayeeAccount.number.convert(self.number.text()) or "")
        doubt = whose_else(self.line.grant.id, number, self.owner.text().strip()) if number else ""
        unlike = unlike_a_card(number)
        stranger = whose_holder(self.line.grant.id, self.owner.text().strip())
        if not doubt and not unlike and not stranger:
            return True
        asked = f"{doubt}{stranger}{unlike}请对照卡面。确实是这个账户，才存下。"
        title = "账户是别人的" if doubt else "开户人不是一家的" if stranger else "账号像是抄错了"
        return bool(self.desk.ask(self, title, asked, yes="确实是，存下", no="再看看"))

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _again(self) -> None:
        self.again_asked.emit(self.line.grant.id)

    def _before(self) -> None:
        self.step_asked.emit(-1)

    def _after(self) -> None:
        self.step_asked.emit(1)


def _likely_owner(student: int) -> str:
    """The pupil's own name: most counties pay to the pupil's card first."""
    return Student.name_of(student)


def _relation(student: int, owner: str) -> Any:
    found = Guardian.get_or_none((Guardian.student == student) & (Guardian.name == owner))
    return (found.relation or "") if found else ""
