"""银行发放: the lists of a batch, failed payments put right in place, the second list, the balance."""

import datetime as dt
from dataclasses import replace

import pytest
from as_a_person import press, words, write
from builders import AUTUMN, add, as_headteacher, change, needy, programme
from builders import batch as listed
from PySide6.QtWidgets import QLabel
from services.pay.paying import answer, funded, grant_of, layout, payable, sent
from waits import pause

from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.payments import BankLayout, FundReceived, PayLine, PayList
from desktop.models.ledgers.school import School
from desktop.services.aid import stages
from desktop.services.aid.batches import approve
from desktop.services.pay.answers import read_answer, take_answer
from desktop.services.pay.board import FAILED, LACKING, PAID, READY
from desktop.services.pay.funds import Balance
from desktop.services.pay.lists import NewAccount, correct_account
from desktop.views.batch_page import BatchPage
from desktop.views.buttons import Button
from desktop.views.pay_aside import balance_card
from desktop.views.pay_make import Choices, MakeList
from desktop.views.pay_page import PayPage

GOOD = "6217000010009990014"


def counts(page):
    return {
        key: int(bucket.count.text()) for key, bucket in page.buckets.items() if bucket.count.text() != "0"
    }


def show(desk, qtbot, batch, **how):
    page = PayPage(desk, **how)
    desk.shell.show_page(page)
    page.take_hint(batch)
    pause()
    return page


@pytest.fixture
def chosen(tmp_path):
    """What the questions answer: the usual layout, a folder of its own."""
    folder = tmp_path / "给银行"
    folder.mkdir()
    return {"ask_make": lambda *_: Choices(layout(), False), "pick": lambda *_: folder}, folder


@pytest.fixture
def failed(desk, store, tmp_path, chosen, qtbot):
    """The page of a list of which the second payment came back."""
    batch, pay_list = sent(store)
    take_answer(store, read_answer(store, pay_list, answer(tmp_path, pay_list, failed=(2,))))
    return show(desk, qtbot, batch, **chosen[0])


def test_everybody_stands_in_one_place(desk, store, qtbot):
    page = show(desk, qtbot, funded(store))
    assert counts(page) == {READY: 4}
    assert page.title() == "银行发放"
    assert "还有 1250.00 元没发下去" in words(page)


def test_a_list_is_made_and_its_file_stands_where_it_is_wanted(desk, store, chosen, qtbot):
    how, folder = chosen
    page = show(desk, qtbot, funded(store), **how)
    page.make()
    (file,) = folder.iterdir()
    row = PayList.get()
    assert (row.state, row.heads, row.file) == ("sent", 4, file.name)
    assert counts(page) == {"bank": 4}


def test_thinking_better_of_the_folder_keeps_the_list(desk, store, chosen, qtbot):
    page = show(desk, qtbot, funded(store), ask_make=chosen[0]["ask_make"], pick=lambda *_: None)
    page.make()
    assert PayList.get().state == "made"
    assert not list(chosen[1].iterdir())


def test_thinking_better_of_the_list_writes_nothing(desk, store, qtbot):
    page = show(desk, qtbot, funded(store), ask_make=lambda *_: None)
    page.make()
    assert not PayList.select().exists()


def test_the_first_lines_of_the_file_are_seen_with_veiled_accounts(desk, store, qtbot):
    batch = funded(store)
    dialog = MakeList(desk.shell, batch)
    qtbot.addWidget(dialog)
    dialog.layout_.choose(layout("农商行 TXT（竖线分隔）"))
    lines = dialog.lines.toPlainText().split("\n")
    assert len(lines) == 3 and lines[0].startswith("1|***") and lines[0].count("|") == 4
    assert "将生成 4 人、1250.00 元（壹仟贰佰伍拾元整）" in words(dialog)


def test_who_lacks_an_account_is_left_for_later_on_purpose(desk, store, qtbot):
    needy(store, "孙小梅")
    dialog = MakeList(desk.shell, funded(store))
    qtbot.addWidget(dialog)
    assert not dialog.yes.isEnabled() and "孙小梅还没有收款账户" in words(dialog)
    dialog.later.setChecked(True)
    assert dialog.yes.isEnabled() and dialog.choices().leave_lacking


def test_the_bank_word_stands_beside_whose_money_came_back(failed):
    press(failed.buckets[FAILED])
    at = [column.key for column in failed.model.columns].index("said")
    assert failed.model.rowCount() == 1
    assert failed.model.index(0, at).data() == "账户已销户"


