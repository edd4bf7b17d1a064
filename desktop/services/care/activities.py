"""留守儿童之家 and activities: who took part, calls with the parents each month, the term's meeting of guardians.

成长记录袋: which of the twelve kinds each left-behind child has, and which are missing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledger import Values
from desktop.models.ledgers.care_file import ActivityChild, CareActivity, GrowthItem
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.store import Store, rows_by_id
from desktop.models.terms import Term
from desktop.services.care import listed
from desktop.services.care.listed import Child
from desktop.services.care.rules import rules
from desktop.services.care.visits import span_of

CALL, GUARDIANS, HOME = "call", "guardians", "home"


# the log --------------------------------------------------------------------------------------------------


def keep(store: Store, values: Values, students: Sequence[int] = ()) -> int:
    """One activity with the children who took part, in one step; returns its id.

    heads: how many came; at least those who are named, and they alone where no number is told.
    """
    store.session.demand("care", "登记活动")
    named = list(dict.fromkeys(students))
    told = dict(values)
    told["heads"] = max(told.get("heads") or 0, len(named))
    with store.step(f"登记活动 {values.get('name') or ''}".rstrip()) as step:
        record = step.add(CareActivity, told)
        step.add_many(ActivityChild, [{"activity": record, "student": one} for one in named])
    return record


def change(store: Store, record: int, values: Values, students: Sequence[int]) -> int:
    """Put an activity right: its facts, and who took part."""
    store.session.demand("care", "改活动")
    named = list(dict.fromkeys(students))
    told = dict(values)
    told["heads"] = max(told.get("heads") or 0, len(named))
    old = {row.student_id: row.id for row in ActivityChild.select().where(ActivityChild.activity == record)}
    with store.step(f"修改活动 {CareActivity.caption_of(record)}") as step:
        step.change(CareActivity, record, told)
        step.remove_many(ActivityChild, [row for student, row in old.items() if student not in named])
        step.add_many(
            ActivityChild, [{"activity": record, "student": one} for one in named if one not in old]
        )
    return record


def join(store: Store, record: int, students: Sequence[int]) -> int:
    """More children who took part; who is there already is left. Returns how many came to it."""
    here = {row.student_id for row in ActivityChild.select().where(ActivityChild.activity == record)}
    new = [one for one in dict.fromkeys(students) if one not in here]
    change(store, record, {"heads": CareActivity.get_by_id(record).heads}, [*here, *new])
    return len(new)


def children_of(records: Iterable[int]) -> dict[int, list[int]]:
    """Activity -> children who took part, as far as whoever reads may see them."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = ActivityChild.select().where(ActivityChild.activity.in_(list(records))).order_by(ActivityChild.id)
    for row in rows:
        found[row.activity_id].append(row.student_id)
    return dict(found)


def of_class(klass: int) -> list[int]:
    """A whole class: all who are on roll."""
    on_roll = code_list("enrolment_status").codes_with("on_roll")
    here = (Student.school_class == klass) & Student.status.in_(on_roll)
    return [row.id for row in Student.select(Student.id).where(here).order_by(Student.seat_no, Student.id)]


def left_behind(day: dt.date, term: Term, classes: Collection[int] = ()) -> dict[int, Child]:
    """The listed left-behind children of a day."""
    return {
        student: child
        for student, child in listed.children(day, term=term).items()
        if listed.LEFT in child.types and (not classes or child.class_id in classes)
    }


# what the rules ask for -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """Calls of one month: children with enough calls, and who is still to call. over: the month is behind us."""

    month: str
    called: int
    missing: tuple[int, ...]
    over: bool


