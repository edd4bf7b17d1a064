"""Marking days of the 校历: holidays of the school's own, Saturdays with lessons."""

from __future__ import annotations

import datetime as dt

from desktop.models.errors import Refused
from desktop.models.ledgers.calendar import CalendarDay
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.recognition import posting

LONGEST = 120  # days at once: more is a slip of the keyboard
WEEKDAYS = "一二三四五六日"


def mark(store: Store, first: dt.date, last: dt.date, kind: str | None, reason: str = "") -> int:
    """Make the days from `first` to `last` holidays ("off") or school days ("on"), or ordinary again (None).

    Lists that hang (公示) end later where it takes working days from them.
    Returns how many days changed; the whole is one step to undo. Raises Refused when the span makes no sense.
    """
    span = (last - first).days + 1
    if span < 1:
        raise Refused("最后一天早于第一天，请把日期对调。")
    if span > LONGEST:
        raise Refused(f"一次最多标 {LONGEST} 天，现在是 {span} 天，请核对日期。")
    days = [first + dt.timedelta(days=number) for number in range(span)]
    had = {row.day: row for row in CalendarDay.select().where(CalendarDay.day.in_(days))}
    word = {"off": "放假", "on": "上课"}.get(kind or "", "照常")
    with store.step(f"校历：{_span_in_words(first, last)}{word}") as step:
        for day in days:
            if day not in had and kind:
                step.add(CalendarDay, {"day": day, "kind": kind, "reason": reason or None})
            elif day in had and kind:
                step.change(CalendarDay, had[day].id, {"kind": kind, "reason": reason or None})
            elif day in had:
                step.remove(CalendarDay, had[day].id)
        changed = len(step.changes)
        if changed:
            posting.reckon_anew(step)
    return changed


def _span_in_words(first: dt.date, last: dt.date) -> str:
    return day_in_words(first) if first == last else f"{day_in_words(first)}至{day_in_words(last)}"


def in_words(day: dt.date) -> str:
    """2026年10月12日 星期一."""
    return f"{day_in_words(day)} 星期{WEEKDAYS[day.weekday()]}"


def unknown_years(today: dt.date) -> list[int]:
    """This year and the next, where nobody has entered a holiday yet."""
    known = {
        day.year for (day,) in CalendarDay.select(CalendarDay.day).where(CalendarDay.kind == "off").tuples()
    }
    return [year for year in (today.year, today.year + 1) if year not in known]
