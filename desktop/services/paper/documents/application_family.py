"""家庭成员情况 on a 认定申请表: who is written down, and in what order (wording/application.json, "family": "order")."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models import identity, money
from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import OF_AGE
from desktop.services.paper.documents.common import short_class, wording


@dataclass(frozen=True)
class Member:
    """One line of 家庭成员情况, as it is printed."""

    name: str
    age: str = ""
    relation: str = ""
    unit: str = ""
    occupation: str = ""
    income: str = ""
    health: str = ""


def members_of(family: Sequence[Any], children: Sequence[Any], day: dt.date) -> tuple[Member, ...]:
    """The people of a pupil's 监护人 rows and the other pupils of the household, each once, in the order of the form."""
    known = {one.name for one in family} | {one.id_number for one in family if one.id_number}
    others = [one for one in children if not {one.name, one.id_number} & known]
    placed = [(_place(one, day), _member(one, day)) for one in family]
    placed += [(_place_of_children(), _sibling(one, day)) for one in others]
    placed.sort(key=lambda one: one[0])  # stable: within a group they stand as they were entered
    return tuple(member for _, member in placed)


def _place(row: Any, day: dt.date) -> int:
    """Which group of the order somebody belongs to; those of no group come last."""
    told = wording("application")["family"]
    age = _age(row, day)
    guards = row.is_guardian and (age is None or age >= OF_AGE)
    for place, group in enumerate(told["order"]):
        if row.relation in group.get("relations", ()) or (guards and group.get("guardian")):
            return place
    return len(told["order"])


def _place_of_children() -> int:
    groups = wording("application")["family"]["order"]
    return next((place for place, group in enumerate(groups) if group.get("household")), len(groups))


def _age(row: Any, day: dt.date) -> int | None:
    born = identity.birth_of(row.id_number) if row.id_number and len(row.id_number) == 18 else None
    age: int | None = identity.age_on(born, day) if born else row.age
    return age


def _member(row: Any, day: dt.date) -> Member:
    age = _age(row, day)
    unit, work = row.work_unit or "", row.occupation or row.duty or ""
    if not work and code_list("occupation").find(unit):  # 学籍 exports write 务农 where the employer belongs
        unit, work = "", unit
    return Member(
        row.name,
        "" if age is None else str(age),
        code_list("relation").label(row.relation),
        unit or row.away_at or "",
        work,
        "" if row.income is None else money.figures(row.income),
        code_list("guardian_health").label(row.health),
    )


def _sibling(pupil: Any, day: dt.date) -> Member:
    """Another pupil of the household. How the two are related is left to the family: cousins live together too."""
    age = str(identity.age_on(pupil.birth_date, day)) if pupil.birth_date else ""
    return Member(
        pupil.name,
        age,
        unit=f"本校{short_class(SchoolClass.caption_of(pupil.school_class_id))}",
        occupation="学生",
    )
