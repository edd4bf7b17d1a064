"""责任与宣传: written at once, signed, who is missing; the counters with what visits told; who may come in."""

import datetime as dt

import pytest
from as_a_person import press, words
from builders import AUTUMN, add, change, pupil
from builders_care import AUTUMN_DAY, teacher, visited
from waits import pause

from desktop.models.ledgers.care_duty import (
    DutyPaper,
    LessonVisit,
    Mentorship,
    PublicityCounter,
    PublicityEvent,
)
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.services import mass_edit
from desktop.services.care import duties
from desktop.views import duties_ask, duties_ledgers, places
from desktop.views.buttons import Button
from desktop.views.duties_page import PLACES, DutiesPage

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def people(store):
    """三(2)班 of 安老师: 王芳 and 李强."""
    ids = {"安老师": teacher(store, "安老师"), "王芳": pupil(store, "王芳"), "李强": pupil(store, "李强")}
    change(store, SchoolClass, Student.get_by_id(ids["王芳"]).school_class_id, head_teacher=ids["安老师"])
    return ids


@pytest.fixture
def open_page(desk, people, monkeypatch):
    monkeypatch.setattr(duties_ledgers.DutyLedger, "today", lambda _self: AUTUMN_DAY)

    def make(hint=None):
        page = DutiesPage(desk)
        desk.shell.show_page(page)
        page.take_hint(hint)
        return page

    return make


def front(page):
    return page.stack.currentWidget()


def button(widget, says):
    return next(one for one in widget.findChildren(Button) if one.text() == says)


def answers(**typed):
    """Stands for the person at a card: types, then accepts."""

    def run(card):
        for name, value in typed.items():
            card.editors[name].show_value(value)
        card.accept()
        return card.result() == card.DialogCode.Accepted

    return run


def test_papers_for_all_class_teachers_are_written_at_once(open_page):
    page = open_page()
    front(page).run = answers(targets="巩固率 99.8%\n辍学率：0")
    press(button(front(page), "一次写好…"))
    (row,) = duties.papers(2026)
    assert row.party_b == "三(2)班班主任 安老师"
    assert duties.targets_of([row])[row.id] == [("巩固率", "99.8%"), ("辍学率", "0")]
    assert "应签 1 份，已签 0 份，还缺 三(2)班班主任 安老师" in front(page).fact()


def test_a_target_without_a_value_is_refused_on_the_card(open_page, desk):
    card = duties_ask.bulk_card(desk, AUTUMN_DAY)
    card.editors["targets"].show_value("巩固率")
    card.accept()
    assert "没有数值" in card.wrong.text() and not duties.papers(2026)


def test_the_chosen_ones_are_signed(open_page, store, qtbot):
    duties.write(store, "dropout", duties.PARENTS, duties.parents(), year=2026)
    page = open_page()
    section = front(page)
    section.table.go_to(0)
    section.run = answers()
    press(button(section, "登记签订"))
    assert [row.signed_on for row in DutyPaper.select().order_by(DutyPaper.id)].count(AUTUMN_DAY) == 1
    menu = section.missing_menu()
    (part,) = [one.menu() for one in menu.actions()]
    assert len(part.actions()) == 1


def test_a_section_opens_by_its_key(open_page):
    for place in PLACES:
        page = open_page(place.key)
        assert page.key() == place.key


def test_the_counters_show_what_visits_told(open_page, desk, store, people, qtbot):
    second = PublicityCounter.get(PublicityCounter.number == 2)
    change(store, PublicityCounter, second.id, kinds="visit", label="入户宣讲")
    visited(store, people["安老师"], people["王芳"], talked="讲了", policies="aid")
    page = open_page("progress")
    section = front(page)
    qtbot.waitUntil(lambda: section.box.count() > 0, timeout=5_000)
    told = words(section)
    assert "入户宣讲" in told and "10-12 入户宣讲（王芳家）" in told and "还没有写叫什么" in told


def test_a_new_event_begins_with_the_term_and_the_day(open_page, qtbot):
    page = open_page("publicity_event")
    front(page).add_record()
    form = front(page).drawer.form
    assert form.editors["term"].raw() and form.editors["day"].raw()
    form.editors["kind"].show_value("parents")
    form.editors["topic"].show_value("资助政策")
    assert form.save()
    assert PublicityEvent.get().term == AUTUMN.code


def test_an_agreement_is_noted_as_signed(open_page, store, people):
    pair = add(
        store, Mentorship, mentor=people["安老师"], learner=teacher(store, "白老师"), lessons=3,
        from_day=dt.date(2026, 9, 5),
    )  # fmt: skip
    page = open_page("mentorship")
    assert "安老师—白老师差 3 节" in front(page).fact()
    front(page).table.go_to(0)
    press(button(front(page), "登记协议已签"))
    assert Mentorship.get_by_id(pair).agreement_signed


@pytest.mark.parametrize(
    ("role", "comes_in"), [("aid", True), ("moral", True), ("head", True), ("class", False), ("meal", False)]
)
def test_who_may_come_in(role, comes_in):
    assert places.is_open_to(role, "duties") is comes_in


@pytest.fixture
def lesson(open_page, store, people):
    """A new 听课记录 of the pair 安老师—白老师, who began on 5 September."""
    pair = add(
        store,
        Mentorship,
        mentor=people["安老师"],
        learner=teacher(store, "白老师"),
        from_day=dt.date(2026, 9, 5),
    )
    section = front(open_page("lesson_visit"))
    section.add_record()
    form = section.drawer.form
    for name, value in (("mentorship", pair), ("topic", "分数"), ("day", AUTUMN_DAY)):
        form.editors[name].show_value(value)
        form.editors[name].edited.emit()
    return form


def test_a_lesson_outside_the_days_of_the_pair_is_asked_about_once(lesson):
    lesson.editors["day"].show_value(dt.date(2026, 8, 1))
    assert not lesson.save() and "不算进应听的节数" in lesson.boxes["day"].sentence.text()
    assert lesson.save() and LessonVisit.get().day == dt.date(2026, 8, 1)


def test_a_lesson_by_neither_of_the_pair_is_asked_about_and_can_be_mended(lesson, store, people):
    lesson.editors["teacher"].show_value(teacher(store, "蔡老师"))
    assert not lesson.save() and "不是这一对里的" in lesson.boxes["teacher"].sentence.text()
    lesson.editors["teacher"].show_value(people["安老师"])
    assert lesson.save() and LessonVisit.get().teacher_id == people["安老师"]


def test_a_cell_with_such_a_day_is_asked_about_too(lesson, desk, store):
    assert lesson.save()
    row, asked = LessonVisit.get(), []
    desk.ask = lambda *told, **more: asked.append(told[2])
    page = desk.shell.page()
    edit = mass_edit.plan(store, LessonVisit, {row.id: {"day": "2026-08-01"}})
    front(page).cell_work.keep(edit, "修改")
    assert "不在里面" in asked[0] and LessonVisit.get().day == AUTUMN_DAY


def test_what_was_refused_is_said_no_longer_once_the_entry_is_given_up(open_page, desk):
    page = open_page("publicity_event")
    section = front(page)
    section.add_record()
    form = section.drawer.form
    for name, value in (
        ("kind", "parents"),
        ("topic", "资助政策"),
        ("day", dt.date(2025, 3, 3)),
    ):
        form.editors[name].show_value(value)
        form.editors[name].edited.emit()
    section.drawer.save()
    assert "不在2026" in words(section)
    desk.ask = lambda *told, **more: False  # 放弃改动
    page.show_section("duty_paper")
    pause()
    assert page.key() == "duty_paper" and "不在2026" not in words(section)
