"""A bank's answer, in whatever form it comes: found, parked with a sentence, or refused; never guessed."""

import datetime as dt
import json

import pytest
from builders import PASSWORD, account, as_class_teacher, dump, guardian, id_number, needy
from paying import DAY, HEADS, answer, answer_rows, card, funded, grant_of, layout, lines, sent, workbook

from desktop import cli
from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.payments import PayList
from desktop.models.roles import NotAllowed
from desktop.services.pay.answer_words import judge
from desktop.services.pay.answers import alike, decide, find_list, read_answer, take_answer
from desktop.services.pay.lists import make_list


def names(told):
    return [one.sent.pupil for one in told]


def buckets(draft):
    return (
        names(draft.paid),
        names(draft.failed),
        [one.why for one in draft.parked],
        [one.pupil for one in draft.silent],
    )


def text(path, rows, mark="|", encoding="gb18030"):
    path.write_bytes("".join(mark.join(row) + "\r\n" for row in rows).encode(encoding))
    return path


ALL = ["王芳", "李强", "张伟", "赵敏"]


# any layout --------------------------------------------------------------------------------------------


def test_a_workbook_is_sorted_into_buckets_and_nothing_is_written(store, tmp_path):
    _, first = sent(store)
    before = dump()
    draft = read_answer(store, first, answer(tmp_path, first, failed=(2,)))
    assert buckets(draft) == (["王芳", "张伟", "赵敏"], ["李强"], [], [])
    assert draft.failed[0].reason == "账户已销户"
    assert draft.sentence == "成功 3 人（937.50 元），失败 1 人（312.50 元），对不上 0 行，没有回 0 人。"
    assert dump() == before


@pytest.mark.parametrize(
    "heads",
    [
        ("笔数", "卡折号", "客户名称", "代发金额", "返回码", "错误描述"),
        ("1列", "2列", "3列", "4列", "5列", "6列"),
        ("序号", "帐号", "姓名", "实发金额", "交易状态", "备注"),
    ],
)
def test_other_headings_are_understood(store, tmp_path, heads):
    _, first = sent(store)
    path = workbook(tmp_path / "回盘.xlsx", answer_rows(first, failed=(2,)), heads, "青禾农商行代发业务回单")
    assert buckets(read_answer(store, first, path)) == (["王芳", "张伟", "赵敏"], ["李强"], [], [])


def test_columns_in_another_order_with_a_total_below(store, tmp_path):
    _, first = sent(store)
    rows = [[row[4], row[5], row[3], row[2], row[1]] for row in answer_rows(first, failed=(1,))]
    heads = ("处理结果", "失败原因", "金额", "户名", "账号")
    path = workbook(tmp_path / "回盘.xlsx", [*rows, ["合计", "", "1250.00", "", ""]], heads)
    draft = read_answer(store, first, path)
    assert buckets(draft) == (["李强", "张伟", "赵敏"], ["王芳"], [], [])


@pytest.mark.parametrize("mark", ["|", "\t", ",", " "])
def test_text_files_without_a_heading(store, tmp_path, mark):
    _, first = sent(store)
    rows = [[cell or "-" for cell in row] for row in answer_rows(first, failed=(4,))]
    draft = read_answer(store, first, text(tmp_path / "HP20261120.txt", rows, mark))
    assert buckets(draft) == (["王芳", "李强", "张伟"], ["赵敏"], [], [])
    assert draft.failed[0].reason == "账户已销户"


def test_amounts_in_fen_and_result_codes(store, tmp_path):
    _, first = sent(store)
    rows = [[line.account, line.owner, str(line.amount), "0000"] for line in lines(first)]
    draft = read_answer(
        store, first, text(tmp_path / "a.csv", [("账号", "户名", "金额(分)", "返回码"), *rows], ",")
    )
    assert names(draft.paid) == ALL


def test_a_column_of_reasons_alone_tells_who_failed(store, tmp_path):
    _, first = sent(store)
    rows = [row[:4] + row[5:] for row in answer_rows(first, failed=(3,))]
    path = workbook(tmp_path / "回盘.xlsx", rows, ("序号", "账号", "户名", "金额", "失败原因"))
    draft = read_answer(store, first, path)
    assert buckets(draft) == (["王芳", "李强", "赵敏"], ["张伟"], [], [])
    assert "失败原因空着的按发放成功看" in draft.notes[0]


