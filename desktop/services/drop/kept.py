"""The names behind a month report as its row keeps them: readable JSON, the roll as ids by grade and sex."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.services.drop.month_people import Named

LISTS = ("joined", "left", "absent", "suspected", "dropped", "persuaded", "closed", "home_taught", "unproved")
COUNTS = (
    "opening", "joined", "left", "should", "present", "absent", "suspected", "dropped", "persuaded", "closed",
    "home_taught", "outside", "proved",
)  # fmt: skip
TRUANT = "truant"  # beside them: who stands among the absent and had to be listed as 疑似辍学


@dataclass(frozen=True)
class Kept:
    """What a report kept: its lists, the roll at its end, the day it looked at (None where the row tells nothing)."""

    lists: Mapping[str, tuple[Named, ...]] = field(default_factory=dict)
    roll: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    as_of: dt.date | None = None

    def everybody(self) -> Iterator[int]:
        """Ids of who stood in 月末应在校."""
        for pupils in self.roll.values():
            yield from pupils

    def opened(self) -> set[int]:
        """Ids of whom the month opened with: its end, less who came, and who left."""
        count = Counter(self.everybody())
        count.subtract(Counter(one.student for one in self.lists["joined"] if one.student))
        count.update(Counter(one.student for one in self.lists["left"] if one.student))
        return {pupil for pupil, times in count.items() if times > 0}


def write(figures: Any) -> str:
    """The names of a month's Figures as text."""
    lists = {
        name: [
            [one.student, one.name, one.class_name, one.day and str(one.day), one.words, one.kind, one.late]
            for one in rows
        ]
        for name, rows in figures.lists.items()
        if name in (*LISTS, TRUANT)
    }
    told = {"as_of": str(figures.as_of), "roll": figures.roll, "lists": lists}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read(row: Any) -> Kept:
    """The names of a kept report; empty lists for one that was written by other means."""
    try:
        told = json.loads(row.names or "{}")
    except ValueError:
        told = {}
    lists = {
        name: tuple(_named(one) for one in told.get("lists", {}).get(name, ())) for name in (*LISTS, TRUANT)
    }
    roll = {key: tuple(ids) for key, ids in told.get("roll", {}).items()}
    as_of = told.get("as_of")
    return Kept(lists, roll, dt.date.fromisoformat(as_of) if as_of else None)


def _named(told: list[Any]) -> Named:
    student, name, class_name, day, words, kind, late = told
    return Named(student, name, class_name, dt.date.fromisoformat(day) if day else None, words, kind, late)
