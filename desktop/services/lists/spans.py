"""From which month an undecided line has stood on its list, and whether a newer list is in the books without it.

A school that was behind takes in two months and decides afterwards: the aid begins with the first of them, and who stands only
on the older one is looked at before anything is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.services.lists.draft import DOUBT
from desktop.services.lists.past import GONE, OPEN, light_hits, mark_of_hit


def first_months(hits: Sequence[Any]) -> dict[int, str]:
    """By line, the first month of the lists of its kind that named it one after another while nobody decided."""
    lists, months = _lists()
    seen: dict[Any, set[str]] = defaultdict(set)
    students = sorted({hit.student_id for hit in hits})
    for hit in light_hits(students, ListHit.decision == OPEN) if hits else ():
        if hit.source_id in lists and hit.verdict != DOUBT and hit.change != GONE:
            kind, month = lists[hit.source_id]
            seen[kind, mark_of_hit(hit)].add(month)
    return {hit.id: _first(hit, months[hit.source.kind], seen) for hit in hits}


def _first(hit: Any, months: Sequence[str], seen: dict[Any, set[str]]) -> str:
    first: str = hit.source.month
    for month in reversed([one for one in months if one < first]):
        if month not in seen[hit.source.kind, mark_of_hit(hit)]:
            break
        first = month
    return first


def behind(hits: Sequence[Any]) -> dict[int, str]:
    """By line, the newest month of its kind in the books, where that is not the line's own."""
    _, months = _lists()
    return {
        hit.id: months[hit.source.kind][-1] for hit in hits
        if months[hit.source.kind] and months[hit.source.kind][-1] > hit.source.month
    }  # fmt: skip


def _lists() -> tuple[dict[int, tuple[str, str]], dict[str, list[str]]]:
    """Kind and month of every list that stands, and the months of each kind, oldest first."""
    rows = CountyList.select(CountyList.id, CountyList.kind, CountyList.month)
    lists = {row.id: (row.kind, row.month) for row in rows.where(CountyList.replaced.is_null())}
    months: dict[str, list[str]] = defaultdict(list)
    for kind, month in sorted(set(lists.values())):
        months[kind].append(month)
    return lists, months
