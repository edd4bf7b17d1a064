"""Notes at the foot that name somebody without a number, rows struck through, amounts of nothing, answers 否, reasons."""

import pytest
from builders import id_number, pupil
from lists_people import CHILD, GRANDFATHER, MOTHER, STRANGER
from openpyxl import load_workbook
from openpyxl.styles import Font

from desktop.models.ledgers.households import Household

PEOPLE = ("姓名", "身份证号")
LOW = "农村低保2026年9月.xlsx"
UNCLEARED = "监测对象（风险未消除）2026年9月.xlsx"


@pytest.fixture
def verdict(family, store, book, match):
    """verdict("原因", "死亡"): of the child whose row alone says that."""

    def find(head, cell, *, file=LOW, rest=()):
        rows = [[f"路人{at}", id_number(60 + at), ""] for at in range(4)]
        book(file, [(*PEOPLE, head), *rows, ["王芳", CHILD, cell], *rest])
        return match().lists[0].lines[0].verdict

    return find


@pytest.mark.parametrize(
    "note",
    [
        "注：王芳8月已停保。",
        "备注：1.本表一式两份；2.王芳已死亡",
        "说明：本月减少1人（王芳，户口迁出）",
        "王芳的情况待核实。",
    ],
)
def test_a_note_that_names_the_child_and_tells_of_an_end_asks_about_the_child(verdict, note):
    assert verdict("备注", "", rest=[[note]]) == "doubt"


@pytest.mark.parametrize(
    "note", ["注：李四8月已停保。", "注：王芳父亲8月去世。", "注：停保人员已剔除。", "经办人：王芳"]
)
def test_a_note_about_others_leaves_the_row_as_it_is(verdict, note):
    assert verdict("备注", "", rest=[[note]]) == "hit"


@pytest.mark.parametrize(
    ("head", "cell", "told"),
    [
        ("预警信息", "已死亡（公安比对）", "doubt"), ("原因", "死亡", "doubt"), ("原因", "户籍迁出", "doubt"),
        ("致贫原因", "因病", "hit"), ("是否保障对象", "否", "doubt"), ("是否低保对象", "否", "doubt"),
        ("是否保障对象", "是", "hit"), ("是否在保", "X", "doubt"), ("本月发放金额", 0, "doubt"), ("发放金额", "停", "doubt"),
        ("本月发放金额", 380, "hit"),
        ("原保障金", 0, "hit"), ("调整前金额", 0, "hit"), ("备注", "享受至8月", "doubt"),
        ("备注", "发至2026年8月", "doubt"), ("备注", "×", "doubt"),
        ("备注", "已转县", "doubt"), ("发放状态", "已发", "hit"), ("残疾等级", "三级（已降为不达标）", "doubt"),
    ],
)  # fmt: skip
def test_what_a_single_row_says_of_itself_is_heard(verdict, head, cell, told):
    assert verdict(head, cell) == told


def test_an_amount_of_nothing_in_half_of_our_rows_is_told_and_parks_nobody(family, store, book, match):
    names = {"赵一": id_number(50), "钱二": id_number(51)}
    for name, number in names.items():
        pupil(store, name, id_number=number)
    book(LOW, [(*PEOPLE, "发放金额"), ["王芳", CHILD, 0], *([*who, 0] for who in names.items())])
    (one,) = match().lists
    assert {line.verdict for line in one.lines} == {"hit"} and any("发放金额" in said for said in one.aside)


@pytest.mark.parametrize(
    ("head", "cell"), [("消除时间", "2026-08-20"), ("消除时间", 202608), ("是否消除风险", "是")]
)
def test_a_day_of_clearing_on_a_list_of_who_is_not_cleared_is_asked_about(verdict, head, cell):
    assert verdict(head, cell, file=UNCLEARED) == "doubt"


def test_a_row_struck_through_is_asked_about_without_any_note(verdict, match, folder):
    verdict("备注", "")
    path = folder / LOW
    made = load_workbook(path)
    for cell in made.active[6]:
        cell.font = Font(strike=True)
    made.save(path)
    (line,) = match().lists[0].lines
    assert line.verdict == "doubt" and "这一行有删除线" in line.why


def test_another_row_struck_through_asks_nothing(verdict, match, folder):
    verdict("备注", "")
    path = folder / LOW
    made = load_workbook(path)
    made.active["A2"].font = Font(strike=True)
    made.save(path)
    assert match().lists[0].lines[0].verdict == "hit"


def test_what_another_list_would_ask_is_no_end_here(family, book, match):
    book("孤儿2026年9月.xlsx", [(*PEOPLE, "是否享受低保"), ["赵六", STRANGER, "否"], ["王芳", CHILD, "否"]])
    assert match().lists[0].lines[0].verdict == "hit"


