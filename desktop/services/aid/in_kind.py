"""Lists on which things are handed out: the cash and what the things are worth are told apart, never added up.

The amount beside a thing is its worth, 折合, and nobody is given it in cash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from desktop.models import money
from desktop.services.namesakes import told_apart

NAMED = 6  # kinds of things, and names beside each, that are written out


def sum_words(given: Iterable[tuple[int, str | None]]) -> str:
    """What a list comes to, of (分, thing) a pupil: 合计 625.00 元（…）; with things, cash and worth each for itself."""
    lines = list(given)
    cash = sum(fen for fen, thing in lines if not thing)
    worth = sum(fen for fen, thing in lines if thing)
    things = sum(bool(thing) for _, thing in lines)
    money_ = f"{money.figures(cash)} 元（{money.words(cash)}）"
    if not things:
        return f"合计 {money_}"
    counted = f"，折合 {money.figures(worth)} 元，不发现金" if worth else ""
    return f"{f'现金 {money_}，' if cash else ''}物品 {things} 人{counted}"


def things_words(grants: Sequence[Any]) -> str:
    """Which things, and who gets them: 书包1个：王芳、李强；棉被1床：张伟。; "" for money alone."""
    whose: dict[str, list[int]] = defaultdict(list)
    for grant in grants:
        if grant.item:
            whose[grant.item].append(grant.student_id)
    names = told_apart(student for students in whose.values() for student in students)
    told = [f"{thing}：{_names(students, names)}" for thing, students in list(whose.items())[:NAMED]]
    more = f"等，共 {len(whose)} 种，请看名单" if len(whose) > NAMED else ""
    return f"{'；'.join(told)}{more}。" if told else ""


def _names(students: Sequence[int], names: dict[int, str]) -> str:
    some = "、".join(names[one] for one in students[:NAMED])
    return f"{some} 等 {len(students)} 人" if len(students) > NAMED else some
