"""教职工: who leaves with a class, children, 送教 or measures in the name is asked after once; 今日 goes on saying it."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_role, change
from builders_care import listed_pupil, paired, teacher

from desktop.models.ledgers.care_pairs import Pairing, PlanMeasure, SupportPlan
from desktop.models.ledgers.care_visits import HomeTeachingPlan
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.services import mass_edit
from desktop.services.care.today_care import care_todos
from desktop.services.todo import Around
from desktop.views.settings_page import SettingsPage

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def leaver(store):
    """安老师: class teacher of 三(2)班, of 王芳 with a measure to be done, and 送教 of 李强."""
    who, child = teacher(store, "安老师"), listed_pupil(store)
    change(store, SchoolClass, Student.get_by_id(child).school_class_id, head_teacher=who)
    paired(store, child, who)
    add(store, HomeTeachingPlan, student=listed_pupil(store, "李强", types=("disabled",)), term=AUTUMN.code,
        teacher1=who, from_day=dt.date(2026, 9, 1))  # fmt: skip
    plan = add(store, SupportPlan, student=child, term=AUTUMN.code, teacher=who)
    add(store, PlanMeasure, plan=plan, kind="study", words="补课", due_on=dt.date(2026, 12, 1), staff=who)
    return who


@pytest.fixture
def page(desk, leaver):
    made = SettingsPage(desk)
    desk.shell.show_page(made)
    made.take_hint("staff")
    return made.shown["staff"]


def leave(page, who):
    page.open_record(who)
    form = page.drawer.form
    form.editors["left_on"].show_value(DAY)
    form.editors["left_on"].edited.emit()
    return form


def test_what_stands_in_the_name_is_said_before_the_leaving_day_is_kept(page, leaver):
    form = leave(page, leaver)
    assert not form.save() and Staff.get_by_id(leaver).left_on is None
    said = form.boxes["left_on"].sentence.text()
    for words in (
        "三(2)班的班主任",
        "1 名学生的责任教师",
        "1 名学生的送教教师",
        "1 条没做完的帮扶措施",
        "再按一次保存",
    ):
        assert words in said
    assert form.save() and Staff.get_by_id(leaver).left_on == DAY


def test_who_has_nothing_in_the_name_leaves_without_a_question(page, store):
    other = teacher(store, "白老师")
    page._reload_now()
    assert leave(page, other).save()


def test_a_leaving_day_typed_into_a_cell_is_asked_about_too(page, leaver, desk):
    asked = []
    desk.ask = lambda *told, **more: asked.append(told[2])
    edit = mass_edit.plan(desk.store, Staff, {leaver: {"left_on": "2026-11-22"}})
    page.cell_work.keep(edit, "修改")
    assert "三(2)班的班主任" in asked[0] and Staff.get_by_id(leaver).left_on is None
    desk.ask = lambda *told, **more: True
    page.cell_work.keep(edit, "修改")
    assert Staff.get_by_id(leaver).left_on == DAY


def todos(school, store):
    return list(care_todos(store, Around(AUTUMN, DAY, school.folder.backups, True)))


def test_today_names_the_class_and_what_else_waits_for_somebody(school, store, leaver):
    assert not [one for one in todos(school, store) if "班主任" in one.words]
    change(store, Staff, leaver, left_on=DAY)
    told = {one.words: (one.fact, one.place, one.hint) for one in todos(school, store)}
    fact, place, hint = told["三(2)班现在没有班主任"]
    assert "安老师 已经离校" in fact and (place, hint) == ("settings", "classes")
    assert "1 名送教学生的送教教师已经离校" in told


def test_measures_left_behind_are_named_once_the_child_has_somebody_else(school, store, leaver):
    change(store, Staff, leaver, left_on=DAY)
    assert not [one for one in todos(school, store) if "负责人已经离校" in one.words]
    row = Pairing.get()
    change(store, Pairing, row.id, state="ended", until_day=DAY, end_reason="left")
    paired(store, row.student_id, teacher(store, "白老师"), day=DAY)
    assert [one for one in todos(school, store) if "1 条帮扶措施的负责人已经离校" in one.words]


def test_who_cannot_name_a_class_teacher_is_not_asked_to(school, store, leaver):
    change(store, Staff, leaver, left_on=DAY)
    moral = as_role(store, "moral", "何老师")
    assert not [one for one in todos(school, moral) if "没有班主任" in one.words]