def test_a_file_of_failures_alone_leaves_the_others_to_the_person(store, tmp_path):
    _, first = sent(store)
    rows = [row[:4] for row in answer_rows(first)][:1]
    path = workbook(tmp_path / "失败明细.xlsx", rows, HEADS[:4])
    draft = read_answer(store, first, path)
    assert draft.failures_only
    assert buckets(draft) == ([], ["王芳"], [], ["李强", "张伟", "赵敏"])
    assert take_answer(store, draft, others_paid=True, day=DAY).paid == 3
    assert grant_of("王芳").reason == "银行没有写原因"


def test_a_file_that_does_not_say_who_was_paid_is_refused_until_told(store, tmp_path):
    _, first = sent(store)
    path = workbook(tmp_path / "回盘.xlsx", [row[:4] for row in answer_rows(first)], HEADS[:4])
    with pytest.raises(Refused, match="看不出谁成功、谁失败"):
        read_answer(store, first, path)
    assert names(read_answer(store, first, path, all_are="paid").paid) == ALL


def test_an_id_number_stands_in_for_a_missing_account(store, tmp_path):
    _, first = sent(store)
    rows = [[line.owner_id, "312.50", "成功"] for line in lines(first)]
    path = workbook(tmp_path / "回盘.xlsx", rows, ("证件号码", "金额", "处理结果"))
    assert names(read_answer(store, first, path).paid) == ALL


def test_masked_accounts_are_told_apart_by_name(store, tmp_path):
    _, first = sent(store)
    rows = [[f"{line.account[:6]}*********{line.account[-4:]}", line.owner, "成功"] for line in lines(first)]
    path = workbook(tmp_path / "回盘.xlsx", rows, ("账号", "户名", "处理结果"))
    assert names(read_answer(store, first, path).paid) == ALL


def test_accounts_a_spreadsheet_cut_wait_for_a_person_with_the_pupil_offered(store, tmp_path):
    _, first = sent(store)
    rows = [[float(line.account), line.owner, "成功"] for line in lines(first)]
    draft = read_answer(store, first, workbook(tmp_path / "回盘.xlsx", rows, ("账号", "户名", "处理结果")))
    assert draft.paid == [] and [one.sent.pupil for one in draft.parked] == ALL
    assert all("后几位已经丢了，不能算账号对上" in one.why for one in draft.parked)
    assert len(alike(draft, draft.parked[0])) == len(ALL) - 1


# what does not fit -------------------------------------------------------------------------------------


def changed(store, tmp_path, place, column, value):
    """An answer in which one cell is another than it should be."""
    _, first = sent(store)
    rows = answer_rows(first)
    rows[place][column] = value
    return read_answer(store, first, workbook(tmp_path / "回盘.xlsx", rows))


def test_one_wrong_digit_is_named(store, tmp_path):
    wrong = card(1)[:9] + ("0" if card(1)[9] != "0" else "1") + card(1)[10:]
    draft = changed(store, tmp_path, 0, 1, wrong)
    assert names(draft.paid) == ALL[1:]
    (parked,) = draft.parked
    assert parked.why == (
        f"三(2)班王芳的账号有一位不一样：第 10 位送的是 {card(1)[9]}，回的是 {wrong[9]}。请对照卡面，看是哪一边错了。"
    )
    assert draft.silent == []


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (3, "312.05", "送的是 312.50 元，回的是 312.05 元，金额不一样"),
        (2, "别的人", "送的户名是“王大河”，回的是“别的人”"),
        (1, "6228480402564890018", "不是同一个账号"),
        (4, "处理中", "写的是“处理中”，看不出成功还是失败"),
        (4, "", "空着，看不出成功还是失败"),
    ],
)
def test_what_differs_from_what_was_sent_is_parked(store, tmp_path, column, value, words):
    draft = changed(store, tmp_path, 0, column, value)
    assert names(draft.paid) == ALL[1:]
    assert [words in one.why for one in draft.parked] == [True]


def test_a_row_whose_cells_moved_is_parked(store, tmp_path):
    _, first = sent(store)
    rows = answer_rows(first)
    rows[1] = ["", *rows[1][:5]]
    draft = read_answer(store, first, workbook(tmp_path / "回盘.xlsx", rows))
    assert names(draft.paid) == ["王芳", "张伟", "赵敏"]
    assert "这一行的列错开了" in draft.parked[0].why
    assert [one.pupil for one in draft.silent] + [one.sent.pupil for one in draft.parked if one.sent] == [
        "李强"
    ]


def test_headings_that_moved_against_the_cells_are_told(store, tmp_path):
    _, first = sent(store)
    rows = [[*row[:1], "", *row[1:]] for row in answer_rows(first, failed=(2,))]
    path = workbook(tmp_path / "回盘.xlsx", rows, (*HEADS, ""))
    draft = read_answer(store, first, path)
    assert buckets(draft)[:2] == (["王芳", "张伟", "赵敏"], ["李强"])
    assert "表头和内容错开了" in draft.notes[0]


