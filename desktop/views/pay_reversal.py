"""冲销更正: asked for by the clerk, decided by the headteacher; the old line of the list stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers import day_order
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import Reversal
from desktop.models.ledgers.students import Student
from desktop.models.listing import Filter
from desktop.services.pay import reversals
from desktop.views import messages
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.layouts import column, row
from desktop.views.ledger_page import LedgerPage
from desktop.views.widgets import Stop, text

ROAD = (
    Stop("list-checks", "在名单上选中学生", "右键，冲销、追回、补发"),
    Stop("stamp", "校长审批", "换校长自己登录"),
    Stop("scale", "结余跟着变", "原来的账不改"),
)


class ReversalQuestion(Dialog):
    """Kind, amount, day and reason of a correction. What is wrong is said here; it closes only when it was written."""

    def __init__(self, desk: Desk, parent: QWidget | None, grant: Any) -> None:
        self.desk, self.grant = desk, grant
        kinds = code_list("reversal_kind")
        self.kind = Choice(list(kinds.labels.items()))
        net, left = reversals.net_of(grant), reversals.net_of(grant, waiting=True)
        self.amount = line_edit(money.figures(left or grant.amount))
        self.day = line_edit(f"{day_order.today():%Y-%m-%d}")
        self.reason = line_edit(hint="以后检查时要看，例如：重复发放")
        waits = f"，其中 {money.figures(net - left)} 元的追回等校长签" if left < net else ""
        who = f"{grant.class_name or ''}{Student.name_of(grant.student_id)}"
        told = f"{who}名单上 {money.figures(grant.amount)} 元，实际已发 {money.figures(net)} 元{waits}。"
        says = text(told, tone="quiet", wrap=True)
        self.problem = text("", tone="bad", wrap=True)
        self.problem.hide()
        first = row(
            (Field("种类", self.kind), 1),
            (Field("金额（元，写正数）", self.amount), 1),
            (Field("日期", self.day), 1),
            gap=12,
        )
        body = column(says, first, Field("原因", self.reason, must=True), self.problem, gap=10)
        super().__init__(parent, "冲销更正", body, width=520)
        self.add_button("取消")
        self.yes = self.add_button("提出，等校长审批", "primary")
        self.yes.setDefault(True)
        self.yes.clicked.disconnect()
        self.yes.clicked.connect(self.send)

    def send(self) -> None:
        """Write the request; a refusal is shown and nothing is lost."""
        try:
            values = Reversal.amount.parse(self.amount.text()), Reversal.day.parse(self.day.text())
            reversals.ask(
                self.desk.store, self.grant.id, str(self.kind.value()), values[0] or 0, self.reason.text(),
                day=values[1],
            )  # fmt: skip
        except ValueError as error:
            self.problem.setText(str(error))
            self.problem.show()
            self.fit()
            return
        self.accept()


def ask_reversal(desk: Desk, parent: QWidget | None, grant: Any) -> bool:
    """Let the person write a correction of one line; True when it was asked for."""
    dialog = ReversalQuestion(desk, parent, grant)
    asked = dialog.exec() == Dialog.DialogCode.Accepted
    dialog.deleteLater()
    return asked


class ReversalsPage(LedgerPage):
    """冲销更正 as a ledger: read by all, decided by the headteacher. `ask_text` asks for a word."""

    chips = ("state", "kind")
    ask_text = staticmethod(messages.ask_text)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Reversal)
        self.table.selection_changed.connect(self._look)
        self.table.current_changed.connect(self._look)
        desk.changed.connect(self._look)
        self._look()

    def may_write(self) -> bool:
        """Corrections are written where the line is, and never typed over."""
        return False

    def decides(self) -> bool:
        return self.desk.store.session.may("approve")

    def make_actions(self) -> list[Button]:
        if not self.decides():
            return []
        self.no = Button("不同意", "x")
        self.yes = Button("同意更正", "stamp", role="primary")
        self.no.clicked.connect(self.refuse)
        self.yes.clicked.connect(self.approve)
        return [self.no, self.yes]

    def empty_actions(self) -> list[Button]:
        return []

    def road(self) -> Sequence[Stop]:
        return ROAD

    def fact(self) -> str:
        waiting = len(reversals.waiting())
        return f"{super().fact()}，{f'{waiting} 笔等校长审批' if waiting else '没有等审批的'}"

    def take_hint(self, _hint: Any) -> None:
        self.apply_filter(Filter("state", ("asked",)))

    def current(self) -> Any:
        """The correction the keyboard is on, while it waits for an answer."""
        at = self.table.current_row()
        row_ = self.model.record(at) if at >= 0 else None
        return row_ if row_ is not None and row_.state == "asked" else None

    def approve(self) -> None:
        """Agree to the correction the keyboard is on, after it was said what will happen."""
        row_ = self.current()
        if row_ is None:
            return
        words = f"{self.words_of(row_)}原因：{row_.reason}。同意以后不能撤销，要改只能再记一笔。"
        if self.desk.ask(self, "同意更正", words, yes="同意更正"):
            ok, _ = self.desk.attempt(reversals.approve, self.desk.store, row_.id)
            if ok:
                self.desk.say("已同意，结余已经跟着变。")

    def refuse(self) -> None:
        row_ = self.current()
        why = (
            self.ask_text(self, "不同意更正", f"{self.words_of(row_)}不同意的原因：", yes="不同意")
            if row_
            else None
        )
        if why and self.desk.attempt(reversals.refuse, self.desk.store, row_.id, why)[0]:
            self.desk.say("已记下不同意。")

    @staticmethod
    def words_of(row_: Any) -> str:
        """追回 三(2)班王芳 312.50 元，2026年秋季学期…第1批。"""
        grant = AidGrant.get_by_id(row_.grant_id)
        who = f"{grant.class_name or ''}{Student.name_of(grant.student_id)}"
        kind = Reversal.kind.format(row_.kind)
        return f"{kind} {who} {money.figures(row_.amount)} 元，{AidBatch.caption_of(grant.batch_id)}。"

    def fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        menu.addAction("打开\tEnter").triggered.connect(lambda: self.open_row(at))
        if self.decides() and self.current() is not None:
            menu.addAction("同意更正").triggered.connect(self.approve)
            menu.addAction("不同意…").triggered.connect(self.refuse)

    def _look(self, *_: object) -> None:
        if self.decides():
            waits = self.current() is not None
            self.yes.setEnabled(waits)
            self.no.setEnabled(waits)
