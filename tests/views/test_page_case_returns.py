"""The page of a 个案 when the register says more than its state: absences in the follow-up, the day of return, who goes."""

import datetime as dt

import pytest
from as_a_person import words
from builders import pupil, school_class
from builders_drop import MONDAY, away, away_for, case_of, school_day, two_persuaders

from desktop.models.ledgers.drop_cases import DropCase, FollowUp
from desktop.services.drop import cases
from desktop.views.buttons import Button
from desktop.views.case_page import CasePage
from desktop.views.drop_cases_page import CasesBoard

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)
FRIDAY = MONDAY - dt.timedelta(days=3)


class Answer:
    """Fills the next card and does what it asks for."""

    def __init__(self, **values):
        self.values, self.said = values, ""

    def __call__(self, card):
        for name, value in self.values.items():
            card.editors[name].show_value(value)
        card.accept()
        self.said = card.wrong.text()
        return not self.said and card.values() is not None


@pytest.fixture
def case_page(desk, qtbot):
    def make(case, day, ask):
        page = CasePage(desk, today=lambda: day, ask=ask)
        desk.shell.show_page(page)
        page.take_hint(case)
        qtbot.waitUntil(lambda: page.file is not None, timeout=10_000)
        return page

    return make


def back_again(store, one):
    """Listed, at school since the sixth day, but for a morning of the eighth."""
    case = case_of(store, one, away_for(store, one, 5), kind="suspected", last_day=FRIDAY)
    for number in (5, 6, 8):
        away(store, school_day(number), {})
    away(store, school_day(7), {one: "T"}, halves="am")
    away(store, school_day(7), {}, halves="pm")
    return case


def test_an_absence_in_the_follow_up_is_answered_on_the_page(case_page, desk, store, qtbot):
    case = back_again(store, pupil(store))
    cases.back(store, case, school_day(5))
    teacher, _ = two_persuaders(store)
    board = CasesBoard(desk, today=lambda: school_day(8))
    desk.shell.show_page(board)
    qtbot.waitUntil(lambda: board.found is not None and not board.looking, timeout=10_000)
    assert board.chips["advice"].text() == "有新情况 1"
    answer = Answer(staff=teacher, why_away="家里办丧事", words="在校，情绪好")
    page = case_page(case, school_day(8), answer)
    told = words(page)
    assert "10-21 没有请假就没来（1 个半天）" in told
    assert {"重开", "写明原因"} <= {one.text() for one in page.findChildren(Button)}
    page.do("excuse")
    assert answer.said == "" and FollowUp.get().away_halves == 1
    qtbot.waitUntil(
        lambda: "写明原因" not in {one.text() for one in page.findChildren(Button)}, timeout=10_000
    )
    assert page.open is not None and page.open.advice == ""


def test_the_card_of_a_return_begins_with_the_day_the_child_was_seen(case_page, store):
    one = pupil(store)
    case = case_of(store, one, away_for(store, one, 5), kind="suspected", last_day=FRIDAY)
    away(store, school_day(5), {})
    away(store, school_day(6), {})
    answer = Answer()
    page = case_page(case, school_day(7), answer)
    page.do("back")
    assert (answer.said, DropCase.get_by_id(case).back_on) == ("", school_day(5))


def test_a_return_on_a_day_of_absence_is_refused_on_the_card(case_page, store):
    case = back_again(store, pupil(store))
    answer = Answer(day=school_day(4))
    case_page(case, school_day(8), answer).do("back")
    assert "10-16 没有请假就没来" in answer.said and "到校是 2026-10-19" in answer.said
    assert DropCase.get_by_id(case).back_on is None


def test_the_responsible_teacher_goes_first_to_persuade(case_page, desk, store):
    teacher, _ = two_persuaders(store)
    school_class(store, "三(2)班", head_teacher=teacher)
    one = pupil(store)
    case = case_of(store, one, away_for(store, one, 5), kind="suspected", last_day=FRIDAY)
    page = case_page(case, school_day(5), Answer())
    page.do("persuade")
    form = desk.shell.drawer().form
    assert form.editors["staff1"].value() == teacher
