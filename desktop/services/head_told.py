"""What a light of 校长台 is told in: its facts, the gravest first, each with the way to its names and its proof."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.terms import Term
from desktop.services.lists.differences import Differences
from desktop.services.paper.documents.proof_page_figures import Figure
from desktop.services.todo import Around, names_of

ORDER = ("bad", "warn", "good", "off")


@dataclass(frozen=True)
class Told:
    """One fact of a light. tone: bad, warn, good or off. place, hint: where its names or lines stand; "" for nowhere.

    proof: the figure in it, with the way to its lines; None where there is no number to prove.
    """

    tone: str
    words: str
    place: str = ""
    hint: Any = None
    proof: Figure | None = None


@dataclass(frozen=True)
class Light:
    """One light: its facts, the gravest first."""

    key: str
    icon: str
    title: str
    facts: tuple[Told, ...]

    @property
    def tone(self) -> str:
        return self.facts[0].tone

    @property
    def sentence(self) -> str:
        return self.facts[0].words


@dataclass(frozen=True)
class Known:
    """What the lights are made of beside the ledgers."""

    around: Around
    found: Sequence[Differences]

    @property
    def term(self) -> Term:
        return self.around.term


def made_light(key: str, icon: str, title: str, facts: Iterable[Told]) -> Light:
    ordered = sorted(facts, key=lambda fact: ORDER.index(fact.tone))
    return Light(key, icon, title, tuple(ordered) or (Told("off", "还没有可看的。"),))


def names_told(tone: str, title: str, words: str, ids: Sequence[int], proof: Figure | None = None) -> Told:
    return Told(tone, words, "roster", names_of(title, ids), proof)
