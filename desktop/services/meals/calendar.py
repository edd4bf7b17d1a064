"""供餐日历: on which days which meal is served, and by whom. Days nobody wrote follow the 校历."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.calendar import CalendarDay, SchoolTerm
from desktop.models.ledgers.meal_order import why_settled
from desktop.models.ledgers.meals import ClassDay, SupplyDay
from desktop.models.ledgers.school import the_school
from desktop.models.store import Store
from desktop.models.terms import Term, term_of
from desktop.models.working_days import exceptions, is_working_day

ON_ITS_OWN = {"snack": "4"}  # 课间加餐 is a mode of supply by itself (实施办法)


@dataclass(frozen=True)
class Day:
    """One day of one meal. told: somebody wrote it; else it follows the 校历. reason: why there is no meal.

    sheets: how many classes have kept their sheet.
    """

    day: dt.date
    served: bool
    mode: str | None
    reason: str
    told: bool
    sheets: int = 0


def kinds() -> list[str]:
    """The kinds of meals that the school serves, in the order of the code list; lunch when nothing is said."""
    school = the_school()
    told = (school.meal_kinds if school else None) or "lunch"
    return [code for code in code_list("meal_kind").labels if code in told.split(",")]


def usual_mode(kind: str) -> str | None:
    """The mode of supply of a day that says none."""
    school = the_school()
    return ON_ITS_OWN.get(kind) or (school.meal_mode if school else None)


def span_of(term: Term) -> tuple[dt.date, dt.date]:
    """First and last day of a term: the school's own 学期 dates, else the usual months."""
    row = SchoolTerm.get_or_none(SchoolTerm.term == term.code)
    return (row.starts, row.ends) if row else term.usual_span


def days(first: dt.date, last: dt.date, kind: str) -> list[Day]:
    """Every day from `first` to `last`, both included."""
    rows = SupplyDay.select().where((SupplyDay.kind == kind) & SupplyDay.day.between(first, last))
    told = {row.day: row for row in rows}
    kept = _sheets(first, last, kind)
    usual, mode = _UsualDays(), usual_mode(kind)
    every = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return [_day(day, told.get(day), usual, mode, kept.get(day, 0)) for day in every]


def _day(day: dt.date, row: Any, usual: _UsualDays, mode: str | None, sheets: int) -> Day:
    if row is not None:
        return Day(
            day, row.served, (row.mode or mode) if row.served else None, row.reason or "", True, sheets
        )
    why = usual.why_none(day)
    return Day(day, not why, None if why else mode, why, False, sheets)


def month_days(month: str, kind: str) -> list[Day]:
    """The days of a month such as "2026-10"."""
    return days(*month_span(month), kind)


def month_span(month: str) -> tuple[dt.date, dt.date]:
    """First and last day of "2026-10"."""
    year, number = map(int, month.split("-"))
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])


def served_days(first: dt.date, last: dt.date, kind: str) -> list[dt.date]:
    """The days with a meal."""
    return [one.day for one in days(first, last, kind) if one.served]


def the_day(day: dt.date, kind: str) -> Day:
    return days(day, day, kind)[0]


def why_not_served(day: dt.date, kind: str) -> str:
    """The sentence for a day without this meal; "" when it is served."""
    one = the_day(day, kind)
    if one.served:
        return ""
    label = code_list("meal_kind").label(kind)
    if one.told:
        return f"{day} 在供餐日历上是停餐（{one.reason}），不能登记{label}。"
    return f"{day} 按校历不上课（{one.reason}），没有{label}。这天确实供餐的，先在供餐日历上写明。"


