"""升级: seen first, one step, undone as one."""

import pytest
from builders import pupil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

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


@pytest.fixture
def page(desk, pupils):
    made = RollOverPage(desk)
    desk.shell.show_page(made)
    return made


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


def test_the_same_year_is_not_done_twice(page):
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    assert classes()["王芳"] == "四(1)班"
    assert page._notices.count() == 1


def test_without_classes_there_is_nothing_to_press(desk):
    assert not RollOverPage(desk).go.isEnabled()
