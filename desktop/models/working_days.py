"""Counting working days on the 校历. It lies with the data, because a ledger's own guard counts them too."""

import datetime as dt
from collections.abc import Mapping

from desktop.models.ledgers.calendar import CalendarDay


def exceptions() -> dict[dt.date, str]:
    """Days that are not what their weekday says: date -> "off" or "on"."""
    return {row.day: row.kind for row in CalendarDay.select()}


def is_working_day(day: dt.date, told: Mapping[dt.date, str] | None = None) -> bool:
    """Monday to Friday unless the 校历 says otherwise."""
    kind = (exceptions() if told is None else told).get(day)
    return kind == "on" if kind else day.weekday() < 5


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The day on which `count` full working days after `day` are over: day 1 is the next working day."""
    told, at = exceptions(), day
    while count:
        at += dt.timedelta(days=1)
        count -= is_working_day(at, told)
    return at


def working_days_between(first: dt.date, last: dt.date) -> int:
    """Working days from `first` to `last`, both counted; 0 when last is before first."""
    told = exceptions()
    return sum(is_working_day(first + dt.timedelta(days=n), told) for n in range((last - first).days + 1))
