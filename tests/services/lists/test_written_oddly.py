"""Numbers written oddly or damaged, the family's too; numbers that only stand in a row without being listed."""

import openpyxl
import pytest
from builders import guardian, id_number, pupil
from lists_people import CHILD, FATHER, GRANDFATHER, MOTHER, STRANGER, grown

PEOPLE = ("姓名", "身份证号")
WHOLE_END = next(n for n in (id_number(k) for k in range(400)) if n.endswith("X"))


def only(draft):
    (line,) = draft.lines
    return line


def other_end(number):
    return number[:17] + ("1" if number[17] != "1" else "2")


# the strongest evidence --------------------------------------------------------------------------------


def test_a_slip_in_the_own_number_is_not_hidden_by_namesakes_above_it(store, book, match):
    pupil(store, "王芳", id_number=CHILD)
    book("农村低保.xlsx", [PEOPLE, ["王芳", id_number(77)], ["王芳", ""], ["王芳", other_end(CHILD)]])
    weak, strong = match().lines
    assert (weak.row, strong.row) == (2, 4)
    assert "像王芳的号码，姓名也相同" in strong.why and "第 3 行也像" in strong.sentence


def test_a_family_number_further_down_goes_before_a_namesake(family, book, match):
    book("农村低保.xlsx", [PEOPLE, ["王芳", id_number(77)], ["王建国", FATHER]])
    assert (only(match()).verdict, only(match()).row) == ("family", 3)


# the family's numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [FATHER[:9] + FATHER[10:], other_end(FATHER), FATHER[:15] + "000", f"{FATHER[0]}.{FATHER[1:6]}E+17",
     float(FATHER[:15] + "000"), FATHER[:4] + "0" + FATHER[4:]],
)  # fmt: skip
def test_a_fathers_damaged_number_beside_his_name_is_parked_with_the_relation(family, book, match, written):
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["王建国", written]])
    (one,) = match().lists
    assert one.damaged == 1
    line = only(match())
    assert (line.verdict, line.relation, line.relations) == ("doubt", "51", ("父亲王建国",))


def test_a_strangers_damaged_number_is_nobodys(family, book, match):
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["王大建", other_end(FATHER)]])
    assert match().lines == []


def test_a_namesake_of_the_father_with_a_quite_other_damaged_number_is_nobody(family, book, match):
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["王建国", other_end(grown(60, 1950))]])
    assert match().lines == []


GROUPS = [
    lambda n: f"{n[:6]}-{n[6:14]}-{n[14:]}", lambda n: f"G{n}", lambda n: f"{n[:6]}/{n[6:]}", lambda n: f"({n})",
    lambda n: f"{n[:6]}·{n[6:14]}·{n[14:]}", lambda n: ",".join(n[at : at + 3] for at in range(0, 18, 3)),
    lambda n: n + ".0", lambda n: n + "*",
]  # fmt: skip


@pytest.mark.parametrize("write", GROUPS)
@pytest.mark.parametrize(
    ("name", "number", "verdict"), [("王芳", CHILD, "hit"), ("王建国", FATHER, "family")]
)
def test_a_number_in_groups_is_read_where_it_can_mean_only_one(
    family, book, match, write, name, number, verdict
):
    book("农村低保.xlsx", [PEOPLE, [name, write(number)]])
    assert only(match()).verdict == verdict


@pytest.mark.parametrize("sign", "×Хｘx")
def test_signs_taken_for_the_last_x_are_read(store, book, match, sign):
    pupil(store, "王芳", id_number=WHOLE_END)
    book("农村低保.xlsx", [PEOPLE, ["", WHOLE_END[:17] + sign]])
    assert only(match()).verdict == "hit"


@pytest.mark.parametrize(("digit", "letter"), [("0", "O"), ("1", "l")])
def test_letters_in_the_place_of_digits_stay_a_doubt(store, book, match, digit, letter):
    pupil(store, "王芳", id_number=CHILD)
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["", CHILD.replace(digit, letter, 1)]])
    assert only(match()).verdict == "doubt" and "字母像是数字" in only(match()).why


