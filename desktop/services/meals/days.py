"""One class, one day, one meal: everybody on the 就餐名册 ate, except those who are named. Kept class by class.

Each kept class is one step of the journal, on disk at once: a power cut takes nothing that was kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from desktop.models.codes import code_list
from desktop.models.day_marks import Marks, counts, packed, unpacked
from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_cases import away_by_case
from desktop.models.ledgers.meal_order import is_late, rule, why_settled
from desktop.models.ledgers.meals import ClassDay, MealEater
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.roles import NotAllowed
from desktop.models.store import Store
from desktop.services.meals.calendar import why_not_served
from desktop.services.meals.eaters import eaters_on, seat_order
from desktop.services.school_days import term_on

FED, TRUANT = "1", "T"


@dataclass(frozen=True)
class Where:
    """Which sheet: the day, the kind of meal, the class."""

    day: dt.date
    kind: str
    school_class: int


@dataclass(frozen=True)
class Eater:
    """A pupil on a sheet. place: the number in the printed class sheet, from 1; seat: 班内学号 where there is one."""

    id: int
    place: int
    seat: int | None
    name: str
    search: str
    allergy: str = ""

    @property
    def number(self) -> int:
        return self.seat or self.place


@dataclass(frozen=True)
class Sheet:
    """A class's day as it stands, or as it would stand. marks: of the kept sheet, empty when none is kept.

    leave: what the class's sheet before says of pupils who are probably still away. why_not: why nothing may be written.
    """

    where: Where
    pupils: tuple[Eater, ...]
    marks: Mapping[int, str]
    leave: Mapping[int, str]
    record: int | None
    late_reason: str
    why_not: str

    @property
    def exceptions(self) -> Marks:
        """Who did not eat: of the kept sheet, else those known to be away."""
        told = self.marks if self.record else self.leave
        return {pupil: mark for pupil, mark in told.items() if mark != FED}

    @property
    def unmarked(self) -> list[Eater]:
        """Pupils of the list whom the kept sheet does not name: they came on the list later."""
        return [pupil for pupil in self.pupils if self.record and pupil.id not in self.marks]


@dataclass(frozen=True)
class Line:
    """A class on the day's board: heads as kept, or as expected. state: open, kept or late (补录)."""

    school_class: int
    due: int
    present: int
    fed: int
    state: str
    record: int | None = None
    missing: int = 0

    @property
    def leave(self) -> int:
        return self.due - self.present

    @property
    def unfed(self) -> int:
        """At school, but did not eat."""
        return self.present - self.fed


# reading ------------------------------------------------------------------------------------------------


def board(store: Store, day: dt.date, kind: str) -> list[Line]:
    """Every class with pupils on the list that day, and every kept sheet, by grade and number."""
    listed_now = eaters_on(store, day, kind, term_on(day))
    heads = listed_now.select(MealEater.school_class, pw.fn.COUNT(MealEater.id))
    expected: dict[int, int] = dict(heads.group_by(MealEater.school_class).tuples())
    rows = store.rows(ClassDay).where((ClassDay.day == day) & (ClassDay.kind == kind))
    kept = {row.school_class_id: row for row in rows}
    classes = SchoolClass.select().where(SchoolClass.id.in_([*expected, *kept]))
    order = sorted(classes, key=lambda row: (int(row.grade), row.number))
    return [_line(row.id, expected.get(row.id, 0), kept.get(row.id)) for row in order]


def _line(school_class: int, expected: int, row: Any) -> Line:
    if row is None:
        return Line(school_class, expected, expected, expected, "open")
    state = "late" if is_late(row.__data__) else "kept"
    return Line(school_class, row.due, row.present, row.fed, state, row.id, max(expected - row.due, 0))


def sheet_of(store: Store, where: Where) -> Sheet:
    """One class's sheet. Pupils stand in the order of the printed class sheet."""
    on_list = eaters_on(store, where.day, where.kind, term_on(where.day))
    rows = on_list.where(MealEater.school_class == where.school_class)
    kept = _kept(store, where)
    marks = unpacked(kept.marks) if kept else {}
    allergy = {row.student_id: row.allergy or "" for row in rows}
    pupils = _eaters([*allergy, *(one for one in marks if one not in allergy)], allergy)
    here = {pupil.id for pupil in pupils}
    leave = {} if kept else {one: mark for one, mark in _lasting(store, where, here).items() if one in here}
    return Sheet(
        where, pupils, marks, leave, kept.id if kept else None, (kept.late_reason or "") if kept else "",
        why_settled([where.day]) or why_not_served(where.day, where.kind),
    )  # fmt: skip


