"""五类学生: figures that open their names, why beside each, 隐性模式, papers; the ledgers behind it."""

import datetime as dt

import pytest
from as_a_person import press, words
from builders import AUTUMN, PASSWORD, add, as_class_teacher, as_role, change, school_class
from builders_care import AUTUMN_DAY, listed_pupil, teacher
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.models.ledgers import day_order
from desktop.models.ledgers.care import CareRule, ChildInNeed, LeftBehindForm, StudyResult
from desktop.models.ledgers.care_pairs import Pairing
from desktop.services.care import roll
from desktop.services.care.results_in import judge, read_results
from desktop.views import care_page, places
from desktop.views.buttons import Button
from desktop.views.care_books_page import PLACES, SECRET, CareBooksPage
from desktop.views.care_page import ALL, NOBODY, CarePage
from desktop.views.care_results_import import ResultsDialog, keep


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(day_order, "today", lambda: AUTUMN_DAY)
    monkeypatch.setattr(roll, "clock", lambda: AUTUMN_DAY)


@pytest.fixture
def children(store):
    """王芳 poor and 留守, 李明 随迁 alone, 张强 困境 and 留守 by the 民政 definition, of another class."""
    made = {
        "王芳": listed_pupil(store, "王芳", types=("poor", "left")),
        "李明": listed_pupil(store, "李明", types=("migrant",)),
        "张强": listed_pupil(store, "张强", "四(1)班", types=("need", "left_rural")),
    }
    add(store, Pairing, student=made["王芳"], teacher=teacher(store), from_day=dt.date(2026, 9, 5))
    return made


def seen(page):
    return [page.model.shown(row, "name").words for row in range(page.model.rowCount())]


@pytest.fixture
def page(children, make_desk, school, qtbot):
    made = CarePage(make_desk(school))
    made.desk.shell.show_page(made)
    qtbot.waitUntil(lambda: made.found is not None)
    return made


@pytest.fixture
def papers(monkeypatch):
    """The papers that were asked for: (code, wanted)."""
    asked = []
    monkeypatch.setattr(care_page, "open_paper", lambda _desk, code, wanted: asked.append((code, wanted)))
    return asked


# the list -----------------------------------------------------------------------------------------------


def test_a_figure_opens_its_names(page):
    assert seen(page) == ["王芳", "李明", "张强"]
    for key, count, names in (
        ("left", "2", ["王芳", "张强"]),
        ("migrant", "1", ["李明"]),
        ("need", "1", ["张强"]),
    ):
        assert page.buckets[key].count.text() == count
        press(page.buckets[key])
        assert seen(page) == names


def test_both_definitions_of_left_behind_open_their_own_names(page):
    links = {one.text(): one for one in page.aside.findChildren(Button)}
    press(links["民政口径的留守"])
    assert seen(page) == ["王芳", "张强"]
    press(links["学籍口径的留守"])
    assert seen(page) == ["王芳"]


def test_those_without_a_responsible_teacher_are_found_and_migrants_are_not_among_them(page):
    page.take_hint(NOBODY)
    assert seen(page) == ["张强"] and page.bucket == ALL


def test_the_chosen_child_tells_why_and_by_whom(page):
    page.table.go_to(0)
    told = words(page.aside)
    for sentence in ("农村低保家庭学生", "双亲留守儿童", "责任教师：孙老师", "本学期还没有家访"):
        assert sentence in told


def test_enter_opens_the_pupil(page, qtbot):
    page.table.go_to(2)
    with qtbot.waitSignal(page.desk.pupil_wanted) as told:
        QTest.keyClick(page.table.body, Qt.Key.Key_Return)
    assert told.args == [page.model.id_at(2)]


def test_what_changes_elsewhere_is_seen_here(page, store, qtbot):
    change(store, ChildInNeed, ChildInNeed.get().id, until_day=AUTUMN_DAY - dt.timedelta(days=1))
    qtbot.waitUntil(lambda: page.buckets["need"].count.text() == "0")


