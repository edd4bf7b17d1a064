"""A 中途变动 of a pupil on a list: the clerk and the headteacher read it by name, and decide where they read it."""

import pytest
from as_a_person import press, words
from builders import account, as_headteacher, batch
from services.pay.paying import card, grant_of
from services.recognition.round_stage import approved, case_of, day
from waits import pause

from desktop.models.ledgers.school import School
from desktop.services.recognition import changes
from desktop.views.batch_page import BatchPage
from desktop.views.buttons import Button
from desktop.views.head_page import SignPage
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
