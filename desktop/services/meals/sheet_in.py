"""Past months from workbooks: what they would become, day by day and class by class, then one step to take back.

    book = read_month_book([path])
    draft = judge(store, book, Answers(blank="1"))
    keep_months(store, draft)

A blank cell means what the person says it means. A day that is kept already, or has no meal, is named and left alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from desktop.models.codes import code_list
from desktop.models.day_marks import Marks, counts, packed
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.day_order import today as clock
from desktop.models.ledgers.meal_order import why_settled
from desktop.models.ledgers.meals import ClassDay, MealEater, covers
from desktop.models.ledgers.students import NameAlias, Student
from desktop.models.listing import listed
from desktop.models.store import Store
from desktop.services.meals import calendar
from desktop.services.meals.days import FED
from desktop.services.meals.eaters import seat_order
from desktop.services.meals.month_book import MonthBook, MonthPart, PupilRow, read_month_book

__all__ = ["Answers", "DayDraft", "MonthDraft", "judge", "keep_months", "read_month_book"]

NOBODY = "-"  # the answer for a blank: no sheet names the pupil on that day
SHOWN = 5  # of a kind of problem


@dataclass(frozen=True)
class Answers:
    """What the person said. blank: a mark's code, NOBODY, or "" while it is not said. signs: sign -> code of meal_mark.

    kind, year: where the files do not tell. classes: place of a part -> class. empty_days: days on which a whole column
    is blank count as days with everybody fed (only where blank means fed).
    """

    blank: str = ""
    signs: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    year: int | None = None
    classes: Mapping[int, int] = field(default_factory=dict)
    empty_days: bool = False


@dataclass(frozen=True)
class DayDraft:
    """A class's day that would be written."""

    day: dt.date
    kind: str
    school_class: int
    marks: Marks
    source: str

    @property
    def fed(self) -> int:
        return counts(self.marks)[2]

    def values(self) -> Values:
        return {
            "day": self.day, "kind": self.kind, "school_class": self.school_class, "marks": packed(self.marks),
            "late_reason": f"导入 {self.source}"[:60],
        }  # fmt: skip


@dataclass
class MonthDraft:
    """What would be written, what is left out and why, and what has to be answered first.

    questions: what -> sentence; what is "blank", "kind", "year", "sign:△" or "class:0". problems hold rows back one by one;
    left: days that stay as they are; empty: columns that are blank from top to bottom.
    """

    title: str
    days: list[DayDraft] = field(default_factory=list)
    questions: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        return bool(self.days) and not self.questions

    @property
    def sentence(self) -> str:
        due = sum(len(day.marks) for day in self.days)
        classes = len({day.school_class for day in self.days})
        return f"{classes} 个班 {len(self.days)} 张日餐表，应就餐 {due} 人次，就餐 {sum(d.fed for d in self.days)} 人次"


def meanings(book: MonthBook, answers: Answers) -> dict[str, str]:
    """Sign -> code for every sign in the files, as answered, as the files' legend says, else as the code list knows it.

    "" where nobody says. The blank is only known from an answer or from the legend.
    """
    codes = code_list("meal_mark")
    found = {}
    for sign in book.signs:
        told = codes.find(book.legend.get(sign, "")) if sign in book.legend else None
        usual = None if sign in book.legend else codes.find(sign)
        found[sign] = answers.signs.get(sign) or told or (usual if sign else None) or ""
    if "" in book.signs:
        found[""] = answers.blank or codes.find(book.legend.get("", "")) or ""
    return found


def judge(store: Store, book: MonthBook, answers: Answers | None = None) -> MonthDraft:
    """What the files would become with these answers. Reads only."""
    answers = answers or Answers()
    draft = MonthDraft(book.title, notes=list(book.skipped))
    signs = meanings(book, answers)
    _ask_signs(draft, book, signs, blank_cells(book, answers))
    days = cache(_served_or_not)
    for place, part in enumerate(book.parts):
        _Judge(store, draft, part, place, answers, signs, days).part_()
    return draft


def blank_cells(book: MonthBook, answers: Answers) -> int:
    """How many blank cells a person has to say something of: those on days with the meal, up to today. Weekends, holidays
    and days to come are nobody's question; where month or meal are not known yet, every blank cell is.
    """
    served = calendar.kinds()
    count = 0
    for part in book.parts:
        month = part.month or (
            f"{answers.year}-{part.number_only}" if part.number_only and answers.year else ""
        )
        kind = part.kind or answers.kind or (served[0] if len(served) == 1 else "")
        told = _served_or_not(month, kind) if month and kind else None
        asked = {
            day
            for day in part.days
            if told is None or (day in told and told[day].served and told[day].day <= clock())
        }
        count += sum(not sign for row in part.rows for day, sign in row.signs.items() if day in asked)
    return count


