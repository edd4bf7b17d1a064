"""读入回盘: what the bank says is looked at first, put right by hand, then kept as one step."""

import pytest
from as_a_person import drop, press, words, write
from services.pay.paying import HEADS, answer, answer_rows, funded, grant_of, layout, sent, workbook
from waits import pause

from desktop.models.journal import JournalStep
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.services.pay.lists import make_list
from desktop.views.buttons import Button
from desktop.views.pay_answer import PayAnswerPage
from desktop.views.pay_answer_parts import FAILED, PAID, PARKED, SILENT, AnswerDrop


def finish(desk, qtbot):
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    pause()


@pytest.fixture
def pay_list(store):
    return sent(store)[1]


@pytest.fixture
def page(desk, pay_list, qtbot):
    made = PayAnswerPage(desk, ask_password=lambda *_, **__: "")
    desk.shell.show_page(made)
    made.take_hint(pay_list)
    return made


@pytest.fixture
def read(page, desk, tmp_path, qtbot):
    """Drop a file of these rows on the page and wait until it is judged."""

    def let_go(rows, heads=HEADS, name="回盘.xlsx"):
        drop(page.findChild(AnswerDrop), workbook(tmp_path / name, rows, heads))
        finish(desk, qtbot)
        return page

    return let_go


def counts(page):
    return {key: bucket.count.text() for key, bucket in page.rows.buckets.items()}


def test_the_page_says_which_list_is_answered(page):
    assert "送了 4 人、1250.00 元" in words(page)


def test_a_dropped_file_is_sorted_and_nothing_is_written(page, read, pay_list):
    rows = answer_rows(pay_list, failed=(2,))
    rows[2][3] = "1.00"
    del rows[3]
    read(rows)
    assert counts(page) == {PAID: "1", FAILED: "1", PARKED: "1", SILENT: "1"}
    assert {line.state for line in PayLine.select()} == {"sent"}
    assert "将登记发放成功 1 人、退票 1 人；对不上的 1 行先不动，没有回的 1 人继续等。可以撤销。" in words(
        page
    )


def test_what_was_looked_at_is_kept_as_one_step(page, read, pay_list, went):
    read(answer_rows(pay_list, failed=(2,)))
    before = JournalStep.select().count()
    page.keep()
    assert JournalStep.select().count() == before + 1
    assert [line.state for line in PayLine.select().order_by(PayLine.place)] == [
        "paid",
        "failed",
        "paid",
        "paid",
    ]
    assert (grant_of("李强").state, grant_of("李强").reason) == ("bounced", "账户已销户")
    assert went == [("pay", PayList.get_by_id(pay_list).batch_id)]


def test_the_day_the_money_came_is_asked(page, read, pay_list):
    read(answer_rows(pay_list))
    write(page.day, "20261121")
    page.keep()
    assert f"{PayLine.get().paid_on:%Y-%m-%d}" == "2026-11-21"


def test_a_day_that_is_none_keeps_nothing(page, read, pay_list):
    read(answer_rows(pay_list))
    write(page.day, "昨天晚上")
    page.keep()
    assert page.day_field.sentence.text()
    assert PayLine.get().state == "sent"


def test_a_row_with_another_amount_is_decided_by_hand(page, read, pay_list):
    rows = answer_rows(pay_list)
    rows[0][3] = "1.00"
    read(rows)
    assert page.rows.bucket == PARKED
    assert "金额不一样" in page.rows.reason.text()
    press(page.rows.bad)
    assert counts(page) == {PAID: "3", FAILED: "1", PARKED: "0", SILENT: "0"}
    page.keep()
    assert grant_of("王芳").state == "bounced"


def test_a_row_of_nobody_is_matched_to_who_was_not_told_of(page, read, pay_list):
    rows = answer_rows(pay_list)
    rows[0][1], rows[0][2] = "6217009999999999999", "王小妮"
    read(rows)
    page.rows.show_bucket(PARKED)
    assert not page.rows.good.isVisible() and page.rows.match.isVisible()
    page.rows.whom.choose(PayLine.get(PayLine.place == 1).id)
    press(page.rows.match)
    assert "由您对上三(2)班王芳" in page.rows.reason.text()
    press(page.rows.good)
    assert counts(page) == {PAID: "4", FAILED: "0", PARKED: "0", SILENT: "0"}


def test_a_row_with_another_amount_is_not_matched(page, read, pay_list):
    rows = answer_rows(pay_list)
    rows[0][1], rows[0][2], rows[0][3] = "6217009999999999999", "王小妮", "88.00"
    read(rows)
    page.rows.show_bucket(PARKED)
    page.rows.whom.choose(PayLine.get(PayLine.place == 1).id)
    press(page.rows.match)
    assert "金额不一样，不能对上" in words(page)
    assert counts(page)[PARKED] == "1"


def test_a_file_that_does_not_tell_is_helped_by_the_person(page, desk, pay_list, tmp_path, qtbot):
    rows = [row[:4] for row in answer_rows(pay_list)]
    file = workbook(tmp_path / "名单.xlsx", rows, HEADS[:4])
    page.read(file)
    finish(desk, qtbot)
    assert page.draft is None and "全部成功" in words(page)
    page.whole.choose("paid")
    page.read(file)
    finish(desk, qtbot)
    assert counts(page)[PAID] == "4"


