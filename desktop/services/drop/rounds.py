"""What a case said of its child in an earlier round: a case taken up again has another last day at school."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.roster_past import changes
from desktop.services.drop.case_file import CaseFile, taken_up


def last_day_in(file: CaseFile, day: dt.date) -> dt.date | None:
    """The last day at school of the round a day belongs to, as it was put right within that round; None for nobody knows."""
    value: dt.date | None = file.row.last_day
    rounds = taken_up(file.steps)
    number = sum(one <= day for one in rounds)
    if number == len(rounds):
        return value
    told = [one for one in changes(DropCase, ("again", "last_day")) if one[0] == file.id]
    for _, _, before, after in reversed(told):
        value = _day(before["last_day"]) if "last_day" in before else value
        if before.get("again") == number and after.get("again") == number + 1:
            break
    return value


def _day(told: Any) -> dt.date | None:
    return dt.date.fromisoformat(told) if isinstance(told, str) else told
