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
ABSENT = "absent"
REACHED = "到了列为疑似辍学的天数"  # begins what is added of a child that had to be listed
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
    if was.as_of == now.as_of:  # until then each day more changes the words
        found += _told_otherwise(was.lists.get(ABSENT, ()), now.lists.get(ABSENT, ()))
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


def _told_otherwise(was: Sequence[Named], now: Sequence[Named]) -> list[str]:
    """Who is still among the absent, but of whom the class lists tell another absence by now: 旷课 became 病假."""
    before = {_same(one): one for one in was}
    told = [
        f"{one.class_name}{one.name}由“{old}”变成“{new}”"
        for one in now
        if (had := before.get(_same(one))) and (old := _absence(had)) != (new := _absence(one))
    ]
    more = f"等 {len(told)} 人" if len(told) > NAMED else ""
    return [f"缺课写法：{'、'.join(told[:NAMED])}{more}"] if told else []


def _absence(one: Named) -> str:
    """What a report says of an absence, without what became of the child later."""
    return one.words.partition(f"，{REACHED}")[0]


def _same(one: Any) -> tuple[Any, ...]:
    return (one.student, one.name, one.kind)
