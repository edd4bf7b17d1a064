"""A form that was begun is left by one of three answers, and Esc is never the one that throws it away."""

import pytest
from builders import pupil
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.models.ledgers.students import Student
from desktop.views import messages
from desktop.views.buttons import Button
from desktop.views.form import RecordForm
from desktop.views.record_drawer import RecordDrawer

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def begun(desk, store):
    """A pupil's form with a name typed over, and nothing kept."""
    record = Student.get_by_id(pupil(store, "王芳"))
    form = RecordForm(store, Student, record)
    drawer = RecordDrawer(desk, Student, form)
    desk.shell.open_drawer(drawer)
    form.editors["note"].insertPlainText("随外婆住")
    desk.ask = messages.ask
    assert drawer.form.is_dirty()
    return drawer


def answered(act, press):
    """What `act` returns when its question is answered so."""
    QTimer.singleShot(50, lambda: press(QApplication.activeModalWidget()))
    return act()


def button(words):
    def press(dialog):
        QTest.mouseClick(next(b for b in dialog.findChildren(Button) if b.text() == words), Qt.LeftButton)

    return press


def escape(dialog):
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


@pytest.mark.parametrize("press", [escape, button("接着写")])
def test_going_back_keeps_the_form_and_what_is_typed(begun, press):
    assert answered(begun.may_leave, press) is False
    assert begun.form.is_dirty() and Student.get().note is None


def test_giving_up_is_a_button_of_its_own(begun):
    assert answered(begun.may_leave, button("放弃改动")) is True
    assert not begun.form.is_dirty() and Student.get().note is None


def test_keeping_writes_and_leaves(begun):
    assert answered(begun.may_leave, button("保存")) is True
    assert Student.get().note == "随外婆住"
