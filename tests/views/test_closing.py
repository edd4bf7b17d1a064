"""Leaving the open school: the books are closed whatever the disk answers, and what is known is said."""

import os

import pytest
from builders import pupil
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

from desktop.app import Program
from desktop.models.ledger import database
from desktop.services import school_file
from desktop.settings import Settings
from desktop.views import theme
from desktop.views.buttons import Button
from desktop.views.dialogs import Dialog
from desktop.views.log_in import LogIn


@pytest.fixture
def program(qapp, qtbot, monkeypatch, tmp_path, school):
    """The program with the school open, a pupil written since the last backup."""
    monkeypatch.setenv("ZHUXUE_HOME", str(tmp_path / "偏好"))
    theme.apply(qapp, theme.Mode.LIGHT)
    made = Program(qapp, Settings(), [])
    qtbot.addWidget(made.gate)
    made._opened(school)
    pupil(school.store)
    yield made
    if made.window is not None:
        made._clear()
    made.gate.hide()
    made.gate.jobs.close()


@pytest.fixture
def told(qtbot):
    """Reads every question that comes up, and presses its button."""
    read, timer = [], QTimer(interval=20)

    def look():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, Dialog):
            read.append(" ".join(label.text() for label in dialog.findChildren(QLabel)))
            dialog.findChildren(Button)[-1].click()

    timer.timeout.connect(look)
    timer.start()
    yield read
    timer.stop()


def let_the_disk_die(school):
    """What is on it turns to noise while the books are open."""
    database.close()
    database.connect()
    for tail in ("", "-wal"):
        place = school.folder.data.with_name(school.folder.data.name + tail)
        if place.exists():
            place.write_bytes(os.urandom(place.stat().st_size))


def test_a_dying_disk_is_said_with_what_is_known_and_the_books_are_closed(program, school, told):
    let_the_disk_die(school)
    program.leave()
    assert "关闭台账时读写磁盘出错" in told[0] and "最近一份备份是" in told[0]
    assert str(school.folder.path) in told[0] and "整个文件夹复制到另一块盘" in told[0]
    assert program.shell is None and program.gate.isVisible()
    assert not school.folder.lock.exists()


def test_what_nobody_thought_of_still_ends_in_closing(program, school, told, monkeypatch):
    def fail(_self, *, second=None):
        school.let_go()
        raise MemoryError("没有内存")

    monkeypatch.setattr(school_file.SchoolFile, "close", fail)
    program.leave()
    assert "这次没有备份成" in told[0] and "没有内存" in told[0]
    assert program.window is None and isinstance(program.gate.page(), LogIn)


def test_a_second_folder_that_fails_is_told_apart_from_the_backup(program, school, told, tmp_path):
    blocked = tmp_path / "U盘"
    blocked.mkdir()
    (blocked / "不是文件夹").write_text("x")
    program.settings.second_backup = str(blocked / "不是文件夹")
    program.leave()
    assert len(list(school.folder.backups.glob("*关闭*"))) == 1
    assert "这次的备份做好了" in told[0] and "第二份没有存成" in told[0]
    assert program.gate.isVisible()


def test_what_a_page_meant_to_do_next_is_dropped_when_one_leaves_at_once(program, school, qtbot, qapp):
    program.window.go("roster")
    program.window.go("today")
    page = program.window.pages["roster"]
    heard = []
    page._soon.timeout.connect(lambda: heard.append("roster"))
    program.window.desk.look(slow, done=lambda _told: heard.append("job"))
    pupil(school.store, "李强")  # every page of the window now wants to read anew
    program.leave()
    for _ in range(5):
        qapp.processEvents()
    qtbot.wait(50)
    assert heard == [] and isinstance(program.gate.page(), LogIn)


def slow(*, progress):
    return "读好了"
