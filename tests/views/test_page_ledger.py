"""Any ledger's page: cells as in a sheet, paste, fill down, clear, batch edit, named views; and the families page."""

import datetime as dt

import pytest
from builders import change, guardian, household, id_number, pupil, school_class
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from desktop.models.codes import code_list
from desktop.models.journal import JournalStep
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.models.listing import Filter
from desktop.services import households, mass_edit
from desktop.settings import Settings
from desktop.views.aid_page import ProgrammesPage
from desktop.views.batch_edit import BatchEdit
from desktop.views.editors import MultiChoiceEditor
from desktop.views.families_page import FamiliesPage, GatherDialog, HouseholdPage
from desktop.views.paste import EditPreview
from desktop.views.roster_page import RosterPage


@pytest.fixture
def page(desk, store):
    for seat, name in enumerate(("王芳", "李强", "张敏"), 1):
        pupil(store, name, attendance="1", seat_no=seat)
    made = RosterPage(desk)
    made.cell_work.confirm = lambda *_: True
    desk.shell.show_page(made)
    return made


@pytest.fixture
def cells(page):
    page.toggle_cells()
    return page


def at(page, row, key):
    column = [one.key for one in page.model.columns].index(key)
    page.table.go_to(row, column)
    return page.model.index(row, column)


def paste(page, words):
    QGuiApplication.clipboard().setText(words)
    page.table.paste()


def told(name):
    return [getattr(row, name) for row in Student.select().order_by(Student.id)]


def last_step():
    return JournalStep.select().order_by(JournalStep.id.desc()).first().does


def test_a_block_is_pasted_from_the_current_cell_as_one_step(cells):
    at(cells, 0, "attendance")
    paste(cells, "住校\r\n住校\r\n")
    assert told("attendance") == ["2", "2", "1"]
    assert last_step() == "粘贴 2 格"


def test_one_undo_takes_the_whole_block_back(cells, desk):
    at(cells, 0, "attendance")
    paste(cells, "住校\n住校\n住校")
    desk.undo()
    assert told("attendance") == ["1", "1", "1"]


def test_a_pasted_number_keeps_all_its_digits(cells):
    at(cells, 1, "id_number")
    paste(cells, id_number(7))
    assert told("id_number")[1] == id_number(7)


def test_nothing_is_pasted_when_the_person_thinks_better_of_it(cells):
    cells.cell_work.confirm = lambda *_: False
    at(cells, 0, "attendance")
    paste(cells, "住校")
    assert told("attendance") == ["1", "1", "1"]


def test_a_wrong_cell_stays_out_and_the_others_go_in(cells):
    plans = []
    cells.cell_work.confirm = lambda _page, edit, _title: not plans.append(edit)
    at(cells, 0, "attendance")
    paste(cells, "住校\n飞檐走壁\n住校")
    assert told("attendance") == ["2", "1", "2"]
    assert [cell.who for cell in plans[0].bad] == ["李强"]
    assert "没有“飞檐走壁”" in plans[0].bad[0].problem


def test_rows_beyond_the_end_are_told(cells):
    plans = []
    cells.cell_work.confirm = lambda _page, edit, _title: plans.append(edit)
    at(cells, 2, "attendance")
    paste(cells, "住校\n住校\n住校")
    assert "2 行超出了表的末尾" in plans[0].sentence


def test_a_title_line_copied_along_is_passed_over(store, cells):
    wanted, _ = mass_edit.wanted_from_block(Student, [["就读方式"], ["住校"]], [1, 2], ["attendance"])
    assert wanted == {1: {"attendance": "住校"}}


def test_the_same_number_for_two_pupils_is_refused_before_writing(store, cells):
    ids = cells.model.ids()
    edit = mass_edit.plan(
        store, Student, {ids[0]: {"id_number": id_number(3)}, ids[1]: {"id_number": id_number(3)}}
    )
    assert [cell.who for cell in edit.bad] == ["李强"]


def test_computed_columns_cannot_be_pasted_into(store, cells):
    edit = mass_edit.plan(store, Student, {cells.model.ids()[0]: {"age": "9"}})
    assert "由程序算出来" in edit.bad[0].problem


DROPS_DOWN = pytest.mark.qt_log_ignore(
    "does not support grabbing the keyboard"
)  # what offscreen says of every popup


