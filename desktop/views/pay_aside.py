"""Beside the money of a list: its lists for the bank, the balance to the 分, and what to look at before sending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.models import money
from desktop.models.codes import code_list
from desktop.services.aid.checks import Finding
from desktop.services.pay.funds import Balance, in_words
from desktop.views.buttons import Button
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.widgets import card, line_of, ruled, tag, text

STATES = {"made": "warn", "sent": "accent", "answered": "good"}
NAMED = 2  # a finding about more pupils than this is a count that opens their lines


def balance_card(told: Balance) -> QFrame:
    """到账, 已发放, 结余 of the programme in this term; what is left also in words.

    已发放 is net here as on every other page and paper; where it was corrected, what it is made of stands before it.
    """
    lines: list[tuple[str, int, str]] = [("到账", told.received, "")]
    lines += [("发出", told.paid, "")] if told.back or told.more else []
    lines += [("冲销、追回", -told.back, "")] if told.back else []
    lines += [("补发", told.more, "")] if told.more else []
    lines += [("已发放", told.net, "")]
    lines += [("退票未发", told.failed, "bad")] if told.failed else []
    lines += [("还没发的", told.open, "")] if told.open else []
    parts: list[Part] = [
        row(text(label, tone="quiet"), None, text(f"{money.figures(fen)} 元", tone=tone, right=True), gap=8)
        for label, fen, tone in lines
    ]
    tone = "bad" if told.left < 0 else ""
    left = row(
        text("结余", "strong"), None, text(f"{money.figures(told.left)} 元", "strong", tone, right=True)
    )
    words = text(in_words(told.left), "small", tone or "quiet", wrap=True, right=True)
    return card(
        "资金核对", *parts, *ruled(column(gap=0), column(left, words, gap=2)), *_warnings(told), gap=6
    )


def _warnings(told: Balance) -> list[Part]:
    if not told.received and (told.paid or told.open):
        return [line_of("circle-alert", "warn", "还没有登记到账资金，登记以后才对得上账。", "small")]
    if told.left < 0:
        return [line_of("circle-alert", "bad", "发的比到账的多，请核对到账资金和发放结果。", "small")]
    return []


class PayAside(QWidget):
    """Tells what was pressed; decides nothing."""

    write_pressed = Signal(int)  # pay list
    answer_pressed = Signal(int)
    paper_pressed = Signal(int)
    funds_pressed = Signal()
    layouts_pressed = Signal()
    only_wanted = Signal(frozenset)  # ids of grants

    def __init__(self, may_write: bool) -> None:
        super().__init__()
        self.may_write = may_write
        self.cards = column(gap=12)
        self.setLayout(self.cards)

    def show_all(self, lists: Sequence[Any], told: Balance, findings: Sequence[Finding]) -> None:
        clear(self.cards)
        fill(self.cards, [self._lists(lists), self._looks(findings), self._balance(told), None])

    # lists ---------------------------------------------------------------------------------------------

    def _lists(self, lists: Sequence[Any]) -> QFrame:
        extra = self._link("报盘格式", self.layouts_pressed.emit)
        if not lists:
            none = text("还没有送过银行。先生成一份清单，写成银行要的文件。", tone="quiet", wrap=True)
            return card("发放清单", none, extra=extra)
        return card("发放清单", *ruled(*[self._list(one) for one in lists]), extra=extra, gap=10)

    def _list(self, one: Any) -> Part:
        label = code_list("pay_list_state").label(one.state)
        head = row(text(f"第 {one.number} 次", "strong"), tag(label, STATES[one.state]), None, gap=8)
        sums = text(
            f"{one.heads} 人，{money.figures(one.amount)} 元，{one.made_on:%Y-%m-%d}", "small", "quiet"
        )
        links = (
            [("写出文件" if one.state == "made" else "再写一份", self.write_pressed)]
            if self.may_write
            else []
        )
        if self.may_write:
            links.append(("读入退汇" if one.state == "answered" else "读入回盘", self.answer_pressed))
        links.append(("打印", self.paper_pressed))
        made = [self._link(words, partial(signal.emit, one.id)) for words, signal in links]
        return column(head, sums, row(*made, None, gap=14), gap=3)

    @staticmethod
    def _link(words: str, act: Any) -> Button:
        link = Button(words, role="link")
        link.clicked.connect(lambda _checked=False: act())
        return link

    # what to look at -----------------------------------------------------------------------------------

    def _looks(self, findings: Sequence[Finding]) -> QFrame:
        groups: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            groups[finding.rule].append(finding)
        if not groups:
            return card(
                "送银行以前", line_of("circle-check", "good", "账户共用、户名、校验位都查过了，没有要看的。")
            )
        parts = [self._look(rule, found) for rule, found in groups.items()]
        return card("送银行以前", *ruled(*parts), gap=10)

    def _look(self, rule: str, found: list[Finding]) -> Part:
        head = row(text(rule, "strong"), None, tag(f"{len(found)} 人", "warn"), gap=8)
        grants = frozenset(one.grant for one in found if one.grant)
        see = row(self._link("看是谁", partial(self.only_wanted.emit, grants)), None)
        if len(found) > NAMED:
            return column(head, see, gap=4)
        lines = [line_of("triangle-alert", "warn", one.sentence, "small") for one in found]
        return column(head, *lines, see, gap=4)

    def _balance(self, told: Balance) -> QWidget:
        made = balance_card(told)
        if self.may_write:
            made.layout().addLayout(row(self._link("登记到账资金", self.funds_pressed.emit), None))
        return made
