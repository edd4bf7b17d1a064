"""What differs between two readings of a month report, in sentences with names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from desktop.models.ledgers.drop_reports import DropReport
from desktop.services.drop.kept import COUNTS, TRUANT
from desktop.services.drop.month_people import Named

if TYPE_CHECKING:
    from desktop.services.drop.reports import Figures

TRUANTS = "到了列为疑似辍学的天数没有列"
NAMED = 5  # children named in one sentence


def changes(was: Figures, now: Figures) -> list[str]:
    """What differs between two readings of a month, in sentences with names."""
    found = []
    for name in (*COUNTS, TRUANT):
        label = TRUANTS if name == TRUANT else getattr(DropReport, name).label
        if name in now.lists:
            found += _names_changed(label, was.lists.get(name, ()), now.lists[name])
        elif was.counts[name] != now.counts[name]:
            found.append(f"{label} {was.counts[name]} → {now.counts[name]}")
    return found


def _names_changed(label: str, was: Sequence[Named], now: Sequence[Named]) -> list[str]:
    """One sentence on who came and who went between two readings of a list; nothing where it is the same."""
    before, after = {_same(one) for one in was}, {_same(one) for one in now}
    told = [
        *(f"多了{one.class_name}{one.name}" for one in now if _same(one) not in before),
        *(f"少了{one.class_name}{one.name}" for one in was if _same(one) not in after),
    ]
    return (
        [f"{label}：{'、'.join(told[:NAMED])}" + (f"等 {len(told)} 人" if len(told) > NAMED else "")]
        if told
        else []
    )


def _same(one: Any) -> tuple[Any, ...]:
    return (one.student, one.name, one.kind)