def test_the_older_month_of_one_workbook_is_left_out_and_told(family, book, match):
    rows = [PEOPLE, ["王芳", CHILD]]
    book("农村低保.xlsx", **{"2026年8月": rows, "2026年9月": [PEOPLE, ["赵六", STRANGER]]})
    lists = {one.sheet: one for one in match().lists}
    assert not lists["2026年8月"].use and "同一份文件里还有 2026-09 的" in lists["2026年8月"].twice
    assert lists["2026年9月"].use


@pytest.mark.parametrize("remark", ["购有商品房", "财政供养人员户", "家有小车"])
def test_why_a_household_has_no_benefits_any_more_is_what_such_a_list_is_about(verdict, remark):
    assert verdict("备注", remark, file="脱贫户（不享受政策）2026年9月.xlsx") == "hit"
    assert verdict("备注", remark) == "doubt"


def test_of_two_tables_side_by_side_each_stands_under_its_own_title(family, store, book, match):
    pupil(store, "李强", id_number=id_number(50))
    titles = ["本月在册人员", None, None, "本月注销人员", None, None]
    rows = [[f"路人{at}", id_number(60 + at), None, f"行人{at}", id_number(70 + at)] for at in range(3)]
    both = ["王芳", CHILD, None, "李强", id_number(50)]
    book(LOW, [titles, ["姓名", "身份证号", None, "姓名", "身份证号"], *rows, both])
    assert {line.name: line.verdict for line in match().lines} == {"王芳": "hit", "李强": "doubt"}


def test_a_bank_account_is_no_damaged_number(family, book, match):
    account = "6217991540012345678"
    book(LOW, [(*PEOPLE, "银行账号"), ["王芳", CHILD, account], ["赵六", STRANGER, account[:-1] + "9"]])
    assert (match().lists[0].damaged, match().problems) == (0, [])


def test_a_pupils_own_card_that_was_cancelled_says_nothing_of_the_sisters(family, store, book, match):
    pupil(store, "王丽", id_number=id_number(50), household=Household.get())
    book("持证残疾人2026年9月.xlsx", [(*PEOPLE, "证件状态"), ["王芳", CHILD, "注销"]])
    assert [line.name for line in match().lines] == ["王芳"]


def test_a_mother_whose_name_is_written_with_her_new_marriage_is_asked_about(family, book, match):
    book(LOW, [PEOPLE, ["李秀英（已改嫁）", MOTHER]])
    (line,) = match().lines
    assert line.verdict == "doubt" and "已改嫁" in line.why


def test_a_raised_rate_in_a_table_of_changes_goes_on(verdict):
    changes = "农村低保变动表2026年9月.xlsx"
    assert verdict("变动类型", "提标", file=changes) == "hit"
    assert verdict("变动类型", "停发", file=changes) == "doubt"


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("remark", ["整户停保", "全家户口迁出，停保"])
def test_a_remark_about_a_whole_household_is_of_each_of_its_people(
    family, book, match, folder, merged, remark
):
    heads = ("户主姓名", "姓名", "身份证号", "备注")
    rows = [
        ("王老汉", "王老汉", GRANDFATHER, remark),
        ("", "王芳", CHILD, ""),
        ("赵大", "赵大", STRANGER, ""),
    ]
    path = book(LOW, [heads, *rows])
    if merged:
        made = load_workbook(path)
        made.active.merge_cells("A2:A3")
        made.active.merge_cells("D2:D3")
        made.save(path)
    assert {line.verdict for line in match().lines} == {"doubt"}


def test_a_remark_merged_over_the_household_is_heard_whatever_it_calls_it(family, book, match, folder):
    heads = ("户主姓名", "姓名", "身份证号", "备注")
    path = book(LOW, [heads, ("赵大", "赵大", STRANGER, "9月停保"), ("", "王芳", CHILD, "")])
    assert match().lines[0].verdict == "hit"  # beside another person it is his
    made = load_workbook(path)
    made.active.merge_cells("D2:D3")
    made.save(path)
    assert match().lines[0].verdict == "doubt"


def test_the_household_above_lends_no_remark(family, book, match):
    heads = ("户主姓名", "姓名", "身份证号", "备注")
    above = [("赵大", "赵大", STRANGER, "整户停保"), ("", "赵小", id_number(61), "")]
    book(LOW, [heads, *above, ("王老汉", "王老汉", GRANDFATHER, ""), ("", "王芳", CHILD, "")])
    assert {line.verdict for line in match().lines} <= {"hit", "family"}


@pytest.mark.parametrize("head", ["变动情况", "本月变动", "增减情况"])
@pytest.mark.parametrize("cell", ["本月减少", "9月减少", "本月减"])
def test_less_this_month_is_an_end_in_any_column_of_changes(verdict, head, cell):
    assert verdict(head, cell) == "doubt"


def test_one_sign_of_the_name_written_otherwise_is_told(family, book, match):
    book(LOW, [PEOPLE, ["王方", CHILD]])
    (line,) = match().lines
    assert line.verdict == "doubt" or "名单上的姓名写作“王方”" in line.why
