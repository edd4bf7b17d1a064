"""控辍保学 from the side: another class's case, a cell of the roster under an open case, a campaign's result and its day."""

import datetime as dt

import pytest
from as_a_person import press, words
from builders import AUTUMN, as_class_teacher, pupil, school_class
from builders_care import teacher
from builders_drop import school_day, suspected

from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.students import Student
from desktop.services.drop import campaigns, cases
from desktop.views.buttons import Button
from desktop.views.case_page import CasePage
from desktop.views.drop_campaign import CampaignPage
from desktop.views.roster_page import RosterPage

TODAY = dt.date(2026, 11, 5)


@pytest.fixture
def case_page(desk, qtbot):
    def made(case):
        page = CasePage(desk, today=lambda: school_day(8))
        desk.shell.show_page(page)
        page.take_hint(case)
        qtbot.waitUntil(desk.jobs.resting)
        return page

    return made


def test_a_class_teacher_opens_the_own_case_and_not_the_one_of_another_class(store, case_page):
    own, other = suspected(store, pupil(store)), suspected(store, pupil(store, "李明", "四(1)班"))
    store.session = as_class_teacher(store, school_class(store)).session
    assert case_page(own).file.name == "王芳"
    page = case_page(other)
    assert page.file is None and "李明" not in words(page.desk.shell)


def test_a_status_set_in_a_roster_cell_leaves_the_case_open_and_asks_for_the_destination(desk, store):
    one = pupil(store)
    case = suspected(store, one)
    page = RosterPage(desk)
    desk.shell.show_page(page)

    def answer(card):
        card.editors["left_on"].show_value(school_day(6))
        card.accept()
        return True

    page.ask_day = answer
    page.cell_work._typed(one, "status", "已转出")
    assert Student.get_by_id(one).left_on == school_day(6)
    assert DropCase.get_by_id(case).state == "suspected"
    _, now = cases.look(case, school_day(8))
    assert now.next.act == "elsewhere" and "转出" in now.file.gone


def test_a_result_says_its_day_and_stands_beside_the_figures_of_now(qtbot, desk, store):
    record = campaigns.begin(store, AUTUMN, "after", {})
    action, before = campaigns.actions(AUTUMN)["after"], TODAY - dt.timedelta(days=3)
    campaigns.conclude(store, record, campaigns.result_words(action, AUTUMN, before))
    done = {"done_on": TODAY, "staff": teacher(store), "result": "办好了"}
    campaigns.tick(store, [action.checks[0].id], done)
    said = []
    page = CampaignPage(desk, today=lambda: TODAY, ask=lambda card: said.append(words(card)) or False)
    desk.shell.show_page(page)
    qtbot.waitUntil(lambda: page.found is not None and desk.jobs.resting())
    press(next(one for one in page.findChildren(Button) if one.text() == "写结果"))
    assert campaigns.actions(AUTUMN)["after"].row.result.startswith(f"到 {before}，清单")
    assert f"现在的数字是：到 {TODAY}，清单" in said[0] and "完成 1 项" in said[0]