def test_an_unreadable_number_is_not_told_as_none(family, book, match):
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["王芳", CHILD[:14] + "****"]])
    assert "打了星号" in only(match()).why and "没有号码" not in only(match()).why


def test_a_slip_in_a_disability_card_is_a_doubt(store, book, match):
    pupil(store, "王芳", id_number=CHILD)
    book(
        "持证残疾人.xlsx",
        [("姓名", "身份证号", "残疾人证号"), ["甲", STRANGER, ""], ["王芳", "", other_end(CHILD) + "43"]],
    )
    assert "校验位不对" in only(match()).why


def test_an_orphans_own_damaged_number_is_not_put_aside_for_the_fathers(family, book, match):
    heads = ("儿童姓名", "身份证号码", "父亲姓名", "父亲身份证号码")
    rows = [heads, ["赵小", id_number(50), "", ""], ["王芳", "5.29901E+17", "王建国", FATHER]]
    book("孤儿.xlsx", 孤儿=rows)
    line = only(match())
    assert (line.verdict, line.row, line.kind) == ("doubt", 3, "10")


# who is listed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["代领人", "开户人", "账户", "领款人"])
def test_who_draws_the_money_is_not_who_is_listed(family, book, match, whose):
    book("农村低保.xlsx", [(*PEOPLE, whose, f"{whose}身份证号"), ["赵六", STRANGER, "王建国", FATHER]])
    assert match().lines == []


def test_a_disabled_strangers_guardian_is_not_disabled(family, book, match):
    book("持证残疾人.xlsx", [(*PEOPLE, "监护人", "监护人身份证号"), ["赵六", STRANGER, "王建国", FATHER]])
    assert match().lines == []


@pytest.mark.parametrize("said", [f"由{FATHER}代领", f"和王芳（{CHILD}）无关"])
def test_a_number_in_a_remark_is_a_doubt_at_most(family, book, match, said):
    book("农村低保.xlsx", [(*PEOPLE, "备注"), ["赵六", STRANGER, said]])
    assert only(match()).verdict == "doubt" and "写在“备注”里" in only(match()).why


def test_a_number_in_running_text_is_a_doubt_at_most(family, book, match):
    said = f"此户情况复杂已由村委会另行上报并附有王芳{CHILD}的说明材料"
    book("农村低保.xlsx", [("户主情况",), [STRANGER], [said]])
    assert only(match()).verdict == "doubt" and "一段话" in only(match()).why


def test_numbered_heads_pair_names_with_numbers(family, book, match):
    heads = ("序号", "户主", "户主身份证号", "家庭成员1", "身份证1", "家庭成员2", "身份证2")
    row = [1, "赵大", STRANGER, "完全不同", CHILD, "王芳", id_number(77)]
    book("城镇低保.xlsx", [heads, row])
    line = only(match())
    assert (line.verdict, line.listed_name) == ("doubt", "完全不同")


def test_the_households_word_is_found_though_户主_stands_in_the_rows(family, book, match):
    heads = ("序号", "户主姓名", "户主证件号码", "成员姓名", "成员证件号码", "与户主关系", "监测对象类别")
    rows = [
        [1, "赵大", STRANGER, "赵大", STRANGER, "户主", "边缘易致贫户"],
        [2, None, None, "王芳", CHILD, "之女", None],
    ]
    book("监测对象（风险未消除）.xlsx", [heads, *rows])
    assert only(match()).kind == "03"


@pytest.mark.parametrize("state", ["停保", "已注销", "死亡注销", "取消"])
def test_a_row_that_counts_no_more_is_asked_about(family, book, match, state):
    book("农村低保.xlsx", [(*PEOPLE, "保障状态"), ["王芳", CHILD, state]])
    line = only(match())
    assert (line.verdict, line.kind) == ("doubt", "05.1") and state in line.why


@pytest.mark.parametrize("state", ["正常", "未注销", "在保", ""])
def test_a_row_that_counts_is_a_plain_hit(family, book, match, state):
    book("农村低保.xlsx", [(*PEOPLE, "保障状态"), ["王芳", CHILD, state]])
    assert only(match()).verdict == "hit"


