"""A fact accepted from one month's list that the next one only parks: 存疑 until somebody has looked, and said so."""

import datetime as dt

import pytest
from builders import proposal
from lists_people import CHILD, FATHER, GRANDFATHER, STRANGER, grown
from openpyxl import load_workbook

from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import ListHit
from desktop.services.lists.board import board, recent_lists
from desktop.services.lists.decide import accept, decline, end, open_hits, reopen, settle
from desktop.services.lists.keep import keep
from desktop.services.lists.outlook import outlook

HEADS = ("户主姓名", "户主身份证号", "姓名", "身份证号", "是否享受政策", "备注", "联络员身份证号")
FILE = "脱贫户（继续享受政策）.xlsx"
TEACHER = grown(98)


def row(name, number, answer="是", remark="", *, contact="", head=("赵某", STRANGER)):
    return [*head, name, number, answer, remark, contact]


OWN = row("王芳", CHILD)
TWICE = [OWN, row("王芳", CHILD, remark="已死亡")]
CONTRADICTS = [row("王芳", CHILD, remark="不再享受")]
ODD_NAME = [row("赵铁柱", CHILD)]
CONTACT = [row("钱某", TEACHER, contact=CHILD)]
REMARK = [row("钱某", TEACHER, remark=f"代管王芳{CHILD}")]
FOOT = [row("钱某", TEACHER), [f"说明：王芳（{CHILD}）情况待核。"]]


def take(month, *rows, name="2026年10月", file=FILE):
    return month(name, {file: rows}, HEADS)


def ids(store):
    return [hit.id for hit in open_hits(store)]


def verdict(store, day=dt.date(2026, 10, 20)):
    (line,) = [line for line in proposal(store, day=day).lines if line.student.name == "王芳"]
    return line


def on_board(store):
    return [line for line in board(store, [one.id for one in recent_lists()]) if line.open]


@pytest.fixture
def accepted(store, family, month):
    """王芳 stood on September's list and was accepted."""
    take(month, OWN, name="2026年9月")
    accept(store, ids(store))
    assert verdict(store).verdict == "entitled"


@pytest.mark.parametrize("rows", [TWICE, CONTRADICTS, ODD_NAME, CONTACT, REMARK, FOOT])
def test_who_was_accepted_and_is_only_parked_now_is_doubtful_and_the_line_says_it(
    store, accepted, month, rows
):
    assert take(month, *rows).changes == {"changed": 1}
    line = verdict(store)
    assert line.verdict == "doubtful" and "请先到“比对台”处理" in line.why
    (shown,) = on_board(store)
    assert shown.why.startswith("9月已采纳，这个月名单上存疑：")
    assert shown.verdict == "doubt" and shown.earlier == "2026-09 已采纳（脱贫家庭学生）"
    assert not shown.clear and "请核对还算不算" in shown.asks


@pytest.mark.parametrize("basis", ["own", "father"])
def test_a_hidden_row_of_the_pupil_or_of_the_father_puts_the_fact_in_doubt(
    store, family, book, match, month, tmp_path, basis
):
    mine = OWN if basis == "own" else row("王建国", FATHER)
    take(month, mine, name="2026年9月")
    accept(store, ids(store))
    path = book(FILE, [HEADS, mine, row("钱某", TEACHER)], into=tmp_path / "2026年10月")
    workbook = load_workbook(path)
    workbook.active.row_dimensions[2].hidden = True
    workbook.save(path)
    keep(store, match(path.parent))
    assert verdict(store).verdict == "doubtful"
    assert "9月已采纳，这个月名单上存疑：这一行在表里是隐藏的" in on_board(store)[0].why


def test_it_is_told_before_anything_is_written(store, accepted, book, match, tmp_path):
    book(FILE, [HEADS, *CONTRADICTS], into=tmp_path / "2026年10月")
    draft = match(tmp_path / "2026年10月")
    told = outlook(draft)
    assert (dict(told.counts), told.open) == ({"changed": 1, "gone": 0}, 1)
    assert draft.lines[0].sentence.startswith("9月已采纳，这个月名单上存疑：")


def test_a_row_that_only_moved_to_the_other_list_of_the_group_is_in_doubt_as_well(store, accepted, month):
    stopped = "脱贫户（不享受政策）.xlsx"
    files = {FILE: [row("钱某", TEACHER)], stopped: [row("赵铁柱", CHILD, "否")]}
    assert month("2026年10月", files, HEADS).changes == {"changed": 1}
    assert verdict(store).verdict == "doubtful"


def test_a_sure_line_beside_the_doubtful_one_leaves_no_doubt(store, accepted, month):
    take(month, OWN, row("钱某", TEACHER, contact=CHILD))
    assert verdict(store).verdict == "entitled" and ids(store) == []


def test_a_sure_line_of_the_month_after_settles_it(store, accepted, month):
    take(month, *CONTRADICTS)
    take(month, OWN, name="2026年11月")
    assert verdict(store, dt.date(2026, 11, 20)).verdict == "entitled" and ids(store) == []


def test_it_stays_doubtful_as_long_as_the_lists_only_park_it(store, accepted, month):
    take(month, *ODD_NAME)
    take(month, *ODD_NAME, name="2026年11月")
    (line,) = on_board(store)
    assert (line.month, line.change) == ("2026-11", "changed")
    assert line.why.startswith("9月已采纳，这个月名单上存疑：")
    assert verdict(store, dt.date(2026, 11, 20)).verdict == "doubtful"
    take(month, row("钱某", TEACHER), name="2026年12月")
    assert "gone" in [hit.change for hit in open_hits(store)]


