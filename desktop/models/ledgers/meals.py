"""供餐日历, 就餐名册 and 班级日餐表: who is to eat, on which days, and who did."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import peewee as pw

from desktop.models.day_marks import Marks, counts, packed, unpacked
from desktop.models.errors import Refused
from desktop.models.fields import Choice, Date, Link, Note, Number, TermField, Text, YesNo
from desktop.models.journal import Change, Table, thaw
from desktop.models.ledger import Ledger, Problems, Values, database
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.meal_order import entered, month_of, refuse_settled, why_not, why_settled
from desktop.models.ledgers.recognition_order import first_value
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.roles import Session


class SupplyDay(Ledger):
    """One day's supply of one kind of meal: by which mode, or why there was none. Unwritten days follow the 校历."""

    title = "供餐日历"
    counter = "天"
    key = ("day", "kind")
    order = ("day", "kind")
    columns = ("day", "kind", "served", "mode", "reason", "note")
    about = "哪些天供餐、由谁供。没有写的日子按校历：上课的日子供餐。停餐的日子写明原因。"

    day = Date("日期", required=True)
    kind = Choice("餐次", "meal_kind", required=True, default="lunch")
    served = YesNo("供餐", required=True, default=True, width=6)
    mode = Choice("供餐模式", "meal_supply_mode", width=14)
    reason = Text("停餐原因", max_length=60, width=18)
    note = Text("备注", max_length=120, width=16)

    class Meta:
        indexes = ((("day", "kind"), True),)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if not values["served"] and not values.get("reason"):
            return {"reason": "停餐请写明原因，例如 放假、停电、运动会。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not (not old and _as_usual(new)) and (why := why_settled({old.get("day"), new.get("day")})):
            return why
        told = new or old
        sheets = first_value(
            "SELECT count(*) FROM class_day WHERE day = ? AND kind = ?", told["day"], told["kind"]
        )
        if new and not new["served"] and sheets:
            return f"{told['day']} 已经有 {sheets} 个班登记了就餐，不能改成停餐。先核对班级日餐表。"
        return ""

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """Taking back leads into no settled month either."""
        usual = {
            one.record for one in changes if bool(one.before) != bool(one.after) and _as_usual(_day_of(one))
        }
        refuse_settled(cls, [one for one in changes if one.record not in usual])


def _day_of(change: Change) -> Values:
    told = thaw(change.after) or thaw(change.before)
    return told | {"day": dt.date.fromisoformat(told["day"])}


def _as_usual(told: Values) -> bool:
    """Whether a row says of a day with sheets what holds without it: served, by the mode that is the school's own. It
    changes no figure, and keeps a settled month as it is when the school goes over to another mode."""
    if (
        not told["served"]
        or not told.get("mode")
        or told["mode"] != first_value("SELECT meal_mode FROM school")
    ):
        return False
    return bool(
        first_value("SELECT 1 FROM class_day WHERE day = ? AND kind = ? LIMIT 1", told["day"], told["kind"])
    )


class MealEater(Ledger):
    """实名制就餐: one pupil on the list of those who eat, from a day on, in a class."""

    title = "就餐名册"
    counter = "人"
    personal = True
    key = ("student", "term", "kind", "from_day")
    order = ("term", "school_class", "id")
    columns = (
        "student",
        "school_class",
        "kind",
        "from_day",
        "until_day",
        "free",
        "allergy",
        "guardian_signed",
        "note",
    )
    about = "实名制就餐名册：谁从哪天起就餐，有没有过敏忌口。从花名册生成，转入转出跟着改。"

    student = Link("学生", Student, required=True, width=12)
    term = TermField("学期", required=True, width=14)
    school_class = Link("班级", SchoolClass, required=True, width=8)
    kind = Choice("餐次", "meal_kind", required=True, default="lunch")
    from_day = Date("就餐起", required=True)
    until_day = Date("就餐止")
    end_reason = Text("停止原因", max_length=60, width=14)
    free = YesNo("免费提供", default=True, width=8)
    allergy = Text("过敏忌口", max_length=80, width=16, hint="例如 牛奶、鸡蛋、花生；没有的空着")
    guardian_signed = YesNo("监护人已签字", default=False, width=12)
    note = Note("备注", width=14)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{Student.caption_of(row.__data__['student'])} {cls.kind.format(row.__data__['kind'])}"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("until_day") and values["until_day"] < values["from_day"]:
            return {"until_day": "就餐止早于就餐起。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        """The list of a settled month stands; nobody is struck off days on which a sheet names him."""
        if outside := _days_left_out(old, new) if old else []:
            name = Student.caption_of((new or old)["student"])
            return f"{name} 在 {outside[0]} 的班级日餐表上（共 {len(outside)} 天），就餐起止不能把这些天排除在外。"
        return ""

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """Taking back strikes nobody off days on which a sheet names him either. Raises Refused."""
        told = {one.record: thaw(one.before) for one in changes if one.before}
        rows = {row.id: dict(row.__data__) for row in cls.select().where(cls.id.in_(listed(told)))}
        for record, before in told.items():
            new = rows.get(record, {})
            was = {
                field.name: field.python_value(before[field.name])
                for field in cls.fields()
                if field.name in before
            }
            if why := cls.guard(new | was, new):
                raise Refused(f"{why}先核对班级日餐表。")


def _days_left_out(old: Values, new: Values) -> list[dt.date]:
    """The days with a sheet that names the pupil, on which he would count no more."""
    outside = [day for day in days_on_sheets(old) if not new or not covers(new, day) or _moved(old, new)]
    return _named(old, outside) if outside else []


def _named(eater: Values, days: list[dt.date]) -> list[dt.date]:
    """Those of the days whose sheet names the pupil now: his months follow a sheet only when the step ends."""
    rows = ClassDay.select(ClassDay.day, ClassDay.marks).where(
        (ClassDay.school_class == eater["school_class"]) & (ClassDay.kind == eater["kind"]) & ClassDay.day.in_(days)
    )  # fmt: skip
    return sorted(day for day, marks in rows.tuples() if eater["student"] in unpacked(marks))


MOVED = ("student", "school_class", "kind")


def _moved(old: Values, new: Values) -> bool:
    return any(old[name] != new[name] for name in MOVED)


def covers(eater: Values, day: dt.date) -> bool:
    """Whether a row of the 就餐名册 counts on a day."""
    return bool(eater["from_day"] <= day and (not eater.get("until_day") or day <= eater["until_day"]))


def days_on_sheets(eater: Values) -> list[dt.date]:
    """The days within an eater's span on which a sheet of the class names the pupil."""
    rows = PupilMonth.select().where(
        (PupilMonth.student == eater["student"])
        & (PupilMonth.school_class == eater["school_class"])
        & (PupilMonth.kind == eater["kind"])
        & (PupilMonth.month >= month_of(eater["from_day"]))
    )
    days = [
        dt.date.fromisoformat(f"{row.month}-{n:02d}")
        for row in rows
        for n, mark in enumerate(row.marks, start=1)
        if mark != NONE
    ]
    return sorted(day for day in days if covers(eater, day))


class ClassDay(Ledger):
    """班级日餐表: one class, one day, one meal; who was fed, who was away. One journal entry tells all of it."""

    title = "班级日餐表"
    counter = "张"
    personal = True
    key = ("day", "kind", "school_class")
    order = ("day", "kind", "school_class")
    columns = ("day", "kind", "school_class", "due", "present", "fed", "entered_on", "late_reason", "note")
    about = "每班每天一张：应到、实到、就餐人数，没就餐的写明原因。从“录餐”那一页登记。"
    made_by = "entered_by"

    day = Date("日期", required=True, edit=False)
    kind = Choice("餐次", "meal_kind", required=True, default="lunch", edit=False)
    school_class = Link("班级", SchoolClass, required=True, width=8, edit=False, index=False)  # see Meta
    marks = Note("逐人记录", width=14, edit=False)
    due = Number("应到", width=6, edit=False)
    present = Number("实到", width=6, edit=False)
    fed = Number("就餐", width=6, edit=False)
    teacher_signed = YesNo("班主任已签字", default=False, width=11)
    entered_by = Text("登记人", max_length=20, edit=False)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)
    note = Text("备注", max_length=120, width=14)

    class Meta:
        indexes = ((("day", "kind", "school_class"), True), (("school_class", "kind", "day"), False))

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        place = SchoolClass.caption_of(told["school_class"])
        return f"{told['day']} {place} {cls.kind.format(told['kind'])}"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if why := why_not(cls, old, new, settles=True):
            return why
        if not new:
            return ""
        if old and any(old[name] != new[name] for name in SHEET):
            return "班级日餐表的日期、餐次、班级不能改。登记错了的，请删去这一张，另登记一张。"
        if why := _not_served(new):
            return why
        return _strangers(new)

    @classmethod
    def derive(cls, values: Values) -> Values:
        """The counts always follow from the marks: they cannot disagree."""
        marks = unpacked(values.get("marks"))
        due, present, fed = counts(marks)
        return {"marks": packed(marks) or None, "due": due, "present": present, "fed": fed} | entered(values)

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """Keep the pupils' months in line with the sheets, whatever was done to these, undo included.

        Raises Refused where taking back would lead into a settled month.
        """
        refuse_settled(cls, changes)
        kept, told_of = _sheets({change.record for change in changes}), _Months()
        for change in changes:
            before, after = thaw(change.before), thaw(change.after)
            sheet = kept.get(change.record)
            told = sheet or cls._as_it_was(before)
            gone = unpacked(before.get("marks")) if before else {}
            if after and sheet:
                told_of.take(told, dict.fromkeys(gone, NONE) | unpacked(sheet["marks"]))
            elif not sheet:
                told_of.take(told, dict.fromkeys(gone, NONE))
        told_of.keep()

    @classmethod
    def _as_it_was(cls, before: Values) -> Values:
        return before | {"day": dt.date.fromisoformat(before["day"])}

    @classmethod
    def scope(cls, query: Any, session: Session) -> Any:
        return query if session.classes is None else query.where(cls.school_class.in_(session.classes))


SHEET = ("day", "kind", "school_class")


def _sheets(records: set[int]) -> dict[int, Values]:
    """Id -> day, kind, class and marks of the sheets that are there; a month of imported ones is asked for at once."""
    rows = ClassDay.select(ClassDay.id, ClassDay.day, ClassDay.kind, ClassDay.school_class, ClassDay.marks)
    names = ("day", "kind", "school_class", "marks")
    found = rows.where(ClassDay.id.in_(listed(records))).tuples()
    return {record: dict(zip(names, told, strict=True)) for record, *told in found}


NONE = "."  # in a pupil's month: no sheet names the pupil on that day


class PupilMonth(Table):
    """A pupil's month at a meal: 31 marks, one for each day. Follows from the class sheets, is never written alone."""

    id = pw.AutoField()
    student = pw.ForeignKeyField(Student, on_delete="RESTRICT")
    school_class = pw.ForeignKeyField(SchoolClass, on_delete="RESTRICT")
    month = pw.CharField(max_length=7)
    kind = pw.CharField(max_length=12)
    marks = pw.CharField(max_length=31)

    class Meta:
        indexes = (
            (("month", "kind", "school_class", "student"), True),
            (("student", "month"), False),
        )


class _Months:
    """What a step's sheets say of pupils, gathered so that each pupil's month is written once."""

    def __init__(self) -> None:
        self.told: dict[
            tuple[int, str, str], dict[int, dict[int, str]]
        ] = {}  # class, month, kind -> pupil -> day -> mark

    def take(self, sheet: Values, marks: Marks) -> None:
        place = (sheet["school_class"], month_of(sheet["day"]), sheet["kind"])
        pupils = self.told.setdefault(place, {})
        for pupil, mark in marks.items():
            pupils.setdefault(pupil, {})[sheet["day"].day] = mark

    def keep(self) -> None:
        cursor = database.connection().cursor()
        for place, pupils in self.told.items():
            cursor.executemany(
                "INSERT OR IGNORE INTO pupil_month (school_class_id, month, kind, student_id, marks) VALUES (?,?,?,?,?)",
                [(*place, pupil, NONE * 31) for pupil in pupils],
            )
            kept = cursor.execute(
                "SELECT id, student_id, marks FROM pupil_month WHERE school_class_id = ? AND month = ? AND kind = ?",
                place,
            ).fetchall()
            cursor.executemany(
                "UPDATE pupil_month SET marks = ? WHERE id = ?",
                [(_marked(marks, pupils[pupil]), record) for record, pupil, marks in kept if pupil in pupils],
            )


def _marked(marks: str, days: Mapping[int, str]) -> str:
    written = list(marks)
    for day, mark in days.items():
        written[day - 1] = mark
    return "".join(written)


def _not_served(sheet: Values) -> str:
    reason = first_value(
        "SELECT reason FROM supply_day WHERE day = ? AND kind = ? AND NOT served", sheet["day"], sheet["kind"]
    )
    return f"{sheet['day']} 在供餐日历上是停餐（{reason}），不能登记就餐。" if reason else ""


ON_LIST = (
    "SELECT student_id FROM meal_eater WHERE school_class_id = ? AND kind = ? AND from_day <= ?"
    " AND (until_day IS NULL OR until_day >= ?)"
)  # asked for each sheet that is kept: a thousand times by an import


def _strangers(sheet: Values) -> str:
    """Only pupils on the 就餐名册 of this class and day can stand on a sheet."""
    try:
        marks = unpacked(sheet.get("marks"))
    except Refused as wrong:
        return str(wrong)
    day = sheet["day"].isoformat()
    rows = database.execute_sql(ON_LIST, (sheet["school_class"], sheet["kind"], day, day))
    here = {pupil for (pupil,) in rows}
    if strange := [pupil for pupil in marks if pupil not in here]:
        names = "、".join(Student.caption_of(pupil) for pupil in strange[:3])
        return f"{names} {sheet['day']} 不在这个班的就餐名册上，不能登记。请先核对就餐名册。"
    return ""
