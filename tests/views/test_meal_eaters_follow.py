"""核对就餐名册: what happens to the sheets of who left stands in the line before anything is written."""

import datetime as dt

import pytest
from as_a_person import words
from builders import AUTUMN, change
from builders_meals import MONDAY, class_day, eaters

from desktop.models.ledgers.meals import ClassDay
from desktop.models.ledgers.students import Student
from desktop.services.meals import eaters as lists
from desktop.views.meal_eaters_follow import FollowDialog
from desktop.views.meal_eaters_page import MealEatersPage

DAYS = [MONDAY + dt.timedelta(days=n) for n in range(4)]


@pytest.fixture
def page(desk, store):
    one, *_rest = eaters(store)
    for day in DAYS:
        class_day(store, day)
    change(store, Student, one, status="11", left_on=DAYS[1])
    made = MealEatersPage(desk)
    desk.shell.show_page(made)
    return made


@pytest.fixture
def dialog(page, store):
    made = FollowDialog(page, lists.follow_roster(store, AUTUMN, "lunch"))
    yield made
    made.deleteLater()


def test_the_days_are_said_and_the_pupil_is_taken_off_them(page, dialog):
    assert "还有 2 天的班级日餐表上有他：09-16、09-17。一起从这些表上去掉" in words(dialog)
    page.apply(dialog)
    assert [row.due for row in ClassDay.select().order_by(ClassDay.day)] == [4, 4, 3, 3]


def test_another_last_day_says_its_own_days(dialog):
    _one, _tick, line = dialog.lines[0]
    line.setText(str(DAYS[2]))
    line.editingFinished.emit()
    assert "还有 1 天的班级日餐表上有他：09-17。" in words(dialog)


def test_a_single_line_with_many_days_is_read_whole_without_rolling(page, store):
    for ahead in (4, 7, 8, 9, 10, 14, 15, 16, 28, 29, 30, 31):  # no weekend, no 国庆节
        class_day(store, DAYS[0] + dt.timedelta(days=ahead))
    dialog = FollowDialog(page, lists.follow_roster(store, AUTUMN, "lunch"))
    dialog.show()
    assert "就餐跟着减" in words(dialog)
    assert dialog.box.verticalScrollBar().maximum() == 0
    dialog.deleteLater()
