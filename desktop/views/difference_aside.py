"""Beside the differences: 应享尽享率 with its two numbers, a bar for each class, and what may be done with the chosen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.ledgers.lists import ClosingReason
from desktop.services.lists.differences import MISSING, Gap, Rate
from desktop.services.lists.differences_many import ByClass
from desktop.views.buttons import Button
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.lists_words import say_who
from desktop.views.widgets import Meter, card, line_of, text

SHOWN = 8  # classes whose bars are shown at first: those that lack most


class DifferenceAside(QWidget):
    """Tells what was pressed; decides nothing. may: whether this person may decide at all."""

    close_pressed = Signal()
    again_pressed = Signal()  # with the reason of last term
    entry_pressed = Signal()
    reopen_pressed = Signal()
    pupil_pressed = Signal(int)
    class_chosen = Signal(str)

    def __init__(self, may: bool) -> None:
        super().__init__()
        self.may, self.every = may, False
        self.told: ByClass | None = None
        self.buttons: dict[str, Button] = {}
        self.chosen_cards, self.rate_card = column(gap=12), column(gap=12)
        self.setLayout(column(self.chosen_cards, self.rate_card, None, gap=12))

    # the rate ------------------------------------------------------------------------------------------

    def show_rate(self, told: ByClass) -> None:
        self.told = told
        clear(self.rate_card)
        rate = told.found.rate
        if rate.percent is None:
            fill(
                self.rate_card,
                [card("应享尽享率", text("按规则没有应享受的学生。", "small", "quiet", wrap=True), gap=4)],
            )
            return
        figure = row(text(f"{rate.percent:.1f} %", "figure"), None)
        about = f"已列入名单 {rate.granted} 人 ÷ 应享受 {rate.entitled} 人"
        about += f"（其中 {rate.unsure} 人存疑，要先核定）" if rate.unsure else ""
        parts: list[Part] = [
            figure,
            text(about, "small", "quiet", wrap=True),
            Meter([(rate.granted, "accent")], rate.entitled),
        ]
        if rate.explained:
            parts.append(text(f"另有 {rate.explained} 人已说明原因，不计入。", "small", "quiet", wrap=True))
        if rate.note:
            parts.append(line_of("triangle-alert", "warn", rate.note, "small"))
        fill(self.rate_card, [card("应享尽享率", *parts, gap=6), self._classes(told.shares)])

    def _classes(self, shares: Sequence[tuple[str, Rate]]) -> QWidget:
        """Those that lack most first; a class opens its own lines."""
        order = sorted(shares, key=lambda one: one[1].granted - one[1].entitled)
        shown = order if self.every else order[:SHOWN]
        parts: list[Part] = []
        for name, rate in shown:
            link = Button(name, role="link")
            link.clicked.connect(partial(self._class_pressed, name))
            lack = rate.entitled - rate.granted
            state = text(f"缺 {lack}", "small", "bad") if lack else text("齐", "small", "good")
            told = f"{rate.granted} / {rate.entitled}（{rate.percent or 0:.1f} %）"
            share = text(told, "small", "quiet", right=True)
            parts.append(
                column(
                    row(link, None, share, state, gap=8),
                    Meter([(rate.granted, "accent")], rate.entitled),
                    gap=4,
                )
            )
        if len(order) > len(shown):
            more = Button(f"看全部 {len(order)} 个班", role="link")
            more.clicked.connect(self._all_classes)
            parts.append(row(more, None))
        return card("各班", *parts, gap=10)

    def _class_pressed(self, name: str, _checked: bool = False) -> None:
        self.class_chosen.emit(name)

    def _all_classes(self) -> None:
        self.every = True
        if self.told is not None:
            self.show_rate(self.told)

    # the chosen ----------------------------------------------------------------------------------------

    def show_chosen(self, gaps: Sequence[Gap]) -> None:
        clear(self.chosen_cards)
        self.buttons = {}
        if gaps:
            fill(self.chosen_cards, [self._one(gaps[0]) if len(gaps) == 1 else self._several(gaps)])

    def _one(self, gap: Gap) -> QWidget:
        pupil = Button("学生一页", role="link", tail="arrow-right")
        pupil.clicked.connect(partial(self._pupil, gap.student.id))
        parts: list[Part] = [line_of("info", "quiet", gap.why)]
        if gap.source:
            words = f"名单出处：{gap.source}" if gap.side == MISSING else f"造册时的困难类型：{gap.source}"
            parts.append(text(words, "small", "quiet", wrap=True))
        if gap.closed is not None:
            told = f"已说明：{ClosingReason.caption_of(gap.closed.reason_id)}"
            told += f"，{gap.closed.note}" if gap.closed.note else ""
            parts.append(
                line_of(
                    "circle-check",
                    "good",
                    f"{told}（{gap.closed.closed_by or ''} {gap.closed.closed_on}）",
                    "small",
                )
            )
        elif gap.before is not None:
            parts.append(
                line_of(
                    "history",
                    "quiet",
                    f"上学期的说明：{ClosingReason.caption_of(gap.before.reason_id)}",
                    "small",
                )
            )
        return card(f"{gap.student.name} {gap.class_text}", *parts, 4, *self._acts([gap]), extra=pupil, gap=7)

    def _several(self, gaps: Sequence[Gap]) -> QWidget:
        who = text(say_who([gap.student for gap in gaps]), wrap=True)
        return card(f"选中 {len(gaps)} 人", who, 4, *self._acts(gaps), gap=7)

    def _acts(self, gaps: Sequence[Gap]) -> list[Part]:
        if not self.may:
            return []
        waiting = [gap for gap in gaps if gap.closed is None]
        acts: list[Part] = []
        if waiting and all(gap.side == MISSING for gap in waiting):
            acts.append(
                self._button(
                    "entry", f"补列成名单（{len(waiting)} 人）", "list-plus", self.entry_pressed, "accept"
                )
            )
        if waiting:
            acts.append(self._button("close", "说明原因…", "message-square", self.close_pressed))
        if waiting and all(gap.before is not None for gap in waiting):
            acts.append(self._button("again", "照上学期的原因说明", "history", self.again_pressed))
        if any(gap.closed is not None for gap in gaps):
            acts.append(self._button("reopen", "重新打开", "rotate-ccw", self.reopen_pressed))
        return [row(one, None) for one in acts]

    def _button(self, key: str, words: str, icon: str, signal: Signal, role: str = "plain") -> Button:
        made = Button(words, icon, role=role)
        made.clicked.connect(signal)
        self.buttons[key] = made
        return made

    def _pupil(self, student: int, _checked: bool = False) -> None:
        self.pupil_pressed.emit(student)
