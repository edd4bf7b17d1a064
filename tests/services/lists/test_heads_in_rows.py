"""Headings of two and three rows under a title and a line of the office: every column keeps its heading."""

import pytest
from builders import id_number, pupil
from lists_people import CHILD, FATHER, GRANDFATHER, MOTHER, STRANGER, grown

TITLE, OFFICE = ["农村低保2026年9月花名册"], ["填报单位：清溪县民政局"]
DATED = ["单位：户、人", "", "", "", "填报时间：2026年9月2日"]
GROUPS = ["序号", "户主姓名", "户主证件号码", "共同生活成员", "", "", "", "联系人", "备注"]
NUMBERED = ["", "", "", "姓名1", "身份证号1", "姓名2", "身份证号2"]
MEMBERS = ["", "", "", "成员一姓名", "成员一证件号码", "成员二姓名", "成员二证件号码"]
ORDERED = ["", "", "", "成员一", "", "成员二", ""]
PLAIN = ["", "", "", "姓名", "身份证号", "姓名", "身份证号"]
LAYOUTS = {
    "填报单位，姓名1": [TITLE, OFFICE, GROUPS, NUMBERED],
    "填报单位和时间，姓名1": [TITLE, DATED, GROUPS, NUMBERED],
    "填报单位，成员一姓名": [TITLE, OFFICE, GROUPS, MEMBERS],
    "附件、标题、单位，成员一姓名": [["附件2"], TITLE, DATED, GROUPS, MEMBERS],
    "没有单位一行": [TITLE, GROUPS, MEMBERS],
    "三行表头": [TITLE, GROUPS, ORDERED, PLAIN],
    "三行表头，填报单位": [TITLE, DATED, GROUPS, ORDERED, PLAIN],
    "两行表头，空一行": [TITLE, [], GROUPS, PLAIN],
}
OTHERS = [[str(at), "赵某", grown(50 + at), "钱某", grown(60 + at), "", "", "", ""] for at in range(1, 6)]


@pytest.fixture(params=LAYOUTS.values(), ids=LAYOUTS.keys())
def listed(request, book, match, family):
    """listed(row): the draft of a list with this row under one of the headings."""

    def look(row):
        book("农村低保2026年9月.xlsx", [*request.param, *OTHERS, row])
        (one,) = match().lists
        return one

    return look


def test_the_remark_beside_two_rows_of_headings_is_heard(listed):
    (line,) = listed(["6", "王建国", FATHER, "王芳", CHILD, "", "", "", "8月整户注销"]).lines
    assert line.verdict == "doubt" and "8月整户注销" in line.why


def test_the_head_of_household_has_his_own_name_beside_his_number(listed):
    (line,) = listed(["6", "王老汉", GRANDFATHER, "孙某", STRANGER, "", "", "", ""]).lines
    assert (line.verdict, line.listed_name) == ("family", "王老汉")


def test_a_contact_beside_two_rows_of_headings_is_no_family(listed):
    one = listed(["6", "赵某", grown(80), "孙某", STRANGER, "", "", f"王建国{FATHER}", ""])
    assert one.lines == [] and "“联系人”里有 1 个" in one.skipped_words


def test_a_second_table_with_two_rows_of_headings_is_read_by_both(store, family, book, match):
    pupil(store, "李小明", id_number=id_number(5), attendance="1")
    above = [TITLE, ["序号", "姓名", "身份证号"], ["1", "李小明", id_number(5)], [], ["二、按户保障"]]
    book(
        "农村低保2026年9月.xlsx",
        [*above, GROUPS, MEMBERS, *OTHERS, ["6", "王建国", FATHER, *[""] * 5, "停保"]],
    )
    (one,) = match().lists
    assert {line.name: (line.verdict, line.listed_name) for line in one.lines} == {
        "李小明": ("hit", "李小明"),
        "王芳": ("doubt", "王建国"),
    }


@pytest.mark.parametrize("label", ["单位：县民政局", "2026年9月", "填报时间：2026年9月5日"])
def test_a_word_about_the_sheet_beside_groups_without_merges_heads_nobodys_column(family, book, match, label):
    groups = [label, None, None, "父亲情况", None, None, "母亲情况", None, None, None]
    heads = [
        "编号",
        "姓名",
        "公民身份号码",
        "姓名",
        "身份证号",
        "状况",
        "姓名",
        "身份证号",
        "状况",
        "保障状态",
    ]
    row = ["1", "王芳", CHILD, "王建国", FATHER, "死亡", "李秀英", MOTHER, "失联"]
    book("事实无人抚养儿童2026年9月.xlsx", [["事实无人抚养儿童名单"], groups, heads, [*row, "保障中"]])
    (line,) = match().lists[0].lines
    assert line.verdict == "hit" and line.relation == "01"


def test_what_stands_behind_the_last_group_is_the_childs_again(family, book, match):
    groups = ["儿童情况", None, None, "父亲情况", None, None, "母亲情况", None, None, None]
    heads = [
        "编号",
        "姓名",
        "公民身份号码",
        "姓名",
        "身份证号",
        "状况",
        "姓名",
        "身份证号",
        "状况",
        "保障状态",
    ]
    row = ["1", "王芳", CHILD, "王建国", FATHER, "死亡", "李秀英", MOTHER, "失联"]
    book("事实无人抚养儿童2026年9月.xlsx", [["事实无人抚养儿童名单"], groups, heads, [*row, "停发"]])
    (line,) = match().lists[0].lines
    assert line.verdict == "doubt" and "“停发”" in line.why
