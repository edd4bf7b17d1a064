"""三方核对: an export dropped, what differs on either side, and the comparison written down."""

import pytest
from as_a_person import book, drop, press, words
from builders import as_headteacher, id_number, pupil

from desktop.models.ledgers.lists import RollCheck
from desktop.views.three_way_page import HERE, NAME, NUMBER, THERE, ThreeWayPage

HEADS = ["姓名", "身份证件号", "班级"]


@pytest.fixture
def roster(store):
    for place, name in enumerate(("王芳", "李强", "赵小"), 1):
        pupil(store, name, id_number=id_number(place))


@pytest.fixture
def make_page(desk):
    def make(on=desk):
        page = ThreeWayPage(on)
        on.shell.show_page(page)
        return page

    return make


@pytest.fixture
def compared(roster, make_page, tmp_path, qtbot):
    """王方 for 王芳, another number for 李强, no 赵小, and 孙二 whom nobody knows."""
    rows = [
        ["王方", id_number(1), "三(2)班"],
        ["李强", id_number(8), "三(2)班"],
        ["孙二", id_number(9), "三(2)班"],
    ]
    page = make_page()
    drop(page.area, book(tmp_path / "学籍导出.xlsx", HEADS, rows))
    qtbot.waitUntil(lambda: page.found is not None, timeout=20_000)
    return page


def names(page, key):
    page.show_bucket(key)
    held = [page.lines.held[record].cells for record in page.lines.ids()]
    return [(cells["name"] if "name" in cells else cells["their_name"]).words for cells in held]


def test_what_differs_is_counted_and_named(compared):
    told = {key: int(made.count.text()) for key, made in compared.buckets.items() if made.count.text() != "0"}
    assert told == {HERE: 1, THERE: 1, NUMBER: 1, NAME: 1}
    assert [names(compared, key) for key in (HERE, THERE, NUMBER, NAME)] == [
        ["赵小"],
        ["孙二"],
        ["李强"],
        ["王芳"],
    ]


def test_numbers_are_hidden_until_the_eye_is_pressed(compared):
    compared.show_bucket(NUMBER)
    assert id_number(8) not in str(compared.lines.held)
    press(compared.eye)
    assert compared.lines.held[compared.lines.ids()[0]].cells["their_number"].words == id_number(8)


def test_nothing_is_written_until_it_is_kept(compared):
    assert RollCheck.select().count() == 0
    compared.keep()
    row = RollCheck.get()
    assert (row.other, row.ours, row.theirs, row.differing, row.who) == ("enrolment", 3, 3, 4, "周敏")


def test_a_kept_comparison_stands_in_the_table_below(compared, qtbot):
    compared.keep()
    qtbot.waitUntil(lambda: compared.model.rowCount() == 1)
    assert "就在今天" in words(compared) or "就在今天" in compared._fact.whole


def test_the_system_chosen_is_the_one_written_down(roster, make_page, tmp_path, qtbot):
    page = make_page()
    page.other.choose("aid")
    drop(page.area, book(tmp_path / "资助.xlsx", HEADS, [["王芳", id_number(1), "三(2)班"]]))
    qtbot.waitUntil(lambda: page.found is not None, timeout=20_000)
    page.keep()
    assert RollCheck.get().other == "aid"


def test_a_file_that_names_no_pupil_is_told(roster, make_page, tmp_path, qtbot):
    page = make_page()
    drop(page.area, book(tmp_path / "账本.xlsx", ["品名", "数量"], [["大米", 50]]))
    qtbot.waitUntil(lambda: not page.busy, timeout=20_000)
    assert page.found is None and ("没有" in words(page))


def test_another_one_can_be_compared_without_keeping(compared):
    compared.start_over()
    assert compared.found is None and RollCheck.select().count() == 0


def test_a_row_opens_the_pupil(compared, went):
    compared.show_bucket(HERE)
    compared._open_row(0)
    assert went[-1][0] == "pupil"


def test_the_headteacher_does_not_write_it_down(roster, school, store, make_desk, make_page, tmp_path, qtbot):
    school.store = as_headteacher(store)
    page = make_page(make_desk(school))
    page.compare([book(tmp_path / "学籍.xlsx", HEADS, [["王芳", id_number(1), "三(2)班"]])])
    qtbot.waitUntil(lambda: page.found is not None, timeout=20_000)
    assert page._offers()[-1].isHidden()
