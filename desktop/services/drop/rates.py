"""入学率, 在学率, 巩固率: numerator and denominator with their words. How each is reckoned is data: resources/drop/rates.json."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.models.identity import age_on
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_standing import Kid, kids, standings
from desktop.places import RESOURCES
from desktop.services import people
from desktop.services.drop import reports, roll
from desktop.services.drop.month_people import Named
from desktop.services.drop.population import TWICE, doubles
from desktop.services.drop.rules import rule

EXCUSED = ("transfer_out", "death", "other_out")  # who left so is no longer owed by the school
ROUND = 10_000  # hundredths of a percent


@dataclass(frozen=True)
class Rate:
    """One rate: count ÷ of. lacking: who makes the difference; doubled: names that stand in the books twice, counted once."""

    code: str
    title: str
    count: int
    of: int
    numerator: str
    denominator: str
    reckoned: str
    lacking: tuple[Named, ...] = ()
    doubled: tuple[str, ...] = ()

    @property
    def percent(self) -> str:
        """99.84 %, rounded half up; — where there is nobody."""
        if not self.of:
            return "—"
        told = (2 * self.count * ROUND + self.of) // (2 * self.of)
        return f"{told // 100}.{told % 100:02d} %"

    @property
    def words(self) -> str:
        return f"{self.count} / {self.of}（{self.percent}）" if self.of else "—"


@cache
def told() -> dict[str, Any]:
    return dict(json.loads((RESOURCES / "drop" / "rates.json").read_text("utf-8")))


def rates(day: dt.date) -> list[Rate]:
    """Every rate on a day, of the population of the tree: who stands in the books twice counts once."""
    children = kids()
    claims = standings(day, children)
    codes = {child: found[0].code if found else "" for child, found in claims.items()}
    codes |= dict.fromkeys(doubles(children, claims), TWICE)
    return [
        _cohort(one, day) if one["kind"] == "cohort" else _population(one, day, children, codes)
        for one in told()["rates"]
    ]


def _population(one: dict[str, Any], day: dt.date, children: Sequence[Kid], codes: dict[int, str]) -> Rate:
    young, old = one.get("young") or rule("young"), one.get("old") or rule("old")
    every = [child for child in children if young <= age_on(child.birth, day) <= old]
    doubled = tuple(child.name for child in every if codes[child.id] == TWICE)
    band = [child for child in every if codes[child.id] != TWICE]
    less = [child for child in band if _under(codes[child.id], one["less"])]
    count = [child for child in band if _under(codes[child.id], one["count"])]
    of = len(band) - len(less)
    counted = {child.id for child in (*count, *less)}
    lacking = [child for child in band if child.id not in counted]
    reckoned = f"{len(count)} ÷（{len(band)} − {len(less)}）= {len(count)} ÷ {of}"
    named = tuple(Named(child.student, child.name, child.village, None, "") for child in lacking)
    return Rate(
        one["code"],
        one["title"],
        len(count),
        of,
        one["numerator"],
        one["denominator"],
        reckoned,
        named,
        doubled,
    )


def _under(code: str, tops: Iterable[str]) -> bool:
    return any(code == top or code.startswith(f"{top}.") for top in tops)


def _cohort(one: dict[str, Any], day: dt.date) -> Rate:
    """The classes of the highest grade: everybody who ever belonged to them, less who left for good reason."""
    top = str(people.last_grade())
    classes = {
        row.id
        for row in SchoolClass.select(SchoolClass.id).where(
            (SchoolClass.grade == top) & (SchoolClass.state == "1")
        )
    }
    every = [pupil for pupil in roll.pupils().values() if pupil.school_class in classes and pupil.spells]
    here = [pupil for pupil in every if pupil.on(day)]
    came = [pupil for pupil in every if pupil.spells[0].came == "transfer_in"]
    went = [pupil for pupil in every if not pupil.on(day) and pupil.spells[-1].went in EXCUSED]
    entered, of = len(every) - len(came), len(every) - len(went)
    lost = [pupil for pupil in every if not pupil.on(day) and pupil.spells[-1].went not in EXCUSED]
    reckoned = f"{len(here)} ÷（{entered} + {len(came)} − {len(went)}）= {len(here)} ÷ {of}"
    return Rate(
        one["code"], one["title"], len(here), of, one["numerator"], one["denominator"], reckoned,
        tuple(reports.named(pupil, pupil.spells[-1].end, pupil.spells[-1].went) for pupil in lost),
    )  # fmt: skip
