"""陪餐: fair turns, holidays skipped, swaps, what was seen, the meal paid for."""

import datetime as dt

import pytest
from builders import as_headteacher
from builders_records import MONDAY, is_today, staff

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_logs import Accompany
from desktop.services.meals import accompany

FIRST, LAST = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
SEEN = {"looks": "4", "taste": "4", "quality": "3", "hygiene": "4"}


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    is_today(monkeypatch, MONDAY)


@pytest.fixture
def leaders(store):
    people = (("石校长", "head"), ("田春生", "deputy"), ("莫老师", "dean"))
    return [staff(store, name, post) for name, post in people]


def test_turns_are_shared_evenly_and_holidays_are_skipped(store, leaders):
    rota = accompany.propose(store, leaders, FIRST, LAST, "lunch")
    days = [turn.day for turn in rota.turns]
    assert dt.date(2026, 10, 1) not in days and MONDAY in days
    assert rota.spread <= 1 and sum(rota.counts.values()) == len(days)


def test_the_same_choice_gives_the_same_turns(store, leaders):
    again = [accompany.propose(store, leaders, FIRST, LAST, "lunch") for _ in range(2)]
    assert again[0] == again[1]


def test_nobody_always_has_the_same_day_of_the_week(store, leaders):
    five = [*leaders, staff(store, "蓝老师", "moral"), staff(store, "黄老师", "teacher")]
    rota = accompany.propose(store, five, dt.date(2026, 9, 1), dt.date(2026, 12, 31), "lunch")
    for person in five:
        assert len({turn.day.weekday() for turn in rota.turns if turn.staff == person}) >= 5


def test_who_works_in_the_canteen_is_not_company_for_the_pupils(store, leaders):
    cook = staff(store, "韦兰", "cook")
    assert cook not in {number for number, _name, _usual in accompany.leaders(MONDAY)}
    with pytest.raises(Refused, match="韦兰是从业人员，在食堂做事。陪餐的应当是学校负责人或教师"):
        accompany.keep_meal(store, None, {"day": MONDAY, "kind": "lunch", "staff": cook, **SEEN})
    teacher = staff(store, "蓝老师", "teacher")
    accompany.keep_meal(store, None, {"day": MONDAY, "kind": "lunch", "staff": teacher, **SEEN})


def test_turns_of_before_count(store, leaders):
    early = accompany.propose(store, leaders[:1], FIRST, dt.date(2026, 10, 16), "lunch")
    accompany.keep_rota(store, early)
    rota = accompany.propose(store, leaders, FIRST, LAST, "lunch")
    assert rota.counts[leaders[0]] == len(early.turns)
    assert {turn.staff for turn in rota.turns} == set(leaders[1:])


def test_a_month_that_is_planned_has_nothing_to_plan(store, leaders):
    accompany.keep_rota(store, accompany.propose(store, leaders, FIRST, LAST, "lunch"))
    with pytest.raises(Refused, match="都已经排了陪餐"):
        accompany.propose(store, leaders, FIRST, LAST, "lunch")


def test_turns_to_come_are_planned_anew_and_what_was_is_left(store, leaders):
    count = accompany.keep_rota(store, accompany.propose(store, leaders, FIRST, LAST, "lunch"))
    away = accompany.take_away(store, FIRST, LAST, "lunch")
    assert 0 < away < count
    assert all(row.day < MONDAY for row in Accompany.select())


def test_two_turns_change_places(store, leaders):
    accompany.keep_rota(store, accompany.propose(store, leaders, FIRST, LAST, "lunch"))
    one, other = Accompany.select().order_by(Accompany.day).limit(2)
    accompany.swap(store, one.id, other.id)
    assert Accompany.get_by_id(one.id).staff_id == other.staff_id
    assert Accompany.get_by_id(other.id).staff_id == one.staff_id


def test_a_meal_that_was_eaten_is_not_swapped(store, leaders):
    accompany.keep_rota(store, accompany.propose(store, leaders, MONDAY, LAST, "lunch"))
    one, other = Accompany.select().order_by(Accompany.day).limit(2)
    accompany.keep_meal(store, one.id, {"day": one.day, **SEEN})
    with pytest.raises(Refused, match="已经陪过餐，不能再调换"):
        accompany.swap(store, one.id, other.id)


def test_a_planned_turn_becomes_the_record(store, leaders):
    accompany.keep_rota(store, accompany.propose(store, leaders, MONDAY, MONDAY, "lunch"))
    planned = Accompany.get()
    accompany.keep_meal(store, planned.id, {"day": MONDAY, **SEEN})
    assert (Accompany.get().state, Accompany.get().entered_on) == ("done", MONDAY)


def test_what_was_seen_is_judged(store, leaders):
    with pytest.raises(Refused, match="请写口味和质量的评价"):
        accompany.keep_meal(store, None, {"day": MONDAY, "kind": "lunch", "staff": leaders[0]})


def test_a_problem_wants_what_was_done_about_it(store, leaders):
    told = {"day": MONDAY, "kind": "lunch", "staff": leaders[0], "problem": "菜偏咸", **SEEN}
    with pytest.raises(Refused, match="请写怎么处理的"):
        accompany.keep_meal(store, None, told)


def test_the_headteacher_writes_down_the_own_meal(store, leaders):
    told = {"day": MONDAY, "kind": "lunch", "staff": leaders[0], **SEEN}
    assert accompany.keep_meal(as_headteacher(store), None, told)


def test_who_has_not_paid_is_counted_until_he_has(store, leaders):
    record = accompany.keep_meal(store, None, {"day": MONDAY, "kind": "lunch", "staff": leaders[0], **SEEN})
    assert accompany.shares(store, FIRST, LAST)[0].unpaid == 1
    accompany.paid(store, [record])
    assert accompany.shares(store, FIRST, LAST)[0].unpaid == 0


def test_leaders_are_offered_before_the_others(store, leaders):
    staff(store, "阿黄", "teacher")
    assert [usual for _id, _name, usual in accompany.leaders(MONDAY)] == [True, True, True, False]
