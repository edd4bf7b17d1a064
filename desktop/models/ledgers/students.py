"""学生: the roster. Order and labels follow the collection form of the national 学籍 system."""

from __future__ import annotations

import datetime as dt
from typing import Any

import peewee as pw

from desktop.models import identity
from desktop.models.codes import code_list
from desktop.models.fields import (
    Choice,
    Computed,
    Date,
    Extras,
    File,
    Link,
    Note,
    Number,
    Text,
    YearMonth,
    YesNo,
)  # fmt: skip
from desktop.models.ledger import Ledger, Problems, Values, database, remembered
from desktop.models.ledgers import glances
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.extra_fields import ExtraField
from desktop.models.ledgers.households import Household
from desktop.models.measure_fields import Decimal1
from desktop.models.people_fields import DisabilityCard, IdNumber, Name, Phone, StudentNo
from desktop.models.pinyin import search_text
from desktop.models.roles import Session

BASIC, ROLL, HOME, SPECIAL, WAY, MOVES = "基本", "学籍", "住址与联系", "特殊情况", "上下学", "变动"


class Student(Ledger):
    """One pupil. Only ever created by search-or-create (services.people)."""

    title = "花名册"
    one = "学生"
    counter = "人"
    instead = "办过的事要留底。不在本校了，请把“学籍状态”改成转出、毕业等，在校名单里就没有他了。"
    personal = True
    frozen = 1
    key = ("id_number",)
    order = ("school_class", "seat_no", "id")
    columns = (
        "name",
        "gender",
        "school_class",
        "id_number",
        "attendance",
        "hardships",
        "grants",
        "account",
        "guardian",
        "phone",
        "home_address",
    )
    about = "全校学生，一人一行。从学籍系统导出的名单拖进来就行。"

    name = Name("姓名", required=True, max_length=36, group=BASIC, width=12, aliases=("学生姓名",))
    gender = Choice("性别", "gender", group=BASIC, width=5)
    birth_date = Date("出生日期", group=BASIC, width=11)
    id_type = Choice("身份证件类型", "id_type", group=BASIC)
    id_number = IdNumber(
        "身份证件号", group=BASIC, aliases=("身份证号", "证件号码", "公民身份号码"), unique=True
    )
    no_id_reason = Text("无证件原因", group=BASIC, width=14, hint="没有身份证号时填写")
    ethnicity = Choice("民族", "ethnicity", group=BASIC, width=8)
    nationality = Text("国籍/地区", group=BASIC, width=9)
    overseas = Choice("港澳台侨外", "overseas", group=BASIC, width=10)
    political = Choice("政治面貌", "political_status", group=BASIC, width=9)
    health = Choice("健康状况", "health", group=BASIC)
    birthplace = Text("出生地", group=BASIC, width=14, max_length=80)
    native_place = Text("籍贯", group=BASIC, width=14, max_length=80)
    household_kind = Choice("户口性质", "household_kind", group=BASIC, width=9)
    household_place = Text("户口所在地", group=BASIC, width=16, max_length=120)
    skill = Text("特长", group=BASIC, width=10)
    photo = File("照片", group=BASIC, width=8)

    student_no = StudentNo("全国学籍号", group=ROLL, aliases=("学籍号",), unique=True)
    local_no = Text("学籍辅号", group=ROLL, max_length=30)
    school_class = Link("班级", SchoolClass, required=True, group=ROLL, width=8, index=False)  # see Meta
    seat_no = Number("班内学号", least=1, most=200, group=ROLL, width=8)
    status = Choice("学籍状态", "enrolment_status", required=True, default="01", group=ROLL, width=9)
    enrolled = YearMonth("入学年月", since=1990, group=ROLL, width=9)
    admission = Choice("入学方式", "admission_mode", group=ROLL)
    source = Choice("学生来源", "student_source", group=ROLL)
    attendance = Choice("就读方式", "attendance_mode", group=ROLL, width=8)
    boards_from = Date("寄宿起始", group=ROLL)
    boards_to = Date("寄宿截止", group=ROLL)

    household = Link("户", Household, group=HOME, width=14)
    current_address = Text("现住址", group=HOME, width=20, max_length=120)
    mail_address = Text("通信地址", group=HOME, width=20, max_length=120)
    home_address = Text("家庭地址", aliases=("家庭住址",), group=HOME, width=20, max_length=120)
    postcode = Text("邮编", group=HOME, width=7, max_length=6)
    phone = Phone("联系电话", group=HOME)

    only_child = YesNo("独生子女", group=SPECIAL, width=8)
    preschool = YesNo("受过学前教育", group=SPECIAL, width=11)
    left_behind = Choice("留守（学籍口径）", "left_behind", group=SPECIAL, width=13)
    rural_left_behind = YesNo("农村留守（民政口径）", group=SPECIAL, width=16)
    migrant_child = YesNo("进城务工随迁子女", group=SPECIAL, width=14)
    orphan = YesNo("孤儿", group=SPECIAL, width=6)
    martyr_child = YesNo("烈士或优抚子女", group=SPECIAL, width=12)
    inclusive_class = Choice("随班就读", "inclusive_class", group=SPECIAL)
    disability = Choice("残疾类型", "disability_type", group=SPECIAL)
    disability_level = Choice("残疾等级", "disability_level", group=SPECIAL, width=8)
    disability_card = DisabilityCard("残疾人证号", group=SPECIAL)
    bought_seat = YesNo("政府购买学位", group=SPECIAL, width=11)
    wants_aid = YesNo("需要申请资助", group=SPECIAL, width=11)
    had_subsidy = YesNo("享受一补", group=SPECIAL, width=8, hint="学籍系统里的记录；实际以资助批次为准")

    distance = Decimal1("上下学距离（公里）", group=WAY, width=14)
    transport = Choice("上下学方式", "transport", group=WAY)
    needs_bus = YesNo("需乘校车", group=WAY, width=8)

    arrived_on = Date("转入日期", group=MOVES)
    came_from = Text("转自学校", group=MOVES, width=16)
    left_on = Date("离校日期", group=MOVES)
    leave_reason = Choice("离校原因", "leave_reason", group=MOVES)
    went_to = Text("去向", group=MOVES, width=16)
    note = Note("备注", group=MOVES, width=16)

    extra = Extras(null=True)
    search = Text("检索", max_length=400, edit=False)

    hardships = Computed("困难类型", glances.hardships, width=16)
    grants = Computed("本学期（元）", glances.grants, width=11, align="right", total=glances.grants_total)
    account = Computed("银行卡", glances.accounts, width=10)
    guardian = Computed("监护人", glances.guardians, width=9)
    grade = Computed("年级", glances.grades, width=8)
    age = Computed("周岁", glances.ages, width=6, align="right")
    complete = Computed("资料完整", glances.completeness, width=9, align="right")

    class Meta:
        indexes = ((("school_class", "seat_no"), False),)  # a class, in the order of the roster

    @classmethod
    def fields(cls) -> list[Any]:
        own = [field for field in super().fields() if field.name != "search"]
        return own + ExtraField.declared(cls)

    @classmethod
    def caption(cls, row: Any) -> str:
        """王芳; 李静（三(1)班） where the books hold a second 李静, with the end of her number where both are in that class."""
        told = row.__data__
        name, klass = str(told["name"]), told.get("school_class")
        return name if klass is None else f"{name}{_behind(name, klass, told.get('id_number'))}"

    @classmethod
    def name_of(cls, record: int) -> str:
        """The bare name, for papers, banks and lines that say the class themselves."""
        return cls.caption_of(record).partition("（")[0]

    @staticmethod
    def beside_class(name: str, klass: int | None, number: str | None) -> str:
        """The name where its class stands beside it: with the end of the number where two of the class are called so."""
        tail = _behind(name, klass, number).partition(TAIL)[2] if klass is not None else ""
        return f"{name}（{TAIL}{tail}" if tail else name

    @classmethod
    def in_class(cls, row: Any) -> str:
        """The same of a whole row."""
        return cls.beside_class(row.name, row.school_class_id, row.id_number)

    @classmethod
    def find(cls, text: str) -> int | None:
        """By ID number, 学籍号, or a name that only one pupil has; by the caption when several do."""
        tidy = text.strip()
        number = tidy.upper()
        if row := cls.get_or_none((cls.id_number == number) | (cls.student_no == number)):
            return int(row.id)
        name, _, rest = tidy.removesuffix("）").removesuffix(")").replace("(", "（", 1).partition("（")
        class_text, _, tail = rest.partition(TAIL)
        rows = list(cls.select(cls.id, cls.school_class, cls.id_number).where(cls.name == name))
        if len(rows) > 1 and class_text and (class_id := SchoolClass.find(class_text)):
            rows = [row for row in rows if row.school_class_id == class_id]
        if len(rows) > 1 and tail:
            rows = [row for row in rows if (row.id_number or "").endswith(tail)]
        return int(rows[0].id) if len(rows) == 1 else None

    @classmethod
    def why_not_found(cls, text: str) -> str:
        """Namesakes are there, but which of them is meant?"""
        name = text.strip().replace("(", "（", 1).partition("（")[0]
        rows = list(cls.select(cls.school_class).where(cls.name == name).limit(4))
        if len(rows) < 2:
            return super().why_not_found(text)
        classes = "、".join(dict.fromkeys(SchoolClass.caption_of(row.school_class_id) for row in rows))
        if len({row.school_class_id for row in rows}) < len(rows):
            how = f"{name}（班级{TAIL}身份证号末四位）"
            return f"叫“{name}”的不止一人，同一个班里也有（{classes}），请写成“{how}”，或者写身份证号。"
        return f"叫“{name}”的不止一人（{classes}），请写成“{name}（班级）”，或者写身份证号。"

    @classmethod
    def scope(cls, query: Any, session: Session) -> Any:
        return (
            query if session.classes is None else query.where(cls.school_class.in_(sorted(session.classes)))
        )

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        number, problems = values.get("id_number"), {}
        if number and values.get("birth_date") and identity.birth_of(number) != values["birth_date"]:
            problems["birth_date"] = f"出生日期与身份证号里的 {identity.birth_of(number)} 不一样。"
        if number and values.get("gender") in ("1", "2") and identity.gender_of(number) != values["gender"]:
            sex = code_list("gender").label(identity.gender_of(number))
            problems["gender"] = f"性别与身份证号（{sex}）不一样。"
        if values.get("left_on") and values.get("arrived_on") and values["left_on"] < values["arrived_on"]:
            problems["left_on"] = "离校日期早于转入日期。"
        return problems

    @classmethod
    def advise(cls, values: Values) -> Problems:
        told: Problems = {}
        number, student_no = values.get("id_number"), values.get("student_no")
        if not number and not values.get("no_id_reason"):
            told["id_number"] = "还没有身份证号，请补上，或写明无证件原因。"
        if number and student_no and student_no[0] == "G" and student_no[1:] != number:
            told["student_no"] = "学籍号与现在的身份证号不同：改过身份证号的属正常，否则请核对。"
        if birth := values.get("birth_date"):
            age = identity.age_on(birth, dt.date.today())
            if not 3 <= age <= 20:
                told["birth_date"] = f"按出生日期现在 {age} 周岁，请核对。"
        if doubt := cls.phone.doubt(values.get("phone")):
            told["phone"] = doubt
        if wants_day(values):
            label = code_list("enrolment_status").label(values["status"])
            told["left_on"] = f"{label}从哪天起，请写离校日期；不写就从写下的那天算。"
        return told

    @classmethod
    def derive(cls, values: Values) -> Values:
        birth = values.get("birth_date") or (
            identity.birth_of(values["id_number"]) if values.get("id_number") else None
        )
        gender = values.get("gender") or (
            identity.gender_of(values["id_number"]) if values.get("id_number") else None
        )
        tails = [values[name][-4:] for name in ("id_number", "phone") if values.get(name)]
        return {"birth_date": birth, "gender": gender, "search": search_text(values["name"], *tails)}


