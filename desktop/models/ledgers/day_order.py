"""Days that must follow one another: what is noted may not lie in the future, nor before what it rests on."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from desktop.models.ledger import Values
from desktop.models.terms import Term, parse_term, term_of

SLIP = "请看看有没有写错。"


_clock = dt.date.today
_story = dt.date.min  # until which day everything counts as come, while a story is being made up


def today() -> dt.date:
    """The day by the computer's clock."""
    return max(_clock(), _story)


@contextmanager
def told_until(day: dt.date) -> Iterator[None]:
    """While the demo is made: its invented days up to `day` may be written though the clock has not reached them."""
    global _story
    before, _story = _story, day
    try:
        yield
    finally:
        _story = before


def why_not_yet(ledger: Any, old: Values, new: Values, names: Iterable[str]) -> str:
    """The sentence for the first day newly written that is still to come; "" when there is none."""
    for name in names:
        day = new.get(name)
        if day is not None and day != old.get(name) and day > today():
            return f"“{_label(ledger, name)}”写的是 {day}，这一天还没有到，{SLIP}"
    return ""


def long_ago() -> dt.date:
    """The first day of the school year before this one: what is written day by day does not lie before it."""
    now = _story if _story > dt.date.min else today()
    return Term(term_of(now).year - 1, 1).usual_span[0]


def why_too_old(ledger: Any, old: Values, new: Values, name: str) -> str:
    """The sentence for a day newly written that lies more than a school year back: the year is wrong."""
    day, first = new.get(name), long_ago()
    if day is None or day == old.get(name) or day >= first:
        return ""
    return f"“{_label(ledger, name)}”写的是 {day}，早于上学年开学（{first}），请看看年份有没有写错。"


NEAR = dt.timedelta(days=31)  # before a term and after it: what is done for it in the holidays


def why_not_in_term(new: Values, name: str = "day", term: str = "term") -> str:
    """The sentence for a day that lies far from the term it is written for; "" when it fits."""
    day, told = new.get(name), new.get(term)
    if day is None or told is None:
        return ""
    first, last = parse_term(told).usual_span
    if first - NEAR <= day <= last + NEAR:
        return ""
    return f"{day} 不在{parse_term(told).title}，日期和学期有一个写错了，{SLIP}"


def why_not_before(ledger: Any, old: Values, new: Values, first: str, then: str) -> str:
    """The sentence for a day (`then`) that lies before the one it follows, when either was written just now."""
    earlier, later = new.get(first), new.get(then)
    written = any(new.get(name) != old.get(name) for name in (first, then))
    if not written or earlier is None or later is None or later >= earlier:
        return ""
    return f"“{_label(ledger, then)}”{later} 早于“{_label(ledger, first)}”{earlier}，{SLIP}"


def _label(ledger: Any, name: str) -> str:
    return str(ledger._meta.fields[name].label)
