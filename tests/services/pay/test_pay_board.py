"""Where the money of each pupil is; the first lines of a file; rows of an answer matched by hand."""

import datetime as dt

import pytest
from builders import as_headteacher, batch, change, needy
from paying import DAY, FROZEN, answer, answer_rows, funded, grant_of, layout, lines, payable, sent, workbook

from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.payments import BankLayout
from desktop.models.ledgers.school import School
from desktop.services.aid import stages
from desktop.services.aid.batches import approve
from desktop.services.aid.road import DONE, HERE, LATER, lacks_of, road_of
from desktop.services.pay import answers, bank_file
from desktop.services.pay.answers import read_answer, take_answer
from desktop.services.pay.board import AT_BANK, FAILED, LACKING, PAID, READY, board, lists_of
from desktop.services.pay.lists import NewAccount, correct_account, make_list
from desktop.services.recognition.posting import break_off, post_batch, take_down

GOOD = "6217000010009990017"


def places(made, **how):
    return {line.pupil: line.bucket for line in board(made, **how)}


# the board ---------------------------------------------------------------------------------------------


def test_everybody_begins_among_those_to_be_sent(store):
    assert set(places(funded(store)).values()) == {READY}


def test_who_has_no_account_stands_apart(store):
    needy(store, "孙小梅")
    assert places(funded(store))["孙小梅"] == LACKING


def test_the_bank_has_its_word_and_its_count(store, tmp_path):
    made, pay_list = sent(store)
    assert set(places(made).values()) == {AT_BANK}
    take_answer(store, read_answer(store, pay_list, answer(tmp_path, pay_list, failed=(2,))))
    told = {line.pupil: line for line in board(made)}
    assert (told["李强"].bucket, told["李强"].said, told["李强"].times) == (FAILED, "账户已销户", 1)
    assert (told["王芳"].bucket, told["王芳"].said) == (PAID, "")


def test_a_corrected_account_goes_again(store, tmp_path):
    made, pay_list = sent(store)
    take_answer(store, read_answer(store, pay_list, answer(tmp_path, pay_list, failed=(2,))))
    correct_account(store, grant_of("李强").id, NewAccount(GOOD, "李大海"))
    line = next(one for one in board(made) if one.pupil == "李强")
    assert (line.bucket, line.corrected) == (READY, True)
    make_list(store, made, layout(), DAY)
    line = next(one for one in board(made) if one.pupil == "李强")
    assert (line.bucket, line.times) == (AT_BANK, 2)
    assert [one.number for one in lists_of(made)] == [2, 1]


def test_an_old_account_goes_again_only_when_somebody_says_so(store, tmp_path):
    made, pay_list = sent(store)
    take_answer(store, read_answer(store, pay_list, answer(tmp_path, pay_list, failed=(2,), why=FROZEN)))
    line = next(one for one in board(made, also={grant_of("李强").id}) if one.pupil == "李强")
    assert (line.bucket, line.again, line.corrected) == (READY, True, False)


# the first lines ---------------------------------------------------------------------------------------


def test_the_lines_seen_beforehand_are_those_of_the_file_but_for_the_numbers(store):
    made = funded(store)
    row = BankLayout.get(BankLayout.name == "通用 Excel")
    grants = [line.grant for line in board(made)][:3]
    before = bank_file.rows_before(made, row, grants)
    pay_list = make_list(store, made, row.id, DAY)
    after = bank_file.rows_of(lists_of(made)[0], row)[:3]
    assert [[*cells[:2], *cells[3:4]] for cells in before] == [[*cells[:2], *cells[3:4]] for cells in after]
    assert all(
        cells[2].startswith("***") and cells[2][-4:] == full[2][-4:]
        for cells, full in zip(before, after, strict=True)
    )
    assert len(lines(pay_list)) == 4


def test_samples_know_every_content():
    labels = ["序号", "开户名", "账号", "金额元", "金额分", "身份证号", "开户行", "学生姓名", "班级", "摘要"]
    rows = bank_file.sample_rows("\n".join(f"{label}={label}" for label in labels))
    assert len(rows) == 3 and all(all(cells) for cells in rows)


def test_a_heading_stands_first_where_the_bank_wants_one(store):
    row = BankLayout.get(BankLayout.form == "csv")
    text = bank_file.as_text(row, bank_file.sample_rows(row.columns_text))
    assert len(text.split("\n")) == 4


# matching by hand --------------------------------------------------------------------------------------


@pytest.fixture
def draft(store, tmp_path):
    """An answer in which 王芳's row names an account and a holder nobody knows."""
    pay_list = sent(store)[1]
    rows = answer_rows(pay_list)
    rows[0][1], rows[0][2] = "6217009999999999999", "王小妮"
    return read_answer(store, pay_list, workbook(tmp_path / "回盘.xlsx", rows))


