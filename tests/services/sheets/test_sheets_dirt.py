"""Whole files as they come from class teachers and the county, read from first to last."""

import datetime as dt

import openpyxl
import pytest
from workbooks import xls, xlsx

from desktop.models.identity import check_digit
from desktop.services.sheets.clean import ClassHint, Damaged, class_hint, class_in, tidy
from desktop.services.sheets.diagnose import diagnose_id
from desktop.services.sheets.heads import find_tables
from desktop.services.sheets.read import open_book
from desktop.services.sheets.tables import Wanted, map_columns

WANTED = (
    Wanted("student.name", "姓名", kind="name"),
    Wanted("student.gender", "性别", kind="gender"),
    Wanted("student.birth_date", "出生日期", kind="date"),
    Wanted("student.id_number", "身份证号", kind="id_number"),
    Wanted("student.school_class", "班级", kind="class"),
    Wanted("student.phone", "联系电话", kind="phone"),
    Wanted("student.living_subsidy", "是否享受一补", kind="yesno"),
    Wanted("household.head_name", "户主姓名", kind="name"),
    Wanted("household.head_id", "户主身份证号", kind="id_number"),
    Wanted("guardian.1.name", "成员1姓名", kind="name"),
    Wanted("guardian.1.id_number", "成员1身份证号", kind="id_number"),
)


def number(year, serial):
    first = f"530105{year}0901{serial:03d}"
    return first + check_digit(first)


FIRST, SECOND, THIRD = number(2015, 101), number(2015, 102), number(2015, 103)
ROSTER = [
    ["附件2：", None, None, None, None, None, None, None],
    ["２０２６年秋季学期某某小学学生花名册", None, None, None, None, None, None, None],
    [None, "填报单位：某某小学", None, None, None, "日期：2026.9.4", None, None],
    ["序号", "姓 名", "性别", "出生年月日", "身份证件号码", "班级", "联系方式", "是否享受\n“一补”"],
    [1, "王　明", "男", "2015.9.1", f"{FIRST}\t\n", "1_1", 13800138000, "√"],
    [2, "买买提•吐尔逊", "女", 20150901, int(SECOND), "一（1）", "１３８００１３８００１", "否"],
    ["小计", None, None, 2, None, None, None, None],
    [3, "李芳 ", "女", "2015年9月1日", f"G{THIRD}", "一年级1班", " 138 0013 8002", 1],
    [None] * 8,
    [4, "张伟", "男", 42248, None, "101", None, None],
    ["合计", "4人", None, None, None, None, None, None],
    ["填表人：张三", None, None, "审核人：李四", None, None, None, None],
]


@pytest.fixture(params=[xlsx, xls])
def mapped(request, tmp_path):
    path = request.param(tmp_path / "一年级 花名册.xls", ROSTER)
    book = open_book(path)
    (found,) = find_tables(book.sheets[0])
    return found, map_columns(found, WANTED)


def test_the_people_are_found_and_nobody_else(mapped):
    found, mapping = mapped
    assert [row.number for row in found.rows] == [5, 6, 8, 10]
    assert [number for number, _ in found.dropped] == [7, 11, 12]
    assert [match.key for match in mapping.matches] == [None, *(one.key for one in WANTED[:3]), *(
        one.key for one in WANTED[3:7])]  # fmt: skip


def test_their_cells_come_out_clean(mapped):
    found, mapping = mapped
    people = [mapping.pick(row) for row in found.rows]
    assert [tidy(p["student.name"], "name") for p in people] == ["王明", "买买提·吐尔逊", "李芳", "张伟"]
    assert {tidy(p["student.birth_date"], "date") for p in people} == {dt.date(2015, 9, 1)}
    assert {class_in(p["student.school_class"]) for p in people} == {ClassHint(1, 1)}
    assert [tidy(p["student.phone"], "phone") for p in people] == [
        "13800138000",
        "13800138001",
        "13800138002",
        None,
    ]
    assert [tidy(p["student.living_subsidy"], "yesno") for p in people] == ["√", "否", "1", None]


def test_each_injured_id_is_told_apart(mapped):
    found, mapping = mapped
    cells = [mapping.pick(row)["student.id_number"] for row in found.rows]
    states = [diagnose_id(cell, birth=dt.date(2015, 9, 1)).state for cell in cells]
    assert states == ["ok", "damaged_by_excel", "student_no_in_id_column", "missing"]
    assert isinstance(tidy(cells[1], "id_number"), Damaged)


def test_a_county_list_on_the_second_sheet_with_two_heading_rows(tmp_path):
    rows = [
        ["某某县农村低保家庭名单", None, None, None, None, None],
        ["序号", "户主信息", None, "家庭成员1", None, "备注"],
        [None, "姓名", "身份证号", "姓名", "身份证号", None],
        *[[n, "赵大", number(1980, n), "赵小", number(2014, n), None] for n in range(1, 6)],
    ]
    path = xlsx(tmp_path / "农村低保.xlsx", [], sheets=[("说明", [["本表由民政局提供"]]), ("名单", rows)])
    book = openpyxl.load_workbook(path)
    for cells in ("A1:F1", "A2:A3", "B2:C2", "D2:E2", "F2:F3"):
        book["名单"].merge_cells(cells)
    book["名单"].protection.sheet = True
    book.save(path)
    (found,) = find_tables(open_book(path).sheets[1])
    mapping = map_columns(found, WANTED)
    assert len(found.rows) == 5 and found.header_rows == (2, 3)
    assert [match.key for match in mapping.matches] == [
        None, "household.head_name", "household.head_id", "guardian.1.name", "guardian.1.id_number", None,
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "hint"), [("1_1", (1, 1)), ("二（1）", (2, 1)), ("五年级", (5, None))])
def test_the_name_of_a_class_file_tells_the_class(tmp_path, name, hint):
    path = xlsx(tmp_path / f"{name}.xlsx", ROSTER[3:6])
    (found,) = find_tables(open_book(path).sheets[0])
    assert class_hint(found.title, found.sheet, path.stem) == ClassHint(*hint)
