"""控辍月报: figures that narrow to their names, made, signed and sent; tables, 报到, 专项行动, 督导, 无流失班级."""

import datetime as dt

import pytest
from as_a_person import press, words
from builders import AUTUMN, as_headteacher, pupil
from builders_care import teacher
from builders_drop import away_for
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from waits import pause

from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.drop_reports import (
    ArrivalSheet,
    CampaignCheck,
    DropInspection,
    DropReport,
    NotArrived,
)
from desktop.services import people
from desktop.services.drop import arrivals, campaigns, cases, inspections, reports
from desktop.views import dialogs, places
from desktop.views.buttons import Button
from desktop.views.drop_arrival_card import ArrivalCard
from desktop.views.drop_arrivals import ArrivalsPage
from desktop.views.drop_campaign import CampaignPage
from desktop.views.drop_inspections import InspectionsPage
from desktop.views.drop_month import MonthPage
from desktop.views.drop_reports_page import DropReportsPage
from desktop.views.drop_term_tables import TablesPage
from desktop.views.drop_zero import ZeroPage
from desktop.views.widgets import Notice

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)
TODAY, OCTOBER = dt.date(2026, 11, 5), "2026-10"


@pytest.fixture
def three(store):
    return [pupil(store, name, gender=sex) for name, sex in (("王芳", "2"), ("李强", "1"), ("赵敏", "2"))]


@pytest.fixture
def away(store, three):
    told = {
        "kind": "suspected",
        "opened_on": dt.date(2026, 10, 12),
        "last_day": dt.date(2026, 10, 9),
        "cause": "weary",
    }
    return cases.open_case(store, {"student": three[0], **told})


@pytest.fixture
def show(desk, qtbot):
    """A tab on the window, read to its end; cards are answered by what `answers` made."""

    def made(maker, ask=None):
        page = maker(desk, today=lambda: TODAY, ask=ask or (lambda _card: False))
        desk.shell.show_page(page)
        qtbot.waitUntil(lambda: page.found is not None and desk.jobs.resting())
        return page

    return made


def answers(**typed):
    """Stands for the person at a card: types, then accepts."""

    def run(card):
        for name, value in typed.items():
            card.editors[name].show_value(value)
        card.accept()
        return card.result() == card.DialogCode.Accepted

    return run


def button(widget, says):
    QApplication.processEvents()  # what was put in just now is shown in the next round
    return next(
        one for one in widget.findChildren(Button) if one.text().startswith(says) and not one.isHidden()
    )


def offered(widget):
    QApplication.processEvents()
    return {one.text() for one in widget.findChildren(Button) if not one.isHidden()}


def shown(page, key):
    return [page.model.shown(at, key).words for at in range(page.model.rowCount())]


def settled(qtbot, page):
    qtbot.waitUntil(lambda: not page.looking and not page._soon.isActive() and page.desk.jobs.resting())


# 月报 --------------------------------------------------------------------------------------------------


def test_the_month_to_report_opens_with_its_names(show, away):
    page = show(MonthPage)
    assert page.month == OCTOBER
    assert shown(page, "name") == ["王芳"]
    assert page._fact.whole == "月初 3 + 0 − 0 = 月末 3 人，实在校 2 人"


def test_a_figure_narrows_the_list_to_its_names_and_back(store, show, three, away):
    people.transfer_out(store, three[1], dt.date(2026, 10, 20), "transfer", "")
    page = show(MonthPage)
    assert shown(page, "name") == ["李强", "王芳"]
    press(page.buckets["left"])
    assert shown(page, "name") == ["李强"]
    press(page.buckets["left"])
    assert shown(page, "name") == ["李强", "王芳"]


def test_a_zero_month_says_what_to_do(show, three):
    page = show(MonthPage)
    assert page.model.rowCount() == 0
    assert "零报告" in words(page) and "没有辍学也要报" in page.table.empty.text()


def test_making_keeps_the_month_and_offers_what_comes_next(qtbot, show, three):
    page = show(MonthPage)
    press(button(page, "制表"))
    qtbot.waitUntil(lambda: "重新制表" in offered(page))
    assert DropReport.get().state == "made"
    assert "签发" not in offered(page)  # the head alone


def test_the_head_signs_and_the_clerk_notes_that_it_went(qtbot, store, show, three, monkeypatch):
    reports.keep(store, OCTOBER, TODAY)
    page = show(MonthPage, answers(sent_on=TODAY))
    monkeypatch.setattr(page.desk.school, "store", as_headteacher(store))
    page.show_rows()
    press(button(page, "签发"))
    assert DropReport.get().state == "signed"
    monkeypatch.setattr(page.desk.school, "store", store)
    page.look()
    qtbot.waitUntil(lambda: "登记报出" in offered(page))
    press(button(page, "登记报出"))
    assert DropReport.get().state == "sent"


def test_what_changed_after_making_is_named_and_made_anew(qtbot, store, show, three):
    reports.keep(store, OCTOBER, TODAY)
    people.transfer_out(store, three[1], dt.date(2026, 10, 20), "transfer", "")
    page = show(MonthPage)
    assert "减少：多了三(2)班李强" in words(page)
    press(button(page, "重新制表"))
    qtbot.waitUntil(lambda: "减少：多了" not in words(page))


