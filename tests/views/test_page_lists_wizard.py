"""比对名单: a folder of county lists dropped, recognised, looked at and taken in; nothing is written before."""

import io

import openpyxl
import pytest
from as_a_person import book, drop, press, words
from lists_stage import CHILD, FATHER, OTHER, PEOPLE, make_family
from msoffcrypto.format import ooxml

from desktop.models.ledgers.desk import HeadMemory
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.services.lists.draft import DOUBT, FAMILY, HIT
from desktop.services.lists.past import GONE
from desktop.views.lists_steps import ColumnsQuestion
from desktop.views.lists_wizard import KNOW, PICK, RESULTS, ListsWizard


@pytest.fixture
def family(store):
    return make_family(store)


@pytest.fixture
def folder(tmp_path):
    """September's lists: her own number on one, her father's on another."""
    place = tmp_path / "县级名单 9月"
    place.mkdir()
    book(place / "农村低保2026年9月.xlsx", PEOPLE, [["王芳", CHILD], ["路人", OTHER]])
    book(place / "持证残疾人2026年9月.xlsx", PEOPLE, [["王建国", FATHER + "43"]])
    return place


@pytest.fixture
def make_wizard(desk):
    def make(**answers):
        page = ListsWizard(desk, **answers)
        desk.shell.show_page(page)
        return page

    return make


@pytest.fixture
def wizard(family, make_wizard):
    return make_wizard()


@pytest.fixture
def looked(wizard, folder, qtbot):
    drop(wizard, folder)
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    return wizard


def test_a_folder_dropped_is_looked_through_and_its_lists_are_known(looked):
    assert {(row.one.kind, row.one.month) for row in looked.know.rows} == {
        ("rural_low", "2026-09"),
        ("disabled", "2026-09"),
    }
    assert CountyList.select().count() == 0


def test_one_is_told_how_many_lines_concern_the_school(looked):
    assert "与本校有关 1 条" in words(looked.know)


def test_a_folder_without_workbooks_is_told(wizard, tmp_path, qtbot):
    (tmp_path / "空的").mkdir()
    drop(wizard, tmp_path / "空的")
    qtbot.waitUntil(lambda: "没有表格文件" in words(wizard), timeout=20_000)
    assert wizard.at == PICK and wizard.next.isEnabled()


def test_a_list_without_a_month_takes_the_one_that_was_chosen(wizard, tmp_path, qtbot):
    month = wizard.pick.month.itemData(2)
    wizard.pick.month.choose(month)
    drop(wizard, book(tmp_path / "农村低保.xlsx", PEOPLE, [["王芳", CHILD]]))
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    assert wizard.know.rows[0].one.month == month


def test_a_list_without_a_month_waits_until_its_month_is_told(wizard, tmp_path, qtbot):
    drop(wizard, book(tmp_path / "农村低保.xlsx", PEOPLE, [["王芳", CHILD]]))
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    row = wizard.know.rows[0]
    assert row.one.month is None and not wizard.next.isEnabled()
    row.month.choose(row.month.itemData(1))
    row.month.activated.emit(row.month.currentIndex())
    assert row.one.month and wizard.next.isEnabled()


def test_an_unknown_list_waits_until_its_kind_is_told(wizard, tmp_path, qtbot):
    drop(wizard, book(tmp_path / "表一2026年9月.xlsx", PEOPLE, [["王芳", CHILD]]))
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    assert not wizard.next.isEnabled() and "没有认出是哪一份名单" in words(wizard.know)
    row = wizard.know.rows[0]
    row.kind.choose("low_income")
    row.kind.activated.emit(row.kind.currentIndex())
    assert wizard.next.isEnabled() and wizard.know.rows[0].one.lines[0].kind == "09"


def test_what_a_list_was_told_to_be_is_known_the_next_month(wizard, tmp_path, qtbot):
    drop(wizard, book(tmp_path / "表一2026年9月.xlsx", PEOPLE, [["王芳", CHILD]]))
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    row = wizard.know.rows[0]
    row.kind.choose("low_income")
    row.kind.activated.emit(row.kind.currentIndex())
    press(wizard.next)
    press(wizard.next)
    qtbot.waitUntil(lambda: CountyList.select().count() == 1, timeout=20_000)
    qtbot.waitUntil(lambda: wizard.at == PICK and not wizard.busy)
    drop(wizard, book(tmp_path / "表一2026年10月.xlsx", PEOPLE, [["王芳", CHILD]]))
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    assert wizard.know.rows[0].one.kind == "low_income"


