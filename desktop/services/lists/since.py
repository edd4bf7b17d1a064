"""How long ago the school last held its roster against the departments' lists, and against the other systems."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from peewee import fn

from desktop.models.codes import code_list
from desktop.models.ledgers.lists import CountyList, RollCheck
from desktop.services.lists.presets import told

SYSTEMS = ("enrolment", "aid")  # codes of what the roster agrees with three ways
FOREVER = 10**6  # days


@dataclass(frozen=True)
class Since:
    """The last comparison. late: it is time for another."""

    last: dt.date | None
    days: int | None
    late: bool
    sentence: str


def since_lists(today: dt.date) -> Since:
    """Days since county lists were last taken in; the newest taking counts, of whatever month its list is."""
    row = CountyList.select(CountyList.taken_on).order_by(CountyList.taken_on.desc()).first()
    return _since(row.taken_on if row else None, today, "部门名单")


def since_roll(today: dt.date) -> Since:
    """Days since the roster was last held against 学籍, and against the aid system: each for itself, the longer one counts."""
    last = dict(
        RollCheck.select(RollCheck.other, fn.MAX(RollCheck.day))
        .where(RollCheck.other.in_(SYSTEMS))
        .group_by(RollCheck.other)
        .tuples()
    )
    systems = code_list("other_system")
    each = [_since(last.get(system), today, systems.label(system)) for system in SYSTEMS]
    oldest = max(each, key=lambda one: FOREVER if one.days is None else one.days)
    return replace(oldest, late=any(one.late for one in each), sentence="".join(one.sentence for one in each))


def _since(last: dt.date | None, today: dt.date, what: str) -> Since:
    if last is None:
        return Since(None, None, True, f"还没有和{what}比对过。")
    days = max((today - last).days, 0)
    late = days > int(told("settings")["warn_after_days"])
    words = f"上次和{what}比对是 {last}" + ("，就在今天。" if days == 0 else f"，已过去 {days} 天。")
    return Since(
        last, days, late, words + ("请找部门要新名单，再比对一次。" if late and what == "部门名单" else "")
    )
