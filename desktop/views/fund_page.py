"""资金: every sum that arrived, and above it what each programme of the term received, paid and has left."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLayout, QScrollArea, QSizePolicy, QWidget

from desktop.models import money
from desktop.models.ledgers.payments import FundReceived
from desktop.models.listing import Filter
from desktop.services.pay import funds
from desktop.services.pay.funds import Balance, balances, in_words
from desktop.views import messages
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.layouts import Part, clear, column, fill, row, scroll
from desktop.views.ledger_page import LedgerPage
from desktop.views.widgets import Elided, Stop, card, ruled, text

ROAD = (
    Stop("wallet", "登记到账", "文号、日期、金额"),
    Stop("landmark", "送银行，读回盘", "成功的才算发了"),
    Stop("scale", "结余对到分", "一分不差"),
)
AMOUNT = 118  # px of an amount in the strip


class FundsPage(LedgerPage):
    """资金到账 as a ledger, the balances of the term above it."""

    chips = ("programme", "term")

    def __init__(self, desk: Desk, *, ask_text: Any = messages.ask_text) -> None:
        self.ask_text = ask_text
        self._set_aside: dict[str, Any] = {}  # what the next new form opens with
        self.lines = column(gap=0)
        self.strip = card("", self.lines, gap=0)
        super().__init__(desk, FundReceived)
        desk.changed.connect(self.show_balances)
        desk.term_changed.connect(self.show_balances)
        self.show_balances()

    def set_body(self, body: QWidget | QLayout) -> None:
        self.room = scroll(column(self.strip, gap=0))  # in a low window the balances scroll, the ledger stays
        self.room.setSizeAdjustPolicy(QScrollArea.SizeAdjustPolicy.AdjustToContents)
        self.room.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        super().set_body(column(self.room, (body, 1), gap=12))

    def road(self) -> Any:
        return ROAD

    def take_hint(self, programme: Any) -> None:
        self.clear_filters()
        if isinstance(programme, int):
            self.apply_filter(Filter("programme", (programme,)))

    def make_form(self, record: Any) -> RecordForm:
        """A new sum belongs to the term in the top bar until somebody says otherwise."""
        form = super().make_form(record)
        if record is None:
            form.editors["term"].show_value(self.desk.term.code)
            for name, value in self._set_aside.items():
                form.editors[name].show_value(value)
            self._set_aside = {}
        return form

    def make_actions(self) -> list[Button]:
        made = super().make_actions()
        if not made:
            return made
        tip = f"按学校事业收入的 {funds.own_rate_words()} 算出这学期要拿出多少，登记成一笔到账（请以本县文件为准）"
        own = Button("提取校内资助", "percent", tip=tip)
        own.clicked.connect(self.set_aside)
        return [own, *made]

    def set_aside(self) -> None:
        """The income is asked for; a new line opens with what follows from it, to be looked at and kept."""
        words = (
            f"{self.desk.term.title}学校事业收入多少元？按不低于 {funds.own_rate_words()} 算校内资助经费："
        )
        typed = self.ask_text(self, "提取校内资助", words, yes="算出来")
        ok, income = self.desk.attempt(money.parse_yuan, typed) if typed else (False, 0)
        if ok:
            self._set_aside = funds.own_funds_entry(income, self.desk.term)
            self.show_drawer(None)

    def show_balances(self, *_: object) -> None:
        """One line a programme that had money or a list this term."""
        told = balances(self.desk.term)
        clear(self.lines)
        self.room.setVisible(bool(told))
        if told:
            fill(self.lines, [_heads(self.desk.term.title), *ruled(*[_line(one) for one in told])])
        self.room.updateGeometry()


def _heads(term: str) -> Part:
    made = [text(words, "small", "quiet", right=True) for words in ("到账", "已发放", "还没发", "结余")]
    for one in made:
        one.setFixedWidth(AMOUNT)
    return row((text(f"{term}，元", "small", "quiet"), 1), *made, gap=8, edge=(0, 0, 0, 6))


def _line(told: Balance) -> Part:
    parts = []
    for fen, kind, tone in (
        (told.received, "body", "" if told.received else "warn"),
        (told.net, "body", ""),
        (told.open, "body", ""),
        (told.left, "strong", "bad" if told.left < 0 else ""),
    ):
        made = text(money.figures(fen), kind, tone, right=True)
        made.setFixedWidth(AMOUNT)
        parts.append(made)
    words = text(f"结余 {in_words(told.left)}", "small", "bad" if told.left < 0 else "quiet")
    return row(
        (column(Elided(told.programme.name, "strong"), words, gap=1), 1), *parts, gap=8, edge=(0, 7, 0, 7)
    )
