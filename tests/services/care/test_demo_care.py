"""The made-up two months of care: everybody has a teacher, and what was planted for a look is there."""

import datetime as dt

import pytest
from builders import AUTUMN
from builders_care import listed_pupil, name_of

from desktop.models.ledgers import day_order, meal_order
from desktop.models.ledgers.care_visits import PhoneAnswer, Talk, Visit
from desktop.models.roles import session_for
from desktop.services import demo, demo_care
from desktop.services.care import duties, gifts, listed, pairs, plans, shelf
from desktop.services.progress import Progress


@pytest.fixture
def cared(store):
    for at in range(24):
        klass = ("一(1)班", "三(2)班", "五(1)班")[at % 3]
        listed_pupil(store, name_of(at), klass, types=(("poor",), ("left_roll",))[at % 2])
    with day_order.told_until(demo.LAST_DAY):
        demo_care.mark(store)
        demo_care.care(store, AUTUMN, Progress())


def test_no_listed_child_is_without_a_teacher_and_none_has_too_many(store, cared):
    told = pairs.coverage(demo.LAST_DAY, AUTUMN)
    assert told.listed >= 24 and not told.missing
    assert max(map(len, pairs.load(demo.LAST_DAY).values())) <= demo_care.LOAD


def test_marks_and_two_terms_of_results_make_other_types_appear(store, cared):
    told = listed.counts(demo.LAST_DAY, AUTUMN)
    assert told.types["study"] and told.left_rural and told.need
    assert told.left_rural < told.left_roll


def test_one_class_has_plans_and_a_handover_waits(store, cared):
    children = listed.to_pair(demo.LAST_DAY, term=AUTUMN)
    assert len({children[student].class_id for student in plans.plans_of(AUTUMN)}) == 1
    assert len(pairs.offered()) == 1


def test_what_was_told_in_confidence_is_the_moral_heads(store, cared):
    seen = Talk.select().count()
    store.session = session_for(demo.MORAL, "moral")
    assert Talk.select().count() == seen + 1


def test_nothing_in_it_is_later_than_the_last_day_whatever_the_clock_says(store, monkeypatch):
    monkeypatch.setattr(day_order, "today", meal_order.today)  # the program's own
    monkeypatch.setattr(day_order, "_clock", lambda: dt.date(2024, 2, 29))
    for at in range(12):
        listed_pupil(store, name_of(at), types=("left_roll",))
    with day_order.told_until(demo.LAST_DAY):
        demo_care.mark(store)
        demo_care.care(store, AUTUMN, Progress())
    days = [row.day for row in Visit.select()] + [row.called_on for row in PhoneAnswer.select()]
    assert days and max(days) <= demo.LAST_DAY


def test_every_gift_closes_and_something_waits_on_the_shelf(store, cared):
    told = gifts.balances()
    assert len(told) == 3 and all(one.closes for one in told)
    assert [lot.name for lot in shelf.out_of_date(demo.LAST_DAY, 30)] == ["酸奶（200 毫升）"]
    assert duties.tallies(2026)[0].missing
