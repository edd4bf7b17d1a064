"""缺课 by half-day, from the class lists and the meal sheets, and who has been away for how many school days in a row.

A half-day is counted once. The 班级考勤 of that half-day decides; where a class kept none, a meal sheet that names the
pupil as absent counts for both halves of its day, unless another meal of the day saw the pupil. A day nobody wrote
anything about is unknown: it neither counts as absent nor ends a run.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from desktop.models.codes import code_list
from desktop.models.day_marks import unpacked
from desktop.models.ledgers import day_order, roster_past
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_absence import ClassAbsence
from desktop.models.ledgers.drop_cases import DropCase, FollowUp
from desktop.models.ledgers.drop_unproved import waiting
from desktop.models.ledgers.meal_order import month_of
from desktop.models.ledgers.meals import NONE, PupilMonth
from desktop.models.ledgers.roster_past import with_status
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.services.drop.teaching import TeachingDays

HALVES = ("am", "pm")
MOVED = "moved"  # the state of a case whose child has another destination: nobody waits for him here once it is proved
Source = Literal["list", "meal"]
LOOK, LOOK_BACK = 28, 210  # days a run is looked for in; days back for those whose run is longer


@dataclass(frozen=True)
class Seen:
    """What is known of one half-day. mark: by the code list meal_mark, "" for at school."""

    mark: str
    source: Source


@dataclass(frozen=True)
class HalfDay:
    """One half-day a pupil was away. half: am or pm; source: list (班级考勤) or meal (班级日餐表)."""

    day: dt.date
    half: str
    mark: str
    source: Source

    @property
    def leave(self) -> bool:
        """Whether leave was asked for."""
        return bool(code_list("meal_mark").fact(self.mark, "leave"))


UNTOLD = Seen("", "meal")  # before any list told of a half-day
Day = dict[str, Seen]  # half -> what is known of it
Book = dict[int, dict[dt.date, Day]]  # pupil -> day -> halves


@dataclass(frozen=True)
class Run:
    """School days away, one after another, up to the last that is known. days: each with its halves away.

    last_here: the last day the pupil is known to have been at school before; unknown: school days since the run began
    of which nobody wrote anything.
    """

    student: int
    name: str
    class_id: int
    class_name: str
    days: tuple[tuple[dt.date, tuple[HalfDay, ...]], ...]
    last_here: dt.date | None
    unknown: int

    @property
    def first(self) -> dt.date:
        return self.days[0][0]

    @property
    def last(self) -> dt.date:
        return self.days[-1][0]

    @property
    def count(self) -> int:
        return len(self.days)

    @property
    def without_leave(self) -> list[dt.date]:
        """The days of which a half was missed without leave."""
        return [day for day, halves in self.days if any(not one.leave for one in halves)]

    @property
    def told(self) -> str:
        """旷课 3 天，病假 1 天."""
        labels, times = code_list("meal_mark"), dict[str, int]()
        for _, halves in self.days:
            mark = next((one.mark for one in halves if not one.leave), halves[0].mark)
            times[mark] = times.get(mark, 0) + 1
        return "，".join(f"{labels.label(mark)} {count} 天" for mark, count in times.items())


def of(student: int, since: dt.date, until: dt.date) -> list[HalfDay]:
    """The half-days one pupil was away between two days, both included, in their order; each once."""
    return away_in(known([student], since, until).get(student, {}))


def away_in(days: Mapping[dt.date, Day]) -> list[HalfDay]:
    """Of what is known, the half-days away."""
    return [
        HalfDay(day, half, seen.mark, seen.source)
        for day in sorted(days)
        for half in HALVES
        if (seen := days[day].get(half)) and seen.mark
    ]


def known(pupils: Collection[int], since: dt.date, until: dt.date) -> Book:
    """All that is known of some pupils between two days, on days they belonged to the school.

    Who left and came again has the days before the first leaving, too: the roster keeps the last coming alone.
    """
    rows = Student.select(Student.id, Student.school_class, Student.arrived_on, Student.left_on)
    here = {row[0]: row[1:] for row in rows.where(Student.id.in_(listed(pupils))).tuples()}
    book: Book = defaultdict(dict)
    for pupil, day, mark in _of_meals(here, since, until):
        book[pupil][day] = {half: Seen(mark, "meal") for half in HALVES}
    classes: dict[int, list[int]] = defaultdict(list)
    for pupil, told in here.items():
        classes[told[0]].append(pupil)
    for row in _lists(since, until):
        _take_list(book, row, classes, here)
    early = [pupil for pupil, days in book.items() if here[pupil][1] and min(days) < here[pupil][1]]
    before = roster_past.pupils(early) if early else {}
    for pupil, days in book.items():
        _, came, left = here[pupil]
        for day in [one for one in days if (came and one < came) or (left and one >= left)]:
            if not (pupil in before and before[pupil].on(day)):
                del days[day]
    return {pupil: days for pupil, days in book.items() if days}


def kept() -> bool:
    """Whether the school keeps class lists at all."""
    return ClassAbsence.select().exists()


def not_at_school(since: dt.date, until: dt.date) -> dict[int, list[dt.date]]:
    """Pupil -> days on which a class list names him as away though the roster says he was not at the school yet, or no
    longer: a day of coming or leaving that was written later. They are counted nowhere, so they are to be told."""
    named: dict[int, set[dt.date]] = defaultdict(set)
    for day, _half, _class, text in _lists(since, until):
        for pupil in unpacked(text):
            named[pupil].add(day)
    counted = known(list(named), since, until) if named else {}
    wrong = {pupil: sorted(days - counted.get(pupil, {}).keys()) for pupil, days in named.items()}
    seen = (
        {row.id for row in Student.select(Student.id).where(Student.id.in_(listed(wrong)))}
        if wrong
        else set()
    )
    return {pupil: days for pupil, days in wrong.items() if days and pupil in seen}


def _of_meals(pupils: Collection[int], since: dt.date, until: dt.date) -> Iterator[tuple[int, dt.date, str]]:
    """(pupil, day, mark or "" for at school) of each day that a meal sheet names the pupil."""
    absent = set(code_list("meal_mark").codes_with("absent"))
    rows = PupilMonth.select(PupilMonth.student, PupilMonth.month, PupilMonth.marks).where(
        PupilMonth.student.in_(listed(pupils)) & PupilMonth.month.between(month_of(since), month_of(until))
    )
    found: dict[tuple[int, dt.date], list[str]] = defaultdict(list)
    for pupil, month, marks in rows.order_by(PupilMonth.kind).tuples():
        year, number = int(month[:4]), int(month[5:])
        for at, mark in enumerate(marks, 1):
            if mark != NONE and since <= (day := dt.date(year, number, at)) <= until:
                found[pupil, day].append(mark)
    for (pupil, day), marks in found.items():
        yield pupil, day, marks[0] if absent.issuperset(marks) else ""


def _lists(since: dt.date, until: dt.date) -> Iterator[Any]:
    fields = (ClassAbsence.day, ClassAbsence.half, ClassAbsence.school_class, ClassAbsence.marks)
    yield from ClassAbsence.select(*fields).where(ClassAbsence.day.between(since, until)).tuples()


def _take_list(book: Book, row: Any, classes: Mapping[int, Collection[int]], here: Collection[int]) -> None:
    """A class list speaks of everybody in the class: whom it does not name was there."""
    day, half, school_class, text = row
    absent = set(code_list("meal_mark").codes_with("absent"))
    marks = unpacked(text)
    elsewhere = [pupil for pupil in marks if pupil in here and pupil not in classes.get(school_class, ())]
    for pupil in (*classes.get(school_class, ()), *elsewhere):
        mark, halves = marks.get(pupil, ""), book[pupil].setdefault(day, {})
        if (
            pupil in marks or halves.get(half, UNTOLD).source != "list"
        ):  # the list that names a pupil was his class's
            halves[half] = Seen(mark if mark in absent else "", "list")


# runs --------------------------------------------------------------------------------------------------


def running(day: dt.date, among: Collection[int] | None = None) -> list[Run]:
    """Who is away up to a day, and since when: the longest first. As far as whoever reads may see the pupils.

    among: only these pupils, for who needs no others.
    """
    expected = code_list("enrolment_status").codes_with("expected")
    fields = (Student.id, Student.name, Student.school_class)
    elsewhere = DropCase.select(DropCase.student).where(
        (DropCase.state == MOVED) & DropCase.student.is_null(False)
    )
    here = Student.status.in_(expected)
    if day < day_order.today():  # not by what the roster says now
        here = Student.id.in_(listed(with_status(day, expected)))
    here &= Student.left_on.is_null() | (Student.left_on > day)
    here &= Student.id.not_in(elsewhere) | Student.id.in_(listed(waiting(day)))
    if among is not None:
        here &= Student.id.in_(listed(among))
    rows = list(Student.select(*fields).where(here).tuples())
    told = {record: (name, school_class) for record, name, school_class in rows}
    teaching, back = TeachingDays(), _known_back(day)
    runs = _runs(told, day - dt.timedelta(days=LOOK), day, teaching)
    longer = [student for student, days in runs.items() if all(map(_away, days.values()))]
    runs |= _runs(longer, day - dt.timedelta(days=LOOK_BACK), day, teaching) if longer else {}
    found = [
        _run(student, told[student], days, day, teaching)
        for student, days in runs.items()
        if days and back.get(student, dt.date.min) <= _last_away(days)
    ]
    return sorted(found, key=lambda one: (-one.count, one.class_name, one.student))


def run_of(student: int, day: dt.date) -> Run | None:
    """The run of one pupil up to a day; None when he is not away."""
    return next(iter(running(day, [student])), None)


def _runs(
    pupils: Collection[int], since: dt.date, until: dt.date, teaching: TeachingDays
) -> dict[int, dict[dt.date, Day]]:
    """Pupil -> what is known from the last day at school on; nothing for who was there on the newest known day."""
    lessons = set(teaching.between(since, until))
    found = {}
    for pupil, days in known(pupils, since, until).items():
        tail: dict[dt.date, Day] = {}
        for day in sorted(days, reverse=True):
            if day not in lessons:
                continue
            tail[day] = days[day]
            if not _away(days[day]):
                break
        if tail and _away(tail[max(tail)]):
            found[pupil] = tail
    return found


def _away(day: Day) -> bool:
    """Whether the whole day was missed, as far as it is known."""
    return bool(day) and all(seen.mark for seen in day.values())


def _last_away(days: Mapping[dt.date, Day]) -> dt.date:
    return max(day for day, halves in days.items() if _away(halves))


def _run(
    student: int, told: tuple[str, int], days: Mapping[dt.date, Day], day: dt.date, teaching: TeachingDays
) -> Run:
    away = sorted(one for one, halves in days.items() if _away(halves))
    here = [one for one in days if one not in away]
    name, school_class = told
    halves = tuple((one, tuple(away_in({one: days[one]}))) for one in away)
    unknown = len([one for one in teaching.between(away[0], day) if one not in days])
    return Run(
        student, name, school_class, SchoolClass.caption_of(school_class), halves, max(here, default=None), unknown
    )  # fmt: skip


def _known_back(day: dt.date) -> dict[int, dt.date]:
    """Pupil -> the newest day on which the work on a case found him at school, or was closed for good reason."""
    back = DropCase.select(DropCase.student, DropCase.back_on).where(DropCase.back_on.is_null(False))
    closed = DropCase.select(DropCase.student, DropCase.closed_on).where(DropCase.closed_on.is_null(False))
    followed = FollowUp.select(FollowUp.student, FollowUp.day).where(
        FollowUp.present == True  # noqa: E712
    )
    found: dict[int, dt.date] = {}
    for student, on in (*back.tuples(), *closed.tuples(), *followed.tuples()):
        if student and on <= day:
            found[student] = max(found.get(student, dt.date.min), on)
    return found
