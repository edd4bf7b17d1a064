"""宣传要求 as it stands: each counter with what was done and what is left, and on which days."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer

from desktop.models.ledgers.care_duty import PublicityCounter
from desktop.models.terms import Term
from desktop.services.care import publicity
from desktop.services.paper.document import Wanted
from desktop.services.progress import Progress
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.layouts import clear, column, fill, row, scroll, show_if
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.widgets import Meter, card, empty_page, picture, text

TOUCHED = {"publicity_event", "publicity_counter", "visit", "visit_child"}
NAMED = 8  # events named under one counter
UNSAID = "还没有写叫什么"
ABOUT = "请按本县文件，在“宣传要求”里写上每一项叫什么、哪些形式算；家访时宣讲了政策的，自动算入户宣讲。"


class ProgressPage(Page):
    """A card to a counter. go_to: opens another section by its key."""

    def __init__(self, desk: Desk, go_to: Any) -> None:
        super().__init__("宣传完成情况")
        self.desk, self.go_to = desk, go_to
        self.box = column(gap=12)
        self.set_body(scroll(column(self.box, None, gap=0, edge=(0, 0, 6, 0))))
        rules = Button("宣传要求", "sliders-horizontal", tip="每一项叫什么、要几次、哪些形式算")
        rules.clicked.connect(partial(go_to, "publicity_counter"))
        paper = Button("打印完成情况表", "printer")
        paper.clicked.connect(self.print_table)
        show_if(desk.store.session.may("print"), paper)
        add = Button("记一次宣传", "plus", role="primary")
        add.clicked.connect(partial(go_to, "publicity_event"))
        self.set_actions([rules, paper, add])
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.look)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._term_changed)

    def look(self) -> None:
        self.desk.look(_progress, self.desk.term, done=self.show_progress)

    def show_progress(self, found: list[publicity.Progress]) -> None:
        """What the counters say, scheme by scheme."""
        clear(self.box)
        left = sum(one.left for one in found)
        words = f"还差 {left} 次" if left else "要求的次数都够了"
        self.set_fact(f"{self.desk.term.title}，{words}" if found else self.desk.term.title)
        if not found:
            rules = Button("写宣传要求", "sliders-horizontal", role="primary")
            rules.clicked.connect(partial(self.go_to, "publicity_counter"))
            fill(self.box, [empty_page("还没有宣传要求", ABOUT, (), [rules])])
            return
        parts = []
        for scheme in dict.fromkeys(one.scheme for one in found):
            lines = [self._line(one) for one in found if one.scheme == scheme]
            parts.append(card(f"“{scheme}”", *lines, gap=16))
        fill(self.box, [text(ABOUT, "small", "quiet", wrap=True), *parts])

    def _line(self, one: publicity.Progress) -> Any:
        tone = "good" if not one.left else "warn"
        name = one.label or UNSAID
        period = PublicityCounter.period.format(one.period)
        state = "够了" if not one.left else f"还差 {one.left} 次"
        head = row(
            picture("circle-check" if not one.left else "circle-dot", tone, 16),
            text(f"第 {one.number} 项", "strong"),
            text(name, tone="" if one.label else "quiet"), None,
            text(f"每{period} {one.needed} 次，已有 {one.done} 次", "small", "quiet"), text(state, "small", tone),
            gap=10,
        )  # fmt: skip
        parts = [(min(one.done, one.needed), "accent" if one.left else "good")]
        days = "、".join(event.words for event in one.events[:NAMED])
        more = f" 等 {one.done} 次" if one.done > NAMED else ""
        below = text((days + more) or "还没有记在这一项的宣传", "small", "quiet", wrap=True)
        return column(head, Meter(parts, one.needed, 6), below, gap=6)

    def print_table(self) -> None:
        open_paper(self.desk, "D34P", Wanted(term=self.desk.term))

    def _changed(self, touched: frozenset[str]) -> None:
        if touched & TOUCHED and self.isVisible():
            self._soon.start()

    def _term_changed(self, _term: Term) -> None:
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._soon.start()


def _progress(term: Term, *, progress: Progress | None = None) -> list[publicity.Progress]:
    """A job's shape around `progress`."""
    return publicity.progress(term)