def keep_months(store: Store, draft: MonthDraft) -> int:
    """Write the sheets as one step; returns its number. Raises Refused while something is not answered."""
    store.session.demand("meals", "导入就餐月表")
    if draft.questions:
        raise Refused(f"还有没回答的：{next(iter(draft.questions.values()))}")
    if not draft.days:
        raise Refused("没有可以写入的日餐表。")
    if why := why_settled({one.day for one in draft.days}):
        raise Refused(why)
    with store.step(f"导入就餐月表：{draft.title}", kind="import") as step:
        step.add_many(ClassDay, [one.values() for one in draft.days])
    return step.number


def _ask_signs(draft: MonthDraft, book: MonthBook, signs: Mapping[str, str], blanks: int) -> None:
    for sign, code in signs.items():
        if code:
            continue
        count = book.signs[sign] if sign else blanks
        if not sign and not count:
            continue
        if not sign:
            draft.questions["blank"] = f"空着的格子有 {count} 个，是就餐、没就餐，还是没有登记？"
            continue
        said = f"，表上的图例写的是“{book.legend[sign]}”" if sign in book.legend else ""
        draft.questions[f"sign:{sign}"] = f"记号“{sign}”有 {count} 个{said}，是什么意思？"


def _served_or_not(month: str, kind: str) -> Mapping[int, calendar.Day]:
    """Day of the month -> what the calendar says of it; the same for every class."""
    return {one.day.day: one for one in calendar.month_days(month, kind)}


