"""Where the money of a list is, pupil by pupil: to be sent, at the bank, paid, come back, without an account, held back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from desktop.models.ledgers.batch_order import PAYING
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.models.ledgers.students import Student
from desktop.services.pay.lists import due

READY, AT_BANK, PAID, FAILED, LACKING, HELD = "ready", "bank", "paid", "failed", "lacking", "held"
BUCKETS = (READY, AT_BANK, PAID, FAILED, LACKING, HELD)


@dataclass(frozen=True)
class BoardLine:
    """One pupil of a list. said: the bank's last word on a payment that failed; times: how often it was sent."""

    grant: Any
    pupil: str
    bucket: str
    said: str = ""
    times: int = 0
    again: bool = False  # goes again with the account that was turned down, because somebody says so

    @property
    def corrected(self) -> bool:
        """Came back, and its account was put right since."""
        return bool(self.grant.state == "bounced" and self.bucket == READY and not self.again)


def board(batch: int, *, also: Collection[int] = ()) -> list[BoardLine]:
    """Everybody on a list who was not taken off it, in its order. also: grants that go again with the old account."""
    found = due(batch, also=also)
    places = {grant.id: READY for grant in found.ready} | {grant.id: LACKING for grant in found.lacking}
    places |= {grant.id: FAILED for grant in found.uncorrected} | {
        grant.id: AT_BANK for grant in found.at_bank
    }
    places |= {grant.id: FAILED if grant.state == "bounced" else LACKING for grant in found.doubted}
    places |= dict.fromkeys(found.turned, HELD)
    grants = list(
        AidGrant.select()
        .where((AidGrant.batch == batch) & (AidGrant.state != "stopped"))
        .order_by(AidGrant.place, AidGrant.id)
    )
    Student.learn_captions([grant.student_id for grant in grants])
    said, times = _words_of_bank([grant.id for grant in grants])
    return [
        BoardLine(
            grant, Student.name_of(grant.student_id), places.get(grant.id, PAID),
            found.whys.get(grant.id) or _said(grant, said),
            times.get(grant.id, 0), grant.id in also and grant.state == "bounced",
        )
        for grant in grants
    ]  # fmt: skip


def _words_of_bank(grants: list[int]) -> tuple[dict[int, str], dict[int, int]]:
    said: dict[int, str] = {}
    times: dict[int, int] = {}
    for line in PayLine.select().where(PayLine.grant.in_(grants)).order_by(PayLine.id):
        times[line.grant_id] = times.get(line.grant_id, 0) + 1
        if line.answer:
            said[line.grant_id] = line.answer
    return said, times


def _said(grant: Any, said: dict[int, str]) -> str:
    if grant.state == "paid":
        return ""
    return said.get(grant.id) or (grant.reason if grant.state == "bounced" else "") or ""


def lists_of(batch: int) -> list[Any]:
    """The pay lists of a batch, newest first."""
    return list(PayList.select().where(PayList.batch == batch).order_by(PayList.number.desc()))


def lists_for_answers(term: str) -> list[Any]:
    """The pay lists a bank's file may be for, newest first: those being paid, and all of a term.

    A list that has its answer is among them: money may come back from the bank weeks later.
    """
    wanted = AidBatch.state.in_(PAYING) | ((AidBatch.term == term) & (AidBatch.state != "void"))
    return list(PayList.select().join(AidBatch).where(wanted).order_by(PayList.id.desc()))
