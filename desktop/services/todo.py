"""What 今日台 and 校长台 are told in: names behind a figure, things that wait, shares, bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.terms import Term
from desktop.services.namesakes import told_apart

NAMED = 3  # pupils named in a sentence; the rest are counted


@dataclass(frozen=True)
class Names:
    """The pupils behind a figure: what they are called together, and their ids."""

    title: str
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Narrowed:
    """One list, and the part of it that is meant: ids of its lines, or states of its letters."""

    batch: int
    only: tuple[Any, ...]


@dataclass(frozen=True)
class Todo:
    """One thing that waits. `place` and `hint` say where it is done; tone: bad, warn, accent or off."""

    icon: str
    tone: str
    words: str
    fact: str
    verb: str
    place: str
    hint: Any = None


@dataclass(frozen=True)
class Share:
    """How much of something is there: have / of, and who lacks it."""

    label: str
    have: int
    of: int
    lacking: Names


@dataclass(frozen=True)
class Bar:
    """One line of the picture: a 困难类型, and who has it."""

    label: str
    pupils: Names


@dataclass(frozen=True)
class Around:
    """What 今日台 must know beside the ledgers: term, day, where backups lie, whether a second folder is set."""

    term: Term
    day: dt.date
    backups: Path
    second: bool
    at: dt.time | None = None  # the time of day; None for what the computer's clock says

    @property
    def now(self) -> dt.datetime:
        return dt.datetime.combine(self.day, self.at or dt.datetime.now().time())


def named(ids: Sequence[int]) -> str:
    """The first names, and how many people there are; a name that several of the school have is told with its class."""
    once = list(dict.fromkeys(ids))
    told = told_apart(once[:NAMED])
    words = "、".join(told[record] for record in once[:NAMED] if record in told)
    return f"{words}等 {len(once)} 人" if len(once) > NAMED else words


def names_of(title: str, ids: Sequence[int]) -> Names:
    """Names with their count in the title; each pupil once."""
    once = tuple(dict.fromkeys(ids))
    return Names(f"{title} {len(once)} 人", once)