class _UsualDays:
    """What the 校历 and the terms say of days: read once for many."""

    def __init__(self) -> None:
        self.told = exceptions()
        off = CalendarDay.select(CalendarDay.day, CalendarDay.reason).where(CalendarDay.kind == "off")
        self.reasons: dict[dt.date, str] = dict(off.tuples())
        terms = list(SchoolTerm.select(SchoolTerm.term, SchoolTerm.starts, SchoolTerm.ends).tuples())
        self.terms = [(starts, ends) for _, starts, ends in terms]
        self.codes = {term for term, _, _ in terms}

    def why_none(self, day: dt.date) -> str:
        """Why no school is held on a day; "" when it is."""
        if not is_working_day(day, self.told):
            return self.reasons.get(day) or ("放假" if day in self.told else "周末")
        inside = any(first <= day <= last for first, last in self.terms)
        return "" if inside or term_of(day).code not in self.codes else "学期外"


def _sheets(first: dt.date, last: dt.date, kind: str) -> dict[dt.date, int]:
    counts: dict[dt.date, int] = {}
    rows = ClassDay.select(ClassDay.day).where((ClassDay.kind == kind) & ClassDay.day.between(first, last))
    for (day,) in rows.tuples():
        counts[day] = counts.get(day, 0) + 1
    return counts


# writing ------------------------------------------------------------------------------------------------


def serve(store: Store, chosen: Sequence[dt.date], kind: str, mode: str | None = None) -> int:
    """Write that these days have the meal, by this mode (the school's own when none is named). Returns how many changed."""
    mode = mode or usual_mode(kind)
    return _write(store, chosen, kind, {"served": True, "mode": mode, "reason": None})


def stop(store: Store, chosen: Sequence[dt.date], kind: str, reason: str) -> int:
    """停餐 on these days. Raises Refused without a reason, or where classes have kept their sheets."""
    if not reason.strip():
        raise Refused("停餐请写明原因，例如 放假、停电、运动会。")
    return _write(store, chosen, kind, {"served": False, "mode": None, "reason": reason.strip()})


def as_usual(store: Store, chosen: Sequence[dt.date], kind: str) -> int:
    """Take away what was written: the days follow the 校历 again. Raises Refused where sheets would stand on no meal."""
    store.session.demand("meals", "改供餐日历")
    rows = _rows(chosen, kind)
    usual = _UsualDays()
    kept = _sheets(min(chosen), max(chosen), kind) if chosen else {}
    if bare := [day for day in rows if kept.get(day) and usual.why_none(day)]:
        raise Refused(
            f"{bare[0]} 按校历不上课，可是已经有 {kept[bare[0]]} 个班登记了就餐。先核对班级日餐表。"
        )
    with store.step(f"供餐日历：{_in_words(list(rows))}照校历") as step:
        step.remove_many(SupplyDay, [row.id for row in rows.values()])
    return len(rows)


def _write(store: Store, chosen: Sequence[dt.date], kind: str, values: Values) -> int:
    store.session.demand("meals", "改供餐日历")
    had = _rows(chosen, kind)
    if (had or not values["served"] or values["mode"] != usual_mode(kind)) and (why := why_settled(chosen)):
        raise Refused(why)
    does = "供餐" if values["served"] else f"停餐（{values['reason']}）"
    with store.step(f"供餐日历：{_in_words(chosen)}{code_list('meal_kind').label(kind)}{does}") as step:
        new = [{"day": day, "kind": kind, **values} for day in chosen if day not in had]
        step.add_many(SupplyDay, new)
        changed = step.change_many(SupplyDay, {row.id: values for row in had.values()})
    return len(new) + changed


def _rows(chosen: Iterable[dt.date], kind: str) -> dict[dt.date, Any]:
    wanted = sorted(set(chosen))
    rows = SupplyDay.select().where((SupplyDay.kind == kind) & SupplyDay.day.in_(wanted))
    return {row.day: row for row in rows}


def _in_words(chosen: Sequence[dt.date]) -> str:
    if not chosen:
        return ""
    first, last = min(chosen), max(chosen)
    return str(first) if first == last else f"{first}至{last}（{len(set(chosen))} 天）"
