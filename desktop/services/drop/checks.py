"""What the check of the books says of 控辍保学: months missing, the chain broken, cases late, proofs run out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from desktop.models.ledgers.drop_cases import DropCase
from desktop.services.drop import cases, chain, inspections, proofs

NAMED = 5  # named in one sentence
Doubt = tuple[str, tuple[int, ...]]  # a sentence, the pupils it is about


def doubts(day: dt.date) -> Iterator[Doubt]:
    """Nothing for a school that has not begun with the work."""
    for gap in chain.gaps(day):
        yield gap.sentence, gap.pupils
    yield from _late(day)
    if expired := [line for line in proofs.board(day).lines if line.state == proofs.EXPIRED]:
        names = [line.child.name for line in expired]
        yield f"{_some(names)}的在外就读证明已经过期，请重新索要。", ()
    late = [one for one in inspections.findings(day) if one.state == inspections.LATE]
    if late:
        told = [f"{one.row.mend_by} {one.row.finding}" for one in late]
        yield f"督导发现的问题逾期没有整改：{_some(told)}。", ()


def _late(day: dt.date) -> Iterator[Doubt]:
    """Open cases whose next step is overdue."""
    late = [one for one in cases.open_cases(day) if one.late > 0]
    if late:
        told = [f"{DropCase.caption(one.file.row)}（{one.next.words}）" for one in late]
        pupils = tuple(one.file.student for one in late if one.file.student)
        yield f"控辍个案超过期限：{_some(told)}。", pupils


def _some(names: list[str]) -> str:
    return "、".join(names[:NAMED]) + (f" 等 {len(names)} 件" if len(names) > NAMED else "")
