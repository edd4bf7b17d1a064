"""Somebody whose last day is learned late: taken off the 班级日餐表 that were kept since, so that 应就餐 is true."""

from __future__ import annotations

import datetime as dt

from desktop.models.day_marks import packed, unpacked
from desktop.models.errors import Refused
from desktop.models.ledgers.meal_order import why_settled
from desktop.models.ledgers.meals import ClassDay, MealEater, days_on_sheets
from desktop.models.ledgers.students import Student
from desktop.models.store import Step


def days_after(record: int, day: dt.date) -> list[dt.date]:
    """The days after `day` on which a sheet names the pupil of a row of the 就餐名册."""
    return [one for one in days_on_sheets(MealEater.get_by_id(record).__data__) if one > day]


def why_not(record: int, day: dt.date) -> str:
    """Why `day` cannot be the last one now: a sheet after it lies in a settled month; "" when it can."""
    return why_settled(days_after(record, day))


def words(record: int, day: dt.date) -> str:
    """What will happen to the sheets when `day` is the last one, every day said; "" when nothing will."""
    days = days_after(record, day)
    if not days:
        return ""
    said = "、".join(f"{one:%m-%d}" for one in days)
    told = f"{day} 以后还有 {len(days)} 天的班级日餐表上有他：{said}。"
    if why := why_settled(days):
        return f"{told}{why}这一行先不要勾。"
    return f"{told}一起从这些表上去掉，应到、实到、就餐跟着减。"


def strike(step: Step, record: int, day: dt.date) -> list[dt.date]:
    """Take a pupil off every sheet after his last day; the counts follow. Returns the days.

    Raises Refused that names him when one of these days lies in a settled month.
    """
    days = days_after(record, day)
    row = MealEater.get_by_id(record)
    if why := why_settled(days):
        name = Student.caption_of(row.student_id)
        raise Refused(f"{name}：{day} 以后还有 {len(days)} 天的班级日餐表上有他，{why}或者这一行先不要勾。")
    sheets = ClassDay.select().where(
        (ClassDay.school_class == row.school_class_id) & (ClassDay.kind == row.kind) & ClassDay.day.in_(days)
    )
    step.change_many(ClassDay, {one.id: {"marks": _without(one.marks, row.student_id)} for one in sheets})
    return days


def _without(marks: str, pupil: int) -> str | None:
    return packed({one: mark for one, mark in unpacked(marks).items() if one != pupil}) or None
