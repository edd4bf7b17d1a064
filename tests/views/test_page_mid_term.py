"""A 中途变动 of a pupil on a list: the clerk and the headteacher read it by name, and decide where they read it."""

import pytest
from as_a_person import press, words
from builders import account, as_headteacher, batch
from services.pay.paying import answer, card, grant_of, layout
from services.recognition.round_stage import approved, case_of, day
from waits import pause

from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice
from desktop.models.ledgers.school import School
from desktop.services.aid import mid_term_acts, stages
from desktop.services.aid.notices import make_notices, number_and_count
from desktop.services.pay import reversals
from desktop.services.pay.answers import read_answer, take_answer
from desktop.services.pay.board import HELD, LACKING
from desktop.services.pay.lists import make_list
from desktop.services.recognition import changes
from desktop.views.batch_page import BatchPage
from desktop.views.buttons import Button
from desktop.views.head_page import SignPage
from desktop.views.letters_page import LettersPage
from desktop.views.pay_make import MakeList
from desktop.views.pay_page import PayPage
from desktop.views.pay_reversal import ReversalQuestion
from desktop.views.receipt_scope import ALL
from desktop.views.today_page import TodayPage

WHY = "名单日期时已经认定"


@pytest.fixture
def made(store):
    """A list that may be approved at once, and 王芳 whose family is not recognised any more since."""
    approved(store)
    with store.step("不公示") as step:
        step.change(School, School.get().id, {"post_aid": False})
    for number, name in enumerate(("王芳", "李强", "张伟"), 1):
        account(store, case_of(name).student_id, card(number), owner=name)
    record = batch(store)
    asked = changes.ask(store, case_of("王芳").student_id, "0", "父亲找到工作", proof="p1", day=day(10, 20))
    changes.approve(as_headteacher(store), asked, today=day(10, 21))
    return record


@pytest.fixture
def agreed(store, made):
    """The list approved the day before 王芳's change was signed."""
    AidBatch.update(state="approved", approved_by="石校长", approved_on=day(10, 20)).where(
        AidBatch.id == made
    ).execute()
    return made


@pytest.fixture
def listed(desk, made, qtbot):
    page = BatchPage(desk, ask_reason=lambda *_, **__: WHY)
    qtbot.addWidget(page)
    page.take_hint(made)
    page.show()
    pause()
    return page


def link(page, text):
    return next(
        one for one in page.findChildren(Button) if one.text().startswith(text) and one.isVisibleTo(page)
    )


def test_the_list_names_the_pupil_and_offers_both_ways(listed):
    read = words(listed.aside)
    assert "王芳" in read and "变动为“不困难”" in read
    press(link(listed, "从名单里去掉…"))
    pause()
    assert (grant_of("王芳").state, grant_of("王芳").reason) == ("stopped", WHY)
    assert "变动为" not in words(listed.aside)


def test_the_money_is_given_all_the_same_with_a_written_reason(listed):
    press(link(listed, "仍发，写明原因…"))
    pause()
    assert grant_of("王芳").state == "planned" and grant_of("王芳").reason.endswith(WHY)
    assert WHY in words(listed.aside)


def test_after_the_approval_the_page_speaks_of_stopping_the_money(desk, agreed, qtbot):
    page = BatchPage(desk)
    titles = []
    page.ask_reason = lambda _page, title, words, *_, **__: titles.append((title, words)) or WHY
    desk.shell.show_page(page)
    page.take_hint(agreed)
    pause()
    press(link(page, "停发…"))
    assert titles[0][0] == "停发" and "停发，原因：" in titles[0][1]
    assert grant_of("王芳").state == "stopped"


def test_money_that_was_paid_is_claimed_back_where_it_is_told(desk, agreed, tmp_path, qtbot):
    while AidBatch.get_by_id(agreed).state != "funded":
        stages.advance(desk.store, agreed, day(10, 23))
    mid_term_acts.keep(desk.store, [grant_of("王芳").id], WHY)
    first = make_list(desk.store, agreed, layout(), day(10, 24))
    with desk.store.step("没有写明") as step:
        step.change(AidGrant, grant_of("王芳").id, {"reason": None})
    take_answer(desk.store, read_answer(desk.store, first, answer(tmp_path, first)), day=day(10, 25))
    page, claimed = BatchPage(desk), []
    page.lines.ask_reversal = lambda _desk, _page, grant: claimed.append(grant.id)
    desk.shell.show_page(page)
    page.take_hint(agreed)
    pause()
    press(link(page, "提追回…"))
    assert claimed == [grant_of("王芳").id]


def test_a_part_claimed_back_leaves_the_rest_on_the_page_and_in_the_question(desk, agreed, tmp_path, qtbot):
    while AidBatch.get_by_id(agreed).state != "funded":
        stages.advance(desk.store, agreed, day(10, 23))
    mid_term_acts.keep(desk.store, [grant_of("王芳").id], WHY)
    first = make_list(desk.store, agreed, layout(), day(10, 24))
    with desk.store.step("没有写明") as step:
        step.change(AidGrant, grant_of("王芳").id, {"reason": None})
    take_answer(desk.store, read_answer(desk.store, first, answer(tmp_path, first)), day=day(10, 25))
    reversals.ask(desk.store, grant_of("王芳").id, "back", 30055, "多发", day=day(10, 25))
    page = BatchPage(desk)
    desk.shell.show_page(page)
    page.take_hint(agreed)
    pause()
    assert "还有 11.95 元没有追回，也没有写明原因；300.55 元的追回等校长签。" in words(page.aside)
    question = ReversalQuestion(desk, page, grant_of("王芳"))
    qtbot.addWidget(question)
    assert question.amount.text() == "11.95" and "其中 300.55 元的追回等校长签" in words(question)


