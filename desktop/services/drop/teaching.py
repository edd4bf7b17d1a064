"""Which days lessons are held on, by the 校历 and the terms: runs of absence and the limits in 教学日 are counted on them."""

from __future__ import annotations

import datetime as dt

from desktop.models.ledgers.calendar import SchoolTerm
from desktop.models.terms import term_of
from desktop.models.working_days import exceptions, is_working_day


class TeachingDays:
    """The days with lessons, read once for many questions. A term whose dates nobody wrote follows the weekdays."""

    def __init__(self) -> None:
        self._told = exceptions()
        rows = list(SchoolTerm.select(SchoolTerm.term, SchoolTerm.starts, SchoolTerm.ends).tuples())
        self._spans = [(starts, ends) for _, starts, ends in rows]
        self._codes = {code for code, _, _ in rows}

    def holds(self, day: dt.date) -> bool:
        """Whether lessons are held on a day."""
        if not is_working_day(day, self._told):
            return False
        inside = any(starts <= day <= ends for starts, ends in self._spans)
        return inside or term_of(day).code not in self._codes

    def between(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The days with lessons from `first` to `last`, both included."""
        every = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in every if self.holds(day)]

    def after(self, day: dt.date, last: dt.date) -> int:
        """How many days with lessons lie after `day`, up to `last`."""
        return len(self.between(day + dt.timedelta(days=1), last))
