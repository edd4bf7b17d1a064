"""缺课: the class lists by keyboard alone, who is away with what is due, contacts and cases from there, early signs."""

import dataclasses
import datetime as dt

import pytest
from as_a_person import press, words, write
from builders import AUTUMN, as_class_teacher, as_headteacher, guardian, pupil, school_class
from builders_drop import MONDAY, away, away_for, case_of, school_day, two_persuaders
from builders_meals import class_day, eaters
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from waits import pause

from desktop.models.ledgers.drop_absence import ClassAbsence, ContactAttempt
from desktop.models.ledgers.drop_cases import DropCase
from desktop.services.drop import absences, class_list
from desktop.views import class_day_page
from desktop.views.drop_absence_page import AbsencePlace
from desktop.views.drop_entry import EntryPage
from desktop.views.drop_running import RunningPage
from desktop.views.drop_signs import SignsPage

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


def answer(**values):
    """Fill a card and do what it asks for."""

    def run(card):
        for name, value in values.items():
            card.editors[name].show_value(value)
        card.accept()
        run.said = card.wrong.text()
        return card.result_ is not None or not run.said

    run.said = ""
    return run


@pytest.fixture
def entry(desk, store, qtbot):
    def make(day=MONDAY, half="am"):
        page = EntryPage(desk)
        desk.shell.show_page(page)
        page.take_hint((day, half))
        return page

    return make


@pytest.fixture
def running(desk, qtbot):
    def make(day, ask=None):
        page = RunningPage(desk, today=lambda: day, **({"ask": ask} if ask else {}))
        desk.shell.show_page(page)
        qtbot.waitUntil(lambda: page.found is not None and not page.looking, timeout=10_000)
        return page

    return make


def column(page, key):
    return [page.model.shown(at, key).words for at in range(page.model.rowCount())]


def enter(page, line=""):
    write(page.pane.line, line)
    QTest.keyClick(page.pane.line, Qt.Key.Key_Return)


# 登记考勤 -----------------------------------------------------------------------------------------------


def test_a_page_left_open_over_night_shows_the_new_day(entry, desk, store, monkeypatch, qtbot):
    pupil(store, "王芳", "三(1)班", seat_no=1)
    page = entry(day=None)
    shown = page.day
    tomorrow = shown + dt.timedelta(days=1)
    monkeypatch.setattr(class_day_page, "today", lambda: tomorrow)
    page.hide()
    page.show()
    qtbot.waitUntil(lambda: page.date.day == tomorrow)


def test_a_school_is_entered_by_keyboard_alone(entry, store):
    one, two = pupil(store, "王芳", "三(1)班", seat_no=1), pupil(store, "李明", "三(2)班", seat_no=1)
    page = entry()
    assert column(page, "state") == ["未登记", "未登记"]
    enter(page, "1t")
    enter(page)
    assert page.pane.title.text() == "三(2)班"
    enter(page, "lm病")
    enter(page)
    told = {row.school_class_id: row.marks for row in ClassAbsence.select()}
    assert sorted(told.values()) == sorted([f"T={one}", f"S={two}"])
    assert column(page, "state") == ["已登记", "已登记"] and "缺 2 人" in page._fact.whole


def test_what_the_meal_sheet_says_stands_there_and_can_be_taken_away(entry, store):
    first, second, *_ = eaters(store)
    class_day(store, MONDAY, exceptions={1: "T", 2: "N"})
    page = entry()
    assert column(page, "state") == ["按录餐"] and page.pane.marks == {first: "T"}
    assert page.pane.model.shown(0, "from").words == "当天录餐"
    enter(page, "1到")
    enter(page)
    assert absences.of(first, MONDAY, MONDAY)[0].half == "pm" and second


def test_a_mark_of_somebody_who_was_there_is_refused_in_words(entry, store):
    pupil(store, seat_no=1)
    page = entry()
    enter(page, "1a")
    assert "到了校的" in page.pane.sentence.text() and page.pane.marks == {}
    assert page.pane.line.text() == "1a" and not ClassAbsence.select().exists()


def test_the_rest_is_written_as_complete_in_one_stroke(entry, store):
    one = pupil(store, "王芳", "三(1)班", seat_no=1)
    pupil(store, "李明", "三(2)班")
    page = entry()
    enter(page, "1t")
    enter(page)
    press(page.rest)
    page.reload()
    assert column(page, "state") == ["已登记", "已登记"]
    assert ClassAbsence.select().where(ClassAbsence.marks.is_null()).count() == 1 and one


def test_days_without_lessons_are_passed_over_and_say_why(entry, store, qtbot):
    pupil(store)
    page = entry(school_day(4))
    page.step_day(1)
    assert page.day == school_day(5)
    page.show_day(school_day(4).replace(day=17))
    pause()
    assert "不上课" in words(page.pane) and not page.pane.line.isEnabled()


