"""学生一人一页: facts, what happened, what is missing, leaving and coming back, 隐性模式."""

import datetime as dt

import pytest
from builders import add, batch, change, guardian, id_number, needy, pupil
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.models.journal import AccessNote
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.ledgers.students import Student
from desktop.services import timeline
from desktop.views.preview import PreviewPage
from desktop.views.pupil_page import PupilPage
from desktop.views.pupil_parts import TimeCard

NUMBER = id_number(1)


@pytest.fixture
def wang(store):
    record = needy(store, "王芳", attendance="1", id_number=NUMBER)
    guardian(store, record, "王建国", phone="13800001234")
    batch(store)
    return record


@pytest.fixture
def page(desk, wang):
    made = PupilPage(desk)
    desk.shell.show_page(made)
    made.show_pupil(wang)
    return made


def words_of(page):
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def gap_words(student):
    return [gap.words for gap in timeline.gaps(student)]


def test_the_head_tells_who_it_is_with_the_number_veiled(page):
    assert page.title() == "王芳"
    assert NUMBER not in words_of(page)
    assert f"5299**********{NUMBER[-4:]}" in words_of(page)


def test_the_eye_shows_the_number_and_is_noted(page):
    QTest.mouseClick(page.eye, Qt.MouseButton.LeftButton)
    assert NUMBER in words_of(page)
    assert AccessNote.select().where(AccessNote.subject == "王芳一人一页").count() == 1


def test_everything_that_happened_stands_newest_first(page, wang, store):
    change(store, Student, wang, "改就读方式", attendance="2")
    told = timeline.moments(wang)
    assert told == sorted(told, key=lambda one: one.at, reverse=True)
    assert any("就读方式 走读 → 住校" in one.words for one in told)
    assert any("列入名单，312.50 元" in one.words for one in told)


def test_the_time_line_masks_numbers(store, wang):
    change(store, Student, wang, "改身份证号", id_number=id_number(2))
    told = " ".join(one.words for one in timeline.moments(wang))
    assert NUMBER not in told
    assert NUMBER[-4:] in told


def test_a_removed_record_stays_in_the_time_line(store, wang):
    with store.step("删除困难类型") as step:
        step.remove(Hardship, Hardship.get().id)
    assert any(one.words == "删除困难类型：农村低保家庭学生" for one in timeline.moments(wang))


def test_the_next_steps_name_what_is_missing(wang):
    assert "没有收款账户，资助款没有地方发" in gap_words(wang)
    assert not any("身份证" in words for words in gap_words(wang))


def test_a_pupil_who_left_has_no_next_steps(store, wang):
    change(store, Student, wang, "转出", status="11", left_on=dt.date(2026, 10, 1))
    assert timeline.gaps(wang) == []


def test_a_next_step_opens_the_form_that_mends_it(page, desk):
    page.do("add:payee_account")
    assert desk.shell.drawer().form.ledger.title == "收款账户"
    assert "student" not in desk.shell.drawer().form.editors


def test_a_hardship_is_added_with_its_source(page, desk, wang):
    page.do("add:hardship")
    form = desk.shell.drawer().form
    form.editors["kind"].choose("12")
    form.editors["source"].setText("残疾人证")
    assert form.save()
    assert Hardship.select().where(Hardship.student == wang).count() == 2


def test_leaving_needs_a_day_and_a_reason(page, desk, wang):
    page.do("leave")
    form = desk.shell.drawer().form
    form.editors["went_to"].setText("邻县小学")
    form.editors["went_to"].textEdited.emit("邻县小学")
    assert not form.save()
    assert form.boxes["left_on"].sentence.text() == "请填写离校日期。"
    for name, value in (("left_on", dt.date(2026, 10, 8)), ("leave_reason", "transfer")):
        form.editors[name].show_value(value)
        form.editors[name].edited.emit()
    assert form.save()
    row = Student.get_by_id(wang)
    assert (row.status, row.went_to) == ("11", "邻县小学")


def test_who_left_may_come_back(page, desk, wang, store):
    change(store, Student, wang, "转出", status="11", left_on=dt.date(2026, 10, 1), leave_reason="transfer")
    page.refresh()
    page.do("arrive")
    form = desk.shell.drawer().form
    form.editors["arrived_on"].show_value(dt.date(2026, 11, 2))
    form.editors["arrived_on"].edited.emit()
    assert form.save()
    row = Student.get_by_id(wang)
    assert (row.status, row.left_on) == ("01", None)


