"""Figures of 留守儿童: by age band and by grade, the two definitions apart, and how far 留守登记 is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models import identity
from desktop.models.codes import code_list
from desktop.models.ledgers.care import LeftBehindForm
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed as some
from desktop.models.terms import Term
from desktop.services.care import listed
from desktop.services.care.listed import Child

GIRL, ONE_AWAY, BOTH_AWAY = "2", "2", "3"
GROWN = 16  # from this age on nobody is a 农村留守儿童 by the 民政 definition


@dataclass(frozen=True)
class LeftPupil:
    """What the figures look at. age: None where the birth date is not known; form: this term's 留守登记."""

    student: int
    name: str
    class_name: str
    grade: int
    age: int | None
    girl: bool
    roll: str  # code of left_behind, "" where it is no 留守 by the 学籍 definition
    rural: bool
    boards: bool
    form: Any = None

    @property
    def at_risk(self) -> bool:
        """监护类型 says that care is lacking."""
        return self.form is not None and bool(code_list("care_kind").fact(self.form.care_kind, "risk"))


Test = Callable[[LeftPupil], bool]
FIGURES: tuple[tuple[Test, ...], ...] = (  # in the order of the heads
    (
        lambda p: bool(p.roll), lambda p: bool(p.roll) and p.girl, lambda p: p.roll == ONE_AWAY,
        lambda p: p.roll == BOTH_AWAY, lambda p: bool(p.roll) and p.boards,
    ),
    (
        lambda p: p.rural, lambda p: p.rural and p.girl, lambda p: p.rural and bool(p.form and p.form.both_away),
        lambda p: p.rural and bool(p.form and p.form.one_unable), lambda p: p.rural and p.boards,
    ),
    (
        lambda p: bool(p.roll) and p.rural, lambda p: bool(p.roll) and not p.rural, lambda p: p.rural and not p.roll,
    ),
    (lambda p: p.form is not None, lambda p: p.form is None, lambda p: p.at_risk),
)  # fmt: skip


def pupils(day: dt.date, term: Term, known: Mapping[int, Child] | None = None) -> list[LeftPupil]:
    """Everybody who is 留守 by either definition, by class and seat. known: the listed of that day, where they were read."""
    every = listed.left_behind(day) if known is None else known
    children = {student: one for student, one in every.items() if listed.LEFT in one.types}
    row = Student
    wanted = (row.id, row.birth_date, row.gender, row.left_behind, row.attendance)
    told = {one[0]: one[1:] for one in row.select(*wanted).where(row.id.in_(some(children))).tuples()}
    forms = {one.student_id: one for one in LeftBehindForm.select().where(LeftBehindForm.term == term.code)}
    grades = {one.id: int(one.grade) for one in SchoolClass.select()}
    found = []
    for student, child in children.items():
        birth, gender, roll, attendance = told[student]
        found.append(
            LeftPupil(
                student, child.name, child.class_name, grades[child.class_id],
                identity.age_on(birth, day) if birth else None, gender == GIRL,
                roll if child.left_roll else "", child.left_rural,
                bool(code_list("attendance_mode").fact(attendance, "boarding")), forms.get(student),
            )
        )  # fmt: skip
    return found


def figures(these: Iterable[LeftPupil]) -> list[int]:
    """Every figure of a line of the table."""
    every = list(these)
    return [sum(map(test, every)) for group in FIGURES for test in group]


def by_band(
    these: Sequence[LeftPupil], bands: Sequence[tuple[int, int, str]], unknown: str
) -> list[tuple[str, list[LeftPupil]]]:
    """The pupils of each age band; the last line those whose birth date is not known, where there are any."""
    found = [
        (words, [p for p in these if p.age is not None and low <= p.age <= high])
        for low, high, words in bands
    ]
    lost = [p for p in these if p.age is None]
    return [*found, (unknown, lost)] if lost else found


def too_old(these: Iterable[LeftPupil]) -> list[LeftPupil]:
    """By the 民政 definition one is a child until the sixteenth birthday."""
    return [p for p in these if p.rural and p.age is not None and p.age >= GROWN]
