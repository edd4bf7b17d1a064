"""One card for pupils who are no family: what `check` and `batch` say of it before money goes there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.students import Student


def shared_accounts(among: Collection[int] | None = None) -> Iterator[tuple[str, tuple[int, ...]]]:
    """(sentence, ids of the pupils) for every account that several pupils use who are no family: neither of one
    household nor with its owner among the guardians of them all. among: only where one of these pupils is concerned.
    """
    rows = PayeeAccount.select(PayeeAccount.number, PayeeAccount.owner, PayeeAccount.student)
    by_number: dict[str, dict[int, str]] = defaultdict(dict)
    for row in rows.where(PayeeAccount.in_use.is_null() | PayeeAccount.in_use):
        by_number[row.number][row.student_id] = row.owner
    several = {number: owners for number, owners in by_number.items() if len(owners) > 1}
    for number, owners in several.items():
        pupils = list(Student.select().where(Student.id.in_(list(owners))).order_by(Student.id))
        if _is_family(pupils, set(owners.values())) or not (among is None or set(among) & set(owners)):
            continue
        named = "、".join(f"{SchoolClass.caption_of(one.school_class_id)} {one.name}" for one in pupils)
        sentence = f"{named} 登记的是同一张卡（尾号 {number[-4:]}），又不是一家，请核对是谁的卡。"
        yield sentence, tuple(one.id for one in pupils)


def _is_family(pupils: list[Student], owners: set[str]) -> bool:
    """Whether pupils live in one household, or the one owner of the card is a guardian of every one of them."""
    homes = {one.household_id for one in pupils}
    if len(homes) == 1 and None not in homes:
        return True
    if len(owners) != 1:
        return False
    (owner,) = owners
    mine = Guardian.select(Guardian.student).where(Guardian.name == owner)
    return {one.id for one in pupils} <= {row.student_id for row in mine}
