"""图表: shares by class, money by term, kinds of need; names behind each figure; the same on paper."""

import datetime as dt
import unicodedata

import pytest
from builders import account, add, as_headteacher, batch, needy, programme, pupil
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from views.as_a_person import words
from waits import pause

from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.services.aid import stages
from desktop.services.aid.batches import approve
from desktop.views.buttons import Button
from desktop.views.chart_page import ChartPage
from desktop.views.chart_print import draw
from desktop.views.charts import DayBars
from desktop.views.preview import PreviewPage


def settle(desk):
    pause()
    while not desk.jobs.resting():
        QApplication.processEvents()
    for _ in range(4):
        QApplication.processEvents()


@pytest.fixture
def late(store):
    """王芳 was paid; 李强 in the same class is entitled and on no list."""
    account(store, needy(store, "王芳", "三(2)班"))
    made = batch(store)
    approve(as_headteacher(store), made)
    for _ in range(3):
        stages.advance(store, made, why="有县里的发放明细")
    return needy(store, "李强", "三(2)班")


@pytest.fixture
def page(desk, late):
    made = ChartPage(desk)
    desk.shell.show_page(made)
    settle(desk)
    return made


def press(page, text):
    next(one for one in page.findChildren(Button) if one.text() == text).click()


def test_shares_stand_with_their_denominator_and_open_the_names(page, late, went):
    assert "1 / 2（50.00 %）" in words(page)
    press(page, "缺 1 ›")
    assert went[0][0] == "roster" and went[0][1].ids == (late,)


def test_money_is_drawn_by_term_and_opens_who_was_paid(page, went):
    (bars,) = page.findChildren(DayBars)
    assert bars.accessibleDescription() == "2026秋 312"
    assert "312.50 元" in words(page)
    press(page, "1 人 ›")
    assert len(went[0][1].ids) == 1


def test_what_nobody_has_looked_at_yet_is_said_beside_the_rate_and_on_paper(
    page, store, desk, went, tmp_path
):
    source = add(store, CountyList, kind="rural_low", month="2026-09", file="低保.xlsx", sheet="Sheet1",
                 taken_on=dt.date(2026, 9, 10))  # fmt: skip
    record = pupil(store, "钱多", attendance="1")
    add(store, ListHit, source=source, student=record, row=2, verdict="hit", kind="05.1", change="new")
    settle(desk)
    said = "部门名单还有 1 条命中没有看，其中 1 人不在资助名单上，看完再算。"
    assert said in words(page)
    draw(tmp_path / "图.pdf", page.pictures)
    with PdfDocument(tmp_path / "图.pdf") as book:
        assert "条命中没有看" in unicodedata.normalize("NFKC", book[0].get_textpage().get_text_range())
    press(page, "去看 ›")
    assert went[0][0] == "lists"


def test_kinds_of_need_open_their_pupils(page, went):
    press(page, "2 人")
    assert len(went[0][1].ids) == 2


def test_one_programme_can_be_looked_at_alone(page, desk):
    page.programmes.choose([programme("boarding").id])
    page.programmes.changed.emit([])
    settle(desk)
    assert page.pictures.cover.whole.of == 0
    assert "这个学期还没有名单" in words(page)


def test_the_page_reads_itself_anew_after_a_change(page, store, desk):
    needy(store, "张伟", "三(2)班")
    settle(desk)
    assert "1 / 3（33.33 %）" in words(page)


def test_the_pictures_go_on_paper(page, desk, qtbot):
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(desk.shell.page(), PreviewPage))
    assert desk.shell.page().name == "2026年秋季学期资助图表.pdf"


def test_the_sheet_carries_every_figure(page, tmp_path):
    path = tmp_path / "图表 一.pdf"
    draw(path, page.pictures)
    with PdfDocument(path) as book:
        told = "".join(book[at].get_textpage().get_text_range() for at in range(len(book)))
    told = unicodedata.normalize("NFKC", told)  # a PDF may name a character by its radical
    for figure in ("三(2)班", "1 / 2(50.00 %)", "312.50", "农村低保家庭学生", "2 人"):
        assert figure in told


def test_thirty_classes_take_as_many_sheets_as_they_need(page, tmp_path):
    from dataclasses import replace

    from desktop.views.chart_print import Pictures

    told = page.pictures
    many = replace(told.cover, classes=told.cover.classes[:1] * 45 + told.cover.classes[-1:])
    draw(tmp_path / "多.pdf", Pictures(many, told.paid, told.kinds, told.subject))
    with PdfDocument(tmp_path / "多.pdf") as book:
        assert len(book) == 2