def test_strangers_and_missing_rows_are_told(store, tmp_path):
    _, first = sent(store)
    rows = [*answer_rows(first)[:2], ["9", "6228480402564890018", "陌生人", "312.50", "成功", ""]]
    draft = read_answer(store, first, workbook(tmp_path / "回盘.xlsx", rows))
    assert buckets(draft) == (
        ["王芳", "李强"], [], ["“陌生人 账号尾号 0018”不在这份清单里。"], ["张伟", "赵敏"],
    )  # fmt: skip


def twins(store):
    """Two pupils of one name, and two who share their mother's card."""
    for number, klass in ((1, "三(2)班"), (2, "四(1)班")):
        record = needy(store, "王芳", klass)
        account(store, record, card(number), owner="王芳")
    for name in ("李强", "李丽"):
        record = needy(store, name)
        guardian(store, record, "周兰", id_number=id_number(40, birth=dt.date(1986, 7, 8)))
        account(store, record, card(7), owner="周兰")
    made = funded(store, names=())
    return make_list(store, made, layout(), DAY)


def test_two_pupils_of_one_name_are_never_guessed(store, tmp_path):
    first = twins(store)
    rows = [["王芳", "312.50", "成功"], ["王芳", "312.50", "失败"]]
    path = workbook(tmp_path / "回盘.xlsx", [*rows, ["周兰", "312.50", "成功"]], ("姓名", "金额", "处理结果"))
    draft = read_answer(store, first, path)
    assert (draft.paid, draft.failed, len(draft.parked), len(draft.silent)) == ([], [], 3, 4)
    assert "清单里有 2 个“王芳”（三(2)班王芳、四(1)班王芳）" in draft.parked[0].why


def test_one_card_for_two_pupils_takes_both_rows(store, tmp_path):
    first = twins(store)
    draft = read_answer(store, first, answer(tmp_path, first))
    assert sorted(names(draft.paid)) == ["李丽", "李强", "王芳", "王芳"]
    assert draft.parked == []


def test_one_card_with_one_payment_failed_is_not_divided_by_guess(store, tmp_path):
    first = twins(store)
    draft = read_answer(store, first, answer(tmp_path, first, failed=(3,)))
    assert names(draft.paid) == ["王芳", "王芳"] and draft.failed == []
    assert ["用同一张卡，有的成功有的失败" in one.why for one in draft.parked] == [True, True]
    decide(draft, draft.parked[0], "failed", "账户已销户")
    decide(draft, draft.parked[0], "paid")
    taken = take_answer(store, draft, day=DAY)
    assert (taken.paid, taken.failed) == (3, 1)


def test_two_rows_that_contradict_each_other_are_both_parked(store, tmp_path):
    _, first = sent(store)
    rows = answer_rows(first)
    path = workbook(tmp_path / "回盘.xlsx", [*rows, [*rows[0][:4], "失败", "户名不符"]])
    draft = read_answer(store, first, path)
    assert names(draft.paid) == ALL[1:]
    assert len(draft.parked) == 2 and all("一行成功一行失败" in one.why for one in draft.parked)


def test_an_answer_to_another_list_is_refused(store, tmp_path):
    _, first = sent(store)
    rows = [["1", "6228480402564890018", "陌生人", "312.50", "成功", ""]]
    with pytest.raises(Refused, match="没有一行是这份清单的"):
        read_answer(store, first, workbook(tmp_path / "别的.xlsx", rows))
    with pytest.raises(Refused, match="不像这份清单的回盘"):
        read_answer(store, first, workbook(tmp_path / "菜谱.xlsx", [["土豆", "3"]], ("菜名", "斤")))


# taking it in ------------------------------------------------------------------------------------------


def test_taking_it_in_is_one_step_to_undo(store, tmp_path):
    _, first = sent(store)
    before = dump()
    taken = take_answer(store, read_answer(store, first, answer(tmp_path, first, failed=(2,))), day=DAY)
    assert (taken.paid, taken.failed) == (3, 1)
    assert {(grant.state, grant.reason) for grant in AidGrant.select()} == {
        ("paid", None),
        ("bounced", "账户已销户"),
    }
    assert [line.state for line in lines(first)] == ["paid", "failed", "paid", "paid"]
    assert PayList.get_by_id(first).state == "answered"
    undo.undo(store)
    assert dump() == before


