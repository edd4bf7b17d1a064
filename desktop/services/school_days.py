"""Working days on the 校历: for 公示 periods, deadlines and clocks."""

import datetime as dt

from desktop.models.ledgers.calendar import SchoolTerm
from desktop.models.terms import Term, term_of
from desktop.models.working_days import (
    exceptions,
    is_working_day,
    working_days_after,
    working_days_between,
)

__all__ = [
    "exceptions", "is_working_day", "term_on", "week_of", "working_days_after", "working_days_between",
]  # fmt: skip


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
