"""Removing a record: what goes with it, what holds it, and how it comes back."""

import pytest
from builders import account, add, batch, dump, guardian, hardship, needy, pupil, school_class
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.models import undo
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.views.ledger_page import LedgerPage
from desktop.views.roster_page import RosterPage
from desktop.views.widgets import Notice


@pytest.fixture
def asked(desk):
    """The questions that were asked; all are answered with yes."""
    told = []
    desk.ask = lambda _page, title, words, **_: told.append((title, words)) or True
    return told


@pytest.fixture
def refused(desk, monkeypatch):
    told = []
    monkeypatch.setattr(desk, "refuse", lambda error: told.append(str(error)))
    return told


def roster(desk):
    page = RosterPage(desk)
    desk.shell.show_page(page)
    page.table.go_to(0)
    page.table.setFocus()
    return page


def test_a_pupil_goes_with_his_family_and_one_undo_brings_all_back(desk, store, asked):
    record = pupil(store, "王芳")
    guardian(store, record), account(store, record), hardship(store, record)
    before = dump()
    page = roster(desk)
    QTest.keyClick(page.table.body, Qt.Key.Key_Delete)
    assert asked[0][0] == "删除学生"
    assert all(words in asked[0][1] for words in ("监护人 1 人", "收款账户 1 个", "困难类型 1 条", "回收站"))
    assert Student.select().count() + Guardian.select().count() + PayeeAccount.select().count() == 0
    undo.undo(store)
    assert dump() == before


def test_the_recycle_bin_brings_a_pupil_back_with_his_family(desk, store, asked):
    record = pupil(store, "王芳")
    guardian(store, record), account(store, record)
    before = dump()
    roster(desk).remove_selected()
    undo.bring_back(store, next(one.entry for one in undo.recycle_bin(store) if one.ledger == "student"))
    assert dump() == before


def test_a_pupil_on_a_list_is_kept_and_the_sentence_says_why_and_what_to_do(desk, store, asked, refused):
    needy(store)
    batch(store)
    before = dump()
    page = roster(desk)
    page.remove_selected()
    assert asked == [] and dump() == before
    assert "资助明细 1 人" in refused[0] and "学籍状态" in refused[0] and "没有保存" not in refused[0]


def test_a_class_with_pupils_names_them(desk, store, asked, refused):
    pupil(store, "王芳")
    page = LedgerPage(desk, SchoolClass)
    desk.shell.show_page(page)
    page.table.go_to(0)
    page.remove_selected()
    assert SchoolClass.select().count() == 1 and "花名册 1 人用着它" in refused[0]


def test_a_household_nobody_lives_in_is_removed_alone(desk, store, asked):
    school_class(store)
    add(store, Household, head_name="王建国")
    page = LedgerPage(desk, Household)
    desk.shell.show_page(page)
    page.table.go_to(0)
    page.remove_selected()
    assert Household.select().count() == 0 and "连同" not in asked[0][1]


def test_ctrl_n_starts_a_new_record_where_one_can_be_added(desk, store):
    pupil(store, "王芳")
    page = roster(desk)
    QTest.keyClick(page.table.body, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.drawer is not None and page.drawer.form.record is None
    assert page.drawer.name.whole == "新增学生"


def test_a_good_edit_takes_the_sentence_of_the_bad_one_away(desk, store):
    record = pupil(store, "王芳")
    page = roster(desk)
    page.toggle_cells()
    page.model.typed.emit(record, "phone", "12")
    assert [one.property("note") for one in page.findChildren(Notice)] == ["bad"]
    page.model.typed.emit(record, "phone", "13800138000")
    assert [one for one in page.findChildren(Notice) if not one.isHidden()] == []
