"""Days that must follow one another: what is noted may not lie in the future, nor before what it rests on."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from desktop.models.ledger import Values

SLIP = "请看看有没有写错。"


def today() -> dt.date:
    """The day by the computer's clock."""
    return dt.date.today()


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
