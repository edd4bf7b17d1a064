"""How long ago the school last held its roster against the departments' lists, and against the other systems."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from desktop.models.ledgers.lists import CountyList, RollCheck
from desktop.services.lists.presets import told


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
    """Days since the roster was last held against 学籍 or the aid system."""
    row = RollCheck.select(RollCheck.day).order_by(RollCheck.day.desc()).first()
    return _since(row.day if row else None, today, "学籍系统和资助系统")


def _since(last: dt.date | None, today: dt.date, what: str) -> Since:
    if last is None:
        return Since(None, None, True, f"还没有和{what}比对过。")
    days = max((today - last).days, 0)
    late = days > int(told("settings")["warn_after_days"])
    words = f"上次和{what}比对是 {last}" + ("，就在今天。" if days == 0 else f"，已过去 {days} 天。")
    return Since(
        last, days, late, words + ("请找部门要新名单，再比对一次。" if late and what == "部门名单" else "")
    )
