"""What earlier lists said of the same pupils: only what changed is new, and what was decided stays decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from desktop.models.ledger import Values, database
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.listing import listed
from desktop.services.lists.draft import DOUBT, SAYS_ENDED, DraftLine, is_in_doubt
from desktop.services.lists.presets import facts_of, kinds_of_group

NEW, SAME, CHANGED, GONE = "new", "same", "changed", "gone"
OPEN, ACCEPTED, DECLINED, ENDED = "open", "accepted", "declined", "ended"
CARD = 20  # signs of a 残疾人证号: the person's number, category, level
LONGEST_PLACE = 40  # signs of a file's name in a sentence
LONGEST_WHY = 200  # signs of a kept sentence
INSTEAD = "以同月的"  # how the reason begins with which one of two contradicting lines was declined
Mark = tuple[
    int, str, str
]  # pupil, how sure, and the number (or name) that makes it the same line next month


def mark_of(line: DraftLine) -> Mark:
    return _mark(line.student, line, line.number or line.listed_name)


def mark_of_hit(hit: Any) -> Mark:
    return _mark(hit.student_id, hit, hit.number or hit.listed_name or "")


def present_marks(lines: Iterable[DraftLine]) -> set[Mark]:
    """Who stands on a list: not those whose row says that it counts no more."""
    return {mark_of(line) for line in lines if not line.says_ended}


def _mark(student: int, line: Any, who: str) -> Mark:
    """A decision about the mother's number says nothing of the father's, so the number belongs to the mark."""
    if line.verdict == DOUBT:
        return student, DOUBT, who
    return student, "own" if line.relation == "01" else "family", who


@dataclass(frozen=True)
class Before:
    """The newest line of each mark on lists of one group, up to a month; and what stood on the list before this one: last
    month's, and this month's earlier version that is replaced now.

    lines: an accepted line goes before one that was declined in its favour. same_kind: lines of this very kind of list
    alone, for pupils who still stand on two contradicting lists, and for doubts; of_pupil: the newest sure one of a pupil,
    whichever of the family's numbers it was found by. opposed: by pupil, the line of this month's other lists of the group
    that stands in the books.
    """

    month: str
    lines: dict[Mark, Any]
    same_kind: dict[Mark, Any]
    of_pupil: dict[int, Any]
    opposed: dict[int, Any]
    last_month: str | None
    there: tuple[
        Any, ...
    ]  # accepted lines, and 停保 that was not believed, that this list's lines are missed against
    now: frozenset[Mark]  # lines of the group that this month's lists already brought
    parked: frozenset[
        tuple[int, str]
    ]  # pupil and number of those that are doubtful, and asked about or accepted
    facts: dict[tuple[int, str], Any]  # 困难类型 with a source of its own that stand, by pupil and kind
    alive: frozenset[int]  # hardship rows that are still there
    stay: frozenset[int]  # those that go on by the person's word of this month, though a list ended them


def before(kind: str, month: str, replaced: Collection[int] = ()) -> Before:
    """Read what earlier lists of a kind, and of those it may move to, said. replaced: lists whose place is taken now."""
    query = (
        ListHit.select(ListHit, CountyList)
        .join(CountyList)
        .where(CountyList.kind.in_(kinds_of_group(kind)) & (CountyList.month <= month))
        .order_by(CountyList.month, CountyList.id, ListHit.id)
    )
    every = list(query)
    lines = _newest(every, lambda hit: not (hit.reason or "").startswith(INSTEAD))
    alike = [hit for hit in every if hit.source.kind == kind]
    same_kind = _newest(alike, lambda hit: not hit.source.replaced)
    of_pupil = {
        hit.student_id: hit
        for hit in sorted(same_kind.values(), key=lambda hit: hit.source.month)
        if _is_sure(hit)
    }
    last = (
        CountyList.select(CountyList.month)
        .where((CountyList.kind == kind) & (CountyList.month < month))
        .order_by(CountyList.month.desc())
        .first()
    )
    last_month = last.month if last else None
    of_kind = [hit for hit in alike if hit.decision == ACCEPTED or _kept(hit) or _asked(hit)]
    there = tuple(
        hit for hit in reversed(of_kind)
        if hit.source_id in replaced or (hit.source.month == last_month and not hit.source.replaced)
    )  # fmt: skip
    this_month = [hit for hit in every if hit.source.month == month]
    stay = {hit.hardship_id for hit in this_month if hit.change == GONE and hit.decision == DECLINED}
    stands = [
        hit for hit in this_month
        if hit.change != GONE and not hit.source.replaced and hit.source_id not in replaced
        and not (hit.why or "").startswith(SAYS_ENDED)
    ]  # fmt: skip
    now = frozenset(mark_of_hit(hit) for hit in stands)
    doubted = [hit for hit in stands if hit.verdict == DOUBT and (hit.decision == ACCEPTED or _asked(hit))]
    meant = {hit.hardship_id for hit in doubted if hit.hardship_id}  # of a damaged number, too
    parked = frozenset(
        (hit.student_id, mark_of_hit(hit)[2])
        for hit in (*doubted, *(hit for hit in there if hit.hardship_id in meant))
    )
    alive = frozenset(_alive(every))
    opposed = {
        hit.student_id: hit for hit in this_month
        if hit.source.kind != kind and not hit.source.replaced and hit.source_id not in replaced
        and _is_sure(hit) and hit.decision in (OPEN, ACCEPTED)
    }  # fmt: skip
    return Before(
        month,
        lines,
        same_kind,
        of_pupil,
        opposed,
        last_month,
        there,
        now,
        parked,
        _standing_facts(month),
        alive,
        frozenset(stay),
    )


def _is_sure(hit: Any) -> bool:
    return hit.verdict != DOUBT and hit.change != GONE


def _standing_facts(month: str) -> dict[tuple[int, str], Any]:
    """What the books hold in a month, and from where. What only the school's own roster said is no source."""
    valid = Hardship.until.is_null() | (Hardship.until >= dt.date.fromisoformat(f"{month}-01"))
    told = Hardship.source.is_null(False) & (Hardship.source != "")
    roster = Hardship.source_kind.is_null(False) & (Hardship.source_kind == "roster")
    rows = Hardship.select().where(valid & told & ~roster).order_by(Hardship.id)
    return {(row.student_id, row.kind): row for row in rows}


