"""月历: what each day lacks, in a colour and a word; a cell opens the entry; reasons for several days at once."""

import datetime as dt

import pytest
from builders import as_role
from builders_records import DISHES, MONDAY, cooks, is_today
from PySide6.QtCore import QItemSelectionModel, Qt
from waits import pause

from desktop.models.ledgers.meal_watch import DayExcuse
from desktop.services.meals import samples
from desktop.views.meal_gaps_page import MealGapsPage

FRIDAY = MONDAY + dt.timedelta(days=4)


@pytest.fixture(autouse=True)
def friday(monkeypatch):
    is_today(monkeypatch, FRIDAY)


def finish(desk, qtbot):
    pause()
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    pause()


@pytest.fixture
def page(desk, store, qtbot):
    cooks(store)
    made = MealGapsPage(desk, now=lambda: dt.datetime.combine(FRIDAY, dt.time(15)))
    desk.shell.show_page(made)
    finish(desk, qtbot)
    return made


def cell(page, day, need):
    at = next(at for at, one in enumerate(page.model.month.days) if one.day == day)
    return page.model.index(at, [one.key for one in page.model.columns].index(need))


def said(page, day, need):
    return page.model.data(cell(page, day, need))


def test_a_gap_is_a_word_and_a_colour(page, store, desk, qtbot):
    assert said(page, MONDAY, "sample") == "缺"
    assert said(page, FRIDAY, "sample") == "待登"
    samples.take(store, MONDAY, "lunch", DISHES, {"taken_at": "11:40", "late_reason": "停电"})
    finish(desk, qtbot)
    assert said(page, MONDAY, "sample") == "补录"


def test_the_keyboard_stands_on_the_first_gap(page):
    first = page.model.cell(page.table.body.currentIndex())
    assert (first.day, first.need) == (page.model.month.days[0].day, "sheets")
    assert "按 Enter 去登记" in page.said.text()


@pytest.mark.parametrize(
    ("need", "wanted"),
    [
        ("sample", ("meal_logs", (MONDAY, "sample"))),
        ("sheets", ("meals", MONDAY)),
        ("accept", ("meal_stock", ("bought", MONDAY))),
    ],
)
def test_a_cell_opens_the_entry_of_its_day(page, went, need, wanted):
    page.table.body.setCurrentIndex(cell(page, MONDAY, need))
    page.open_current()
    assert went == [wanted]


def test_enter_opens_it_too(page, went, qtbot):
    page.table.body.setCurrentIndex(cell(page, MONDAY, "clean"))
    qtbot.keyClick(page.table.body, Qt.Key.Key_Return)
    assert went == [("meal_logs", (MONDAY, "clean"))]


def test_several_days_are_explained_at_once(page, monkeypatch, desk, qtbot):
    monkeypatch.setattr("desktop.views.meal_gaps_page.ask_words", lambda *_args, **_more: "企业集中消毒")
    chosen = page.table.body.selectionModel()
    chosen.clearSelection()
    for day in (MONDAY, MONDAY + dt.timedelta(days=1)):
        chosen.setCurrentIndex(cell(page, day, "clean"), QItemSelectionModel.SelectionFlag.Select)
    page.explain()
    finish(desk, qtbot)
    assert DayExcuse.select().count() == 2
    assert said(page, MONDAY, "clean") == "说明"


def test_a_gap_is_explained_by_keyboard_alone(page, desk, qtbot, monkeypatch):
    asked = []

    def answer(_desk, title, *_rest, **_more):
        asked.append(title)
        return "停水，没有做饭"

    monkeypatch.setattr("desktop.views.meal_gaps_page.ask_words", answer)
    page.table.body.setFocus()
    page.table.body.setCurrentIndex(cell(page, MONDAY, "clean"))
    qtbot.keyClick(page.table.body, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.said.text().endswith("真的没有的按 F2 写说明。")
    qtbot.keyClick(page.table.body, Qt.Key.Key_F2)
    finish(desk, qtbot)
    assert asked == ["消毒：说明 2 天"]
    assert DayExcuse.select().count() == 2
    assert said(page, MONDAY, "clean") == "说明"


def test_the_menu_of_a_gap_offers_what_can_be_done_with_it(page):
    menu = page.table.menu_for(0)
    assert [one.text().split("\t")[0] for one in menu.actions() if one.text()] == [
        "去登记", "写缺项说明…", "复制", "连同表头复制",
    ]  # fmt: skip


def test_what_is_there_needs_no_explaining(page, monkeypatch):
    monkeypatch.setattr("desktop.views.meal_gaps_page.ask_words", lambda *_args, **_more: 1 / 0)
    page.table.body.setCurrentIndex(cell(page, FRIDAY + dt.timedelta(days=3), "clean"))
    page.explain()
    assert not DayExcuse.select().exists()


def test_another_month_is_a_press_away(page):
    page.steps.step(1)
    assert page.month == "2026-11"
    page.steps.step(2)
    assert (page.month, page.steps.title.text()) == ("2027-01", "2027年1月")


def test_a_month_without_meals_says_so(page, desk, qtbot):
    page.take_hint("2026-08")
    finish(desk, qtbot)
    assert page.stack.currentIndex() == 1


def test_the_head_sees_and_explains_nothing(make_desk, school, qtbot):
    school.store.session = as_role(school.store, "head", "石校长").session
    desk = make_desk(school)
    page = MealGapsPage(desk, now=lambda: dt.datetime.combine(FRIDAY, dt.time(15)))
    desk.shell.show_page(page)
    finish(desk, qtbot)
    assert not page.why.isVisible()


@pytest.mark.parametrize("need", ["sheets", "sample", "check"])
def test_the_date_stays_in_sight_whichever_cell_is_chosen(page, qtbot, need):
    page.take_hint("2026-09")  # a month whose columns were asked for a second time
    page.table.setFixedWidth(400)
    page.table.body.setCurrentIndex(cell(page, dt.date(2026, 9, 14), need))
    pause()
    head = page.table.head
    assert head.columnViewportPosition(0) == 0
    assert head.columnAt(20) == 0
    assert [at for at in range(1, len(page.model.columns)) if not head.isColumnHidden(at)] == []