@dataclass(frozen=True)
class Kept:
    """The term's activities against the school's rules. meetings: of guardians; wanted: how many are asked for."""

    term: Term
    rows: tuple[Any, ...]
    children: dict[int, Child]
    months: tuple[Month, ...]
    calls_wanted: int
    meetings: int
    meetings_wanted: int

    @property
    def sentence(self) -> str:
        told = [f"{self.term.title}活动 {len(self.rows)} 次，留守 {len(self.children)} 人"]
        if self.children and self.meetings < self.meetings_wanted:
            told.append("本学期还没有开临时监护人会议")
        late = [one for one in self.months if one.over and one.missing]
        told += [f"{int(one.month[5:])} 月 {len(one.missing)} 人没有和父母通话" for one in late[:2]]
        return "，".join(told)


def kept(day: dt.date, term: Term) -> Kept:
    """Read the term's activities and hold them against 关爱规则; children who saw a call are counted by month."""
    first, last = span_of(term)
    rows = list(
        CareActivity.select()
        .where(CareActivity.day.between(first, last))
        .order_by(CareActivity.day.desc(), CareActivity.id.desc())
    )
    children, told = left_behind(day, term), rules()
    calls: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    who = children_of(row.id for row in rows if row.kind == CALL)
    for row in rows:
        for student in who.get(row.id, ()):
            calls[f"{row.day:%Y-%m}"][student] += 1
    wanted = told["calls_month"]
    months = [_month(key, calls[key], children, wanted, day) for key in _months(first, min(last, day))]
    return Kept(
        term, tuple(rows), children, tuple(months) if wanted else (), wanted,
        sum(row.kind == GUARDIANS for row in rows), told.get("guardians_term", 1),
    )  # fmt: skip


def _month(key: str, calls: dict[int, int], children: dict[int, Child], wanted: int, day: dt.date) -> Month:
    missing = tuple(one for one in children if calls.get(one, 0) < wanted)
    return Month(key, len(children) - len(missing), missing, key < f"{day:%Y-%m}")


def _months(first: dt.date, last: dt.date) -> list[str]:
    """Months from the first to the last day, those of the summer and winter holidays left out."""
    found, year, month = [], first.year, first.month
    while (year, month) <= (last.year, last.month):
        if month not in (2, 8):
            found.append(f"{year}-{month:02d}")
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


# 成长记录袋 -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bag:
    """One child's 成长记录袋: kind -> what lies in it. missing: kinds of which there is nothing."""

    student: int
    name: str
    class_id: int
    class_name: str
    items: dict[str, tuple[Any, ...]]

    @property
    def missing(self) -> list[str]:
        return [code for code in code_list("growth_kind").labels if code not in self.items]

    @property
    def have(self) -> int:
        return len(code_list("growth_kind").labels) - len(self.missing)


def bags(
    day: dt.date, term: Term, students: Collection[int] = (), classes: Collection[int] = ()
) -> list[Bag]:
    """A bag for each left-behind child, and for whoever else has something in one; some children when they are named."""
    here = left_behind(day, term, classes)
    found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in GrowthItem.select().order_by(GrowthItem.day, GrowthItem.id):
        found[row.student_id][row.kind].append(row)
    wanted = list(students) or list(here)
    if not students and not classes:
        wanted += [one for one in found if one not in here]
    pupils = {row.id: row for row in rows_by_id(Student, wanted)}
    return [_bag(pupils[one], found.get(one, {})) for one in dict.fromkeys(wanted) if one in pupils]


def _bag(pupil: Any, items: dict[str, list[Any]]) -> Bag:
    return Bag(
        pupil.id, Student.in_class(pupil), pupil.school_class_id, SchoolClass.caption_of(pupil.school_class_id),
        {kind: tuple(rows) for kind, rows in items.items()},
    )  # fmt: skip


def put_in(
    store: Store, students: Sequence[int], kind: str, name: str, *, day: dt.date, file: str | None = None
) -> int:
    """One thing into the bags of some children at once; a class teacher into those of the own. Returns how many."""
    told = {"kind": kind, "name": name, "day": day, "file": file}
    words = Student.caption_of(students[0]) if len(students) == 1 else f"{len(students)} 人"
    with store.step(f"成长记录袋 {words}") as step:
        step.add_many(GrowthItem, [{**told, "student": one} for one in students])
    return len(students)