def _kept(hit: Any) -> bool:
    """A row that said 停保 of a pupil whose fact was kept by hand: when the row is gone as well, that is another leaving.

    Who was missing from a list and was kept has no row (0), and is not asked about again.
    """
    return bool(hit.change == GONE and hit.decision == DECLINED and hit.row)


def _asked(hit: Any) -> bool:
    """A doubtful line that asks about what was accepted before, while nobody has decided it."""
    return hit.decision == OPEN and is_in_doubt(hit)


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
    ended = past.lines.get(_sure_mark(line)) if line.says_ended else None
    if (
        ended is not None and ended.decision == ENDED
    ):  # the fact was ended because of this word: nothing to ask again
        word = {name: getattr(ended, name) for name in ("reason", "decided_by", "decided_on")}
        return {"change": SAME, "decision": DECLINED, "hardship": None, **word}
    if old is None or old.change == GONE:
        return _first_seen(line, past)
    kind, relation = line.kind or old.kind, line.relation or old.relation
    told: Values = {"kind": kind, "relation": relation}
    known = old.hardship_id if old.hardship_id in past.alive else line.known
    chosen = (old.reason or "").startswith(INSTEAD)  # between two lists: who else stands there says nothing
    if _differs(line, old) or (old.decision == DECLINED and not chosen and _joined(line, old)):
        return {**told, "change": CHANGED, "decision": OPEN, "hardship": known}
    same = old.change if old.source.month == past.month else SAME  # the same as in another list of this month
    told |= {"change": same, "decision": OPEN, "hardship": known}
    if old.decision == DECLINED or (old.decision == ACCEPTED and known and kind):
        told |= {
            "decision": old.decision, "reason": old.reason, "decided_by": old.decided_by, "decided_on": old.decided_on,
        }  # fmt: skip
    return told