def test_a_request_over_money_at_the_bank_stands_on_both_pages_of_the_clerk(desk, agreed, qtbot):
    while AidBatch.get_by_id(agreed).state != "funded":
        stages.advance(desk.store, agreed, day(10, 23))
    mid_term_acts.keep(desk.store, [grant_of("王芳").id], WHY)
    make_list(desk.store, agreed, layout(), day(10, 24))
    changes.ask(desk.store, case_of("李强").student_id, "0", "家里好转", proof="p1", day=day(10, 24))
    for kind in (BatchPage, PayPage):
        page = kind(desk)
        desk.shell.show_page(page)
        page.take_hint(agreed)
        pause()
        read = words(page.aside)
        assert "李强：有一件中途变动还没有审批" in read and "钱已经送到银行：请校长早些定那一件" in read


def test_who_is_held_back_stands_under_a_name_of_its_own_at_the_bank(desk, agreed, qtbot):
    while AidBatch.get_by_id(agreed).state != "funded":
        stages.advance(desk.store, agreed, day(10, 23))
    page = PayPage(desk)
    desk.shell.show_page(page)
    page.take_hint(agreed)
    pause()
    assert (page.buckets[LACKING].count.text(), page.buckets[HELD].count.text()) == ("0", "1")
    assert page.buckets[HELD].isVisible() and "王芳：名单日期" in words(page.aside)
    mid_term_acts.drop(desk.store, [grant_of("王芳").id], "中途变动")
    qtbot.waitUntil(lambda: not page.buckets[HELD].isVisible())


def test_a_request_that_waits_stands_on_the_card_of_the_next_bank_list(desk, agreed, qtbot):
    while AidBatch.get_by_id(agreed).state != "funded":
        stages.advance(desk.store, agreed, day(10, 23))
    changes.ask(desk.store, case_of("李强").student_id, "0", "家里好转", proof="p1", day=day(10, 24))
    dialog = MakeList(desk.shell, agreed)
    qtbot.addWidget(dialog)
    assert "李强（周敏 2026-10-24 提出变动为“不困难”：家里好转）" in words(dialog)


@pytest.fixture
def letters(desk, agreed, qtbot):
    """The letters of the list: the two sound ones printed, 王芳's printed before the change was signed."""
    make_notices(desk.store, agreed)
    number_and_count(desk.store, list(AidNotice.select()), day(10, 20))
    page = LettersPage(desk)
    desk.shell.show_page(page)
    page.take_hint(agreed)
    pause()
    return page


def test_a_letter_that_has_to_stay_in_the_school_is_asked_about_by_name(desk, letters):
    asked = []
    desk.ask = lambda _page, title, words, **_: asked.append((title, words))
    letters.list.table.body.selectAll()
    letters.mark_delivered()
    assert asked[0][0] == "先不要发的告知书" and "王芳的告知书（" in asked[0][1] and "李强" not in asked[0][1]
    assert {row.state for row in AidNotice.select()} == {"printed"}
    desk.ask = lambda *_, **__: True
    letters.mark_delivered()
    assert {row.state for row in AidNotice.select()} == {"delivered"}


def test_letters_that_may_go_out_are_noted_without_a_question(desk, letters):
    mid_term_acts.keep(desk.store, [grant_of("王芳").id], WHY)
    asked = []
    desk.ask = lambda *_, **__: asked.append(1)
    letters.list.table.body.selectAll()
    letters.mark_delivered()
    assert asked == [] and {row.state for row in AidNotice.select()} == {"delivered"}


def test_the_card_before_printing_says_who_is_left_out(desk, letters):
    letters.scope.choose(ALL)
    pause()
    assert letters.print_.text() == "打印 2 份"
    asked = []
    desk.ask = lambda _page, _title, words, **_: asked.append(words)
    letters.print_letters()
    assert "王芳的告知书（" in asked[0] and "认定已经变动为“不困难”" in asked[0] and "将打印 2 份" in asked[0]


def test_a_list_with_an_error_is_not_counted_as_ready_to_sign(make_desk, school, made, qtbot):
    school.store = as_headteacher(school.store)
    page = TodayPage(make_desk(school))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: "可签 0 件" in words(page))


def test_the_desk_of_the_headteacher_names_the_pupil(make_desk, school, made, qtbot):
    school.store = as_headteacher(school.store)
    page = TodayPage(make_desk(school))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: "王芳：名单日期" in words(page))


def test_the_headteacher_reads_it_and_cannot_sign_before_it_is_decided(make_desk, school, made, qtbot):
    school.store = as_headteacher(school.store)
    page = SignPage(make_desk(school))
    qtbot.addWidget(page)
    page.take_hint(("batch", made))
    page.show()
    pause()
    assert "王芳：名单日期" in words(page) and "变动为“不困难”" in words(page)
    assert not link(page, "同意").isEnabled()