def test_an_account_is_corrected_in_the_drawer_and_goes_into_the_second_list(
    failed, desk, store, chosen, qtbot
):
    failed.show_bucket(FAILED)
    failed.table.opened.emit(0)
    drawer = desk.shell.drawer()
    assert "账户已销户" in words(drawer)
    write(drawer.number, GOOD)
    press(drawer.keep)
    pause()
    assert grant_of("李强").account == GOOD
    assert counts(failed) == {READY: 1, PAID: 3}
    failed.make()
    row = PayList.get(PayList.number == 2)
    assert (row.heads, PayLine.get(PayLine.pay_list == row.id).account) == (1, GOOD)


def test_a_strangers_name_on_a_corrected_account_is_asked_about(failed, desk, monkeypatch):
    said = []
    monkeypatch.setattr(desk, "ask", lambda _page, title, asked, **_: said.append((title, asked)))
    failed.show_bucket(FAILED)
    failed.table.opened.emit(0)
    drawer = desk.shell.drawer()
    write(drawer.number, GOOD)
    write(drawer.owner, "赵路人")
    press(drawer.keep)
    assert said[0][0] == "开户人不是一家的" and "赵路人" in said[0][1]
    assert grant_of("李强").account != GOOD


def test_after_one_account_comes_the_next(desk, store, qtbot):
    for name in ("孙小梅", "钱多多"):
        needy(store, name)
    page = show(desk, qtbot, funded(store))
    page.show_bucket(LACKING)
    page.table.opened.emit(0)
    drawer = desk.shell.drawer()
    first = drawer.line.pupil
    write(drawer.number, GOOD)
    press(drawer.keep)
    assert desk.shell.drawer() is drawer and drawer.line.pupil != first
    assert drawer.number.text() == ""
    write(drawer.number, "6217000010009990022")
    press(drawer.keep)
    assert desk.shell.drawer() is None


def test_a_number_that_is_none_is_said_in_the_drawer(failed, desk):
    failed.show_bucket(FAILED)
    failed.open_account()
    drawer = desk.shell.drawer()
    write(drawer.number, "12")
    press(drawer.keep)
    assert not drawer.problem.isHidden() and drawer.problem.text()
    assert grant_of("李强").state == "bounced"
    drawer.number.clear()


def test_the_same_account_again_is_refused_with_the_way_out(failed, desk):
    failed.show_bucket(FAILED)
    failed.open_account()
    drawer = desk.shell.drawer()
    write(drawer.number, grant_of("李强").account)
    press(drawer.keep)
    said = drawer.problem.text()  # it is closed, and so is the way back to it
    assert "向家长要新的账户" in said and "按原账户重发" not in said
    drawer.number.clear()


def test_a_closed_account_is_not_sent_again(failed, desk):
    failed.show_bucket(FAILED)
    failed.open_account()
    press(desk.shell.drawer().again)
    assert counts(failed) == {FAILED: 1, PAID: 3}


def test_an_unblocked_card_is_sent_again_as_it_is(failed, desk):
    PayLine.update(answer="账户冻结").where(PayLine.state == "failed").execute()
    failed.show_bucket(FAILED)
    failed.open_account()
    press(desk.shell.drawer().again)
    assert counts(failed) == {READY: 1, PAID: 3}
    failed.make()
    assert grant_of("李强").state == "resent"


def test_who_was_paid_has_no_account_to_correct(failed, desk):
    failed.show_bucket(PAID)
    failed.open_account()
    assert desk.shell.drawer() is None


def test_a_missing_account_is_given_in_the_same_place(desk, store, chosen, qtbot):
    needy(store, "孙小梅")
    page = show(desk, qtbot, funded(store), **chosen[0])
    page.show_bucket(LACKING)
    page.table.opened.emit(0)
    drawer = desk.shell.drawer()
    assert drawer.owner.text() == "孙小梅"
    write(drawer.number, GOOD)
    press(drawer.keep)
    pause()
    assert counts(page) == {READY: 5}


def test_accounts_are_veiled_until_the_eye_is_opened(failed):
    at = [column.key for column in failed.model.columns].index("account")
    assert failed.model.index(0, at).data().startswith("***")
    press(failed.eye)
    assert failed.model.index(0, at).data().replace(" ", "") == grant_of("王芳").account


def test_shared_cards_are_told_before_sending_and_shown(desk, store, qtbot):
    batch = funded(store)
    first, second = grant_of("王芳"), grant_of("李强")
    correct_account(store, second.id, NewAccount(first.account, first.owner))
    page = show(desk, qtbot, batch)
    assert "账户共用" in words(page.aside)
    page.aside.only_wanted.emit(frozenset({first.id, second.id}))
    assert page.model.rowCount() == 2
    press(page.everyone)
    assert page.model.rowCount() == 4


