"""Rows that say themselves that they count no more, and children named without a usable number: asked about, never lost."""

import datetime as dt

import pytest
from builders import id_number, pupil
from lists_people import CHILD, FATHER, STRANGER

from desktop.models.ledgers.hardship import Hardship
from desktop.services.lists.decide import accept, decline, end, open_hits, reopen
from desktop.services.lists.outlook import outlook

PEOPLE = ("姓名", "身份证号")
LOW = "农村低保2026年10月.xlsx"


@pytest.mark.parametrize(
    "word", ["不再享受", "不享受", "暂停", "核减", "未通过", "已核销", "冻结", "停保", "减少", "整户调出"]
)
def test_a_state_that_is_not_the_usual_one_is_asked_about(family, book, match, word):
    book(LOW, [(*PEOPLE, "保障状态"), ["赵六", STRANGER, "正常"], ["王芳", CHILD, word]])
    (line,) = match().lines
    assert line.verdict == "doubt" and word in line.why


@pytest.mark.parametrize(
    "word", ["正常", "在保", "正常享受", "有效", "继续享受", "未停保", "", "已通过", "2026年1月起享受"]
)
def test_a_usual_state_is_a_hit(family, book, match, word):
    book(LOW, [(*PEOPLE, "保障状态"), ["赵六", STRANGER, "正常"], ["王芳", CHILD, word]])
    assert match().lines[0].verdict == "hit"


@pytest.mark.parametrize(
    ("head", "word"),
    [
        ("是否在保", "否"), ("动态", "退出"), ("注销日期", "2026-05-01"), ("停保日期", "20260501"), ("停发时间", "8月"),
        ("死亡时间", "2026.5"), ("停发原因", "超标"), ("备注", "低保已停"), ("备注", "8月取消"), ("备注", "不符合条件"),
        ("备注", "本月停"), ("备注", "亡"), ("变动类型", "减少"), ("变动类型", "减员"), ("是否享受", "否"), ("享受状态", "未享受"),
    ],
)  # fmt: skip
def test_a_column_that_tells_of_an_end_is_asked_about(family, book, match, head, word):
    book(LOW, [(*PEOPLE, head), ["赵六", STRANGER, ""], ["王芳", CHILD, word]])
    (line,) = match().lines
    assert line.verdict == "doubt" and word in line.why


@pytest.mark.parametrize(
    ("head", "word"),
    [
        ("是否在保", "是"), ("注销日期", ""), ("注销日期", "—"), ("停发原因", "无"), ("备注", "未取消"), ("变动原因", "收入减少"),
        ("健康状态", "一般"), ("父亲死亡时间", "2019-05"), ("证件有效日期", "2030-01-01"),
    ],
)  # fmt: skip
def test_a_column_that_tells_of_no_end_asks_nothing(family, book, match, head, word):
    book(LOW, [(*PEOPLE, head), ["赵六", STRANGER, ""], ["王芳", CHILD, word]])
    assert match().lines[0].verdict == "hit"


def test_a_poor_household_that_receives_nothing_any_more_is_no_doubt(family, book, match):
    book(
        "脱贫户（不享受政策）.xlsx",
        [(*PEOPLE, "享受状态"), ["赵六", STRANGER, "不享受"], ["王芳", CHILD, "不享受"]],
    )
    assert match().lines[0].verdict == "hit"


GROUPS = ["基本情况", "", "", "家庭成员信息", *[""] * 13, "保障", ""]
MEMBERS = [f"{word}{at}" for at in range(1, 5) for word in ("成员", "身份证号", "关系")]
WIDE = ["序号", "村", "保障状态", "户主", "户主身份证号", *MEMBERS, "月保障金", "备注"]


def _wide(state: str, number: str) -> list[object]:
    return [1, "石桥村", state, "赵六", STRANGER, "王芳", number, "孙", *[""] * 9, 300, ""]


def test_under_a_row_of_groups_the_true_heading_is_read(family, book, match):
    book(LOW, [["某县农村低保明细表"], GROUPS, WIDE, _wide("停保", CHILD), _wide("正常", "")])
    (line,) = match().lines
    assert (line.row, line.verdict) == (4, "doubt") and "停保" in line.why


def test_under_a_row_of_groups_a_child_without_a_number_is_asked_about(family, book, match):
    book(LOW, [["某县农村低保明细表"], GROUPS, WIDE, _wide("正常", "")])
    (line,) = match().lines
    assert line.verdict == "doubt" and "没有号码" in line.why


@pytest.mark.parametrize(
    "head",
    [
        "家庭成员",
        "家庭成员姓名",
        "保障对象",
        "救助对象",
        "享受人",
        "被供养人",
        "家属",
        "脱贫人口",
        "其他人口一",
    ],
)
@pytest.mark.parametrize("number", ["", id_number(77)])
def test_a_child_without_a_usable_number_is_asked_about_under_any_heading(family, book, match, head, number):
    rows = [["赵六", STRANGER, "王芳", number], ["钱七", id_number(55), "钱小七", id_number(56)]]
    book(LOW, [("户主", "户主证件号", head, "成员证件号"), *rows])
    (line,) = match().lines
    assert (line.name, line.verdict) == ("王芳", "doubt")


def test_a_child_whose_number_the_ledger_lacks_is_asked_about(store, family, book, match):
    pupil(store, "黄小禾", attendance="1")
    book(LOW, [("户主", "户主证件号", "家庭成员", "成员证件号"), ["赵六", STRANGER, "黄小禾", id_number(60)]])
    assert [line.name for line in match().lines] == ["黄小禾"]


