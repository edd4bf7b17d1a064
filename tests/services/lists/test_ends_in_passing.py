"""Ends that a row tells in passing: in brackets beside a place or a grade, as a validity that is over, as one bare word."""

import pytest
from builders import id_number, pupil
from lists_people import CHILD

LOW = "农村低保2026年9月.xlsx"
CARDS = "持证残疾人2026年9月.xlsx"
UNCLEARED = "监测对象（风险未消除）2026年9月.xlsx"


def verdicts(match):
    return [line.verdict for one in match().lists for line in one.lines]


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("残疾等级", "二级（已注销）"), ("家庭住址", "大平村三组（户口迁走）"), ("所在村", "大平村已迁出"),
        ("与户主关系", "子女（已故）"), ("保障金额", "380（已停）"), ("与户主关系", "女（待核实）"),
    ],
)  # fmt: skip
def test_an_end_in_brackets_beside_something_else_is_asked_about(family, book, match, head, cell):
    book(LOW, [("姓名", "身份证号", head), ["王芳", CHILD, cell]])
    (line,) = match().lists[0].lines
    assert line.verdict == "doubt" and f"{head}：{cell}" in line.why


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("家庭住址", "大平村（原大坪乡）"), ("家庭住址", "大平村（易地搬迁安置点）"), ("父亲姓名", "王建国（已故）"),
        ("与户主关系", "子女（双胞胎）"), ("致贫原因", "因病（户主已故）"), ("监护人与其关系", "祖父（父亲已故）"),
    ],
)  # fmt: skip
def test_brackets_that_tell_of_somebody_else_or_of_no_end_leave_the_row_as_it_is(
    family, book, match, head, cell
):
    book(LOW, [("姓名", "身份证号", head), ["王芳", CHILD, cell]])
    assert verdicts(match) == ["hit"]


@pytest.mark.parametrize(
    ("head", "cell", "verdict"),
    [
        ("有效期至", "2026-08-31", "doubt"), ("有效期至", "2026年8月", "doubt"), ("有效期限", "2016.1.1-2025.12.31", "doubt"),
        ("有效期至", "2026-09-01", "hit"), ("有效期至", "2036年8月", "hit"), ("有效期限", "2016.1.1-2035.12.31", "hit"),
        ("有效期", "长期", "hit"), ("有效期", "10年", "hit"), ("有效期起", "2016-01-01", "hit"), ("失效日期", "2030-01-01", "hit"),
        ("失效日期", "2025-01-01", "doubt"),
    ],
)  # fmt: skip
def test_a_validity_that_was_over_before_the_lists_month_is_asked_about(
    family, book, match, head, cell, verdict
):
    book(CARDS, [("姓名", "身份证号", head), ["王芳", CHILD, cell]])
    assert verdicts(match) == [verdict]


def test_a_validity_that_is_over_for_most_is_told_once_and_parks_nobody(family, store, book, match):
    numbers = [CHILD, id_number(50), id_number(51)]
    for name, number in zip(("赵一", "钱二"), numbers[1:], strict=True):
        pupil(store, name, id_number=number)
    rows = [
        [name, number, "2025-12-31"] for name, number in zip(("王芳", "赵一", "钱二"), numbers, strict=True)
    ]
    book(CARDS, [("姓名", "身份证号", "有效期至"), *rows])
    (one,) = match().lists
    assert {line.verdict for line in one.lines} == {"hit"}
    assert "多半的行写着的有效期已过，没有按退出算，请看一眼。" in one.aside


@pytest.mark.parametrize("remark", ["消除", "稳定达标", "出列"])
def test_one_bare_word_that_says_the_opposite_of_the_list_is_asked_about(family, book, match, remark):
    book(UNCLEARED, [("姓名", "身份证号", "监测类别", "备注"), ["王芳", CHILD, "边缘易致贫户", remark]])
    assert verdicts(match) == ["doubt"]


@pytest.mark.parametrize(
    "remark",
    [
        "名下有车",
        "信息有误",
        "不再列入",
        "材料不全",
        "失联",
        "冒名顶替",
        "未入户",
        "户籍不在本乡",
        "残疾证到期",
    ],
)
def test_further_words_of_an_end_or_of_waiting_are_asked_about(family, book, match, remark):
    book(LOW, [("姓名", "身份证号", "备注"), ["王芳", CHILD, remark]])
    assert verdicts(match) == ["doubt"]


@pytest.mark.parametrize(
    "remark",
    [
        "季度复核合格",
        "省外务工",
        "母亲改嫁",
        "随爷爷生活",
        "证件换领",
        "提标",
        "公示已结束",
        "因病致贫",
        "在校生",
        "按月发放",
    ],
)
def test_everyday_remarks_are_neither_asked_about_nor_shown(family, book, match, remark):
    book(LOW, [("姓名", "身份证号", "备注"), ["王芳", CHILD, remark]])
    (line,) = match().lists[0].lines
    assert line.verdict == "hit" and "备注写着" not in line.sentence
