"""休学, 转出 and the like are asked for their day, in the form, in the cells and for many pupils at once."""

import datetime as dt

import pytest
from builders import pupil

from desktop.models.ledgers.students import Student
from desktop.services import mass_edit
from desktop.views.roster_page import RosterPage

DAY = dt.date(2026, 10, 8)


@pytest.fixture
def two(store):
    return [pupil(store, name, "三(1)班", seat_no=at) for at, name in enumerate(("王芳", "李强"), 1)]


@pytest.fixture
def page(desk, two):
    made = RosterPage(desk)
    desk.shell.show_page(made)
    return made


@pytest.fixture
def asked(page):
    """The cards that were shown; each is answered with DAY."""
    shown = []

    def answer(card):
        shown.append(card)
        card.editors["left_on"].show_value(DAY)
        card.accept()
        return True

    page.ask_day = answer
    return shown


def choose(form, name, value):
    form.editors[name].show_value(value)
    form.editors[name].edited.emit()


def batch(page, records, name, words):
    edit = mass_edit.plan(page.desk.store, Student, mass_edit.same_for_all(records, name, words))
    page.cell_work.keep(edit, "批量修改学籍状态")


def told(record):
    row = Student.get_by_id(record)
    return row.status, row.left_on


def test_the_form_proposes_today_for_a_suspended_pupil_and_says_so(page, two):
    page.open_row(0)
    form = page.drawer.form
    choose(form, "status", "02")
    assert form.proposed is not None and "先填了今天" in form.boxes["left_on"].sentence.text()
    assert form.folds["left_on"].is_open()
    assert form.save()
    assert told(two[0])[1] is not None and told(two[0])[0] == "02"


def test_the_day_proposed_goes_again_with_the_status(page, two):
    page.open_row(0)
    form = page.drawer.form
    choose(form, "status", "11")
    choose(form, "status", "01")
    assert form.editors["left_on"].raw() == "" and "left_on" not in form.touched


def test_a_day_that_was_typed_is_left_alone(page, two):
    page.open_row(0)
    form = page.drawer.form
    choose(form, "left_on", DAY)
    choose(form, "status", "11")
    assert form.proposed is None and form.save()
    assert told(two[0]) == ("11", DAY)


def test_a_cell_typed_into_asks_from_which_day(page, asked, two):
    page.cell_work._typed(two[0], "status", "休学")
    assert len(asked) == 1 and told(two[0]) == ("02", DAY)
    page.cell_work._typed(two[0], "status", "在籍在校")
    assert len(asked) == 1


def test_many_pupils_are_asked_about_once(page, asked, two):
    batch(page, two, "status", "已转出")
    assert len(asked) == 1
    assert [told(one) for one in two] == [("11", DAY), ("11", DAY)]


def test_nothing_is_written_when_the_person_thinks_better_of_it(page, two):
    page.ask_day = lambda _card: False
    page.cell_work._typed(two[0], "status", "休学")
    batch(page, two, "status", "休学")
    assert [told(one) for one in two] == [("01", None), ("01", None)]
