"""What the county asks of a month and of a year of meals, with both counts: 人次, and pupils (each once).

Rows and columns of the month report stand in resources/wording/meal_month_report.json; the formulas of the year are
平均受益学生数 = 就餐总餐次 ÷ 供餐天数, 平均就餐天数 = 就餐总餐次 ÷ 平均受益学生数 (the county's year table).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import database
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.meals import MealEater, PupilMonth
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import term_of
from desktop.services.meals.calendar import kinds, month_days, month_span
from desktop.services.meals.month_money import Figures, figures
from desktop.services.meals.openings import Opening, opening_of_year
from desktop.services.meals.settlement import is_stale, of_year

SPLITS = ("left_behind", "day_needy", "free", "total")
ROWS = ("lunch-1", "lunch-2", "lunch-3", "egg", "milk", "both", "other")
LEFT_BEHIND, DAY_NEEDY, FREE, TOTAL = SPLITS


@dataclass
class ReportLine:
    """One row of the month report: heads (人次) and pupils, each by split."""

    times: Counter[str] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class MonthReport:
    """lines: row's code -> its counts; whole: all rows, every pupil once. spent, year_spent: 分, of all kinds of meals.

    unknown: needy pupils who ate and whose 就读方式 nobody filled in; left_known: whether the roster tells 农村留守 at all.
    since: the first month of the year with meals.
    """

    month: str
    roll: int
    canteen: bool
    lines: Mapping[str, ReportLine]
    whole: ReportLine
    spent: int
    year_spent: int
    unknown: int
    left_known: bool
    since: str


def month_report(store: Store, month: str) -> MonthReport:
    """Raises Refused when nobody was fed in the month, and for whoever sees only some classes."""
    months = [figures(store, month, kind) for kind in kinds()]
    if not any(one.summary.fed for one in months):
        raise Refused(f"{month} 没有一个人次的就餐登记，没有可以填报的。")
    lines = {code: ReportLine() for code in ROWS}
    rows = {one.kind: rows_of_days(month, one.kind) for one in months}
    groups = _Groups(store, month)
    ate = _count(month, rows, lines, groups)
    whole = ReportLine(sum((line.times for line in lines.values()), Counter()), Counter())
    for pupil in ate:
        whole.people.update(groups.of(pupil, free=pupil in groups.free_somewhere))
    return MonthReport(
        month, _roll(store), any(code == "lunch-1" for told in rows.values() for code in told.values()), lines, whole,
        sum(one.spent for one in months), sum(one.year_spent for one in months),
        len(ate & groups.needy & groups.unknown), groups.left_known, min((one.since for one in months if one.since), default=""),
    )  # fmt: skip


def _count(
    month: str, rows: Mapping[str, Mapping[int, str]], lines: Mapping[str, ReportLine], groups: _Groups
) -> set[int]:
    """Fill the lines from the pupils' months; returns who ate at all."""
    fed = set(code_list("meal_mark").codes_with("fed"))
    found: dict[tuple[str, int, str], int] = defaultdict(int)  # (row, pupil, kind) -> times
    told = PupilMonth.select(PupilMonth.student, PupilMonth.kind, PupilMonth.marks).where(
        PupilMonth.month == month
    )
    for pupil, kind, marks in told.tuples():
        days = rows.get(kind, {})
        for at, mark in enumerate(marks, 1):
            if mark in fed:
                found[days.get(at, "other"), pupil, kind] += 1
    counted: set[tuple[str, int]] = set()
    for (code, pupil, kind), times in found.items():
        splits = groups.of(pupil, free=(pupil, kind) in groups.free)
        lines[code].times.update(dict.fromkeys(splits, times))
        if (code, pupil) not in counted:
            counted.add((code, pupil))
            lines[code].people.update(splits)
    return {pupil for _code, pupil, _kind in found}


def rows_of_days(month: str, kind: str) -> dict[int, str]:
    """Day of the month -> the report's row for a kind of meal.

    Lunch goes by the day's mode of supply. A snack goes by what was taken or put on the menu for it: eggs, milk, or both.
    """
    days = [one for one in month_days(month, kind) if one.served or one.sheets]
    if kind == "lunch":
        return {one.day.day: f"lunch-{one.mode if one.mode in ('1', '2', '3') else '1'}" for one in days}
    if kind != "snack":
        return {one.day.day: "other" for one in days}
    foods = _snack_foods(month)
    names = {frozenset({"egg"}): "egg", frozenset({"milk"}): "milk", frozenset({"egg", "milk"}): "both"}
    return {one.day.day: names.get(frozenset(foods.get(one.day, ())), "other") for one in days}


SNACKS = (
    """SELECT m.day, g.kind FROM stock_move m JOIN purchase p ON p.id = m.lot_id JOIN material g ON g.id = p.material_id
       WHERE m.day BETWEEN ? AND ? AND m.meal = 'snack' AND m.kind = 'out'""",
    """SELECT d.day, f.kind FROM menu_dish d JOIN menu_week w ON w.id = d.week_id JOIN menu_part p ON p.menu_dish_id = d.id
       JOIN food f ON f.id = p.food_id WHERE d.day BETWEEN ? AND ? AND w.kind = 'snack'""",
)


