"""The word care: whether every listed child has a responsible teacher."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop.cli_parts import DONE, FINDINGS, day_of, tell, term_of
from desktop.models.errors import Refused

if TYPE_CHECKING:
    from desktop.models.terms import Term


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
    one.add_argument("--date", help="看学期里的哪一天，如 2026-11-20；不写就是今天，过去的学期看最后一天")


def coverage(chosen: Any) -> int:
    """listed = paired + missing, by type and by class, with the names of who is missing; 1 when anybody is."""
    from desktop.models.ledgers.staff import Staff
    from desktop.services.care import pairs

    term = term_of(chosen.term)
    told = pairs.coverage(_day_in(term, chosen.date), term)
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


def _day_in(term: Term, wanted: str | None) -> dt.date:
    """The day of a term that is asked about: today, the last one of a term that is over. Raises Refused for any other."""
    from desktop.models.ledgers.calendar import SchoolTerm
    from desktop.services.care.visits import span_of

    (first, last), today = span_of(term), dt.date.today()
    row = SchoolTerm.get_or_none(SchoolTerm.term == term.code)
    if first > today and not wanted:
        raise Refused(f"{term.title} {first} 才开始，还没有结对可看。")
    ends = row.ends if row else term.usual_span[1]
    day = day_of(wanted) if wanted else ends if today > last else today
    if not first <= day <= last:
        raise Refused(f"{day} 不在{term.title}里（{first} 到 {last}）。请改日期，或者改学期。")
    return day


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
