"""班级考勤: one class, one half-day; only who was away is written. Kept class by class, each as one step.

A list begins with those the meal sheet of the day or the other half already names, with whoever was on leave the school
day before, and with children whose case is open and who are away: what is known is not typed twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.day_marks import Marks, packed, unpacked
from desktop.models.errors import Refused
from desktop.models.ledgers import day_order
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_absence import ClassAbsence
from desktop.models.ledgers.drop_cases import away_by_case
from desktop.models.ledgers.roster_past import with_status
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.roles import NotAllowed
from desktop.models.store import Store
from desktop.services.drop import absences
from desktop.services.drop.teaching import TeachingDays
from desktop.services.drop.watch import standing
from desktop.services.meals.days import TRUANT, Eater

PRESENT = "1"
LASTING = 10  # days back in which a leave is carried on


@dataclass(frozen=True)
class Where:
    """Which list: the day, am or pm, the class."""

    day: dt.date
    half: str
    school_class: int


@dataclass(frozen=True)
class Sheet:
    """A class's half-day as it stands, or would stand. leave: who is known or thought to be away before it is kept.

    meal: of those, whom the meal sheet of the day names. why_not: why nothing may be written.
    """

    where: Where
    pupils: tuple[Eater, ...]
    marks: Mapping[int, str]
    leave: Mapping[int, str]
    meal: frozenset[int]
    record: int | None
    why_not: str

    @property
    def exceptions(self) -> Marks:
        return dict(self.marks if self.record else self.leave)


@dataclass(frozen=True)
class Line:
    """A class on the board of a half-day. away: as kept, or as the meal sheets tell; known: whether anybody told."""

    school_class: int
    pupils: int
    away: int
    leave: int
    record: int | None
    known: bool


def marks() -> dict[str, str]:
    """The marks of somebody away: code -> label."""
    codes = code_list("meal_mark")
    return {code: label for code, label in codes.labels.items() if codes.fact(code, "absent")}


def board(store: Store, day: dt.date, half: str) -> list[Line]:
    """Every class with pupils, by grade and number, as far as this person may see them."""
    pupils = _pupils(store, day)
    kept = {
        row.school_class_id: row
        for row in store.rows(ClassAbsence).where((ClassAbsence.day == day) & (ClassAbsence.half == half))
    }
    book = absences.known([row.id for rows in pupils.values() for row in rows], day, day)
    order = sorted(pupils, key=_rank)
    return [_line(one, pupils[one], kept.get(one), book, (day, half)) for one in order]


def _line(
    school_class: int, pupils: Sequence[Any], row: Any, book: absences.Book, when: tuple[dt.date, str]
) -> Line:
    day, half = when
    seen = [told for one in pupils if (told := book.get(one.id, {}).get(day, {}).get(half))]
    away = [one.mark for one in seen if one.mark]
    codes = code_list("meal_mark")
    leave = sum(bool(codes.fact(mark, "leave")) for mark in away)
    return Line(school_class, len(pupils), len(away), leave, row.id if row else None, bool(seen))


def _rank(school_class: int) -> tuple[int, int]:
    row = SchoolClass.get_by_id(school_class)
    return int(row.grade), row.number


def _pupils(store: Store, day: dt.date) -> dict[int, list[Any]]:
    """Class -> its pupils who should be at school that day, by seat: not who 休学, 送教 or learns elsewhere.

    A day gone by goes by what the roster said then: who left since was there.
    """
    expected = code_list("enrolment_status").codes_with("expected")
    here = Student.status.in_(expected)
    if day < day_order.today():
        here = Student.id.in_(listed(with_status(day, expected)))
    fields = (
        Student.id, Student.name, Student.search, Student.school_class, Student.seat_no, Student.arrived_on,
        Student.left_on,
    )  # fmt: skip
    found: dict[int, list[Any]] = {}
    for row in store.rows(Student).select(*fields).where(here):
        if not (row.arrived_on and day < row.arrived_on) and not (row.left_on and day >= row.left_on):
            found.setdefault(row.school_class_id, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda one: (one.seat_no is None, one.seat_no or 0, one.id))
    return found


def sheet_of(store: Store, where: Where) -> Sheet:
    """One class's list."""
    rows = _pupils(store, where.day).get(where.school_class, [])
    pupils = tuple(
        Eater(row.id, place, row.seat_no, row.name, row.search or row.name)
        for place, row in enumerate(rows, 1)
    )
    kept = _kept(store, where)
    leave, meal = ({}, frozenset[int]()) if kept else _expected(where, [row.id for row in rows])
    return Sheet(
        where, pupils, unpacked(kept.marks) if kept else {}, leave, meal, kept.id if kept else None,
        _why_not(where.day),
    )  # fmt: skip


def _why_not(day: dt.date) -> str:
    if day > day_order.today():
        return "这一天还没有到，不能登记。"
    return "" if TeachingDays().holds(day) else "按校历这一天不上课，不用登记。确实上课的，先在校历上写明。"