def wants_day(values: Values) -> bool:
    """Whether somebody is gone (休学, 转出, 毕业 …) and nobody wrote since when."""
    status = values.get("status")
    gone = status == SUSPENDED or not code_list("enrolment_status").fact(status, "on_roll")
    return bool(status and gone and not values.get("left_on"))


def pinyin_of_name() -> Any:
    """What names sort by, in SQL: the full pinyin, the second word of the search text."""
    after = pw.fn.SUBSTR(Student.search, pw.fn.LENGTH(Student.name) + pw.SQL("3"))
    return pw.fn.SUBSTR(after, pw.SQL("1"), pw.fn.INSTR(after, pw.SQL("' '")) - pw.SQL("1"))


SUSPENDED = "02"  # 休学: on the roll, and not counted as a pupil of the day
TAIL = "尾号"  # what the end of a number stands behind in a caption
_twice: dict[str, dict[int | None, int]] = {}  # a name that several pupils have -> class -> how many there
remembered.append(_twice)


def _behind(name: str, klass: int, number: str | None) -> str:
    """What tells a pupil from others of the same name; "" for whoever has none on the books."""
    if not _twice:
        _twice.update(_several())
    here = _twice.get(name, {}).get(klass, 0)
    if not here:
        return ""
    return f"（{SchoolClass.caption_of(klass)}{f'{TAIL}{number[-4:]}' if here > 1 and number else ''}）"