def test_a_row_of_nobody_is_given_to_somebody_and_then_decided(store, draft):
    (parked,) = draft.parked
    meant = answers.assign(draft, parked, draft.silent[0])
    assert draft.silent == [] and draft.parked == [meant]
    answers.decide(draft, meant, "paid")
    assert (len(draft.paid), draft.parked) == (4, [])
    take_answer(store, draft)
    assert grant_of("王芳").state == "paid"


def test_another_amount_is_never_matched_by_hand(store, tmp_path):
    pay_list = sent(store)[1]
    rows = answer_rows(pay_list)
    rows[0][1], rows[0][2], rows[0][3] = "6217009999999999999", "王小妮", "1.00"
    draft = read_answer(store, pay_list, workbook(tmp_path / "回盘.xlsx", rows))
    with pytest.raises(Refused, match="金额不一样，不能对上"):
        answers.assign(draft, draft.parked[0], draft.silent[0])
    assert len(draft.silent) == 1


# the road ----------------------------------------------------------------------------------------------


def moods(made):
    return {stage.state: stage.mood for stage in road_of(AidBatch.get_by_id(made))}


def lacks(store, made):
    return lacks_of(store, AidBatch.get_by_id(made))


def test_a_school_that_posts_nothing_has_no_posting_on_its_road(store):
    made = funded(store)
    assert "posted" not in moods(made)
    assert moods(made) == {
        "listed": DONE, "approved": DONE, "reported": DONE, "funded": HERE, "paid": LATER, "closed": LATER,
    }  # fmt: skip


def test_every_rung_that_was_reached_has_its_day(store):
    told = {stage.state: stage.fact for stage in road_of(AidBatch.get_by_id(funded(store)))}
    assert told["listed"] == "2026-09-05" and told["approved"] == told["funded"] == f"{DAY}"
    assert told["reported"] == f"{dt.date.today()}"  # the day it was noted, for the list keeps none
    assert told["paid"] == ""


@pytest.fixture
def posting(store):
    """A school that hangs its lists, and one that does not hang yet."""
    change(store, School, 1, post_aid=True)
    payable(store, "王芳", 1)
    return batch(store)


def test_the_wall_comes_before_the_headteacher(store, posting):
    assert lacks(store, posting) == ["助前公示还没有张贴。"]
    day = dt.date(2026, 9, 7)
    hung = post_batch(store, posting, day, "校门口", today=day)
    row = AidBatch.get_by_id(posting)
    assert lacks_of(store, row, today=day) == ["公示还没有期满，还剩 5 个工作日。"]
    fact = next(s.fact for s in road_of(row, day) if s.state == "posted")
    assert fact == "至 09-14"
    later = dt.date(2026, 9, 20)
    assert road_of(row, later)[1].fact == "期满，该撤下了"
    assert lacks_of(store, row, today=later) == ["公示期满了，请撤下名单、拍照并登记。"]
    take_down(store, hung, later, today=later)
    assert lacks(store, posting) == []
    approve(as_headteacher(store), posting)
    assert road_of(AidBatch.get_by_id(posting))[1].fact == "09-07 至 09-14"


def test_a_broken_posting_has_to_hang_anew(store, posting):
    day = dt.date(2026, 9, 7)
    break_off(store, post_batch(store, posting, day, "校门口", today=day), "漏了一人")
    assert lacks(store, posting) == ["助前公示还没有张贴。"]


def test_errors_come_before_everything(store):
    payable(store, "王芳", 1)
    made = batch(store)
    change(store, AidBatch, made, list_date=dt.date(2026, 9, 5))
    grant = grant_of("王芳")
    change(store, type(grant), grant.id, amount=99999)
    assert lacks(store, made) == ["还有 1 处错误要改好。"]


def test_the_bank_and_its_failures_are_named(store, tmp_path):
    made, pay_list = sent(store)
    assert lacks(store, made) == ["三(2)班王芳、三(2)班李强、三(2)班张伟、三(2)班赵敏的结果银行还没有回。"]
    take_answer(store, read_answer(store, pay_list, answer(tmp_path, pay_list, failed=(2,))))
    assert lacks(store, made) == ["三(2)班李强退票了，账户还没有更正。"]


def test_a_list_with_open_money_is_not_filed(store, tmp_path):
    made, pay_list = sent(store)
    take_answer(store, read_answer(store, pay_list, answer(tmp_path, pay_list, failed=(2,))))
    with pytest.raises(Refused, match="李强退票"):
        stages.advance(store, made)
    stages.withhold(store, [grant_of("李强").id], "家长放弃")
    stages.advance(store, made)
    assert lacks(store, made) == []
