"""家庭成员 of an application: who of them is usually a guardian."""

from __future__ import annotations

from desktop.models.ledgers.families import Guardian
from desktop.services.recognition.scoring import PARENTS


def usually_guardian(student: int, relation: str | None) -> bool:
    """Whether somebody new to a pupil's family is 监护人 unless told otherwise: a parent where there is none yet.

    Source: 《民法典》第二十七条, the parents are guardians; others only where the parents cannot be.
    """
    place = PARENTS.get(relation or "")
    if place is None:
        return False
    there = Guardian.select(Guardian.relation).where((Guardian.student == student) & Guardian.is_guardian)
    return place not in {PARENTS.get(row.relation) for row in there}
