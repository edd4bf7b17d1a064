"""Who stood on the roll on a day, in which grade; how coming and leaving are sorted. The days are `roster_past`'s."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.roster_past import MOVES, Pupil, Spell, changes, counts, pupils
from desktop.models.ledgers.students import Student

__all__ = ["MOVES", "Pupil", "Spell", "counts", "grades_on", "here_on", "pupils", "sides"]


def sides(side: str) -> list[str]:
    """The kinds of coming ("in") or going ("out"), in the order of the forms."""
    moves = code_list(MOVES)
    return [code for code in moves.labels if moves.fact(code, "side") == side]


def grades_on(day: dt.date) -> dict[int, str]:
    """Pupil -> grade as it was at the end of a day: classes move up in summer, pupils change classes."""
    grade_of = dict(SchoolClass.select(SchoolClass.id, SchoolClass.grade).tuples())
    class_of = dict(Student.select(Student.id, Student.school_class).tuples())
    for ledger, name, found in ((SchoolClass, "grade", grade_of), (Student, "school_class", class_of)):
        for record, changed, before, _after in reversed(list(changes(ledger, (name,)))):
            if changed > day and record in found:
                found[record] = before[name]
    return {pupil: str(grade_of.get(klass, "")) for pupil, klass in class_of.items()}


def here_on(day: dt.date, known: Mapping[int, Pupil] | None = None) -> set[int]:
    """Ids of who stood on the roll on a day."""
    return {pupil.id for pupil in (pupils() if known is None else known).values() if pupil.on(day)}
