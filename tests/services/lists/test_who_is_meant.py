"""Numbers that stand on a list without being a listed person's, and rows in which a pupil himself is said to have left."""

import pytest
from builders import id_number, pupil
from lists_people import CHILD, FATHER, MOTHER, STRANGER, grown

from desktop.models.ledgers.hardship import Hardship
from desktop.services.lists.decide import accept, end, open_hits
from desktop.services.lists.keep import keep
from desktop.services.lists.match import match_folder
from desktop.services.lists.presets import Learned, learn

LOW, POOR = "农村低保2026年9月.xlsx", "脱贫户（继续享受政策）2026年9月.xlsx"
HELPERS = [
    "联络员",
    "驻村队员",
    "村支书",
    "第一书记",
    "班主任",
    "教师",
    "走访人",
    "组长",
    "信息员",
    "某某专员",
]
REMARKED = ("姓名", "身份证号", "备注")
STRANGERS = [grown(number) for number in range(50, 60)]


def only(draft):
    (line,) = draft.lines
    return line


@pytest.mark.parametrize("helper", HELPERS)
@pytest.mark.parametrize("heads", ["{0}身份证号", "身份证号"])
def test_a_number_under_a_heading_nobody_knows_is_asked_about(family, book, match, helper, heads):
    title = ("户主", "户主身份证号", helper, heads.format(helper))
    book(LOW, [title, ["赵六", STRANGER, "王建国", FATHER]])
    assert only(match()).verdict == "doubt"


KNOWN = [
    "身份证号", "户主身份证件号码", "证件号码", "成员1证件号码", "父亲身份证号", "监护人身份证号", "公民身份号码", "五保户身份证号",
    "共同生活家庭成员(身份证)", "低保对象身份证号", "户主(申请人)/身份证", "残疾人基本信息/残疾人证号/(20位)", "成员证件",
]  # fmt: skip


@pytest.mark.parametrize("head", KNOWN)
def test_a_number_under_the_heading_of_a_listed_person_is_a_plain_hit(family, book, match, head):
    book(LOW, [("姓名", head), ["赵六", STRANGER], ["王建国", FATHER]])
    assert only(match()).verdict == "family"


def test_a_column_that_the_person_pointed_out_counts(store, family, book, match):
    book(LOW, [("户主", "户主身份证号", "联络员身份证号"), ["赵六", STRANGER, FATHER]])
    (one,) = match().lists
    assert one.unsure == ("联络员身份证号",) and "联络员身份证号" in one.closed
    heads = ("户主身份证号", "联络员身份证号")
    learn(store, one.fingerprint, one.called, Learned("rural_low", heads, heads[1:]), one.heads)
    assert match().lists[0].closed == ()


@pytest.mark.parametrize(
    "heads", [("户主", "户主身份证号", "成员", "成员身份证号"), ("姓名", "身份证号", "家属", "家属身份证号")]
)
def test_one_number_beside_several_strangers_households_is_asked_about(family, book, match, heads):
    rows = [
        [f"赵{sign}", number, "王建国", FATHER] for sign, number in zip("甲乙丙", STRANGERS, strict=False)
    ]
    book(LOW, [heads, *rows])
    line = only(match())
    assert line.verdict == "doubt" and "3 户不同人家的旁边（第 2、3、4 行）" in line.why


def test_a_head_of_household_beside_everybody_of_his_is_a_plain_hit(family, book, match):
    heads = ("姓名", "身份证号", "户主姓名", "户主身份证号")
    rows = [
        [f"王{sign}", number, "王建国", FATHER] for sign, number in zip("甲乙丙", STRANGERS, strict=False)
    ]
    book(LOW, [heads, *rows])
    assert only(match()).verdict == "family"


def test_a_mother_beside_her_other_children_is_a_plain_hit(family, book, match):
    heads = ("学生姓名", "学生身份证号", "母亲姓名", "母亲身份证号")
    rows = [[f"王{sign}", number, "李秀英", MOTHER] for sign, number in zip("甲乙", STRANGERS, strict=False)]
    book(LOW, [heads, *rows])
    assert only(match()).verdict == "family"


FOOTNOTES = [
    "注：王芳（{}）本月核减。", "说明：1.王芳（{}）户籍迁出，停发。", "本月退出人员：王芳{}", "另：王芳 {} 待核查",
    "注：以上名单不含王芳（{}）。", "*王芳，{}，重复享受，已剔除", "1.王芳{}于8月注销", "{}（已故）",
]  # fmt: skip


