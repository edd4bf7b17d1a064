"""Everything written about a 个案, read for many cases at once: the steps it took, 劝返, papers, follow-up, visits, calls."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledger import Ledger
from desktop.models.ledgers import day_order
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_absence import ContactAttempt
from desktop.models.ledgers.drop_case_order import BECAME
from desktop.models.ledgers.drop_cases import (
    CaseStep,
    DropCase,
    FollowUp,
    GovernmentPaper,
    Persuasion,
    ReportedChild,
    ReturnNotice,
    WrittenReport,
)
from desktop.models.ledgers.drop_population import AgeChild
from desktop.models.ledgers.drop_standing import by_roster
from desktop.models.ledgers.students import Student

NEVER_CAME = "开学未报到"
AT_SCHOOL = "1.1"  # age_status 本校在读
REPORTED = ("persuading", "reported", "government")  # states of whom a 书面报告 tells
BEFORE = dt.timedelta(days=60)  # looked back where the last day at school is not known


@dataclass(frozen=True)
class CaseFile:
    """One case with all that belongs to it, each kind in the order of its days."""

    row: Any
    name: str
    class_id: int | None
    class_name: str
    steps: Sequence[Any] = ()
    persuasions: Sequence[Any] = ()
    notices: Sequence[Any] = ()
    reports: Sequence[Any] = ()
    papers: Sequence[Any] = ()
    follow_ups: Sequence[Any] = ()
    contacts: Sequence[Any] = ()
    visits: Sequence[tuple[Any, str]] = ()
    gone: str = ""  # what the roster calls a pupil who is not of this school any more: 已转出

    @property
    def last_words(self) -> str:
        """The last day at school; 开学未报到 where nobody knows it."""
        return str(self.row.last_day) if self.row.last_day else NEVER_CAME

    @property
    def id(self) -> int:
        return int(self.row.id)

    @property
    def student(self) -> int | None:
        return self.row.student_id

    @property
    def state_label(self) -> str:
        return DropCase.state_words(self.row.state, self.row.kind)

    @property
    def deemed(self) -> Any:
        """The step of this round by which the child was taken for 辍学; None while none did."""
        told = [one for one in self.steps if one.day >= self.begun and BECAME in (one.words or "")]
        return told[-1] if told and self.row.kind == "dropped" else None

    @property
    def since(self) -> dt.date:
        """The day the case came into the state it is in; a step that only changed its kind does not count."""
        since: dt.date = self.row.opened_on
        for step in reversed(self.steps):
            if step.state != self.row.state:
                break
            since = step.day
        return since

    @property
    def stepped(self) -> dt.date:
        """The day of the newest step; the opening of a case that came in without any."""
        return self.steps[-1].day if self.steps else self.row.opened_on

    @property
    def begun(self) -> dt.date:
        """The day this round of the case began: the opening, or the last time it was taken up again."""
        again = taken_up(self.steps)
        return again[-1] if again else self.row.opened_on

    @property
    def persuaded(self) -> list[Any]:
        """The 劝返 of this round."""
        return [one for one in self.persuasions if one.day >= self.begun]

    @property
    def notice(self) -> Any:
        """The newest 劝返复学通知书 of this round; None when there is none."""
        return next((one for one in reversed(self.notices) if one.issued_on >= self.begun), None)

    @property
    def report(self) -> Any:
        """The newest 书面报告 of this round; None when there is none."""
        return next((one for one in reversed(self.reports) if one.day >= self.begun), None)

    @property
    def to_sign(self) -> bool:
        """Whether its newest 书面报告 waits for the headteacher's name: not once the child is back or elsewhere."""
        return self.row.state in REPORTED and self.report is not None and not self.report.signed_by

    @property
    def suspected(self) -> bool:
        """Whether it ever was more than a warning."""
        return self.row.kind != "absent" or any(one.state == "suspected" for one in self.steps)


def taken_up(steps: Sequence[Any]) -> list[dt.date]:
    """The days on which a case was taken up again, by its steps in their order."""
    return [
        step.day
        for before, step in pairwise(steps)
        if before.state in ("back", "moved", "closed") and step.state in ("suspected", "persuading")
    ]


