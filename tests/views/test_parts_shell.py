"""The frame: places, drawer, search, status line, toast, wizard, questions."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from desktop.views import language, messages
from desktop.views.dialogs import Dialog
from desktop.views.drawer import Drawer
from desktop.views.page import Page
from desktop.views.search import Result
from desktop.views.toast import Toast
from desktop.views.wizard import WizardPage

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def drawer():
    return Drawer(QLabel("韦思齐"), QLineEdit("尾号 3308"))


# --- places and pages


def test_pressing_a_place_tells_its_key(shell, qtbot):
    with qtbot.waitSignal(shell.place_chosen) as told:
        press(qtbot, shell.rail._buttons["pupils"])
    assert told.args == ["pupils"]


def test_alt_and_a_digit_goes_to_the_place_of_that_number(shell, qtbot):
    with qtbot.waitSignal(shell.place_chosen) as told:
        qtbot.keyClick(shell, Qt.Key.Key_2, ALT)
    assert told.args == ["pupils"] and shell.rail._buttons["pupils"].isChecked()


def test_alt_and_a_digit_beyond_the_last_place_does_nothing(shell, qtbot):
    with qtbot.assertNotEmitted(shell.place_chosen):
        qtbot.keyClick(shell, Qt.Key.Key_9, ALT)


def test_marking_a_place_goes_nowhere(shell, qtbot):
    with qtbot.assertNotEmitted(shell.place_chosen):
        shell.rail.mark("help")
        shell.rail.mark("unknown")
    assert not any(button.isChecked() for button in shell.rail._buttons.values())


def test_a_narrow_window_has_a_slim_rail(shell):
    wide = shell.rail.width()
    shell.resize(1093, 614)
    assert shell.rail.slim and shell.rail.width() < wide
    assert shell.rail._buttons["pupils"].toolTip() == "学生与家庭"
    shell.resize(1366, 768)
    assert not shell.rail.slim


def test_what_waits_is_read_out(shell):
    shell.rail.set_waiting({"today": 5})
    assert shell.rail._buttons["today"].accessibleDescription() == "5 件"


def test_other_places_replace_the_first_ones(shell):
    shell.rail.set_places(shell.rail.places[:1])
    assert [place.key for place in shell.rail.places] == ["today"]


def test_a_page_comes_back_as_it_was(shell):
    first, second = Page("今日"), Page("花名册")
    for page in (first, second, first):
        shell.show_page(page)
    assert shell.page() is first
    shell.drop_page(first)
    assert shell.page() is second


# --- drawer


def test_escape_closes_the_drawer_and_says_so(shell, qtbot):
    shell.show_page(Page("花名册"))
    shell.open_drawer(drawer())
    with qtbot.waitSignal(shell.drawer_closed):
        qtbot.keyClick(shell.drawer().findChild(QLineEdit), Qt.Key.Key_Escape)
    assert shell.drawer() is None


def test_another_drawer_takes_the_place_of_the_first(shell, qtbot):
    first, second = drawer(), drawer()
    shell.open_drawer(first)
    with qtbot.assertNotEmitted(shell.drawer_closed):
        shell.open_drawer(second)
    assert shell.drawer() is second and not first.isVisible()


def test_arrows_in_a_drawers_line_move_to_the_neighbours(shell, qtbot):
    shell.open_drawer(drawer())
    line = shell.drawer().findChild(QLineEdit)
    with qtbot.waitSignal(shell.drawer().after_asked):
        qtbot.keyClick(line, Qt.Key.Key_Down)
    with qtbot.waitSignal(shell.drawer().before_asked):
        qtbot.keyClick(line, Qt.Key.Key_Up)


# --- keys and the top bar


@pytest.mark.parametrize(
    "key, held, signal",
    [
        (Qt.Key.Key_Z, CONTROL, "undo_pressed"),
        (Qt.Key.Key_Y, CONTROL, "redo_pressed"),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, "help_pressed"),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier, "refresh_pressed"),
    ],
)
def test_keys_of_the_window(shell, qtbot, key, held, signal):
    with qtbot.waitSignal(getattr(shell, signal)):
        qtbot.keyClick(shell, key, held)


def test_undo_inside_an_editor_is_the_editors_own(shell, qtbot):
    shell.open_drawer(drawer())
    line = shell.drawer().findChild(QLineEdit)
    line.setFocus()
    qtbot.keyClicks(line, "x")
    with qtbot.assertNotEmitted(shell.undo_pressed):
        qtbot.keyClick(line, Qt.Key.Key_Z, CONTROL)
    assert line.text() == "尾号 3308"


def test_choosing_a_term_tells_its_key(shell, qtbot):
    shell.top.set_terms([("26-1", "2026年秋季学期"), ("25-2", "2026年春季学期")], "26-1")
    assert shell.top.term.text() == "2026年秋季学期"
    with qtbot.waitSignal(shell.top.term_chosen) as told:
        shell.top.terms.actions()[1].trigger()
    assert told.args == ["25-2"]


def test_the_persons_menu_tells_what_was_chosen(shell, qtbot):
    shell.top.set_account("周敏", [("key", "改密码", "key-round"), ("out", "换人登录", "log-out")])
    with qtbot.waitSignal(shell.top.account_chosen) as told:
        shell.top.lines.actions()[1].trigger()
    assert told.args == ["out"]


# --- search


@pytest.fixture
def search(shell, qtbot):
    qtbot.keyClick(shell, Qt.Key.Key_F, CONTROL)
    assert shell.top.search.hasFocus()
    return shell.top.search


def test_what_is_typed_is_asked_for_after_a_pause(search, qtbot):
    with qtbot.waitSignal(search.changed) as told:
        qtbot.keyClicks(search, "wsq ")
    assert told.args == ["wsq"]


def test_a_result_is_taken_by_keys_alone(search, qtbot):
    with qtbot.waitSignal(search.changed):
        qtbot.keyClicks(search, "w")
    search.show_results([Result(7, "韦思齐"), Result(8, "韦思远")])
    qtbot.keyClick(search, Qt.Key.Key_Down)
    with qtbot.waitSignal(search.chosen) as told:
        qtbot.keyClick(search, Qt.Key.Key_Return)
    assert told.args == [8] and search.text() == "" and not search.popup.isVisible()


def test_nothing_found_says_what_else_to_try(search, qtbot):
    search.setText("郑")
    search.show_results([])
    assert "没有找到“郑”" in search.nothing.text() and search.popup.isVisible()
    assert search.nothing.height() >= search.nothing.heightForWidth(search.nothing.width())


def test_escape_empties_the_search_first(shell, search, qtbot):
    shell.open_drawer(drawer())
    search.setFocus()
    search.setText("w")
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == "" and shell.drawer() is not None
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert shell.drawer() is None


def test_results_that_come_late_do_not_open_over_an_empty_box(search):
    search.show_results([Result(7, "韦思齐")])
    assert search.popup is None


# --- status line and toast


def test_undo_is_named(shell):
    shell.say_saved("10:32", "改 韦思齐 的银行卡")
    assert shell.status.saved.text() == "已保存 10:32"
    assert "改 韦思齐 的银行卡" in shell.status.undo.toolTip() and shell.status.undo.isEnabled()
    assert not shell.status.redo.isVisible()


def test_the_step_of_another_person_cannot_be_pressed_and_says_whose_it_is(shell):
    shell.say_saved("10:32", why_not="上一步是周敏做的（改住址），由周敏自己撤销。")
    assert not shell.status.undo.isEnabled()
    assert shell.status.undo.toolTip() == "上一步是周敏做的（改住址），由周敏自己撤销。"


def test_nothing_to_undo_cannot_be_pressed(shell):
    assert not shell.status.undo.isEnabled() and not shell.status.mark.isVisible()


def test_a_toast_does_what_its_button_says_and_goes(shell, qtbot):
    done = []
    toast = shell.toast(
        "已生成 186 份", [("打开", lambda: done.append("open")), ("撤销", lambda: done.append("undo"))]
    )
    press(qtbot, toast.buttons[1])
    assert done == ["undo"] and not toast.isVisible()


def test_a_second_toast_takes_the_place_of_the_first(shell):
    first = shell.toast("一")
    shell.toast("二")
    assert not first.isVisible()
    assert [one.words.text() for one in shell.findChildren(Toast) if one.isVisible()] == ["二"]


def test_a_toast_stays_while_the_keyboard_is_on_it(shell, qtbot):
    toast = shell.toast("已生成 186 份", [("打开", print)])
    toast.buttons[0].setFocus()
    toast.dismiss()
    assert toast.isVisible()
    toast.buttons[0].clearFocus()
    toast.dismiss()
    assert not toast.isVisible()


# --- wizard


def test_a_wizard_can_always_go_back(qtbot):
    page = WizardPage("导入名单", ["选文件", "预演"])
    qtbot.addWidget(page)
    page.show_step(0, QWidget())
    assert page.back.text() == "不做了" and page.back.isEnabled()
    page.show_step(1, QWidget(), ["先自动备份一次"])
    page.set_next("写入 407 行", ready=False)
    assert page.back.text() == "上一步" and not page.next.isEnabled()
    assert [rung.state for rung in page.ladder.rungs] == ["done", "here"]
    assert "先自动备份一次" in [label.text() for label in page.findChildren(QLabel)]


def test_a_step_keeps_its_fact(qtbot):
    page = WizardPage("导入名单", ["选文件", "预演"])
    qtbot.addWidget(page)
    page.show_step(0, QWidget())
    page.set_step_fact(0, "在校生信息.xlsx")
    page.show_step(1, QWidget())
    assert page.ladder.rungs[0].fact == "在校生信息.xlsx"


# --- questions


def test_enter_accepts_and_escape_declines(shell, qtbot):
    for key, answer in (
        (Qt.Key.Key_Return, Dialog.DialogCode.Accepted),
        (Qt.Key.Key_Escape, Dialog.DialogCode.Rejected),
    ):
        asked = messages.question(shell, "写入 407 行", "会新增 31 人，可撤销。", "写入")
        asked.open()
        qtbot.keyClick(asked, key)
        assert asked.result() == answer


def test_the_window_is_dimmed_while_asked(shell, qtbot):
    asked = messages.message(shell, "备份好了", "在 D 盘。", "good")
    before = shell.grab().toImage().pixelColor(5, 400).lightness()
    asked.open()
    assert shell.grab().toImage().pixelColor(5, 400).lightness() < before
    asked.accept()
    QApplication.processEvents()
    assert shell.grab().toImage().pixelColor(5, 400).lightness() == before


def test_a_question_can_be_asked_before_there_is_a_window(qtbot):
    asked = messages.question(None, "打开数据", "上次没有正常退出。", "打开")
    qtbot.addWidget(asked)
    asked.open()
    assert asked.isVisible()
    asked.reject()


def test_a_text_is_asked_for_until_there_is_one(shell, qtbot):
    asked = messages.TextQuestion(shell, "存为视图", "名字")
    asked.open()
    assert not asked.yes.isEnabled()
    asked.editor.setText(" 一年级困难生 ")
    press(qtbot, asked.yes)
    assert asked.words() == "一年级困难生" and asked.result() == Dialog.DialogCode.Accepted


def test_a_secret_keeps_its_blanks(shell):
    asked = messages.TextQuestion(shell, "登录", "密码", value=" a ")
    asked.hide_words()
    assert asked.words() == " a "
    asked.deleteLater()


def test_qts_own_words_are_chinese(qapp):
    language.speak_chinese(qapp)
    assert QApplication.translate("QPlatformTheme", "Cancel") == "取消"
