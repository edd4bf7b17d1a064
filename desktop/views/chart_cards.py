"""Pictures people would rather look at, as cards: every line has its figures beside it and opens its names.

Dark on light with the numbers written out, so that a grey print says the same as the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models import money
from desktop.services.aid.coverage import ClassCover, Cover, TermPaid
from desktop.services.todo import Bar, Share
from desktop.views.buttons import Button
from desktop.views.charts import DayBars, share_of
from desktop.views.layouts import Part, column, hair, row
from desktop.views.widgets import Elided, Meter, card, tag, text

BARS = 8  # lines of the picture; the rest are added up in a sentence
CLASS, FIGURE, LACK = 78, 148, 62  # px of the columns of a line


class Links(QWidget):
    """A block whose buttons go somewhere: each carries its place and hint."""

    wanted = Signal(str, object)

    def link(self, words: str, place: str, hint: Any = None, role: str = "link") -> Button:
        made = Button(words, role=role)
        made.setProperty("target", [place, hint])
        made.clicked.connect(self._go)
        return made

    def _go(self) -> None:
        place, hint = self.sender().property("target")
        self.wanted.emit(place, hint)


class ShareCard(Links):
    """缺材料: bars with their denominators; the figure of what is missing opens the names."""

    def __init__(self, shares: Sequence[Share]) -> None:
        super().__init__()
        lines = [self._line(share) for share in shares]
        nothing = text("有了学生和名单，这里就看得到缺什么。", "small", "quiet", wrap=True)
        self.setLayout(column(card("缺材料", *(lines or [nothing]), gap=11)))

    def _line(self, share: Share) -> Part:
        lack = share.of - share.have
        end = self.link(f"缺 {lack} ›", "roster", share.lacking) if lack else text("齐", "small", "good")
        head = row(
            (Elided(share.label), 1), text(share_of(share.have, share.of), "small", "quiet"), end, gap=8
        )
        return column(head, Meter([(share.have, "accent")], share.of), gap=4)


class BarCard(Links):
    """How many pupils of each kind; each line opens its pupils."""

    def __init__(
        self, title: str, bars: Sequence[Bar], *, more: bool = False, all_of_them: bool = False
    ) -> None:
        """more: with the way to the page of pictures. all_of_them: no line is left out."""
        super().__init__()
        shown = bars if all_of_them else bars[:BARS]
        most = max((len(bar.pupils.ids) for bar in bars), default=1)
        lines: list[Part] = [self._line(bar, most) for bar in shown]
        if len(bars) > len(shown):
            words = f"其余 {len(bars) - len(shown)} 项没有列出，在花名册里筛选。"
            lines.append(text(words, "small", "quiet"))
        if not bars:
            lines.append(text("还没有登记困难类型。", "small", "quiet"))
        extra = self.link("看图表 ›", "charts") if more else None
        self.setLayout(column(card(title, *lines, extra=extra, gap=7)))

    def _line(self, bar: Bar, most: int) -> Part:
        label = Elided(bar.label, "small")
        label.setFixedWidth(142)
        count = self.link(f"{len(bar.pupils.ids)} 人", "roster", bar.pupils)
        count.setFixedWidth(52)
        count.setAccessibleName(bar.pupils.title)
        return row(label, (Meter([(len(bar.pupils.ids), "accent/60")], most, 10), 1), count, gap=8)


class CoverCard(Links):
    """应享尽享 by class: 享受 ÷ 应享受; what is missing opens the names."""

    def __init__(self, told: Cover) -> None:
        super().__init__()
        lines: list[Part] = [self._line(one) for one in told.classes[:-1]]
        if not told.whole.of:
            words = "这个学期还没有名单，或者没有应享受的学生。生成名单以后，这里就看得到各班享受了几人。"
            lines = [text(words, "small", "quiet", wrap=True)]
        else:
            lines += [hair(), self._line(told.whole, strong=True)]
        if told.note:
            look = self.link("去看 ›", "lists")
            look.setAccessibleName("去比对台看没有看过的命中")
            note = text(told.note, "small", "warn", wrap=True)
            lines.append(row((note, 1), look, gap=4))
        if told.explained.ids:
            why = self.link(f"{told.explained.title} ›", "roster", told.explained)
            lines.append(row(text("不计入：", "small", "quiet"), why, None, gap=4))
        self.setLayout(column(card("各班享受情况", *lines, extra=tag("享受 ÷ 应享受"), gap=9)))

    def _line(self, one: ClassCover, *, strong: bool = False) -> Part:
        name = text(one.name, "strong" if strong else "small")
        name.setFixedWidth(CLASS)
        figure = text(share_of(one.have, one.of), "small", "" if strong else "quiet", right=True)
        figure.setFixedWidth(FIGURE)
        lack = one.of - one.have
        end: QWidget = text("齐", "small", "good", right=True)
        if lack:
            end = self.link(f"缺 {lack} ›", "roster", one.lacking)
            end.setAccessibleName(one.lacking.title)
        end.setFixedWidth(LACK)
        meter = Meter([(one.have, "accent")], one.of, 12 if strong else 10)
        return row(name, (meter, 1), figure, end, gap=8)


class PaidCard(Links):
    """Money paid, term by term; the figure of a term opens its pupils."""

    def __init__(self, terms: Sequence[TermPaid]) -> None:
        super().__init__()
        if not terms:
            nothing = text("还没有名单。发放以后，这里看得到每个学期发了多少。", "small", "quiet", wrap=True)
            self.setLayout(column(card("各学期发放", nothing)))
            return
        lines: list[Part] = [self._line(one) for one in reversed(terms)]
        if any(one.paid > 0 for one in terms):
            bars = DayBars([(one.term.short, one.paid / 100) for one in terms])
            bars.setMinimumHeight(150)
            lines = [bars, 2, *lines]
        self.setLayout(column(card("各学期发放", *lines, extra=tag("元"), gap=7)))

    def _line(self, one: TermPaid) -> Part:
        paid = text(f"{money.figures(one.paid)} 元", "strong", right=True)
        paid.setToolTip(money.words(one.paid) if one.paid >= 0 else "")
        left = f"，还有 {money.figures(one.open)} 元没有发" if one.open else ""
        told = Elided(f"{one.term.title}{left}", "small", "quiet")
        who = self.link(f"{len(one.pupils.ids)} 人 ›", "roster", one.pupils)
        who.setAccessibleName(one.pupils.title)
        return row((told, 1), paid, who, gap=8)
