"""What is due for each child that is away: call, visit, warning, 疑似辍学, by the numbers of 控辍规则.

Days with leave are told but start no clock: whoever asked for leave has been reached. A long leave is only pointed out.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledger import Values
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.drop_absence import ContactAttempt
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.models.store import Store
from desktop.services.drop import absences
from desktop.services.drop.absences import Run
from desktop.services.drop.rules import rules
from desktop.services.drop.teaching import TeachingDays

REACHED = ("yes", "other")
CONTACT, VISIT, WARN, SUSPECT, DROPPED = "contact", "visit", "warn", "suspect", "dropped"
# step -> (the rule with its limit, what is to be done)
STEPS = {
    CONTACT: ("first_contact", "联系家长"),
    VISIT: ("visit_days", "上门家访"),
    WARN: ("report_days", "列入缺课预警"),
    SUSPECT: ("suspected_days", "列为疑似辍学"),
    DROPPED: ("dropout_days", "视为辍学"),
}
LONG_LEAVE, IN_CASE = "请假较久，请核实", "在个案里跟"
UNPROVED = "转为其他去向，还没有证明：请取证，没有去读的重开个案"


@dataclass(frozen=True)
class Due:
    """One thing the rules ask for. by: the day it was due; late: school days since then."""

    code: str
    words: str
    by: dt.date
    late: int


@dataclass(frozen=True)
class Watched:
    """A child that is away, what was done since, and what is due. case: the case that stands, None without one.

    visits: days of 家访 and of contacts made at home; seen: day -> who went, whom they met, why the child was away.
    """

    run: Run
    contacts: tuple[Any, ...]
    visits: tuple[dt.date, ...]
    case: Any
    due: tuple[Due, ...]
    advice: str = ""
    seen: Mapping[dt.date, str] = field(default_factory=dict)

    @property
    def student(self) -> int:
        return self.run.student

    @property
    def late(self) -> int:
        return max((one.late for one in self.due), default=0)

    @property
    def reached(self) -> Any:
        """The newest contact that reached somebody; None when there is none."""
        return next((one for one in reversed(self.contacts) if one.reached in REACHED), None)


def board(day: dt.date) -> list[Watched]:
    """Every child that is away up to a day, who is latest first. Reads as whoever is logged in may see."""
    runs = absences.running(day)
    ids = [one.student for one in runs]
    first = min((one.first for one in runs), default=day)
    contacts, visits, cases = _contacts(ids, first, day), _visits(ids, first, day), standing(ids)
    teaching, numbers, told = TeachingDays(), rules(), _told_at_home(ids, first, day)
    found = []
    for run in runs:
        called = tuple(one for one in contacts.get(run.student, ()) if one.day >= run.first)
        seen = tuple(one for one in visits.get(run.student, ()) if one >= run.first)
        case = cases.get(run.student)
        moved = case is not None and case.state == absences.MOVED
        due = () if moved else tuple(_due(run, (called, seen, case), day, teaching, numbers))
        leave = run.count - len(run.without_leave)
        advice = UNPROVED if moved else LONG_LEAVE if not due and leave >= numbers["suspected_days"] else ""
        advice = advice or (IN_CASE if case is not None and not due else "")
        found.append(Watched(run, called, seen, case, due, advice, told.get(run.student, {})))
    return sorted(found, key=lambda one: (-one.late, not one.due, -one.run.count, one.run.class_name))


def _due(
    run: Run, done: tuple[Collection[Any], Collection[dt.date], Any], day: dt.date,
    teaching: TeachingDays, numbers: Mapping[str, int],
) -> Iterator[Due]:  # fmt: skip
    contacts, visits, case = done
    called = any(one.reached in REACHED for one in contacts)
    stage = _stage(case)
    followed = stage >= 2  # the clock of the case goes on from there
    there = {CONTACT: called or bool(visits) or followed, VISIT: bool(visits) or followed, WARN: stage >= 1,
             SUSPECT: followed, DROPPED: case is not None and case.kind == "dropped"}  # fmt: skip
    away = run.without_leave
    for code, (rule, words) in STEPS.items():
        limit = numbers[rule]
        if limit and len(away) >= limit and not there[code]:
            by = away[limit - 1]
            yield Due(code, words, by, teaching.after(by, day))


def _stage(case: Any) -> int:
    """0 no case, 1 a warning, 2 suspected or further."""
    if case is None:
        return 0
    return 1 if case.state == "warned" else 0 if case.state in ("back", "moved") else 2


def standing(students: Collection[int]) -> dict[int, Any]:
    """Pupil -> the case that is not closed."""
    closed = code_list("drop_state").codes_with("closed")
    rows = DropCase.select().where(DropCase.student.in_(list(students)) & DropCase.state.not_in(closed))
    return {row.student_id: row for row in rows.order_by(DropCase.id)}


def _contacts(students: Collection[int], since: dt.date, until: dt.date) -> dict[int, list[Any]]:
    rows = ContactAttempt.select().where(
        ContactAttempt.student.in_(list(students)) & ContactAttempt.day.between(since, until)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by(ContactAttempt.day, ContactAttempt.id):
        found[row.student_id].append(row)
    return found


def _visits(students: Collection[int], since: dt.date, until: dt.date) -> dict[int, list[dt.date]]:
    """The days somebody went to the home: 家访 of 关爱, and contacts made there."""
    home = code_list("visit_way").codes_with("visit")
    wanted = Visit.day.between(since, until) & Visit.way.in_(home)
    rows = VisitChild.select(VisitChild.student, Visit.day).join(Visit).where(
        VisitChild.student.in_(list(students)) & wanted
    )  # fmt: skip
    found: dict[int, list[dt.date]] = defaultdict(list)
    for student, day in rows.order_by(Visit.day).tuples():
        found[student].append(day)
    for student, some in _contacts(students, since, until).items():
        found[student] += [one.day for one in some if one.way in home]
    return {student: sorted(set(days)) for student, days in found.items()}


def _told_at_home(students: Collection[int], since: dt.date, until: dt.date) -> dict[int, dict[dt.date, str]]:
    """Child -> day -> 家访 in a few words: 方明辉 见到周昌明，没来是因为 感冒."""
    wanted = VisitChild.student.in_(list(students)) & Visit.day.between(since, until)
    wanted &= Visit.way.in_(code_list("visit_way").codes_with("visit"))
    found: dict[int, dict[dt.date, str]] = defaultdict(dict)
    for row in VisitChild.select(VisitChild, Visit).join(Visit).where(wanted).order_by(Visit.day, Visit.id):
        visit = row.visit
        who = Staff.caption_of(visit.teacher_id) + (f" 见到{visit.met}" if visit.met else "")
        why = f"没来是因为：{row.absence_why}" if row.absence_why else ""
        found[row.student_id][visit.day] = "，".join(filter(None, (who, why)))
    return found


def contacts_of(student: int) -> list[Any]:
    """All contacts about one pupil, the newest first."""
    rows = ContactAttempt.select().where(ContactAttempt.student == student)
    return list(rows.order_by(ContactAttempt.day.desc(), ContactAttempt.id.desc()))


# writing ------------------------------------------------------------------------------------------------


def may_contact(store: Store) -> bool:
    """Who writes contacts: who keeps the cases, and class teachers of their own pupils."""
    return store.session.may("drop") or ContactAttempt.table() in store.session.role.writes


def contact(store: Store, values: Values) -> int:
    """Write down one try to reach a family; returns its id. Raises NotAllowed, Invalid, Refused."""
    if not may_contact(store):
        raise NotAllowed(f"“{store.session.role.label}”不能登记联系家长，请换有权限的人登录。")
    name = Student.caption_of(values["student"])
    with store.step(f"联系家长：{name} {values['day']}") as step:
        return step.add(ContactAttempt, values)
