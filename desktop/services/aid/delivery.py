"""Where the letters are: printed, delivered, receipt back, filed; counted and moved on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.batch_order import ASKED
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice
from desktop.models.ledgers.classes import parse_class
from desktop.models.ledgers.students import Student
from desktop.models.store import Step, Store
from desktop.models.writing import half_width
from desktop.services.aid.notices import record_receipts, returned
from desktop.services.aid.receipt_questions import waits
from desktop.services.contacts import villages

NUMBER = re.compile(
    r"(?:.*?〔(\d{4})〕\s*|(\d{4})\s*[-—–]\s*)?0*(\d{1,6})\s*号?"
)  # 石小〔2026〕12号, 2026-12, 12
ROAD = ("made", "printed", "delivered", "returned", "filed")
TOLD = ("delivered", "returned", "filed")  # the family has it
Order = Literal["list", "class", "village"]
Missing = Literal["print", "delivery", "receipt"]


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

    @property
    def mode(self) -> str:
        return code_list("delivery_mode").label(self.notice.delivery_mode)

    @property
    def choice(self) -> str:
        return code_list("receipt_choice").label(self.notice.receipt_choice)


def posted(batch: int) -> list[Posted]:
    """The letters of a batch in the order they were made."""
    rows = list(AidNotice.select().where(AidNotice.batch == batch).order_by(AidNotice.id))
    pupils = {p.id: p for p in Student.select().where(Student.id.in_([r.student_id for r in rows]))}
    homes = villages(list(pupils.values()))
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
            homes[row.student_id],
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


def ordered(letters: Sequence[Posted], by: Order) -> list[Posted]:
    """Letters as they are carried: by class for the class teachers, by village for whoever walks there."""
    if by == "class":
        return sorted(letters, key=lambda one: parse_class(one.class_name) or (99, 0))
    if by == "village":
        return sorted(letters, key=lambda one: (not one.village, one.village))
    return list(letters)


def missing(letters: Sequence[Posted], what: Missing) -> list[Posted]:
    """The letters of which something lacks: never printed, not delivered, or no receipt back."""
    states = {"print": ("made",), "delivery": ("printed", "undelivered"), "receipt": ("printed", "delivered")}
    return [one for one in letters if one.notice.state in states[what]]


def move(
    store: Store, notices: Sequence[int], state: str, day: dt.date | None = None, by: str = "", *, mode: str = "",
    choice: str = "",
) -> int:  # fmt: skip
    """Note letters as 已发, 回执已收 or 已归档; returns how many changed. A letter never printed is refused.

    by, mode: who delivered it and how (a code of delivery_mode). choice: what the family ticked (receipt_choice).
    """
    if state not in TOLD:
        raise ValueError(state)
    when = day or dt.date.today()
    changes = _moved(notices, state, _told(state, when, by or store.session.who, mode))
    if state == "returned":
        rows = AidNotice.select().where(AidNotice.id.in_(list(changes)))
        changes = {row.id: returned(store, row, when, choice) for row in rows}
    with store.step(f"告知书{code_list('notice_state').label(state)} {len(changes)} 份") as step:
        return step.change_many(AidNotice, changes)


def hand_over(step: Step, notices: Sequence[int], day: dt.date, *, by: str, mode: str) -> int:
    """Note letters as 已发 within a step that does more than that: a 家访. Returns how many changed. Raises Refused."""
    return step.change_many(AidNotice, _moved(notices, "delivered", _told("delivered", day, by, mode)))


def _told(state: str, when: dt.date, by: str, mode: str) -> Values:
    """What is written at a letter that is delivered or filed."""
    if state == "filed":
        return {"state": state, "filed_on": when}
    told: Values = {"state": state, "delivered_on": when, "undelivered_why": None}
    return told | ({"delivered_by": by} if by else {}) | ({"delivery_mode": mode} if mode else {})


def _moved(notices: Sequence[int], state: str, told: Values) -> dict[int, Values]:
    """The letters that change, filed ones left out. Raises Refused for what was never printed, or not sent yet."""
    rows = list(AidNotice.select().where(AidNotice.id.in_(list(notices))))
    label = code_list("notice_state").label(state)
    unprinted = [row for row in rows if row.state == "made"]
    if unprinted:
        raise Refused(f"选中的有 {len(unprinted)} 份还没有打印，不能记为“{label}”。")
    open_ones = [row for row in rows if row.state == "printed"]
    if state == "filed" and open_ones:
        raise Refused(f"选中的有 {len(open_ones)} 份还没有发出去，不能归档。送不到的请先写明原因。")
    if state == "filed" and (asking := [row for row in rows if waits(row)]):
        raise Refused(f"{'、'.join(AidNotice.caption(row) for row in asking[:3])}的回执还没有处理：{ASKED}")
    return {row.id: told for row in rows if row.state != "filed"}


def undeliver(store: Store, notices: Sequence[int], why: str) -> int:
    """Note letters that could not be delivered, and why; returns how many changed."""
    if not why.strip():
        raise Refused("请写一句送不到的原因，以后检查时要看。")
    rows = list(AidNotice.select().where(AidNotice.id.in_(list(notices))))
    if any(row.state == "made" for row in rows):
        raise Refused("选中的有还没有打印的告知书，不能记为“无法送达”。")
    if settled := [row.number for row in rows if row.state in ("returned", "filed")]:
        raise Refused(f"{'、'.join(settled[:3])}的回执已经收到，不能再记为“无法送达”。")
    changes = {
        row.id: {"state": "undelivered", "undelivered_why": why.strip(), "delivered_on": None} for row in rows
    }
    with store.step(f"告知书无法送达 {len(changes)} 份：{why.strip()}") as step:
        return step.change_many(AidNotice, changes)


@dataclass(frozen=True)
class ClassRate:
    """送达率 and 回执率 of one class, as counts: of `letters` so many were delivered, so many receipts came back."""

    class_name: str
    letters: int
    delivered: int
    returned: int

    @property
    def words(self) -> str:
        """ "三(2)班 送达 38/40（95.00%），回执 36/40（90.00%）"."""
        return f"{self.class_name} 送达 {self._share(self.delivered)}，回执 {self._share(self.returned)}"

    def _share(self, part: int) -> str:
        return f"{part}/{self.letters}（{part / self.letters:.2%}）" if self.letters else "0/0"


def rates(letters: Sequence[Posted]) -> list[ClassRate]:
    """送达率 and 回执率 class by class, in the order of classes. A letter to a household counts where its first child is."""
    groups: dict[str, list[Posted]] = {}
    for one in ordered([one for one in letters if one.notice.state != "replaced"], "class"):
        groups.setdefault(one.class_name, []).append(one)
    return [_rate(name, group) for name, group in groups.items()]


def rate_of_all(letters: Sequence[Posted]) -> ClassRate:
    """The same for the whole list."""
    return _rate("合计", [one for one in letters if one.notice.state != "replaced"])


def _rate(name: str, group: Sequence[Posted]) -> ClassRate:
    told = sum(one.notice.state in TOLD and one.notice.delivered_on is not None for one in group)
    back = sum(one.notice.receipt_on is not None for one in group)
    return ClassRate(name, len(group), told, back)


@dataclass(frozen=True)
class Received:
    """What became of one receipt: the letter's number, whose it is, whether it was ticked off before, on which list."""

    number: str
    name: str
    again: bool
    listed: str = ""

    @property
    def whose(self) -> str:
        return f"{self.number} {self.name}（{self.listed}）"


