"""Half-days of a month of which nobody wrote whether a class was there: a report counts them as nobody away, so they are told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_absence import ClassAbsence
from desktop.models.ledgers.students import Student
from desktop.services.drop import absences
from desktop.services.drop.teaching import TeachingDays

NAMED = 4  # classes named in one sentence
Half = tuple[dt.date, str]


def doubts(first: dt.date, last: dt.date) -> list[str]:
    """One sentence on the classes that keep lists and left some out between two days; none for a school without lists."""
    kept: dict[int, set[Half]] = defaultdict(set)
    row = ClassAbsence
    for klass, day, half in row.select(row.school_class, row.day, row.half).where(row.day <= last).tuples():
        kept[klass].add((day, half))
    lessons = TeachingDays().between(first, last)
    found: dict[int, int] = {}
    for klass, told in kept.items():
        begun = min(day for day, _ in told)
        lacking = {(day, half) for day in lessons if day >= begun for half in absences.HALVES} - told
        if lacking and (count := len(lacking - _by_meals(klass, first, last))):
            found[klass] = count
    if not found:
        return []
    order = sorted(found, key=lambda one: -found[one])
    names = "、".join(f"{SchoolClass.caption_of(one)} {found[one]} 个半天" for one in order[:NAMED])
    more = f"等 {len(order)} 个班" if len(order) > NAMED else ""
    return [f"考勤没有登记全：{names}{more}没有登记，有没有缺课不知道，请在“缺课”里补登。"]


def _by_meals(klass: int, first: dt.date, last: dt.date) -> set[Half]:
    """Half-days of which a meal sheet names somebody of the class."""
    pupils = [one for (one,) in Student.select(Student.id).where(Student.school_class == klass).tuples()]
    book = absences.known(pupils, first, last)
    return {
        (day, half) for days in book.values() for day, told in days.items() for half, one in told.items()
        if one.source == "meal"
    }  # fmt: skip
