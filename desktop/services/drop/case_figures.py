"""The cases by month, for the chart: opened, taken up again, come back, closed, and how many stood open at its end."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from desktop.models.codes import code_list
from desktop.models.ledgers.drop_cases import CaseStep, DropCase

MONTHS = 12


@dataclass(frozen=True)
class CaseMonth:
    """One month. Each figure is the ids of its cases, so that it opens its names. month: "2026-10"."""

    month: str
    opened: tuple[int, ...]
    again: tuple[int, ...]
    back: tuple[int, ...]
    closed: tuple[int, ...]
    standing: tuple[int, ...]


def by_month(day: dt.date, months: int = MONTHS) -> list[CaseMonth]:
    """The last months up to the day's, the oldest first; the months before the first case are left out."""
    rows = CaseStep.select(CaseStep.drop_case, CaseStep.state, CaseStep.day).where(CaseStep.day <= day)
    steps: dict[int, list[tuple[str, dt.date]]] = defaultdict(list)
    for case, state, on in rows.order_by(CaseStep.id).tuples():
        steps[case].append((state, on))
    opened = dict(DropCase.select(DropCase.id, DropCase.opened_on).where(DropCase.opened_on <= day).tuples())
    if not opened:
        return []
    wanted = [one for one in _months(day, months) if one >= f"{min(opened.values()):%Y-%m}"]
    closed = set(code_list("drop_state").codes_with("closed"))
    return [_month(month, opened, steps, closed) for month in wanted]


def _months(day: dt.date, months: int) -> list[str]:
    """2026-10, 2026-11, …: so many, up to the day's own."""
    first = day.year * 12 + day.month - months
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, first + months)]


def _month(
    month: str,
    opened: dict[int, dt.date],
    steps: dict[int, list[tuple[str, dt.date]]],
    closed: Collection[str],
) -> CaseMonth:
    within = {case: [one for one in told if f"{one[1]:%Y-%m}" == month] for case, told in steps.items()}
    again = [
        case for case, told in steps.items() if any(_again(told, at, month) for at in range(1, len(told)))
    ]
    begun = [case for case, day in opened.items() if f"{day:%Y-%m}" == month]
    stands = []
    for case, day in opened.items():
        if f"{day:%Y-%m}" <= month:
            states = [state for state, on in steps[case] if f"{on:%Y-%m}" <= month]
            stands += [case] if not states or states[-1] not in closed else []
    ends = {name: [c for c, told in within.items() if any(s in states for s, _ in told)]
            for name, states in (("back", ("back",)), ("closed", closed))}  # fmt: skip
    return CaseMonth(
        month, tuple(begun), tuple(again), tuple(ends["back"]), tuple(ends["closed"]), tuple(stands)
    )


def _again(told: list[tuple[str, dt.date]], at: int, month: str) -> bool:
    """Whether a step takes a case up again in a month."""
    state, day = told[at]
    return (
        f"{day:%Y-%m}" == month
        and told[at - 1][0] in ("back", "moved", "closed")
        and state in ("suspected", "persuading")
    )
