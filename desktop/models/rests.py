"""What rests on rows that are to be removed: what goes with them, and what holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from desktop.models.fields import Link
from desktop.models.ledger import Ledger

Rows = dict[type[Ledger], list[int]]


@dataclass
class Removal:
    """What removing rows comes to: `along` are rows that belong to them alone (in the order in which they must go),
    `held` are rows that others keep them for.
    """

    along: Rows = field(default_factory=dict)
    held: Rows = field(default_factory=dict)


def plan_removal(ledgers: Iterable[type[Ledger]], ledger: type[Ledger], records: Collection[int]) -> Removal:
    """Follow the links to these rows: rows of a ledger that `goes_with` them are removed too, all others hold them."""
    every, going = list(ledgers), {ledger: set(records)}
    plan = Removal()
    waiting: list[tuple[type[Ledger], Collection[int]]] = [(ledger, records)]
    for whole, ids in waiting:  # grows while it is walked
        for part, name, found in _pointing(every, whole, ids):
            new = [one for one in found if one not in going.get(part, ())]
            if not new:
                continue
            if name in part.goes_with:
                going.setdefault(part, set()).update(new)
                plan.along = {part: [*plan.along.pop(part, []), *new], **plan.along}
                waiting.append((part, new))
            else:
                plan.held[part] = sorted({*plan.held.get(part, []), *new})
    plan.held = {part: left for part, ids in plan.held.items() if (left := _others(ids, going.get(part)))}
    return plan


def _others(ids: list[int], going: set[int] | None) -> list[int]:
    return [one for one in ids if one not in (going or ())]


def _pointing(
    ledgers: Iterable[type[Ledger]], whole: type[Ledger], records: Collection[int]
) -> list[tuple[type[Ledger], str, list[int]]]:
    """(ledger, name of its link, ids) of the rows that point to these rows."""
    ids, found = list(records), []
    for part in ledgers:
        for link in part.fields():
            if not isinstance(link, Link) or link.rel_model is not whole:
                continue
            rows = [
                row.id
                for start in range(0, len(ids), 500)  # SQLite takes only so many in one query
                for row in part.select(part.id).where(link.in_(ids[start : start + 500]))
            ]
            if rows:
                found.append((part, link.name, rows))
    return found


def counted(rows: Mapping[type[Ledger], Collection[int]]) -> str:
    """监护人 2 人、告知书 1 份."""
    return "、".join(f"{ledger.title} {len(ids)} {ledger.counter}" for ledger, ids in rows.items())


def why_held(ledger: type[Ledger], records: Collection[int], held: Rows) -> str:
    """The sentence for rows that cannot be removed: what uses them, and what to do instead."""
    named = "、".join(ledger.caption_of(one) for one in list(records)[:3])
    whom = f"“{named}”" + (f"等 {len(records)} {ledger.counter}" if len(records) > 3 else "")
    users = counted(held) or "别的记录"
    return f"{whom}不能删除：{users}用着它。{ledger.instead}"