@pytest.mark.parametrize("note", FOOTNOTES)
@pytest.mark.parametrize("total", [True, False])
def test_a_number_in_a_sentence_is_never_a_plain_hit(family, book, match, note, total):
    rows = [["1", "赵六", STRANGER], *([["合计", "1人"]] if total else []), [note.format(CHILD)]]
    book(LOW, [("序号", "姓名", "身份证号"), *rows])
    line = only(match())
    assert line.verdict == "doubt" and "号码写在一段话里" in line.why


@pytest.mark.parametrize(
    "written",
    ["王芳{}", "王芳（{}）", "{}（王芳）", "身份证号：{}", "女，{}", "学生王芳 身份证号{}", "{}(户主)"],
)
def test_a_name_and_a_number_in_one_cell_are_no_sentence(family, book, match, written):
    book(LOW, [("户主", "家庭成员身份证号"), ["赵六", STRANGER], ["", written.format(CHILD)]])
    assert only(match()).verdict == "hit"


def test_the_foot_names_who_filled_the_list_in_and_says_so(family, book, match):
    book(LOW, [("姓名", "身份证号"), ["赵六", STRANGER], ["经办人：王建国", "身份证号：", FATHER]])
    line = only(match())
    assert line.verdict == "doubt" and "表尾“经办人”一行" in line.why and "名单姓名" not in line.why


@pytest.mark.parametrize(
    "said", ["脱贫不享受政策", "脱贫不享受", "脱贫户（不享受政策）", "不再享受政策", "享受政策已终止"]
)
@pytest.mark.parametrize("head", ["是否享受政策", "户类型", "户内状态", "享受政策情况"])
def test_who_receives_nothing_more_is_read_so_wherever_it_stands(family, book, match, said, head):
    book(POOR, [("姓名", "身份证号", head), ["赵六", STRANGER, "享受政策"], ["王芳", CHILD, said]])
    assert only(match()).continues is False


@pytest.mark.parametrize("said", ["享受政策", "脱贫享受政策户", "继续享受", "无变化，继续享受"])
@pytest.mark.parametrize("head", ["享受政策情况", "户类型"])
def test_who_goes_on_receiving_is_read_so(family, book, match, said, head):
    book(POOR, [("姓名", "身份证号", head), ["王芳", CHILD, said]])
    assert (only(match()).verdict, only(match()).continues) == ("hit", True)


@pytest.mark.parametrize("said", ["待定", "不停止享受", "A类"])
def test_an_answer_to_享受_that_nobody_understands_is_asked_about(family, book, match, said):
    book(POOR, [("姓名", "身份证号", "是否享受政策"), ["王芳", CHILD, said]])
    assert only(match()).verdict == "doubt" and said in only(match()).why


def test_two_columns_that_contradict_are_asked_about(family, book, match):
    heads = ("姓名", "身份证号", "是否享受政策", "户类型")
    book(POOR, [heads, ["王芳", CHILD, "是", "脱贫不享受政策"]])
    assert (only(match()).verdict, only(match()).continues) == ("doubt", False)


GONE = ["终止供养", "退出", "2026年7月起停止", "已撤销", "移出", "剔除", "销户", "审核未通过", "不予批准", "不再符合条件", "脱保",
        "断保", "婚出", "出嫁", "失效", "自然减少", "收入超标，本月起停发", "没有退出，也没有停保"]  # fmt: skip


@pytest.mark.parametrize("remark", GONE)
def test_a_remark_of_leaving_is_asked_about(family, book, match, remark):
    book(LOW, [REMARKED, ["王芳", CHILD, remark]])
    assert only(match()).verdict == "doubt"


@pytest.mark.parametrize(
    "remark", ["未退出", "无退出", "不停保", "2019年脱贫退出", "父亲去世，随母亲生活", "贫困退出户"]
)
def test_a_remark_that_denies_it_or_means_something_else_is_none(family, book, match, remark):
    book(LOW, [REMARKED, ["王芳", CHILD, remark]])
    assert only(match()).verdict == "hit"


@pytest.mark.parametrize("head", ["退出时间", "终止原因", "停发时间", "移出日期"])
def test_a_filled_column_of_leaving_is_asked_about(family, book, match, head):
    book(LOW, [("姓名", "身份证号", head), ["赵六", STRANGER, ""], ["王芳", CHILD, "2026.8"]])
    assert only(match()).verdict == "doubt" and head in only(match()).why


def test_the_day_of_clearing_is_what_the_list_of_the_cleared_is_about(family, book, match):
    book(
        "监测对象（风险已消除）2026年9月.xlsx",
        [("姓名", "身份证号", "监测类别", "退出时间"), ["王芳", CHILD, "边缘易致贫户", "2026.8"]],
    )
    assert only(match()).verdict == "hit"