def edited(page, row, key):
    """The editor that F2 opens in a cell."""
    page.table.body.edit(at(page, row, key))
    return page.table.body.findChild(QComboBox)


@DROPS_DOWN
def test_a_cell_with_a_list_offers_it(cells, qtbot):
    box = edited(cells, 0, "attendance")
    assert box.currentText() == "走读"
    assert [box.itemText(n) for n in range(box.count())] == [
        "",
        *code_list("attendance_mode").labels.values(),
    ]
    qtbot.waitUntil(lambda: box.view().isVisible())


@DROPS_DOWN
def test_what_is_picked_from_the_list_is_written_at_once(cells, qtbot):
    box = edited(cells, 0, "attendance")
    qtbot.waitUntil(lambda: box.view().isVisible())
    box.view().setCurrentIndex(box.model().index(box.findText("住校"), 0))
    QTest.keyClick(box.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: told("attendance") == ["2", "1", "1"])
    assert last_step() == "修改王芳的就读方式 1 格"


@DROPS_DOWN
def test_a_list_that_is_left_changes_nothing(cells, qtbot):
    steps = last_step()
    box = edited(cells, 0, "attendance")
    qtbot.waitUntil(lambda: box.view().isVisible())
    QTest.keyClick(box.view(), Qt.Key.Key_Escape)
    cells.table.body.setFocus()
    assert told("attendance") == ["1", "1", "1"] and last_step() == steps