def test_nothing_of_need_is_read_over_the_shoulder(page):
    page.show_bucket("poor")
    press(page.hide_)
    shown = {one["key"] for one in page.table.column_states() if one["shown"]}
    assert shown == {"name", "class", "teacher", "visited"} and seen(page) == ["王芳", "李明", "张强"]
    parts = [*page.findChildren(QLabel), *page.findChildren(Button)]
    everything = page.title() + "".join(one.text() for one in parts if one.isVisible())
    assert not [word for word in ("残疾", "贫困", "学困", "随迁", "困境", "五类") if word in everything]
    press(page.hide_)
    assert page.title() == "五类学生" and page.buckets["poor"].isVisible()


def test_papers_are_of_the_classes_chosen_above(page, papers, store):
    page.classes.choose(["四(1)班"])
    page.show_rows()
    page.print_paper("CARE5")
    page.print_form(page.model.id_at(0))
    (_, all_of), (code, one) = papers
    assert all_of.classes == (school_class(store, "四(1)班"),)
    assert code == "D30" and one.students == (page.model.id_at(0),)


def test_an_empty_school_says_where_the_list_comes_from(make_desk, school, qtbot):
    made = CarePage(make_desk(school))
    made.desk.shell.show_page(made)
    qtbot.waitUntil(lambda: made.found is not None)
    assert made.stack.currentIndex() == 1 and "名单上还没有学生" in words(made)


def test_a_class_teacher_sees_the_own_class(children, make_desk, school, store, qtbot):
    store.session = as_class_teacher(store, school_class(store, "四(1)班")).session
    made = CarePage(make_desk(school))
    made.desk.shell.show_page(made)
    qtbot.waitUntil(lambda: made.found is not None)
    assert seen(made) == ["张强"]


# who is led where ---------------------------------------------------------------------------------------


def test_the_moral_head_sees_the_care_places_and_neither_money_nor_meals():
    keys = [spot.place.key for spot in places.for_role("moral")]
    assert "care" in keys and not {"aid", "lists", "send", "meals", "backup"} & set(keys)
    assert places.is_open_to("moral", "care_books") and not places.is_open_to("meal", "care")


def test_a_moral_head_is_made_in_users_and_logs_in(school, log_in):
    school.add_user("何向晚", "moral", "秋风扫落叶2026")
    session = log_in("何向晚", "秋风扫落叶2026").store.session
    assert session.role.label == "德育负责人" and session.may("confide") and not session.may("batch")
    assert log_in("周敏", PASSWORD).store.session.may("batch")


# the ledgers behind -------------------------------------------------------------------------------------


@pytest.fixture
def books(children, make_desk, school):
    made = CareBooksPage(make_desk(school))
    made.desk.shell.show_page(made)
    return made


@pytest.mark.parametrize("key", [one.key for one in PLACES])
def test_every_ledger_opens(books, key):
    books.take_hint(key)
    assert books.key() == key


def test_secrets_are_offered_to_those_who_may_read_them(make_desk, school, store):
    for role, offered in (("aid", False), ("class", False), ("head", True), ("moral", True)):
        store.session = as_role(store, role, "某人").session
        keys = [one.key for one in CareBooksPage(make_desk(school)).places]
        assert (SECRET[0].key in keys, SECRET[1].key in keys) == (offered, offered)


