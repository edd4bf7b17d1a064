"""Parts of 回盘: where the file is dropped, and its rows in four buckets with the hand's corrections."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models import money
from desktop.models.ledgers.payments import PayLine
from desktop.services.pay.answers import AnswerDraft, Parked, Sent, Told
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.drop import DropFrame
from desktop.views.fields import Choice
from desktop.views.grant_table import AccountEye
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder, row
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Bucket, text

PAID, FAILED, PARKED, SILENT = "paid", "failed", "parked", "silent"
BUCKETS = {
    PAID: ("circle-check", "成功", "good"),
    FAILED: ("circle-alert", "失败", "bad"),
    PARKED: ("circle-question-mark", "对不上", "warn"),
    SILENT: ("hourglass", "没有回", "off"),
}
GUIDE = {
    PAID: "这些人的账号、户名、金额都和送的一样。",
    FAILED: "登记以后这些人记为退票，更正账户再进下一次清单。",
    PARKED: "一行一行看原因：是清单里的谁、成功还是失败，由您认定；认不准的留着，问银行。",
    SILENT: "送了，回盘里没有写。继续等银行，或者问一声。",
}
COLUMNS = (
    Column("who", "谁", 130),
    Column("owner", "户名", 90),
    Column("account", "账号", 180),
    Column("fen", "金额（元）", 96, "right"),
    Column("row", "回盘第几行", 96, "right"),
    Column("why", "说明", 300),
)


class AnswerDrop(DropFrame):
    """Where the bank's file is let go."""

    pick_asked = Signal()

    def __init__(self) -> None:
        pick = Button("选文件", "folder-open", role="primary")
        fact = text("表格或文本都行，有没有表头都行，加了密码的也行。", "small", "quiet")
        super().__init__("landmark", text("把银行的回盘文件拖到这里", "section"), fact, row(None, pick, None))
        pick.clicked.connect(self.pick_asked)


