"""A bank's answer that looks right and is not: last term's file, half a success, another amount, one card for three."""

import datetime as dt

import pytest
from builders import account, dump, guardian, id_number, needy
from paying import (
    DAY,
    FROZEN,
    HEADS,
    answer,
    answer_rows,
    card,
    funded,
    grant_of,
    layout,
    lines,
    payable,
    sent,
    workbook,
)
from test_pay_answers import ALL, buckets, changed, names

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.payments import PayLine
from desktop.services.pay.answers import assign, decide, find_list, read_answer, take_answer
from desktop.services.pay.lists import NewAccount, correct_account, make_list, warnings_of

LATER = dt.date(2026, 11, 21)


def read(store, tmp_path, pay_list, rows, heads=HEADS, name="回盘.xlsx"):
    return read_answer(store, pay_list, workbook(tmp_path / name, rows, heads))


# whose answer it is ------------------------------------------------------------------------------------


def again(store, tmp_path, failed=(1,), also=True):
    """A first list with its answer, and a second one with the same card: (batch's first list, its file, second)."""
    made, first = sent(store)
    file = answer(tmp_path, first, failed, "第一次.xlsx", FROZEN)
    take_answer(store, read_answer(store, first, file), day=DAY)
    return first, file, make_list(store, made, layout(), LATER, also=[grant_of("王芳").id] if also else [])


def test_a_file_taken_for_one_list_is_refused_for_another(store, tmp_path):
    first, file, second = again(store, tmp_path)
    with pytest.raises(Refused, match="发放清单1”的回盘，不能再当作"):
        read_answer(store, second, file)
    assert find_list(store, file).pay_list.id == first


def test_an_earlier_part_of_an_answer_is_known_too(store, tmp_path):
    made, first = sent(store)
    parts = [
        workbook(tmp_path / f"{at}.xlsx", answer_rows(first, (1,), FROZEN)[at : at + 2]) for at in (0, 2)
    ]
    for part in parts:
        take_answer(store, read_answer(store, first, part), day=DAY)
    assert read_answer(store, first, parts[0]).again
    second = make_list(store, made, layout(), LATER, also=[grant_of("王芳").id])
    with pytest.raises(Refused, match="已经读入过"):
        read_answer(store, second, parts[0])


def test_what_was_taken_back_may_be_taken_again(store, tmp_path):
    _, first = sent(store)
    file = answer(tmp_path, first)
    take_answer(store, read_answer(store, first, file), day=DAY)
    undo.undo(store)
    assert take_answer(store, read_answer(store, first, file), day=DAY).paid == 4


@pytest.mark.parametrize("day", ["2026-03-28", "20260328", "2026年3月28日", "2026/3/28 10:05:00"])
def test_payments_made_before_the_list_are_of_another_time(store, tmp_path, day):
    _, first = sent(store)
    rows = [[*row, day] for row in answer_rows(first)]
    with pytest.raises(Refused, match="交易日期（2026-03-28）早于这份清单的生成日期 2026-11-20"):
        read(store, tmp_path, first, rows, (*HEADS, "交易日期"))


def test_one_payment_of_an_earlier_day_is_parked(store, tmp_path):
    _, first = sent(store)
    rows = [[*row, "2026-11-20" if at else "2026-03-28"] for at, row in enumerate(answer_rows(first))]
    draft = read(store, tmp_path, first, rows, (*HEADS, "交易日期"))
    assert names(draft.paid) == ALL[1:]
    assert "交易日期 2026-03-28 早于清单的生成日期" in draft.parked[0].why


def test_the_answer_to_another_list_is_refused_as_a_whole(store, tmp_path):
    first, _, second = again(store, tmp_path)
    copy = workbook(tmp_path / "另存.xlsx", answer_rows(first, failed=(1,)), title="代发回盘")
    with pytest.raises(Refused, match=r"有 4 行是那一次送的.*整个文件没有读入"):
        read_answer(store, second, copy)


def test_the_answer_to_another_batch_is_refused_though_a_father_stands_on_both(store, tmp_path):
    _, first = sent(store)
    other = [["1", "6217009999990000171", lines(first)[0].owner, "312.50", "成功", ""]]
    other += [[str(n), f"621700888888000{n:04d}", f"外人{n}", "312.50", "成功", ""] for n in range(2, 6)]
    with pytest.raises(Refused, match="没有一行是这份清单的"):
        read(store, tmp_path, first, other)