def _snack_foods(month: str) -> dict[dt.date, set[str]]:
    """Day -> eggs and milk given at the snack: by what left the store; on days without any, by the menu."""
    found: dict[dt.date, set[str]] = {}
    first, last = month_span(month)
    for sql in SNACKS:
        told: dict[dt.date, set[str]] = defaultdict(set)
        for day, kind in database.execute_sql(sql, [first.isoformat(), last.isoformat()]):
            told[dt.date.fromisoformat(day)] |= {kind} & {"egg", "milk"}
        found = dict(told) | found
    return found


class _Groups:
    """To which splits a pupil belongs in a month; read once for all pupils."""

    def __init__(self, store: Store, month: str) -> None:
        first, last = month_span(month)
        pupils = list(
            store.rows(Student).select(Student.id, Student.rural_left_behind, Student.attendance).tuples()
        )
        boards = code_list("attendance_mode")
        self.left_behind = {record for record, left, _ in pupils if left}
        self.left_known = any(left is not None for _, left, _mode in pupils)
        self.day = {record for record, _, mode in pupils if mode and not boards.fact(mode, "boarding")}
        self.unknown = {record for record, _, mode in pupils if not mode}
        self.needy = _needy(store, first, last)
        eaters = store.rows(MealEater).where(
            MealEater.free
            & (MealEater.from_day <= last)
            & (MealEater.until_day.is_null() | (MealEater.until_day >= first))
        )
        self.free = {(row.student_id, row.kind) for row in eaters}
        self.free_somewhere = {pupil for pupil, _kind in self.free}

    def of(self, pupil: int, *, free: bool) -> list[str]:
        splits = [TOTAL]
        if pupil in self.left_behind:
            splits.append(LEFT_BEHIND)
        if pupil in self.needy and pupil in self.day:
            splits.append(DAY_NEEDY)
        return [*splits, FREE] if free else splits


def _needy(store: Store, first: dt.date, last: dt.date) -> set[int]:
    """Pupils with a 困难类型 that holds in the month, or recognised in its school year."""
    valid = (Hardship.since <= last) & (Hardship.until.is_null() | (Hardship.until >= first))
    found = {
        row.student_id
        for row in store.rows(Hardship).where(valid)
        if row.continues is not False and row.risk != "cleared"
    }
    year = term_of(first).year
    cases = (
        store.rows(RecognitionCase)
        .join(RecognitionRound)
        .where((RecognitionCase.state == "recognised") & RecognitionRound.term.startswith(f"{year}-"))
    )
    return found | {row.student_id for row in cases}


def _roll(store: Store) -> int:
    """全校学生数: on the roll and at school."""
    codes = code_list("enrolment_status")
    here = [code for code in codes.codes_with("on_roll") if codes.fact(code, "at_school")]
    return int(store.rows(Student).where(Student.status.in_(here) & Student.left_on.is_null()).count())


# the year -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearMonth:
    """One month of the year's table; money in 分. state: of its settlement, "" when it is not settled."""

    month: str
    told: Figures
    state: str
    moved: bool = False  # settled with other figures than these

    @property
    def state_words(self) -> str:
        if self.moved:
            return "数已变动"
        return code_list("settlement_state").label(self.state) if self.state else "未结算"


@dataclass(frozen=True)
class YearReport:
    """A calendar year of one kind of meal; months without meals and money are left out.

    opening: the sums up to a month that only they tell, and what was left from the year before; the months follow it.
    """

    year: int
    kind: str
    months: Sequence[YearMonth]
    opening: Opening

    @property
    def fed(self) -> int:
        """就餐总餐次."""
        return self.opening.times + sum(one.told.summary.fed for one in self.months)

    @property
    def days(self) -> int:
        """实际供餐天数."""
        return self.opening.days + sum(one.told.summary.days for one in self.months)

    @property
    def most_people(self) -> int:
        return max((one.told.people for one in self.months), default=0)

    @property
    def pupils(self) -> Fraction | None:
        """平均受益学生数, exact; None in a year without a day."""
        return Fraction(self.fed, self.days) if self.days else None

    @property
    def days_each(self) -> Fraction | None:
        """平均就餐天数, exact."""
        return self.fed / self.pupils if self.pupils else None

    def sum_of(self, name: str) -> int:
        """A figure of money added up: due, spent or received."""
        return int(getattr(self.opening, name)) + sum(getattr(one.told, name) for one in self.months)

    @property
    def left(self) -> int:
        """年内结余, 上年结转 among it; below zero it is 超支."""
        return self.opening.carried + self.sum_of("received") - self.sum_of("spent")


def year_report(store: Store, year: int, kind: str) -> YearReport:
    """Raises Refused for a year without meals."""
    kept: Mapping[str, Any] = of_year(year, kind)
    opening = opening_of_year(year, kind)
    months = []
    for number in range(1, 13):
        month = f"{year}-{number:02d}"
        if month <= opening.until:
            continue  # the opening's sums tell of it
        told = figures(store, month, kind)
        if told.summary.classes or told.spent or told.received:
            months.append(_year_month(told, kept.get(month)))
    if not months and not opening.known:
        raise Refused(f"{year}年没有就餐登记，也没有餐费收支，没有可以汇总的。")
    return YearReport(year, kind, months, opening)


def _year_month(told: Figures, row: Any) -> YearMonth:
    state = row.state if row is not None else ""
    return YearMonth(told.month, told, state, state in ("made", "signed") and is_stale(told, row))


def two_places(value: Fraction | None) -> str:
    """363.64, rounded half up; — when there is none."""
    if value is None:
        return "—"
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
