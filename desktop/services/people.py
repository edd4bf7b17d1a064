"""Finding a pupil before making one, moving up a year, coming and going."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledger import Values
from desktop.models.ledgers.calendar import SchoolTerm
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.school import the_school
from desktop.models.ledgers.students import NameAlias, Student
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.models.undo import is_taken_back
from desktop.models.writing import tidy_name


@dataclass(frozen=True)
class Alike:
    """Who might be meant already: the pupil, and why it looks so."""

    student: Any
    why: str
    certain: bool


def look_alikes(values: Values) -> list[Alike]:
    """Pupils who are, or may be, the person about to be made: same number, same 学籍号, same name and birthday."""
    found: dict[int, Alike] = {}
    number, student_no = values.get("id_number"), values.get("student_no")
    if number:
        for row in Student.select().where(Student.id_number == number):
            found[row.id] = Alike(row, "身份证号相同", True)
    if student_no:
        for row in Student.select().where(Student.student_no == student_no):
            found.setdefault(row.id, Alike(row, "学籍号相同", True))
    for row in same_name(values.get("name") or ""):
        if values.get("birth_date") and row.birth_date == values["birth_date"]:
            found.setdefault(row.id, Alike(row, "姓名和出生日期相同", False))
        elif values.get("school_class") and row.school_class_id == values["school_class"]:
            found.setdefault(row.id, Alike(row, "同班同名", False))
    return list(found.values())


def same_name(name: str) -> list[Any]:
    """Pupils of this name, in any spelling that is on record."""
    tidy = tidy_name(name)
    aliases = NameAlias.select(NameAlias.student).where(NameAlias.name == tidy)
    return list(Student.select().where((Student.name == tidy) | Student.id.in_(aliases)))


class AlreadyThere(Refused):
    """Search-or-create found the person: open that one instead."""

    def __init__(self, alikes: list[Alike]) -> None:
        first = alikes[0]
        where = SchoolClass.caption_of(first.student.school_class_id)
        super().__init__(
            f"{where}的{first.student.name}{first.why}，多半是同一个人。请打开已有的那一条，不要重复新建。"
        )
        self.alikes = alikes


def create(store: Store, values: Values, *, surely_new: bool = False) -> int:
    """The only door to a new pupil. Raises AlreadyThere; `surely_new` waives look-alikes, never same numbers."""
    alikes = [alike for alike in look_alikes(values) if alike.certain or not surely_new]
    if alikes:
        raise AlreadyThere(alikes)
    with store.step(f"新增学生 {values.get('name') or ''}") as step:
        return step.add(Student, values)


# coming and going --------------------------------------------------------------------------------------


def transfer_out(store: Store, student: int, day: dt.date, reason: str, went_to: str) -> None:
    """离校: the row stays, its status and dates change. `reason` is a code of leave_reason."""
    row = Student.get_by_id(student)
    status = code_list("leave_reason").fact(reason, "status")
    word = code_list("leave_reason").label(reason)
    with store.step(f"{row.name} {word}") as step:
        step.change(
            Student, student, {"status": status, "left_on": day, "leave_reason": reason, "went_to": went_to}
        )


def transfer_in(store: Store, student: int, day: dt.date, came_from: str, school_class: int) -> None:
    """A pupil who comes (back) to this school on a day."""
    row = Student.get_by_id(student)
    with store.step(f"{row.name} 转入") as step:
        step.change(Student, student, {
            "status": "01", "arrived_on": day, "came_from": came_from, "school_class": school_class,
            "left_on": None, "leave_reason": None, "went_to": None,
        })  # fmt: skip


@dataclass(frozen=True)
class RollOver:
    """What 升级 would do: classes that move up, classes that graduate, pupils in them, pupils kept back."""

    year: int
    moving: tuple[Any, ...]
    graduating: tuple[Any, ...]
    graduates: tuple[Any, ...]
    kept_back: tuple[Any, ...]

    @property
    def sentence(self) -> str:
        parts = [
            f"{len(self.moving)} 个班升一级",
            f"{len(self.graduating)} 个班 {len(self.graduates)} 人毕业",
        ]
        if self.kept_back:
            parts.append(f"{len(self.kept_back)} 人留级")
        return "，".join(parts) + "。整个升级是一步，可以撤销。"


def last_grade() -> int:
    """The grade that graduates: the highest one of the school's stages (6 in a 小学, 9 in a 初中)."""
    school, grades = the_school(), code_list("grade")
    stages = code_list("school_type").fact(school.school_type if school else None, "stages") or ["primary"]
    return max((int(code) for code in grades.labels if grades.fact(code, "stage") in stages), default=6)