def file_of(case: int) -> CaseFile:
    """One case. Raises DropCase.DoesNotExist when it is not there or not for the own eyes."""
    return files([DropCase.get_by_id(case)])[0]


def files(rows: Iterable[Any]) -> list[CaseFile]:
    """The cases with what belongs to each, in the order given."""
    cases = list(rows)
    ids = [row.id for row in cases]
    told = {
        ledger: _of_cases(ledger, ids)
        for ledger in (CaseStep, Persuasion, ReturnNotice, GovernmentPaper, FollowUp)
    }
    pupils = [row.student_id for row in cases if row.student_id]
    reports, contacts, visits = _reports(ids), _contacts(pupils), _visits(pupils)
    here = Student.select(Student.id, Student.school_class, Student.status, Student.left_on)
    known = {row.id: row for row in here.where(Student.id.in_(pupils))}
    where = {student: row.school_class_id for student, row in known.items()}
    Student.learn_captions(pupils)
    return [
        CaseFile(
            row, name_of(row), where.get(row.student_id), _class_name(where.get(row.student_id)),
            told[CaseStep][row.id], told[Persuasion][row.id], told[ReturnNotice][row.id], reports[row.id],
            told[GovernmentPaper][row.id], told[FollowUp][row.id],
            [one for one in contacts[row.student_id] if one.day >= _away_since(row)],
            [one for one in visits[row.student_id] if one[0].day >= _away_since(row)],
            _gone(known.get(row.student_id)),
        )
        for row in cases
    ]  # fmt: skip


def _away_since(row: Any) -> dt.date:
    """From when on what was done belongs to this absence: the last day at school, or the weeks before the opening."""
    told: dt.date = row.last_day or row.opened_on - BEFORE
    return told


def _gone(pupil: Any) -> str:
    """What the roster calls a pupil who is not waited for here any more: left, 休学, 送教; "" for who is."""
    if pupil is None:
        return ""
    codes, here = code_list("enrolment_status"), by_roster().get(pupil.status) == AT_SCHOOL
    if not codes.fact(pupil.status, "expected") and not here:
        return codes.label(pupil.status)
    return f"{pupil.left_on} 已离校" if pupil.left_on and pupil.left_on <= day_order.today() else ""


def name_of(row: Any) -> str:
    """The child's name."""
    return Student.name_of(row.student_id) if row.student_id else AgeChild.caption_of(row.child_id)


def _class_name(school_class: int | None) -> str:
    return SchoolClass.caption_of(school_class) if school_class else ""


ORDER: dict[type[Ledger], tuple[str, ...]] = {
    CaseStep: ("id",), Persuasion: ("number",), ReturnNotice: ("issued_on", "id"), GovernmentPaper: ("day", "id"),
    FollowUp: ("day", "id"),
}  # fmt: skip


def _of_cases(ledger: Any, cases: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    order = [getattr(ledger, name) for name in ORDER[ledger]]
    for row in ledger.select().where(ledger.drop_case.in_(list(cases))).order_by(*order):
        found[row.drop_case_id].append(row)
    return found


def _reports(cases: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = ReportedChild.select(ReportedChild.drop_case, WrittenReport).join(WrittenReport)
    for row in rows.where(ReportedChild.drop_case.in_(list(cases))).order_by(
        WrittenReport.day, WrittenReport.id
    ):
        found[row.drop_case_id].append(row.report)
    return found


def _contacts(students: Collection[int]) -> dict[int | None, list[Any]]:
    found: dict[int | None, list[Any]] = defaultdict(list)
    rows = ContactAttempt.select().where(ContactAttempt.student.in_(list(students)))
    for row in rows.order_by(ContactAttempt.day, ContactAttempt.id):
        found[row.student_id].append(row)
    return found


def _visits(students: Collection[int]) -> dict[int | None, list[tuple[Any, str]]]:
    """Pupil -> (visit, what it says of the absence), as 关爱 wrote them."""
    found: dict[int | None, list[tuple[Any, str]]] = defaultdict(list)
    rows = VisitChild.select(VisitChild.student, VisitChild.absence_why, Visit).join(Visit)
    for row in rows.where(VisitChild.student.in_(list(students))).order_by(Visit.day, Visit.id):
        found[row.student_id].append((row.visit, row.absence_why or ""))
    return found
