"""A new visit follows the child it is about: teacher, home and the person met are the first child's until somebody types."""

import datetime as dt
from types import SimpleNamespace

import pytest
from as_a_person import words
from builders import guardian
from visits_stage import TODAY, people

from desktop.models.ledgers import day_order
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.services.care import booking
from desktop.views.visit_form import VisitForm

__all__ = ["people"]


@pytest.fixture
def form(desk, people, store, qtbot):
    guardian(store, people["zhao"], "赵大海", phone="13800000002")
    made = VisitForm(desk, student=people["li"])
    qtbot.addWidget(made)
    return made


def swap(form, people):
    form.part.add(people["zhao"])
    form.part.boxes[people["li"]].tick.setChecked(False)


def told(form):
    return form.editors["teacher"].raw(), form.editors["met"].raw()


def test_another_child_brings_its_own_teacher_and_family(form, people):
    assert told(form) == (people["sun"], "李大山")
    swap(form, people)
    assert told(form) == (people["chen"], "赵大海")


def test_what_a_person_typed_stays_when_the_child_changes(form, people):
    form.editors["met"].show_value("李奶奶")
    swap(form, people)
    assert told(form) == (people["chen"], "李奶奶")


def test_a_second_child_beside_the_first_changes_nothing(form, people):
    form.part.add(people["zhao"])
    assert told(form) == (people["sun"], "李大山")


def test_a_letter_printed_after_the_visit_is_told_and_not_ticked(form, people, store, monkeypatch):
    letter = SimpleNamespace(id=7, number="91号", student_id=people["li"])
    waiting = {True: {people["li"]: [letter]}, False: {}}
    monkeypatch.setattr(booking, "letters_waiting", lambda students, day: waiting[day >= TODAY])
    form.part.show_when(TODAY, "home")
    assert form.part.letters() == (7,)
    form.part.show_when(TODAY - dt.timedelta(days=2), "home")
    assert form.part.letters() == ()
    assert "告知书 91号 是 2026-11-18 以后才印的" in words(form.part)


def test_a_child_of_another_home_beside_the_first_is_asked_about_and_then_kept(form, people):
    form.part.add(people["zhao"])
    form.editors["talked"].show_value("谈了在家的情况")
    form.editors["day"].show_value(TODAY)
    assert not form.save()
    assert "看不出是一家人" in words(form) and not Visit.select().exists()
    assert form.save()
    assert VisitChild.select().count() == 2


def test_a_day_to_come_is_refused_without_the_advice_to_press_again(form, people):
    form.editors["talked"].show_value("谈了在家的情况")
    form.editors["day"].show_value(day_order.today() + dt.timedelta(days=3))
    assert not form.save()
    assert "登记不了" in words(form) and "再按一次" not in words(form)
