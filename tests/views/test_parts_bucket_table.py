"""A table under buckets: what is counted, what stays chosen, what Ctrl+Enter asks for."""

import pytest
from as_a_person import press
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.views.bucket_table import BucketTable
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import column
from desktop.views.rows_model import Shown

BUCKETS = {"one": ("user", "一类", "good"), "two": ("user", "二类", "warn")}


@pytest.fixture
def part(qapp, qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    made = BucketTable(page, (Column("name", "姓名", 96),), BUCKETS)
    page.setLayout(column(made.counts, made.grid))
    page.resize(600, 400)
    page.show()
    qtbot.waitExposed(page)
    return made


def held(*ids):
    return [Held(one, {"name": Shown(f"学生{one}")}) for one in ids]


def test_buckets_count_and_tell_which_was_pressed(part, qtbot):
    part.count({"one": 3}, "two")
    assert [made.count.text() for made in part.buckets.values()] == ["3", "0"]
    with qtbot.waitSignal(part.bucket_pressed) as told:
        press(part.buckets["one"])
    assert told.args == ["one"]


def test_what_was_chosen_stays_chosen_when_the_rows_change(part):
    part.show(held(1, 2, 3, 4))
    part.table.go_to(2)
    part.show(held(2, 3, 4), part.chosen())
    assert part.chosen() == [3]
    part.show(held(7, 8), part.chosen())
    assert part.chosen() == [7]


def test_ctrl_enter_asks_for_what_the_page_does(part, qtbot):
    part.show(held(1, 2))
    part.table.body.setFocus()
    with qtbot.waitSignal(part.act_asked):
        QTest.keyClick(part.table.body, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_the_status_says_how_many_are_shown_and_chosen(part):
    part.show(held(1, 2, 3))
    assert part.status("人") == "显示 3 人"
    part.table.body.selectAll()
    assert part.status("人") == "显示 3 人，选中 3 人"
