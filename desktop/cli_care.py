"""The word care: whether every listed child has a responsible teacher."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from desktop.cli_parts import DONE, FINDINGS, day_of, tell, term_of


def add_words(add: Any, open_school: Callable[[Any], Any]) -> None:
    """Put `care coverage --term 2026秋` on the parser.

    add: what the command line makes a word with. open_school: logs in to --data.
    """

    def care(chosen: Any) -> int:
        school = open_school(chosen)
        try:
            return coverage(chosen)
        finally:
            school.close()

    one: argparse.ArgumentParser = add("care", care, "结对关爱：要结对的学生是不是都有责任教师")
    one.add_argument("action", choices=("coverage",), help="coverage：不漏一人的覆盖清单")
    one.add_argument("--term", required=True, help="学期，如 2026秋")
    one.add_argument("--date", help="看哪一天，如 2026-11-20；不写就是今天")


def coverage(chosen: Any) -> int:
    """listed = paired + missing, by type and by class, with the names of who is missing; 1 when anybody is."""
    from desktop.models.ledgers.staff import Staff
    from desktop.services.care import pairs

    told = pairs.coverage(day_of(chosen.date), term_of(chosen.term))
    missing = [
        {
            "name": child.name,
            "class": child.class_name,
            "types": [pairs.kind_name(kind) for kind in pairs.kinds_of(child)],
            "left_by": Staff.caption_of(told.left_alone[child.student])
            if child.student in told.left_alone
            else None,
        }
        for child in told.missing
    ]
    found = {
        "term": told.term.code, "day": told.day, "listed": told.listed, "paired": told.paired, "missing": missing,
        "classes": [_line(one) for one in told.classes], "types": [_line(one) for one in told.types],
    }  # fmt: skip
    words = [f"{told.term.title}（{told.day}）：{told.sentence}"]
    words += [f"  {one.label}：{one.paired} / {len(one.listed)}" for one in (*told.types, *told.classes)]
    words += [f"  缺责任教师 {one['class']} {one['name']}（{_why(one)}）" for one in missing]
    tell(chosen, found, "\n".join(words))
    return FINDINGS if missing else DONE


def _line(one: Any) -> dict[str, Any]:
    return {
        "label": one.label,
        "listed": len(one.listed),
        "paired": one.paired,
        "missing": len(one.missing),
    }


def _why(one: dict[str, Any]) -> str:
    types = "、".join(one["types"])
    return f"{types}，原责任教师 {one['left_by']} 已离校" if one["left_by"] else types