def test_the_same_file_twice_changes_nothing(store, tmp_path):
    _, first = sent(store)
    path = answer(tmp_path, first, failed=(2,))
    take_answer(store, read_answer(store, first, path), day=DAY)
    after = dump()
    draft = read_answer(store, first, path)
    assert draft.again and "已经读入过了" in draft.sentence
    assert take_answer(store, draft, day=DAY).step == 0
    copy = answer(tmp_path, first, failed=(2,), name="另存.xlsx")
    assert take_answer(store, read_answer(store, first, copy), day=DAY).step == 0
    assert dump() == after


def test_an_answer_in_two_parts_is_taken_part_by_part(store, tmp_path):
    _, first = sent(store)
    rows = answer_rows(first)
    take_answer(store, read_answer(store, first, workbook(tmp_path / "一.xlsx", rows[:2])), day=DAY)
    assert PayList.get_by_id(first).state == "made"
    take_answer(store, read_answer(store, first, workbook(tmp_path / "二.xlsx", rows[2:])), day=DAY)
    assert PayList.get_by_id(first).state == "answered"


def test_money_that_comes_back_later_opens_the_pupil_again(store, tmp_path):
    _, first = sent(store)
    take_answer(store, read_answer(store, first, answer(tmp_path, first)), day=DAY)
    late = answer(tmp_path, first, failed=(1,), name="退票.xlsx")
    take_answer(store, read_answer(store, first, late), day=DAY)
    assert grant_of("王芳").state == "bounced"


def test_failed_then_paid_is_asked_at_the_bank(store, tmp_path):
    _, first = sent(store)
    take_answer(store, read_answer(store, first, answer(tmp_path, first, failed=(1,))), day=DAY)
    draft = read_answer(store, first, answer(tmp_path, first, name="又一份.xlsx"))
    assert ["上次回盘是失败，这次是成功" in one.why for one in draft.parked] == [True]
    assert (draft.paid, len(draft.same)) == ([], 3)


def test_a_draft_that_grew_old_is_read_again(store, tmp_path):
    _, first = sent(store)
    old = read_answer(store, first, answer(tmp_path, first))
    take_answer(
        store, read_answer(store, first, answer(tmp_path, first, failed=(1,), name="b.xlsx")), day=DAY
    )
    with pytest.raises(Refused, match="请重新读一次"):
        take_answer(store, old, day=DAY)


def test_the_person_decides_a_parked_row(store, tmp_path):
    draft = changed(store, tmp_path, 0, 2, "王大和")
    decide(draft, draft.parked[0], "paid")
    assert sorted(names(draft.paid)) == sorted(ALL)
    assert draft.parked == []


def test_before_the_money_has_come_no_answer_is_taken(store, tmp_path):
    _, first = sent(store, until="reported")
    with pytest.raises(Refused, match="资金拨付以后"):
        take_answer(store, read_answer(store, first, answer(tmp_path, first)), day=DAY)


def test_a_class_teacher_reads_no_answers(store, tmp_path):
    _, first = sent(store)
    with pytest.raises(NotAllowed):
        read_answer(as_class_teacher(store), first, answer(tmp_path, first))


def test_the_list_of_an_answer_is_found_by_what_is_in_it(store, tmp_path):
    _, first = sent(store)
    path = answer(tmp_path, first)
    assert find_list(store, path).pay_list.id == first
    take_answer(store, find_list(store, path), day=DAY)
    assert find_list(store, path).again


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("交易成功", "paid"), ("成功(已入账)", "paid"), ("0000", "paid"), ("Ｙ", "paid"), ("不成功", "failed"),
        ("失败：户名不符", "failed"), ("退 票", "failed"), ("账户冻结", "failed"), ("处理中", ""), ("1", ""), ("", ""),
        ("成功（已冲正）", ""), ("部分成功", ""), ("非成功", ""), ("疑似成功", ""), ("成功失败", ""), ("无失败", ""),
        ("×", "failed"), ("拒付", "failed"), ("√", "paid"), ("已代付", "paid"), ("发放完毕", "paid"),
    ],
)  # fmt: skip
def test_the_banks_words(said, meant):
    assert judge(said) == meant


def test_the_command_line_takes_an_answer_in(school, closed, tmp_path, monkeypatch, capsys):
    _, first = sent(school.store)
    path = answer(tmp_path, first, failed=(2,))
    school.let_go()
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)
    given = ["payments", "import", str(path), "--data", str(closed.path), "--json"]
    assert cli.main(given) == 1
    told = json.loads(capsys.readouterr().out)
    assert (len(told["paid"]), told["failed"]) == (3, [{"who": "三(2)班李强", "why": "账户已销户"}])
    assert cli.main(given) == 0 and json.loads(capsys.readouterr().out)["again"]
