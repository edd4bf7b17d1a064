"""缺课: who was not there, by half-day, and what was done to reach the family."""

import datetime as dt
from typing import Any

from desktop.models.day_marks import unpacked
from desktop.models.fields import Choice, Date, Link, Note, Text
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.day_order import why_not_yet
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.measure_fields import Time
from desktop.models.roles import Session


class ClassAbsence(Ledger):
    """班级考勤: one class, one half-day; only who was away, with the mark. One journal entry tells all of it."""

    title = "班级考勤"
    counter = "张"
    personal = True
    key = ("day", "half", "school_class")
    order = ("day", "half", "school_class")
    made_by = "entered_by"
    about = "每班每半天一张，只记没到的。登记了的半天以这一张为准，没有登记的看录餐。"

    day = Date("日期", required=True, edit=False)
    half = Choice("半天", "half_day", required=True, default="am", width=7, edit=False)
    school_class = Link("班级", SchoolClass, required=True, width=8, edit=False, index=False)
    marks = Note("没到的人", width=14, edit=False)
    entered_by = Text("登记人", max_length=20, edit=False)
    note = Text("备注", max_length=120, width=14)

    class Meta:
        indexes = ((("day", "half", "school_class"), True), (("school_class", "day"), False))

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{told['day']} {SchoolClass.caption_of(told['school_class'])} {cls.half.format(told['half'])}"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return ""
        if old and any(old[name] != new[name] for name in ("day", "half", "school_class")):
            return "考勤表的日期、半天、班级不能改。登记错了的，请删去这一张，另登记一张。"
        if why := why_not_yet(cls, old, new, ("day",)):
            return why
        strangers = set(unpacked(new.get("marks"))) - set(unpacked(old.get("marks")) if old else ())
        fields = (Student.id, Student.name, Student.arrived_on, Student.left_on)
        rows = Student.select(*fields).where(Student.school_class == new["school_class"])
        here = {row.id: row for row in rows}
        if strangers - here.keys():
            return "考勤表上有不是这个班的学生。"
        told = (_why_not_here(here[one], new["day"]) for one in sorted(strangers))
        return next(filter(None, told), "")

    @classmethod
    def scope(cls, query: Any, session: Session) -> Any:
        return query if session.classes is None else query.where(cls.school_class.in_(session.classes))


def _why_not_here(pupil: Any, day: dt.date) -> str:
    """A pupil who had left by a day, or had not come yet, was not missing on it."""
    if pupil.left_on and day >= pupil.left_on:
        return f"{pupil.name} {pupil.left_on} 已经离校，不能登记 {day} 的缺课。"
    if pupil.arrived_on and day < pupil.arrived_on:
        return f"{pupil.name} {pupil.arrived_on} 才来校，不能登记 {day} 的缺课。"
    return ""


class ContactAttempt(Ledger):
    """One try to reach the family of a child that is away: when, who, how, what they said."""

    title = "联系家长"
    counter = "次"
    personal = True
    order = ("day", "id")
    about = "孩子没来，什么时候、谁、怎样联系的家长，家长怎么说。"

    student = Link("学生", Student, required=True, width=12)
    day = Date("日期", required=True)
    at = Time("时间")
    staff = Link("联系人", Staff, required=True)
    way = Choice("方式", "visit_way", required=True, default="phone", width=9)
    reached = Choice("联系到没有", "contact_result", required=True, width=11)
    answered_by = Text("谁接的", max_length=30)
    reason = Choice("缺课原因", "absence_reason", width=12)
    words = Text("怎么说", max_length=120, width=24)
    back_on = Date("答应哪天返校")

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("back_on") and values["back_on"] < values["day"]:
            return {"back_on": "答应返校的日子早于联系的日子。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",)) if new else ""