def test_the_history_says_who_changed_what_from_what_to_what(store, wang):
    change(store, Student, wang, "改就读方式", attendance="2")
    assert timeline.history(Student, wang)[0][1] == "周敏把就读方式从“走读”改成“住校”（改就读方式）"


def test_discreet_mode_hides_need_and_money(page):
    QTest.mouseClick(page.hide_, Qt.MouseButton.LeftButton)
    page_words = words_of(page)
    assert "低保" not in page_words
    assert "312.50" not in page_words
    assert "王芳" in page_words


def test_discreet_mode_tells_no_change_of_a_need(page, wang, store):
    change(store, Student, wang, "核对一遍", rural_left_behind=True)
    change(store, Student, wang, "核对留守 130 人", attendance="2")
    change(store, Student, wang, "改电话", phone="13800000000")
    told = timeline.moments(wang)
    open_ = " ".join(one.words + one.fact for one in told if not one.private)
    assert "留守" in " ".join(one.words + one.fact for one in told)
    assert "留守" not in open_ and "改电话" in open_
    page.toggle_discreet()
    assert [one.words for one in page.time.moments] == [one.words for one in told if not one.private]


def test_the_time_line_narrows_to_one_ledger(page):
    made = page.findChildren(TimeCard)[-1]
    made.chip.choose(["资助"])
    made._show()
    assert {one.ledger for one in made.wanted()} == {"资助"}


def test_the_time_line_narrows_to_one_year(qtbot):
    told = [
        timeline.Moment(dt.datetime(year, 9, 1), "stamp", "good", f"{year} 年的事", "", ledger)
        for year, ledger in ((2026, "资助"), (2025, "资助"), (2025, "困难类型"))
    ]
    made = TimeCard(told)
    qtbot.addWidget(made)
    made.narrow([2025], [])
    assert made.wanted() == told[1:]
    made.narrow([2025], ["资助"])
    assert made.wanted() == [told[1]]
    made.years.clear()
    assert made.wanted() == told[:2]


def test_what_was_chosen_to_look_at_stays_through_a_change(page, store, wang, qtbot):
    page.time.narrow([2026], ["资助"])
    shown = page.time
    change(store, Student, wang, "改就读方式", attendance="2")
    qtbot.waitUntil(lambda: page.time is not shown)
    assert page.time.chosen_years() == (2026,) and page.time.chip.chosen() == ["资助"]


def test_the_page_goes_on_paper_with_the_years_looked_at(page, desk, qtbot, tmp_path):
    page.time.narrow([2026], [])
    QTest.mouseClick(page.print_, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(desk.shell.page(), PreviewPage))
    preview = desk.shell.page()
    text = PdfDocument(str(preview.path))[0].get_textpage().get_text_bounded()
    assert "王芳" in text and "五、经过（2026 年）" in text and NUMBER not in text
    assert preview.name == "青禾县柳林镇石桥小学学生资助情况页（王芳）.pdf"
    preview.leave()


def test_in_discreet_mode_nothing_is_offered_for_printing(page):
    QTest.mouseClick(page.hide_, Qt.MouseButton.LeftButton)
    assert not page.print_.isVisibleTo(page)


def test_a_pupil_who_is_gone_is_said_so(page, store, wang):
    page.show_pupil(wang + 1000)
    assert page.title() == "没有这个学生"


def test_the_menu_offers_everything_one_may_note(page):
    words = [action.text() for action in page.menu().actions() if action.text()]
    assert "登记困难类型" in words
    assert "看修改记录" in words


def test_open_lines_of_county_lists_are_the_next_thing_to_do(store):
    record = pupil(store, "王芳", attendance="1", no_id_reason="新生，户口还没有落")
    told = {"kind": "rural_low", "month": "2026-09", "file": "低保.xlsx", "sheet": "Sheet1"}
    source = add(store, CountyList, **told, taken_on=dt.date(2026, 9, 5))
    add(store, ListHit, source=source, student=record, row=2, verdict="hit", kind="05.1", change="new")
    assert ("部门名单上有 1 条还没有处理", "lists") in [(gap.words, gap.do) for gap in timeline.gaps(record)]
