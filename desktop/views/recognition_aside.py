"""Beside a round: its ladder with what is missing next, the people it forgot, the shares of the classes, its papers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.paper.catalogue import DOCUMENTS
from desktop.services.paper.documents.proof_page_figures import Figure, figures_of_round
from desktop.services.recognition import ladder, overview
from desktop.services.recognition.evidence import Lacking, missing
from desktop.services.recognition.overview import Counts, Share
from desktop.services.recognition.rounds import Candidate
from desktop.views.buttons import Button
from desktop.views.charts import share_of
from desktop.views.desk import Desk
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.proofs import prove
from desktop.views.widgets import Meter, card, line_of, picture, ruled, tag, text

APPLICATION = "D3"  # the form: it can be made of a round, but is made without one too
FACES = {
    ladder.DONE: ("circle-check", "good", ""),
    ladder.NOW: ("circle-dot", "accent", "strong"),
    ladder.AHEAD: ("circle", "line", ""),
}
CLASSES = 40  # bars: more classes than a school of this kind has


class RoundAside(QWidget):
    """Tells what was pressed; decides nothing."""

    lacking_wanted = Signal()  # show only the cases that lack papers
    add_wanted = Signal()
    paper_wanted = Signal(str)  # code of the catalogue

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.lacking: list[Lacking] = []
        self.forgotten: list[Candidate] = []
        self.counts: Counts | None = None
        self.cards = column(gap=12)
        self.setLayout(self.cards)

    def show_round(self, round_: Any, cases: Sequence[Any]) -> None:
        """Everything about a round and its applications anew."""
        store = self.desk.store
        self.lacking = missing(store, round_.id, cases)
        open_ = round_.state in ("open", "told", "applying", "reviewing")
        self.forgotten = overview.forgotten(store, round_.id) if open_ else []
        clear(self.cards)
        parts: list[Part] = [self._ladder(round_)]
        if self.forgotten or self.lacking:
            parts.append(self._gaps())
        self.counts = overview.counts(store, round_.id, cases)
        parts.append(self._shares(self.counts.shares))
        if cases:
            parts.append(self._heads(figures_of_round(store, round_.id, cases)))
        if store.session.may("batch") or store.session.may("approve"):
            parts.append(self._papers())
        fill(self.cards, [*parts, None])

    # the ladder ----------------------------------------------------------------------------------------

    def _ladder(self, round_: Any) -> QWidget:
        rungs = ladder.steps(self.desk.store, round_.id)
        done = sum(rung.stands == ladder.DONE for rung in rungs)
        parts: list[Part] = [self._rung(rung) for rung in rungs]
        if round_.note and round_.state == "reviewing":
            parts.insert(0, line_of("message-square", "warn", round_.note))
        return card("进度", *parts, extra=tag(f"{done} / {len(rungs)} 步", "plain"), gap=10)

    @staticmethod
    def _rung(rung: ladder.Rung) -> Part:
        icon, tone, kind = FACES[rung.stands]
        ink = "quiet" if rung.stands == ladder.AHEAD else ""
        lines: list[Part] = [text(rung.name, kind or "body", ink)]
        if rung.told:
            lines.append(text(rung.told, "small", "quiet", wrap=True))
        lines += [text(sentence, "small", "warn", wrap=True) for sentence in rung.missing]
        return row(column(2, picture(icon, tone, 18), None, gap=0), (column(*lines, gap=2), 1), gap=8)

    # gaps ----------------------------------------------------------------------------------------------

    def _gaps(self) -> QWidget:
        parts: list[Part] = []
        if self.forgotten:
            words = f"{len(self.forgotten)} 人有困难类型、还没有申请"
            parts.append(
                column(line_of("user-plus", "warn", words), self._link("看名单，增加申请", self._add), gap=3)
            )
        if self.lacking:
            words = f"{len(self.lacking)} 份申请缺材料"
            parts.append(
                column(
                    line_of("paperclip", "warn", words), self._link("看缺谁的", self._lacking_pressed), gap=3
                )
            )
        return card("漏认和缺材料", *ruled(*parts), gap=10)

    @staticmethod
    def _link(words: str, act: Any) -> Part:
        made = Button(words, role="link", tail="arrow-right")
        made.clicked.connect(act)
        return row(24, made, None, gap=0)

    def _add(self) -> None:
        self.add_wanted.emit()

    def _lacking_pressed(self) -> None:
        self.lacking_wanted.emit()

    # shares --------------------------------------------------------------------------------------------

    @staticmethod
    def _shares(shares: Sequence[Share]) -> QWidget:
        """Recognised among the enrolled, the whole school first; classes without anybody are one sentence."""
        whole, classes = shares[-1], shares[:-1]
        some = [one for one in classes if one.recognised][:CLASSES]
        parts: list[Part] = [_share(one) for one in (whole, *some)]
        if none := len(classes) - len(some):
            parts.append(text(f"另有 {none} 个班没有。", "small", "quiet"))
        return card("认定比例", *parts, gap=10)

    # heads ---------------------------------------------------------------------------------------------

    def _heads(self, figures: Sequence[Figure]) -> QWidget:
        """Each number leads to its lines, on a page that can be printed."""
        parts: list[Part] = []
        for one in figures:
            name, count = one.name.split(" ", 1)
            link = Button(count, role="link", tip="看是哪些人，可以打印成佐证页")
            link.setAccessibleName(f"{one.name}的佐证页")
            link.clicked.connect(partial(self._prove, one))
            parts.append(row(text(name), None, link, gap=8))
        return card("人数和佐证", *parts, gap=6)

    def _prove(self, one: Figure, _checked: bool = False) -> None:
        prove(self.desk, one)

    # papers --------------------------------------------------------------------------------------------

    def _papers(self) -> QWidget:
        parts: list[Part] = []
        for code in (APPLICATION, *(code for code, paper in DOCUMENTS.items() if "round" in paper.needs)):
            link = Button(DOCUMENTS[code].title, "printer", role="link")
            link.clicked.connect(partial(self._paper_pressed, code))
            parts.append(row(link, None))
        return card("这一批的纸", *parts, gap=8)

    def _paper_pressed(self, code: str, _checked: bool = False) -> None:
        self.paper_wanted.emit(code)


def _share(one: Share) -> Part:
    told = text(share_of(one.recognised, one.enrolled), "small", "quiet", right=True)
    return column(
        row(text(one.name), None, told, gap=8), Meter([(one.recognised, "accent")], one.enrolled), gap=5
    )