def test_the_balance_is_told_to_the_fen_and_in_words(failed, store, qtbot):
    add(
        store,
        FundReceived,
        programme=programme().id,
        term=AUTUMN.code,
        day=dt.date(2026, 11, 1),
        amount=125000,
    )
    pause()
    failed.reload()
    read = words(failed.aside)
    assert "937.50 元" in read and "312.50 元" in read and "叁佰壹拾贰元伍角整" in read


def test_money_that_nobody_wrote_down_is_missed(failed):
    assert "还没有登记到账资金" in words(failed.aside)


def test_the_headteacher_looks_and_changes_nothing(desk, store, qtbot):
    batch = funded(store)
    desk.school.store.session = as_headteacher(store).session
    page = show(desk, qtbot, batch)
    pause()
    offered = [button.text() for button in page.findChildren(Button) if button.isVisible()]
    assert "返回名单" in offered
    assert not {"生成清单 4 人", "更正账户", "登记到账资金"} & set(offered)


def test_without_a_hint_the_newest_list_being_paid_is_shown(desk, store, qtbot):
    batch = funded(store)
    page = PayPage(desk)
    desk.shell.show_page(page)
    assert page.batch == batch


def test_a_list_that_went_to_the_bank_offers_its_answer(failed, desk, store, went, qtbot):
    payable(store, "周小雨", 5)
    assert BankLayout.select().exists()
    failed.aside.answer_pressed.emit(1)
    assert went[-1] == ("pay_answer", 1)


def test_the_batch_page_says_what_is_missing_before_it_is_paid(desk, store, went, tmp_path, qtbot):
    batch, _ = sent(store)
    page = BatchPage(desk)
    desk.shell.show_page(page)
    page.take_hint(batch)
    pause()
    assert "的结果银行还没有回" in words(page.aside)
    last = page.make_actions()[-1]
    assert (last.text(), last.role) == ("银行发放", "primary")
    assert [stage.mood for stage in page.road.stages].count("here") == 1
    last.click()
    assert went == [("pay", batch)]


def test_a_school_that_posts_its_lists_is_led_to_the_wall(desk, store, went, qtbot):
    change(store, School, 1, post_aid=True)
    payable(store, "王芳", 1)
    made = listed(store)
    page = BatchPage(desk)
    desk.shell.show_page(page)
    page.take_hint(made)
    assert "助前公示还没有张贴" in words(page.aside)
    page.make_actions()[-1].click()
    assert went == [("posting", ("batch", made))]


def test_a_list_that_was_filed_stands_at_the_end_of_its_road(desk, store, qtbot):
    payable(store, "王芳", 1)
    made = listed(store)
    approve(as_headteacher(store), made)
    while AidBatch.get_by_id(made).state != "closed":
        stages.advance(store, made, why="县里直接打卡")
    page = BatchPage(desk)
    desk.shell.show_page(page)
    page.take_hint(made)
    assert [stage.label for stage in page.road.stages if stage.mood == "here"] == ["已归档"]
    assert all(stage.fact for stage in page.road.stages)


def test_a_card_number_that_fails_its_check_digit_is_kept_only_on_ones_word(failed, desk, monkeypatch):
    failed.show_bucket(FAILED)
    failed.open_account()
    drawer = desk.shell.drawer()
    asked = []
    monkeypatch.setattr(desk, "ask", lambda *words, **_: asked.append(words) or False)
    write(drawer.number, GOOD[:-1] + str((int(GOOD[-1]) + 1) % 10))
    press(drawer.keep)
    assert "校验位不对" in asked[0][2] and desk.shell.drawer() is drawer
    drawer.number.clear()


def test_the_card_of_a_new_list_repeats_what_is_to_be_looked_at(desk, store, qtbot):
    dialog = MakeList(desk.shell, funded(store))
    qtbot.addWidget(dialog)
    assert "卡号校验 3 人" in words(dialog)


def test_the_money_paid_is_net_and_shows_what_it_is_made_of_once_some_was_taken_back(qtbot):
    told = Balance(None, AUTUMN, 100_000, 62_500, 0, 0, 0, 0)
    plain, less = balance_card(told), balance_card(replace(told, back=30_055))
    for card in (plain, less):
        qtbot.addWidget(card)
    assert "发出" not in words(plain) and "625.00 元" in words(plain)
    assert [label.text() for label in less.findChildren(QLabel) if label.text()][3:9] == [
        "发出",
        "625.00 元",
        "冲销、追回",
        "-300.55 元",
        "已发放",
        "324.45 元",
    ]
