"""The 资助标准 of a term as a table for families: what there is, for whom, how much a year and a term."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.terms import Term
from desktop.services.aid.standards import NEAREST_FIRST, standard_for
from desktop.services.paper.documents.common import school_on_paper, wording


@dataclass(frozen=True)
class StandardRow:
    """One line. per_term "" where the standard is no amount, or counted by the day: per_year says it all."""

    programme: str
    stage: str
    per_year: str
    per_term: str
    note: str


def heads() -> list[str]:
    return [str(head) for head in wording("policy_letter")["columns"]]


def standard_rows(term: Term, stages: Sequence[str]) -> list[StandardRow]:
    """Every aid this school hands out or tells of, the nearest authority's standard first; equal stages in one row."""
    rows: list[StandardRow] = []
    offered = (
        AidProgramme.select().where(AidProgramme.role.in_(("grant", "inform"))).order_by(AidProgramme.place)
    )
    for programme in offered:
        if programme.code == "meal" and school_on_paper().nutrition_area == "none":
            continue
        alike: dict[tuple[str, str], list[str]] = defaultdict(list)
        for stage in stages:
            if stage in programme.stages.split(",") and (found := _standard(programme, stage, term)):
                alike[_amounts(found)].append(code_list("stage").label(stage))
        for (year, half), labels in alike.items():
            rows.append(StandardRow(programme.name, "、".join(labels), year, half, _note(programme)))
    return rows


def _standard(programme: Any, stage: str, term: Term) -> Any:
    """The amount that holds, or else the nearest standard in words (免除)."""
    if found := standard_for(programme.id, stage, programme.boarding, term):
        return found
    rows = AidStandard.select().where(
        (AidStandard.programme == programme.id) & (AidStandard.stage == stage) & AidStandard.level.in_(NEAREST_FIRST)
        & AidStandard.amount_text.is_null(False) & (AidStandard.from_term <= term.code)
        & (AidStandard.to_term.is_null() | (AidStandard.to_term >= term.code))
    )  # fmt: skip
    return min(rows, key=lambda row: NEAREST_FIRST.index(row.level), default=None)


def _amounts(standard: Any) -> tuple[str, str]:
    """(每学年, 每学期) in 元; ("每天5元", "") where it is no yearly sum."""
    if standard.amount is None:
        return str(standard.amount_text), ""
    if standard.unit == "学年":
        return _plain(standard.amount), _plain(money.halved(standard.amount))
    if standard.unit == "学期":
        return _plain(standard.amount * 2), _plain(standard.amount)
    return f"每{standard.unit}{_plain(standard.amount)}元", ""


def _plain(fen: int) -> str:
    return money.figures(fen).removesuffix(".00")


def _note(programme: Any) -> str:
    notes = wording("policy_letter")["standard_notes"]
    return str(notes.get(programme.code, notes[programme.boarding]))