def test_a_head_of_household_of_a_pupils_name_is_nobody_of_ours(family, book, match):
    book(LOW, [("户主姓名", "姓名", "身份证号"), ["王芳", "赵六", STRANGER]])
    assert match().lines == []


def test_a_village_is_no_name(store, family, book, match):
    pupil(store, "石桥", attendance="1")
    book(LOW, [("姓名", "所在村", "身份证号"), ["赵六", "石桥", STRANGER]])
    assert match().lines == []


# from month to month -----------------------------------------------------------------------------------

STATED = (*PEOPLE, "保障状态")


def _adopted(store, month):
    month("2026年9月", {"农村低保.xlsx": [["王芳", CHILD, "正常"]]}, heads=STATED)
    accept(store, [hit.id for hit in open_hits(store)])


def test_a_stopped_household_is_offered_as_leaving_and_its_fact_ends(store, family, month):
    _adopted(store, month)
    month("2026年10月", {"农村低保.xlsx": [["王芳", CHILD, "停保"]]}, heads=STATED)
    (hit,) = open_hits(store)
    assert (hit.change, hit.row) == ("gone", 2) and "停保" in hit.why
    end(store, [hit.id], "停保")
    assert Hardship.get().until == dt.date(2026, 9, 30)


def test_a_household_ended_by_its_row_is_not_asked_about_again(store, family, month):
    _adopted(store, month)
    month("2026年10月", {"农村低保.xlsx": [["王芳", CHILD, "停保"]]}, heads=STATED)
    end(store, [hit.id for hit in open_hits(store)], "停保")
    month("2026年11月", {"农村低保.xlsx": [["王芳", CHILD, "停保"]]}, heads=STATED)
    assert open_hits(store) == []


def test_a_stopped_household_that_was_kept_is_offered_again_next_month(store, family, month):
    _adopted(store, month)
    month("2026年10月", {"农村低保.xlsx": [["王芳", CHILD, "停保"]]}, heads=STATED)
    decline(store, [hit.id for hit in open_hits(store)], "先问清")
    month("2026年11月", {"农村低保.xlsx": [["王芳", CHILD, "停保"]]}, heads=STATED)
    assert [hit.change for hit in open_hits(store)] == ["gone"]


def test_the_preview_says_what_is_kept_of_a_stopped_household(store, family, month, book, match, tmp_path):
    _adopted(store, month)
    place = tmp_path / "2026年10月"
    book("农村低保.xlsx", [STATED, ["王芳", CHILD, "停保"]], into=place)
    told = outlook(match(place))
    assert (told.counts["gone"], told.open, told.gone) == (1, 1, [])


def test_a_row_of_the_fathers_that_says_stopped_hides_no_leaving(store, family, month):
    _adopted(store, month)
    month("2026年10月", {"农村低保.xlsx": [["王建国", FATHER, "停保"]]}, heads=STATED)
    assert sorted((hit.change, hit.verdict) for hit in open_hits(store)) == [
        ("gone", "hit"),
        ("new", "doubt"),
    ]


def test_the_pupils_own_stopped_row_is_offered_as_leaving_though_the_fathers_goes_on(store, family, month):
    _adopted(store, month)
    rows = [["王芳", CHILD, "停保"], ["王建国", FATHER, "正常"]]
    month("2026年10月", {"农村低保.xlsx": rows}, heads=STATED)
    (hit,) = open_hits(store)
    assert (hit.change, hit.row) == ("gone", 2) and "第 3 行的父亲王建国还在名单上" in hit.why


def test_the_fathers_stopped_row_beside_the_pupils_that_goes_on_ends_nothing(store, family, month):
    _adopted(store, month)
    rows = [["王建国", FATHER, "停保"], ["王芳", CHILD, "正常"]]
    month("2026年10月", {"农村低保.xlsx": rows}, heads=STATED)
    assert "gone" not in [hit.change for hit in open_hits(store)]


def test_a_stopped_household_that_was_kept_and_then_is_missing_has_left(store, family, month):
    _adopted(store, month)
    month("2026年10月", {"农村低保.xlsx": [["王芳", CHILD, "停保"]]}, heads=STATED)
    decline(store, [hit.id for hit in open_hits(store)], "先问清")
    month("2026年11月", {"农村低保.xlsx": [["赵铁柱", STRANGER, "正常"]]}, heads=STATED)
    (hit,) = open_hits(store)
    assert (hit.change, hit.row) == ("gone", 0)
    assert hit.why == "2026-10 的“农村低保.xlsx·Sheet1”第 2 行有，这次没有了。"
    decline(store, [hit.id], "村里说还在享受")
    month("2026年12月", {"农村低保.xlsx": [["赵铁柱", STRANGER, "正常"]]}, heads=STATED)
    assert open_hits(store) == []
    end(store, _again(store, hit.id), "村里弄错了")
    assert Hardship.get().until == dt.date(2026, 10, 31)


def _again(store, hit):
    reopen(store, [hit])
    return [hit]


def test_a_stopped_household_that_was_kept_and_comes_back_is_no_leaving(store, family, month):
    _adopted(store, month)
    month("2026年10月", {"农村低保.xlsx": [["王芳", CHILD, "停保"]]}, heads=STATED)
    decline(store, [hit.id for hit in open_hits(store)], "先问清")
    month("2026年11月", {"农村低保.xlsx": [["王芳", CHILD, "正常"]]}, heads=STATED)
    assert "gone" not in [hit.change for hit in open_hits(store)]
