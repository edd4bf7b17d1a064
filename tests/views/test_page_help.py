"""帮助: chapters, search, links, the chapter of a page, printing."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest

from desktop.services import handbook
from desktop.views.help_page import KEY, HelpPage


@pytest.fixture
def page(desk):
    made = HelpPage(desk)
    desk.shell.show_page(made)
    return made


def listed(page):
    return [page.list.item(at).data(KEY) for at in range(page.list.count())]


def test_the_first_chapter_is_open(page):
    assert page.chapter().title == "第一次使用"
    assert len(listed(page)) == len(handbook.chapters())


def test_a_place_opens_its_chapter(page):
    page.take_hint("send")
    assert page.chapter().key == "send"
    assert "U 盘" in page.reader.toPlainText()


def test_words_narrow_the_chapters_and_are_marked(page):
    page.words.setText("恢复码 保险柜")
    assert "backup" not in listed(page)
    assert page.reader.extraSelections()


def test_words_that_stand_nowhere_say_so(page):
    page.words.setText("quantum")
    assert page.none.isVisible()
    page.words.clear()
    assert not page.none.isVisible()


def test_a_link_leads_to_another_chapter(page):
    page.reader.anchorClicked.emit(QUrl("import.md"))
    assert page.chapter().key == "import"


def test_the_keyboard_walks_the_chapters(page):
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.chapter() is handbook.chapters()[1]


def test_the_quick_card_prints_on_two_pages(page, desk, qtbot):
    page.show_chapter("card")
    page.print_chapter()
    qtbot.waitUntil(lambda: desk.shell.page() is not page, timeout=10_000)
    assert desk.shell.page().pane.count() == 2
    desk.shell.show_page(page)
