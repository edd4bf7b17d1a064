"""信函模板: words with fields, the real page beside them, versions that are never lost."""

import pytest
from as_a_person import press
from waits import pause

from desktop.models.codes import code_list
from desktop.models.ledgers.templates import LetterTemplate
from desktop.services.letters import templates
from desktop.views.template_page import TemplatePage


def finish(desk, qtbot):
    pause()
    qtbot.waitUntil(desk.jobs.resting)
    pause()


@pytest.fixture
def page(desk, qtbot):
    made = TemplatePage(desk, ask_text=lambda *_, **__: "换了说法")
    desk.shell.show_page(made)
    finish(desk, qtbot)
    yield made
    made._later.stop()
    finish(desk, qtbot)


def change(page, old, new):
    page.editor.setPlainText(page.editor.toPlainText().replace(old, new))


def test_the_text_in_use_and_its_page_are_seen(page):
    assert page.editor.toPlainText() == templates.shipped("granted").body
    assert page.pane.count() == 1


@pytest.mark.parametrize("kind", list(code_list("letter_kind").labels))
def test_every_letter_has_its_page(page, desk, qtbot, kind):
    page.take_hint(kind)
    qtbot.waitUntil(lambda: page.sample is not None and not page._drawing)
    finish(desk, qtbot)
    assert page.kind == kind and page.pane.count() >= 1


def test_a_changed_text_is_kept_as_a_version_with_who_and_why(page, desk, qtbot):
    change(page, "请您核对到账情况", "请您一周内核对到账情况")
    press(page.save_)
    row = LetterTemplate.get()
    assert (row.version, row.why, row.who, row.in_use) == (1, "换了说法", "周敏", True)
    assert "第 1 版，在用" in page.versions.item(0).text() and "换了说法" in page.versions.item(0).text()
    assert not page.save_.isEnabled()


def test_an_unknown_field_is_refused_with_the_cursor_on_it(page):
    change(page, "【监护人】", "【家长】")
    page.save()
    assert not LetterTemplate.select().exists()
    assert "【家长】不是受助告知书里能用的字段" in page.problem.text() and not page.problem.isHidden()
    assert page.editor.textCursor().selectedText() == "【家长】"
    page.forget()


def test_a_rare_character_before_it_does_not_shift_the_cursor(page):
    page.editor.setPlainText("𫠆家长：\n【什么】")
    page.save()
    assert page.editor.textCursor().selectedText() == "【什么】"
    page.forget()


def test_a_double_click_puts_a_field_at_the_cursor(page):
    page.editor.setPlainText("尊敬的家长：")
    cursor = page.editor.textCursor()
    cursor.setPosition(3)
    page.editor.setTextCursor(cursor)
    page.fields.wanted.emit(templates.fields_of("granted")["学生姓名"])
    assert page.editor.toPlainText() == "尊敬的【学生姓名】家长："
    page.forget()


def test_a_table_gets_a_line_of_its_own(page):
    page.editor.setPlainText("前面后面")
    cursor = page.editor.textCursor()
    cursor.setPosition(2)
    page.editor.setTextCursor(cursor)
    page.fields.wanted.emit(templates.fields_of("granted")["资助明细"])
    assert page.editor.toPlainText() == "前面\n【资助明细】\n后面"
    page.forget()


def test_an_old_version_comes_back_as_a_new_one(page, desk, qtbot):
    change(page, "请您核对到账情况", "请您一周内核对到账情况")
    page.save()
    page.versions.setCurrentRow(page.versions.count() - 1)
    assert page.editor.toPlainText() == templates.shipped("granted").body
    press(page.restore)
    assert LetterTemplate.select().count() == 2
    newest = templates.current("granted")
    assert (newest.version, newest.body) == (2, templates.shipped("granted").body)
    assert LetterTemplate.get(LetterTemplate.version == 2).why == "恢复随程序带来的文字"


def test_looking_at_another_version_throws_no_typing_away(page):
    change(page, "请您核对到账情况", "请您一周内核对到账情况")
    page.save()
    change(page, "一周内", "三天内")
    page.versions.setCurrentRow(1)
    assert "三天内" in page.editor.toPlainText()
    page.forget()


def test_another_letter_is_not_opened_over_unsaved_words(page):
    change(page, "请您核对到账情况", "请您一周内核对到账情况")
    page.desk.ask = lambda *_, **__: False  # 先不换
    page.take_hint("policy")
    assert page.kind == "granted" and "一周内" in page.editor.toPlainText()
    page.forget()


def test_undo_brings_the_words_back(page, desk, qtbot):
    change(page, "请您核对到账情况", "请您一周内核对到账情况")
    page.save()
    desk.undo()
    pause()
    assert page.editor.toPlainText() == templates.shipped("granted").body


def test_a_fault_is_found_wherever_it_stands():
    assert templates.first_fault("granted", "尊敬的【监护人】：\n【不知道】") == (10, 15)
    assert templates.first_fault("granted", "表：【资助明细】") == (2, 8)
    assert templates.first_fault("granted", "尊敬的【监护人：") == (3, 4)
    assert templates.first_fault("granted", "尊敬的【监护人】：") is None
