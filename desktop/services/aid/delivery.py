"""Where the letters are: printed, delivered, receipt back, filed; counted and moved on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.writing import half_width
from desktop.services.aid.notices import record_receipts

NUMBER = re.compile(
    r"(?:.*?〔(\d{4})〕\s*|(\d{4})\s*[-—–]\s*)?0*(\d{1,6})\s*号?"
)  # 石小〔2026〕12号, 2026-12, 12
ROAD = ("made", "printed", "delivered", "returned", "filed")
TOLD = ("delivered", "returned", "filed")  # the family has it


@dataclass(frozen=True)
class Posted:
    """One letter as a line of the list."""

    notice: Any
    name: str
    class_name: str
    village: str

    @property
    def state(self) -> str:
        return code_list("notice_state").label(self.notice.state)

    @property
    def lacks_receipt(self) -> bool:
        """Printed, and the receipt has not come back."""
        return self.notice.state in ("printed", "delivered")


def posted(batch: int) -> list[Posted]:
    """The letters of a batch in the order they were made."""
    rows = list(AidNotice.select().where(AidNotice.batch == batch).order_by(AidNotice.id))
    pupils = {p.id: p for p in Student.select().where(Student.id.in_([r.student_id for r in rows]))}
    homes = {row.id: row.village or "" for row in Household.select(Household.id, Household.village)}
    classes = {
        student: name
        for student, name in AidGrant.select(AidGrant.student, AidGrant.class_name)
        .where(AidGrant.batch == batch)
        .tuples()
    }
    return [
        Posted(
            row,
            pupils[row.student_id].name,
            classes.get(row.student_id) or "",
            homes.get(pupils[row.student_id].household_id, ""),
        )
        for row in rows
    ]


def counts(letters: Sequence[Posted]) -> dict[str, int]:
    """How many letters stand at each step of the road."""
    return {state: sum(one.notice.state == state for one in letters) for state in ROAD}


def batches_with_letters(term: str) -> list[Any]:
    """The lists of a term that may have letters, newest first."""
    rows = AidBatch.select().where((AidBatch.term == term) & (AidBatch.state != "void"))
    return list(rows.order_by(AidBatch.id.desc()))


def move(store: Store, notices: Sequence[int], state: str, day: dt.date | None = None, by: str = "") -> int:
    """Note letters as 已送达, 回执已收 or 已归档; returns how many changed. A letter never printed is refused."""
    if state not in TOLD:
        raise ValueError(state)
    rows = list(AidNotice.select().where(AidNotice.id.in_(list(notices))))
    unprinted = [row for row in rows if row.state == "made"]
    if unprinted:
        raise Refused(
            f"选中的有 {len(unprinted)} 份还没有打印，不能记为“{code_list('notice_state').label(state)}”。"
        )
    when = day or dt.date.today()
    changes: dict[int, Values] = {}
    for row in rows:
        values: Values = {"state": state}
        if state == "delivered":
            values |= {"delivered_on": when} | ({"delivered_by": by} if by else {})
        if state == "returned":
            values["receipt_on"] = when
        changes[row.id] = values
    with store.step(f"告知书{code_list('notice_state').label(state)} {len(changes)} 份") as step:
        return step.change_many(AidNotice, changes)


@dataclass(frozen=True)
class Received:
    """What became of one receipt: the letter's number, whose it is, and whether it was ticked off before."""

    number: str
    name: str
    again: bool


def receive(store: Store, typed: str, year: int, day: dt.date | None = None) -> Received:
    """Tick off one returned receipt by what was typed or scanned; `year` where the text names none.

    Raises Refused with a sentence for what is no number, or a number no letter has.
    """
    match = NUMBER.fullmatch(half_width(typed).strip())
    if match is None:
        raise Refused(f"看不懂“{typed.strip()}”，请写回执上的编号，例如 12。")
    wanted, serial = int(match[1] or match[2] or year), int(match[3])
    row = AidNotice.get_or_none((AidNotice.year == wanted) & (AidNotice.serial == serial))
    if row is None:
        raise Refused(f"{wanted} 年没有 {serial} 号告知书，请看看编号有没有写错。")
    again = row.state in ("returned", "filed")
    if not again:
        record_receipts(store, [serial], wanted, day or dt.date.today())
    return Received(row.number, Student.caption_of(row.student_id), again)


def year_of(letters: Sequence[Posted]) -> int:
    """The year a receipt without one belongs to: that of the newest letter of the batch."""
    return max((one.notice.year for one in letters if one.notice.year), default=dt.date.today().year)
