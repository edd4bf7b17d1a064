"""全部台账 and 陪餐排班: every ledger in its place, findings closed by another, postings taken down, turns planned."""

import datetime as dt

import pytest
from as_a_person import words
from builders import add
from builders_records import MONDAY, is_today, staff
from waits import pause

from desktop.models.ledgers.meal_logs import Accompany
from desktop.models.ledgers.meal_watch import FoodFinding, MealPosting
from desktop.services.meals import accompany
from desktop.views.meal_books_page import PLACES, MealBooksPage
from desktop.views.meal_rota_page import PlanCard, RotaPage

LATE = MONDAY + dt.timedelta(days=20)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    is_today(monkeypatch, LATE)


@pytest.fixture
def page(desk, qtbot):
    made = MealBooksPage(desk)
    desk.shell.show_page(made)
    return made


@pytest.mark.parametrize("key", [one.key for one in PLACES])
def test_every_ledger_opens(page, key):
    page.take_hint(key)
    assert page.key() == key


def answering(values):
    """Answer a card: `values` by key; whether it was taken."""

    def run(card):
        for name, value in values.items():
            card.editors[name].show_value(value)
        card.accept()
        return card.result() == card.DialogCode.Accepted

    return run


@pytest.fixture
def finding(store):
    person = staff(store, "覃安全", "food_safety")
    return add(store, FoodFinding, day=MONDAY, problem="面粉靠墙", responsible=person, due_on=MONDAY)


def test_a_finding_is_mended_and_closed_by_another(page, store, finding, qtbot):
    head = staff(store, "石校长", "head")
    page.show_section("food_finding")
    book = page.shown["food_finding"]
    assert "1 件过了期限" in book.fact()
    book.table.go_to(0)
    book.run = answering({"done_on": LATE, "done_how": "垫高了"})
    book.mend()
    pause()
    assert FoodFinding.get().state == "done"
    book.table.go_to(0)
    book.run = answering({"verified_by": head, "verified_on": LATE})
    book.verify()
    assert FoodFinding.get().state == "closed"


def test_a_finding_not_mended_gets_another_day(page, store, finding, qtbot):
    page.show_section("food_finding")
    book = page.shown["food_finding"]
    book.table.go_to(0)
    book.run = answering({"done_on": LATE, "done_how": "垫高了"})
    book.mend()
    pause()
    book.table.go_to(0)
    head = staff(store, "石校长", "head")
    again = LATE + dt.timedelta(days=3)
    book.run = answering({"verified_by": head, "verified_on": LATE, "due_on": again})
    book.verify()
    assert (FoodFinding.get().state, FoodFinding.get().due_on) == ("open", again)


def test_without_a_row_nothing_is_asked(page):
    page.show_section("food_finding")
    page.shown["food_finding"].run = lambda _card: 1 / 0
    page.shown["food_finding"].mend()


def test_a_posting_goes_up_and_comes_down(page, qtbot):
    page.show_section("meal_posting")
    book = page.shown["meal_posting"]
    book.run = answering({"kind": "names", "from_day": MONDAY, "about_what": "2026年秋季", "place": "公示栏"})
    book.hang()
    pause()
    assert MealPosting.get().until_day == MONDAY + dt.timedelta(days=6)
    book.table.go_to(0)
    book.run = answering({"removed_on": LATE, "removed_by": "韦兰"})
    book.take_down()
    assert MealPosting.get().removed_on == LATE


# 陪餐排班 ------------------------------------------------------------------------------------------------


@pytest.fixture
def leaders(store):
    return [staff(store, name, post) for name, post in (("石校长", "head"), ("田春生", "deputy"))]


@pytest.fixture
def rota(desk, leaders, qtbot):
    made = RotaPage(desk, today=lambda: MONDAY)
    desk.shell.show_page(made)
    return made


def test_a_month_without_turns_says_what_to_do(rota):
    assert rota.stack.currentIndex() == 1
    assert rota._fact.whole == "这个月还没有排班"


def test_the_card_tells_the_turns_before_they_are_written(desk, rota):
    card = PlanCard(desk, MONDAY, MONDAY + dt.timedelta(days=4), MONDAY)
    assert card.says.text() == "将排 5 天，可以撤销。连同已有的：石校长 3 次，田春生 2 次。"
    card.accept()
    assert Accompany.select().count() == 5


def test_nobody_chosen_is_told(desk, rota):
    card = PlanCard(desk, MONDAY, LATE, MONDAY)
    for tick in card.ticks.values():
        tick.setChecked(False)
    assert "请先选参加陪餐的负责人" in card.says.text()
    assert not card.yes.isEnabled()


@pytest.fixture
def planned(store, leaders):
    accompany.keep_rota(
        store, accompany.propose(store, leaders, MONDAY, MONDAY + dt.timedelta(days=4), "lunch")
    )


def test_two_days_change_places(rota, planned, qtbot):
    rota.reload()
    before = [row.staff_id for row in Accompany.select().order_by(Accompany.day)]
    rota.chosen = lambda: rota.model.ids()[:2]
    rota.swap()
    after = [row.staff_id for row in Accompany.select().order_by(Accompany.day)]
    assert after == [before[1], before[0], *before[2:]]


def test_a_turn_opens_the_record_of_its_day(rota, planned, went):
    rota.reload()
    rota._opened(0)
    assert went == [("meal_logs", (MONDAY, "accompany", "lunch"))]


def test_paying_for_a_meal_not_eaten_is_refused(rota, planned):
    rota.reload()
    rota.table.go_to(0)
    rota.pay()
    assert "请先选已经陪过餐的记录" in words(rota)