def _eaters(ids: Sequence[int], allergy: Mapping[int, str]) -> tuple[Eater, ...]:
    rows = sorted(Student.select().where(Student.id.in_(listed(ids))), key=seat_order)
    return tuple(
        Eater(row.id, place, row.seat_no, row.name, row.search, allergy.get(row.id, ""))
        for place, row in enumerate(rows, 1)
    )


def _kept(store: Store, where: Where) -> Any:
    return (
        store.rows(ClassDay)
        .where(
            (ClassDay.day == where.day)
            & (ClassDay.kind == where.kind)
            & (ClassDay.school_class == where.school_class)
        )
        .first()
    )


def _lasting(store: Store, where: Where, pupils: Collection[int]) -> Marks:
    """Who was away on the class's sheet before, for a reason that mostly lasts more than a day, and whom a case of
    控辍 tells to be away still."""
    oldest = where.day - dt.timedelta(days=rule("lasting_days"))
    row = (
        store.rows(ClassDay)
        .where(
            (ClassDay.school_class == where.school_class)
            & (ClassDay.kind == where.kind)
            & (ClassDay.day < where.day)
            & (ClassDay.day >= oldest)
        )
        .order_by(ClassDay.day.desc())
        .first()
    )
    codes, before = code_list("meal_mark"), unpacked(row.marks if row else "")
    found = {one: mark for one, mark in before.items() if codes.fact(mark, "lasts")}
    for one, last in away_by_case(pupils, where.day).items():
        seen = (
            row is not None
            and (last is None or row.day > last)
            and not codes.fact(before.get(one, FED), "absent")
        )
        if not seen:
            found.setdefault(one, TRUANT)
    return found


def needs_reason(day: dt.date) -> bool:
    """Whether a sheet of this day would be 补录 when it is kept now."""
    return is_late({"day": day})


# writing ------------------------------------------------------------------------------------------------


def keep(
    store: Store, where: Where, exceptions: Mapping[int, str], *, late_reason: str = "", note: str = ""
) -> int:
    """Keep a class's day: everybody on the list ate, except those named. Returns the sheet's id.

    Raises Refused: a settled month, no meal that day, the future, 补录 without its reason, somebody not of the class.
    """
    demand_class(store, where.school_class, "登记就餐")
    sheet = sheet_of(store, where)
    if sheet.why_not:
        raise Refused(sheet.why_not)
    if not sheet.pupils:
        raise Refused("这个班没有学生在就餐名册上，不能登记。先生成就餐名册。")
    marks = {pupil.id: FED for pupil in sheet.pupils} | dict(exceptions)
    values: dict[str, Any] = {"marks": packed(marks)}
    if late_reason or not sheet.record:
        values["late_reason"] = late_reason or None
    if note:
        values["note"] = note
    place = SchoolClass.caption_of(where.school_class)
    _due, _present, fed = counts(marks)
    words = f"{where.day} {place}{code_list('meal_kind').label(where.kind)}：{fed}/{len(marks)} 人就餐"
    with store.step(words if not sheet.record else f"改 {words}") as step:
        if sheet.record:
            step.change(ClassDay, sheet.record, values)
            return sheet.record
        key = {"day": where.day, "kind": where.kind, "school_class": where.school_class}
        return step.add(ClassDay, key | values)


def take_back(store: Store, where: Where) -> None:
    """Take a class's sheet out; it lies in the recycle bin. Raises Refused when there is none, or its month is settled."""
    demand_class(store, where.school_class, "撤回就餐登记")
    kept = _kept(store, where)
    if kept is None:
        raise Refused("这个班这一天还没有登记。")
    with store.step(f"撤回 {ClassDay.caption(kept)}") as step:
        step.remove(ClassDay, kept.id)


def may_write(store: Store, school_class: int) -> bool:
    """Who keeps the meals writes all classes; a class teacher the own ones."""
    session = store.session
    own = session.classes is not None and school_class in session.classes
    return session.may("meals") or (own and ClassDay.table() in session.role.writes)


def demand_class(store: Store, school_class: int, words: str) -> None:
    """Raise NotAllowed for whoever may not write the sheets of a class."""
    if may_write(store, school_class):
        return
    if store.session.classes is not None and ClassDay.table() in store.session.role.writes:
        raise NotAllowed(f"“{store.session.role.label}”只能{words}自己班的，请换有权限的人登录。")
    store.session.demand("meals", words)
