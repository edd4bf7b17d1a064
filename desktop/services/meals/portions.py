"""For how many pupils of which age a menu is: heads by age group and day, and what a portion of one group is to another's."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.meal_menus import NutrientGuide
from desktop.models.ledgers.meals import MealEater
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.school_days import term_on

Heads = Mapping[str, int]  # age group (code list age_group) -> pupils
FIRST_GRADE_AGE = 6
ENERGY = "能量"


def heads_on(store: Store, day: dt.date, kind: str) -> Heads:
    """Pupils on the 就餐名册 that day, by age group; {} without a list."""
    return heads_by_day(store, [day], kind)[day]


def heads_by_day(store: Store, days: Sequence[dt.date], kind: str) -> dict[dt.date, Heads]:
    """The same for the days of one week; by the class's grade where no birthday is known."""
    if not days:
        return {}
    first, last = min(days), max(days)
    rows = list(
        store.rows(MealEater)
        .where(
            (MealEater.term == term_on(last).code)
            & (MealEater.kind == kind)
            & (MealEater.from_day <= last)
            & (MealEater.until_day.is_null() | (MealEater.until_day >= first))
        )
        .join_from(MealEater, Student)
        .join_from(MealEater, SchoolClass)
        .select(MealEater.from_day, MealEater.until_day, Student.birth_date, SchoolClass.grade)
        .tuples()
    )
    found: dict[dt.date, Heads] = {}
    for day in days:
        here = [row for row in rows if row[0] <= day and (row[1] is None or day <= row[1])]
        counted = Counter(age_group(_age(birth, grade, day)) for _, _, birth, grade in here)
        found[day] = {group: counted[group] for group in age_groups() if counted[group]}
    return found


def _age(birth: dt.date | None, grade: str, day: dt.date) -> int:
    if birth is None:
        return FIRST_GRADE_AGE - 1 + int(grade)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@cache
def age_groups() -> tuple[str, ...]:
    return tuple(code_list("age_group").labels)


@cache
def age_group(age: int) -> str:
    """The group of an age in years; who is younger or older than all counts with the nearest."""
    codes = code_list("age_group")
    return next((one for one in age_groups() if age <= codes.fact(one, "most")), age_groups()[-1])


def with_total(heads: Heads, total: int) -> Heads:
    """The same mixture of ages for another number of pupils: whole heads that add up to `total`."""
    known = sum(heads.values())
    if not known:
        return {}
    shares = {group: Fraction(count * total, known) for group, count in heads.items()}
    whole = {group: int(share) for group, share in shares.items()}
    rest = total - sum(whole.values())
    for group in sorted(shares, key=lambda one: whole[one] - shares[one])[:rest]:
        whole[group] += 1
    return {group: count for group, count in whole.items() if count}


def portions(base_age: str | None, groups: Iterable[str]) -> dict[str, Fraction]:
    """What a portion of each group is, the menu's own being 1: as the recommended energy of one is to the other's."""
    energy = {row.age: row.low for row in NutrientGuide.select().where(NutrientGuide.name == ENERGY)}
    own = energy.get(base_age or "")
    return {
        group: Fraction(energy[group], own) if own and energy.get(group) else Fraction(1) for group in groups
    }


def whole_portions(base_age: str | None, heads: Heads) -> Fraction:
    """How many of the menu's own portions the pupils of all groups take together."""
    share = portions(base_age, heads)
    return sum((count * share[group] for group, count in heads.items()), Fraction(0))