def test_the_head_is_not_even_asked_to_sign_what_the_books_went_past(qtbot, store, show, three, monkeypatch):
    reports.keep(store, OCTOBER, TODAY)
    people.transfer_out(store, three[1], dt.date(2026, 10, 20), "transfer", "")
    page = show(MonthPage)
    monkeypatch.setattr(page.desk.school, "store", as_headteacher(store))
    monkeypatch.setattr(page.desk, "ask", lambda *_, **__: pytest.fail("nothing to ask"))
    refused = []
    monkeypatch.setattr(page.desk, "refuse", lambda error: refused.append(str(error)))
    page.show_rows()
    press(button(page, "签发"))
    assert DropReport.get().state == "made"
    assert "减少：多了三(2)班李强" in refused[0] and "请先重新制表" in refused[0]


def test_why_the_head_cannot_sign_stands_on_the_screen(qtbot, desk, store, three, monkeypatch):
    reports.keep(store, OCTOBER, TODAY)
    people.transfer_out(store, three[1], dt.date(2026, 10, 20), "transfer", "")
    monkeypatch.setattr(desk.school, "store", as_headteacher(store))
    place = DropReportsPage(desk)
    desk.shell.show_page(place)
    place.take_hint(OCTOBER)
    page = place.currentWidget()
    page.today = lambda: TODAY
    qtbot.waitUntil(lambda: page.found is not None and desk.jobs.resting())
    press(button(place, "签发"))
    pause()
    settled(qtbot, page)
    (said,) = [one for one in desk.shell.findChildren(Notice) if one.isVisible()]
    assert "减少：多了三(2)班李强" in words(said) and "请先重新制表，再签发" in words(said)
    assert DropReport.get().state == "made"


def test_a_month_missed_is_told_on_every_month(store, show, three):
    reports.keep(store, "2026-08", TODAY)
    assert "2026年9月没有月报" in words(show(MonthPage))


def test_enter_opens_the_child(show, away, went):
    page = show(MonthPage)
    page.open_row(0)
    assert went[0][0] == "pupil"


def test_the_workbook_is_written_where_one_says(qtbot, show, away, monkeypatch, tmp_path):
    page, path = show(MonthPage), tmp_path / "月报.xlsx"
    monkeypatch.setattr(dialogs, "pick_save", lambda *_: path)
    press(button(page, "存成表格"))
    qtbot.waitUntil(lambda: path.exists() and page.desk.jobs.resting())


# 统计表 -------------------------------------------------------------------------------------------------


def test_the_tables_name_who_stands_behind_a_figure(store, show, three):
    people.transfer_out(store, three[1], dt.date(2026, 10, 20), "transfer", "县城")
    page = show(TablesPage)
    assert shown(page, "closing") == ["2", "2", "2", "2"]
    keys = [one.key for one in page.model.columns]
    page.table.go_to(0, keys.index("transfer_out"))
    assert "三年级　转出 1 人" in words(page)
    assert any(one.text().startswith("李强 三(2)班") for one in page.findChildren(Button))


def test_enter_on_a_figure_of_one_opens_the_child(store, show, three, away, went):
    page = show(TablesPage)
    page.bar.setCurrentIndex(1)
    page.table.go_to(0, 2)
    page.open_row(0)
    assert went == [("pupil", three[0])]


def test_where_they_went_and_the_rates_are_tabs_of_their_own(show, away):
    page = show(TablesPage)
    page.bar.setCurrentIndex(2)
    assert shown(page, "grade") == ["还没有返校：疑似辍学"]
    page.bar.setCurrentIndex(3)
    assert len(shown(page, "percent")) == 3


# 未报到 -------------------------------------------------------------------------------------------------


def test_a_class_is_ticked_by_keyboard_alone(show, desk, three):
    def run(card: ArrivalCard):
        card.show()
        first = next(iter(card.ticks.values()))
        first.setFocus()
        QTest.keyClick(first, Qt.Key.Key_Right)
        QTest.keyClick(list(card.ticks.values())[1], Qt.Key.Key_Space)
        assert "没来 1 人" in words(card)
        card.accept()
        return True

    page = show(ArrivalsPage, run)
    page.open_row(0)
    assert [row.student_id for row in NotArrived.select()] == [three[1]]


def test_who_came_later_is_noted_at_the_right(qtbot, store, show, three):
    arrivals.keep_sheet(store, AUTUMN, arrivals.board(AUTUMN).classes[0], {three[0]}, dt.date(2026, 9, 1))
    page = show(ArrivalsPage, answers(came_on=dt.date(2026, 9, 4)))
    assert "还没有问清原因" in words(page)
    press(button(page, "来了"))
    assert NotArrived.get().came_on == dt.date(2026, 9, 4)
    settled(qtbot, page)
    assert shown(page, "late") == ["王芳 09-04"]