def test_pointing_at_the_columns_is_remembered_and_looked_through_again(family, make_wizard, tmp_path, qtbot):
    wizard = make_wizard(ask_columns=lambda *_: ("身份证号",))
    heads = ["姓名", "身份证号", "甲方", "甲方身份证号"]
    drop(wizard, book(tmp_path / "农村低保2026年9月.xlsx", heads, [["路人", OTHER, "王芳", CHILD]]))
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    row = wizard.know.rows[0]
    assert len(row.one.lines) == 1
    press(row.point)
    qtbot.waitUntil(lambda: wizard.know.rows[0].one.lines == [], timeout=20_000)
    assert HeadMemory.select().count() == 1


def test_the_columns_of_numbers_are_offered_by_their_headings(family, looked, tmp_path):
    looked.looked.draft.lists[0].heads = ("姓名", "身份证号", "经办人", "经办人身份证号")
    question = ColumnsQuestion(looked, looked.looked.draft.lists[0], ())
    assert [tick.text() for tick in question.ticks] == ["身份证号", "经办人身份证号"]
    question.ticks[1].setChecked(False)
    assert question.chosen() == ("身份证号",)
    question.ticks[0].setChecked(False)
    assert not question.yes.isEnabled()


def test_a_list_left_out_is_not_taken_in(looked, qtbot):
    next(row for row in looked.know.rows if row.one.kind == "disabled").tick.setChecked(False)
    press(looked.next)
    press(looked.next)
    qtbot.waitUntil(lambda: CountyList.select().count() == 1, timeout=20_000)
    assert CountyList.get().kind == "rural_low"


def test_the_result_shows_hits_by_how_sure_they_are(looked):
    press(looked.next)
    results = looked.results
    counts = {key: int(made.count.text()) for key, made in results.buckets.items()}
    assert counts == {HIT: 1, FAMILY: 1, DOUBT: 0, GONE: 0} and "另有 1 个号码" in results.nobody.text()
    press(results.buckets[FAMILY])
    told = results.model.held[results.model.ids()[0]].cells
    assert told["who"].words == "父亲王建国" and told["kind"].words == "残疾人子女"


def test_numbers_are_hidden_until_the_eye_is_pressed(looked):
    press(looked.next)
    number = looked.results.model.held[looked.results.model.ids()[0]].cells["number"]
    assert number.words != CHILD and number.words.endswith(CHILD[-4:])
    press(looked.results.eye)
    assert looked.results.model.held[looked.results.model.ids()[0]].cells["number"].words == CHILD


def test_a_line_left_out_with_space_is_not_kept(looked, qtbot):
    press(looked.next)
    looked.results.table.go_to(0)
    looked.results.turn_selected()
    press(looked.next)
    qtbot.waitUntil(lambda: CountyList.select().count() == 2, timeout=20_000)
    assert [hit.verdict for hit in ListHit.select()] == [FAMILY]


def test_taking_in_writes_the_lists_and_no_hardship_and_can_be_undone(looked, went, desk, qtbot):
    press(looked.next)
    assert looked.at == RESULTS and ListHit.select().count() == 0
    press(looked.next)
    qtbot.waitUntil(lambda: ListHit.select().count() == 2, timeout=20_000)
    assert Hardship.select().count() == 0
    qtbot.waitUntil(lambda: bool(went))
    assert went[-1][0] == "lists" and len(went[-1][1]) == 2
    desk.undo()
    assert ListHit.select().count() == 0


def test_a_password_is_asked_for_the_file_that_wants_one(family, make_wizard, tmp_path, qtbot):
    made, plain = openpyxl.Workbook(), io.BytesIO()
    made.active.append(PEOPLE)
    made.active.append(["王芳", CHILD])
    made.save(plain)
    path = tmp_path / "农村低保2026年9月.xlsx"
    with path.open("wb") as out:
        ooxml.OOXMLFile(plain).encrypt("春风", out)
    wizard = make_wizard(ask_password=lambda *_, **__: "春风")
    drop(wizard, path)
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    assert wizard.know.rows == []
    press(wizard.know.locks[0][0])
    qtbot.waitUntil(lambda: len(wizard.know.rows) == 1, timeout=20_000)


def test_a_hidden_sheet_waits_for_its_tick_and_keeps_it_through_another_look(wizard, folder, qtbot):
    path = folder / "农村低保2026年9月.xlsx"
    workbook = openpyxl.load_workbook(path)
    old = workbook.create_sheet("旧表")
    for cells in (PEOPLE, ["王芳", CHILD]):
        old.append(list(cells))
    old.sheet_state = "hidden"
    workbook.save(path)
    (folder / "名单.zip").write_bytes(b"PK")
    drop(wizard, folder)
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    assert "名单.zip" in words(wizard.know)
    hidden = next(row for row in wizard.know.rows if row.one.hidden)
    assert not hidden.tick.isChecked()
    hidden.tick.setChecked(True)
    wizard.look()
    qtbot.waitUntil(lambda: not wizard.busy, timeout=20_000)
    assert [row.tick.isChecked() for row in wizard.know.rows if row.one.hidden] == [True]


