"""Beside the letters: what is done after printing, and how far each class is with delivery and receipts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.services.aid.delivery import ClassRate
from desktop.views.buttons import Button
from desktop.views.fields import Choice, Field
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.widgets import Meter, card, ruled, text

WORD, COUNT = 28, 52  # px of the word before a bar, and of the count behind it


class AfterPrint(QWidget):
    """送达清单, 已发, 送不到, 归档. Tells what was pressed; decides nothing."""

    slip_asked = Signal(str)  # "" all letters, "missing" those not delivered
    given_asked = Signal()
    undelivered_asked = Signal()
    file_asked = Signal()
    answer_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.how = Choice([("", "没有写"), *code_list("delivery_mode").labels.items()])
        says = text("打印后交给班主任，每班附一张送达清单，家长签收。", "small", "quiet", wrap=True)
        links = (
            ("打印送达清单", "list-checks", partial(self.slip_asked.emit, "")),
            ("只列没送到的", "list", partial(self.slip_asked.emit, "missing")),
            ("选中的记为已发", "mail", self.given_asked.emit),
            ("选中的送不到…", "circle-x", self.undelivered_asked.emit),
            ("回执怎样处理…", "message-square", self.answer_asked.emit),
            ("回执已收的都归档", "archive", self.file_asked.emit),
        )
        made = []
        for words, icon, act in links:
            link = Button(words, icon, role="link")
            link.clicked.connect(lambda _checked=False, act=act: act())
            made.append(row(link, None))
        frame = card("打印之后", says, *made[:2], Field("怎么送的", self.how), *made[2:], gap=8)
        self.setLayout(column(frame, gap=0))

    def mode(self) -> str:
        """How the letters are delivered, a code of delivery_mode; "" for not told."""
        return str(self.how.value() or "")


class Rates(QWidget):
    """送达率 and 回执率, the whole list first; a class narrows the list to its letters."""

    class_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.lines = column(gap=10)
        self.setLayout(column(card("送达率和回执率", self.lines), gap=0))

    def show_rates(self, whole: ClassRate, classes: Sequence[ClassRate]) -> None:
        clear(self.lines)
        fill(self.lines, ruled(self._rate(whole, press=False), *[self._rate(one) for one in classes]))

    def _rate(self, one: ClassRate, *, press: bool = True) -> Part:
        if press and one.class_name:
            name: QWidget = Button(one.class_name, role="link", tip=f"只看{one.class_name}的")
            name.clicked.connect(partial(self.class_wanted.emit, one.class_name))  # type: ignore[attr-defined]
        else:
            name = text(one.class_name or "没有班级", "strong")
        bars = [_bar("送达", one.delivered, one.letters), _bar("回执", one.returned, one.letters)]
        return column(row(name, None), *bars, gap=3)


def _bar(word: str, part: int, of: int) -> Part:
    label, count = text(word, "small", "quiet"), text(f"{part}/{of}", "small", "quiet", right=True)
    label.setFixedWidth(WORD)
    count.setFixedWidth(COUNT)
    share = f"{word} {part}/{of}（{part / of:.2%}）" if of else f"{word} 0/0"
    meter = Meter([(part, "good" if part == of else "accent")], of)
    for one in (meter, count):
        one.setToolTip(share)
    return row(label, (meter, 1), count, gap=6)
