"""The open school's window: what the rail shows from the first moment, and who may go where."""

import pytest
from builders import pupil
from PySide6.QtWidgets import QApplication, QWidget

from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.students import Student
from desktop.views.main_window import MainWindow
from desktop.views.toast import Toast


class Unsaved(QWidget):
    """A drawer with typing that the person wants to keep."""

    def may_leave(self) -> bool:
        return False


@pytest.fixture
def window(desk):
    return MainWindow(desk)


def has_keyboard(page):
    focused = QApplication.focusWidget()
    return focused is page or page.isAncestorOf(focused)


def toasts(window):
    return [one for one in window.shell.findChildren(Toast) if one.isVisible()]


def titles(window):
    return [button.title for button in window.shell.rail._every()]


def test_what_waits_is_counted_before_anything_is_changed(store, desk, qtbot):
    with store.step("留一行") as step:
        step.add(WaitingRow, {"person": "韦思齐", "problem": "缺身份证号", "file": "名单.xlsx", "row": 4})
    window = MainWindow(desk)
    rail = window.shell.rail
    qtbot.waitUntil(lambda: rail._groups["students"].waiting == 1)
    assert rail._buttons["roster"].waiting == 1


def test_a_change_is_counted_at_once(window, store):
    pupil(store, "王芳")
    with store.step("留一行") as step:
        step.add(WaitingRow, {"person": "韦思齐", "problem": "缺身份证号", "file": "名单.xlsx", "row": 4})
    assert window.shell.rail._groups["students"].waiting == 1


def test_the_rail_lights_the_page_that_one_did_not_leave(window):
    window.go("roster")
    window.shell.open_drawer(Unsaved())
    window.shell.rail.choose("aid")
    assert window.shell.page() is window.pages["roster"]
    assert window.shell.rail.here == "roster" and window.shell.rail.open == "students"
    window.shell._take_drawer_out()


def test_made_up_books_say_so_all_the_time(store, desk):
    with store.step("演示：食堂人员") as step:
        step.add(WaitingRow, {"person": "韦思齐", "file": "名单.xlsx", "row": 4})
    window = MainWindow(desk)
    assert "（演示）" in window.shell.top.school.text() and "演示数据" in window.shell.windowTitle()


def test_a_real_school_is_not_called_a_demo(window):
    assert "演示" not in window.shell.top.school.text() + window.shell.windowTitle()


def test_a_page_that_is_no_place_lights_the_one_it_belongs_to(window, store):
    pupil(store, "王芳")
    window.open_pupil(Student.select().first().id)
    assert window.shell.rail._buttons["roster"].isChecked()


def test_a_meal_keeper_finds_the_roster_by_itself(make_desk, school, log_in):
    school.add_user("陈老师", "meal", "teacher-2026")
    told = titles(MainWindow(make_desk(log_in("陈老师", "teacher-2026"))))
    assert {"今日", "花名册", "打印", "设置", "帮助"} <= set(told) and not {"学生", "资助", "户与家人"} & set(
        told
    )


def test_the_keyboard_goes_along_to_the_next_page(window, qtbot):
    window.shell.show()
    window.shell.activateWindow()
    window.go("roster")
    window.shell.page().table.setFocus()
    window.go("backup")
    qtbot.waitUntil(lambda: has_keyboard(window.shell.page()))


def test_what_was_said_goes_when_another_page_is_chosen_by_hand(window):
    window.shell.show()
    window.desk.say("写好了。")
    window.go("backup")  # the program itself goes on: one reads it there
    assert toasts(window)
    window.shell.place_chosen.emit("roster")
    assert not toasts(window)


def test_what_was_said_on_a_page_goes_with_it(window, qtbot):
    window.shell.show()
    window.desk.say("写好了。")
    qtbot.waitUntil(lambda: not toasts(window)[0].just_said)
    window.go("backup")
    assert not toasts(window)


def test_what_is_said_covers_no_row_and_no_sum_of_the_page(window):
    window.shell.show()
    window.go("roster")
    window.desk.say("已生成 43 人的名单。", ("撤销", print))
    said, table = toasts(window)[0], window.shell.page().table
    assert said.geometry().top() > table.mapTo(window.shell, table.rect().bottomLeft()).y()
