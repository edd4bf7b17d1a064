"""Pupils in a sentence: the name, and the class beside it where another pupil of the school has the same name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed


def told_apart(students: Iterable[int]) -> dict[int, str]:
    """Pupil -> 韦思远, or 三(1)班李静 where a second 李静 is on the books; in the order told, each once."""
    wanted = list(students)
    columns = (Student.id, Student.name, Student.school_class)
    rows = {row.id: row for row in Student.select(*columns).where(Student.id.in_(listed(wanted)))}
    names = sorted({row.name for row in rows.values()})
    counts = Counter(row.name for row in Student.select(Student.name).where(Student.name.in_(names)))
    return {one: _told(rows[one], alone=counts[rows[one].name] == 1) for one in wanted if one in rows}


def _told(row: Student, *, alone: bool) -> str:
    return row.name if alone else f"{SchoolClass.caption_of(row.school_class_id)}{row.name}"
