"""开学报到: class by class who did not come, in the first week of a term, and what became of each.

A class without a sheet has not been looked at: an empty list of 未报到 only counts when every class handed one in.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.calendar import SchoolTerm
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_reports import ArrivalSheet, NotArrived
from desktop.models.ledgers.students import Student
from desktop.models.store import Store, rows_by_id
from desktop.models.terms import Term
from desktop.services.drop import cases, roll
from desktop.services.drop.month_people import taught_at_home
from desktop.services.drop.rules import rule

ABSENT = "06"  # enrolment_status 未报到
FOLLOWED = (
    "reason",
    "whereabouts",
    "staff",
    "told",
    "came_on",
    "note",
)  # what may be written of a pupil afterwards


@dataclass(frozen=True)
class ClassLine:
    """One class: who is due, its sheet if there is one, who did not come and has not come since."""

    school_class: int
    name: str
    due: tuple[int, ...]
    sheet: Any
    missing: tuple[Any, ...]
    late: tuple[Any, ...]

    @property
    def came(self) -> int:
        return len(self.due) - len(self.missing) if self.sheet else 0

    @property
    def state(self) -> str:
        if self.sheet is None:
            return "还没有登记"
        return f"{len(self.missing)} 人未报到" if self.missing else "全部报到"


@dataclass(frozen=True)
class Board:
    """A term's arrivals. first: the day the term began; until: the last day of the first week (控辍规则)."""

    term: Term
    first: dt.date
    until: dt.date
    classes: Sequence[ClassLine]

    @property
    def missing(self) -> list[Any]:
        """The rows of who has not come yet, class by class."""
        return [row for one in self.classes for row in one.missing]

    @property
    def open_classes(self) -> list[ClassLine]:
        return [one for one in self.classes if one.sheet is None]

    @property
    def complete(self) -> bool:
        return bool(self.classes) and not self.open_classes

    @property
    def sentence(self) -> str:
        due, done = sum(len(one.due) for one in self.classes), [one for one in self.classes if one.sheet]
        came = sum(one.came for one in done)
        words = f"{self.term.title} {self.first:%m-%d} 开学，应到 {due} 人，登记了 {len(done)} / {len(self.classes)} 个班"
        return f"{words}，实到 {came} 人，未报到 {len(self.missing)} 人"


def starts(term: Term) -> dt.date:
    """The day a term began: by the 校历, else the usual one."""
    row = SchoolTerm.get_or_none(SchoolTerm.term == term.code)
    return row.starts if row else term.usual_span[0]


def week_of(term: Term) -> tuple[dt.date, dt.date]:
    """First and last day in which 未报到 has to be reported."""
    first = starts(term)
    return first, first + dt.timedelta(days=rule("unregistered_days") - 1)


def board(term: Term) -> Board:
    """Every class with who is due: the roll of the term's first day, without those who are taught at home."""
    first, until = week_of(term)
    known = roll.pupils()
    due = _due(first, until, known)
    sheets = {row.school_class_id: row for row in ArrivalSheet.select().where(ArrivalSheet.term == term.code)}
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in NotArrived.select().where(NotArrived.term == term.code).order_by(NotArrived.id):
        rows[row.student_id].append(row)
    classes: dict[int, list[int]] = defaultdict(list)
    for pupil in due:
        classes[known[pupil].school_class].append(pupil)
    wanted = SchoolClass.select().where(SchoolClass.id.in_(list(classes)))
    order = sorted(wanted, key=lambda row: (row.state, int(row.grade), row.number))
    return Board(term, first, until, [_line(row, sorted(classes[row.id]), sheets, rows) for row in order])


def _due(first: dt.date, until: dt.date, known: Mapping[int, roll.Pupil]) -> set[int]:
    """Who stood on the roll on the first day; new pupils count from the first of their month, which may be later."""
    new = {
        one.id
        for one in known.values()
        if any(spell.came == "new" and spell.start and first <= spell.start <= until for spell in one.spells)
    }
    return (roll.here_on(first, known) | new) - taught_at_home(first)


def _line(row: Any, due: list[int], sheets: Mapping[int, Any], rows: Mapping[int, list[Any]]) -> ClassLine:
    told = [one for pupil in due for one in rows.get(pupil, ())]
    return ClassLine(
        row.id, SchoolClass.caption(row), tuple(due), sheets.get(row.id),
        tuple(one for one in told if one.came_on is None), tuple(one for one in told if one.came_on),
    )  # fmt: skip


