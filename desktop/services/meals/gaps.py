"""A month of days × what every day must have: done, 补录, excused with a reason, or missing. One query for each need.

Which needs there are, and by what they are asked (each meal, each day, where something was bought), is data: codes day_need.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import database
from desktop.models.ledgers import day_order
from desktop.models.ledgers.meal_order import rule
from desktop.models.ledgers.meal_watch import DayExcuse
from desktop.models.store import Store
from desktop.services.meals.calendar import kinds, month_days, month_span

SHEETS = "sheets"  # 就餐登记: no code of day_need, for a day without it can have no excuse, it is 停餐
SNACK = "snack"
DONE, LATE, EXCUSED, MISSING, TODAY, AHEAD, NONE = (
    "done", "late", "excused", "missing", "today", "ahead", "none",
)  # fmt: skip
ASKED = {DONE, LATE, EXCUSED, MISSING}  # states of a day that is over and had to have the record


@dataclass(frozen=True)
class Cell:
    """One need on one day. state: done, late (补录), excused, missing, today (still to do), ahead, none (not needed).

    count: records kept. words: one sentence for the eye that rests on it.
    """

    day: dt.date
    need: str
    state: str
    words: str
    count: int = 0


@dataclass(frozen=True)
class DayGaps:
    """One supply day, the kinds of meals served on it, its cells by need."""

    day: dt.date
    kinds: tuple[str, ...]
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Tally:
    """Of the days that are over: how many had to have a record, and how many had it, 补录, excused, or nothing."""

    of: int
    done: int
    late: int
    excused: int
    missing: int


@dataclass(frozen=True)
class MonthGaps:
    """A month's supply days in order. needs: (code, label) in the order of the columns."""

    month: str
    needs: tuple[tuple[str, str], ...]
    days: tuple[DayGaps, ...]

    @property
    def missing(self) -> list[Cell]:
        """What is missing on days that are over, by day."""
        return [cell for day in self.days for cell in day.cells.values() if cell.state == MISSING]

    @property
    def still_today(self) -> list[Cell]:
        return [cell for day in self.days for cell in day.cells.values() if cell.state == TODAY]

    def tally(self, need: str) -> Tally:
        states = [day.cells[need].state for day in self.days]
        told = [state for state in states if state in ASKED]
        late, excused, missing = (told.count(state) for state in (LATE, EXCUSED, MISSING))
        return Tally(len(told), len(told) - late - excused - missing, late, excused, missing)


class _Kept:
    """What is kept of one need in a month: on each day, for each kind of meal ("" for the whole day)."""

    def __init__(self) -> None:
        self.counts: dict[tuple[dt.date, str], int] = defaultdict(int)
        self.late: set[dt.date] = set()
        self.open: dict[dt.date, int] = defaultdict(int)  # records that lack something themselves

    def take(self, day: dt.date, kind: str, entered_on: dt.date | None, whole: bool = True) -> None:
        self.counts[day, kind] += 1
        self.open[day] += not whole
        if entered_on and (entered_on - day).days > rule("late_days"):
            self.late.add(day)

    def count(self, day: dt.date, wanted: Sequence[str]) -> int:
        return sum(self.counts.get((day, kind), 0) for kind in wanted)


# what is kept: (day, kind, entered_on, whether it is whole)
QUERIES = {
    "sample": "SELECT day, kind, entered_on, 1 FROM food_sample WHERE day BETWEEN ? AND ? AND state <> 'void'",
    "accompany": "SELECT day, kind, entered_on, 1 FROM accompany WHERE day BETWEEN ? AND ? AND state = 'done'",
    "morning": "SELECT day, '', entered_on, 1 FROM morning_check WHERE day BETWEEN ? AND ?",
    "clean": "SELECT day, kind, entered_on, 1 FROM disinfection WHERE day BETWEEN ? AND ?",
    "accept": "SELECT day, '', entered_on, checker1_id IS NOT NULL AND checker2_id IS NOT NULL FROM purchase"
    " WHERE day BETWEEN ? AND ? AND state = 'kept' AND kind <> 'opening'",
    "check": "SELECT day, '', entered_on, 1 FROM food_check WHERE day BETWEEN ? AND ? AND kind = 'day'",
    "snack": "SELECT day, '', entered_on, 1 FROM snack_check WHERE day BETWEEN ? AND ?",
    SHEETS: "SELECT day, kind, entered_on, 1 FROM class_day WHERE day BETWEEN ? AND ?",
}


@dataclass
class _Month:
    """Everything read for a month."""

    store: Store
    month: str
    today: dt.date
    served: dict[dt.date, tuple[str, ...]]
    kept: dict[str, _Kept] = field(default_factory=dict)
    excuses: dict[tuple[dt.date, str], str] = field(default_factory=dict)
    classes: dict[str, list[tuple[dt.date, dt.date]]] = field(default_factory=dict)


def month_gaps(store: Store, month: str, *, today: dt.date | None = None) -> MonthGaps:
    """The month "2026-10" as days × needs. Only days with a meal stand in it; today's gaps are still to do, not missing."""
    told = _read(store, month, today or day_order.today())
    labels = {SHEETS: "就餐登记", **code_list("day_need").labels}
    needs = [SHEETS, *code_list("day_need").labels]
    if not any(SNACK in served for served in told.served.values()):
        needs.remove(SNACK)
    days = [
        DayGaps(day, served, {need: _cell(told, day, served, need) for need in needs})
        for day, served in sorted(told.served.items())
    ]
    return MonthGaps(month, tuple((need, labels[need]) for need in needs), tuple(days))