class AnswerRows(QWidget):
    """The rows of one bucket at a time. It tells what was decided; the page writes it into the draft."""

    paid_pressed = Signal()
    failed_pressed = Signal()
    assigned = Signal(int)  # line of the pay list that a row of nobody is for

    def __init__(self, draft: AnswerDraft, *, may_look: Callable[[int], None]) -> None:
        super().__init__()
        self.draft, self.looked_at = draft, may_look
        self.buckets: dict[str, Bucket] = {}
        for key, (icon, words, tone) in BUCKETS.items():
            self.buckets[key] = Bucket(icon, words, tone)
            self.buckets[key].clicked.connect(partial(self.show_bucket, key))
        self.guide, self.reason = text("", "small", "quiet", wrap=True), text("", wrap=True)
        self.eye = AccountEye()
        self.eye.turned.connect(self._eye_turned)
        self.model = HeldRows(COLUMNS, ("fen",), self)
        self.table = FrozenTable(self.model, frozen=1, filler="why")
        self.table.set_empty_text("这一类里没有人。")
        self.table.current_changed.connect(self._row_changed)
        self.setLayout(
            column(
                row(*self.buckets.values(), gap=10), row((self.guide, 1), self.eye), self._hand(),
                (holder(column(self.table, edge=1), card=True), 1), gap=10,
            )
        )  # fmt: skip
        self.bucket = next((key for key in (PARKED, FAILED, PAID) if self._held(key)), PAID)

    def _hand(self) -> QWidget:
        """What the person can say of a row that did not fit."""
        self.whom = Choice()
        self.whom.setMinimumWidth(210)
        self.whom.setAccessibleName("这一行是谁的")
        self.match = Button("对上这个人", "arrow-right")
        self.good = Button("认定成功", "check", role="accept")
        self.bad = Button("认定失败", "x", role="danger")
        self.match.clicked.connect(self._match)
        self.good.clicked.connect(self.paid_pressed)
        self.bad.clicked.connect(self.failed_pressed)
        self.hand = holder(
            row((self.reason, 1), self.whom, self.match, self.good, self.bad, gap=8, edge=(14, 10, 14, 10)),
            card=True,
        )
        return self.hand

    # showing -------------------------------------------------------------------------------------------

    def show_bucket(self, key: str, _checked: bool = False) -> None:
        self.bucket = key
        self.show_rows()

    def show_rows(self) -> None:
        """Read the draft anew."""
        for key, made in self.buckets.items():
            made.set_count(len(self._of(key)))
            made.set_on(key == self.bucket)
        self.guide.setText(GUIDE[self.bucket])
        at = self.table.current_row()
        rows = self._held(self.bucket)
        self.model.show_rows(rows)
        if rows:
            self.table.go_to(min(max(at, 0), len(rows) - 1))
        self._row_changed(self.table.current_row())

    def _of(self, key: str) -> list[Any]:
        return list(getattr(self.draft, key))

    def _held(self, key: str) -> list[Held]:
        make = {PARKED: self._parked_row, SILENT: self._silent_row}.get(key, self._told_row)
        return [make(at, one) for at, one in enumerate(self._of(key))]

    def _told_row(self, at: int, told: Told) -> Held:
        why = Shown(told.reason, "bad") if told.result == FAILED else Shown("")
        number = told.row.number if told.row else 0
        return self._row(at, told.sent, number, why)

    def _silent_row(self, at: int, sent: Sent) -> Held:
        return self._row(at, sent, 0, Shown("回盘里没有这个人", "quiet"))

    def _row(self, at: int, sent: Sent, number: int, why: Shown) -> Held:
        line = sent.line
        cells = {
            "who": Shown(sent.who), "owner": Shown(line.owner), "account": Shown(self._veil(line.account)),
            "fen": Shown(money.figures(line.amount)), "row": Shown(str(number) if number else "—"), "why": why,
        }  # fmt: skip
        return Held(at, cells, {"fen": line.amount, "row": number})

    def _parked_row(self, at: int, parked: Parked) -> Held:
        """As it stands in the bank's file."""
        told = parked.row
        amount = money.figures(told.fen) if told.fen is not None else "—"
        who = Shown(parked.sent.who) if parked.sent else Shown("看不出是谁", "warn")
        cells = {
            "who": who, "owner": Shown(told.owner or told.pupil), "account": Shown(self._veil(told.account)),
            "fen": Shown(amount), "row": Shown(str(told.number)), "why": Shown(parked.why, "warn"),
        }  # fmt: skip
        return Held(at, cells, {"fen": told.fen or 0, "row": told.number})

    def _veil(self, account: str) -> str:
        return PayLine.account.shown(account) if self.eye.veiled and account else account

    def _row_changed(self, _at: int) -> None:
        parked = self.parked()
        self.hand.setVisible(self.bucket == PARKED and parked is not None)
        if parked is None:
            return
        said = f"文件里的结果写的是“{parked.row.said}”。" if parked.row.said else ""
        self.reason.setText(f"{parked.row.where}：{parked.why}{said}")
        nobody = parked.sent is None
        self.whom.set_choices([(one.line.id, one.who) for one in self.draft.silent] if nobody else [])
        for part in (self.whom, self.match):
            part.setVisible(nobody and bool(self.draft.silent))
        for part in (self.good, self.bad):
            part.setVisible(not nobody)

    # doing ---------------------------------------------------------------------------------------------

    def parked(self) -> Parked | None:
        """The row in hand, when it is one that did not fit."""
        at = self.table.current_row()
        if self.bucket != PARKED or not 0 <= at < self.model.rowCount():
            return None
        found = self.draft.parked
        number = int(self.model.id_at(at))
        return found[number] if number < len(found) else None

    def _eye_turned(self, veiled: bool) -> None:
        if not veiled:
            self.looked_at(self.model.rowCount())
        self.show_rows()

    def _match(self) -> None:
        if self.whom.value() is not None:
            self.assigned.emit(int(str(self.whom.value())))
