"""States under headings that nobody foresaw, rows out of sight in an .xls, several people in one cell."""

import pytest
import xlwt
from builders import id_number
from lists_people import CHILD, STRANGER

PEOPLE = ("姓名", "身份证号")
LISTS = {
    "disabled": "持证残疾人.xlsx", "destitute": "农村特困.xlsx", "orphan": "孤儿.xlsx", "low": "农村低保.xlsx",
    "cleared": "监测对象（风险已消除）.xlsx", "risk": "监测对象（风险未消除）.xlsx",
}  # fmt: skip


def verdict(book, match, kind, head, word):
    book(LISTS[kind], [(*PEOPLE, head), ["赵六", STRANGER, ""], ["王芳", CHILD, word]])
    (line,) = match().lines
    return line.verdict, line.why


@pytest.mark.parametrize(
    ("kind", "head", "word"),
    [
        ("cleared", "监测状态", "死亡"), ("cleared", "监测状态", "迁出"), ("cleared", "监测状态", "未消除"),
        ("risk", "监测状态", "已退出"), ("risk", "监测状态", "已消除"), ("disabled", "是否有效", "否"),
        ("disabled", "是否有效", "过期"), ("disabled", "是否有效", "已注销"), ("disabled", "是否有效", "无效"),
        ("destitute", "是否健在", "否"), ("orphan", "是否在册", "已年满18周岁"), ("orphan", "是否在册", "否"),
        ("low", "标识", "注销"), ("low", "健康状况", "已去世"), ("low", "是否迁出", "是"), ("low", "其他", "2026年8月死亡"),
    ],
)  # fmt: skip
def test_a_state_of_leaving_under_any_heading_is_asked_about(family, book, match, kind, head, word):
    told, why = verdict(book, match, kind, head, word)
    assert told == "doubt" and head in why and word in why


@pytest.mark.parametrize(
    ("kind", "head", "word"),
    [
        ("cleared", "监测状态", "已消除"), ("cleared", "状态", "风险已消除"), ("cleared", "享受状态", "已消除"),
        ("cleared", "对象状态", "风险消除"), ("risk", "对象状态", "未消除"), ("disabled", "是否有效", "有效"),
        ("disabled", "是否有效", "是"), ("destitute", "是否健在", "健在"), ("orphan", "是否在册", "在册"),
        ("orphan", "父母情况", "父亲死亡"), ("orphan", "父母是否健在", "否"), ("low", "是否外出务工", "否"),
        ("low", "致贫原因", "户主死亡"), ("low", "健康状况", "良好"), ("low", "住房情况", "无"), ("low", "是否迁出", "否"),
    ],
)  # fmt: skip
def test_a_harmless_state_stays_clean(family, book, match, kind, head, word):
    assert verdict(book, match, kind, head, word)[0] == "hit"


@pytest.mark.parametrize("how", ["hidden", "flat"])
def test_a_row_out_of_sight_in_an_xls_is_looked_at(family, folder, match, how):
    workbook = xlwt.Workbook()
    workbook.add_sheet("说明").write(0, 0, "填表说明")
    sheet = workbook.add_sheet("Sheet1")
    for row, cells in enumerate([PEOPLE, ("赵六", STRANGER), ("王芳", CHILD)]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    if how == "hidden":
        sheet.row(2).hidden = True
    else:
        sheet.row(2).height_mismatch, sheet.row(2).height = True, 0
    workbook.save(str(folder / "农村低保2026年9月.xls"))
    (line,) = match().lines
    assert (line.row, line.verdict) == (3, "doubt") and "隐藏" in line.why


def test_in_a_cell_of_several_people_the_name_beside_the_number_is_its_name(family, book, match):
    cell = f"赵六 {STRANGER}；钱小七 {id_number(55)}；王芳 {CHILD}"
    book("农村低保.xlsx", [("户号", "户主", "家庭成员及身份证号码"), [1, "赵六", cell]])
    assert [(line.name, line.verdict) for line in match().lines] == [("王芳", "hit")]


def test_a_pupils_number_beside_another_name_in_the_cell_is_asked_about(family, book, match):
    cell = f"赵六 {STRANGER}；钱小七 {CHILD}"
    book("农村低保.xlsx", [("户号", "户主", "家庭成员及身份证号码"), [1, "赵六", cell]])
    (line,) = match().lines
    assert line.verdict == "doubt" and "钱小七" in line.why
