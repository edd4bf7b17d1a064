"""休学, 转出 and the like are asked for their day: without one they would count from the day they were written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from desktop.models.ledgers.students import Student, wants_day
from desktop.models.store import rows_by_id
from desktop.services.mass_edit import MassEdit


def left_undated(edit: MassEdit) -> list[int]:
    """Pupils whom a change of many cells would send away without saying since when."""
    some = [record for record, values in edit.values.items() if "status" in values or "left_on" in values]
    found = []
    for row in rows_by_id(Student, some):
        old = dict(row.__data__)
        if wants_day(old | edit.values[row.id]) and not wants_day(old):
            found.append(row.id)
    return found


def with_day(edit: MassEdit, students: Collection[int], day: dt.date | None) -> MassEdit:
    """The same change with 离校日期 for these pupils; None: nobody knows the day."""
    if day is None:
        return edit
    dated = {one: edit.values[one] | {"left_on": day} for one in students}
    return replace(edit, values=edit.values | dated)


def undated(students: Collection[int]) -> int:
    """How many of these pupils are gone without a day."""
    return sum(wants_day(dict(row.__data__)) for row in rows_by_id(Student, students))