def pupils_due(line: ClassLine) -> list[Any]:
    """The pupils of a class as they stand on the sheet, by number."""
    rows: list[Any] = list(rows_by_id(Student, line.due))
    return sorted(rows, key=lambda row: (row.seat_no or 999, row.id))


def first_guess(line: ClassLine) -> set[int]:
    """Who is taken for missing before anybody says otherwise: those on the sheet, or whom the roster calls 未报到."""
    if line.sheet is not None:
        return {row.student_id for row in line.missing}
    return {row.id for row in rows_by_id(Student, line.due) if row.status == ABSENT}


def keep_sheet(store: Store, term: Term, line: ClassLine, missing: Collection[int], day: dt.date) -> None:
    """One class's sheet: who of it did not come; who was missing before and is not now came on `day`. Raises Refused."""
    store.session.demand("drop", "登记开学报到")
    if strangers := set(missing) - set(line.due):
        raise Refused(f"有 {len(strangers)} 名学生不在{line.name}应到的名单里，请重新打开这个班。")
    was = {row.student_id: row for row in line.missing}
    values = {"day": day, "due": len(line.due), "came": len(line.due) - len(set(missing))}
    with store.step(f"{term.short}{line.name}报到，{len(set(missing))} 人未到") as step:
        if line.sheet is None:
            step.add(ArrivalSheet, {"term": term.code, "school_class": line.school_class, **values})
        else:
            values.pop("day")
            step.change(ArrivalSheet, line.sheet.id, values)
        again = {row.student_id: row.id for row in line.late if row.student_id in missing}
        step.change_many(NotArrived, {record: {"came_on": None} for record in again.values()})
        new = sorted(set(missing) - was.keys() - again.keys())
        step.add_many(NotArrived, [{"term": term.code, "student": one, "noted_on": day} for one in new])
        step.change_many(
            NotArrived,
            {row.id: {"came_on": max(day, row.noted_on)} for one, row in was.items() if one not in missing},
        )


def all_came(store: Store, found: Board, classes: Iterable[int], day: dt.date) -> int:
    """Sheets for classes in which everybody came; those that have one are left alone. Returns how many."""
    store.session.demand("drop", "登记开学报到")
    lines = [one for one in found.classes if one.school_class in set(classes) and one.sheet is None]
    with store.step(f"{found.term.short}{len(lines)} 个班全部报到") as step:
        step.add_many(ArrivalSheet, [
            {"term": found.term.code, "school_class": one.school_class, "day": day, "due": len(one.due), "came": len(one.due)}
            for one in lines
        ])  # fmt: skip
    return len(lines)


def follow(store: Store, record: int, values: Values) -> None:
    """What was learnt of a pupil who did not come; came_on: the day he did, then his class's sheet counts him."""
    store.session.demand("drop", "登记未报到学生的情况")
    row = NotArrived.get_by_id(record)
    told = {name: values[name] for name in FOLLOWED if name in values}
    with store.step(f"{Student.caption_of(row.student_id)} 未报到情况") as step:
        step.change(NotArrived, record, told)
        came = told.get("came_on") is not None and row.came_on is None
        sheet = ArrivalSheet.get_or_none(
            (ArrivalSheet.term == row.term)
            & (ArrivalSheet.school_class == Student.get_by_id(row.student_id).school_class_id)
        )
        if came and sheet is not None and sheet.came < sheet.due:
            step.change(ArrivalSheet, sheet.id, {"came": sheet.came + 1})


def open_cases(store: Store, records: Sequence[int], today: dt.date) -> tuple[int, int]:
    """立案: (new cases of the kind 未报到, cases taken up again). Raises NotAllowed, Refused when all have one."""
    rows: list[Any] = list(rows_by_id(NotArrived, list(records)))
    if not rows:
        raise Refused("请先选没有报到的学生。")
    found = cases.preview([row.student_id for row in rows], today, "unregistered")
    # nobody knows the last day at school of who has not come: it stays empty until somebody finds out
    return cases.open_many(store, [replace(one, last_day=None) for one in found], today)
