"""The day a page stands on: every way a clerk writes a date moves it, half a date never does."""

import datetime as dt

import pytest
from as_a_person import press, words
from builders_meals import MONDAY, eaters
from builders_records import cooks, is_today, menu, staff
from builders_store import lot, material
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.models.ledgers.meal_logs import StoreClimate
from desktop.models.ledgers.meals import ClassDay
from desktop.views.meal_day_page import MealDayPage
from desktop.views.meal_log_page import MealLogPage
from desktop.views.meal_stock_count import CountPage

YEAR = dt.date.today().year
FORMS = {
    "1008": dt.date(YEAR, 10, 8), "１００８": dt.date(YEAR, 10, 8), "20261022": dt.date(2026, 10, 22),
    "2026-10-22": dt.date(2026, 10, 22), "2026-11-19": dt.date(2026, 11, 19), "2026.9.15": dt.date(2026, 9, 15),
    "10月9日": dt.date(YEAR, 10, 9), "10.9": dt.date(YEAR, 10, 9), "10-9": dt.date(YEAR, 10, 9),
    "10/9": dt.date(YEAR, 10, 9), "１０．９": dt.date(YEAR, 10, 9), "10月 9": dt.date(YEAR, 10, 9),
    "2026/10/9": dt.date(2026, 10, 9), "2026年10月9日": dt.date(2026, 10, 9), "46317": dt.date(2026, 10, 22),
    "今天": dt.date.today(), "昨天": dt.date.today() - dt.timedelta(1), "前天": dt.date.today() - dt.timedelta(2),
}  # fmt: skip


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    is_today(monkeypatch, MONDAY)


@pytest.fixture
def day_page(store, desk):
    eaters(store)
    page = MealDayPage(desk)
    desk.shell.show_page(page)
    page.take_hint(MONDAY)
    return page


@pytest.fixture
def log_page(store, desk):
    cooks(store)
    staff(store, "覃安全", "food_safety")
    menu(store, MONDAY)
    page = MealLogPage(desk, now=lambda: dt.datetime.combine(MONDAY, dt.time(12, 30)))
    desk.shell.show_page(page)
    return page


@pytest.fixture(params=["day_page", "log_page"])
def page(request):
    return request.getfixturevalue(request.param)


def type_date(page, text):
    page.date.line.setFocus()
    page.date.line.selectAll()
    if text.isascii():
        QTest.keyClicks(page.date.line, text)
    else:  # what an input method hands over
        page.date.line.insert(text)


@pytest.mark.parametrize("text", FORMS)
def test_every_way_of_writing_a_date_moves_the_page_on_enter(page, text):
    type_date(page, text)
    QTest.keyClick(page.date.line, Qt.Key.Key_Return)
    assert (page.day, page.date.raw()) == (FORMS[text], FORMS[text].isoformat())


@pytest.mark.parametrize("text", FORMS)
def test_every_way_of_writing_a_date_moves_the_page_when_the_field_is_left(page, text):
    type_date(page, text)
    page.table.setFocus()
    assert (page.day, page.date.raw()) == (FORMS[text], FORMS[text].isoformat())


def test_a_page_stays_while_a_date_is_half_typed(page):
    for end in range(1, 11):
        type_date(page, "2026-10-22"[:end])
        assert page.day == MONDAY
        assert page.date.raw() == "2026-10-22"[:end]