def _kept(store: Store, where: Where) -> Any:
    wanted = (
        (ClassAbsence.day == where.day)
        & (ClassAbsence.half == where.half)
        & (ClassAbsence.school_class == where.school_class)
    )
    return store.rows(ClassAbsence).where(wanted).first()


def _expected(where: Where, pupils: Sequence[int]) -> tuple[Marks, frozenset[int]]:
    """(who is probably away, whom of them a meal sheet names): the day's own record first, else the leave before; whoever
    has a case, as he was seen last since the last day at school."""
    cases = standing(pupils)
    days = absences.known(pupils, where.day - dt.timedelta(days=LASTING), where.day)
    if cases:
        since = min(one.last_day or one.opened_on for one in cases.values())
        days = {**absences.known(list(cases), min(since, where.day), where.day), **days}
    found: Marks = {}
    meal, gone = set[int](), set(cases)
    silent = away_by_case(cases.keys() - days.keys(), where.day)
    found.update(dict.fromkeys(silent, TRUANT))
    for pupil, told in days.items():
        now = told.get(where.day)
        if now:
            seen = now.get(where.half) or next(iter(now.values()))
            if seen.mark:
                found[pupil] = seen.mark
                meal |= {pupil} if seen.source == "meal" else set()
            continue
        last = told[max(told)]
        seen = last.get("pm") or last["am"]
        if seen.mark and (pupil in gone or code_list("meal_mark").fact(seen.mark, "lasts")):
            found[pupil] = seen.mark
    return found, frozenset(meal)


# writing ------------------------------------------------------------------------------------------------


def may_write(store: Store, school_class: int) -> bool:
    """Who keeps the cases writes all classes; a class teacher the own ones."""
    session = store.session
    own = session.classes is not None and school_class in session.classes
    return session.may("drop") or (own and ClassAbsence.table() in session.role.writes)


def _demand(store: Store, school_class: int, words: str) -> None:
    if may_write(store, school_class):
        return
    if store.session.classes is not None:
        raise NotAllowed(f"“{store.session.role.label}”只能{words}自己班的，请换有权限的人登录。")
    store.session.demand("drop", words)


def keep(store: Store, where: Where, away: Mapping[int, str], *, note: str = "") -> int:
    """Keep a class's half-day: everybody was there, except those named. Returns the list's id.

    Raises NotAllowed; Refused for a day that is no school day or still to come, and for a mark of somebody who was there.
    """
    _demand(store, where.school_class, "登记考勤")
    sheet = sheet_of(store, where)
    if sheet.why_not:
        raise Refused(sheet.why_not)
    if not sheet.pupils:
        raise Refused("这个班没有在校的学生，不用登记。")
    if wrong := [mark for mark in away.values() if mark not in marks()]:
        labels = "、".join(marks().values())
        raise Refused(f"“{code_list('meal_mark').label(wrong[0])}”是到了校的，没到的只能写{labels}。")
    values = {"marks": packed(away) or None, **({"note": note} if note else {})}
    half = code_list("half_day").label(where.half)
    words = f"{where.day} {half}{SchoolClass.caption_of(where.school_class)}考勤：缺 {len(away)} 人"
    with store.step(words if not sheet.record else f"改 {words}") as step:
        if sheet.record:
            step.change(ClassAbsence, sheet.record, values)
            return sheet.record
        key = {"day": where.day, "half": where.half, "school_class": where.school_class}
        return step.add(ClassAbsence, key | values)


def quiet_classes(store: Store, day: dt.date, half: str) -> list[int]:
    """Classes without a list of which nobody is known or thought to be away."""
    here = [one.school_class for one in board(store, day, half) if one.record is None]
    return [one for one in here if not sheet_of(store, Where(day, half, one)).leave]


def all_present(store: Store, day: dt.date, half: str) -> int:
    """Keep an empty list for every class without one, so that it is known that nobody was away. Returns how many.

    Classes of which a meal sheet or the other half names somebody are left open: they are to be looked at.
    """
    store.session.demand("drop", "登记考勤")
    if why := _why_not(day):
        raise Refused(why)
    quiet = quiet_classes(store, day, half)
    if not quiet:
        return 0
    label = code_list("half_day").label(half)
    with store.step(f"{day} {label}考勤：{len(quiet)} 个班都到齐") as step:
        step.add_many(ClassAbsence, [{"day": day, "half": half, "school_class": one} for one in quiet])
    return len(quiet)


def take_back(store: Store, where: Where) -> None:
    """Take a list out; it lies in the recycle bin. Raises NotAllowed; Refused when there is none."""
    _demand(store, where.school_class, "撤回考勤")
    kept = _kept(store, where)
    if kept is None:
        raise Refused("这个班这半天还没有登记。")
    with store.step(f"撤回 {ClassAbsence.caption(kept)}考勤") as step:
        step.remove(ClassAbsence, kept.id)
