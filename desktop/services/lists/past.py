"""What earlier lists said of the same pupils: only what changed is new, and what was decided stays decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.ledger import Values
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.services.lists.draft import DOUBT, DraftLine
from desktop.services.lists.presets import facts_of, kinds_of_group

NEW, SAME, CHANGED, GONE = "new", "same", "changed", "gone"
OPEN, ACCEPTED, DECLINED, ENDED = "open", "accepted", "declined", "ended"
AT_ONCE = 500  # ids asked for in one query
LONGEST_WHY = 200  # signs of a kept sentence
INSTEAD = "以同月的"  # how the reason begins with which one of two contradicting lines was declined
Mark = tuple[
    int, str, str
]  # pupil, how sure, and the number (or name) that makes it the same line next month


def mark_of(line: DraftLine) -> Mark:
    return _mark(line.student, line, line.number or line.listed_name)


def mark_of_hit(hit: Any) -> Mark:
    return _mark(hit.student_id, hit, hit.number or hit.listed_name or "")


def _mark(student: int, line: Any, who: str) -> Mark:
    """A decision about the mother's number says nothing of the father's, so the number belongs to the mark."""
    if line.verdict == DOUBT:
        return student, DOUBT, who
    return student, "own" if line.relation == "01" else "family", who


@dataclass(frozen=True)
class Before:
    """The newest line of each mark on lists of one group, up to a month; and the month before this one's list.

    lines: an accepted line goes before one that was declined in its favour. same_kind: the line of this very kind of list
    first, for pupils who still stand on two contradicting lists.
    """

    lines: dict[Mark, Any]
    same_kind: dict[Mark, Any]
    last_month: str | None
    there: tuple[Any, ...]  # accepted lines of the same kind in that month
    now: frozenset[Mark]  # lines of the group that this month's lists already brought
    alive: frozenset[int]  # hardship rows that are still there


def before(kind: str, month: str) -> Before:
    """Read what earlier lists of a kind, and of those it may move to, said."""
    query = (
        ListHit.select(ListHit, CountyList)
        .join(CountyList)
        .where(CountyList.kind.in_(kinds_of_group(kind)) & (CountyList.month <= month))
        .order_by(CountyList.month, CountyList.id, ListHit.id)
    )
    every = list(query)
    lines = _newest(every, lambda hit: not (hit.reason or "").startswith(INSTEAD))
    same_kind = _newest(every, lambda hit: hit.source.kind == kind)
    last = (
        CountyList.select(CountyList.month)
        .where((CountyList.kind == kind) & (CountyList.month < month))
        .order_by(CountyList.month.desc())
        .first()
    )
    last_month = last.month if last else None
    there = tuple(
        hit for hit in every
        if hit.source.kind == kind and hit.source.month == last_month and hit.decision == ACCEPTED
    )  # fmt: skip
    now = frozenset(mark_of_hit(hit) for hit in every if hit.source.month == month and hit.change != GONE)
    return Before(lines, same_kind, last_month, there, now, frozenset(_alive(every)))


def _newest(hits: Sequence[Any], rather: Callable[[Any], bool]) -> dict[Mark, Any]:
    """The line of the newest month by mark; within one month rather those, else the later one."""
    found: dict[Mark, Any] = {}
    for hit in sorted(hits, key=lambda hit: (hit.source.month, rather(hit))):  # stable: as they were taken in
        found[mark_of_hit(hit)] = hit
    return found


def _alive(hits: Iterable[Any]) -> set[int]:
    linked = {hit.hardship_id for hit in hits if hit.hardship_id}
    ids: set[int] = set()
    some = sorted(linked)
    for start in range(0, len(some), 500):
        part = some[start : start + 500]
        ids |= {row.id for row in Hardship.select(Hardship.id).where(Hardship.id.in_(part))}
    return ids


def carried(line: DraftLine, past: Before) -> Values:
    """change, and the decision that still stands, for a line of this month's list."""
    old = _earlier(line, past)
    if old is None or old.change == GONE:
        return {"change": NEW, "decision": OPEN, "hardship": line.known}
    kind, relation = line.kind or old.kind, line.relation or old.relation
    told: Values = {"kind": kind, "relation": relation}
    known = old.hardship_id if old.hardship_id in past.alive else line.known
    if _differs(line, old) or (old.decision == DECLINED and _joined(line, old)):
        return {**told, "change": CHANGED, "decision": OPEN, "hardship": known}
    told |= {"change": SAME, "decision": OPEN, "hardship": known}
    if old.decision == DECLINED or (old.decision == ACCEPTED and known and kind):
        told |= {
            "decision": old.decision, "reason": old.reason, "decided_by": old.decided_by, "decided_on": old.decided_on,
        }  # fmt: skip
    return told