def test_accepting_it_says_that_the_fact_goes_on_and_the_next_month_does_not_ask(store, accepted, month):
    take(month, *ODD_NAME)
    accept(store, ids(store), sure=True)
    assert Hardship.select().count() == 1 and verdict(store).verdict == "entitled"
    assert take(month, *ODD_NAME, name="2026年11月").open == 0
    assert verdict(store, dt.date(2026, 11, 20)).verdict == "entitled"


def test_declining_it_asks_next_whether_the_fact_ends(store, accepted, month):
    take(month, *CONTRADICTS)
    decline(store, ids(store), "村里说已不享受")
    (line,) = on_board(store)
    assert line.gone and "没有采纳（村里说已不享受）" in line.why
    assert verdict(store).verdict == "doubtful"
    end(store, [line.id], "已不享受")
    assert Hardship.get().until == dt.date(2026, 9, 30)
    assert take(month, *CONTRADICTS, name="2026年11月").open == 0


def test_a_leaving_that_follows_from_a_declined_doubt_stays_open_when_the_doubt_comes_again(
    store, accepted, month
):
    take(month, *ODD_NAME)
    decline(store, ids(store), "是别人")
    take(month, *ODD_NAME, name="2026年11月")
    assert [line.gone for line in on_board(store)] == [True]
    assert verdict(store, dt.date(2026, 11, 20)).verdict == "doubtful"


def test_a_doubt_that_is_accepted_after_all_closes_the_leaving(store, accepted, month):
    take(month, *ODD_NAME)
    (doubt,) = ids(store)
    decline(store, [doubt], "是别人")
    reopen(store, [doubt])
    accept(store, [doubt], sure=True)
    assert ids(store) == [] and verdict(store).verdict == "entitled"
    assert "核对后采纳" in ListHit.get(ListHit.change == "gone").reason


def test_who_is_kept_with_a_reason_is_not_asked_about_again(store, accepted, month):
    take(month, *CONTACT)
    decline(store, ids(store), "只是联络员")
    decline(store, ids(store), "县里漏了，保留")
    assert take(month, *CONTACT, name="2026年11月").open == 0
    assert verdict(store, dt.date(2026, 11, 20)).verdict == "entitled"


def test_a_namesake_of_who_holds_a_fact_by_hand_puts_nothing_in_doubt(store, accepted, month):
    take(month, OWN, row("王芳", GRANDFATHER[:6] + CHILD[6:14] + "9999"))
    assert verdict(store).verdict == "entitled"


def test_a_row_that_ends_the_fact_by_its_own_word_leaves_a_helpers_column_as_it_is(store, family, month):
    active, over = "监测对象（风险未消除）.xlsx", "监测对象（风险已消除）.xlsx"
    month("2026年9月", {active: [row("王建国", FATHER)]}, HEADS)
    (hit,) = ids(store)
    settle(store, hit, kind="02")
    accept(store, [hit])
    files = {active: [row("王建国", FATHER, remark="动态退出")], over: [row("钱某", TEACHER, contact=FATHER)]}
    assert month("2026年10月", files, HEADS).changes == {"gone": 1, "new": 1}


DAMAGED = [
    CHILD[:17] + ("1" if CHILD[17] != "1" else "2"), CHILD[:15] + "000", f"{CHILD[:6]}********{CHILD[-4:]}", "",
    CHILD[:6] + CHILD[8:17],
]  # fmt: skip


@pytest.mark.parametrize("number", DAMAGED)
def test_a_damaged_number_is_one_doubt_and_no_leaving_beside_it(store, accepted, month, number):
    assert take(month, row("王芳", number), row("钱某", TEACHER)).changes == {"changed": 1}
    (line,) = on_board(store)
    assert line.why.startswith("9月已采纳，这个月名单上存疑：") and line.relation == "01"
    assert "名单里只有疑似的一行" in verdict(store).why


def test_a_doubt_about_a_damaged_number_still_holds_when_another_list_of_the_month_comes(
    store, accepted, month
):
    take(month, row("王芳", DAMAGED[0]), row("钱某", TEACHER))
    other = "脱贫户（继续享受政策）高坡乡.xlsx"
    take(month, row("孙某", grown(97)), name="2026年10月（二）", file=other)
    assert [line.gone for line in on_board(store)] == [False]


def test_a_declined_damaged_number_asks_next_whether_the_fact_ends(store, accepted, month):
    take(month, row("王芳", DAMAGED[0]), row("钱某", TEACHER))
    decline(store, ids(store), "是别人")
    (line,) = on_board(store)
    assert line.gone and verdict(store).verdict == "doubtful"


@pytest.mark.parametrize("remark", ["待核实", "公示中", "外嫁"])
def test_a_row_that_is_not_settled_puts_the_fact_in_doubt(store, accepted, month, remark):
    assert take(month, row("王芳", CHILD, remark=remark)).changes == {"changed": 1}
    assert "名单里只有疑似的一行" in verdict(store).why


@pytest.mark.parametrize("remark", ["拟退出", "重复"])
def test_a_row_that_ends_by_its_own_word_is_quoted_and_not_called_a_leaving(store, accepted, month, remark):
    take(month, row("王芳", CHILD, remark=remark))
    why = verdict(store).why
    assert f"名单里有一行写着“{remark}”" in why and "已经退出" not in why


def test_who_is_on_no_list_any_more_has_left(store, accepted, month):
    take(month, row("钱某", TEACHER))
    assert "名单里已经退出" in verdict(store).why


def test_a_ground_that_a_list_took_back_is_not_written_beside_the_good_one(store, accepted, month):
    month("2026年9月低保", {"农村低保2026年9月.xlsx": [["王芳", CHILD]]})
    accept(store, ids(store))
    take(month, row("钱某", TEACHER))
    line = verdict(store)
    assert (line.verdict, line.basis) == ("entitled", "农村低保家庭学生") and "脱贫" not in line.why
