"""保密记录: which screenings are to be followed up, and which illnesses hold. Read by two roles; for others there is nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from desktop.models.codes import code_list
from desktop.models.ledgers.care import HealthNote, PsychScreening
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student

SOON = dt.timedelta(days=14)


@dataclass(frozen=True)
class FollowUp:
    """A screening whose next look is due, by a day."""

    record: int
    student: int
    name: str
    class_name: str
    level: str
    due: dt.date
    over: bool


def due(day: dt.date) -> list[FollowUp]:
    """Pupils whose newest screening names a day for the next look, due by a fortnight from now; the oldest first."""
    row, newest = PsychScreening, {}
    rows = row.select(row, Student).join(Student).order_by(row.day, row.id)
    for one in rows:
        newest[one.student_id] = one
    on_roll = set(code_list("enrolment_status").codes_with("on_roll"))
    found = [
        FollowUp(
            one.id, one.student_id, one.student.name, SchoolClass.caption_of(one.student.school_class_id),
            row.level.format(one.level), one.next_on, one.next_on < day,
        )
        for one in newest.values()
        if one.next_on and one.next_on <= day + SOON and one.student.status in on_roll
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due, one.record))


def illnesses(day: dt.date) -> dict[int, list[str]]:
    """What the school has to mind of each pupil on a day: pupil -> sentences."""
    row, found = HealthNote, dict[int, list[str]]()
    holds = (row.from_day <= day) & (row.until_day.is_null() | (row.until_day >= day))
    for one in row.select().where(holds).order_by(row.from_day, row.id):
        words = f"{row.kind.format(one.kind)}：{one.illness}"
        found.setdefault(one.student_id, []).append(f"{words}，{one.mind}" if one.mind else words)
    return found