def test_today_by_its_keys_moves_the_page_at_once(page):
    page.date.line.setFocus()
    QTest.keyClick(page.date.line, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    assert page.day == dt.date.today()


def test_what_is_no_date_leaves_the_page_and_says_where_it_stands(page, desk):
    type_date(page, "10月")
    QTest.keyClick(page.date.line, Qt.Key.Key_Return)
    assert page.day == MONDAY
    assert "看不懂：“10月”" in words(page) and f"页面还在 {MONDAY}" in words(page)


def test_an_emptied_date_is_the_day_one_is_on(page):
    type_date(page, "x")
    page.date.line.clear()
    QTest.keyClick(page.date.line, Qt.Key.Key_Return)
    assert (page.day, page.date.raw()) == (MONDAY, str(MONDAY))


@pytest.mark.parametrize("text", ["13月9日", "2.30", "10-"])
def test_a_day_that_the_calendar_does_not_have_is_told_as_it_was_typed(page, text):
    type_date(page, text)
    QTest.keyClick(page.date.line, Qt.Key.Key_Return)
    assert page.day == MONDAY and f"看不懂：“{text}”" in words(page)


def test_a_press_on_the_greyed_line_takes_the_date_and_one_can_type(day_page):
    day_page.show_day(dt.date(2026, 9, 13))  # a Sunday
    line = day_page.pane.line
    assert not line.isEnabled()
    type_date(day_page, "2026-09-15")
    press_at(day_page, line)
    assert day_page.day == dt.date(2026, 9, 15)
    assert line.isEnabled() and line.hasFocus()


def press_at(page, part):
    """A press where a part stands, as the window gets it: QTest gives a greyed one none."""
    window = page.window()
    QTest.mouseClick(
        window.windowHandle(), Qt.MouseButton.LeftButton, pos=part.mapTo(window, part.rect().center())
    )


def test_keeping_over_a_half_typed_date_goes_to_that_day_first_and_writes_nothing(day_page):
    day_page.date.line.setText("2026-09-15")
    day_page.keep()
    assert day_page.day == dt.date(2026, 9, 15)
    assert not ClassDay.select().exists()


def test_the_press_that_leaves_the_date_writes_nothing_on_the_day_it_goes_to(day_page, qtbot):
    type_date(day_page, "2026-09-11")
    QTest.mouseClick(day_page.pane.keep, Qt.MouseButton.LeftButton)
    assert day_page.day == dt.date(2026, 9, 11)
    assert not ClassDay.select().exists()
    qtbot.waitUntil(day_page.pane.keep.isEnabled)


def test_no_record_is_kept_under_a_date_that_cannot_be_read(log_page, qtbot):
    log_page.show_section("climate")
    type_date(log_page, "2026-1o-22")
    QTest.keyClick(log_page.date.line, Qt.Key.Key_Return)
    panel = log_page.panels["climate"]
    press(panel.keep)
    assert not StoreClimate.select().exists()
    type_date(log_page, str(MONDAY))
    QTest.keyClick(log_page.date.line, Qt.Key.Key_Return)
    qtbot.waitUntil(panel.keep.isEnabled)


def test_what_was_counted_stays_while_the_day_of_counting_is_typed_anew(store, desk):
    lot(store, material(store), day=dt.date(2026, 9, 10), late_reason="停电")
    page = CountPage(desk)
    desk.shell.show_page(page)
    page.day.show_value(dt.date(2026, 9, 14))
    page.reload()
    page.model.take_book()
    page.day.line.setFocus()
    page.day.line.selectAll()
    QTest.keyClicks(page.day.line, "2026-09-1")
    assert [one.actual for one in page.model.lines] != [None]
    QTest.keyClicks(page.day.line, "3")
    page.table.setFocus()
    assert page.chosen_day() == dt.date(2026, 9, 13)
    assert None not in [one.actual for one in page.model.lines]


def test_the_day_moves_while_a_check_is_shown_that_is_kept_already(log_page, qtbot):
    log_page.show_section("check")
    panel = log_page.panels["check"]
    press(panel.keep)
    qtbot.wait(10)  # the keyboard went on to another record
    log_page.show_section("check")
    assert "日管控已登记" in words(panel)
    type_date(log_page, "2026-09-15")
    QTest.keyClick(log_page.date.line, Qt.Key.Key_Return)
    assert log_page.day == dt.date(2026, 9, 15)
    qtbot.waitUntil(panel.keep.isEnabled)
    type_date(log_page, str(MONDAY))
    QTest.keyClick(log_page.date.line, Qt.Key.Key_Return)
    qtbot.wait(5)
    assert "日管控已登记" in words(panel)
