"""休学, 转出 and the like that stand on the roster without a day: they count from the day they were written down, and that is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.services.drop import absences
from desktop.services.drop.roll import Pupil

LOOK_BACK = 120  # days in which the last day at school is looked for


def doubts(known: Mapping[int, Pupil], first: dt.date, last: dt.date) -> list[str]:
    """A sentence on each pupil whose leaving was written down between two days and has no day of its own.

    With the last day the class lists and meal sheets saw the pupil, for whoever has to write the true one.
    """
    some = {
        one.id: one
        for one in known.values()
        if one.spells and (end := one.spells[-1].end) and not one.spells[-1].dated and first <= end <= last
    }
    seen = _last_seen(some, last)
    codes = code_list("enrolment_status")
    return [
        f"{SchoolClass.caption_of(one.school_class)}{one.name}{codes.label(one.spells[-1].left) or '离校'}没有写从哪天起，"
        f"按写下的 {one.spells[-1].end:%m-%d} 算{seen.get(one.id, '')}，请在花名册补写离校日期。"
        for one in some.values()
    ]


def _last_seen(some: Mapping[int, Pupil], last: dt.date) -> dict[int, str]:
    """Pupil -> 考勤里 11-20 还到校, as far as anything is known."""
    book = absences.known(list(some), last - dt.timedelta(days=LOOK_BACK), last) if some else {}
    there = {
        pupil: max(
            (day for day, halves in days.items() if any(not one.mark for one in halves.values())),
            default=None,
        )
        for pupil, days in book.items()
    }
    return {pupil: f"（考勤里 {day:%m-%d} 还到校）" for pupil, day in there.items() if day}
