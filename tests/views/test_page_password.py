"""Changing one's password."""

from builders import PASSWORD, USER

from desktop.views.log_in import ChangePassword

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
