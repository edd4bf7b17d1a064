"""A pupil's aid by term on the pupil's page: sums that open their lines, sources, kept papers."""

import datetime as dt

import pytest
from builders import account, add, as_class_teacher, as_headteacher, batch, needy, school_class
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from reportlab.pdfgen import canvas
from views.as_a_person import words

from desktop.models.journal import AccessNote
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.recognition import Evidence
from desktop.services.aid import stages
from desktop.services.aid.batches import approve
from desktop.services.paper.check import text_of
from desktop.services.todo import Narrowed
from desktop.views.buttons import Button
from desktop.views.preview import PreviewPage
from desktop.views.pupil_page import PupilPage


def settle(page):
    while not page.desk.jobs.resting():
        QApplication.processEvents()
    for _ in range(4):
        QApplication.processEvents()


def press(page, text="", tip=""):
    settle(page)
    buttons = [one for one in page.findChildren(Button) if one.isVisibleTo(page)]
    fits = [
        one for one in buttons if (text and one.text() == text) or (tip and one.toolTip().startswith(tip))
    ]
    QTest.mouseClick(fits[0], Qt.MouseButton.LeftButton)
    settle(page)


@pytest.fixture
def wang(store):
    """王芳, on a list that was paid."""
    record = needy(store, "王芳")
    account(store, record)
    made = batch(store)
    day = dt.date(2026, 11, 20)
    approve(as_headteacher(store), made, day)
    for _ in range(3):
        stages.advance(store, made, day, why="有县里的发放明细")
    return record


@pytest.fixture
def show(make_desk, school):
    def make(record, store=None):
        school.store = store or school.store
        page = PupilPage(make_desk(school))
        page.desk.shell.show_page(page)
        page.show_pupil(record)
        settle(page)
        return page

    return make


@pytest.fixture
def page(show, wang):
    made = show(wang)
    made.tabs.bar.setCurrentIndex(1)
    made.gone = []
    made.desk.place_wanted.connect(lambda *to: made.gone.append(to))
    return made


def test_each_line_tells_where_it_comes_from(page):
    told = words(page.tabs.aid)
    assert "2026年秋季学期" in told
    assert "列入名单，312.50 元" in told and "出处：" in told


def test_a_sum_opens_the_lines_it_is_made_of_and_each_line_its_list(page):
    assert "叁佰壹拾贰元伍角整" not in shown_words(page)
    press(page, "已发 312.50 / 应发 312.50 元 ›")
    assert "叁佰壹拾贰元伍角整" in shown_words(page)
    press(page, tip="看这一笔：312.50 元发放成功")
    grant = AidGrant.get()
    assert page.gone == [("batch", Narrowed(grant.batch_id, (grant.id,)))]


def test_a_sum_goes_on_paper_with_every_line_behind_it(page, qtbot):
    press(page, "已发 312.50 / 应发 312.50 元 ›")
    press(page, "佐证页")
    qtbot.waitUntil(lambda: isinstance(page.desk.shell.page(), PreviewPage))
    text = text_of(page.desk.shell.page().path)
    assert "王芳应发金额" in text and "312.50元×1人次＝312.50元" in text and "2026年秋季学期" in text


def shown_words(page):
    from PySide6.QtWidgets import QLabel

    return " ".join(one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page))


def test_what_was_unfolded_stays_so_through_a_change(page, store):
    press(page, "已发 312.50 / 应发 312.50 元 ›")
    needy(store, "李强")
    settle(page)
    assert page.tabs.stack.currentIndex() == 1
    assert "叁佰壹拾贰元伍角整" in shown_words(page)


def test_a_hardship_opens_its_own_record(page):
    press(page, tip="看这一笔：农村低保家庭学生")
    assert page.desk.shell.drawer().form.ledger is Hardship


def test_the_history_goes_on_paper(page, qtbot):
    press(page, "受助学生情况表")
    qtbot.waitUntil(lambda: isinstance(page.desk.shell.page(), PreviewPage))


def test_discreet_mode_has_neither_aid_nor_papers(page):
    page.toggle_discreet()
    settle(page)
    assert page.tabs.aid is None and page.proofs is None
    assert "312.50" not in shown_words(page) and "佐证材料" not in shown_words(page)
    page.toggle_discreet()
    settle(page)
    assert page.tabs.bar.isVisibleTo(page)


def test_the_headteacher_sees_the_aid_first_and_may_change_nothing(show, wang, store):
    page = show(wang, as_headteacher(store))
    assert page.tabs.stack.currentIndex() == 1
    offered = {one.text() for one in page.findChildren(Button) if one.isVisibleTo(page)}
    assert not offered & {"修改", "添加", "记一笔"}


def test_a_class_teacher_is_not_led_to_whole_lists(show, wang, store):
    page = show(wang, as_class_teacher(store, school_class(store, "三(2)班")))
    page.tabs.bar.setCurrentIndex(1)
    tips = [one.toolTip() for one in page.tabs.aid.findChildren(Button)]
    assert any(tip.startswith("看这一笔：农村低保") for tip in tips)
    assert not any("312.50" in tip for tip in tips)


# kept papers -------------------------------------------------------------------------------------------


@pytest.fixture
def papers(school, store, wang, tmp_path):
    """A photo and a PDF that were kept, and one that is gone."""
    from desktop.services.attachments import Attachments

    kept = Attachments(school.folder.attachments, school.key)
    photo, form = tmp_path / "低保证.jpg", tmp_path / "申请表.pdf"
    Image.new("RGB", (900, 600), "#2B772F").save(photo)
    sheet = canvas.Canvas(str(form))
    sheet.drawString(100, 700, "form")
    sheet.showPage()
    sheet.save()
    held = [kept.keep(photo), kept.keep(form), f"{'0' * 64}|不见了.jpg"]
    for day, file in enumerate(held, 1):
        add(store, Evidence, student=wang, kind="other", day=dt.date(2026, 9, day), file=file)
    return held


def test_kept_papers_have_small_pictures(show, wang, papers):
    page = show(wang)
    photo, form, gone = papers
    assert (page.thumbs[photo].width(), page.thumbs[photo].height()) == (192, 128)
    assert not page.thumbs[form].isNull() and page.thumbs[gone].isNull()
    assert page.proofs.labels[photo].iconSize().width() == 96


def test_a_paper_is_looked_at_large_and_that_is_noted(show, wang, papers):
    page = show(wang)
    shown = []
    page.show_dialog = shown.append
    page.open_proof(papers[0])
    settle(page)
    assert shown[0].windowTitle() == "王芳：其他"
    assert AccessNote.select().where(AccessNote.verb == "查看佐证材料").count() == 1
    shown[0].deleteLater()


def test_a_paper_that_is_gone_says_so(show, wang, papers):
    page = show(wang)
    page.open_proof(papers[2])
    settle(page)
    assert "附件“不见了.jpg”不见了" in shown_words(page)
