"""花名册: find, open, change, add and remove pupils, as a clerk does."""

import datetime as dt

import pytest
from builders import account, as_class_teacher, change, hardship, id_number, pupil, school_class
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from waits import pause

from desktop.models import undo
from desktop.models.journal import AccessNote
from desktop.models.ledgers.students import Student
from desktop.models.listing import Filter
from desktop.services.today import Names
from desktop.views.roster_page import RosterPage

LONG = "阿依古丽·买买提依明·吐尔逊江克孜勒苏"


@pytest.fixture
def people(store):
    wang = pupil(store, "王芳", "三(1)班", attendance="1", seat_no=1, id_number=id_number(1))
    li = pupil(store, "李强", "三(2)班", attendance="2", seat_no=1)
    long = pupil(store, LONG, "三(2)班", attendance="1", seat_no=2)
    return {"王芳": wang, "李强": li, LONG: long}


@pytest.fixture
def page(desk, people):
    made = RosterPage(desk)
    desk.shell.show_page(made)
    return made


def names(page):
    return [page.model.record(row).name for row in range(page.model.rowCount())]


def cell(page, row, key):
    at = [column.key for column in page.model.columns].index(key)
    return page.model.data(page.model.index(row, at))


def type_in(editor, words):
    """As from an input method: QTest types no 汉字."""
    editor.setText(words)
    editor.textEdited.emit(words)


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_pupils_stand_by_class_and_seat(page):
    assert names(page) == ["王芳", "李强", LONG]


def test_a_chip_narrows_the_list_and_the_fact_says_so(page):
    page.bar.chips["attendance"].values_menu.actions()[0].trigger()
    assert names(page) == ["王芳", LONG]
    assert "显示 2 人，全部 3 人" in page._fact.whole


def test_the_cross_on_a_chip_shows_everyone_again(page):
    page.apply_filter(Filter("attendance", ("2",)))
    page.bar.chips["attendance"].clear()
    assert len(names(page)) == 3


def test_any_field_may_become_a_condition(page):
    menu = page.bar.menu_of("name")
    menu.typed.setText("王")
    QTest.keyClick(menu.typed, Qt.Key.Key_Return)
    assert names(page) == ["王芳"]
    assert "姓名含“王”" in page.bar.chips["name"].text()


def test_words_typed_into_a_list_of_wordings_find_its_values(page):
    menu = page.bar.menu_of("attendance")
    menu.typed.setText("住")
    QTest.keyClick(menu.typed, Qt.Key.Key_Return)
    assert names(page) == ["李强"]


def test_the_box_finds_by_initials(page):
    page.bar.find.setText("wf")
    assert names(page) == ["王芳"]


def test_names_behind_a_figure_are_shown_alone_until_the_cross(page, people):
    page.take_hint(Names("缺收款账户 1 人", (people["李强"],)))
    assert names(page) == ["李强"]
    page.bar.named.clear()
    assert len(names(page)) == 3


def test_enter_opens_the_form_and_arrows_go_on_to_the_next(page):
    page.table.go_to(0)
    page.table.setFocus()
    QTest.keyClick(page.table.body, Qt.Key.Key_Return)
    assert page.drawer.form.record.name == "王芳"
    page.drawer.after_asked.emit()
    assert page.drawer.form.record.name == "李强"
    assert "第 2 / 3 人" in page.drawer.fact.text()


def test_what_is_typed_is_kept_by_ctrl_s_and_can_be_undone(page, people, desk):
    page.open_row(0)
    type_in(page.drawer.form.editors["home_address"], "柳林村1组")
    assert page.drawer.keep.isEnabled()
    press(page.drawer.keep)
    assert Student.get_by_id(people["王芳"]).home_address == "柳林村1组"
    desk.undo()
    assert Student.get_by_id(people["王芳"]).home_address is None


def test_a_wrong_number_is_refused_beside_its_field(page):
    page.open_row(1)
    form = page.drawer.form
    form.editors["id_number"].setFocus()
    QTest.keyClicks(form.editors["id_number"], "529901201605011")
    press(page.drawer.keep)
    assert "18 位" in form.boxes["id_number"].sentence.text()
    assert form.is_dirty()


def test_an_error_in_a_folded_group_unfolds_it(page):
    page.open_row(1)
    form = page.drawer.form
    assert not form.folds["seat_no"].is_open()
    type_in(form.editors["seat_no"], "九百")
    press(page.drawer.keep)
    assert form.folds["seat_no"].is_open()
    assert form.boxes["seat_no"].sentence.text()