def test_a_class_teacher_enters_the_own_class_alone(make_desk, school, store):
    pupil(store, seat_no=1)
    pupil(store, "李明", "四(1)班")
    own = dataclasses.replace(school, store=as_class_teacher(store, school_class(store)))
    page = EntryPage(make_desk(own))
    page.take_hint((MONDAY, "am"))
    assert column(page, "class") == ["三(2)班"] and page.rest.isHidden()
    enter(page, "1p")
    enter(page)
    assert ClassAbsence.get().marks.startswith("P=")


def test_a_headteacher_only_looks(make_desk, school, store):
    pupil(store, seat_no=1)
    page = EntryPage(make_desk(dataclasses.replace(school, store=as_headteacher(store))))
    page.take_hint((MONDAY, "am"))
    assert not page.pane.line.isEnabled() and "只能看" in page.pane.line.placeholderText()


# 正在缺课 -----------------------------------------------------------------------------------------------


def test_who_is_away_stands_with_what_is_due(running, store):
    one, two = pupil(store), pupil(store, "李明")
    away(store, MONDAY, {})
    for number in (1, 2, 3):
        away(store, school_day(number), {one: "T", **({two: "S"} if number > 1 else {})})
    page = running(school_day(3))
    assert column(page, "name") == ["王芳", "李明"] and column(page, "days") == ["3 天", "2 天"]
    assert "联系家长，上门家访，列入缺课预警" in column(page, "due")[0] and column(page, "due")[1] == "—"
    assert "2 人正在缺课，1 人有要做的事，其中 1 人已经晚了" in page._fact.whole
    assert "最后到校 2026-10-12" in words(page.aside.parentWidget())


def test_a_contact_is_written_down_and_what_is_due_shrinks(running, store, qtbot):
    one = pupil(store)
    away_for(store, one, 1)
    teacher, _ = two_persuaders(store)
    ask = answer(staff=teacher, reached="yes", words="说明天来", reason="ill")
    page = running(MONDAY, ask)
    page.contact()
    assert ContactAttempt.get().words == "说明天来"
    qtbot.waitUntil(lambda: column(page, "due") == ["—"], timeout=10_000)


def test_cases_are_opened_in_bulk_after_a_look(running, desk, store, qtbot):
    one, two = pupil(store), pupil(store, "李明")
    for number in range(3):
        away(store, school_day(number), {one: "T", two: "T"})
    case_of(store, two, school_day(2))
    asked = []
    desk.ask = lambda _parent, title, says, **_: asked.append((title, says)) or True
    page = running(school_day(2))
    page.table.body.selectAll()
    page.open_cases()
    assert DropCase.select().count() == 2
    ((title, says),) = asked
    assert title == "列入个案" and "王芳" in says and "李明" in says and "不登记：已经有个案" in says
    qtbot.waitUntil(lambda: column(page, "case") == ["缺课预警", "缺课预警"], timeout=10_000)


def test_nobody_away_shows_what_the_page_is_for(running, store):
    pupil(store)
    page = running(MONDAY)
    assert page.stack.currentIndex() == 1 and "没有正在缺课的学生" in words(page)


def test_the_tabs_and_the_hints_of_the_place(desk, store, qtbot):
    one = pupil(store)
    away_for(store, one, 1)
    place = AbsencePlace(desk)
    desk.shell.show_page(place)
    for key, kind in (("entry", EntryPage), ("signs", SignsPage), ("running", RunningPage)):
        place.take_hint(key)
        assert isinstance(place.currentWidget(), kind)
    place.take_hint(("entry", (school_day(2), "pm")))
    page = place.currentWidget()
    assert page.day == school_day(2) and page.half == "pm"
    qtbot.waitUntil(desk.jobs.resting, timeout=10_000)


def test_signs_tell_where_each_point_comes_from(desk, store, qtbot):
    one = pupil(store, left_behind="3")
    guardian(store, one)
    for number in range(3):
        away(store, school_day(number), {one: "T"})
    page = SignsPage(desk, today=lambda: school_day(3))
    desk.shell.show_page(page)
    qtbot.waitUntil(lambda: page.found is not None and not page.looking, timeout=10_000)
    assert column(page, "score") == ["8"] and desk.term == AUTUMN
    assert "近30天缺课 6 个半天" in words(page.aside.parentWidget()) and "不是结论" in words(
        page.aside.parentWidget()
    )


def test_a_day_with_a_list_of_each_kind_is_known(store):
    one = pupil(store)
    away(store, MONDAY, {one: "T"}, halves="am")
    (line,) = class_list.board(store, MONDAY, "pm")
    assert (line.record, line.known) == (None, False)