def test_an_answer_to_two_lists_at_once_is_read_for_both(store, tmp_path):
    _, first = sent(store)
    payable(store, "孙晓", 11)
    _, other = sent(store, names=())
    rows = [*answer_rows(first), *answer_rows(other)]
    assert names(read(store, tmp_path, other, rows).paid) == ["孙晓"]
    assert names(read(store, tmp_path, first, rows).paid) == ALL


def test_an_older_list_that_fits_as_well_is_said_and_no_more(store, tmp_path):
    _, _, second = again(store, tmp_path)
    draft = read_answer(store, second, answer(tmp_path, second, name="第二次.xlsx"))
    assert names(draft.paid) == ["王芳"]
    assert "也对得上 1 行" in draft.notes[0]


# words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "why", ["户名不符", "账户已销户", "已退回", "账户冻结", "账号不存在", "已冲正", "补发上次退回款"]
)
def test_a_success_with_a_contrary_reason_is_parked_with_both_words(store, tmp_path, why):
    _, first = sent(store)
    rows = answer_rows(first)
    rows[0][5] = why
    draft = read(store, tmp_path, first, rows)
    assert names(draft.paid) == ALL[1:]
    assert f"结果写的是“成功”，原因写的是“{why}”，前后矛盾" in draft.parked[0].why


def test_a_failure_whose_reason_is_success_is_parked(store, tmp_path):
    _, first = sent(store)
    rows = answer_rows(first)
    rows[0][4:] = ["失败", "成功"]
    assert "前后矛盾" in read(store, tmp_path, first, rows).parked[0].why


@pytest.mark.parametrize("why", ["交易成功", "无", "无异常", "2026年秋季学期补助"])
def test_a_success_with_a_harmless_remark_is_one(store, tmp_path, why):
    _, first = sent(store)
    rows = answer_rows(first)
    rows[0][5] = why
    assert names(read(store, tmp_path, first, rows).paid) == ALL


def test_all_paid_is_not_believed_against_a_reason(store, tmp_path):
    _, first = sent(store)
    rows = [[*row[:4], "" if at else "账户冻结"] for at, row in enumerate(answer_rows(first))]
    file = workbook(tmp_path / "回盘.xlsx", rows, (*HEADS[:4], "备注"))
    draft = read_answer(store, first, file, all_are="paid")
    assert names(draft.paid) == ALL[1:] and "前后矛盾" in draft.parked[0].why


# failures alone ----------------------------------------------------------------------------------------


def test_others_are_paid_only_when_the_file_holds_failures_alone(store, tmp_path):
    _, first = sent(store)
    draft = read(store, tmp_path, first, answer_rows(first, failed=(1,))[:2], name="失败明细.xlsx")
    assert not draft.failures_only
    before = dump()
    with pytest.raises(Refused, match="不是只列失败的，没有回的 2 人不能都算成功"):
        take_answer(store, draft, others_paid=True, day=DAY)
    assert dump() == before


def test_rows_that_all_failed_are_a_file_of_failures(store, tmp_path):
    _, first = sent(store)
    draft = read(store, tmp_path, first, answer_rows(first, failed=(1, 2))[:2])
    assert draft.failures_only and draft.others_may_be_paid
    assert take_answer(store, draft, others_paid=True, day=DAY).paid == 2


def test_a_failure_of_nobody_may_be_one_of_the_silent(store, tmp_path):
    _, first = sent(store)
    rows = [
        *answer_rows(first, failed=(1,))[:1],
        ["2", "6228480402564890018", "陌生人", "312.50", "失败", ""],
    ]
    draft = read(store, tmp_path, first, rows)
    assert draft.failures_only and not draft.others_may_be_paid
    with pytest.raises(Refused, match="有 1 行失败的看不出是谁"):
        take_answer(store, draft, others_paid=True, day=DAY)


def test_money_that_came_back_late_says_nothing_of_the_others(store, tmp_path):
    _, first = sent(store)
    take_answer(store, read(store, tmp_path, first, answer_rows(first)[:2], name="一.xlsx"), day=DAY)
    draft = read(store, tmp_path, first, answer_rows(first, failed=(1,))[:1], name="退票.xlsx")
    assert names(draft.failed) == ["王芳"] and not draft.others_may_be_paid
    with pytest.raises(Refused, match="到账以后又退回来的"):
        take_answer(store, draft, others_paid=True, day=DAY)


