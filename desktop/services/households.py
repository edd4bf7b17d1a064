"""按监护人归户: brothers and sisters share a guardian, so they belong to one household. Proposed first, kept as one step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.models.store import Store

MOST_CHILDREN = 6  # a telephone shared by more pupils is a neighbour's or a teacher's


@dataclass(frozen=True)
class Family:
    """Pupils who share a guardian. `household` is one they partly have already, None for a new one."""

    head: str
    head_id: str | None
    address: str | None
    pupils: tuple[Any, ...]
    household: int | None
    why: str

    @property
    def members(self) -> str:
        return "、".join(f"{row.name} {SchoolClass.caption_of(row.school_class_id)}" for row in self.pupils)


@dataclass(frozen=True)
class Proposal:
    """What 归户 would do: families to make, and families that need a look first (`doubtful`)."""

    families: tuple[Family, ...]
    doubtful: tuple[Family, ...]

    @property
    def sentence(self) -> str:
        if not self.families:
            return "没有可以归到一起的兄弟姐妹：没有两个学生的监护人身份证号或电话相同。"
        pupils = sum(len(one.pupils) for one in self.families)
        return f"将把 {pupils} 名学生归成 {len(self.families)} 户，一步写入，可以撤销。"


def propose(store: Store) -> Proposal:
    """Group the pupils on the roll by guardians with the same ID number, or the same telephone."""
    statuses = code_list("enrolment_status").codes_with("on_roll")
    pupils = {row.id: row for row in store.rows(Student).where(Student.status.in_(statuses))}
    rows = [row for row in store.rows(Guardian).order_by(Guardian.id) if row.student_id in pupils]
    shared: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        if row.id_number:
            shared["身份证号", row.id_number].append(row)
        if row.phone:
            shared["电话", row.phone].append(row)
    groups = _joined({key: found for key, found in shared.items() if len({r.student_id for r in found}) > 1})
    made = [_family([pupils[number] for number in sorted(group)], rows, why) for group, why in groups]
    made = [one for one in made if len({row.household_id for row in one.pupils}) > 1 or one.household is None]
    good = [one for one in made if not _doubt(one)]
    return Proposal(tuple(good), tuple(one for one in made if _doubt(one)))


def _joined(shared: dict[tuple[str, str], list[Any]]) -> list[tuple[set[int], str]]:
    """Pupils linked by any shared guardian, together; with the reason of the first link."""
    groups: list[tuple[set[int], str]] = []
    for (kind, _number), found in shared.items():
        members = {row.student_id for row in found}
        why = f"监护人{kind}相同"
        touching = [one for one in groups if one[0] & members]
        for one in touching:
            members |= one[0]
            why = one[1]
            groups.remove(one)
        groups.append((members, why))
    return groups


def _family(pupils: list[Any], guardians: Sequence[Any], why: str) -> Family:
    ids = {row.id for row in pupils}
    mine = [row for row in guardians if row.student_id in ids]
    mine.sort(key=lambda row: (row.is_guardian is not True, row.id_number is None, row.id))
    head, had = mine[0], sorted({row.household_id for row in pupils if row.household_id})
    address = head.address or pupils[0].home_address or pupils[0].current_address
    household = had[0] if len(had) == 1 else None
    reason = f"{why}，但已分在 {len(had)} 户里" if len(had) > 1 else why
    return Family(head.name, head.id_number, address, tuple(pupils), household, reason)


def _doubt(family: Family) -> bool:
    homes = {row.household_id for row in family.pupils if row.household_id}
    return len(homes) > 1 or len(family.pupils) > MOST_CHILDREN


def keep(store: Store, families: Sequence[Family]) -> int:
    """Make or complete the households as one step; returns how many pupils were placed.

    A head who already has a household (by ID number) gets the children there. Raises Refused when nothing is chosen.
    """
    if not families:
        raise Refused("一户也没有选，没有写入。请在左边打勾。")
    placed = sum(len(one.pupils) for one in families)
    with store.step(f"按监护人归户 {len(families)} 户 {placed} 人") as step:
        for one in families:
            home = one.household or _known(one.head_id)
            if home is None:
                values: Values = {"head_name": one.head, "head_id": one.head_id, "address": one.address}
                home = step.add(Household, values)
            step.change_many(Student, {row.id: {"household": home} for row in one.pupils})
    return placed


def _known(head_id: str | None) -> int | None:
    row = Household.get_or_none(Household.head_id == head_id) if head_id else None
    return int(row.id) if row else None
