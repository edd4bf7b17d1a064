"""年级 and 班级."""

import re
from typing import Any

import peewee as pw

from desktop.models.codes import code_list
from desktop.models.fields import Choice, Link, Number
from desktop.models.ledger import Ledger
from desktop.models.ledgers.staff import Staff
from desktop.models.writing import half_width

NUMERALS = "零一二三四五六七八九"
MOST_CLASSES = 60  # of one grade


class Year(Number):
    """A calendar year: it names, nobody adds it up. So it stands, copies and exports as text does."""

    align = "left"
    kind = "year"


class SchoolClass(Ledger):
    """A class: grade 1–9 and its number. It moves up a grade each September, its pupils with it."""

    title = "班级"
    counter = "个班"
    key = ("grade", "number", "state")
    order = ("state", "grade", "number")
    about = "年级和班级。每年升级时整班一起往上走。"

    grade = Choice("年级", "grade", required=True, width=8)
    number = Number("班号", required=True, least=1, most=MOST_CLASSES, width=5)
    head_teacher = Link("班主任", Staff)
    state = Choice("状态", "class_state", required=True, default="1", width=7)
    graduated = Year("毕业年份", least=2000, most=2100, edit=False, width=8)

    class Meta:
        indexes = ((("grade", "number", "state", "graduated"), True),)  # binds graduated classes

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        name = class_name(int(told["grade"]), told["number"])
        return f"{told['graduated']}届{name}" if told.get("graduated") else name

    @classmethod
    def find(cls, text: str) -> int | None:
        if (read := parse_class(text)) is None:
            return super().find(text)
        grade, number = read
        row = cls.get_or_none((cls.grade == str(grade)) & (cls.number == number) & (cls.state == "1"))
        return row.id if row else None


# An empty 毕业年份 never equals another one, so classes at school need a rule of their own: one 三(2)班.
SchoolClass.add_index(
    SchoolClass.index(SchoolClass.grade, SchoolClass.number, unique=True, where=pw.SQL("state = '1'"))
)


def class_name(grade: int, number: int) -> str:
    """三(2)班: how the screen and lists write a class."""
    return f"{NUMERALS[grade]}({number})班"


def class_name_on_paper(grade: int, number: int) -> str:
    """三年级（2）班: how official papers write it."""
    return f"{NUMERALS[grade]}年级（{number}）班"


def grade_name(grade: int) -> str:
    return code_list("grade").label(str(grade))


_NUMBER = r"(\d{1,2}|[二三四五六]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_GRADE = r"(?:小学|初中?)?([1-9一二三四五六七八九])"
SHAPES = (
    re.compile(rf"{_GRADE}\s*年?级?\s*[\(（\[〔]\s*{_NUMBER}\s*[\)）\]〕]\s*班?"),  # 三(2)班, 三年级（二）
    re.compile(rf"{_GRADE}\s*年级?\s*{_NUMBER}\s*班?"),  # 三年级2班
    re.compile(rf"{_GRADE}\s*[_\-.．、/]\s*{_NUMBER}\s*班?"),  # 3_2, 3.2
    re.compile(rf"{_GRADE}\s*{_NUMBER}\s*班"),  # 三2班, 三二班
    re.compile(r"([一二三四五六七八九])\s*(\d{1,2})"),  # 三2
)
HUNDREDS = re.compile(r"([1-9])(0[1-9]|[1-5]\d)班?")  # 302
JUNIOR = re.compile(r"初中?([一二三1-3])")
ALONE = re.compile(rf"第?[\(（]?{_NUMBER}[\)）]?班?")


def parse_class(text: str) -> tuple[int, int] | None:
    """Read (grade, number) from 1_1, 一（1）, 一年级1班, 101, 三2班, 初一(3)班; None when it is no class of a school with nine grades."""
    tidy = JUNIOR.sub(lambda m: NUMERALS[_figure(m[1]) + 6], half_width(text).strip())
    if match := HUNDREDS.fullmatch(tidy):
        return int(match[1]), int(match[2])
    for shape in SHAPES:
        if match := shape.fullmatch(tidy):
            number = _figure(match[2])
            return (_figure(match[1]), number) if 1 <= number <= MOST_CLASSES else None
    return None


def parse_class_number(text: str) -> int | None:
    """Read a class number alone: 2, 2班, (2)班, 二班, 第十二班. None when anything else stands there too."""
    match = ALONE.fullmatch(half_width(text).replace(" ", ""))
    number = _figure(match[1]) if match else 0
    return number if 1 <= number <= MOST_CLASSES else None


def parse_grade(text: str) -> int | None:
    """Read a grade alone: 五年级, 5, 七年级, 初一."""
    code = code_list("grade").find(half_width(text).strip())
    return int(code) if code else None


def _figure(text: str) -> int:
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (NUMERALS.index(tens) if tens else 1) * 10 + (NUMERALS.index(ones) if ones else 0)
    return NUMERALS.index(text)
