"""Who came back and is away once more while the case still says 复学: the lists count the return, and say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from desktop.models.ledgers.drop_cases import FollowUp
from desktop.models.ledgers.drop_standing import CaseThen
from desktop.services.drop import absences


def away_again(thens: Iterable[CaseThen], day: dt.date) -> dict[int, dt.date]:
    """Case -> the day since which a child that had come back is away without leave, or was not met at a follow-up."""
    back = [
        one
        for one in thens
        if one.case.back_on and one.state in ("back", "closed") and one.case.back_on <= day
    ]
    pupils = [one.case.student_id for one in back if one.case.student_id]
    runs = {run.student: run.without_leave for run in absences.running(day, pupils)} if pupils else {}
    missed = _not_met([one.case.id for one in back], day)
    found = {}
    for one in back:
        since = [on for on in runs.get(one.case.student_id, ()) if on >= one.case.back_on]
        if since:
            found[one.case.id] = since[0]
        elif missed.get(one.case.id, dt.date.min) >= one.case.back_on:
            found[one.case.id] = missed[one.case.id]
    return found


def _not_met(cases: list[int], day: dt.date) -> dict[int, dt.date]:
    """Case -> the day of its newest follow-up up to a day, where that did not meet the child at school."""
    row = FollowUp
    rows = row.select(row.drop_case, row.day, row.present).where(row.drop_case.in_(cases) & (row.day <= day))
    newest = {case: (on, there) for case, on, there in rows.order_by(row.day, row.id).tuples()}
    return {case: on for case, (on, there) in newest.items() if not there}
