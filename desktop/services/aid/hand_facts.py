"""What the books say of the pupils on a list written by hand: 寄宿与否 and 困难类型 on the list's day.

Such a list keeps a reason in the family's words (“冬衣救助”), not the types; rolls and sums for the county ask here, so
that a pupil is counted under the same type on every paper.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers import roster_past
from desktop.models.ledgers.batch_order import SIGNED_FOR
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.hardship import Hardship

AT_ONCE = 500  # ids in one question


def as_listed(grants: Sequence[Any], batches: Mapping[int, Any]) -> list[Any]:
    """The grants in their order; those of lists by hand as copies with `boarding` and `basis` told by the books.

    batches: the lists, by id. A copy is for reading: it must not be saved.
    """
    by_day: dict[dt.date, set[int]] = defaultdict(set)
    for grant in grants:
        if day := _day_by_hand(batches[grant.batch_id]):
            by_day[day].add(grant.student_id)
    told = {day: (_boarding(students, day), _kinds(students, day)) for day, students in by_day.items()}
    found = []
    for grant in grants:
        day = _day_by_hand(batches[grant.batch_id])
        if day is None:
            found.append(grant)
            continue
        boarding, kinds = told[day]
        said = {
            "boarding": grant.boarding or boarding.get(grant.student_id),
            "basis": kinds.get(grant.student_id),
        }
        found.append(AidGrant(**(grant.__data__ | said)))
    return found


def _day_by_hand(batch: Any) -> dt.date | None:
    """The day of a list by hand; None for a list made by a programme's rules, which kept both itself."""
    day: dt.date | None = batch.list_date if batch.pay_mode == SIGNED_FOR else None
    return day


def _boarding(students: set[int], day: dt.date) -> dict[int, str]:
    said = {True: "寄宿", False: "非寄宿"}
    found = {}
    for one in roster_past.pupils(students).values() if students else ():
        state = one.state_on(day) or (one.states[-1] if one.states else None)
        found[one.id] = said.get(
            code_list("attendance_mode").fact(state.attendance if state else None, "boarding"), ""
        )
    return found


def _kinds(students: set[int], day: dt.date) -> dict[int, str]:
    holds = (Hardship.since <= day) & (Hardship.until.is_null() | (Hardship.until >= day))
    found: dict[int, list[str]] = defaultdict(list)
    ids = sorted(students)
    for start in range(0, len(ids), AT_ONCE):
        rows = Hardship.select().where(Hardship.student.in_(ids[start : start + AT_ONCE]) & holds)
        for row in rows.order_by(Hardship.kind):
            if row.continues is not False:
                found[row.student_id].append(code_list("hardship_type").label(row.kind))
    return {student: "、".join(dict.fromkeys(kinds)) for student, kinds in found.items()}