def _earlier(line: DraftLine, past: Before) -> Any:
    """The same line of an earlier list. Where another of the family stands beside it and was accepted then, that one:
    which of a household's rows comes first changes from month to month. A declined one never stands for somebody else."""
    lines = past.same_kind if line.against else past.lines
    mine = lines.get(mark_of(line))
    if line.verdict == DOUBT or (mine is not None and mine.decision != DECLINED and mine.change != GONE):
        return mine
    others = (lines.get((line.student, "family", number)) for number in line.kin)
    return next((one for one in others if one is not None and one.decision == ACCEPTED), mine)


def _joined(line: DraftLine, old: Any) -> bool:
    """Whether somebody of the family stands on the list of whom nothing was said when the line was declined."""
    said = old.why or ""
    return len(said) < LONGEST_WHY and any(word not in said for word in line.relations if word != "本人")


def _differs(line: DraftLine, old: Any) -> bool:
    kinds = line.kind and old.kind and line.kind != old.kind
    return bool(kinds) or line.risk != old.risk or line.continues != old.continues


def gone(past: Before, present: set[Mark]) -> list[Any]:
    """Accepted lines of the last month's list whose pupil no list of the group names any more.

    A namesake (疑似) does not keep a pupil on a list, nor does a relative who was declined: only the same number does, or
    another of the family who counts.
    """
    marks = present | past.now
    numbers = {(student, who) for student, _, who in marks}
    declined = {mark for mark, hit in past.lines.items() if hit.decision == DECLINED}
    here = {mark[0] for mark in marks if mark[1] != DOUBT and mark not in declined}
    return [
        hit for hit in past.there
        if hit.student_id not in here
        and (hit.student_id, mark_of_hit(hit)[2]) not in numbers
        and hit.hardship_id in past.alive
    ]  # fmt: skip


def standing(hits: Sequence[Any]) -> list[Any]:
    """Open lines without those that a newer list of the same kind brought again: they are decided there."""
    if not hits:
        return []
    columns = CountyList.select(CountyList.id, CountyList.kind, CountyList.month)
    lists = {record: (facts_of(kind).group, month) for record, kind, month in columns.tuples()}
    first = min(lists[hit.source_id][1] for hit in hits)
    sources = [record for record, (_, month) in lists.items() if month >= first]
    newest: dict[tuple[str, Mark], str] = {}
    for hit in light_hits(sorted({hit.student_id for hit in hits}), ListHit.source.in_(sources)):
        group, month = lists[hit.source_id]
        mark = group, mark_of_hit(hit)
        newest[mark] = max(newest.get(mark, ""), month)
    return [
        hit for hit in hits if newest[lists[hit.source_id][0], mark_of_hit(hit)] == lists[hit.source_id][1]
    ]


def light_hits(students: Sequence[int], which: Any) -> Iterator[Any]:
    """What comparing lines asks of each of these pupils' lines; plain tuples, for there may be thousands."""
    columns = (
        ListHit.id, ListHit.student.alias("student_id"), ListHit.source.alias("source_id"), ListHit.verdict,
        ListHit.number, ListHit.listed_name, ListHit.relation, ListHit.decision, ListHit.kind, ListHit.reason,
    )  # fmt: skip
    for start in range(0, len(students), AT_ONCE):
        some = ListHit.student.in_(students[start : start + AT_ONCE])
        yield from ListHit.select(*columns).where(some & which).order_by(ListHit.id).namedtuples()
