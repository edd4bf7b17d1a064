"""Visits typed from a sheet in paper order: digits that become sentences, a line of the sheet that becomes a visit."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.models.codes import code_list
from desktop.models.writing import half_width
from desktop.places import RESOURCES
from desktop.services.care.booking import About, Entry
from desktop.services.care.sheet import Line


@cache
def phrases() -> tuple[str, ...]:
    """The sentences that are typed as one digit (resources/care/visit_words.json)."""
    told: Any = json.loads((RESOURCES / "care" / "visit_words.json").read_text("utf-8"))
    return tuple(told["words"])[:9]


def spoken(typed: str) -> str:
    """What digits stand for: 13 is the first sentence and the third; anything else stays as it was typed."""
    digits = half_width(typed).strip()
    known = phrases()
    if not digits.isascii() or not digits.isdigit() or any(not 0 < int(one) <= len(known) for one in digits):
        return typed.strip()
    return "；".join(known[int(one) - 1] for one in digits)


def way_of(typed: str) -> str | None:
    """The way of a key on the sheet: 1 is 上门. None for what is no key and no wording."""
    codes = code_list("visit_way")
    tidy = half_width(typed).strip()
    keyed = {str(codes.fact(code, "key")): code for code in codes.labels}
    return keyed.get(tidy) or codes.find(tidy)


@dataclass(frozen=True)
class Typed:
    """What was typed for one line. children: those of the family who were meant; letters: handed over."""

    line: Line
    day: dt.date
    teacher: int
    way: str
    met: str
    relation: str | None
    talked: str
    problem: str = ""
    facts: bool = False
    signed: bool = False
    children: tuple[int, ...] = ()
    letters: tuple[int, ...] = ()
    policies: str = ""
    absence: str = ""

    @property
    def told(self) -> str:
        """What was said, and why somebody was absent."""
        return f"{self.talked}（缺课：{self.absence}）" if self.absence else self.talked

    def why_absent(self, student: int) -> str | None:
        """The reason for this child: 王玲发烧 is hers alone, a reason that names nobody is for all who were meant."""
        meant = [one for one in self.line.children if one.student in self.children]
        named = {one.student: one.name for one in meant if one.name in self.absence}
        if named:
            own = self.absence.replace(named.get(student, self.absence), "").strip("：:，, ")
            return (own or self.absence) if student in named else None
        return self.absence or None

    @property
    def entry(self) -> Entry:
        """The visit to be booked."""
        values = {
            "day": self.day, "teacher": self.teacher, "way": self.way, "met": self.met or None, "relation": self.relation,
            "talked": self.talked, "problem": self.problem or None, "facts_confirmed": self.facts or None,
            "parent_signed": self.signed, "policies": self.policies or None, "household": self.line.household,
        }  # fmt: skip
        told = {name: value for name, value in values.items() if value is not None}
        return Entry(
            told, tuple(About(one, absence_why=self.why_absent(one)) for one in self.children), self.letters
        )


def next_open(lines: Sequence[Line], typed: dict[int, Typed], after: int) -> int | None:
    """The place of the next line that was not typed yet, now or before, behind `after` and then around; None for none."""
    places = [line.place for line in lines if line.place not in typed and line.kept is None]
    return next((place for place in places if place > after), places[0] if places else None)
