"""The books as they stood on an earlier day, by their own journal: read, and left as they are now.

A sheet on paper shows who was whose when it was printed; a handover or a departure written down since, for whatever
day, does not move its lines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby, islice
from typing import TypeVar

from desktop.models import sight
from desktop.models.journal import JournalEntry, JournalStep
from desktop.models.ledger import database, forget
from desktop.models.roles import roles
from desktop.models.store import Store

FROM_THESE = (
    "pairing", "student", "guardian", "school_class", "hardship", "child_in_need", "study_result", "recognition_round",
    "recognition_case",
)  # fmt: skip
MOMENTS = 40  # steps of the day itself that are looked behind, one by one
Found = TypeVar("Found")


def as_it_stood(
    store: Store, day: dt.date, read: Callable[[], Found], fits: Callable[[Found], bool]
) -> Found | None:
    """What `read` finds in the books at the latest moment of a day at which it fits; None when it never did.

    Raises NotKept when the data file is busy.
    """
    found: list[Found] = []
    with _taken_back_afterwards(store) as play_back:
        for entries in _moments(day):
            play_back(entries)
            forget()
            with sight.through(store.session):
                one = read()
            if fits(one):
                found.append(one)
                break
    return found[0] if found else None


class _Enough(Exception):
    """Nothing of what was played back is kept."""


@contextmanager
def _taken_back_afterwards(store: Store) -> Iterator[Callable[[list[JournalEntry]], None]]:
    """Links are not looked at meanwhile: only some ledgers go back, and rows of others may lean on them."""
    hands = replace(store, session=replace(store.session, role=roles()["aid"], classes=None), watchers=[])
    links = database.connection().cursor()
    links.execute("PRAGMA foreign_keys = off")
    try:
        with hands.step("") as step:
            yield step.play_back
            raise _Enough
    except _Enough:
        pass
    finally:
        links.execute("PRAGMA foreign_keys = on")
        forget()


def _moments(day: dt.date) -> Iterator[list[JournalEntry]]:
    """What was written after the day, all at once; then the steps of the day itself; the newest first."""
    rows = (
        JournalEntry.select(JournalEntry, JournalStep.at.alias("at"))
        .join(JournalStep, on=(JournalEntry.step == JournalStep.id))
        .where(JournalEntry.ledger.in_(FROM_THESE) & (JournalStep.at >= dt.datetime.combine(day, dt.time())))
        .order_by(JournalEntry.id.desc())
    )
    entries = list(rows.objects())
    over = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    yield [one for one in entries if one.at >= over]
    of_day = (one for one in entries if one.at < over)
    yield from islice((list(some) for _, some in groupby(of_day, key=lambda one: one.step)), MOMENTS)
