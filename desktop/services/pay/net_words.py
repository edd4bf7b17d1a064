"""How a paper says that a payment was corrected afterwards: the same words on lists, rolls, cards and letters.

The words are data: resources/wording/corrected.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from desktop.models import money
from desktop.models.terms import day_in_words
from desktop.services.pay.reversals import Correction
from desktop.services.seeds import told


@cache
def _words() -> dict[str, Any]:
    return dict(told("wording/corrected"))


def changed_words(corrections: Iterable[Correction]) -> str:
    """追回300.55元，补发20.00元; each kind once."""
    sums: dict[str, int] = {}
    for one in corrections:
        sums[one.name] = sums.get(one.name, 0) + abs(one.fen)
    part = _words()["part"]
    return "，".join(
        part.format_map({"种类": name, "金额": money.figures(fen)}) for name, fen in sums.items()
    )


def net_words(came: int, corrections: Sequence[Correction]) -> str:
    """追回300.55元，实发324.45元; "" without a correction. came: what arrived of the grant, in 分."""
    if not corrections:
        return ""
    net = came + sum(one.fen for one in corrections)
    blanks = {"更正": changed_words(corrections), "实发": money.figures(net)}
    return str(_words()["row"].format_map(blanks))


def dated_words(one: Correction) -> str:
    """其中300.55元于2026年11月23日追回; of money that was given again, 另有20.00元于…补发."""
    text = _words()["taken" if one.fen < 0 else "given"]
    return str(text.format_map(blanks_of(one)))


def blanks_of(one: Correction) -> dict[str, str]:
    return {"金额": money.figures(abs(one.fen)), "日期": day_in_words(one.day), "种类": one.name}


def list_words(out: int, corrections: Sequence[Correction]) -> str:
    """What stands under a list: the sum as it went out, what was changed since, what families have. out: 分."""
    net = out + sum(one.fen for one in corrections)
    blanks = {"发出": money.figures(out), "更正": changed_words(corrections), "实发": money.figures(net)}
    return str(_words()["list"].format_map(blanks))
