"""待补名单: rows an import left out, put right one by one."""

import openpyxl
import pytest
from as_a_person import book, press, words, write
from builders import as_headteacher, id_number, pupil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.models import undo
from desktop.models.ledgers.desk import WaitingRow
from desktop.models.ledgers.students import Student
from desktop.services.roster.correct import ANOTHER, SAME_PERSON
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep
from desktop.services.roster.waiting import CLASS, GENDER, ID_NUMBER, NAME
from desktop.views.waiting_page import WaitingPage

WRONG = "529901201605010000"


@pytest.fixture
def left_out(store, tmp_path):
    """Import rows that cannot be taken: (name, number, class), …"""

    def bring(*rows):
        book(tmp_path / "有误.xlsx", ["姓名", "身份证号", "班级", "特长"], [[*row, "跳绳"] for row in rows])
        intake = read_files([tmp_path / "有误.xlsx"])
        keep(store, make_draft(store, intake), intake=intake)

    return bring


@pytest.fixture
def make_page(desk):
    def make():
        page = WaitingPage(desk)
        desk.shell.show_page(page)
        return page

    return make


@pytest.fixture
def page(left_out, make_page):
    left_out(["王芳", WRONG, "三(2)班"], ["李强", "52990120160501", "三(2)班"])
    return make_page()


def opened(page, row=0):
    page.table.go_to(row)
    page.open_row(row)
    return page.drawer


def put_right(page, number, row=0):
    drawer = opened(page, row)
    write(drawer.form.editors[ID_NUMBER], number)
    press(drawer.keep)
    return drawer


def test_with_nothing_waiting_the_page_says_what_it_is_for(make_page):
    assert "没有写进台账的行" in words(make_page())


def test_the_rows_that_are_open_stand_there(page):
    assert [page.model.record(at).person for at in range(page.model.rowCount())] == ["王芳", "李强"]


def test_the_drawer_shows_what_is_wrong_and_the_row_as_it_was(page):
    told = words(opened(page))
    assert "身份证号" in told and "跳绳" in told and "有误.xlsx" in told


def test_a_right_number_writes_the_pupil(page):
    put_right(page, id_number(1))
    row = Student.get()
    assert (row.name, row.id_number, row.skill) == ("王芳", id_number(1), "跳绳")


def test_a_written_row_waits_no_longer(page, qtbot):
    put_right(page, id_number(1))
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert WaitingRow.get(WaitingRow.person == "王芳").state == "done"


def test_a_written_row_says_so_and_not_what_was_wrong(page, qtbot):
    wrong = WaitingRow.get(WaitingRow.person == "王芳").problem
    drawer = put_right(page, id_number(1))

    def told():
        return {
            one.text(): one.property("tone") for one in drawer.form.findChildren(QLabel) if one.isVisible()
        }

    qtbot.waitUntil(lambda: "补好了，已经写进台账。" in told())
    assert wrong not in told() and told()[f"导入时：{wrong}"] == "quiet"


def test_taking_it_back_lets_the_row_wait_again(page, store):
    put_right(page, id_number(1))
    undo.undo(store)
    assert Student.select().count() == 0
    assert WaitingRow.get(WaitingRow.person == "王芳").state == "open"


def test_a_number_still_wrong_is_said_and_nothing_written(page):
    drawer = put_right(page, "529901201605010001")
    assert "身份证号" in drawer.form.boxes[ID_NUMBER].sentence.text() and Student.select().count() == 0


def test_full_width_digits_are_fine(page):
    put_right(page, id_number(1).translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")))
    assert Student.get().id_number == id_number(1)


def test_name_and_class_can_be_put_right_too(page):
    drawer = opened(page)
    write(drawer.form.editors[NAME], "王方")
    write(drawer.form.editors[CLASS], "四(1)班")
    write(drawer.form.editors[ID_NUMBER], id_number(1))
    press(drawer.keep)
    assert Student.get().name == "王方" and WaitingRow.get(WaitingRow.person == "王方").state == "done"


def test_a_row_without_a_class_gets_one(left_out, make_page):
    left_out(["王芳", id_number(1), None])
    drawer = opened(make_page())
    write(drawer.form.editors[CLASS], "三(2)班")
    press(drawer.keep)
    assert Student.get().name == "王芳"


def test_a_gender_that_contradicts_the_number_can_be_put_right(store, tmp_path, make_page):
    path = book(
        tmp_path / "性别.xlsx",
        ["姓名", "身份证号", "班级", "性别"],
        [["王芳", id_number(1), "三(2)班", "男"]],
    )
    intake = read_files([path])
    keep(store, make_draft(store, intake), intake=intake)
    drawer = opened(make_page())
    write(drawer.form.editors[GENDER], "女")
    press(drawer.keep)
    assert Student.get().gender == "2"


def doubt(store, left_out, make_page, answer):
    pupil(store, "王芳", id_number=id_number(9))
    left_out(["王芳", id_number(1), "三(2)班"])
    page = make_page()
    page.ask_doubt = lambda *_: answer
    press(opened(page).keep)
    return page


def test_the_same_person_is_changed(store, left_out, make_page):
    doubt(store, left_out, make_page, SAME_PERSON)
    assert [row.id_number for row in Student.select()] == [id_number(1)]


def test_another_person_is_made_new(store, left_out, make_page):
    doubt(store, left_out, make_page, ANOTHER)
    assert Student.select().count() == 2


def test_a_doubt_left_open_writes_nothing(store, left_out, make_page):
    doubt(store, left_out, make_page, None)
    assert Student.select().count() == 1 and WaitingRow.get().state == "open"


def test_a_row_can_be_given_up(page, qtbot):
    press(opened(page).drop)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert WaitingRow.get(WaitingRow.person == "王芳").state == "dropped"


def test_delete_gives_up_the_chosen_rows_after_asking(page, qtbot):
    page.table.go_to(0)
    page.table.setFocus()
    page.table.body.selectAll()
    page.remove_selected()
    assert {row.state for row in WaitingRow.select()} == {"dropped"}


def test_the_rows_go_out_as_a_workbook_and_come_in_again(page, store, tmp_path):
    path = tmp_path / "待补.xlsx"
    page.save_rows(list(WaitingRow.select()), path)
    mended = openpyxl.load_workbook(path)
    sheet = mended.active
    heads = [cell.value for cell in sheet[3]]
    sheet.cell(4, heads.index("身份证号") + 1).value = id_number(1)
    mended.save(path)
    keep(store, make_draft(store, read_files([path])))
    assert Student.get().id_number == id_number(1)


def test_enter_in_a_field_writes(page):
    drawer = opened(page)
    write(drawer.form.editors[ID_NUMBER], id_number(1))
    QTest.keyClick(drawer.form.editors[ID_NUMBER], Qt.Key.Key_Return)
    assert Student.select().count() == 1


def test_the_headteacher_can_read_but_not_write(page, make_desk, school):
    school.store = as_headteacher(school.store)
    desk = make_desk(school)
    made = WaitingPage(desk)
    desk.shell.show_page(made)
    drawer = opened(made)
    assert not drawer.keep.isEnabled() and drawer.form.editors[ID_NUMBER].isReadOnly()