class _Judge:
    """One table of one sheet."""

    def __init__(
        self,
        store: Store,
        draft: MonthDraft,
        part: MonthPart,
        place: int,
        answers: Answers,
        signs: Mapping[str, str],
        days: Callable[[str, str], Mapping[int, calendar.Day]],
    ) -> None:
        self.store, self.draft, self.part, self.place = store, draft, part, place
        self.answers, self.signs, self.days = answers, signs, days

    def part_(self) -> None:
        klass, kind, month = self._class(), self._kind(), self._month()
        if klass is None or not kind or not month:
            return
        first, last = calendar.month_span(month)
        self.eaters = self._eaters(klass, kind, first, last)
        if not self.eaters:
            place = SchoolClass.caption_of(klass)
            self.draft.problems.append(
                f"{self.part.where}：{place} {month} 没有就餐名册。先到“就餐名册”从花名册生成，再导入。"
            )
            return
        self.names = self._names()
        people = self._people()
        self._left_out(people)
        days = self.days(month, kind)
        kept = self._kept(klass, kind, first, last)
        for number in self.part.days:
            if number in days:
                self._day(days[number], klass, kind, people, kept)

    # what the file has to tell -----------------------------------------------------------------------------

    def _class(self) -> int | None:
        if chosen := self.answers.classes.get(self.place):
            return chosen
        found = SchoolClass.find(self.part.class_name) if self.part.class_name else None
        if found is None:
            said = (
                f"写的是 {self.part.class_name.replace('.', ' 年级 ')} 班，班级里没有"
                if self.part.class_name
                else "没有写是哪个班"
            )
            self.draft.questions[f"class:{self.place}"] = f"{self.part.where}{said}，请选班级。"
        return found

    def _kind(self) -> str:
        if kind := self.part.kind or self.answers.kind:
            return kind
        served = calendar.kinds()
        if len(served) == 1:
            return served[0]
        self.draft.questions["kind"] = "表上没有写是哪一餐，请选餐次。"
        return ""

    def _month(self) -> str:
        if self.part.month:
            return self.part.month
        if self.part.number_only and self.answers.year:
            return f"{self.answers.year}-{self.part.number_only}"
        if self.part.number_only:
            self.draft.questions["year"] = (
                f"{self.part.where}只写了 {int(self.part.number_only)} 月，请写是哪一年。"
            )
        else:
            self.draft.problems.append(
                f"{self.part.where}没有写是哪个月，没有读。请在标题里写上，例如 2026年10月。"
            )
        return ""

    # who ---------------------------------------------------------------------------------------------------

    def _eaters(self, klass: int, kind: str, first: dt.date, last: dt.date) -> dict[int, list[Values]]:
        rows = self.store.rows(MealEater).where(
            (MealEater.school_class == klass)
            & (MealEater.kind == kind)
            & (MealEater.from_day <= last)
            & (MealEater.until_day.is_null() | (MealEater.until_day >= first))
        )
        found: dict[int, list[Values]] = {}
        for pupil, start, end in rows.select(
            MealEater.student, MealEater.from_day, MealEater.until_day
        ).tuples():
            found.setdefault(pupil, []).append({"from_day": start, "until_day": end})
        return found

    def _names(self) -> dict[str, list[Any]]:
        """Pupils of the class's list by every spelling of their names."""
        rows = Student.select(Student.id, Student.name, Student.seat_no)
        pupils = {row.id: row for row in rows.where(Student.id.in_(listed(self.eaters))).namedtuples()}
        found: dict[str, list[Any]] = {}
        for row in pupils.values():
            found.setdefault(row.name, []).append(row)
        for alias in NameAlias.select().where(NameAlias.student.in_(listed(self.eaters))):
            if pupils[alias.student_id] not in found.setdefault(alias.name, []):
                found[alias.name].append(pupils[alias.student_id])
        return found

    def _people(self) -> dict[int, PupilRow]:
        """Pupil -> the line about him. Namesakes by their seats, else in the order of the roster, which is said."""
        found: dict[int, PupilRow] = {}
        rows: dict[str, list[PupilRow]] = {}
        for row in self.part.rows:
            rows.setdefault(row.name, []).append(row)
        for name, alike in rows.items():
            pupils = self.names.get(name, [])
            where = f"{self.part.where}第 {'、'.join(str(row.row) for row in alike)} 行"
            if not pupils:
                self.draft.problems.append(f"{where}：“{name}”不在这个班的就餐名册上，没有读。")
            elif len(pupils) != len(alike):
                self.draft.problems.append(
                    f"{where}：名册上有 {len(pupils)} 个“{name}”，表上有 {len(alike)} 行，对不上，没有读。"
                )
            else:
                found |= self._matched(pupils, alike, where)
        return found

    def _matched(self, pupils: list[Any], alike: list[PupilRow], where: str) -> dict[int, PupilRow]:
        seats = {pupil.seat_no: pupil.id for pupil in pupils}
        if len(pupils) > 1 and len(seats) == len(pupils) and all(row.seat in seats for row in alike):
            return {seats[row.seat]: row for row in alike}
        if len(pupils) > 1:
            self.draft.notes.append(f"{where}：{len(pupils)} 个“{alike[0].name}”按座号的次序对上，请核对。")
        ordered = sorted(pupils, key=seat_order)
        return {pupil.id: row for pupil, row in zip(ordered, alike, strict=True)}

    def _left_out(self, people: Mapping[int, PupilRow]) -> None:
        names = [Student.caption_of(one) for one in self.eaters if one not in people]
        if names:
            more = f"等 {len(names)} 人" if len(names) > SHOWN else ""
            self.draft.notes.append(
                f"{self.part.where}上没有名册上的{'、'.join(names[:SHOWN])}{more}，他们这个月不算应到。"
            )

    # which days --------------------------------------------------------------------------------------------

    @staticmethod
    def _kept(klass: int, kind: str, first: dt.date, last: dt.date) -> set[dt.date]:
        rows = ClassDay.select(ClassDay.day).where(
            (ClassDay.school_class == klass) & (ClassDay.kind == kind) & ClassDay.day.between(first, last)
        )
        return {day for (day,) in rows.tuples()}

    def _day(
        self, day: calendar.Day, klass: int, kind: str, people: Mapping[int, PupilRow], kept: set[dt.date]
    ) -> None:
        number, place = day.day.day, SchoolClass.caption_of(klass)
        signs = {pupil: row.signs.get(number, "") for pupil, row in people.items()}
        filled = any(signs.values())
        if not filled and not self._counts_as_full(day, place):
            return
        if why := self._why_left(day, kept):
            self.draft.left.append(f"{place} {day.day}：{why}")
            return
        marks = self._marks(day.day, signs)
        if marks:
            self.draft.days.append(DayDraft(day.day, kind, klass, marks, self.part.file))

    def _counts_as_full(self, day: calendar.Day, place: str) -> bool:
        """Whether a column without a sign is a day with everybody fed: never unless blank means fed and it is said so."""
        if not day.served or self.signs.get("") != FED:
            return False
        if self.part.sums.get(day.day.day, 0) > 0 or self.answers.empty_days:
            return True
        self.draft.empty.append(f"{place} {day.day}")
        return False

    @staticmethod
    def _why_left(day: calendar.Day, kept: Iterable[dt.date]) -> str:
        if day.day in kept:
            return "已经登记过，不动。"
        if not day.served:
            return f"供餐日历上没有这一餐（{day.reason}），没有读。确实供餐的，先在供餐日历上写明。"
        return "这一天还没有到，没有读。" if day.day > clock() else ""

    def _marks(self, day: dt.date, signs: Mapping[int, str]) -> Marks:
        marks: Marks = {}
        strange = []
        for pupil, sign in signs.items():
            code = self.signs.get(sign, "")
            if not code or code == NOBODY:
                continue
            if any(covers(eater, day) for eater in self.eaters[pupil]):
                marks[pupil] = code
            else:
                strange.append(Student.caption_of(pupil))
        if strange:
            self.draft.problems.append(
                f"{self.part.where} {day}：{'、'.join(strange[:SHOWN])} 那天不在就餐名册上，没有读。"
            )
        return marks
