"""A class teacher in the window: every page that opens shows the own class alone, and copying takes what is seen."""

import datetime as dt

import pytest
from builders import (
    account,
    add,
    as_class_teacher,
    as_headteacher,
    batch,
    change,
    guardian,
    id_number,
    school_class,
)
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QPlainTextEdit, QTableView, QWidget
from round_steps import reviewing
from screens import words_on
from waits import pause

from desktop.models import sight
from desktop.models.journal import AccessNote
from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.students import Student
from desktop.services.aid.batches import approve
from desktop.services.aid.notices import make_notices
from desktop.views.main_window import MainWindow
from desktop.views.places import OTHERS, SPOTS, WHOLE_SCHOOL
from desktop.views.roster_page import RosterPage

STRANGER = "张伟"  # in 四(1)班; 王芳 and 李强 are the teacher's, in 三(2)班
KEYS = [*(spot.place.key for spot in SPOTS), *OTHERS]


@pytest.fixture
def window(make_desk, school):
    """The teacher of 三(2)班 at the keyboard of a school with lists, letters, a round and rows that wait."""
    store = school.store
    reviewing(store)
    for place, row in enumerate(list(Student.select()), 1):
        change(store, Student, row.id, id_number=id_number(place))
        account(store, row.id, f"621700001000123456{place}")
        guardian(store, row.id, f"{row.name}的父亲")
    made = batch(store)
    approve(as_headteacher(store), made, dt.date(2026, 11, 10))
    make_notices(store, made)
    add(store, WaitingRow, person="覃思远", problem="缺身份证号", file="名单.xlsx", row=4)
    stranger = Student.get(Student.name == STRANGER).id
    change(store, Student, stranger, does=f"修改 {STRANGER}", home_address="青禾县柳林镇")
    school.store.session = as_class_teacher(store, school_class(store, "三(2)班")).session
    return MainWindow(make_desk(school))


def told_by(widget: QWidget) -> str:
    """Every word of a widget and of what is in it: labels, tips, editors, all cells of its tables."""
    found = []
    for one in (widget, *widget.findChildren(QWidget)):
        found += [*words_on(one), one.accessibleName(), one.accessibleDescription()]
        if isinstance(one, QLineEdit):
            found.append(one.text())
        elif isinstance(one, QPlainTextEdit):
            found.append(one.toPlainText())
        elif isinstance(one, QAbstractItemView) and one.model():
            model = one.model()
            columns = model.columnCount() if isinstance(one, QTableView) else 1
            found += [
                str(model.index(row, at).data() or "")
                for row in range(model.rowCount())
                for at in range(columns)
            ]
    return "\n".join(found)


def settle(window, qtbot):
    qtbot.waitUntil(lambda: not window.desk.jobs.busy())
    pause()


@pytest.mark.parametrize("key", KEYS)
def test_no_page_tells_a_class_teacher_of_another_class(window, key, qtbot):
    if key == "pupil":
        window.open_pupil(Student.get().id)
    else:
        window.go(key)
    settle(window, qtbot)
    seen = told_by(window.shell)
    with sight.whole():
        number = Student.get(Student.name == STRANGER).id_number
    assert not [one for one in (STRANGER, number, number[-4:], "覃思远") if one in seen]
    if key in WHOLE_SCHOOL:
        assert key not in window.pages and "“班主任”不看这一页" in seen


def test_whoever_may_not_open_a_page_is_told_who_may(window):
    window.go(min(WHOLE_SCHOOL))
    assert "请资助专干或校长登录来看" in told_by(window.shell)


def test_a_class_teacher_finds_only_the_own_pupils(window):
    window._search(STRANGER)
    assert STRANGER not in told_by(window.shell)


def test_no_letters_and_no_lists_wait_for_a_class_teacher(window, qtbot):
    settle(window, qtbot)
    assert not {"letters", "batch", "new_batch", "waiting"} & {
        todo.place for todo in window.shell.page().todos
    }
    assert window.shell.rail._buttons["roster"].waiting == 0


def test_what_others_did_is_neither_told_nor_taken_back_by_a_class_teacher(window):
    window.desk.undo()
    with sight.whole():
        assert Student.get(Student.name == STRANGER).home_address == "青禾县柳林镇"


# copying ------------------------------------------------------------------------------------------------


@pytest.fixture
def roster(desk, store):
    pupil = add(store, Student, name="王芳", school_class=school_class(store), id_number=id_number(7))
    page = RosterPage(desk)
    desk.shell.show_page(page)
    page.number = Student.get_by_id(pupil).id_number
    page.table.body.setFocus()
    QTest.keyClick(page.table.body, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    return page


def copied(page, *, titles=False) -> str:
    shift = Qt.KeyboardModifier.ShiftModifier if titles else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(page.table.body, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | shift)
    mime = QGuiApplication.clipboard().mimeData()
    return mime.text() + mime.html()


@pytest.mark.parametrize("titles", [False, True])
def test_while_the_eye_is_closed_masked_numbers_are_copied(roster, titles):
    words = copied(roster, titles=titles)
    assert "王芳" in words and roster.number not in words and roster.number[-4:] in words
    assert not AccessNote.select().where(AccessNote.verb == "复制完整号码").exists()


@pytest.mark.parametrize("titles", [False, True])
def test_with_the_eye_open_whole_numbers_are_copied_and_noted(roster, titles):
    roster.toggle_eye()
    assert roster.number in copied(roster, titles=titles)
    note = AccessNote.get(AccessNote.verb == "复制完整号码")
    assert (note.subject, note.count) == ("花名册", 1)
