"""What a target of a 责任书 cannot say: a rate below 0 % or above 100 %, two numbers for one thing, rates that exclude each other."""

import json
import re
from collections.abc import Iterable
from functools import cache

from desktop.places import RESOURCES

PERCENT = re.compile(r"([-－—−]?)\s*(\d+(?:\.\d+)?)\s*[%％]")
WORDS_OF_GROWTH = ("增长", "增幅", "提高", "上升")  # a growth may well be more than 100 %


@cache
def _together() -> tuple[tuple[str, str], ...]:
    """Pairs of rates of the same pupils: together no more than 100 %."""
    told = json.loads((RESOURCES / "care" / "duty_targets.json").read_text("utf-8"))
    return tuple((first, second) for first, second in told["together"])


def percent(value: str) -> float | None:
    """The first percentage in a value; None when it holds none."""
    found = PERCENT.search(value)
    return None if found is None else float(found[2]) * (-1 if found[1] else 1)


def wrong_value(name: str, value: str) -> str:
    """Why a value cannot be a target; "" when it can."""
    rate = percent(value)
    if rate is None or 0 <= rate <= 100 or any(word in name + value for word in WORDS_OF_GROWTH):
        return ""
    return f"目标“{name}”写的是 {value}，百分数只能在 0 到 100 之间，请看看有没有写错。"


def contradiction(targets: Iterable[tuple[str, str]]) -> str:
    """Why the targets of one paper cannot stand side by side; "" when they can."""
    seen: dict[str, str] = {}
    for name, value in targets:
        if name in seen:
            same = "写了两次" if seen[name] == value else f"写了两个数：{seen[name]} 和 {value}"
            return f"目标“{name}”{same}，请只留一个。"
        seen[name] = value
    rates = {name: rate for name, value in seen.items() if (rate := percent(value)) is not None}
    for first, second in _together():
        for one in (name for name in rates if first in name):
            for other in (name for name in rates if second in name):
                if rates[one] + rates[other] > 100:
                    return (
                        f"“{one} {seen[one]}”和“{other} {seen[other]}”合不到一起：加起来超过 100%，请改一个。"
                    )
    return ""