def test_a_list_of_failures_with_a_heading_alone_says_that_nobody_failed(store, tmp_path):
    _, first = sent(store)
    draft = read(store, tmp_path, first, [], ("账号", "户名", "金额", "失败原因"))
    assert [one.pupil for one in draft.silent] == ALL and "只有表头" in draft.notes[-1]
    assert take_answer(store, draft, day=DAY).step == 0
    assert take_answer(store, draft, others_paid=True, day=DAY).paid == 4


# amounts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("head", ["金额(元)", "金额（元）", "发放金额元"])
def test_yuan_is_never_read_as_fen(store, tmp_path, head):
    _, first = sent(store)
    rows = [[*row[:3], "31250", *row[4:]] for row in answer_rows(first)]
    draft = read(store, tmp_path, first, rows, (*HEADS[:3], head, *HEADS[4:]))
    assert draft.paid == []
    assert "送的是 312.50 元，回的是 31250.00 元" in draft.parked[0].why


def test_fen_without_a_word_is_read_and_said(store, tmp_path):
    _, first = sent(store)
    draft = read(store, tmp_path, first, [[*row[:3], "31250", *row[4:]] for row in answer_rows(first)])
    assert names(draft.paid) == ALL and "按“分”读才和送的一样" in draft.notes[0]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "金额空着"), ("-312.50", "是负数，像冲正或退回，金额不一样"), ("叁佰元整", "和送的金额都不一样"),
        ("三百多", "看不懂"),
    ],
)  # fmt: skip
def test_an_amount_that_is_none_is_named_as_such(store, tmp_path, value, words):
    draft = changed(store, tmp_path, 0, 3, value)
    assert names(draft.paid) == ALL[1:]
    assert words in draft.parked[0].why and "列错开" not in draft.parked[0].why


def test_capital_figures_are_an_amount(store, tmp_path):
    assert names(changed(store, tmp_path, 0, 3, "人民币叁佰壹拾贰圆伍角整").paid) == ALL


def test_without_any_amounts_account_and_name_have_to_fit(store, tmp_path):
    _, first = sent(store)
    rows = [[line.account, line.owner, "成功"] for line in lines(first)]
    draft = read(store, tmp_path, first, rows, ("账号", "户名", "处理结果"))
    assert names(draft.paid) == ALL and "回盘里没有金额" in draft.notes[0]
    draft = read(store, tmp_path, first, [row[::2] for row in rows], ("账号", "处理结果"))
    assert draft.paid == [] and "没有金额，账号和户名又不全" in draft.parked[0].why


# one card for several ----------------------------------------------------------------------------------


def three(store):
    """Three brothers and sisters on their mother's card."""
    for name in ("李强", "李丽", "李伟"):
        record = needy(store, name)
        guardian(store, record, "周兰", id_number=id_number(40, birth=dt.date(1986, 7, 8)))
        account(store, record, card(7), owner="周兰")
    return make_list(store, funded(store, names=()), layout(), DAY)


def test_one_row_for_three_is_not_guessed(store, tmp_path):
    first = three(store)
    draft = read(store, tmp_path, first, answer_rows(first)[:1])
    assert draft.paid == [] and len(draft.silent) == 3
    assert "用同一张卡，送了 3 笔，回盘只有 1 行，分不出是谁的" in draft.parked[0].why
    assert all(name in draft.parked[0].why for name in ("李强", "李丽", "李伟"))


def test_one_row_with_their_sum_is_for_all_three(store, tmp_path):
    first = three(store)
    draft = read(store, tmp_path, first, [["1", card(7), "周兰", "937.50", "成功", ""]])
    assert sorted(names(draft.paid)) == ["李丽", "李伟", "李强"]


def test_the_pupils_name_tells_which_of_the_three(store, tmp_path):
    first = three(store)
    rows = [[card(7), "周兰", "李丽", "312.50", "失败"]]
    draft = read(store, tmp_path, first, rows, ("账号", "户名", "学生姓名", "金额", "处理结果"))
    assert names(draft.failed) == ["李丽"] and len(draft.silent) == 2


def test_two_failures_of_three_are_not_guessed(store, tmp_path):
    first = three(store)
    draft = read(store, tmp_path, first, answer_rows(first, failed=(1, 2))[:2])
    assert draft.failed == [] and len(draft.parked) == 2
    decide(draft, assign(draft, draft.parked[0], draft.silent[1]), "failed")
    assert len(draft.failed) == 1


