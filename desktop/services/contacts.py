"""Where a pupil's family is reached, for papers and packages: one rule for all of them.

Rosters rarely tell a pupil's own telephone; what they tell is the parents'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from desktop.models.fields import Computed
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student

AT_ONCE = 500


def phones(students: Sequence[int]) -> dict[int, str]:
    """Pupil -> the pupil's own number, else that of the guardian letters go to, else another guardian's."""
    found: dict[int, str] = {}
    for start in range(0, len(students), AT_ONCE):
        part = list(students[start : start + AT_ONCE])
        own = Student.select(Student.id, Student.phone).where(
            Student.id.in_(part) & Student.phone.is_null(False)
        )
        found |= {row.id: row.phone for row in own if row.phone}
        theirs = Guardian.select(Guardian.student, Guardian.phone).where(
            Guardian.student.in_(part) & Guardian.phone.is_null(False)
        )
        for row in theirs.order_by(Guardian.is_guardian.desc(), Guardian.id):  # as letters choose theirs
            if row.phone:
                found.setdefault(row.student_id, row.phone)
    return found


def address_of(pupil: Any) -> str:
    """家庭地址, else where the pupil lives now, else where letters go, else where the household is registered."""
    told = (pupil.home_address, pupil.current_address, pupil.mail_address, pupil.household_place)
    return next((one for one in told if one), "")


VILLAGE = re.compile(
    r"(?:.*(?:乡|镇|街道))?(?P<village>[^\d省市县区乡镇]{1,8}(?:村(?:委会)?|社区|屯|寨)(?:[^\d村]{0,6}?[\d一二三四五六七八九十]{0,3}(?:组|队|屯|社))?)"
)


def village_in(address: str) -> str:
    """村组 as an address names it: 青禾县柳林镇上寨村三组12号 → 上寨村三组; "" where it names none."""
    match = VILLAGE.match("".join(address.split()))
    return match["village"] if match else ""


def villages(pupils: Iterable[Any]) -> dict[int, str]:
    """Pupil -> the 村组 of the household, else the one the pupil's address names; "" where neither tells."""
    homes = {row.id: row.village or "" for row in Household.select(Household.id, Household.village)}
    return {one.id: homes.get(one.household_id) or village_in(address_of(one)) for one in pupils}


def addresses(students: Sequence[int]) -> dict[int, str]:
    """Pupil -> address_of."""
    found: dict[int, str] = {}
    for start in range(0, len(students), AT_ONCE):
        for row in Student.select().where(Student.id.in_(list(students[start : start + AT_ONCE]))):
            found[row.id] = address_of(row)
    return found


def reached(fields: Iterable[Any]) -> list[Any]:
    """Columns of a roster of pupils: 联系电话 and 家庭地址 say how the family is reached, under their own heads."""
    asked = {"phone": phones, "home_address": addresses}
    return [_instead(one, asked[one.name]) if one.name in asked else one for one in fields]


def _instead(item: Any, batch: Any) -> Computed:
    made = Computed(item.label, batch, width=item.width)
    made.name = item.name
    return made
