"""升级: seen first, one step, undone as one; out of its season only when the person is sure."""

import datetime as dt

import pytest
from builders import change, pupil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.models.ledgers.calendar import SchoolTerm
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.services import backup
from desktop.views.roll_over_page import RollOverPage


@pytest.fixture
def pupils(store):
    return {
        name: pupil(store, name, klass)
        for name, klass in (("王芳", "三(1)班"), ("李强", "六(1)班"), ("张敏", "六(1)班"))
    }


SUMMER, NOVEMBER = dt.date(2026, 8, 28), dt.date(2026, 11, 20)


@pytest.fixture
def page_on(desk, pupils):
    def make(day):
        made = RollOverPage(desk, today=lambda: day)
        desk.shell.show_page(made)
        return made

    return make


@pytest.fixture
def page(page_on):
    return page_on(SUMMER)


def classes():
    return {row.name: Student.school_class.format(row.school_class_id) for row in Student.select()}


def words(page):
    return " ".join(label.text() for label in page.findChildren(QLabel))


def tick(page, klass, name):
    page.which.choose(SchoolClass.find(klass))
    item = next(
        page.pupils.item(at) for at in range(page.pupils.count()) if page.pupils.item(at).text() == name
    )
    item.setCheckState(Qt.CheckState.Checked)


def test_it_is_seen_before_it_is_done(page):
    assert "三(1)班 → 四(1)班" in words(page)
    assert "六(1)班 → 毕业" in words(page)
    assert "1 个班毕业，2 人的学籍状态改为“毕业”。" in words(page)
    assert classes()["王芳"] == "三(1)班"


def test_everyone_moves_up_and_the_highest_grade_graduates(page, pupils, desk):
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    assert classes()["王芳"] == "四(1)班"
    assert Student.get_by_id(pupils["李强"]).status == "12"
    assert backup.listed(desk.school.folder.backups)[0].reason == "升级前"


def test_a_ticked_pupil_repeats(page, pupils):
    tick(page, "六(1)班", "李强")
    assert "1 人留级：李强。" in words(page)
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    assert Student.get_by_id(pupils["李强"]).status == "01"
    assert classes()["李强"] == "六(1)班"


def test_nothing_happens_when_the_person_thinks_better_of_it(page, desk):
    desk.ask = lambda *_, **__: False
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    assert classes()["王芳"] == "三(1)班"


def test_one_undo_takes_the_whole_year_back(page, desk, pupils):
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    desk.undo()
    assert classes() == {"王芳": "三(1)班", "李强": "六(1)班", "张敏": "六(1)班"}
    assert Student.get_by_id(pupils["李强"]).status == "01"


def test_in_its_summer_nothing_is_asked(page):
    assert page.year.value() == 2026 and page.doubt() == ""
    assert page.go.isEnabled() and not page.sure.isVisible()


def test_the_same_year_is_not_done_twice(page):
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    page.year.setValue(2026)
    assert "2026 年的升级已经做过了" in words(page)
    assert not page.go.isEnabled() and not page.sure.isVisible()


def test_the_next_year_is_not_offered_before_its_summer(page):
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    assert page.year.value() == 2027 and not page.go.isEnabled()
    assert "现在还早" in words(page) and "2026 年的升级已经做过了" in words(page)
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    assert classes()["王芳"] == "四(1)班"


def test_in_mid_year_it_goes_only_when_the_person_is_sure(page_on):
    page = page_on(NOVEMBER)
    assert "2027 年的升级一般从 2027年6月5日 起做" in words(page) and not page.go.isEnabled()
    page.sure.setChecked(True)
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    assert classes()["王芳"] == "四(1)班"


def test_who_is_sure_of_one_year_is_asked_again_about_another(page_on):
    page = page_on(NOVEMBER)
    page.sure.setChecked(True)
    page.year.setValue(2026)
    assert "不然会多升一级" in words(page)
    assert not page.sure.isChecked() and not page.go.isEnabled()


def test_the_schools_own_calendar_says_when_the_summer_is(page_on, store):
    spring = SchoolTerm.get(SchoolTerm.term == "2026-2").id
    change(store, SchoolTerm, spring, ends=dt.date(2027, 6, 20))
    assert page_on(dt.date(2027, 5, 20)).doubt().startswith("现在还早")
    assert page_on(dt.date(2027, 5, 22)).doubt() == ""


def test_what_was_taken_back_is_offered_again(page, desk):
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    desk.undo()
    assert page.year.value() == 2026 and page.go.isEnabled()


def test_without_classes_there_is_nothing_to_press(desk):
    assert not RollOverPage(desk).go.isEnabled()