def _first_seen(line: DraftLine, past: Before) -> Values:
    """A line that no earlier list brought: new, unless the books hold the same 困难类型 with its source already."""
    fact = past.facts.get((line.student, line.kind or "")) if line.verdict != DOUBT else None
    if fact is None:
        return {"change": NEW, "decision": OPEN, "hardship": line.known}
    turned = any(
        said is not None and said != had
        for said, had in ((line.risk, fact.risk), (line.continues, fact.continues))
    )
    turned = turned or another_card(line.card_no, fact.card_no)
    return {"change": CHANGED if turned else SAME, "decision": OPEN, "hardship": fact.id}


def _earlier(line: DraftLine, past: Before) -> Any:
    """The same line of an earlier list. Where another of the family stands beside it and was accepted then, that one:
    which of a household's rows comes first changes from month to month. A declined one never stands for somebody else.

    Doubts are of one kind of list. Of two lists that contradict each other the person chose one for the pupil.
    """
    mine = past.lines.get(mark_of(line))
    if line.verdict == DOUBT:
        return past.same_kind.get(mark_of(line), mine)
    if line.against or line.student in past.opposed:
        chosen = past.same_kind.get(mark_of(line)) or past.of_pupil.get(line.student)
        if chosen is not None and chosen.change != GONE:
            return chosen
    if mine is not None and mine.decision != DECLINED and mine.change != GONE:
        return mine
    others = (past.lines.get((line.student, "family", number)) for number in line.kin)
    return next((one for one in others if one is not None and one.decision == ACCEPTED), mine)


def _joined(line: DraftLine, old: Any) -> bool:
    """Whether somebody of the family stands on the list of whom nothing was said when the line was declined."""
    said = old.why or ""
    return len(said) < LONGEST_WHY and any(word not in said for word in line.relations if word != "本人")


def _differs(line: DraftLine, old: Any) -> bool:
    kinds = line.kind and old.kind and line.kind != old.kind
    return (
        bool(kinds)
        or another_card(line.card_no, old.card_no)
        or line.risk != old.risk
        or line.continues != old.continues
    )


def another_card(now: str | None, before: str | None) -> bool:
    """Whether the 残疾人证 tells another category or level: the two figures behind the eighteen of the person."""
    return bool(now and before) and (now or "")[:CARD] != (before or "")[:CARD]


def gone(past: Before, present: set[Mark], parked: Collection[tuple[int, str]] = ()) -> list[Any]:
    """Accepted lines of the last month's list whose pupil no list of the group names any more.

    A namesake (疑似) does not keep a pupil on a list, nor does a relative who was declined: only the same number does, or
    another of the family who counts. parked: pupil and number of the doubtful lines that are asked about themselves.
    """
    here = surely_here(past, present)
    numbers = {(student, who) for student, how, who in present | past.now if how != DOUBT}
    numbers |= {*parked, *past.parked}
    found = [
        hit for hit in past.there
        if hit.student_id not in here
        and (hit.student_id, mark_of_hit(hit)[2]) not in numbers
        and hit.hardship_id in past.alive - past.stay
    ]  # fmt: skip
    once = {hit.hardship_id: hit for hit in reversed(found)}  # of the same fact the newest line
    return sorted(once.values(), key=lambda hit: hit.id)


def left_words(hit: Any, month: str) -> str:
    """Where somebody stood who is missing from a list of a month, as a sentence."""
    when = "本月原来那一份" if hit.source.month == month else f"{hit.source.month} 的"
    where = f"“{hit.source.file[:LONGEST_PLACE]}·{hit.source.sheet}”"
    return f"{when}{where}第 {hit.row} 行有，这次没有了。"


def _sure_mark(line: DraftLine) -> Mark:
    """The mark that the line had but for its word of an end."""
    return line.student, "own" if line.relation == "01" else "family", line.number or line.listed_name


def surely_here(past: Before, present: set[Mark]) -> set[int]:
    """Pupils whom this month's lists name in a line that is neither doubtful nor was declined."""
    declined = {mark for mark, hit in past.lines.items() if hit.decision == DECLINED}
    return {mark[0] for mark in present | past.now if mark[1] != DOUBT and mark not in declined}