def receive(store: Store, typed: str, year: int, day: dt.date | None = None, *, choice: str = "") -> Received:
    """Tick off one returned receipt by what was typed or scanned; `year` where the text names none.

    choice: what the family ticked, a code of receipt_choice. Raises Refused with a sentence for what is no number, or
    a number no letter has.
    """
    row = find(typed, year)
    again = row.state in ("returned", "filed")
    if not again:
        record_receipts(store, [row.serial], row.year, day or dt.date.today(), choice=choice)
    return Received(row.number, Student.caption_of(row.student_id), again, AidBatch.caption_of(row.batch_id))


def find(typed: str, year: int) -> Any:
    """The letter of a number as it is typed or scanned. Raises Refused."""
    match = NUMBER.fullmatch(half_width(typed).strip())
    if match is None:
        raise Refused(f"看不懂“{typed.strip()}”，请写回执上的编号，例如 12。")
    wanted, serial = int(match[1] or match[2] or year), int(match[3])
    row = AidNotice.get_or_none((AidNotice.year == wanted) & (AidNotice.serial == serial))
    if row is None:
        raise Refused(f"{wanted} 年没有 {serial} 号告知书，请看看编号有没有写错。")
    if row.state == "replaced":
        raise Refused(f"{row.number} 已经换发新的告知书，请收新编号的回执。")
    return row


def year_of(letters: Sequence[Posted]) -> int:
    """The year a receipt without one belongs to: that of the newest letter of the batch."""
    return max((one.notice.year for one in letters if one.notice.year), default=dt.date.today().year)
