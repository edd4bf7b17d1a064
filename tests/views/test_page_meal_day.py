"""录餐: a whole school by keyboard alone, one class after another, each kept at once."""

import datetime as dt

import pytest
from as_a_person import press, words, write
from builders import AUTUMN, as_class_teacher, school_class
from builders_drop import away_for, case_of, persuaded, school_day
from builders_meals import MONDAY, class_day, eaters
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from waits import pause

from desktop.models import undo
from desktop.models.ledgers import meal_order
from desktop.models.ledgers.meals import ClassDay, SupplyDay
from desktop.models.ledgers.students import Student
from desktop.services.meals import calendar, settlement
from desktop.services.meals.eaters import make_eaters
from desktop.views.buttons import Button
from desktop.views.meal_day_page import MealDayPage

TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Monday is today, whatever the computer's clock says."""
    monkeypatch.setattr(meal_order, "today", lambda: MONDAY)


@pytest.fixture
def open_page(desk):
    def make(day=MONDAY) -> MealDayPage:
        page = MealDayPage(desk)
        desk.shell.show_page(page)
        page.take_hint((day, "lunch"))
        page.pane.line.setFocus()
        return page

    return make


class Keyboard:
    """Counts what is pressed."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def type(self, text):
        QTest.keyClicks(self.page.pane.line, text)
        self.pressed += len(text)

    def enter(self, held=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.page.pane.line, Qt.Key.Key_Return, held)
        self.pressed += 1


def whole_school(store, classes=12, heads=34):
    with store.step("新增学生") as step:
        for number in range(classes):
            klass = school_class(store, f"{number // 2 + 1}.{number % 2 + 1}")
            step.add_many(
                Student,
                [{"name": f"王{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{'子丑寅卯'[n // 10]}", "school_class": klass, "seat_no": n + 1}
                 for n in range(heads)],
            )  # fmt: skip
    make_eaters(store, AUTUMN, "lunch")


def test_a_school_of_four_hundred_takes_under_a_hundred_keys(store, open_page):
    whole_school(store)
    page = open_page()
    keys = Keyboard(page)
    for at in range(12):
        if at % 3 == 0:  # one class in three has somebody away
            keys.type("7s 12 30p")
            keys.enter(Qt.KeyboardModifier.ControlModifier)
        else:
            keys.enter()
    rows = list(ClassDay.select())
    assert len(rows) == 12
    assert sum(row.due for row in rows) == 408
    assert sum(row.fed for row in rows) == 408 - 4 * 3
    assert keys.pressed < 100  # two a second are fifty seconds


def test_everybody_ate_is_one_key_and_the_next_class_is_there(store, open_page):
    eaters(store, "三(2)班")
    eaters(store, "一(1)班", "孙小虎 钱多多")
    page = open_page()
    assert page.pane.title.text() == "一(1)班"
    Keyboard(page).enter()
    assert page.pane.title.text() == "三(2)班"
    assert [row.fed for row in ClassDay.select()] == [2]


def test_exceptions_become_chips_before_they_are_kept(store, open_page):
    eaters(store)
    page = open_page()
    keys = Keyboard(page)
    keys.type("1s 2 3p")
    keys.enter()
    chips = [one.text() for one in page.pane.findChildren(Button) if one.role == "chip"]
    assert chips == ["1 王芳 病假", "2 李明 事假", "3 张晓明 事假"]
    assert not ClassDay.select().exists()
    keys.enter()
    assert ClassDay.get().fed == 1


def test_first_letters_and_han_signs_are_typed_alike(store, open_page):
    eaters(store, names="王芳 李明")
    page = open_page()
    write(page.pane.line, "wf病 lm弃")
    page.pane.take()
    assert list(page.pane.marks.values()) == ["S", "G"]


def test_what_is_wrong_stays_in_the_box_with_its_sentence_and_nothing_is_kept(store, open_page):
    eaters(store)
    page = open_page()
    keys = Keyboard(page)
    keys.type("1s 99s")
    keys.enter(Qt.KeyboardModifier.ControlModifier)
    assert page.pane.line.text() == "99s"
    assert "没有座号 99" in page.pane.sentence.text()
    assert list(page.pane.marks.values()) == ["S"]
    assert not ClassDay.select().exists()


def test_a_chip_pressed_is_taken_off(store, open_page):
    eaters(store)
    page = open_page()
    write(page.pane.line, "1s")
    page.pane.take()
    press(next(one for one in page.pane.findChildren(Button) if one.role == "chip"))
    assert page.pane.marks == {}


def test_a_whole_big_class_away_stays_inside_the_window(store, open_page, qtbot):
    whole_school(store, classes=1, heads=40)
    page = open_page()
    write(page.pane.line, "全s")
    page.pane.take()
    pause()
    assert "人，在下面的名单里。" in words(page.pane)
    assert len(page.pane.marks) == 40
    assert page.minimumSizeHint().height() <= 540  # px that a page has at 125 %


def test_the_chips_of_a_settled_month_stay_as_they_are(store, open_page):
    eaters(store)
    class_day(store, MONDAY, exceptions={1: "S"})
    settlement.make(store, f"{MONDAY:%Y-%m}", "lunch")
    page = open_page()
    (chip,) = [one for one in page.pane.findChildren(Button) if one.role == "chip" and one.text()]
    press(chip)
    assert list(page.pane.marks.values()) == ["S"] and not page.drafts


def test_in_paper_order_numbers_are_those_of_the_printed_sheet(store, open_page):
    one, *_rest = eaters(store)
    with store.step("改座号") as step:
        step.change(Student, one, {"seat_no": 40})
    page = open_page()
    page.toggle_paper()
    write(page.pane.line, "4s")
    page.pane.take()
    assert page.pane.marks == {one: "S"}


def test_what_was_typed_for_a_class_waits_while_one_looks_at_another(store, open_page):
    eaters(store, "三(2)班")
    eaters(store, "一(1)班", "孙小虎 钱多多")
    page = open_page()
    write(page.pane.line, "1s")
    page.pane.take()
    QTest.keyClick(page.pane.line, Qt.Key.Key_Down)
    assert page.pane.marks == {}
    QTest.keyClick(page.pane.line, Qt.Key.Key_Up)
    assert list(page.pane.marks.values()) == ["S"]
    assert page.model.shown(0, "state").words == "没有存"


def test_the_sick_of_last_time_are_there_and_said_to_be(store, open_page, monkeypatch):
    eaters(store)
    class_day(store, MONDAY, exceptions={1: "S"})
    monkeypatch.setattr(meal_order, "today", lambda: TUESDAY)
    page = open_page(TUESDAY)
    chip = next(one for one in page.pane.findChildren(Button) if one.role == "chip")
    assert chip.text() == "1 王芳 病假（照上次）"


def test_a_child_whose_case_says_away_is_there_with_the_reason(store, open_page):
    child = eaters(store)[0]
    away_for(store, child, 3)
    persuaded(store, case_of(store, child), school_day(3))
    page = open_page(school_day(3))
    chip = next(one for one in page.pane.findChildren(Button) if one.role == "chip")
    assert chip.text().endswith("旷课（个案没返校）")


def test_an_old_day_asks_for_the_reason_once(store, open_page):
    eaters(store, "三(2)班")
    eaters(store, "一(1)班", "孙小虎 钱多多")
    page = open_page(MONDAY - dt.timedelta(days=4))
    page.pane.take()
    assert not ClassDay.select().exists()
    assert "请写明补录原因" in words(page)
    page.late.setText("停电，记在纸上")
    page.pane.take()
    page.pane.take()
    assert {row.late_reason for row in ClassDay.select()} == {"停电，记在纸上"}
    assert ClassDay.select().count() == 2


def test_a_kept_class_is_corrected_and_taken_back(store, open_page):
    eaters(store)
    page = open_page()
    page.pane.take()
    write(page.pane.line, "1s")
    page.pane.take(keep=True)
    assert ClassDay.get().fed == 3
    press(page.pane.back)
    assert not ClassDay.select().exists()
    undo.undo(store)
    assert ClassDay.get().fed == 3


def test_a_day_without_a_meal_says_why_and_takes_nothing(store, open_page, qtbot):
    eaters(store)
    calendar.stop(store, [MONDAY], "lunch", "停电")
    page = open_page()
    qtbot.waitUntil(lambda: "停餐（停电）" in words(page.pane))
    assert not page.pane.line.isEnabled()


def test_days_without_a_meal_are_passed_over(store, open_page):
    eaters(store)
    calendar.stop(store, [TUESDAY], "lunch", "停电")
    page = open_page()
    page.step_day(1)
    assert page.day == TUESDAY + dt.timedelta(days=1)
    page.step_day(-1)
    assert page.day == MONDAY
    assert SupplyDay.select().count() == 1


def test_a_class_teacher_sees_the_own_class_alone(store, desk, open_page):
    eaters(store, "三(2)班")
    eaters(store, "一(1)班", "孙小虎 钱多多")
    desk.school.store = as_class_teacher(store, school_class(store))
    page = open_page()
    assert [page.model.shown(at, "class").words for at in range(page.model.rowCount())] == ["三(2)班"]


def test_a_school_without_a_list_is_shown_the_way(open_page, went):
    page = open_page()
    press(next(one for one in page.findChildren(Button) if one.text() == "去建就餐名册"))
    assert went == [("meal_eaters", "lunch")]