def test_a_row_more_than_was_sent_is_said(store, tmp_path):
    first = three(store)
    draft = read(store, tmp_path, first, [*answer_rows(first), answer_rows(first)[0]])
    assert len(draft.paid) == 3
    assert "回盘多出 1 行，请问银行是不是重复发了" in draft.parked[0].why


def test_a_payment_told_twice_is_counted_once_and_said(store, tmp_path):
    _, first = sent(store)
    draft = read(store, tmp_path, first, [*answer_rows(first), answer_rows(first)[0]])
    assert names(draft.paid) == ALL
    assert "三(2)班王芳（第 2、6 行）在回盘里不止一行" in draft.notes[0]


# by hand -----------------------------------------------------------------------------------------------


def test_another_amount_is_never_decided_as_paid(store, tmp_path):
    draft = changed(store, tmp_path, 0, 3, "625.00")
    with pytest.raises(Refused, match="金额不一样，不能认定成功"):
        decide(draft, draft.parked[0], "paid")
    with pytest.raises(ValueError, match="not a result"):
        decide(draft, draft.parked[0], "banana")
    decide(draft, draft.parked[0], "failed")
    assert names(draft.failed) == ["王芳"]


def test_a_row_is_not_given_to_somebody_who_has_a_result(store, tmp_path):
    draft = changed(store, tmp_path, 0, 1, "6228480402564890018")
    with pytest.raises(Refused, match="已经有结果了"):
        assign(draft, draft.parked[0], draft.paid[0].sent)


def test_a_late_success_is_a_step_of_its_own_with_its_story(store, tmp_path):
    _, first = sent(store)
    take_answer(store, read_answer(store, first, answer(tmp_path, first, failed=(1,))), day=DAY)
    before = dump()
    draft = read_answer(store, first, answer(tmp_path, first, name="又一份.xlsx"))
    assert "还没有重发" in draft.parked[0].why
    decide(draft, draft.parked[0], "paid")
    assert take_answer(store, draft, day=DAY).paid == 1
    line = PayLine.get(PayLine.place == 1)
    assert (line.state, line.answer) == ("paid", "原来退票：账户已销户；后来到账")
    assert grant_of("王芳").state == "paid"
    assert undo.undo(store) == "退票以后又到账：三(2)班王芳（银行回盘 又一份.xlsx）"
    assert dump() == before


def test_a_late_success_of_what_was_sent_again_is_the_banks_to_explain(store, tmp_path):
    first, _, _ = again(store, tmp_path)
    draft = read_answer(store, first, answer(tmp_path, first, name="又一份.xlsx"))
    assert "已经用后来的清单重发过" in draft.parked[0].why
    with pytest.raises(Refused, match="是不是发了两次"):
        decide(draft, draft.parked[0], "paid")


# another pupil's card ----------------------------------------------------------------------------------


def test_a_corrected_card_of_another_pupil_is_warned_of(store, tmp_path):
    made, first = sent(store)
    take_answer(store, read_answer(store, first, answer(tmp_path, first, failed=(1,))), day=DAY)
    correct_account(store, grant_of("王芳").id, NewAccount(card(2), "李大海"))
    told = [one.sentence for one in warnings_of(store, made) if one.rule == "账户共用"]
    assert told == [f"三(2)班 王芳 的卡（尾号 {card(2)[-4:]}）也登记在李强名下，又不是一家，请核对。"]


def test_a_card_of_the_family_is_no_warning(store, tmp_path):
    three(store)
    assert "账户共用" not in {one.rule for one in warnings_of(store, PayLine.get().grant.batch_id)}


# masks -------------------------------------------------------------------------------------------------


def test_a_masked_holder_with_a_fitting_account_is_taken_with_a_note(store, tmp_path):
    _, first = sent(store)
    rows = [
        [f"{line.account[:6]}*********{line.account[-4:]}", f"{line.owner[0]}**", "312.50", "成功"]
        for line in lines(first)
    ]
    draft = read(store, tmp_path, first, rows, ("账号", "户名", "金额", "处理结果"))
    assert names(draft.paid) == ALL
    assert "有 4 行的户名打了星号" in draft.notes[-1]


def test_a_masked_holder_of_another_name_is_parked(store, tmp_path):
    draft = changed(store, tmp_path, 0, 2, "李*")
    assert "户名不一样" in draft.parked[0].why and buckets(draft)[0] == ALL[1:]


def test_an_account_veiled_too_far_is_said(store, tmp_path):
    draft = changed(store, tmp_path, 0, 1, "6217****")
    assert "遮得太多（6217****）" in draft.parked[0].why
