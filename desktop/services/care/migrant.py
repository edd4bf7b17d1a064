"""随迁四统一: whether 随迁 pupils sit among the others. A class with far more of them than its grade is to be looked at."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass, grade_name
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.care.rules import rule


@dataclass(frozen=True)
class ClassShare:
    """One class. over: more than the school's rule, in a grade that has another class with fewer."""

    school_class: int
    name: str
    pupils: int
    migrants: int
    boarding: int  # of the 随迁
    over: bool = False

    @property
    def percent(self) -> float:
        return 100 * self.migrants / self.pupils if self.pupils else 0.0


@dataclass(frozen=True)
class GradeShare:
    """One grade with its classes."""

    grade: int
    classes: tuple[ClassShare, ...]

    @property
    def name(self) -> str:
        return grade_name(self.grade)

    @property
    def pupils(self) -> int:
        return sum(one.pupils for one in self.classes)

    @property
    def migrants(self) -> int:
        return sum(one.migrants for one in self.classes)

    @property
    def percent(self) -> float:
        return 100 * self.migrants / self.pupils if self.pupils else 0.0

    @property
    def sentence(self) -> str:
        """What there is to say about the grade."""
        if not self.migrants:
            return "没有随迁学生。"
        if len(self.classes) == 1:
            return f"只有一个班，随迁 {self.migrants} 人和本地学生同班。"
        if over := [one.name for one in self.classes if one.over]:
            return f"{'、'.join(over)}随迁学生比例高，请核对是不是单独编班，并写明原因。"
        return "随迁学生和本地学生混合编班。"


@dataclass(frozen=True)
class Check:
    """The check of a day. percent: the school's own line, 0 when it is turned off."""

    day: dt.date
    percent: int
    grades: tuple[GradeShare, ...]

    @property
    def pupils(self) -> int:
        return sum(one.pupils for one in self.grades)

    @property
    def migrants(self) -> int:
        return sum(one.migrants for one in self.grades)

    @property
    def boarding(self) -> int:
        return sum(one.boarding for grade in self.grades for one in grade.classes)

    @property
    def over(self) -> list[ClassShare]:
        return [one for grade in self.grades for one in grade.classes if one.over]

    @property
    def sentence(self) -> str:
        if not self.migrants:
            return f"在校 {self.pupils} 人，没有随迁学生。"
        told = f"在校 {self.pupils} 人，随迁 {self.migrants} 人，其中住校 {self.boarding} 人"
        named = "、".join(one.name for one in self.over)
        return f"{told}；{named}要核对是不是单独编班。" if named else f"{told}；没有单独编班的班级。"


def check(store: Store, day: dt.date) -> Check:
    """Count every class of the school as it is on a day."""
    line, totals = rule("same_class_percent"), defaultdict[int, Counter[str]](Counter)
    for klass, migrant, attendance in _pupils(store, day):
        totals[klass]["pupils"] += 1
        totals[klass]["migrants"] += bool(migrant)
        boards = code_list("attendance_mode").fact(attendance, "boarding")
        totals[klass]["boarding"] += bool(migrant and boards)
    grades: dict[int, list[ClassShare]] = defaultdict(list)
    for row in SchoolClass.select().where(SchoolClass.id.in_(list(totals))):
        grades[int(row.grade)].append(
            ClassShare(
                row.id, SchoolClass.caption(row), totals[row.id]["pupils"], totals[row.id]["migrants"],
                totals[row.id]["boarding"],
            )
        )  # fmt: skip
    return Check(
        day, line, tuple(GradeShare(grade, _judged(grades[grade], line)) for grade in sorted(grades))
    )


def _judged(classes: list[ClassShare], line: int) -> tuple[ClassShare, ...]:
    """A grade with one class has nothing to compare; where all classes are over the line, nobody was set apart."""
    in_order = sorted(classes, key=lambda one: one.name)
    high = {one.school_class for one in classes if line and one.percent > line}
    apart = high if len(high) < len(classes) else set()
    return tuple(replace(one, over=one.school_class in apart) for one in in_order)


def _pupils(store: Store, day: dt.date) -> list[tuple[int, bool | None, str | None]]:
    come = Student.arrived_on.is_null() | (Student.arrived_on <= day)
    stays = Student.left_on.is_null() & Student.status.in_(
        code_list("enrolment_status").codes_with("on_roll")
    )
    rows = store.rows(Student).where(come & (stays | (Student.left_on > day)))
    return list(rows.select(Student.school_class, Student.migrant_child, Student.attendance).tuples())
