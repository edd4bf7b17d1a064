"""操作记录: steps with what they changed, looks, the recycle bin."""

import pytest
from builders import change, pupil, remove
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.models import undo
from desktop.models.ledgers.students import Student
from desktop.views.log_page import LogPage


@pytest.fixture
def page(desk, store):
    record = pupil(store, "王芳", phone="13900139000")
    change(store, Student, record, "改王芳的电话", phone="13800138000")
    made = LogPage(desk)
    desk.shell.show_page(made)
    return made


def cell(view, row, key):
    at = [column.key for column in view.model.columns].index(key)
    return view.model.data(view.model.index(row, at))


def column(view, key):
    return [cell(view, row, key) for row in range(view.model.rowCount())]


def test_the_newest_step_stands_on_top(page):
    assert cell(page.steps, 0, "does") == "改王芳的电话"


def test_enter_opens_what_a_step_changed(page, desk):
    page.steps.table.go_to(0)
    QTest.keyClick(page.steps.table.body, Qt.Key.Key_Return)
    assert page.steps.drawer.name.whole == "改王芳的电话"
    assert desk.shell.drawer() is page.steps.drawer


def test_the_arrows_go_on_to_the_next_step(page):
    page.steps.table.go_to(0)
    page.steps.open_row(0)
    page.steps.drawer.after_asked.emit()
    assert page.steps.drawer.number == page.steps.model.id_at(1)


def test_a_step_is_taken_back_from_its_drawer(page):
    page.steps.table.go_to(0)
    page.steps.open_row(0)
    page.steps.drawer.back.click()
    assert Student.get().phone == "13900139000"
    assert cell(page.steps, 1, "state") == "已撤销"
    assert not page.steps.drawer.back.isEnabled()


def test_a_step_that_reached_the_outside_cannot_be_taken_back(page):
    first = page.steps.model.rowCount() - 1
    page.steps.open_row(first)
    assert not page.steps.drawer.back.isEnabled()
    assert "不能撤销" in page.steps.drawer.why.text()


def test_words_narrow_the_list(page, qtbot):
    page.steps.words.setText("电话")
    qtbot.waitUntil(lambda: page.steps.model.rowCount() == 1)


def test_a_chip_narrows_to_one_kind(page, store):
    undo.undo(store)
    page.steps.kind.choose(["undo"])
    page.steps.kind.changed.emit(["undo"])
    assert column(page.steps, "does") == ["撤销：改王芳的电话"]


def test_a_head_sorts_in_the_data(page):
    page.steps.table.sort(2, False)
    assert column(page.steps, "does") == sorted(column(page.steps, "does"))


def test_looks_are_listed(page, store):
    store.note_access("导出", "花名册", 402)
    page.tabs.setCurrentIndex(1)
    assert cell(page.looks, 0, "subject") == "花名册"
    assert cell(page.looks, 0, "count") == "402"


def test_what_was_removed_comes_back(page, store):
    record = Student.get().id
    remove(store, Student, record)
    page.tabs.setCurrentIndex(2)
    assert column(page.bin, "caption") == ["王芳"]
    page.bin.table.go_to(0)
    page.bin.bring_back()
    assert Student.get_by_id(record).name == "王芳"
    assert page.bin.model.rowCount() == 0


def test_the_journal_is_proved(page, desk, qtbot):
    page.prove()
    qtbot.waitUntil(lambda: not desk.jobs.busy(), timeout=20_000)
    from desktop.views.widgets import Notice

    assert page.findChild(Notice).property("note") == "good"


def test_a_hint_opens_its_step(page):
    page.take_hint(1)
    assert page.steps.drawer.number == 1


def test_the_models_keep_what_qt_asks_of_them(page, qtmodeltester):
    qtmodeltester.check(page.steps.model)