def stopped(lines: Iterable[DraftLine], past: Before, present: set[Mark]) -> dict[int, Any]:
    """By id of the line, the earlier line whose fact a row ends that says 停保 of the very same number.

    Also when last month's row said so already and the fact was kept: it is asked again as long as the list says it.
    """
    here, found = surely_here(past, present), {}
    for line in lines:
        sure = line.seen[0] if line.seen else DOUBT
        if not line.says_ended or sure == DOUBT or line.student in here:
            continue
        own = [_sure_mark(line)]
        if line.relation == "01":  # his own row ends what rested on a relative's, whom it names
            own += [(line.student, "family", number) for number in line.kin]
        old = next((hit for mark in own if (hit := past.lines.get(mark)) and _ends(hit, past)), None)
        if old is not None:
            found[id(line)] = old
    return found


def _ends(old: Any, past: Before) -> bool:
    if old.hardship_id not in past.alive - past.stay:
        return False
    return bool(old.decision == ACCEPTED or (old.change == GONE and old.decision != ENDED))


def standing(hits: Sequence[Any]) -> list[Any]:
    """Open lines without those that a newer list of the same kind brought again, or that stand on a replaced list: they are
    decided there. Of two lists of one month the one taken in later counts. A doubt about what was accepted is settled by a
    sure line of a later list, whosever number of the family that has.
    """
    if not hits:
        return []
    columns = (CountyList.id, CountyList.kind, CountyList.month)
    query = CountyList.select(*columns).where(CountyList.replaced.is_null())
    lists = {record: (kind, month) for record, kind, month in query.tuples()}
    hits = [hit for hit in hits if hit.source_id in lists]
    first = min((lists[hit.source_id][1] for hit in hits), default="")
    sources = [record for record, (_, month) in lists.items() if month >= first]
    newest: dict[tuple[str, Mark], str] = {}
    latest: dict[tuple[str, str, Mark], int] = {}
    sure: dict[tuple[str, int], tuple[str, int]] = {}
    for hit in light_hits(sorted({hit.student_id for hit in hits}), ListHit.source.in_(sources)):
        (kind, month), mark = lists[hit.source_id], mark_of_hit(hit)
        place = facts_of(kind).group, mark
        newest[place] = max(newest.get(place, ""), month)
        latest[kind, month, mark] = max(latest.get((kind, month, mark), 0), hit.source_id)
        if _is_sure(hit) and hit.decision in (OPEN, ACCEPTED):
            whose = place[0], hit.student_id
            sure[whose] = max(sure.get(whose, ("", 0)), (month, hit.source_id))
    hits = [hit for hit in hits if _is_newest(hit, lists[hit.source_id], newest, latest)]
    return [hit for hit in hits if not (is_in_doubt(hit) and _settled(hit, lists[hit.source_id], sure))]


def _settled(hit: Any, source: tuple[str, str], sure: dict[tuple[str, int], tuple[str, int]]) -> bool:
    (kind, month) = source
    return sure.get((facts_of(kind).group, hit.student_id), ("", 0)) > (month, hit.source_id)


def _is_newest(
    hit: Any, source: tuple[str, str], newest: dict[tuple[str, Mark], str], latest: dict[tuple[str, str, Mark], int]
) -> bool:  # fmt: skip
    (kind, month), mark = source, mark_of_hit(hit)
    return newest[facts_of(kind).group, mark] == month and latest[kind, month, mark] == hit.source_id


class LightHit(NamedTuple):
    """What comparing lines asks of a kept line."""

    id: int
    student_id: int
    source_id: int
    verdict: str
    number: str | None
    listed_name: str | None
    relation: str | None
    decision: str
    kind: str | None
    reason: str | None
    change: str | None


def light_hits(students: Sequence[int], which: Any) -> Iterator[LightHit]:
    """The lines of these pupils, as plain rows: there may be thousands, and nothing in them wants converting."""
    columns = (
        ListHit.id, ListHit.student, ListHit.source, ListHit.verdict, ListHit.number, ListHit.listed_name,
        ListHit.relation, ListHit.decision, ListHit.kind, ListHit.reason, ListHit.change,
    )  # fmt: skip
    some = ListHit.student.in_(listed(students))
    rows = database.execute(ListHit.select(*columns).where(some & which).order_by(ListHit.id))
    return map(LightHit._make, rows)
