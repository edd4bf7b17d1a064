"""Two lists of one month that say the opposite of the same pupil: 继续享受 and 不享受, 未消除 and 已消除."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.listing import listed
from desktop.services.lists.draft import DOUBT, FAMILY, DraftLine, ListDraft
from desktop.services.lists.past import ACCEPTED, GONE, INSTEAD, OPEN
from desktop.services.lists.presets import facts_of, kinds_of_group

OWN_RELATION = "01"  # the code of 本人


def note_contrary(lists: Iterable[ListDraft]) -> None:
    """Say it on both lines. A 疑似 contradicts nobody: it may be somebody else."""
    found: dict[tuple[str, str, int], list[tuple[ListDraft, DraftLine]]] = defaultdict(list)
    for one in lists:
        for line in one.lines:
            line.against = ""
            if one.use and one.kind and one.month and line.use and line.verdict != DOUBT:
                found[facts_of(one.kind).group, one.month, line.student].append((one, line))
    for some in found.values():
        for one, line in some if len({other.kind for other, _ in some}) > 1 else ():
            line.against = _sentence([pair for pair in some if pair[0].kind != one.kind])


def note_standing(one: ListDraft, opposed: Mapping[int, Any]) -> None:
    """Say it too where the other list of the month lies in the books already. opposed: its line by pupil."""
    for line in one.lines if opposed else ():
        hit = opposed.get(line.student)
        if hit is not None and line.verdict != DOUBT and not line.against:
            line.against = _words(code_list("county_list").label(hit.source.kind), hit.row)


def note_leaving(lists: Iterable[ListDraft]) -> None:
    """The same number counts on one sheet of the month and counts no more, or perhaps not, on another of the same kind: both
    are asked about."""
    used = [one for one in lists if one.use and one.kind and one.month]
    gone: dict[tuple[str, str, int, str], tuple[ListDraft, DraftLine]] = {}
    for one in used:
        for line in one.lines:
            if line.in_question and line.number:
                gone[_whose(one, line, line.number)] = one, line
            if line.in_question and line.relation == OWN_RELATION:
                gone[_whose(one, line, OWN_RELATION)] = one, line
    for one in used:
        for line in one.lines if gone else ():
            other = gone.get(_whose(one, line, line.number))
            if line.verdict == FAMILY and not facts_of(one.kind or "").parents_only:
                other = other or gone.get(_whose(one, line, OWN_RELATION))
            if other and line.verdict != DOUBT:
                whose = "学生本人" if other[1].relation == OWN_RELATION and line.verdict == FAMILY else ""
                there = f"“{other[0].label}”第 {other[1].row} 行"
                says = f"又说{whose}已经不算了" if other[1].says_ended else other[1].question
                line.verdict, line.why = DOUBT, f"同月的{there}{says}，请向部门问清。{line.why}"


def _whose(one: ListDraft, line: DraftLine, number: str) -> tuple[str, str, int, str]:
    return one.kind or "", one.month or "", line.student, number


def _sentence(others: Sequence[tuple[ListDraft, DraftLine]]) -> str:
    one, line = others[0]
    return _words(one.kind_text, line.row)


def _words(kind: str, row: int) -> str:
    return f"同月的“{kind}”第 {row} 行也有，两份说法相反，请向部门问清，只采纳一条。"


def contrary(hits: Sequence[Any]) -> dict[int, list[Any]]:
    """Of these kept lines (with their source): the open and accepted lines of the same month that say the opposite, by id."""
    pupils = sorted({hit.student_id for hit in hits if len(kinds_of_group(hit.source.kind)) > 1})
    places = _spoken_of(pupils)
    against = {
        hit.id: [record for record, kind in places[_place(hit)].items() if kind != hit.source.kind]
        for hit in hits if _place(hit) in places and speaks(hit)
    }  # fmt: skip
    rows = _whole({record for some in against.values() for record in some})
    return {mine: [rows[record] for record in others] for mine, others in against.items() if others}


def _spoken_of(pupils: Sequence[int]) -> dict[tuple[str, str, int], dict[int, str]]:
    """The open and accepted lines at each place: id and kind of list. Plain tuples, for hardly any stands against another."""
    stands = CountyList.select(CountyList.id, CountyList.kind, CountyList.month)
    lists = {row[0]: row[1:] for row in stands.where(CountyList.replaced.is_null()).tuples()}
    named = ListHit.source.alias("source_id"), ListHit.student.alias("student_id")
    query = ListHit.select(ListHit.id, *named, ListHit.verdict, ListHit.change).order_by(ListHit.id)
    found: dict[tuple[str, str, int], dict[int, str]] = defaultdict(dict)
    wanted = ListHit.student.in_(listed(pupils)) & ListHit.decision.in_((OPEN, ACCEPTED))
    for row in query.where(wanted).namedtuples():
        if row.source_id in lists and speaks(row):
            kind, month = lists[row.source_id]
            found[facts_of(kind).group, month, row.student_id][row.id] = kind
    return found


def _whole(ids: Collection[int]) -> dict[int, Any]:
    """Lines with their lists."""
    query = ListHit.select(ListHit, CountyList).join(CountyList)
    return {row.id: row for row in query.where(ListHit.id.in_(listed(ids)))}


def speaks(hit: Any) -> bool:
    return hit.verdict != DOUBT and hit.change != GONE


def _place(hit: Any) -> tuple[str, str, int]:
    return facts_of(hit.source.kind).group, hit.source.month, hit.student_id


def in_favour_of(hit: Any) -> str:
    """The reason with which the other line is declined when this one is accepted."""
    name = code_list("county_list").label(hit.source.kind)
    return f"{INSTEAD}“{name}”第 {hit.row} 行为准"
