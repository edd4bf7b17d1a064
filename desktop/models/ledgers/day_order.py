"""Days that must follow one another: what is noted may not lie in the future, nor before what it rests on."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from desktop.models.ledger import Values

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


def why_not_before(ledger: Any, old: Values, new: Values, first: str, then: str) -> str:
    """The sentence for a day (`then`) that lies before the one it follows, when either was written just now."""
    earlier, later = new.get(first), new.get(then)
    written = any(new.get(name) != old.get(name) for name in (first, then))
    if not written or earlier is None or later is None or later >= earlier:
        return ""
    return f"“{_label(ledger, then)}”{later} 早于“{_label(ledger, first)}”{earlier}，{SLIP}"


def _label(ledger: Any, name: str) -> str:
    return str(ledger._meta.fields[name].label)