def test_failures_alone_leave_it_to_the_person_that_the_others_were_paid(page, read, pay_list):
    page.whole.choose("failed")
    read(answer_rows(pay_list, failed=(2,))[1:2], name="失败明细.xlsx")
    assert (counts(page)[FAILED], counts(page)[SILENT]) == ("1", "3")
    assert page.counts() == (0, 1) and page.others.isVisible()
    page.others.click()
    page.keep()
    assert [line.state for line in PayLine.select().order_by(PayLine.place)] == [
        "paid",
        "failed",
        "paid",
        "paid",
    ]


def test_the_others_are_not_offered_when_somebody_was_paid_or_a_failure_is_nobodys(page, read, pay_list):
    read(answer_rows(pay_list, failed=(2,))[:2], name="失败明细.xlsx")
    assert counts(page)[SILENT] == "2" and not page.others.isVisible()
    page.show_drop()
    stranger = ["9", "6228480402564890018", "陌生人", "312.50", "失败", "账户已销户"]
    read([answer_rows(pay_list, failed=(2,))[1], stranger], name="又一份.xlsx")
    assert counts(page)[SILENT] == "3" and not page.others.isVisible()


def test_before_the_money_came_the_answer_is_only_looked_at(desk, store, tmp_path, qtbot):
    made = funded(store, until="reported")
    number = make_list(store, made, layout())
    page = PayAnswerPage(desk)
    desk.shell.show_page(page)
    page.take_hint(number)
    page.read(answer(tmp_path, number))
    finish(desk, qtbot)
    assert "还没有记为已拨付，现在只能看看" in words(page)
    keep = next(one for one in page.findChildren(Button) if one.text() == "登记 4 人的结果")
    assert not keep.isEnabled()


def test_the_same_file_again_changes_nothing(page, desk, read, pay_list, tmp_path, qtbot):
    read(answer_rows(pay_list))
    page.keep()
    page.take_hint(pay_list)
    page.read(tmp_path / "回盘.xlsx")
    finish(desk, qtbot)
    assert "已经读入过了" in words(page)
    assert not page.findChild(type(page.rows)).parent().isHidden()
    page.keep()
    assert JournalStep.select().where(JournalStep.kind == "pay").count() == 2  # the list, and its answer once


def test_another_file_is_refused_with_a_sentence(page, desk, tmp_path, qtbot):
    page.read(workbook(tmp_path / "食谱.xlsx", [["星期一", "土豆"]], ("日期", "菜")))
    finish(desk, qtbot)
    assert page.draft is None
    assert "是不是选错了" in words(page)


def test_several_files_at_once_are_too_many(page, tmp_path):
    drop(page.findChild(AnswerDrop), tmp_path / "一.xlsx", tmp_path / "二.xlsx")
    assert "一次只读一份回盘" in words(page)


def test_without_a_list_the_file_tells_which_one(desk, pay_list, tmp_path, qtbot):
    page = PayAnswerPage(desk)
    desk.shell.show_page(page)
    page.read(answer(tmp_path, pay_list))
    finish(desk, qtbot)
    assert (page.pay_list, counts(page)[PAID]) == (pay_list, "4")


def test_accounts_are_veiled_until_the_eye_is_opened(page, read, pay_list):
    read(answer_rows(pay_list))
    assert page.rows.model.index(0, 2).data().startswith("***")
    press(page.rows.eye)
    assert page.rows.model.index(0, 2).data() == PayLine.get(PayLine.place == 1).account


def test_what_the_bank_wrote_in_the_same_words_is_decided_in_one_go(page, desk, read, pay_list):
    rows = [row[:5] for row in answer_rows(pay_list)]
    for row, code in zip(rows, "0010", strict=True):
        row[4] = code
    read(rows, HEADS[:5])
    asked = []
    desk.ask = lambda _parent, _title, words, **_: asked.append(words) or True
    press(page.rows.good)
    assert asked == ["另有 2 行，银行写的也是“0”。都算发放成功吗？"]
    assert counts(page) == {PAID: "3", FAILED: "0", PARKED: "1", SILENT: "0"}


def test_a_day_before_the_list_was_made_is_refused_and_nothing_is_kept(page, read, pay_list):
    read(answer_rows(pay_list))
    write(page.day, "20261101")
    page.keep()
    assert {line.state for line in PayLine.select()} == {"sent"}


def test_a_list_that_has_its_answer_can_still_be_chosen_for_money_that_came_back(
    page, desk, read, pay_list, tmp_path, qtbot
):
    read(answer_rows(pay_list))
    page.keep()
    page.take_hint(0)
    assert "按里面的账号认出" in words(page)
    page.which.choose(pay_list)
    assert "送了 4 人、1250.00 元" in words(page)
    read(answer_rows(pay_list, failed=(2,))[1:2], name="退汇.xlsx")
    assert counts(page)[FAILED] == "1"
    page.keep()
    assert grant_of("李强").state == "bounced"