# versions, and columns left out ------------------------------------------------------------------------


def taken_once(wizard, folder, qtbot):
    """September's lists are in the books; the page stands at its beginning again."""
    drop(wizard, folder)
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    press(wizard.next)
    press(wizard.next)
    qtbot.waitUntil(lambda: CountyList.select().count() == 2, timeout=20_000)
    qtbot.waitUntil(lambda: wizard.at == PICK and not wizard.busy)


def corrected(wizard, tmp_path, qtbot):
    path = tmp_path / "农村低保2026年9月（更正）.xlsx"
    drop(wizard, book(path, PEOPLE, [["王芳", CHILD], ["路人", OTHER], ["", ""]]))
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    return wizard.know.rows[0]


def test_a_corrected_list_says_what_it_replaces_and_replaces_it(wizard, folder, tmp_path, qtbot):
    taken_once(wizard, folder, qtbot)
    row = corrected(wizard, tmp_path, qtbot)
    assert "本月同一名单已有一份（农村低保2026年9月.xlsx" in words(row)
    qtbot.waitUntil(row.version.isVisible)  # a step's widgets are shown in the turn after it was filled
    assert row.version.currentText() == "替换原来的"
    press(wizard.next)
    press(wizard.next)
    qtbot.waitUntil(lambda: CountyList.select().count() == 3, timeout=20_000)
    (old,) = CountyList.select().where(CountyList.replaced.is_null(False))
    assert old.file == "农村低保2026年9月.xlsx"


def test_both_count_when_the_person_says_so_and_another_look_keeps_it(wizard, folder, tmp_path, qtbot):
    taken_once(wizard, folder, qtbot)
    row = corrected(wizard, tmp_path, qtbot)
    row.version.setCurrentIndex(1)
    row.version.activated.emit(1)
    wizard.look()
    qtbot.waitUntil(lambda: not wizard.busy, timeout=20_000)
    assert wizard.know.rows[0].version.currentText() == "两份都算"
    press(wizard.next)
    press(wizard.next)
    qtbot.waitUntil(lambda: CountyList.select().count() == 3, timeout=20_000)
    assert CountyList.select().where(CountyList.replaced.is_null(False)).count() == 0


def test_a_list_that_is_the_only_one_of_its_month_asks_nothing(looked):
    assert not any(row.version.isVisible() for row in looked.know.rows)


def test_of_two_versions_dropped_together_the_older_is_unticked_until_it_is_ticked(wizard, folder, qtbot):
    again = folder / "农村低保2026年9月（更正）.xlsx"
    book(again, PEOPLE, [["王芳", CHILD], ["路人", OTHER], ["", ""]])
    drop(wizard, folder)
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    older = next(row for row in wizard.know.rows if row.one.twice)
    assert older.one.path.name == "农村低保2026年9月.xlsx" and not older.tick.isChecked()
    assert again.name in words(older)
    older.tick.setChecked(True)
    wizard.look()
    qtbot.waitUntil(lambda: not wizard.busy, timeout=20_000)
    assert all(row.tick.isChecked() for row in wizard.know.rows)


def test_a_column_left_out_is_told_and_can_be_opened(family, make_wizard, tmp_path, qtbot):
    wizard = make_wizard(ask_columns=lambda *_: ("身份证号", "联系人身份证号"))
    heads = ["姓名", "身份证号", "联系人", "联系人身份证号"]
    drop(wizard, book(tmp_path / "农村低保2026年9月.xlsx", heads, [["路人", OTHER, "王芳", CHILD]]))
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    row = wizard.know.rows[0]
    assert row.one.lines == [] and "“联系人身份证号”里有 1 个" in words(row)
    question = ColumnsQuestion(wizard, row.one, ())
    assert question.chosen() == ("身份证号",)
    press(row.point)
    qtbot.waitUntil(lambda: len(wizard.know.rows[0].one.lines) == 1, timeout=20_000)
    assert wizard.know.rows[0].one.skipped_words == ""


def test_the_only_column_of_numbers_under_a_strange_heading_can_be_pointed_at(
    family, make_wizard, tmp_path, qtbot
):
    wizard = make_wizard(ask_columns=lambda *_: ("编码",))
    made = book(tmp_path / "农村低保2026年9月.xlsx", ["序", "称呼", "编码"], [[1, "王芳", CHILD]])
    drop(wizard, made)
    qtbot.waitUntil(lambda: wizard.at == KNOW, timeout=20_000)
    row = wizard.know.rows[0]
    assert [line.verdict for line in row.one.lines] == ["doubt"] and not row.point.isHidden()
    press(row.point)
    qtbot.waitUntil(lambda: [one.verdict for one in wizard.know.rows[0].one.lines] == ["hit"], timeout=20_000)
