"""What a term gives so far: each programme the school grants, its lists, heads, sums, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledger import database
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.batches import AidBatch
from desktop.models.terms import Term
from desktop.services.aid.checks import SIGNED_FOR
from desktop.services.aid.standards import NEAREST_FIRST

GRANTED = "grant"  # the role of programmes that the school itself lists and pays
BY_THE_TERM = ("学年", "学期", "次")  # units from which a term's amount follows without counting days


@dataclass(frozen=True)
class BatchSum:
    """One list with its heads, its sum in 分, and how many on it have no account."""

    batch: Any
    heads: int
    fen: int
    no_account: int

    @property
    def state(self) -> str:
        return code_list("batch_state").label(self.batch.state)


@dataclass(frozen=True)
class ProgrammeTerm:
    """One programme in one term. why_not: why no list can be made, "" when it can."""

    programme: Any
    batches: tuple[BatchSum, ...]
    why_not: str

    @property
    def heads(self) -> int:
        return sum(one.heads for one in self.batches)

    @property
    def fen(self) -> int:
        return sum(one.fen for one in self.batches)

    @property
    def no_account(self) -> int:
        return sum(one.no_account for one in self.batches)


def batches_of(term: Term | None) -> list[BatchSum]:
    """The lists of a term, or of all terms, newest term first."""
    query = AidBatch.select()
    if term is not None:
        query = query.where(AidBatch.term == term.code)
    rows = list(query.order_by(AidBatch.term.desc(), AidBatch.programme, AidBatch.number))
    sums = _sums([row.id for row in rows])
    return [BatchSum(row, *sums.get(row.id, (0, 0, 0))) for row in rows]


def sum_of(batch: int) -> BatchSum:
    """One list with its sums."""
    return BatchSum(AidBatch.get_by_id(batch), *_sums([batch]).get(batch, (0, 0, 0)))


def programmes_of(term: Term) -> list[ProgrammeTerm]:
    """The programmes this school grants, in their order; voided lists do not count."""
    lists = [one for one in batches_of(term) if one.batch.state != "void"]
    rows = (
        AidProgramme.select()
        .where(AidProgramme.role == GRANTED)
        .order_by(AidProgramme.place, AidProgramme.id)
    )
    return [
        ProgrammeTerm(
            row, tuple(one for one in lists if one.batch.programme_id == row.id), why_not(row.id, term)
        )
        for row in rows
    ]


def why_not(programme: int, term: Term) -> str:
    """Why no list can be made in a term: no standard holds, or the standard counts days. "" when one can."""
    units = {
        row.unit
        for row in AidStandard.select(AidStandard.unit).where(
            (AidStandard.programme == programme) & AidStandard.level.in_(NEAREST_FIRST)
            & AidStandard.amount.is_null(False) & (AidStandard.from_term <= term.code)
            & (AidStandard.to_term.is_null() | (AidStandard.to_term >= term.code))
        )
    }  # fmt: skip
    if not units:
        return "还没有可用的标准"
    if not units.intersection(BY_THE_TERM):
        return f"按{'、'.join(sorted(units))}计算，不按学期造册"
    return ""


def _sums(batches: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    if not batches:
        return {}
    marks = ",".join("?" * len(batches))
    sql = f"""SELECT batch_id, COUNT(*), SUM(amount), SUM(account IS NULL AND COALESCE(b.pay_mode, '') <> ?)
              FROM aid_grant g JOIN aid_batch b ON b.id = g.batch_id
              WHERE batch_id IN ({marks}) AND g.state <> 'stopped' GROUP BY batch_id"""
    rows = database.connection().cursor().execute(sql, (SIGNED_FOR, *batches))
    return {batch: (heads, fen, lacking) for batch, heads, fen, lacking in rows}
