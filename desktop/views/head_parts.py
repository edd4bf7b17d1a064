"""The cards of 校长台: the lights, and what waits to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from desktop.models.store import Store
from desktop.services import today
from desktop.services.aid.checks import AGAINST, CHANGED, check_batch
from desktop.services.head_desk import MONEY, OWN_PAGE, ToSign, since_last
from desktop.services.head_lights import Light, Told
from desktop.services.paper.documents.proof_page_figures import Figure
from desktop.services.todo import Names
from desktop.views.buttons import Button
from desktop.views.chart_cards import Links
from desktop.views.layouts import Part, column, row
from desktop.views.widgets import Elided, card, light, line_of, picture, ruled, tag, text

SIGNS, DOUBTS, FACTS = (
    6,
    3,
    5,
)  # things to sign shown at once; kinds of findings named of each; facts of a light
ABREAST = 4  # lights that have room beside one another; more stand in two lines
WORDS = {"bad": "要紧", "warn": "要看", "good": "正常", "off": "还没有"}
MARKS = {"bad": "circle-alert", "warn": "clock", "good": "circle-check", "off": "circle-minus"}


class LightsCard(Links):
    """One card for each light: the word, the facts with the gravest first, the way to the names."""

    proof_wanted = Signal(object)  # Figure

    def __init__(self, lights: Sequence[Light]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        across = len(lights) if len(lights) <= ABREAST else ABREAST - 1
        spare = -len(lights) % max(across, 1)
        place = 0
        for at, one in enumerate(lights):
            wide = 1 + spare if at == across else 1  # the first of the second line takes what is left of it
            grid.addWidget(self._card(one), place // across, place % across, 1, wide)
            place += wide
        for at in range(across):
            grid.setColumnStretch(at, 1)

    def _card(self, one: Light):
        lines = [self._fact(fact, first=not at) for at, fact in enumerate(one.facts[:FACTS])]
        made = card(one.title, *lines, None, extra=light(WORDS[one.tone], one.tone), gap=8)
        made.setAccessibleName(f"{one.title}：{WORDS[one.tone]}，{one.sentence}")
        return made

    def _fact(self, fact: Told, *, first: bool) -> Part:
        tone = "quiet" if fact.tone == "off" else fact.tone
        kind = "strong" if first and fact.tone in ("bad", "warn") else "small"
        said = line_of(MARKS[fact.tone], tone, fact.words, kind)
        ways: list[Part] = []
        if fact.place:
            look = self.link("看谁 ›" if isinstance(fact.hint, Names) else "看 ›", fact.place, fact.hint)
            look.setAccessibleName(fact.words)
            ways.append(look)
        if fact.proof is not None:
            proof = Button(picture="list-checks", role="icon", tip="看这个数字的每一行，可以打印成佐证页")
            proof.setAccessibleName(f"{fact.words}，佐证页")
            proof.clicked.connect(partial(self._prove, fact.proof))
            ways.append(proof)
        return row((said, 1), column(row(*ways, gap=2), None, gap=0), gap=4) if ways else said

    def _prove(self, figure: Figure, _checked: bool = False) -> None:
        self.proof_wanted.emit(figure)


class SignCard(Links):
    """待签: who is on it, what it comes to, what changed, what the checks found on it; each leads on."""

    def __init__(self, store: Store, waiting: Sequence[ToSign]) -> None:
        super().__init__()
        self.store = store
        lines = ruled(*(self._item(one) for one in waiting[:SIGNS]))
        nothing = row(
            picture("circle-check", "good", 18), text("没有等您签的名单。", tone="quiet"), None, gap=10
        )
        if len(waiting) > SIGNS:
            lines.append(text(f"还有 {len(waiting) - SIGNS} 件，签完这些再看。", "small", "quiet"))
        ready = sum(not one.not_yet for one in waiting)
        extra = tag(f"可签 {ready} 件", "accent" if ready else "plain")
        self.setLayout(column(card("待签", *(lines or [nothing]), extra=extra, gap=9)))

    def _item(self, one: ToSign) -> Part:
        words = "看变化，签字" if one.kind in ("batch", "round", "meals") else "看了签字"
        goes = (one.place, one.hint) if one.kind in OWN_PAGE else ("sign", one.key)
        sign = self.link(words, *goes, role="plain")
        sign.setAccessibleName(f"签字：{one.title}")
        head = row((Elided(one.title, "strong"), 1), sign, gap=10)
        parts: list[Part] = [head, self._figures(one)]
        changed = since_last(self.store, one)
        if changed is not None:
            parts.append(text(changed.sentence, "small", "quiet", wrap=True))
        parts += [
            line_of("triangle-alert", "warn", told, "small", size=14)
            for label, told in one.lines
            if one.kind == "batch" and label == MONEY
        ]
        if one.not_yet:
            parts.append(line_of("clock", "warn", one.not_yet, "small", size=14))
            if one.kind == "batch":
                parts += [line_of("triangle-alert", "warn", words, "small", size=14)
                          for words in whole_doubts(self.store, one.record, (CHANGED,))]  # fmt: skip
        elif one.kind == "batch":
            parts.append(self._doubts(one))
        return column(*parts, gap=4)

    def _figures(self, one: ToSign) -> Part:
        """A list: its heads lead to the pupils, 看名单 to the lines. Something about one pupil, or a month: what it is."""
        if one.kind == "meals":
            look = self.link("看结算 ›", one.place, one.hint)
            look.setAccessibleName(f"看结算：{one.title}")
            return row((text(one.fact, "small", wrap=True), 1), look, gap=12)
        if one.kind in ("change", "reversal", *OWN_PAGE):
            return text(one.fact, "small", wrap=True)
        who = self.link(f"{len(one.pupils.ids)} 人", "roster", one.pupils)
        who.setAccessibleName(one.pupils.title)
        rest = one.fact.partition("，")[2]
        look = self.link("看名单 ›", one.place, one.hint)
        look.setAccessibleName(f"看名单：{one.title}")
        return row(who, (Elided(rest, "small", "quiet"), 1), look, gap=12)

    def _doubts(self, one: ToSign) -> Part:
        """What the checks found: on the list as a whole, word by word; then lines by rule."""
        whole = [line_of("triangle-alert", "warn", words, "small", size=14)
                 for words in whole_doubts(self.store, one.record)]  # fmt: skip
        doubts = today.batch_doubts(self.store, one.record)
        found = [self.link(f"{words} ›", "batch", hint) for words, hint in doubts[:DOUBTS]]
        if not found and not whole:
            return row(text("检查没有发现问题", "small", "good"), None)
        return column(*whole, *([row(*found, None, gap=12)] if found else []), gap=4)


def whole_doubts(store: Store, batch: int, rules: Sequence[str] = ()) -> list[str]:
    """What the checks found that no line of the list can show: a child who is not on it, above all. rules: these alone."""
    found = check_batch(store, batch)
    if rules:
        return [one.sentence for one in found if one.rule in rules]
    return [one.sentence for one in found if one.grant is None or one.rule in AGAINST]
