"""留样: taken from the menu, numbered, kept 48 hours, thrown away together."""

import datetime as dt

import pytest
from builders import as_class_teacher
from builders_records import DISHES, MONDAY, is_today, menu, staff

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.meal_logs import FoodSample
from desktop.models.roles import NotAllowed
from desktop.services.meals import samples
from desktop.services.meals.samples import DUE, OVER, WAIT

TOLD = {"taken_at": "11:40"}
WEDNESDAY = MONDAY + dt.timedelta(days=2)


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    is_today(monkeypatch, MONDAY)


@pytest.fixture
def taken(store):
    return samples.take(store, MONDAY, "lunch", DISHES, TOLD)


def test_the_dishes_of_the_menu_are_offered_until_they_are_sampled(store):
    menu(store)
    assert samples.still_to_take(store, MONDAY, "lunch") == list(DISHES)
    samples.take(store, MONDAY, "lunch", DISHES[:1], TOLD)
    assert samples.still_to_take(store, MONDAY, "lunch") == list(DISHES[1:])


def test_the_menu_of_another_meal_is_not_offered(store):
    menu(store, kind="snack", dishes=("纯牛奶",))
    assert samples.on_menu(MONDAY, "lunch") == []
    assert samples.on_menu(MONDAY, "snack") == ["纯牛奶"]


def test_each_sample_of_a_day_gets_its_own_number(store, taken):
    more = samples.take(store, MONDAY, "supper", ["面条"], TOLD)
    numbers = [FoodSample.get_by_id(record).sample_no for record in taken + more]
    assert numbers == ["20261012-01", "20261012-02", "20261012-03", "20261012-04"]


def test_the_hundredth_sample_is_followed_by_the_next(store):
    samples.take(store, MONDAY, "lunch", [f"第{n}样" for n in range(100)], TOLD)
    (last,) = samples.take(store, MONDAY, "lunch", ["又一样"], TOLD)
    assert FoodSample.get_by_id(last).sample_no == "20261012-101"


def test_a_sample_is_125_grams_unless_told_otherwise_and_never_less(store, taken):
    assert {row.grams for row in samples.of_day(store, MONDAY)} == {125}
    with pytest.raises(Refused, match="不少于 125 克，现在是 100 克"):
        samples.take(store, MONDAY, "lunch", ["青菜"], {**TOLD, "grams": 100})


def test_the_same_dish_is_not_sampled_twice_at_one_meal(store, taken):
    with pytest.raises(Refused, match="土豆烧肉 这一餐已经留样"):
        samples.take(store, MONDAY, "lunch", ["土豆烧肉"], TOLD)


def test_a_voided_sample_is_taken_anew(store, taken):
    samples.void(store, taken[:1], "留样盒打翻")
    assert samples.take(store, MONDAY, "lunch", DISHES[:1], TOLD)


def test_voiding_wants_a_reason(store, taken):
    with pytest.raises(Refused, match="请写明作废原因"):
        samples.void(store, taken, " ")


def test_nothing_is_sampled_without_a_dish(store):
    with pytest.raises(Refused, match="请选菜品"):
        samples.take(store, MONDAY, "lunch", ["  "], TOLD)


def test_a_day_to_come_is_refused(store):
    with pytest.raises(Refused, match="这一天还没有到"):
        samples.take(store, WEDNESDAY, "lunch", DISHES, TOLD)


def test_a_late_entry_wants_its_reason(store, monkeypatch):
    is_today(monkeypatch, WEDNESDAY)
    with pytest.raises(Refused, match="要算补录，请写明补录原因"):
        samples.take(store, MONDAY, "lunch", DISHES, TOLD)
    assert samples.take(store, MONDAY, "lunch", DISHES, {**TOLD, "late_reason": "停电"})


def test_a_class_teacher_takes_no_samples(store):
    with pytest.raises(NotAllowed):
        samples.take(as_class_teacher(store), MONDAY, "lunch", DISHES, TOLD)


@pytest.mark.parametrize(
    ("hours", "state", "words"),
    [
        (1, WAIT, "还有 47 小时才能销样"),
        (47.5, WAIT, "还有 30 分钟才能销样"),
        (48, DUE, "可以销样了"),
        (71, DUE, "可以销样了"),
        (72, OVER, "到时间 24 小时了，还没有销样"),
        (240, OVER, "到时间 8 天了，还没有销样"),
    ],
)
def test_the_clock_of_a_sample(store, taken, hours, state, words):
    now = dt.datetime(2026, 10, 12, 11, 40) + dt.timedelta(hours=hours)
    first = samples.clocks(store, now)[0]
    assert (first.state, first.words) == (state, words)


def test_what_was_thrown_away_has_no_clock(store, taken, monkeypatch):
    is_today(monkeypatch, WEDNESDAY)
    assert samples.dispose(store, taken, WEDNESDAY, "15:00", by=staff(store)) == 3
    assert samples.clocks(store, dt.datetime(2026, 10, 14, 16)) == []


def test_nothing_is_thrown_away_before_its_48_hours(store, taken, monkeypatch):
    is_today(monkeypatch, WEDNESDAY)
    with pytest.raises(Refused, match="还不满 48 小时，最早 2026-10-14 11:40 才能销样"):
        samples.dispose(store, taken, WEDNESDAY, "11:39")


def test_throwing_away_is_not_written_ahead(store, taken):
    with pytest.raises(Refused, match="这一天还没有到"):
        samples.dispose(store, taken, WEDNESDAY, "12:00")


def test_throwing_away_can_be_taken_back(store, taken, monkeypatch):
    is_today(monkeypatch, WEDNESDAY)
    samples.dispose(store, taken, WEDNESDAY, "15:00")
    undo.undo(store)
    assert {row.state for row in samples.of_day(store, MONDAY)} == {"kept"}


@pytest.mark.parametrize("degrees", [0, 45, 80, None])
def test_a_cold_cabinet_is_fine(degrees):
    assert samples.too_warm(degrees) == ""


@pytest.mark.parametrize("degrees", [-1, 81, 150])
def test_a_cabinet_too_warm_or_frozen_is_told(degrees):
    assert "留样应冷藏在 0～8 ℃" in samples.too_warm(degrees)