def test_a_line_of_one_word_heads_those_below(family, book, match):
    rows = [("姓名", "身份证号"), ["赵六", STRANGER], ["自然减员"], ["王芳", CHILD]]
    book(LOW, rows)
    assert only(match()).verdict == "doubt" and "“自然减员”下面" in only(match()).why


def test_a_note_that_points_down_heads_those_below(family, book, match):
    book(LOW, [("姓名", "身份证号"), ["赵六", STRANGER], ["注：以下人员本月退出"], ["王芳", CHILD]])
    assert only(match()).verdict == "doubt"


def test_a_village_with_those_who_left_says_nothing_of_the_next(family, book, match):
    rows = [("姓名", "身份证号"), ["石桥村（含注销户2户）"], ["赵六", STRANGER], ["白岩村"], ["王芳", CHILD]]
    book(LOW, [["农村低保名单"], ("姓名", "身份证号"), ["钱七", STRANGERS[0]], *rows[1:]])
    assert only(match()).verdict == "hit"


LEFT = ["户口迁出", "已退出", "死亡", "清退", "自然减少"]


@pytest.mark.parametrize("said", LEFT)
def test_the_pupils_own_row_goes_before_a_clean_row_of_the_family(family, book, match, said):
    book(LOW, [REMARKED, ["王建国", FATHER, ""], ["王芳", CHILD, said]])
    line = only(match())
    assert (line.verdict, line.row, line.kin) == ("doubt", 3, (FATHER,))
    assert said in line.why and "第 2 行的父亲王建国还在名单上" in line.sentence


def test_on_the_list_of_the_disabled_a_parent_counts_whatever_the_childs_row_says(family, book, match):
    book("持证残疾人2026年9月.xlsx", [REMARKED, ["王建国", FATHER, ""], ["王芳", CHILD, "注销"]])
    assert {line.verdict for line in match().lines} == {"family", "doubt"}


def test_own_row_and_family_row_on_two_sheets_are_asked_about(family, book, match):
    book(LOW, [REMARKED, ["王建国", FATHER, ""]], 停保=[REMARKED, ["王芳", CHILD, "停保"]])
    draft = match()
    assert {line.verdict for line in draft.lines} == {"doubt"}


@pytest.mark.parametrize(
    "before", [[["王芳", CHILD, ""]], [["王建国", FATHER, ""], ["王芳", CHILD, ""]], [["王建国", FATHER, ""]]]
)
def test_the_month_after_the_own_row_ends_what_was_accepted(store, family, book, tmp_path, before):
    places = tmp_path / "2026年9月", tmp_path / "2026年10月"
    book("农村低保.xlsx", [REMARKED, *before], into=places[0])
    keep(store, match_folder(store, places[0]))
    accept(store, [hit.id for hit in open_hits(store)])
    book("农村低保.xlsx", [REMARKED, ["王建国", FATHER, ""], ["王芳", CHILD, "户口迁出"]], into=places[1])
    keep(store, match_folder(store, places[1]))
    (hit,) = open_hits(store)
    assert (hit.change, hit.row) == ("gone", 3) and "户口迁出" in hit.why
    end(store, [hit.id], "迁出")
    assert Hardship.get().until is not None


def test_a_card_number_in_groups_with_an_x_is_read(store, book, match):
    number = next(one for one in (id_number(k) for k in range(400)) if one.endswith("X"))
    pupil(store, "王芳", id_number=number)
    written = f"{number[:6]} {number[6:14]} {number[14:]} 43"
    book("持证残疾人2026年9月.xlsx", [("姓名", "残疾人证号"), ["王芳", written]])
    assert (only(match()).verdict, only(match()).card_no) == ("hit", f"{number}43")


def test_a_namesake_is_told_that_the_numbers_differ_whatever_the_heading(family, book, match):
    heads = ("户主姓名", "户主证件", "成员姓名", "成员证件", "包村干部", "包村干部证件号")
    book(LOW, [heads, ["赵六", STRANGER, "王芳", id_number(77), "钱七", grown(60)]])
    assert only(match()).why.startswith("姓名相同，号码不同")


@pytest.mark.parametrize("whose", ["领款人", "持卡人", "开户人", "代理人"])
def test_a_list_whose_only_numbers_are_left_out_is_a_problem(family, book, match, whose):
    book(LOW, [("户主", f"{whose}身份证号"), ["赵六", STRANGER], ["王建国", FATHER]])
    (problem,) = match().problems
    assert f"“{whose}身份证号”一列，没有比对" in problem and "1 个" in problem
