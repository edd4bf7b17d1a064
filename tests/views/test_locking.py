"""Locking: everything is out of sight and nothing is lost; only the same person goes on with it."""

import pytest
from as_a_person import press, words, write
from builders import PASSWORD, USER, pupil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import Program
from desktop.models.journal import AccessNote
from desktop.services.waits import Waits
from desktop.settings import Settings
from desktop.views import messages, theme
from desktop.views.log_in import LogIn


@pytest.fixture
def program(qapp, qtbot, monkeypatch, tmp_path, school):
    monkeypatch.setenv("ZHUXUE_HOME", str(tmp_path / "偏好"))
    theme.apply(qapp, theme.Mode.LIGHT)
    made = Program(qapp, Settings(), [])
    qtbot.addWidget(made.gate)
    pupil(school.store, "王芳")
    made._opened(school)
    made.gate.ask = lambda *_told, **_more: False
    yield made
    made.curtain = None
    if made.window is not None and (still := made._clear()) is not school:
        still.let_go()
    made.gate.held = None
    made.gate.hide()
    made.gate.jobs.close()


@pytest.fixture
def typing(program):
    """Somebody is filling in a new pupil."""
    program.window.go("roster")
    page = program.window.pages["roster"]
    page.add_record()
    write(page.drawer.form.editors["name"], "韦思齐")
    return page.drawer.form


def unlock(program, password=PASSWORD):
    page = program.gate.page()
    write(page.password.line, password)
    QTest.keyClick(page.password.line, Qt.Key.Key_Return)


def test_half_typed_words_are_there_again_after_unlocking(program, typing):
    program.window.lock_asked.emit()
    assert not program.shell.isVisible() and program.gate.isVisible()
    unlock(program)
    assert program.shell.isVisible() and not program.gate.isVisible()
    assert typing.is_dirty() and typing.editors["name"].raw() == "韦思齐"


def test_the_idle_clock_locks_without_losing_a_word(program, typing):
    program.idle.timeout.emit()
    assert not program.shell.isVisible() and "做到一半的都还在" in words(program.gate)
    unlock(program)
    assert typing.editors["name"].raw() == "韦思齐" and program.idle.isActive()


def test_a_wrong_password_keeps_it_locked_and_is_counted(program, typing):
    program.lock()
    for _ in range(4):
        unlock(program, "不对不对不对1")
    assert not program.shell.isVisible() and Waits(program.here.delays).seconds_left() > 0


def test_unlocking_is_written_down(program):
    program.lock()
    unlock(program)
    assert AccessNote.select().where(AccessNote.verb == "解锁").count() == 1


def test_what_was_saved_is_backed_up_when_it_is_locked(program, school, qtbot):
    pupil(school.store, "李强")
    program.lock()
    qtbot.waitUntil(lambda: bool(list(school.folder.backups.glob("*锁上*"))))


def test_an_open_question_is_covered_and_still_open_after_unlocking(program, qtbot):
    question = messages.question(program.shell, "删除", "删除韦思齐的记录？")
    question.open()
    program.lock()
    assert question.isVisible() and program.curtain.covers[0].isVisible()
    assert program.curtain.covers[0].geometry() == question.rect()
    assert QApplication.activeModalWidget() is program.gate
    unlock(program)
    assert question.isVisible() and program.curtain is None
    question.reject()


def test_somebody_else_is_asked_before_what_was_typed_goes(program, typing):
    asked = []
    program.gate.ask = lambda *told, **_more: bool(asked.append(told[2]))
    program.lock()
    press(program.gate.page().other)
    assert f"{USER}锁上时的窗口还开着" in asked[0]
    unlock(program)
    assert typing.editors["name"].raw() == "韦思齐"


def test_somebody_else_who_does_not_wait_comes_to_a_plain_log_in(program, typing, qtbot):
    program.gate.ask = lambda *_told, **_more: True
    program.lock()
    press(program.gate.page().other)
    qtbot.waitUntil(lambda: program.window is None)
    assert isinstance(program.gate.page(), LogIn) and program.gate.page().user.isEnabled()
    unlock(program)
    assert program.shell.isVisible() and program.shell.drawer() is None


def test_closing_the_locked_window_asks_too(program, typing):
    program.gate.ask = lambda *_told, **_more: False
    program.lock()
    program.gate.close()
    assert program.gate.isVisible() and program.window is not None


def test_leaving_with_a_half_done_import_asks(program, tmp_path, qtbot):
    file = tmp_path / "名单.csv"
    file.write_text("姓名,性别,班级\n韦思齐,男,一年级1班\n", "utf-8")
    program.window.go("import", [file])
    wizard = program.window.pages["import"]
    qtbot.waitUntil(lambda: wizard.at == 1)
    asked = []
    program.window.desk.ask = lambda *told, **_more: bool(asked.append(told[2]))
    qtbot.waitUntil(lambda: not program.window.desk.jobs.busy())
    program.window.leave_asked.emit()
    assert "名单导入做到“认表头”" in asked[0] and program.window is not None
    program.lock()
    unlock(program)
    assert wizard.at == 1 and wizard.isVisible()


def test_while_a_job_runs_it_locks_a_minute_later(program, qtbot):
    program.window.desk.run(nothing, title="正在办", done=lambda _told: None)
    program.lock()
    assert program.shell.isVisible() and program.idle.isActive()
    qtbot.waitUntil(lambda: not program.window.desk.jobs.busy())


def nothing(*, progress):
    return None
