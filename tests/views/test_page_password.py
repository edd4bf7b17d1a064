"""Changing one's password."""

import pytest
from as_a_person import press
from builders import PASSWORD, USER
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.views.log_in import LogIn
from desktop.views.new_password import ChangePassword

NEW = "秋天的第一杯茶9"


def test_changing_the_password_needs_the_old_one(qtbot, school):
    dialog = ChangePassword(None, USER, school.change_password)
    qtbot.addWidget(dialog)
    dialog.old.line.setText("不对不对不对1")
    for line in (dialog.new.first.line, dialog.new.second.line):
        line.setText(NEW)
    dialog.try_it()
    assert dialog.old.sentence.text().startswith("密码不对")


def test_the_changed_password_is_the_one_that_opens(qtbot, school, log_in):
    dialog = ChangePassword(None, USER, school.change_password)
    qtbot.addWidget(dialog)
    dialog.old.line.setText(PASSWORD)
    for line in (dialog.new.first.line, dialog.new.second.line):
        line.setText(NEW)
    dialog.try_it()
    assert dialog.result() == ChangePassword.DialogCode.Accepted and log_in(USER, NEW).who == USER


@pytest.fixture
def asked_to_change(qtbot, school, closed):
    """The new headteacher types the one-time password; `act` is what is done in the dialog that then opens."""
    school.add_user("覃校长", "head", PASSWORD)
    school.let_go()

    def come(act):
        page = LogIn(closed, "覃校长")
        qtbot.addWidget(page)
        inside = []
        page.opened.connect(inside.append)
        page.password.line.setText(PASSWORD)
        QTimer.singleShot(0, lambda: act(QApplication.activeModalWidget()))
        press(page.go)
        return page, inside

    return come


def test_a_one_time_password_is_changed_before_the_window_opens(asked_to_change):
    def change(dialog):
        dialog.old.line.setText(PASSWORD)
        for line in (dialog.new.first.line, dialog.new.second.line):
            line.setText(NEW)
        press(dialog.go)

    _, (opened,) = asked_to_change(change)
    assert opened.store.session.may("approve")
    opened.let_go()


def test_who_keeps_the_one_time_password_stays_outside(asked_to_change):
    page, inside = asked_to_change(lambda dialog: dialog.reject())
    assert not inside and "一次性密码" in page.password.sentence.text()
