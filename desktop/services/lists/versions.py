"""Two versions of one list in one month: the later one stands in the place of the earlier, or both count.

A department sends a list again because something was wrong, or sends it in parts. Who of this school stands on both tells
the two apart; the person has the last word.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.listing import listed
from desktop.services.lists.draft import DOUBT, Earlier, ListDraft
from desktop.services.lists.past import GONE
from desktop.services.lists.presets import OTHER, memory_key, month_of, told

NAMED = 6  # pupils that a sentence names


def note_versions(lists: Iterable[ListDraft]) -> None:
    """Note on each list which of its kind and month the books hold already, and which of those it looks like."""
    here = [one for one in lists if _counts(one)]
    for one in lists:
        one.earlier = ()
    rows: dict[tuple[str, str], list[CountyList]] = defaultdict(list)
    months = {one.month for one in here}
    for row in CountyList.select().where(CountyList.month.in_(months) & CountyList.replaced.is_null()):
        rows[row.kind, row.month].append(row)
    pupils = _pupils_of([row.id for some in rows.values() for row in some])
    for one in here:
        known = rows.get((one.kind or "", one.month or ""), ())
        one.earlier = tuple(
            Earlier(row.id, row.file, row.taken_on, _like_kept(one, row, pupils[row.id]))
            for row in known
            if row.digest != one.digest  # another sheet of the same file is a part of it
        )


def leave_the_older(lists: Sequence[ListDraft]) -> None:
    """Of two versions that lie in the folder together only the later one stays ticked, and the other one says so.

    The later one is the one that calls itself so (最终版), else the file that was changed last. Of the months that one
    workbook keeps behind one another (sheets 8月, 9月) only the last stays ticked.
    """
    for one in lists:
        one.use = one.use or bool(one.twice)
        one.twice = ""
    for one in [one for one in lists if one.use and _counts(one)]:
        same = (other.month for other in lists if (other.path, other.kind) == (one.path, one.kind))
        latest = max(month for month in same if month)
        if (one.month or "") < latest:
            one.use = False
            one.twice = (
                f"同一份文件里还有 {latest} 的，先用那一份，不用 {one.month} 的旧表。都要记入，请把勾打上。"
            )
    here = sorted((one for one in lists if one.use and _counts(one)), key=_lateness)
    for at, older in enumerate(here):
        newer = next((one for one in reversed(here[at + 1 :]) if _are_versions(older, one)), None)
        if newer is not None:
            older.use = False
            older.twice = f"和“{newer.label}”像是同一份名单的两个版本，先用那一份，不用这一份。{_only_here(older, newer)}"
            older.twice += "两份都要算，请把勾打上。"


def _told_month(one: ListDraft) -> str:
    """The month of which a sheet's own name or title speaks, else the list's."""
    return month_of((one.sheet, one.title), dt.date.today()) or one.month or ""


def _counts(one: ListDraft) -> bool:
    return bool(one.kind and one.kind != OTHER and one.month and not one.taken)


def _are_versions(one: ListDraft, other: ListDraft) -> bool:
    same = (one.kind, one.month) == (other.kind, other.month) and one.path != other.path
    return same and _mostly_the_same(set(_pupils(one)), set(_pupils(other)))


def _like_kept(one: ListDraft, row: CountyList, pupils: set[int]) -> bool:
    mine = set(_pupils(one))
    if mine and pupils:
        return _mostly_the_same(mine, pupils)
    fewer, more = sorted((one.rows, int(row.rows or 0)))
    same_name = memory_key(one.path.name, one.sheet) == memory_key(row.file, row.sheet or "")
    return same_name and fewer * 2 >= more


def _mostly_the_same(some: set[int], others: set[int]) -> bool:
    """Half of the longer one: a town's part of a county's list is no other version of it, and nobody must be lost by it."""
    return bool(some and others) and len(some & others) * 2 >= max(len(some), len(others))


def _pupils(one: ListDraft) -> dict[int, str]:
    return {line.student: line.name for line in one.lines if line.verdict != DOUBT}


def _pupils_of(sources: Sequence[int]) -> dict[int, set[int]]:
    """By list in the books, the pupils that stand on it for sure."""
    found: dict[int, set[int]] = defaultdict(set)
    sure = (ListHit.verdict != DOUBT) & (ListHit.change != GONE)
    rows = ListHit.select(ListHit.source, ListHit.student).where(ListHit.source.in_(listed(sources)) & sure)
    for source, student in rows.tuples():
        found[source].add(student)
    return found


def _lateness(one: ListDraft) -> tuple[bool, float]:
    try:
        changed = one.path.stat().st_mtime
    except OSError:
        changed = 0.0  # gone since: the other one is there
    return any(word in one.path.stem for word in told("presets")["corrected"]), changed


def _only_here(older: ListDraft, newer: ListDraft) -> str:
    names = [name for student, name in _pupils(older).items() if student not in _pupils(newer)]
    if not names:
        return ""
    more = f" 等 {len(names)} 人" if len(names) > NAMED else ""
    return f"只有这一份上才有的学生：{'、'.join(names[:NAMED])}{more}。"
