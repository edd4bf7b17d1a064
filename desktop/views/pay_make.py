"""生成发放清单: which layout, who is left for later, the first lines of the file, and what will happen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.payments import BankLayout, PayList
from desktop.models.terms import parse_term
from desktop.services.pay import bank_file, funds
from desktop.services.pay.lists import doubts_in_short, due, named
from desktop.views.dialogs import Dialog
from desktop.views.fields import Choice, Field
from desktop.views.layouts import column, show_if
from desktop.views.pay_lines import FirstLines
from desktop.views.widgets import text

WIDTH = 640  # px
SEEN = 3  # lines of the file that are shown


@dataclass(frozen=True)
class Choices:
    """What the person decided. layout: id of a BankLayout."""

    layout: int
    leave_lacking: bool


class MakeList(Dialog):
    """Nothing is written here: `choices` is what was decided."""

    def __init__(
        self, parent: QWidget | None, batch: int, also: Collection[int] = (), layout: int | None = None
    ) -> None:
        self.batch, self.found = batch, due(batch, also=also)
        self.layouts = {
            row.id: row
            for row in BankLayout.select().order_by(BankLayout.place, BankLayout.id)
            if row.in_use is not False
        }
        self.layout_ = Choice([(record, row.name) for record, row in self.layouts.items()])
        waiting = len(self.found.lacking) + len(self.found.doubted)
        self.later = QCheckBox(f"缺账户、账户有问题、认定变动还没有定的 {waiting} 人下次再发")
        self.later.setVisible(bool(waiting))
        self.says, self.lines = text("", wrap=True), FirstLines()
        number = 1 + PayList.select().where(PayList.batch == batch).count()
        body = column(
            Field("银行报盘格式", self.layout_), self._lacking(), self.later,
            self._looks(), self._money(), Field("文件的前三行（账号遮住了，文件里是完整的）", self.lines), self.says, gap=12,
        )  # fmt: skip
        super().__init__(parent, f"生成第 {number} 次发放清单", body, width=WIDTH)
        self.add_button("取消")
        self.yes = self.add_button("仍然生成清单" if self.beyond else "生成清单", "primary", accepts=True)
        if layout in self.layouts:
            self.layout_.choose(layout)
        self.layout_.currentIndexChanged.connect(self._look)
        self.later.toggled.connect(self._look)
        self._look()

    def _lacking(self) -> QWidget:
        words = f"{named(self.found.lacking)}还没有收款账户。" if self.found.lacking else ""
        words += self.found.why_doubted
        made = text(words, tone="bad", wrap=True)
        show_if(bool(words), made)
        return made

    def _looks(self) -> QWidget:
        """What the page warns of among those who are sent, counted."""
        told = doubts_in_short(self.found.ready)
        made = text(told, tone="warn", wrap=True)
        show_if(bool(told), made)
        return made

    def _money(self) -> QWidget:
        """More than came in: the sum is said, the person decides."""
        row = AidBatch.get_by_id(self.batch)
        told = funds.sending(row.programme_id, parse_term(row.term), self.found.fen).words
        self.beyond = bool(told)
        made = text(
            f"{told}钱还没有到的，先登记到账再送；确实要先送的，可以接着生成。", tone="bad", wrap=True
        )
        show_if(self.beyond, made)
        return made

    def choices(self) -> Choices:
        return Choices(int(str(self.layout_.value())), self.later.isChecked())

    def _look(self, *_: object) -> None:
        """Show the file as it will be, and say how many people and how much."""
        ready = bool(self.found.ready) and self.layout_.value() is not None
        try:
            self.lines.show_lines(self._first_lines() if ready else "没有可以送银行的人。")
        except Refused as refusal:
            self.lines.show_problem(str(refusal))
            ready = False
        heads, fen = len(self.found.ready), self.found.fen
        self.says.setText(
            f"将生成 {heads} 人、{money.figures(fen)} 元（{money.words(fen)}）的清单，接着选一个文件夹存文件。"
            "这些人记为已送银行，可以撤销。"
        )
        self.yes.setEnabled(ready and (self.later.isChecked() or self.later.isHidden()))

    def _first_lines(self) -> str:
        layout: Any = self.layouts[int(str(self.layout_.value()))]
        rows = bank_file.rows_before(self.batch, layout, self.found.ready[:SEEN])
        return bank_file.as_text(layout, rows)


def ask_make(
    parent: QWidget, batch: int, also: Collection[int] = (), layout: int | None = None
) -> Choices | None:
    """Let the person choose; None when they thought better of it."""
    dialog = MakeList(parent, batch, also, layout)
    answer = dialog.choices() if dialog.exec() == Dialog.DialogCode.Accepted else None
    dialog.deleteLater()
    return answer
