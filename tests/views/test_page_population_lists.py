"""适龄儿童: lists brought in after a rehearsal, columns put right, lines put aside looked at one by one."""

import datetime as dt

import pytest
from as_a_person import book, drop, words, write
from builders_drop import BIRTH, child, number_of
from population_stage import TODAY, answer, open_page, rows, settle

from desktop.models.ledgers.drop_population import AgeChild, AgeStatus, PopulationLine
from desktop.services.drop.population_in import read_lists
from desktop.views import population_ask, population_import
from desktop.views.population_columns import ColumnsCard
from desktop.views.population_doubts import DoubtsPage
from desktop.views.population_import import ListsDialog
from desktop.views.population_list import ChildrenPage

__all__ = ["answer", "open_page"]
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def police(tmp_path):
    rows_ = [["张小雨", number_of(1), "石桥村1组"], ["李明", "529901201505010012", "石桥村1组"]]
    return book(tmp_path / "公安名单.xlsx", ["姓名", "公民身份号码", "户籍地址"], rows_)


@pytest.fixture
def rehearse(desk, qtbot):
    """The dialog on some files, its rows judged."""

    def make(*paths, page=None):
        dialog = ListsDialog(desk, page or desk.shell, read_lists(paths), TODAY)
        if dialog.kind.value() is None:
            dialog.kind.choose("village")
            dialog.judge()
        qtbot.waitUntil(lambda: dialog.draft is not None, timeout=10_000)
        made.append(dialog)
        return dialog

    made = []
    yield make
    for dialog in made:
        dialog.over = True
        dialog.deleteLater()


def test_the_rehearsal_says_what_every_row_would_become(desk, police, rehearse):
    page = ChildrenPage(desk)
    desk.shell.show_page(page)
    dialog = rehearse(police, page=page)
    assert dialog.kind.value() == "police"
    model = dialog.model
    assert [model.shown(at, "verdict").words for at in range(2)] == ["要核对", "新增"]
    assert "B 列" in model.shown(0, "says").words
    assert AgeChild.select().count() == 0
    population_import.keep(desk, dialog.draft)
    assert [row.name for row in AgeChild.select()] == ["张小雨"]
    assert page.doubts.text() == "要核对 1 行"
    desk.undo()
    assert AgeChild.select().count() == PopulationLine.select().count() == 0


def test_files_let_go_over_the_page_are_rehearsed(desk, store, police, monkeypatch):
    asked = []
    monkeypatch.setattr(
        population_import, "import_lists", lambda _desk, _page, _day, paths: asked.append(paths)
    )
    page = ChildrenPage(desk)
    desk.shell.show_page(page)
    drop(page, police)
    assert asked == [[police]]


def test_another_age_judges_the_rows_anew(rehearse, tmp_path, qtbot):
    dialog = rehearse(book(tmp_path / "村里.xlsx", ["姓名", "出生日期"], [["张小雨", "2022-01-01"]]))
    assert dialog.model.shown(0, "verdict").words == "不在年龄段"
    dialog.ages.setCurrentIndex(1)
    dialog.ages.activated.emit(1)
    qtbot.waitUntil(lambda: dialog.draft is not None, timeout=10_000)
    assert dialog.model.shown(0, "verdict").words == "新增"
    write(dialog.date.line, "")
    dialog.judge()
    assert not dialog.write.isEnabled() and "名单日期" in dialog.wrong.text()


def test_a_column_that_was_not_known_is_pointed_out_and_remembered(desk, rehearse, tmp_path, qtbot):
    heads, line = ["姓名", "身份证号", "哪个队的"], ["张小雨", number_of(1), "石桥三队"]
    dialog = rehearse(book(tmp_path / "一队.xlsx", heads, [line]))
    card = ColumnsCard(dialog, dialog.book)
    (boxes,) = card.boxes
    boxes[2].choose(boxes[1].value())
    card.accept()
    assert "指定了两列" in card.wrong.text()
    boxes[2].choose("village")
    card.accept()
    dialog.judge()
    qtbot.waitUntil(lambda: dialog.draft is not None, timeout=10_000)
    population_import.keep(desk, dialog.draft)
    assert AgeChild.get().village == "石桥三队"
    (again,) = read_lists([book(tmp_path / "二队.xlsx", heads, [["李明", number_of(2), "石桥四队"]])]).lists
    assert again.rows[0].values["village"] == "石桥四队"
    card.deleteLater()