def _several() -> dict[str, dict[int | None, int]]:
    """Asked of the whole school: a class teacher's pupil may have a namesake in a class that is not shown."""
    found: dict[str, dict[int | None, int]] = {"": {}}  # never empty, so that it is asked once
    sql = """SELECT name, school_class_id, count(*) FROM student
             WHERE name IN (SELECT name FROM student GROUP BY name HAVING count(*) > 1) GROUP BY name, school_class_id"""
    for name, klass, count in database.connection().cursor().execute(sql):
        found.setdefault(name, {})[klass] = count
    return found


# The roster by name is read off this index, and what is typed into the search box is looked for in it: the whole
# table is ten times as long. Its first expression has to be the one that is sorted by, to the letter.
Student.add_index(
    Student.index(
        pinyin_of_name(),
        Student.name,
        Student.id,
        Student.search,
        Student.school_class,
        Student.seat_no,
        name="student_by_name",
    )
)


class NameAlias(Ledger):
    """Another spelling of a pupil's name: the 户口 book, 学籍 and the bank may each write it their way."""

    title = "姓名异写"
    counter = "个"
    personal = True
    key = ("student", "name")
    about = "同一个学生在户口、学籍、银行的不同写法，比对名单时都认。"
    goes_with = ("student",)

    student = Link("学生", Student, required=True)
    name = Text("写法", required=True, max_length=40)
    source = Text("哪里这样写", width=16)