def test_unsaved_typing_is_asked_about_before_the_drawer_closes(page, desk, people):
    asked = []
    desk.ask = lambda *args, **_: not asked.append(args[1])
    page.open_row(0)
    type_in(page.drawer.form.editors["home_address"], "上寨村")
    desk.shell.close_drawer()
    assert asked == ["还没有保存"]
    assert Student.get_by_id(people["王芳"]).home_address == "上寨村"


def test_a_new_pupil_with_a_known_number_is_not_made_twice(page):
    page.add_record()
    form = page.drawer.form
    form.editors["name"].setText("王小芳")
    form.editors["school_class"].choose(school_class(page.desk.store, "三(1)班"))
    form.editors["id_number"].setText(id_number(1))
    form.editors["id_number"].setModified(True)
    press(page.drawer.keep)
    assert Student.select().count() == 3
    assert (
        "身份证号相同"
        in page._notices.itemAt(0).widget().findChildren(type(form.boxes["name"].sentence))[0].text()
    )


def test_a_new_pupil_appears_in_the_list(page):
    page.add_record()
    form = page.drawer.form
    form.editors["name"].setText("张小花")
    form.editors["school_class"].choose(school_class(page.desk.store, "三(1)班"))
    press(page.drawer.keep)
    assert "张小花" in names(page)
    assert page.drawer.form.record.name == "张小花"


def test_a_pupil_made_just_now_takes_its_number_in_the_same_drawer(page):
    page.add_record()
    form = page.drawer.form
    form.editors["name"].setText("张小花")
    form.editors["school_class"].choose(school_class(page.desk.store, "三(1)班"))
    press(page.drawer.keep)
    form.editors["id_number"].setFocus()
    QTest.keyClicks(form.editors["id_number"], id_number(77))
    press(page.drawer.keep)
    assert Student.get(Student.name == "张小花").id_number == id_number(77)
    assert not form.is_dirty() and Student.select().where(Student.name == "张小花").count() == 1


def test_delete_asks_and_puts_the_pupil_into_the_recycle_bin(page, store):
    asked = []
    page.desk.ask = lambda *args, **_: not asked.append(args[2])
    page.table.go_to(1)
    QTest.keyClick(page.table.body, Qt.Key.Key_Delete)
    assert "李强" in asked[0]
    assert [one.caption for one in undo.recycle_bin(store)] == ["李强"]


def test_the_eye_shows_whole_numbers_and_is_noted(page):
    assert cell(page, 0, "id_number") == "5299**********" + id_number(1)[-4:]
    press(page.eye)
    assert cell(page, 0, "id_number") == id_number(1)
    assert AccessNote.select().where(AccessNote.verb == "查看完整号码").count() == 1


def test_going_into_a_veiled_number_shows_it_and_is_noted(page):
    page.open_row(0)
    page.drawer.form.editors["id_number"].setFocus()
    page.drawer.form.editors["id_number"].looked.emit()
    assert AccessNote.select().where(AccessNote.verb == "查看完整号码").count() == 1


def test_a_needy_pupil_without_account_is_marked(page, store, people):
    hardship(store, people["王芳"])
    page._reload_now()
    assert cell(page, 0, "account") == "缺卡号"


def test_one_card_for_two_families_is_marked_at_both(page, store, people):
    account(store, people["王芳"], owner="王芳")
    account(store, people["李强"], owner="李强")
    page._reload_now()
    assert (cell(page, 0, "account"), cell(page, 1, "account")) == ("重复", "重复")


def test_the_glance_beside_the_form_tells_the_source(page, store, people):
    hardship(store, people["王芳"], source="农村低保.xls 第 3 行", since=dt.date(2026, 9, 1))
    page.open_row(0)
    words = " ".join(label.text() for label in page.glance.findChildren(type(page.drawer.says)))
    assert "农村低保家庭学生" in words
    assert "农村低保.xls 第 3 行" in words


def test_a_pupil_opens_whole_from_the_drawer(page, went, people):
    page.open_row(0)
    page._open_pupil()
    assert went == [("pupil", people["王芳"])]


def test_a_class_teacher_sees_and_adds_only_the_own_class(make_desk, school, people):
    school.store = as_class_teacher(school.store, school_class(school.store, "三(1)班"))
    page = RosterPage(make_desk(school))
    assert names(page) == ["王芳"]


def test_an_empty_roster_says_what_it_is_for(desk):
    page = RosterPage(desk)
    assert page._stack.currentIndex() == 1
    pupil(desk.store)
    page._reload_now()
    assert page._stack.currentIndex() == 0


def test_the_chip_of_named_pupils_outlives_many_changes(page, people, store, qtbot):
    page.show_named("缺收款账户", [people["王芳"]])
    for seat in (7, 8, 9):
        change(store, Student, people["王芳"], seat_no=seat)
        pause()
    assert page.bar.named.isVisible() and names(page) == ["王芳"]