def test_classes_in_which_all_came_are_one_press(qtbot, store, show, three):
    pupil(store, "周明", "四(1)班")
    page = show(ArrivalsPage)
    page.table.body.selectAll()
    press(button(page, "全部报到"))
    assert ArrivalSheet.select().count() == 2


def test_a_pupil_who_stays_away_becomes_a_case(store, show, three):
    arrivals.keep_sheet(store, AUTUMN, arrivals.board(AUTUMN).classes[0], {three[0]}, dt.date(2026, 9, 1))
    press(button(show(ArrivalsPage), "立案"))
    assert DropCase.get().kind == "unregistered"


# 专项行动, 督导, 无流失 ------------------------------------------------------------------------------------


def test_a_campaign_is_begun_worked_off_and_concluded(qtbot, store, show, three):
    page = show(CampaignPage, answers())
    press(button(page, "开始开学后"))
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    page.ask = answers(done_on=TODAY, staff=teacher(store), result="办好了")
    page.table.go_to(0, 0)
    press(button(page, "登记完成"))
    assert CampaignCheck.select().where(CampaignCheck.done_on == TODAY).count() == 1
    settled(qtbot, page)
    menu = QMenu()
    page._add_acts(menu)  # a narrow window has no room at the right
    assert [one.text().split("：")[1] for one in menu.actions()] == ["写结果…", "加一项…"]
    page.ask = answers()
    press(button(page, "写结果"))
    assert "完成 1 项" in campaigns.actions(AUTUMN)["after"].row.result


def test_a_finding_goes_its_way_by_enter(qtbot, store, show):
    staff = teacher(store)
    page = show(
        InspectionsPage,
        answers(inspector="镇中心校", finding="没有签字", mend_by=dt.date(2026, 11, 20), staff=staff),
    )
    press(button(page, "登记督导"))
    settled(qtbot, page)
    page.ask = answers(mended_on=TODAY, how="补签了")
    page.open_row(0)
    settled(qtbot, page)
    page.ask = answers(checked_by="石校长")
    page.open_row(0)
    settled(qtbot, page)
    assert shown(page, "state") == ["已复核"]
    assert DropInspection.get().checked_by == "石校长"


def test_a_refusal_stays_on_the_card(show):
    def run(card):
        assert "还没有教职工，请先在“设置 › 教职工”里登记" in words(card)
        card.editors["inspector"].show_value("镇中心校")
        card.editors["finding"].show_value("没有签字")
        card.accept()
        assert "整改期限" in card.wrong.text()
        return False

    page = show(InspectionsPage, run)
    press(button(page, "登记督导"))
    assert inspections.findings(TODAY) == []


def test_clean_classes_are_counted(store, show, away, went):
    pupil(store, "周明", "四(1)班")
    page = show(ZeroPage)
    assert shown(page, "term") == ["1 人没返校", "无流失"]
    page.open_row(0)
    assert went[0][0] == "pupil"


# the place ---------------------------------------------------------------------------------------------


def test_the_place_takes_a_month_or_a_tab_as_hint(desk, qtbot, three):
    page = DropReportsPage(desk)
    desk.shell.show_page(page)
    page.take_hint(OCTOBER)
    assert page.here() == "month" and page.currentWidget().month == OCTOBER
    page.take_hint("arrivals")
    assert page.here() == "arrivals"
    qtbot.waitUntil(desk.jobs.resting)


def test_only_those_it_concerns_see_it():
    seen = {
        role for role in ("aid", "head", "class", "meal", "moral") if places.is_open_to(role, "drop_reports")
    }
    assert seen == {"aid", "head", "moral"}


def test_whoever_may_not_is_offered_nothing_to_change(store, show, three, monkeypatch):
    arrivals.keep_sheet(store, AUTUMN, arrivals.board(AUTUMN).classes[0], {three[0]}, dt.date(2026, 9, 1))
    monkeypatch.setattr(store, "session", as_headteacher(store).session)
    page = show(ArrivalsPage)
    assert not offered(page) & {"登记没来的", "全部报到", "来了", "立案"}
    assert "签发" not in offered(show(MonthPage))


def test_a_child_that_had_to_be_listed_is_told_with_its_two_ways(desk, store, show, qtbot):
    """列为疑似, or a reason: before that the month is no zero report."""
    one = pupil(store, "周大勇", "三(2)班")
    away_for(store, one, 10, start=5)
    asked = []

    def answer(card):
        asked.append(card)
        card.editors["reason"].show_value("随父就医")
        card.yes.click()
        return True

    page = show(MonthPage, answer)
    gone = []
    desk.place_wanted.connect(lambda *to: gone.append(to))
    page.take_hint(OCTOBER)
    qtbot.waitUntil(lambda: page.found is not None and page.found.figures.month == OCTOBER)
    qtbot.waitUntil(lambda: "周大勇" in words(page))
    assert "零报告" not in words(page.state)
    press(button(page, "去列为疑似"))
    assert gone == [("absence", ("running", one))]
    press(button(page, "写明原因"))
    assert len(asked) == 1
    qtbot.waitUntil(lambda: page.found is not None and page.found.figures.zero)
