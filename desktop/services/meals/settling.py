"""Before a month's money is settled and signed: what the month's check still finds, rule by rule.

told = standing(store, "2026-10")              # what stands, as the check finds it now
settle(store, "2026-10", "lunch", why)         # why: asked for while errors stand, kept, shown to the headteacher
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from desktop.models.errors import Refused
from desktop.models.store import Store
from desktop.services.meals import settlement
from desktop.services.meals.checks import ERROR, WARNING, check_month
from desktop.services.progress import Progress

OWN = "money"  # the difference itself: the settlement shows it line by line


@dataclass(frozen=True)
class Standing:
    """What stands in a month: (name of the rule, how many) of errors and of what is to be looked at; errors in words."""

    month: str
    errors: tuple[tuple[str, int], ...]
    warnings: tuple[tuple[str, int], ...]
    sentences: tuple[str, ...]

    @property
    def words(self) -> str:
        """错误 3 处：“留样够量够时”2 处、“每日必做有记录”1 处。"" when nothing stands."""
        pairs = (("错误", self.errors), ("请核对", self.warnings))
        return "".join(f"{name} {_sum(told)} 处：{_named(told)}。" for name, told in pairs if told)


def _sum(told: tuple[tuple[str, int], ...]) -> int:
    return sum(count for _name, count in told)


def _named(told: tuple[tuple[str, int], ...]) -> str:
    return "、".join(f"“{name}”{count} 处" for name, count in told)


def standing(store: Store, month: str, *, progress: Progress | None = None) -> Standing:
    """Look the month over. Raises Cancelled."""
    found = [one for one in check_month(store, month, progress=progress).findings if one.rule.code != OWN]
    counts = {
        severity: tuple(Counter(one.rule.name for one in found if one.severity == severity).items())
        for severity in (ERROR, WARNING)
    }
    sentences = tuple(one.sentence for one in found if one.severity == ERROR)
    return Standing(month, counts[ERROR], counts[WARNING], sentences)


def settle(store: Store, month: str, kind: str, why: str = "") -> int:
    """Settle a month as `settlement.make` does. why: kept with it, as the reason for going on though errors stand.

    Raises Refused without that reason, and as `make` does.
    """
    store.session.demand("meals", "结算餐费")
    told = standing(store, month)
    if told.errors and not why.strip():
        raise Refused(f"这个月还有{told.words}请先改好；现在就要结算的，写一句为什么。")
    return settlement.make(store, month, kind, gaps_reason=why.strip() if told.errors else "")