AROUND = 30  # days before the spring term ends, and after the autumn term begins, that a school rolls over in


def roll_over_season(year: int) -> tuple[dt.date, dt.date]:
    """First and last day on which the 升级 of `year` is the usual thing: by the 校历, else June to September."""
    spring, autumn = (
        SchoolTerm.get_or_none(SchoolTerm.term == term.code) for term in (Term(year - 1, 2), Term(year, 1))
    )
    margin = dt.timedelta(days=AROUND)
    first = spring.ends - margin if spring else dt.date(year, 6, 1)
    last = autumn.starts + margin if autumn else dt.date(year, 9, 30)
    return first, last


def year_to_roll_over(day: dt.date) -> int:
    """The year whose 升级 is the next to do: this one's until its season is over or it is done."""
    year = day.year + (day > roll_over_season(day.year)[1])
    return year + rolled_over(year)


def plan_roll_over(year: int, kept_back: Collection[int] = ()) -> RollOver:
    """What moves up on 1 September of `year`; `kept_back` are pupils who repeat their grade."""
    top = last_grade()
    classes = list(SchoolClass.select().where(SchoolClass.state == "1"))
    graduating = tuple(row for row in classes if int(row.grade) >= top)
    moving = tuple(row for row in classes if int(row.grade) < top)
    stay = tuple(Student.select().where(Student.id.in_(list(kept_back))))
    leaving = Student.select().where(
        Student.school_class.in_([row.id for row in graduating])
        & Student.status.in_(code_list("enrolment_status").codes_with("on_roll"))
        & Student.id.not_in(list(kept_back))
    )
    return RollOver(year, moving, graduating, tuple(leaving), stay)


def roll_over(store: Store, plan: RollOver) -> None:
    """升级, 毕业, 留级 as one undoable step. Raises Refused when this year's was done already."""
    if rolled_over(plan.year):
        raise Refused(f"{plan.year} 年的升级已经做过了。要重做，请先撤销那一步。")
    day = dt.date(plan.year, 7, 15)
    with store.step(f"{plan.year} 年升级：{plan.sentence.partition('。')[0]}", kind="roll_over") as step:
        step.change_many(
            SchoolClass, {row.id: {"state": "2", "graduated": plan.year} for row in plan.graduating}
        )
        # the highest grade moves first, so that no two classes ever share a name
        for row in sorted(plan.moving, key=lambda r: int(r.grade), reverse=True):
            step.change(SchoolClass, row.id, {"grade": str(int(row.grade) + 1)})
        gone = {"status": "12", "left_on": day, "leave_reason": "graduate"}
        step.change_many(Student, {row.id: gone for row in plan.graduates})
        for pupil in plan.kept_back:
            step.change(Student, pupil.id, {"school_class": _class_to_repeat(step, pupil, plan)})


def rolled_over(year: int) -> bool:
    """Whether this year's 升级 was done and stands."""
    done = JournalStep.select().where(
        (JournalStep.kind == "roll_over") & JournalStep.does.startswith(f"{year} 年升级")
    )
    return any(not is_taken_back(step.id) for step in done)


def _class_to_repeat(step: Any, pupil: Any, plan: RollOver) -> int:
    """The class that now has the grade the pupil was in: same number where there is one, else the first, else new."""
    was = next(row for row in (*plan.moving, *plan.graduating) if row.id == pupil.school_class_id)
    same_grade = SchoolClass.select().where((SchoolClass.grade == was.grade) & (SchoolClass.state == "1"))
    rows = sorted(same_grade, key=lambda row: (row.number != was.number, row.number))
    return int(rows[0].id) if rows else int(step.add(SchoolClass, {"grade": was.grade, "number": was.number}))


def class_for(step: Any, grade: int, number: int, known: dict[tuple[int, int], int]) -> int:
    """The class of a grade and number, made when it is not there yet; `known` remembers between rows."""
    if (grade, number) not in known:
        row = SchoolClass.get_or_none(
            (SchoolClass.grade == str(grade)) & (SchoolClass.number == number) & (SchoolClass.state == "1")
        )
        known[grade, number] = (
            row.id if row else step.add(SchoolClass, {"grade": str(grade), "number": number})
        )
    return known[grade, number]
