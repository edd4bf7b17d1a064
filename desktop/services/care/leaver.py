"""What still stands in the name of a teacher who leaves: a class, children, 送教, measures. Nothing of it moves by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from desktop.models.ledgers.care_pairs import PlanMeasure, SupportPlan
from desktop.models.ledgers.care_visits import HomeTeachingPlan
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.care import handover, pairs

HINT = "存下以后不会自动换人：请到“班级与班主任”换班主任，在“结对”办交接，在“送教上门”换教师。今日也会提醒。"


def words(teacher: int, day: dt.date, term: Term) -> str:
    """What a teacher who leaves on a day leaves undone, and where each is passed on; "" when there is nothing."""
    told = _told(teacher, day, term)
    return f"{Staff.caption_of(teacher)} {day} 离校，名下还有：{'；'.join(told)}。{HINT}" if told else ""


def _told(teacher: int, day: dt.date, term: Term) -> list[str]:
    led = [SchoolClass.caption(row) for row in classes_of({teacher})]
    held = handover.leaving(teacher, day - dt.timedelta(days=1), term)
    children = len(held.children) + len(held.off_list)
    taught = teaching_of({teacher}, day, term)
    undone = measures_of({teacher}, term)
    return [
        *([f"{'、'.join(led)}的班主任"] if led else []),
        *([f"{children} 名学生的责任教师"] if children else []),
        *([f"{len(held.helping)} 对协助的结对"] if held.helping else []),
        *([f"{len(taught)} 名学生的送教教师"] if taught else []),
        *([f"{len(undone)} 条没做完的帮扶措施"] if undone else []),
    ]


def classes_of(teachers: Collection[int]) -> list[Any]:
    """The classes at school that these teachers lead, by grade and number."""
    wanted = (SchoolClass.state == "1") & SchoolClass.head_teacher.in_(list(teachers))
    return list(SchoolClass.select().where(wanted).order_by(SchoolClass.grade, SchoolClass.number))


def headless(day: dt.date) -> list[Any]:
    """Classes with pupils whose class teacher has left, or that have none while other classes do."""
    led = SchoolClass.select().where((SchoolClass.state == "1") & SchoolClass.head_teacher.is_null(False))
    if not led.exists():
        return []
    away = pairs.gone(day)
    rows = SchoolClass.select().where(
        (SchoolClass.state == "1")
        & (SchoolClass.head_teacher.is_null() | SchoolClass.head_teacher.in_(list(away)))
        & SchoolClass.id.in_(Student.select(Student.school_class).where(Student.left_on.is_null()))
    )
    return list(rows.order_by(SchoolClass.grade, SchoolClass.number))


def teaching_of(teachers: Collection[int], day: dt.date, term: Term) -> list[Any]:
    """The term's plans of 送教 that these teachers are to carry on after a day."""
    who = HomeTeachingPlan.teacher1.in_(list(teachers)) | HomeTeachingPlan.teacher2.in_(list(teachers))
    runs = HomeTeachingPlan.until_day.is_null() | (HomeTeachingPlan.until_day > day)
    return list(HomeTeachingPlan.select().where((HomeTeachingPlan.term == term.code) & who & runs))


def measures_of(teachers: Collection[int], term: Term) -> list[Any]:
    """Measures of the term's open plans that these teachers are to do and have not done."""
    plans = SupportPlan.select(SupportPlan.id).where(
        (SupportPlan.term == term.code) & (SupportPlan.state == "on")
    )
    mine = PlanMeasure.staff.in_(list(teachers)) & PlanMeasure.done_on.is_null()
    return list(PlanMeasure.select().where(mine & PlanMeasure.plan.in_(plans)))
