"""The heads of the month report (月报): who was fed, split four ways, in 人次 and in pupils; kept with a settlement.

    told = heads_of(store, "2026-10")        # by the roster and the 就餐名册 as they are now
    row.report = told.packed()               # `settlement.make` keeps them
    told.differs(MonthHeads.unpacked(text))  # in words, where the roster has changed since

Pupils move, are recognised, are struck off: what was reported of a settled month is what was counted when it was settled.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from desktop.models.codes import code_list
from desktop.models.ledger import database
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.meals import MealEater, PupilMonth
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import term_of
from desktop.services.meals.calendar import kinds, month_days, month_span

SPLITS = ("left_behind", "day_needy", "free", "total")
ROWS = ("lunch-1", "lunch-2", "lunch-3", "egg", "milk", "both", "other")
LEFT_BEHIND, DAY_NEEDY, FREE, TOTAL = SPLITS
NAMES = {LEFT_BEHIND: "农村留守儿童", DAY_NEEDY: "非寄宿贫困学生", FREE: "免费提供", TOTAL: "总计"}


@dataclass
class ReportLine:
    """One row of the month report: heads (人次) and pupils, each by split."""

    times: Counter[str] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)

    def numbers(self) -> list[int]:
        """人次 by split, then pupils by split."""
        return [self.times[split] for split in SPLITS] + [self.people[split] for split in SPLITS]

    @classmethod
    def of_numbers(cls, told: list[int]) -> ReportLine:
        half = len(SPLITS)
        times = dict(zip(SPLITS, told[:half], strict=True))
        return cls(Counter(times), Counter(dict(zip(SPLITS, told[half:], strict=True))))


@dataclass(frozen=True)
class MonthHeads:
    """lines: row's code -> its counts; whole: all rows, every pupil once. roll: 全校学生数.

    unknown: needy pupils who ate and whose 就读方式 nobody filled in; left_known: whether the roster tells 农村留守 at all.
    """

    roll: int
    canteen: bool
    lines: Mapping[str, ReportLine]
    whole: ReportLine
    unknown: int
    left_known: bool

    def packed(self) -> str:
        """One text, as the settlement keeps it: rows without heads left out."""
        lines = {code: line.numbers() for code, line in self.lines.items() if any(line.numbers())}
        told = {
            "roll": self.roll, "canteen": self.canteen, "unknown": self.unknown, "left_known": self.left_known,
            "lines": lines, "whole": self.whole.numbers(),
        }  # fmt: skip
        return json.dumps(told, separators=(",", ":"))

    @classmethod
    def unpacked(cls, text: str) -> MonthHeads:
        told = json.loads(text)
        kept = {code: ReportLine.of_numbers(numbers) for code, numbers in told["lines"].items()}
        lines = {code: kept.get(code, ReportLine()) for code in ROWS}
        whole = ReportLine.of_numbers(told["whole"])
        return cls(told["roll"], told["canteen"], lines, whole, told["unknown"], told["left_known"])

    def differs(self, now: MonthHeads) -> list[str]:
        """What comes out otherwise now, in words: 免费提供 8517 人次、400 人，今天是 8496 人次、399 人."""
        return list(_differing(self, now))


def _differing(kept: MonthHeads, now: MonthHeads) -> Iterator[str]:
    if kept.roll != now.roll:
        yield f"全校学生数 {kept.roll} 人，今天是 {now.roll} 人"
    for split in SPLITS:
        was, is_ = _both(kept, split), _both(now, split)
        if was != is_:
            yield f"{NAMES[split]} {was}，今天是 {is_}"
    moved = [code for code in ROWS if kept.lines[code].times[TOTAL] != now.lines[code].times[TOTAL]]
    if moved and kept.whole.times == now.whole.times:
        yield "按供餐方式分的各行今天不一样"


def _both(heads: MonthHeads, split: str) -> str:
    if split == LEFT_BEHIND and not heads.left_known:
        return "没有填"
    return f"{heads.whole.times[split]} 人次、{heads.whole.people[split]} 人"


def heads_of(store: Store, month: str) -> MonthHeads:
    """The month as roster and 就餐名册 tell it now, of the kinds of meals that the school serves."""
    lines = {code: ReportLine() for code in ROWS}
    rows = {kind: rows_of_days(month, kind) for kind in kinds()}
    groups = _Groups(store, month)
    ate = _count(month, rows, lines, groups)
    whole = ReportLine(sum((line.times for line in lines.values()), Counter()), Counter())
    for pupil in ate:
        whole.people.update(groups.of(pupil, free=pupil in groups.free_somewhere))
    canteen = any(code == "lunch-1" for told in rows.values() for code in told.values())
    unknown = len(ate & groups.needy & groups.unknown)
    return MonthHeads(_roll(store), canteen, lines, whole, unknown, groups.left_known)


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
