"""Words of a row that say “no longer”, helpers who are not listed, numbers in wide brackets, answers 否, places of 退出."""

import pytest
from lists_people import CHILD, FATHER, STRANGER, grown

from desktop.services.lists.decide import accept, open_hits
from desktop.services.lists.keep import keep

WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
REMARKED = ("姓名", "身份证号", "备注")
ASKED = ("姓名", "身份证号", "是否支出型困难", "是否纳入监测")
LOW = "农村低保2026年9月.xlsx"


def the_list(match):
    (one,) = match().lists
    return one


@pytest.mark.parametrize(
    "remark",
    ["已转为城镇低保", "转特困供养", "9月动态退出", "全家搬迁至外省", "迁往外县", "系误录", "与城镇名单重复"],
)
def test_a_remark_that_the_row_counts_no_longer_is_asked_about(family, book, match, remark):
    book(LOW, [REMARKED, ["王芳", CHILD, remark]])
    (line,) = the_list(match).lines
    assert line.verdict == "doubt" and f"“{remark}”" in line.why


@pytest.mark.parametrize(
    "remark",
    [
        "过世", "转出", "整户转出", "2026.8转出", "2026年9月转出", "8月减", "已减", "8月减员", "减员", "本月减",
        "嫁出", "婚迁", "查无此人", "判刑收监", "服刑", "失踪", "参军", "空挂户", "8月退", "已死",
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["备注", "状态"])
def test_plain_words_of_leaving_are_asked_about_whatever_the_list(family, book, match, remark, head):
    for name in (LOW, "脱贫户（继续享受政策）2026年9月.xlsx", "持证残疾人2026年9月.xlsx"):
        book(name, [("姓名", "身份证号", head), ["王芳", CHILD, remark]])
    assert [line.verdict for line in match().lines] == ["doubt"] * 3


@pytest.mark.parametrize(
    "remark",
    [
        "土地流转出租", "父亲过世", "母亲失踪", "父亲服刑", "双亲过世", "学费减免", "未减", "由城镇低保转入",
        "服刑人员子女", "父亲参军", "家人过世",
    ],
)  # fmt: skip
def test_words_that_only_sound_like_leaving_leave_the_row_as_it_is(family, book, match, remark):
    book(LOW, [REMARKED, ["王芳", CHILD, remark]])
    assert [line.verdict for line in the_list(match).lines] == ["hit"]


def test_a_sheet_or_section_of_who_died_or_moved_is_asked_about(family, book, match):
    book(LOW, [REMARKED, ["赵某", STRANGER, ""]], 本月过世=[REMARKED, ["王芳", CHILD, ""]])
    assert [line.verdict for one in match().lists for line in one.lines] == ["doubt"]


@pytest.mark.parametrize("remark", ["易地搬迁户", "已转移就业", "不重复", "外省务工", "复核合格", "9月转入"])
def test_a_remark_that_tells_of_no_end_leaves_the_row_as_it_is(family, book, match, remark):
    book(LOW, [REMARKED, ["王芳", CHILD, remark]])
    assert [line.verdict for line in the_list(match).lines] == ["hit"]


@pytest.mark.parametrize(
    "helper",
    [
        "护理员",
        "照料人",
        "协理员",
        "村级网格员",
        "包户干部",
        "入户调查人",
        "代养人",
        "一卡通卡户主",
        "收款人",
        "代理人",
    ],
)
def test_a_helpers_number_is_left_out_and_told(family, book, match, helper):
    book(LOW, [("姓名", "身份证号", helper, f"{helper}身份证号"), ["赵某", STRANGER, "王建国", FATHER]])
    one = the_list(match)
    assert one.lines == [] and f"“{helper}身份证号”里有 1 个" in one.skipped_words


def test_a_father_who_maintains_somebody_else_is_looked_at(family, book, match):
    book(LOW, [("姓名", "身份证号", "赡养人姓名", "赡养人身份证号"), ["赵某", STRANGER, "王建国", FATHER]])
    (line,) = the_list(match).lines
    assert line.verdict == "doubt" and "赡养人身份证号" in line.why


@pytest.mark.parametrize("written", ["（{}）", "【{}】", "号码：{}", "({})"])
def test_wide_digits_in_brackets_are_a_number(family, book, match, written):
    number = written.format(FATHER.translate(WIDE))
    book(LOW, [("姓名", "身份证号"), ["王建国", number], ["赵某", STRANGER]])
    assert [line.verdict for line in the_list(match).lines] == ["family"]


def test_a_row_that_says_no_to_every_kind_is_asked_about(family, book, match):
    book("低收入人口2026年9月.xlsx", [ASKED, ["赵某", STRANGER, "是", "否"], ["王芳", CHILD, "否", "否"]])
    (line,) = the_list(match).lines
    assert line.verdict == "doubt" and "是否支出型困难：否、是否纳入监测：否" in line.why


def test_one_yes_among_the_kinds_is_enough(family, book, match):
    book("低收入人口2026年9月.xlsx", [ASKED, ["王芳", CHILD, "否", "是"]])
    assert [line.verdict for line in the_list(match).lines] == ["hit"]


def test_a_list_of_another_kind_is_not_asked_by_those_answers(family, book, match):
    book("持证残疾人2026年9月.xlsx", [("姓名", "身份证号", "是否低保"), ["王芳", CHILD, "否"]])
    assert [line.verdict for line in the_list(match).lines] == ["hit"]


def test_who_left_is_told_with_the_sheet_and_month_of_before(store, family, book, match, tmp_path):
    heads, nobody = ("姓名", "身份证号"), [["赵某", STRANGER], ["钱某", grown(41)]]
    for name, rows in (("2026年9月", [["王芳", CHILD]]), ("2026年10月", [])):
        sheets = {"城东": [heads, *rows, *nobody], "城西": [heads, ["孙某", grown(42)]]}
        book(f"农村低保{name}.xlsx", [heads, ["李某", grown(43)]], into=tmp_path / name, **sheets)
        keep(store, match(tmp_path / name))
        if rows:
            accept(store, [hit.id for hit in open_hits(store)])
    (hit,) = open_hits(store)
    assert (hit.change, hit.source.sheet) == ("gone", "城东")
    assert hit.why == "2026-09 的“农村低保2026年9月.xlsx·城东”第 2 行有，这次没有了。"
