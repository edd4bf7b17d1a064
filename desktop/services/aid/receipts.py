"""Many receipts at once: numbers typed one after another ("12 15 18-22"), or lines ticked in a list."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch, AidNotice
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.writing import half_width
from desktop.services.aid.delivery import Received, find
from desktop.services.aid.notices import returned

BETWEEN = re.compile(r"[\s,，、;；]+")
RANGE = re.compile(r"(\d{1,6})\s*[-—–~～至到]\s*(\d{1,6})")
DASHES = re.compile(r"\s*([-—–~～至到])\s*")
LONGEST_RANGE = 300  # receipts in one pile; a longer range is a slip of the finger
YEARS = range(2000, 2100)


@dataclass
class Receipts:
    """What became of a row of numbers: newly ticked off, ticked off before, and sentences about what was no letter."""

    taken: list[Received] = field(default_factory=list)
    again: list[Received] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        parts = [f"收回执 {len(self.taken)} 份"]
        if self.again:
            parts.append(f"{len(self.again)} 份以前收过")
        if self.unknown:
            parts.append(f"{len(self.unknown)} 个编号没有对应的告知书")
        return "，".join(parts) + "。"

    @property
    def whose(self) -> str:
        """Every number with its pupil, list by list: a number may be of another list than the one on the screen."""
        lists: dict[str, list[str]] = {}
        for one in (*self.taken, *self.again):
            lists.setdefault(one.listed, []).append(f"{one.number} {one.name}")
        return "".join(f"{listed}：{'、'.join(who)}。" for listed, who in lists.items())


def boxes_of(notice: str) -> list[tuple[str, str]]:
    """(code, words) of the boxes on the receipt of a kind of letter (a code of notice_kind), as they stand on paper."""
    known = code_list("receipt_choice")
    return [(code, words) for code, words in known.labels.items() if known.fact(code, "notice") == notice]


def receive_many(
    store: Store, typed: str, year: int, day: dt.date | None = None, *, choice: str = ""
) -> Receipts:
    """Tick off receipts by typed numbers and ranges, as one step; what no letter has is told and does not stop the rest.

    Raises Refused when nothing was typed, or a range runs backwards or too far.
    """
    numbers = _numbers(typed)
    if not numbers:
        raise Refused("请写回执上的编号，例如 12 15 18-22。")
    told, rows = Receipts(), {}
    for number in numbers:
        try:
            row = find(number, year)
        except Refused as refusal:
            told.unknown.append(str(refusal))
        else:
            rows[row.id] = row
    _tick(store, list(rows.values()), told, (day or dt.date.today(), choice))
    return told


def tick(store: Store, notices: Sequence[int], day: dt.date | None = None, *, choice: str = "") -> Receipts:
    """Tick off the receipts of letters chosen in a list, as one step. Raises Refused for letters never printed."""
    rows = list(AidNotice.select().where(AidNotice.id.in_(list(notices))).order_by(AidNotice.id))
    unprinted = [Student.caption_of(row.student_id) for row in rows if row.state == "made"]
    if unprinted:
        raise Refused(f"{'、'.join(unprinted[:3])}的告知书还没有打印，不会有回执。")
    told = Receipts()
    _tick(store, rows, told, (day or dt.date.today(), choice))
    return told


def _tick(store: Store, rows: Sequence[Any], told: Receipts, how: tuple[dt.date, str]) -> None:
    changes = {}
    for row in rows:
        again = row.state in ("returned", "filed")
        one = Received(
            row.number, Student.caption_of(row.student_id), again, AidBatch.caption_of(row.batch_id)
        )
        (told.again if again else told.taken).append(one)
        if not again:
            changes[row.id] = returned(store, row, *how)
    if changes:
        with store.step(f"收回执 {len(changes)} 份") as step:
            step.change_many(AidNotice, changes)


def _numbers(typed: str) -> list[str]:
    """Single numbers of what was typed, ranges written out; 2026-12 is the twelfth letter of 2026."""
    found: list[str] = []
    for word in filter(None, BETWEEN.split(DASHES.sub(r"\1", half_width(typed)).strip())):
        match = RANGE.fullmatch(word)
        if match is None or (int(match[1]) in YEARS and int(match[2]) < int(match[1])):
            found.append(word)
            continue
        first, last = int(match[1]), int(match[2])
        if last < first or last - first >= LONGEST_RANGE:
            raise Refused(f"“{word}”看不懂：从 {first} 号到 {last} 号。请看看有没有写错。")
        found += [str(number) for number in range(first, last + 1)]
    return found
