"""手工名单: names, amounts and things written like a sheet; nothing is kept before the last press."""

import datetime as dt

import pytest
from as_a_person import press, words, write
from builders import AUTUMN, add, as_headteacher, programme, pupil
from PySide6.QtCore import Qt
from waits import pause

from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.services.aid import stages
from desktop.services.aid.batches import approve
from desktop.services.aid.checks import SIGNED_FOR
from desktop.services.pay.by_hand import HandLine, make_hand_batch
from desktop.views.batch_page import BatchPage
from desktop.views.hand_batch_page import HandBatchPage


@pytest.fixture
def school_aid(store):
    """A programme whose amount no standard fixes."""
    return add(store, AidProgramme, name="爱心书包", code="bags", role="grant")


@pytest.fixture
def page(desk, store, school_aid, qtbot):
    for name in ("王芳", "李强", "张伟"):
        pupil(store, name)
    made = HandBatchPage(desk, choose=lambda rows: rows[-1])
    desk.shell.show_page(made)
    made.programme.choose(school_aid)
    pause()
    return made


def type_in(page, qtbot, typed):
    write(page.who, typed)
    qtbot.keyClick(page.who, Qt.Key.Key_Return)


def names(page):
    return [line.name for line in page.model.lines]


def test_only_programmes_without_a_standard_are_offered(page, school_aid):
    offered = [page.programme.itemData(at) for at in range(page.programme.count())]
    assert school_aid in offered
    assert programme("non_boarding").id not in offered


def test_several_names_are_pasted_at_once(page, qtbot):
    type_in(page, qtbot, "王芳、李强 张伟")
    assert names(page) == ["王芳", "李强", "张伟"]
    assert page.who.text() == ""


def test_who_is_not_found_stays_in_the_line(page, qtbot):
    type_in(page, qtbot, "王芳 赵无名")
    assert names(page) == ["王芳"]
    assert page.who.text() == "赵无名"
    assert "找不到“赵无名”" in page.who_field.sentence.text()


def test_of_namesakes_one_is_chosen(page, store, qtbot):
    other = pupil(store, "王芳", "四(1)班")
    type_in(page, qtbot, "王芳")
    assert [line.student for line in page.model.lines] == [other]


def test_nobody_stands_there_twice(page, qtbot):
    type_in(page, qtbot, "王芳 王芳")
    assert names(page) == ["王芳"]


def test_what_is_missing_is_said_and_the_button_waits(page, qtbot):
    type_in(page, qtbot, "王芳")
    assert "王芳还没有写金额或物品" in page.lack.text() and not page.make.isEnabled()
    page.model.put_block(0, 4, [["书包一个"]])
    assert page.make.isEnabled() and page.make.text() == "生成 1 人的名单"


def test_the_next_one_gets_what_the_one_before_got(page, qtbot):
    type_in(page, qtbot, "王芳")
    page.model.put_block(0, 3, [["100", "书包", "孤儿"]])
    type_in(page, qtbot, "李强")
    line = page.model.lines[1]
    assert (line.fen, line.item, line.why) == (10000, "书包", "孤儿")


def test_an_amount_that_is_none_is_not_taken(page, desk, qtbot):
    type_in(page, qtbot, "王芳")
    page.model.put_block(0, 3, [["一百多"]])
    assert page.model.lines[0].fen == 0


def test_ctrl_d_fills_the_chosen_lines(page, qtbot):
    type_in(page, qtbot, "王芳 李强 张伟")
    page.model.put_block(0, 3, [["50"]])
    page.model.fill([0, 1, 2], 3)
    assert page.model.fen() == 15000
    assert "合计 150.00 元（壹佰伍拾元整）" in page.will.text()


def test_an_amount_beside_a_thing_is_said_to_be_no_cash(page, qtbot):
    type_in(page, qtbot, "王芳 李强")
    page.model.put_block(0, 3, [["80", "书包1个", "临时困难"], ["120.50", "", "临时困难"]])
    assert "现金 120.50 元" in page.will.text() and "折合 80.00 元，不发现金" in page.will.text()
    assert "王芳写了物品又写了金额" in page.lack.text() and "李强写了" not in page.lack.text()