@DROPS_DOWN
def test_the_class_of_a_cell_comes_from_the_classes_there_are(cells, store, qtbot):
    school_class(store, "四(1)班")
    box = edited(cells, 1, "school_class")
    assert [box.itemText(n) for n in range(box.count())] == ["三(2)班", "四(1)班"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    qtbot.waitUntil(lambda: Student.get(Student.name == "李强").school_class.grade == "4")


@DROPS_DOWN
def test_several_are_ticked_and_written_when_the_list_goes(desk, qtbot):
    page = ProgrammesPage(desk)
    desk.shell.show_page(page)
    page.toggle_cells()
    first, column = page.model.id_at(0), [one.key for one in page.model.columns].index("stages")
    page.table.body.setColumnHidden(column, False)
    page.table.body.edit(page.model.index(0, column))
    box = page.table.body.findChild(MultiChoiceEditor)
    qtbot.waitUntil(box.ticks.isVisible)
    before = AidProgramme.get_by_id(first).stages
    next(action for action in box.ticks.actions() if not action.isChecked()).trigger()
    assert AidProgramme.get_by_id(first).stages == before
    box.ticks.close()
    qtbot.waitUntil(lambda: AidProgramme.get_by_id(first).stages.count(",") == before.count(",") + 1)


def test_cells_of_words_are_typed_as_before(cells):
    cells.table.body.edit(at(cells, 0, "home_address"))
    assert cells.table.body.findChild(QComboBox) is None
    assert cells.table.body.findChild(QLineEdit) is not None


def test_ctrl_d_fills_the_first_row_down(cells):
    at(cells, 0, "home_address")
    paste(cells, "柳林村1组")
    cells.table.body.selectColumn([c.key for c in cells.model.columns].index("home_address"))
    QTest.keyClick(cells.table.body, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert told("home_address") == ["柳林村1组"] * 3
    assert last_step() == "向下填充 2 格"


def test_delete_clears_the_chosen_cells_only(cells):
    at(cells, 1, "attendance")
    QTest.keyClick(cells.table.body, Qt.Key.Key_Delete)
    assert told("attendance") == ["1", None, "1"]
    assert Student.select().count() == 3


def test_typing_into_a_cell_keeps_it_at_once(cells):
    assert cells.model.setData(at(cells, 0, "home_address"), "上寨村")
    assert told("home_address")[0] == "上寨村"
    assert last_step() == "修改王芳的家庭地址 1 格"


def test_a_wrong_word_in_a_cell_is_said_and_not_kept(cells):
    cells.model.setData(at(cells, 0, "gender"), "不知道")
    assert told("gender")[0] is None
    assert cells._notices.count() == 1


def test_rows_cannot_be_typed_into(page):
    assert not page.model.flags(at(page, 0, "home_address")) & Qt.ItemFlag.ItemIsEditable


def test_batch_edit_gives_many_pupils_one_value(page, qtbot):
    dialog = BatchEdit(page, page.desk.store, Student, page.model.ids())
    qtbot.addWidget(dialog)
    dialog.choose("attendance")
    dialog.editor.show_value("2")
    dialog.look()
    assert dialog.plan.sentence.startswith("将改 3 格（3 人）")
    page.ask_batch = lambda *_: (dialog.plan, "就读方式")
    page.batch()
    assert told("attendance") == ["2", "2", "2"]
    assert last_step() == "批量修改就读方式 3 格"


def test_names_and_numbers_are_not_offered_for_batch_edit(page, qtbot):
    dialog = BatchEdit(page, page.desk.store, Student, page.model.ids())
    qtbot.addWidget(dialog)
    assert not {"name", "id_number", "phone", "photo"} & set(dialog.fields)


def test_the_preview_shows_wrong_cells_first(qtbot, store, page):
    ids = page.model.ids()
    preview = EditPreview()
    qtbot.addWidget(preview)
    preview.show_plan(mass_edit.plan(store, Student, {ids[0]: {"gender": "女"}, ids[1]: {"gender": "猫"}}))
    assert preview.model.cells[0].who == "李强"


def test_a_view_keeps_filters_and_columns_under_its_name(page):
    page.apply_filter(Filter("name", (), "王"))
    page.keep_view("姓王的")
    page.views.choose("")
    assert page.model.rowCount() == 3
    page.views.choose("姓王的")
    assert page.model.rowCount() == 1
    assert page.views.text() == "我的视图：姓王的"
    assert Settings.load().views["student"]["姓王的"]["filters"][0]["text"] == "王"


def test_a_view_can_be_forgotten(page):
    page.keep_view("临时")
    page.views.forget("临时")
    assert page.views.names() == []


def test_the_columns_of_a_ledger_are_remembered(page, desk):
    page.table.state_changed.emit()
    assert desk.settings.tables["student"]["columns"]


# families ------------------------------------------------------------------------------------------------


@pytest.fixture
def siblings(store):
    one, two, other = (pupil(store, name) for name in ("罗明", "罗云", "韦思"))
    for child in (one, two):
        number = id_number(20, birth=dt.date(1986, 3, 4), gender="1")
        guardian(store, child, "罗光荣", id_number=number, phone="13800000001")
    guardian(store, other, "韦建国", phone="13800000002")
    return one, two, other


def test_siblings_by_the_guardians_number_become_one_household(store, siblings):
    proposal = households.propose(store)
    assert [family.members for family in proposal.families] == ["罗明 三(2)班、罗云 三(2)班"]
    households.keep(store, proposal.families)
    homes = [Student.get_by_id(one).household_id for one in siblings]
    assert homes[0] == homes[1] is not None
    assert homes[2] is None
    assert Household.get().head_name == "罗光荣"


def test_proposing_again_after_it_was_done_finds_nothing(store, siblings):
    households.keep(store, households.propose(store).families)
    assert households.propose(store).families == ()


def test_children_in_two_households_are_left_to_the_clerk(store, siblings):
    for head, child in zip(("罗甲", "罗乙"), siblings, strict=False):
        change(store, Student, child, household=household(store, head))
    proposal = households.propose(store)
    assert not proposal.families
    assert "已分在 2 户里" in proposal.doubtful[0].why


def test_a_family_without_a_tick_is_left_alone(desk, qtbot, siblings):
    dialog = GatherDialog(desk.shell, households.propose(desk.store))
    qtbot.addWidget(dialog)
    assert len(dialog.chosen()) == 1
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.chosen() == []


def test_the_drawer_of_a_household_opens_its_children(desk, went, siblings):
    page = HouseholdPage(desk)
    desk.shell.show_page(page)
    page.keep(list(households.propose(desk.store).families))
    page._reload_now()
    page.open_row(0)
    links = [b for b in page.drawer.form.findChildren(type(page.grid)) if b.property("pupil")]
    QTest.mouseClick(links[0], Qt.MouseButton.LeftButton)
    assert went == [("pupil", siblings[0])]


def test_every_tab_opens_its_ledger(desk):
    page = FamiliesPage(desk)
    desk.shell.show_page(page)
    for number in range(page.tabs.count()):
        page.tabs.setCurrentIndex(number)
        assert page.page().ledger.title == page.tabs.tabText(number)


def test_a_hint_opens_the_ledger_it_names(desk):
    page = FamiliesPage(desk)
    page.take_hint("payee_account")
    assert page.page().ledger.title == "收款账户"
