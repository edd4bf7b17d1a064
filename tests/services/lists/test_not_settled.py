"""Rows that say themselves that they are not settled: remarks, states, and rows of a colour that the note below explains."""

import re
import zipfile

import pytest
from lists_people import CHILD, FATHER, STRANGER
from openpyxl import load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill

from desktop.services.lists.board import board, recent_lists
from desktop.services.lists.keep import keep

PEOPLE = ("姓名", "身份证号")
FILE = "农村低保2026年9月.xlsx"
NOTE = "说明：标黄色的户为本月已动态退出，仅备查。"
YELLOW = PatternFill("solid", fgColor="FFFF00")


@pytest.fixture
def one(family, book, match):
    """one("待核实"): the line of the child whose row has this remark."""

    def find(remark, *, head="备注", file=FILE, number=CHILD, name="王芳"):
        book(file, [(*PEOPLE, head), ["赵六", STRANGER, ""], [name, number, remark]])
        (line,) = match().lines
        return line

    return find


@pytest.mark.parametrize(
    "remark",
    [
        "待核实",
        "待核查",
        "核实中",
        "身份待核实",
        "待定",
        "暂缓",
        "公示中",
        "拟纳入",
        "外嫁",
        "外嫁女",
        "户口在外村，待核查",
        "存疑",
    ],
)
def test_a_row_that_is_not_settled_is_asked_about_with_its_own_words(one, remark):
    line = one(remark)
    assert line.verdict == "doubt" and line.why.startswith(f"这一行注明“{remark.rpartition('，')[2]}”")
    assert not line.says_ended


@pytest.mark.parametrize(
    "remark",
    [
        "已纳入", "外出务工", "易地搬迁", "整户搬迁", "已核实", "无异议", "公示期满无异议", "没有异议", "白岩村三组", "2026年9月",
        "母亲待核实", "银行卡号待核实", "特困待审批",
    ],
)  # fmt: skip
def test_other_remarks_leave_the_row_as_it_is(one, remark):
    assert one(remark).verdict == "hit"


def test_a_state_that_is_not_settled_is_asked_about_under_its_heading(one):
    assert "“审核状态：审核中”" in one("审核中", head="审核状态").why
    assert one("审核通过", head="审核状态").verdict == "hit"


def test_the_fathers_row_may_be_unsettled_as_well(one):
    assert one("待核实", number=FATHER, name="王建国").verdict == "doubt"


def test_a_remark_in_other_than_everyday_words_is_shown_beside_the_reason(one):
    assert one("村里说要问二叔").sentence == "身份证号与本人相同。备注写着“村里说要问二叔”。"
    assert one("外出务工").sentence == "身份证号与本人相同。"


def test_no_strangers_number_of_a_remark_is_shown(one):
    assert "529901" not in one(f"和{STRANGER}同住").sentence


def test_a_clean_row_of_another_sheet_does_not_hide_the_unsettled_one(family, book, match):
    book(FILE, [PEOPLE, ["王芳", CHILD]], 二表=[(*PEOPLE, "备注"), ["王芳", CHILD, "待核实"]])
    assert {line.verdict for line in match().lines} == {"doubt"}
    assert any("又注明还没有定下来" in line.why for line in match().lines)


def test_the_unsettled_row_of_the_child_goes_before_the_fathers(family, book, match):
    book(FILE, [(*PEOPLE, "备注"), ["王建国", FATHER, ""], ["王芳", CHILD, "待核实"]])
    (line,) = match().lines
    assert line.verdict == "doubt" and "第 2 行的父亲王建国还在名单上" in line.sentence


def test_the_board_asks_whether_it_counts_not_who_it_is(store, family, book, match):
    book(FILE, [(*PEOPLE, "备注"), ["王芳", CHILD, "待核实"]])
    keep(store, match())
    (line,) = board(store, [one.id for one in recent_lists()])
    assert "核对这个月算不算" in line.asks


# rows of a colour ----------------------------------------------------------------------------------------


@pytest.fixture
def coloured(family, book, match):
    """coloured(3, note): the list whose rows 3 and 4 are the child's and a stranger's; one of them is yellow."""

    def find(row, note=NOTE, *, marks=("fill", YELLOW), file=FILE):
        path = book(file, [PEOPLE, ["赵六", STRANGER], ["王芳", CHILD], ["钱七", STRANGER], [note]])
        workbook = load_workbook(path)
        for cell in workbook.active[row] if row else ():
            setattr(cell, *marks)
        workbook.save(path)
        (one,) = match().lists
        return one

    return find


def test_a_coloured_row_is_asked_about_where_a_note_says_that_those_left(coloured):
    one = coloured(3)
    assert one.lines[0].verdict == "doubt" and "标黄色的户" in one.lines[0].why
    assert any(NOTE in said and "有颜色的行" in said for said in one.aside)


def test_a_struck_out_row_is_meant_as_well(coloured):
    note = "备注：有删除线的人员已退出"
    assert coloured(3, note, marks=("font", Font(strike=True))).lines[0].verdict == "doubt"


def test_beside_coloured_rows_the_others_stay_as_they_are(coloured):
    one = coloured(4)
    assert one.lines[0].verdict == "hit" and any(NOTE in said for said in one.aside)


def test_styles_that_another_program_wrote_badly_cost_the_colours_and_not_the_list(
    coloured, book, match, tmp_path
):
    coloured(3)
    path = next(tmp_path.rglob(FILE))
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts["xl/styles.xml"] = re.sub(rb"<fill>.*?</fill>", b"<fill/>", parts["xl/styles.xml"])
    with zipfile.ZipFile(path, "w") as again:
        for name, data in parts.items():
            again.writestr(name, data)
    (one,) = match().lists
    assert [line.verdict for line in one.lines] == ["doubt"] and "标黄色的户" in one.lines[0].why


def test_where_the_program_colours_by_a_rule_every_row_is_asked_about(coloured, match, tmp_path):
    coloured(None)
    path = next(tmp_path.rglob(FILE))
    made = load_workbook(path)
    made.active.conditional_formatting.add("A1:C9", FormulaRule(["TRUE"], font=Font(color="FF0000")))
    made.save(path)
    (one,) = match().lists
    assert one.lines[0].verdict == "doubt" and "请打开原表看这一行有没有颜色" in one.lines[0].why
    assert any("看不出哪几行有颜色" in said for said in one.aside)


def test_a_note_about_colours_on_a_sheet_without_any_is_told_and_asks_about_nobody(coloured):
    one = coloured(None)
    assert one.lines[0].verdict == "hit"
    assert any(NOTE in said and "没有一行有颜色" in said for said in one.aside)


@pytest.mark.parametrize(
    "note",
    [
        "说明：标黄色的户为本月新增。",
        "注：红色字体为重点户",
        "注：本表不含标黄的退出户",
        "注：联系电话见附表",
    ],
)
def test_a_note_that_takes_nobody_off_asks_nothing(coloured, note):
    one = coloured(3, note)
    assert one.lines[0].verdict == "hit" and one.aside == []