def test_the_next_child_without_a_form_is_registered_by_keys_alone(books, children, qtbot):
    page = books.shown["left_behind_form"]
    assert "留守 2 人，已登记 0 人，还缺 王芳、张强" in page.fact()
    page.papers.setFocus()
    QTest.keyClick(page.papers, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.drawer.form.editors["student"].raw() == children["王芳"]
    form = page.drawer.form
    QTest.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    kind = form.editors["care_kind"]
    assert not LeftBehindForm.select().exists() and form.window().focusWidget() is kind
    assert "还不算登记" in form.boxes["care_kind"].sentence.text()
    for _ in range(kind.count()):
        QTest.keyClick(kind, Qt.Key.Key_Down)
    QTest.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    made = LeftBehindForm.get()
    assert (made.student_id, made.care_kind) == (children["王芳"], "good")
    assert "还缺 张强" in page.fact()


def test_who_is_missing_is_offered_by_class(books, children):
    page = books.shown["left_behind_form"]
    menu = page.missing_menu()
    parts = {action.text(): action.menu() for action in menu.actions()}
    assert list(parts) == ["三(2)班", "四(1)班"]
    parts["四(1)班"].actions()[0].trigger()
    assert page.drawer.form.editors["student"].raw() == children["张强"]


def test_last_terms_forms_are_taken_over_and_taken_back(books, children, store):
    told = {"filled_on": dt.date(2026, 3, 2), "term": AUTUMN.previous.code, "care_kind": "good"}
    add(store, LeftBehindForm, student=children["王芳"], **told)
    page = books.shown["left_behind_form"]
    page.carry_over()
    assert LeftBehindForm.select().where(LeftBehindForm.term == AUTUMN.code).count() == 1
    books.desk.undo()
    assert LeftBehindForm.select().count() == 1


def test_a_rule_is_changed_and_the_list_follows(books, store):
    books.show_section("care_rule")
    page = books.shown["care_rule"]
    page.open_row(0)
    form = page.drawer.form
    form.editors["number"].show_value(1)
    form.touched.add("number")
    form.save_asked.emit()
    assert CareRule.get(CareRule.rule == "study_terms").number == 1


def test_a_need_is_ended_and_the_record_stays(books, children):
    def run(card):
        card.editors["until_day"].show_value(AUTUMN_DAY)
        card.accept()
        return True

    books.show_section("child_in_need")
    page = books.shown["child_in_need"]
    page.run = run
    page.table.go_to(0)
    page.end()
    assert ChildInNeed.get().until_day == AUTUMN_DAY


# results ------------------------------------------------------------------------------------------------


@pytest.fixture
def sheet(books, store):
    books.show_section("study_result")
    page = books.shown["study_result"]
    page.klass.choose(school_class(store))
    page.term.choose(AUTUMN.previous)
    page.show_chosen()
    return page


def cell(page, row, subject):
    keys = [one.key for one in page.model.columns]
    return page.model.index(row, keys.index(subject))


def test_results_are_typed_and_kept_by_ctrl_s(sheet, children, qtbot):
    sheet.model.setData(cell(sheet, 1, "chinese"), "52")
    sheet.model.setData(cell(sheet, 2, "chinese"), "缺")
    assert "2 个还没有存" in sheet._fact.whole and "1 人有低于 60% 的" in sheet._fact.whole
    QTest.keyClick(sheet, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: StudyResult.select().count() == 2)
    assert {row.points for row in StudyResult.select()} == {520, None}


def test_a_result_above_the_full_mark_is_refused_and_the_cell_stays(sheet, qtbot):
    with qtbot.waitSignal(sheet.model.refused) as told:
        sheet.model.setData(cell(sheet, 1, "math"), "101")
    assert "比满分 100 还高" in told.args[0] and not sheet.model.typed


def test_another_full_mark_goes_for_the_whole_column(sheet):
    sheet.model.setData(cell(sheet, 0, "math"), "120")
    sheet.model.setData(cell(sheet, 1, "math"), "110")
    assert sheet.keep()
    assert (StudyResult.get().points, StudyResult.get().full) == (1100, 120)


def test_a_block_from_a_sheet_goes_where_the_keyboard_is(sheet):
    at = [one.key for one in sheet.model.columns].index("chinese")
    sheet.model.put_block(1, at, [["80", "90"], ["70.5", "缺"]])
    assert sheet.keep()
    assert StudyResult.select().count() == 4


def test_choosing_another_class_keeps_what_was_typed(sheet, store):
    sheet.model.setData(cell(sheet, 1, "chinese"), "52")
    sheet.klass.choose(school_class(store, "四(1)班"))
    sheet.klass.activated.emit(0)
    assert StudyResult.get().points == 520 and sheet.model.sheet.school_class == school_class(
        store, "四(1)班"
    )


def test_an_import_is_rehearsed_for_the_term_and_taken_back(sheet, children, tmp_path):
    from as_a_person import book

    path = book(tmp_path / "成绩.xlsx", ["姓名", "语文"], [["王芳", 52], ["没有的人", 60]])
    dialog = ResultsDialog(sheet.desk, sheet, read_results([path]), AUTUMN.previous)
    assert dialog.write.text() == "写入 1 个成绩" and "没有“没有的人”" in words(dialog)
    keep(sheet.desk, judge(sheet.desk.store, dialog.book, AUTUMN.previous))
    assert StudyResult.get().student_id == children["王芳"]
    sheet.desk.undo()
    assert StudyResult.select().count() == 0
