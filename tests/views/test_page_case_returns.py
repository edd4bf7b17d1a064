"""The page of a 个案 when the register says more than its state: absences in the follow-up, the day of return, who goes."""

import dataclasses
import datetime as dt

import pytest
from as_a_person import words
from builders import as_headteacher, pupil, school_class
from builders_drop import MONDAY, away, away_for, case_of, persuaded, school_day, suspected, two_persuaders

from desktop.models.ledgers.drop_cases import CaseStep, DropCase, FollowUp, ReturnNotice, WrittenReport
from desktop.services.drop import case_acts, cases
from desktop.views.buttons import Button
from desktop.views.care_board import ROOMY
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


def test_a_case_is_taken_up_from_the_first_day_of_the_new_absence(case_page, store):
    one = pupil(store)
    case = case_of(store, one, away_for(store, one, 5), kind="suspected", last_day=FRIDAY)
    away(store, school_day(5), {})
    cases.back(store, case, school_day(5))
    away(store, school_day(6), {})
    away_for(store, one, 4, start=7)
    said = []
    answer = Answer()
    page = case_page(case, school_day(12), lambda card: said.append(words(card)) or answer(card))
    page.do("again")
    assert answer.said == ""
    assert CaseStep.select().order_by(CaseStep.id.desc()).first().day == school_day(7)
    assert "考勤上 2026-10-21 起没有请假就没来，日期就写 2026-10-21" in said[0]


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


def test_in_a_narrow_window_the_steps_are_in_a_menu(case_page, store, qtbot):
    one = pupil(store)
    case = case_of(store, one, away_for(store, one, 5), kind="suspected", last_day=FRIDAY)
    page = case_page(case, school_day(5), Answer())
    told = [step.text() for step in page.steps().actions()]
    assert told[0] == "记劝返…" and {"发通知书…", "登记复学…"} <= set(told)
    assert page.to_do.isHidden() == (page.width() >= ROOMY)
    page.setFixedWidth(600)
    qtbot.waitUntil(lambda: not page.to_do.isHidden(), timeout=10_000)
    assert page.side.isHidden()


def test_a_notice_dated_back_counts_its_days_from_its_own_date(case_page, store):
    one = pupil(store)
    case = case_of(store, one, away_for(store, one, 5), kind="suspected", last_day=FRIDAY)
    case_page(case, school_day(20), Answer(issued_on=school_day(5))).do("notice")
    told = ReturnNotice.get()
    assert (told.issued_on, told.return_by) == (school_day(5), school_day(10))


def test_the_head_signs_a_report_although_the_child_was_seen_since(
    case_page, make_desk, school, store, qtbot
):
    one = pupil(store)
    away_for(store, one, 5)
    case = suspected(store, one, last_day=MONDAY - dt.timedelta(days=3))
    persuaded(store, case, school_day(5))
    told = {"number": "石小〔2026〕7号", "day": school_day(6), "to_whom": "centre"}
    report = case_acts.draft_report(store, [case], told)
    away(store, school_day(6), {})
    head = make_desk(dataclasses.replace(school, store=as_headteacher(store)))
    page = CasePage(head, today=lambda: school_day(7), ask=Answer())
    head.shell.show_page(page)
    page.take_hint(case)
    qtbot.waitUntil(lambda: page.file is not None, timeout=10_000)
    offered = {one.text() for one in page.findChildren(Button)}
    assert "到校了" in words(page) and "签发书面报告" in offered
    board = CasesBoard(head, today=lambda: school_day(7))
    head.shell.show_page(board)
    board.take_hint("sign")
    qtbot.waitUntil(lambda: board.found is not None and not board.looking, timeout=10_000)
    assert board.model.rowCount() == 1
    cases.back(store, case, school_day(6))
    assert case_acts.unsigned() == [] and WrittenReport.get_by_id(report).signed_by is None
