"""Which 资助标准 holds for whom in a term, and what it comes to for half a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledgers.aid import NEAREST_FIRST, AidProgramme, AidStandard
from desktop.models.terms import Term

__all__ = ["NEAREST_FIRST", "Amount", "amount_of", "standard_for"]


@dataclass(frozen=True)
class Amount:
    """What one pupil gets in one term: the 分, the standard behind it, and the sum in words."""

    fen: int
    standard: int
    formula: str


def standard_for(programme: int, stage: str, boarding: str, term: Term) -> AidStandard | None:
    """The row that holds: valid in the term, nearest authority first, newest first. None when there is none."""
    return AidStandard.holding(programme, stage, boarding, term)


def amount_of(standard: Any, term: Term) -> Amount:
    """The term's amount with its formula, e.g. "625元/学年 ÷ 2 = 312.50元".

    Half of the annual amount, exact in 分. Raises Refused for units that need days (月, 天).
    """
    fen, doc = standard.amount, f"（{standard.doc_no}）" if standard.doc_no else ""
    if standard.unit == "学年":
        half = money.halved(fen)
        return Amount(half, standard.id, f"{_short(fen)}元/学年 ÷ 2 = {money.figures(half)}元{doc}")
    if standard.unit in ("学期", "次"):
        return Amount(fen, standard.id, f"{_short(fen)}元/{standard.unit} = {money.figures(fen)}元{doc}")
    raise Refused(
        f"“{AidProgramme.caption_of(standard.programme_id)}”按{standard.unit}计算，不能直接按学期生成名单。"
    )


def _short(fen: int) -> str:
    """62500 -> "625", 31250 -> "312.50"."""
    return money.figures(fen).removesuffix(".00")
