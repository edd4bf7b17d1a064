"""The amounts of a bank's answer in whole 分: never guessed from 元 to 分 where the heading says which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.models import money

FIGURES = re.compile(r"-?\d{1,9}(\.\d{1,2}0*)?")
CURRENCIES = ("人民币", "RMB", "CNY", "￥", "¥")
MINUS = str.maketrans("－−﹣", "---")
FIRST_CAPITALS = frozenset(money.DIGITS)


@dataclass(frozen=True)
class Unit:
    """What the figures of a column are. guessed: the heading did not say, the amounts that were sent did."""

    in_fen: bool = False
    guessed: bool = False


def unit_of(head: str, title: str, cells: Iterable[str], sent: frozenset[int]) -> Unit:
    """元 or 分 of a column: by its heading, else by which of them the amounts sent are found in."""
    if "元" in head:
        return Unit()
    if "分" in head:
        return Unit(in_fen=True)
    if re.search(r"单位[:：]?\s*元", title):
        return Unit()
    read = [cell for cell in map(figures, cells) if cell is not None]
    yuan = sum(money.parse_yuan(cell) in sent for cell in read)
    whole = sum(cell.isdigit() and int(cell) in sent for cell in read)
    return Unit(in_fen=whole > yuan, guessed=whole > yuan)


def figures(text: str) -> str | None:
    """A cell as plain figures: "1,250.00元整", "RMB1250.00" -> "1250.00"; None when it is no number."""
    tidy = "".join(text.upper().translate(MINUS).replace(",", "").replace("，", "").split())
    for sign in CURRENCIES:
        tidy = tidy.replace(sign, "", 1)
    tidy = tidy.removesuffix("整").removesuffix("元").removesuffix("圆").removesuffix("分")
    return tidy if FIGURES.fullmatch(tidy) else None


def fen_of(text: str, unit: Unit, sent: frozenset[int]) -> int | None:
    """The 分 of a cell, below zero when it is; None when it cannot be read. Capital figures of an amount sent are."""
    told = figures(text)
    if told is None:
        return next((fen for fen in sent if fen >= 0 and money.words(fen) == _capital(text)), None)
    in_fen = text.endswith("分") or (unit.in_fen and not text.endswith("元"))
    return int(told) if in_fen and "." not in told else money.parse_yuan(told)


def _capital(text: str) -> str:
    """One way of writing capital figures: 圆 as 元, 正 as 整, no 人民币 before."""
    tidy = "".join(text.split()).removeprefix("人民币").replace("圆", "元").replace("正", "整")
    return tidy if not tidy.endswith(("元", "角")) else f"{tidy}整"


def why_unread(text: str) -> str:
    """What is wrong with a cell of amounts that cannot be read."""
    if FIRST_CAPITALS & set(text) and "元" in text.replace("圆", "元"):
        return f"金额写的是“{text}”，和送的金额都不一样。请对照银行的原件。"
    return f"金额写的是“{text}”，看不懂。请对照银行的原件。"
