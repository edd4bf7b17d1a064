"""导出表格 and 打印清单: what the screen shows is what leaves, and nothing that lies there is overwritten."""

import pytest
from builders import id_number, pupil
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from desktop.models.journal import AccessNote
from desktop.models.ledgers.students import Student
from desktop.models.listing import Filter
from desktop.views.preview import PreviewPage
from desktop.views.roster_page import RosterPage


@pytest.fixture
def page(desk, store):
    for seat, (name, gender) in enumerate((("王芳", "2"), ("李强", "1"), ("张敏", "2")), 1):
        pupil(store, name, gender=gender, seat_no=seat, id_number=id_number(seat, gender=gender))
    made = RosterPage(desk)
    desk.shell.show_page(made)
    return made


def export(page, path, qtbot):
    page.out.pick = lambda *_: path
    page.out.export(page.model.ids())
    qtbot.waitUntil(lambda: not page.desk.jobs.busy())


def sheet_in(path):
    rows = [list(row) for row in load_workbook(path).active.iter_rows(values_only=True)]
    return next(at for at, row in enumerate(rows) if "姓名" in row), rows


def words_of(menu):
    return [action.text() for action in menu.actions()]


def test_the_sheet_has_the_rows_and_order_of_the_screen(page, tmp_path, qtbot):
    page.apply_filter(Filter("gender", ("2",)))
    name = next(at for at, one in enumerate(page.model.columns) if one.key == "name")
    page.model.sort(name, Qt.SortOrder.DescendingOrder)
    export(page, tmp_path / "名单.xlsx", qtbot)
    head, rows = sheet_in(tmp_path / "名单.xlsx")
    at = rows[head].index("姓名")
    shown = [page.model.record(row).name for row in range(page.model.rowCount())]
    assert [row[at] for row in rows[head + 1 : head + 3]] == shown and set(shown) == {"王芳", "张敏"}


def test_the_sheet_has_the_columns_of_the_screen(page, tmp_path, qtbot):
    page._show_only({"gender", "name"})
    export(page, tmp_path / "名单.xlsx", qtbot)
    head, rows = sheet_in(tmp_path / "名单.xlsx")
    assert [cell for cell in rows[head] if cell] == ["序号", "姓名", "性别"]


def test_a_file_that_lies_there_is_never_overwritten(page, tmp_path, qtbot):
    old = tmp_path / "名单.csv"
    old.write_text("别人的", "utf-8")
    export(page, old, qtbot)
    assert old.read_text("utf-8") == "别人的"
    assert len(list(tmp_path.glob("名单*.csv"))) == 2


def test_an_export_is_written_down(page, tmp_path, qtbot):
    export(page, tmp_path / "名单.xlsx", qtbot)
    last = AccessNote.select().order_by(AccessNote.id.desc()).first()
    assert (last.verb, last.count) == ("导出", 3) and "名单.xlsx" in last.subject


def test_nothing_happens_when_no_place_is_chosen(page, tmp_path, qtbot):
    export(page, None, qtbot)
    assert AccessNote.select().where(AccessNote.verb == "导出").count() == 0


def test_the_list_on_paper_can_hide_the_middle_of_numbers(page, desk, qtbot):
    menu = QMenu()
    page.out.fill(menu, page.model.ids())
    assert words_of(menu) == [
        "导出表格（3 人）…",
        "打印清单（3 人，号码隐去中间）",
        "打印清单（3 人，号码完整）",
    ]
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: isinstance(desk.shell.page(), PreviewPage))
    assert desk.shell.page().pane.count() == 1


def test_the_right_click_menu_speaks_of_the_chosen_rows(page):
    page.table.go_to(1)
    assert "导出表格（1 人）…" in words_of(page.table.menu_for(1))


def test_a_list_without_numbers_is_offered_once(page):
    page._show_only({"name", "gender"})
    menu = QMenu()
    page.out.fill(menu, page.model.ids())
    assert words_of(menu)[1:] == ["打印清单（3 人）"]


def test_a_meal_keeper_may_print_but_takes_no_sheet_out(make_desk, school, log_in, store):
    pupil(store, "王芳")
    school.add_user("陈老师", "meal", "teacher-2026")
    page = RosterPage(make_desk(log_in("陈老师", "teacher-2026")))
    menu = QMenu()
    page.out.fill(menu, page.model.ids())
    assert not any("导出" in words for words in words_of(menu)) and any("打印" in w for w in words_of(menu))


def test_a_row_that_is_gone_meanwhile_is_left_out(page, store, tmp_path, qtbot):
    ids = page.model.ids()
    with store.step("删一个") as step:
        step.remove(Student, ids[0])
    page.out.pick = lambda *_: tmp_path / "名单.xlsx"
    page.out.export(ids)
    qtbot.waitUntil(lambda: not page.desk.jobs.busy())
    _, rows = sheet_in(tmp_path / "名单.xlsx")
    assert not any("王芳" in row for row in rows)