def _read(store: Store, month: str, today: dt.date) -> _Month:
    first, last = month_span(month)
    served: dict[dt.date, list[str]] = defaultdict(list)
    told = _Month(store, month, today, {})
    for kind in kinds():
        for day in month_days(month, kind):
            if day.served:
                served[day.day].append(kind)
        told.classes[kind] = _classes(kind, first, last)
    told.served = {day: tuple(every) for day, every in served.items()}
    for need, sql in QUERIES.items():
        told.kept[need] = kept = _Kept()
        for day, kind, entered_on, whole in _rows(sql, first, last):
            kept.take(_day(day), kind, _day(entered_on) if entered_on else None, bool(whole))
    excuses = DayExcuse.select().where(DayExcuse.day.between(first, last))
    told.excuses = {(row.day, row.need): row.reason for row in excuses}
    return told


def _rows(sql: str, first: dt.date, last: dt.date) -> Any:
    return database.connection().cursor().execute(sql, (first.isoformat(), last.isoformat()))


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _classes(kind: str, first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    """For each class with eaters in the month, from when until when it has any."""
    sql = """SELECT min(from_day), max(coalesce(until_day, '9999-12-31')) FROM meal_eater WHERE kind = ?
             AND from_day <= ? AND (until_day IS NULL OR until_day >= ?) GROUP BY school_class_id"""
    rows = database.connection().cursor().execute(sql, (kind, last.isoformat(), first.isoformat()))
    return [(_day(start), _day(end)) for start, end in rows]


# one cell -----------------------------------------------------------------------------------------------


def _cell(told: _Month, day: dt.date, served: tuple[str, ...], need: str) -> Cell:
    each = "meal" if need == SHEETS else code_list("day_need").fact(need, "each")
    wanted = WANTED[each](told, day, served)
    kept = told.kept[need]
    count = kept.count(day, wanted)
    if not wanted:
        return Cell(day, need, NONE, "这一天不用", 0)
    lacking = _lacking(told, day, wanted, need)
    if not lacking:
        late = day in kept.late
        return Cell(day, need, LATE if late else DONE, f"有 {count} 条{'，是补录的' if late else ''}", count)
    if reason := told.excuses.get((day, need)):
        return Cell(day, need, EXCUSED, f"说明：{reason}", count)
    state = AHEAD if day > told.today else TODAY if day == told.today else MISSING
    return Cell(day, need, state, lacking, count)


def _main(told: _Month, day: dt.date, served: tuple[str, ...]) -> Sequence[str]:
    """Every main meal; the snack alone where a school has nothing else."""
    return [kind for kind in served if kind != SNACK] or served


WANTED: Mapping[str, Callable[[_Month, dt.date, tuple[str, ...]], Sequence[str]]] = {
    "meal": lambda told, day, served: served,
    "main": _main,
    "day": lambda told, day, served: ("",),
    "bought": lambda told, day, served: ("",) if told.kept["accept"].counts.get((day, "")) else (),
    "snack": lambda told, day, served: ("",) if SNACK in served else (),
}


def _lacking(told: _Month, day: dt.date, wanted: Sequence[str], need: str) -> str:
    """What is missing, in words; "" when nothing is."""
    kept = told.kept[need]
    if need == SHEETS:
        return _sheets_lacking(told, day, wanted)
    if need == "accept":
        return f"{kept.open[day]} 笔进货还没有两个人验收" if kept.open[day] else ""
    label = code_list("day_need").label(need)
    without = [kind for kind in wanted if not kept.counts.get((day, kind))]
    if not without:
        return ""
    meals = "、".join(code_list("meal_kind").label(kind) for kind in without if kind)
    return f"{meals}没有{label}" if meals else f"没有{label}"


def _sheets_lacking(told: _Month, day: dt.date, wanted: Sequence[str]) -> str:
    kept = told.kept[SHEETS]
    for kind in wanted:
        due = sum(start <= day <= end for start, end in told.classes[kind])
        have = kept.counts.get((day, kind), 0)
        if have < max(due, 1):
            label = code_list("meal_kind").label(kind)
            return f"{label}还差 {due - have} 个班没有登记" if have else f"{label}还没有登记就餐"
    return ""


# excuses ------------------------------------------------------------------------------------------------


def excuse(store: Store, days: Sequence[dt.date], need: str, reason: str) -> int:
    """Write why some days lack a record; returns how many. Raises Refused without a reason, or for 就餐登记."""
    store.session.demand("meals", "写缺项说明")
    if need == SHEETS:
        raise Refused("没有供餐的日子，请在供餐日历上写停餐；供了餐的，请补录就餐登记。")
    if not reason.strip():
        raise Refused("请写明原因，例如 停电没有做饭，由供餐企业消毒。")
    known = {row.day: row.id for row in DayExcuse.select().where(DayExcuse.need == need)}
    label = code_list("day_need").label(need)
    with store.step(f"缺项说明：{label} {len(set(days))} 天") as step:
        new = [{"day": day, "need": need, "reason": reason.strip()} for day in sorted({*days} - known.keys())]
        step.add_many(DayExcuse, new)
        old = {known[day]: {"reason": reason.strip()} for day in days if day in known}
        return len(new) + step.change_many(DayExcuse, old)