def test_a_line_put_aside_becomes_a_child(open_page, desk, police, qtbot, answer, rehearse):
    population_import.keep(desk, rehearse(police).draft)
    page = open_page(DoubtsPage)
    assert rows(page) == ["李明"]
    answer.will(id_number=number_of(2), birth_date=BIRTH)
    page.make_child()
    settle(page, qtbot)
    assert rows(page) == []
    assert {row.name for row in AgeChild.select()} == {"张小雨", "李明"}


def test_the_ledger_fills_in_where_somebody_is(desk, store, answer):
    one = child(store, "张小雨")
    page = ChildrenPage(desk)
    desk.shell.show_page(page)
    page.ask = answer.will(status="1.5")
    page.table.go_to(0)
    page.set_way()
    assert AgeStatus.get().child_id == one


def test_namesakes_are_told_apart_by_their_birthdays(open_page, desk, police, rehearse, store, qtbot, answer):
    child(store, "张小雨", birth_date=dt.date(2014, 1, 1))
    twin = child(store, "张小雨", birth_date=dt.date(2013, 2, 3))
    population_import.keep(desk, rehearse(police).draft)
    page = open_page(DoubtsPage)
    offered = {}

    def look(card):
        editor = card.editors["child"]
        offered.update(editor._rows(store))
        editor.setText("张小雨")
        card.yes.click()
        offered["said"] = words(card)
        return False

    page.ask = look
    page.take()
    assert offered["张小雨（2013-02-03）"] == twin
    assert "张小雨" not in offered
    assert "叫“张小雨”的有 3 人" in offered["said"]


def test_a_destination_that_does_not_go_with_the_age_is_asked_about_once(desk, store):
    one = child(store)
    card = population_ask.way_card(desk, [one], TODAY)
    card.editors["status"].show_value("2")
    card.accept()
    assert "初中毕业" in card.wrong.text() and "再按一次“存下去向”" in card.wrong.text()
    assert AgeStatus.select().count() == 0
    card.accept()
    assert [row.status for row in AgeStatus.select()] == ["2"]


def test_a_list_of_which_nobody_can_tell_who_gave_it_is_asked_about_first(desk, tmp_path):
    path = book(tmp_path / "名单.xlsx", ["姓名", "身份证号"], [["李明", number_of(2)]])
    dialog = ListsDialog(desk, desk.shell, read_lists([path]), TODAY)
    assert dialog.kind.currentText() == "请选" and not dialog.write.isEnabled()
    assert "先选“谁给的名单”" in dialog.wrong.text()
    dialog.over = True
    dialog.deleteLater()


def test_a_proof_list_of_another_school_is_taken_for_one(tmp_path, store):
    path = book(tmp_path / "云岭乡中学在读证明名单.xlsx", ["姓名", "身份证号"], [["李明", number_of(2)]])
    assert read_lists([path]).kind == "school"


def test_the_wizard_asks_which_school_a_proof_list_is_of(desk, tmp_path, rehearse, qtbot):
    path = book(
        tmp_path / "清河县第三中学就读证明名单.xlsx", ["姓名", "身份证号"], [["沈宗泽", number_of(1)]]
    )
    dialog = rehearse(path)
    assert dialog.kind.value() == "school" and not dialog.of_school.isHidden()
    assert dialog.school.text() == "清河县第三中学"
    write(dialog.school, "清河县三中")
    dialog.status.choose("1.3")
    dialog.school.editingFinished.emit()
    qtbot.waitUntil(lambda: dialog.draft is not None, timeout=10_000)
    assert [line.school for line in dialog.draft.lines] == ["清河县三中"]
    dialog.kind.choose("village")
    dialog.judge()
    assert dialog.of_school.isHidden()
    qtbot.waitUntil(lambda: dialog.draft is not None, timeout=10_000)
    assert [line.school for line in dialog.draft.lines] == [""]