def test_a_name_with_a_pet_name_behind_it_is_found(family, book, match):
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["王芳（小宝）", ""]])
    assert (only(match()).listed_name, only(match()).verdict) == ("王芳", "doubt")


def test_the_foot_of_a_list_names_nobody(family, book, match):
    book(
        "农村低保.xlsx",
        [PEOPLE, ["赵六", STRANGER], ["合计", "1人"], ["填表人：", "王芳"], ["审核人", "王芳"]],
    )
    assert match().lines == []


def test_pupils_who_left_and_their_fathers_are_told_and_not_offered(store, book, match):
    left = pupil(store, "李走", id_number=id_number(30), status="11")
    guardian(store, left, "李父", relation="51", id_number=grown(31))
    book("农村低保.xlsx", [PEOPLE, ["李走", id_number(30)], ["李父", grown(31)]])
    (one,) = match().lists
    assert one.lines == []
    assert "第 2 行李走" in one.aside[0] and "的父亲" in one.aside[0]


def test_mother_and_grandfather_in_one_row_are_remembered_with_the_line(family, book, match):
    heads = ("姓名", "身份证号", "户主姓名", "户主身份证号")
    book("农村低保.xlsx", [heads, ["李秀英", MOTHER, "王老汉", GRANDFATHER]])
    assert only(match()).kin == (GRANDFATHER,)


# what a row says of an end -----------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["户主死亡", "已故", "2026年8月病故", "身故"])
def test_a_deceased_head_of_household_is_asked_about(family, book, match, said):
    book(
        "农村低保.xlsx",
        [("户主", "户主身份证号", "状态"), ["赵六", STRANGER, "在保"], ["王建国", FATHER, said]],
    )
    assert only(match()).verdict == "doubt" and said in only(match()).why


@pytest.mark.parametrize("said", ["户主已去世", "9月停保", "死亡注销"])
def test_a_remark_that_tells_of_an_end_is_asked_about(family, book, match, said):
    book("农村低保.xlsx", [(*PEOPLE, "备注"), ["赵六", STRANGER, ""], ["王建国", FATHER, said]])
    assert only(match()).verdict == "doubt" and said in only(match()).why


@pytest.mark.parametrize(
    "said", ["父亲去世", "户主死亡", "未停保", "", "随母亲生活，父亲于2019年去世，现由祖父母抚养"]
)
def test_a_remark_about_the_family_leaves_the_child_a_plain_hit(family, book, match, said):
    book("农村低保.xlsx", [(*PEOPLE, "备注"), ["赵六", STRANGER, ""], ["王芳", CHILD, said]])
    assert only(match()).verdict == "hit"


# two rows of headings ----------------------------------------------------------------------------------


def test_under_two_rows_of_headings_each_name_keeps_its_number(family, folder, match):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    heads = ["序号", "户主信息", "", "", "家庭成员1", "", "", "家庭成员2", "", ""]
    below = ["", "姓名", "身份证号", "状态", *("姓名", "关系", "身份证号") * 2]
    for row in (["城镇最低生活保障家庭花名册"], heads, below):
        sheet.append(row)
    for first in (2, 5, 8):
        sheet.merge_cells(start_row=2, end_row=2, start_column=first, end_column=first + 2)
    sheet.append([1, "赵大", STRANGER, "在保", "钱二", "妻", grown(61), "王芳", "女", CHILD])
    sheet.append([2, "李秀英", MOTHER, "死亡", "钱三", "妻", grown(62), "", "", ""])
    workbook.save(folder / "城镇低保.xlsx")
    (line,) = match().lines
    assert (line.verdict, line.listed_name) == ("hit", "王芳")
    assert "第 5 行母亲李秀英" not in line.also


@pytest.mark.parametrize("head", ["联系电话", "银行账号", "出生日期"])
def test_a_number_in_a_column_for_something_else_is_a_doubt(family, book, match, head):
    book("农村低保.xlsx", [(*PEOPLE, head), ["赵六", STRANGER, CHILD]])
    line = only(match())
    assert line.verdict == "doubt" and f"写在“{head}”一列里" in line.why
