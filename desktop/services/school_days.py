"""Working days on the 校历: for 公示 periods, deadlines and clocks."""

import datetime as dt
from collections.abc import Mapping

from desktop.models.ledgers.calendar import CalendarDay, SchoolTerm
from desktop.models.terms import Term, term_of


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


def term_on(day: dt.date) -> Term:
    """The term a day lies in by the school's own 学期 dates, else by the usual months."""
    usual = term_of(day)
    for term in (usual, usual.next, usual.previous):
        row = SchoolTerm.get_or_none(SchoolTerm.term == term.code)
        if row and row.starts <= day <= row.ends:
            return term
    return usual


def week_of(day: dt.date) -> int | None:
    """第几周 of the term, Monday to Sunday; None outside the term's dates."""
    row = SchoolTerm.get_or_none(SchoolTerm.term == term_on(day).code)
    if row is None or not row.starts <= day <= row.ends:
        return None
    monday = row.starts - dt.timedelta(days=row.starts.weekday())
    return (day - monday).days // 7 + 1
