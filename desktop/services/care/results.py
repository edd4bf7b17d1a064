"""学业成绩 of one class and term as a sheet: pupils × subjects, typed in or brought by a workbook, kept as one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.fields import FieldError
from desktop.models.ledger import Values
from desktop.models.ledgers.care import StudyResult
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.store import Step, Store
from desktop.models.terms import Term

FULL = 100  # of a subject nobody said more about
ABSENT = ("缺", "缺考", "未考", "q", "Q")  # did not sit the paper
USUAL = ("chinese", "math", "english")

Mark = tuple[int, str]  # pupil, subject


@dataclass(frozen=True)
class Points:
    """One result: tenths of a point, None for who did not sit the paper; out of how many."""

    points: int | None
    full: int = FULL

    @property
    def words(self) -> str:
        return ABSENT[0] if self.points is None else str(StudyResult.points.format(self.points))


@dataclass(frozen=True)
class Line:
    """One pupil of the sheet."""

    student: int
    seat: int | None
    name: str


@dataclass(frozen=True)
class Sheet:
    """A class's results of a term. fulls: full marks by subject, in the order of the subjects' list."""

    term: Term
    school_class: int
    lines: tuple[Line, ...]
    fulls: Mapping[str, int]
    marks: Mapping[Mark, Points] = field(default_factory=dict)

    @property
    def subjects(self) -> list[str]:
        return list(self.fulls)


def sheet_of(term: Term, school_class: int) -> Sheet:
    """The sheet as the ledger has it, of the pupils in the class now; 语文、数学、英语 while nothing was written."""
    on_roll = code_list("enrolment_status").codes_with("on_roll")
    here = (Student.school_class == school_class) & Student.status.in_(on_roll) & Student.left_on.is_null()
    rows = Student.select(Student.id, Student.seat_no, Student.name).where(here)
    lines = [
        Line(*row) for row in rows.order_by(Student.seat_no.is_null(), Student.seat_no, Student.id).tuples()
    ]
    marks = results_of(term, [line.student for line in lines])
    fulls: dict[str, int] = {}
    for (_, subject), one in marks.items():
        fulls[subject] = max(fulls.get(subject, 0), one.full)
    order = code_list("subject").labels
    told = {subject: fulls[subject] for subject in order if subject in fulls} or dict.fromkeys(USUAL, FULL)
    return Sheet(term, school_class, tuple(lines), told, marks)


def results_of(term: Term, students: Sequence[int]) -> dict[Mark, Points]:
    """What is written of these pupils in a term."""
    row = StudyResult
    wanted = (row.student, row.subject, row.points, row.full)
    rows = row.select(*wanted).where((row.term == term.code) & row.student.in_(listed(students)))
    return {(student, subject): Points(points, full) for student, subject, points, full in rows.tuples()}


def read_points(words: str, full: int) -> Points | None:
    """What was typed in a cell: a number, 缺 for who did not sit the paper, None for blank. Raises FieldError."""
    tidy = words.strip()
    if not tidy:
        return None
    if tidy in ABSENT:
        return Points(None, full)
    points = StudyResult.points.parse(tidy)
    StudyResult.points.check(points)
    if points is not None and points > full * 10:
        raise FieldError(f"{tidy}分比满分 {full} 还高，请核对。")
    return Points(points, full)


def keep_sheet(store: Store, sheet: Sheet, marks: Mapping[Mark, Points | None]) -> int:
    """Write what differs from the ledger as one step: None takes a result out. Returns how many cells changed."""
    students = {line.student for line in sheet.lines}
    if strange := [student for student, _ in marks if student not in students]:
        raise Refused(f"{Student.caption_of(strange[0])}不在这个班，没有存。请重新打开这张表。")
    does = f"登记{sheet.term.title}学业成绩：{SchoolClass.caption_of(sheet.school_class)}"
    with store.step(does) as step:
        return write(step, sheet.term, marks)


def write(step: Step, term: Term, marks: Mapping[Mark, Points | None]) -> int:
    """Bring the ledger in line with these marks within a step; returns how many rows were added, changed, taken out."""
    known = _known(term, {student for student, _ in marks})
    new: list[Values] = []
    changed: dict[int, Values] = {}
    gone: list[int] = []
    for (student, subject), mark in marks.items():
        row = known.get((student, subject))
        if mark is None:
            gone += [row.id] if row else []
        elif row is None:
            new.append(
                {
                    "student": student,
                    "term": term.code,
                    "subject": subject,
                    "points": mark.points,
                    "full": mark.full,
                }
            )
        elif (row.points, row.full) != (mark.points, mark.full):
            changed[row.id] = {"points": mark.points, "full": mark.full}
    step.add_many(StudyResult, new)
    step.change_many(StudyResult, changed)
    step.remove_many(StudyResult, gone)
    return len(new) + len(changed) + len(gone)


def _known(term: Term, students: set[int]) -> dict[Mark, Any]:
    rows = StudyResult.select().where(
        (StudyResult.term == term.code) & StudyResult.student.in_(listed(students))
    )
    return {(row.student_id, row.subject): row for row in rows}
