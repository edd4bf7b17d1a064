"""Invented people for measuring: always the same ones, as many as wanted. County 529901 does not exist."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.identity import check_digit

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "芳伟娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞鑫波斌莉宁婷浩宇欣怡子涵梓萱雨晨佳思远"
VILLAGES = ("石桥村", "下寨村", "上寨村", "柳树湾村", "双河村", "大岭村", "青龙村", "水井村")
CLASS_SIZE = 95
GRADES = "一二三四五六"
FIRST_BIRTHDAY = dt.date(2014, 9, 1)
SPELLS = 2100  # days over which the birthdays are spread: six years


@dataclass(frozen=True)
class Pupil:
    """One invented pupil; `number` counts from 0."""

    number: int

    @property
    def name(self) -> str:
        rest, first = divmod(self.number * 7 + self.number // 40, len(SURNAMES))
        second, third = divmod(rest * 11 + self.number // 3, len(GIVEN))
        return SURNAMES[first] + GIVEN[third] + GIVEN[(second + self.number) % len(GIVEN)]

    @property
    def guardian(self) -> str:
        return self.name[0] + GIVEN[self.number * 13 % len(GIVEN)] + GIVEN[self.number // 5 % len(GIVEN)]

    @property
    def birth(self) -> dt.date:
        return FIRST_BIRTHDAY + dt.timedelta(days=self.number % SPELLS)

    @property
    def boy(self) -> bool:
        return self.number % 2 == 0

    @property
    def id_number(self) -> str:
        return _id_number(self.birth, self.number // SPELLS * 2 + self.boy + 10)

    @property
    def guardian_id(self) -> str:
        return _id_number(self.birth - dt.timedelta(days=365 * 28), 700 + self.number // SPELLS * 2)

    @property
    def grade(self) -> int:
        return self.number // CLASS_SIZE % 6

    @property
    def class_no(self) -> int:
        return self.number // CLASS_SIZE // 6 + 1

    @property
    def address(self) -> str:
        return f"青禾县柳林镇{VILLAGES[self.number % len(VILLAGES)]}{self.number % 9 + 1}组"

    @property
    def phone(self) -> str:
        return f"17{self.number:09d}"

    @property
    def boards(self) -> bool:
        return self.number % 3 == 0


def _id_number(birth: dt.date, place: int) -> str:
    first17 = f"529901{birth:%Y%m%d}{place:03d}"
    return first17 + check_digit(first17)


def pupils(count: int) -> Iterator[Pupil]:
    return map(Pupil, range(count))


COLUMNS: dict[str, Any] = {
    "序号": lambda p: p.number + 1, "姓名": lambda p: p.name, "性别": lambda p: "男" if p.boy else "女",
    "出生日期": lambda p: f"{p.birth:%Y%m%d}", "民族": lambda p: "汉族", "国籍/地区": lambda p: "中国",
    "身份证件类型": lambda p: "居民身份证", "身份证件号": lambda p: p.id_number, "港澳台侨外": lambda p: "否",
    "政治面貌": lambda p: "群众", "健康状况": lambda p: "健康或良好", "户口所在地": lambda p: p.address,
    "户口性质": lambda p: "农业户口", "全国学籍号": lambda p: "G" + p.id_number,
    "学籍辅号": lambda p: f"9901{p.number:08d}", "班内学号": lambda p: p.number % CLASS_SIZE + 1,
    "年级": lambda p: f"{GRADES[p.grade]}年级", "班级": lambda p: f"{p.class_no}班",
    "入学年月": lambda p: f"{2026 - p.grade}09", "入学方式": lambda p: "就近入学",
    "就读方式": lambda p: "住校" if p.boards else "走读", "学生来源": lambda p: "正常入学",
    "现住址": lambda p: p.address, "通信地址": lambda p: p.address, "家庭地址": lambda p: p.address,
    "联系电话": lambda p: p.phone, "邮政编码": lambda p: "000000",
    "是否独生子女": lambda p: "是" if p.number % 5 == 0 else "否", "是否受过学前教育": lambda p: "是",
    "是否留守儿童": lambda p: "非留守儿童", "是否孤儿": lambda p: "否", "随班就读": lambda p: "非随班就读",
    "残疾类型": lambda p: "无残疾", "上下学距离": lambda p: p.number % 8 + 0.5, "上下学方式": lambda p: "步行",
    "是否需要乘坐校车": lambda p: "否", "监护人姓名": lambda p: p.guardian,
    "监护人关系": lambda p: "父亲" if p.boy else "母亲", "监护人身份证件号": lambda p: p.guardian_id,
    "监护人联系电话": lambda p: p.phone,
}  # fmt: skip


def write_roster(path: Path, count: int) -> Path:
    """A list of pupils with 40 columns, as 学籍 systems export it: a title, one row of heads, texts."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("在校生信息")
    sheet.write_string(0, 0, "青禾县柳林镇石桥小学在校生信息")
    for place, head in enumerate(COLUMNS):
        sheet.write_string(1, place, head)
    for row, pupil in enumerate(pupils(count), 2):
        for place, value_of in enumerate(COLUMNS.values()):
            value = value_of(pupil)
            write = sheet.write_string if isinstance(value, str) else sheet.write_number
            write(row, place, value)
    book.close()
    return path
