"""What was accepted from an earlier list while this month's list only parks it: it is 存疑 until somebody has looked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.ledger import Values
from desktop.models.ledgers.hardship import Hardship
from desktop.services.lists.draft import (
    DOUBT,
    IN_DOUBT,
    NAME_ALONE,
    NAME_AND_DAMAGE,
    SLIP,
    SLIP_AND_NAME,
    DraftLine,
    ListDraft,
    is_in_doubt,
)
from desktop.services.lists.past import (
    ACCEPTED,
    CHANGED,
    OPEN,
    Before,
    Mark,
    carried,
    mark_of,
    mark_of_hit,
    stopped,
    surely_here,
)
from desktop.services.lists.presets import facts_of

OWN_RELATION = "01"  # the code of 本人


@dataclass
class Parked:
    """lines: by id of the line, the accepted line that it puts in doubt. numbers: pupil and number of the doubtful lines
    that hold the pupil on the list meanwhile: these, and those that were accepted as they are."""

    lines: dict[int, Any] = field(default_factory=dict)
    numbers: set[tuple[int, str]] = field(default_factory=set)

    def values(self, line: DraftLine, told: Values) -> Values:
        """What `carried` tells of a line, where it puts nothing in doubt; else the open question."""
        earlier = self.lines.get(id(line))
        if earlier is None:
            return told
        asked = {"change": CHANGED, "decision": OPEN, "hardship": earlier.hardship_id}
        whose = {"kind": line.kind or earlier.kind, "relation": line.relation or earlier.relation}
        return told | asked | whose


def parked_by(
    lists: Sequence[ListDraft],
    past: Mapping[tuple[str, str], Before],
    present: Mapping[tuple[str, str], set[Mark]],
) -> Parked:
    """What the doubtful lines of these lists put in doubt; each of them says it.

    past: by (kind, month), all those of the lists; present: by (group's kind, month), for between the lists of one group a
    pupil may move.
    """
    found = Parked()
    places: dict[tuple[str, str], list[ListDraft]] = defaultdict(list)
    for one in lists:
        places[facts_of(one.kind or "").group, one.month or ""].append(one)
        for line in one.lines:
            line.accepted = ""
    for place, some in places.items():
        lines = [(line, past[one.kind or "", place[1]]) for one in some for line in one.lines]
        pasts = [past[kind, place[1]] for kind in dict.fromkeys(one.kind or "" for one in some)]
        ended = {
            hit.hardship_id
            for line, own in lines
            for hit in (stopped([line], own, present[place]).values() if line.says_ended else ())
        }
        for told in pasts:
            _find(found, lines, told, present[place], ended=ended)
    return found


def _find(
    found: Parked,
    lines: Iterable[tuple[DraftLine, Before]],
    past: Before,
    present: set[Mark],
    *,
    ended: set[int],
) -> None:
    """The doubtful lines with the very number of an accepted line whose pupil no sure line names any more.

    lines: those of the group and month, each with what earlier lists of its own kind said. ended: facts that a row of this
    month ends by its own word: these are asked about there.
    """
    asked = {
        (hit.student_id, mark_of_hit(hit)[2]): hit
        for hit in reversed(past.there) if hit.hardship_id in past.alive - past.stay - ended
    }  # fmt: skip
    doubts = [
        (line, own) for line, own in lines if line.verdict == DOUBT and line.use and not line.says_ended
    ]
    here = surely_here(past, present) if asked and doubts else set()
    for line, own in doubts:
        numbers = {(line.student, who) for who in (mark_of(line)[2], *line.kin)}
        told = carried(line, own)
        if told["decision"] == ACCEPTED:
            found.numbers |= numbers
        earlier = next((asked[one] for one in sorted(numbers & asked.keys())), None)
        earlier = earlier or _meant(line, asked.values())
        if earlier is None or told["decision"] != OPEN or line.student in here:
            continue
        if holds(earlier):
            line.accepted = f"{_month(earlier, past.month)}{IN_DOUBT}"
            found.lines[id(line)] = earlier
            found.numbers |= {*numbers, (line.student, mark_of_hit(earlier)[2])}


def _meant(line: DraftLine, accepted: Iterable[Any]) -> Any:
    """The accepted line that a row without a sound number may mean: of the pupil's own number, or of the same relation's."""
    if line.evidence not in (SLIP_AND_NAME, SLIP, NAME_AND_DAMAGE, NAME_ALONE):
        return None
    relation = line.relation or OWN_RELATION
    mine = (hit for hit in accepted if hit.student_id == line.student)
    return next((hit for hit in mine if (hit.relation or OWN_RELATION) == relation), None)


def _month(earlier: Any, now: str) -> str:
    """9月; 2025年12月 in another year. Of a line that is itself in doubt the month of what it put in doubt."""
    if is_in_doubt(earlier):
        return str(earlier.why.partition(IN_DOUBT)[0])
    year, month = earlier.source.month.split("-")
    return f"{int(month)}月" if now.startswith(year) else f"{year}年{int(month)}月"


def holds(hit: Any) -> bool:
    """Whether the fact of an accepted line still goes on."""
    row = Hardship.get_or_none(Hardship.id == hit.hardship_id)
    return row is not None and row.until is None
