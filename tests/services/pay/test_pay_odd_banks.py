"""Answers as banks really make them, each walked through to the archive."""

import pytest
from odd_banks import BANKS, FAILED, by_hand, twelve
from paying import DAY, HEADS, answer, answer_rows, card, grant_of, layout, lines, sent, workbook

from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.services.aid import stages
from desktop.services.pay.answer_words import by_reason
from desktop.services.pay.answers import alike, decide, read_answer, take_answer
from desktop.services.pay.lists import NewAccount, correct_account, make_list


def read(store, pay_list, tmp_path, name):
    BANKS[name](tmp_path / name, pay_list)
    return read_answer(store, pay_list, tmp_path / name)


@pytest.mark.parametrize("name", [name for name in BANKS if name != "手写.xlsx"])
def test_every_row_of_an_orderly_bank_is_understood(store, tmp_path, name):
    _, first = twelve(store)
    draft = read(store, first, tmp_path, name)
    assert (len(draft.paid), draft.parked, draft.silent) == (11, [], [])
    assert [(one.sent.pupil, one.reason) for one in draft.failed] == [("赵敏", "户名不符")]
    assert {one.sent.line.id for one in draft.paid} == {
        line.id for line in lines(first) if line.place != FAILED
    }


def test_of_a_disorderly_one_what_is_doubtful_waits_for_the_person(store, tmp_path):
    _, first = twelve(store)
    draft = read(store, first, tmp_path, "手写.xlsx")
    assert len(draft.paid) == 7 and [one.sent.pupil for one in draft.failed] == ["赵敏"]
    assert {one.sent.pupil: one.why for one in draft.parked} == {
        "张伟": "三(2)班张伟的账号有一位不一样：第 19 位送的是 4，回的是 5。请对照卡面，看是哪一边错了。",
        "杨帆": "三(2)班杨帆的结果写的是“已冲正”，看不出成功还是失败。",
        "黄磊": "三(2)班黄磊的结果写的是“处理中”，看不出成功还是失败。",
        "周涛": "这一行的列错开了：账号列里是“周大江”，账号却在 D 列。请对照银行的原件，改好再读。",
    }
    assert draft.silent == [] and "三(2)班陈静（第 11、12 行）在回盘里不止一行" in draft.notes[-1]


@pytest.mark.parametrize("name", BANKS)
def test_each_of_them_comes_to_its_archive(store, tmp_path, name):
    made, first = twelve(store)
    draft = read(store, first, tmp_path, name)
    while draft.parked:
        decide(draft, draft.parked[0], "paid")
    assert take_answer(store, draft, day=DAY).failed == 1
    correct_account(store, grant_of("赵敏").id, NewAccount(card(50), "赵大湖"))
    second = make_list(store, made, layout(), DAY)
    take_answer(store, read_answer(store, second, answer(tmp_path, second)), day=DAY)
    for state in ("paid", "closed"):
        assert stages.advance(store, made, DAY, why="县里直接打卡") == state
    assert {grant.state for grant in AidGrant.select()} == {"paid"}
    assert AidBatch.get_by_id(made).state == "closed"


def test_a_heading_repeated_on_every_page_is_nobody(store, tmp_path):
    _, first = sent(store)
    rows = answer_rows(first)
    sums = ["总笔数", "4", "总金额", "1250.00", "", ""]
    pages = [sums, list(HEADS), *rows[:2], list(HEADS), *rows[2:]]
    draft = read_answer(store, first, workbook(tmp_path / "回盘.xlsx", pages, None))
    assert (len(draft.paid), draft.parked, draft.silent) == (4, [], [])


@pytest.mark.parametrize(
    ("said", "reason", "meant"),
    [
        ("E0512", "户名不符", "failed"), ("0", "交易成功", "paid"), ("9901", "账户状态不正常", "failed"), ("1", "", ""),
        ("0", "已冲正", ""), ("处理中", "账户状态不正常", ""), ("待定", "交易成功", ""),
    ],
)  # fmt: skip
def test_a_code_of_the_banks_own_is_told_by_the_words_beside_it(said, reason, meant):
    assert by_reason(said, reason) == meant


def test_a_row_that_moved_may_be_decided_by_the_person(store, tmp_path):
    _, first = twelve(store)
    by_hand(tmp_path / "回执.xlsx", first)
    draft = read_answer(store, first, tmp_path / "回执.xlsx")
    moved = next(one for one in draft.parked if "列错开了" in one.why)
    decide(draft, moved, "failed", "户名不符")
    assert [one.sent.pupil for one in draft.failed] == ["赵敏", "周涛"]


# amounts and codes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["312.50元整", "RMB312.50", "人民币312.50", "￥312.5", "３１２．５０元"])
def test_an_amount_is_read_with_its_trimmings(store, tmp_path, said):
    _, first = sent(store)
    rows = [[*row[:3], said, *row[4:]] for row in answer_rows(first)]
    draft = read_answer(store, first, workbook(tmp_path / "回盘.xlsx", rows))
    assert (len(draft.paid), draft.parked) == (4, [])


def test_nothing_arrived_is_what_a_failure_says(store, tmp_path):
    _, first = sent(store)
    rows = answer_rows(first, failed=(2,))
    rows[1][3] = "0.00"
    rows[2][3] = "0.00"
    draft = read_answer(store, first, workbook(tmp_path / "回盘.xlsx", rows))
    assert [one.sent.pupil for one in draft.failed] == ["李强"]
    assert "送的是 312.50 元，回的是 0.00 元" in draft.parked[0].why


def coded(store, tmp_path, codes):
    """An answer with a code for each line, and no word of what it means."""
    _, first = sent(store)
    rows = [
        [line.account, line.owner, "312.50", code] for line, code in zip(lines(first), codes, strict=True)
    ]
    return first, workbook(tmp_path / "回盘.xlsx", rows, ("账号", "户名", "金额", "返回码"))


def test_what_one_code_means_is_said_for_the_whole_file(store, tmp_path):
    first, path = coded(store, tmp_path, "0000")
    assert len(read_answer(store, first, path).parked) == 4
    assert len(read_answer(store, first, path, all_are="paid").paid) == 4


def test_with_two_codes_nothing_is_said_for_the_whole_file(store, tmp_path):
    first, path = coded(store, tmp_path, "0010")
    draft = read_answer(store, first, path, all_are="paid")
    assert draft.paid == [] and len(draft.parked) == 4
    assert [one.sent.pupil for one in alike(draft, draft.parked[0])] == ["李强", "赵敏"]
    decide(draft, draft.parked[2], "failed")
    assert draft.failed[0].reason == "银行写的是“1”"