def test_a_list_is_written_as_one_to_sign_for(page, went, school_aid, qtbot):
    type_in(page, qtbot, "王芳 李强")
    page.model.put_block(0, 3, [["100", "", "临时困难"], ["0", "棉衣一件", "家里受灾"]])
    press(page.make)
    row = AidBatch.get()
    assert (row.programme_id, row.pay_mode, row.list_date) == (school_aid, SIGNED_FOR, dt.date.today())
    told = [(one.amount, one.item, one.basis) for one in AidGrant.select().order_by(AidGrant.place)]
    assert told == [(10000, None, "临时困难"), (0, "棉衣一件", "家里受灾")]
    assert went == [("batch", row.id)] and names(page) == []


def test_somebody_is_taken_away_again(page, qtbot):
    type_in(page, qtbot, "王芳 李强")
    page.table.go_to(0, 1)
    page.take_away()
    assert names(page) == ["李强"]


def test_a_day_that_is_none_is_said(page, qtbot):
    write(page.day, "昨天晚上")
    assert page.day_field.sentence.text() and not page.make.isEnabled()


def test_nothing_is_written_before_the_press(page, qtbot):
    type_in(page, qtbot, "王芳")
    assert not AidBatch.select().exists()
    assert "王芳" not in words(page.table)  # the table paints its cells; the words around it name nobody


# the list afterwards -----------------------------------------------------------------------------------


@pytest.fixture
def handed(desk, store, school_aid, qtbot):
    """The page of a list by hand whose things are ready to be handed out."""
    lines = [HandLine(pupil(store, name), 10000, "", "临时困难") for name in ("王芳", "李强", "张伟")]
    made = make_hand_batch(store, school_aid, AUTUMN, lines, list_date=dt.date(2026, 9, 5))
    approve(as_headteacher(store), made, dt.date(2026, 11, 10))
    while AidBatch.get_by_id(made).state != "funded":
        stages.advance(store, made, dt.date(2026, 11, 12))
    shown = BatchPage(desk, ask_text=lambda *_, **__: "2026-11-18")
    desk.shell.show_page(shown)
    shown.take_hint(made)
    pause()
    return shown


def grant_states():
    return [one.state for one in AidGrant.select().order_by(AidGrant.place)]


def test_what_was_handed_out_is_signed_for_by_one_press(handed, qtbot):
    last = handed.make_actions()[-1]
    assert (last.text(), last.role) == ("登记签领", "primary")
    last.click()
    assert grant_states() == ["paid"] * 3


def test_only_the_chosen_ones_signed(handed, qtbot):
    handed.table.go_to(1)
    handed.lines.sign_chosen()
    pause()
    assert grant_states() == ["planned", "paid", "planned"]
    assert "还没有登记签领" in words(handed.aside)


def test_the_day_of_a_step_is_asked_when_it_is_kept(handed, qtbot):
    handed.lines.sign()
    pause()
    handed.advance()
    row = AidBatch.get()
    assert (row.state, row.paid_on) == ("paid", dt.date(2026, 11, 18))


def test_a_day_that_makes_no_sense_leaves_the_list_where_it_is(handed, qtbot):
    handed.lines.sign()
    pause()
    handed.ask_text = lambda *_, **__: "前天下午"
    handed.advance()
    assert AidBatch.get().state == "funded"


def test_nothing_of_it_goes_to_a_bank(handed):
    assert "银行发放" not in [button.text() for button in handed.make_actions()]


def test_a_list_of_things_shows_things_and_no_accounts(desk, store, school_aid, handed, qtbot):
    made = make_hand_batch(
        store, school_aid, AUTUMN, [HandLine(pupil(store, "周小雨"), 0, "棉衣一件", "受灾")]
    )
    handed.take_hint(made)
    pause()
    shown = {state["key"] for state in handed.table.column_states() if state["shown"]}
    assert "item" in shown and not {"owner", "account", "bank"} & shown
    assert "1 人，发物品" in words(handed) and "缺收款账户" not in words(handed)
