"""From grams on the menu to what is bought: heads, what is cut away, what lies in the store, whole buying units."""

import datetime as dt

import pytest
from builders import add, change
from builders_meals import eaters
from builders_menus import MONDAY, RICE, food, grams, placed
from builders_store import lot, material, supplier

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_goods import Material, MaterialUnit
from desktop.models.ledgers.meal_menus import MenuWeek
from desktop.services.meals import menus, needs

TUESDAY = MONDAY + dt.timedelta(days=1)
HUNDRED = {MONDAY: {"9": 100}, TUESDAY: {"9": 100}}
SUNDAY = MONDAY - dt.timedelta(days=1)


def needed(store, name, heads=None, **more):
    found = needs.needs(store, menus.the_week(MONDAY, "lunch"), heads or HUNDRED, **more)
    return next(one for one in found if one.name == name)


def nothing(_day):
    return {}


def test_grams_times_heads(store):
    placed(store, RICE)
    placed(store, RICE, TUESDAY)
    rice = needed(store, "大米")
    assert rice.grams == {MONDAY: 10_000, TUESDAY: 10_000}
    assert rice.amount(rice.need) == "20公斤"


def test_what_is_cut_away_is_bought_too(store):
    placed(store)
    assert needed(store, "鸡蛋").total == -(-100 * 50 * 100 // 87)  # 87 % of an egg is eaten


def test_younger_pupils_take_less(store):
    placed(store, RICE)
    share = 1462.5 / 1800
    heads = {MONDAY: {"6": 50, "9": 50}}
    assert needed(store, "大米", heads).total == pytest.approx(100 * 50 * (1 + share), abs=1)


def test_what_lies_in_the_store_is_not_bought_again(store):
    record = material(store, "东北大米", food=food("大米"))
    lot(store, record, supplier(store), kilos="8.5", day=SUNDAY, unit="公斤")
    placed(store, RICE)
    rice = needed(store, "大米")
    assert (rice.amount(rice.on_hand), rice.amount(rice.lack), rice.buy_words) == (
        "8.5公斤",
        "1.5公斤",
        "2公斤",
    )


def test_with_enough_in_store_nothing_is_bought(store):
    record = material(store, food=food("大米"))
    lot(store, record, supplier(store), kilos="50", day=SUNDAY)
    placed(store, RICE)
    assert needed(store, "大米").buy_words == "够用"


def test_what_comes_in_after_the_day_asked_for_does_not_count(store):
    record = material(store, food=food("大米"))
    lot(store, record, supplier(store), kilos="50", day=TUESDAY)
    placed(store, RICE)
    assert needed(store, "大米").on_hand == 0
    assert needed(store, "大米", day=TUESDAY).on_hand == 50_000


def test_it_is_bought_in_the_unit_it_came_in_last(store):
    record = material(
        store, "纯牛奶", unit="盒", unit_grams=Material.unit_grams.parse("200"), food=food("学生饮用奶")
    )
    add(store, MaterialUnit, material=record, unit="箱", holds=24_000)
    lot(store, record, supplier(store), kilos="1", unit="箱", day=SUNDAY)
    placed(store, "学生饮用奶")
    milk = needed(store, "学生饮用奶", on_hand=nothing)
    assert (milk.amount(milk.need), milk.buy_words) == ("100盒", "5箱")


def test_never_bought_it_takes_the_one_bigger_unit_told(store):
    record = material(store, food=food("大米"))
    add(store, MaterialUnit, material=record, unit="袋", holds=25_000)
    add(store, MaterialUnit, material=record, unit="斤", holds=500)
    placed(store, RICE)
    assert needed(store, "大米").buy_words == "1袋"


def test_two_materials_of_one_food_are_in_store_together(store):
    one, other = material(store, "粳米", food=food("大米")), material(store, "籼米", food=food("大米"))
    placed(store, RICE)
    rice = needed(store, "大米", on_hand=lambda _day: {one: 3_000, other: 4_000})
    assert rice.on_hand == 7_000


def test_a_food_that_the_store_does_not_know_is_told_in_kilograms(store):
    placed(store)
    tomato = needed(store, "番茄")
    assert tomato.material is None
    assert tomato.buy_words == "11公斤"


def test_a_dish_put_on_twice_is_bought_twice(store):
    placed(store, RICE)
    placed(store, RICE, place=2)
    assert needed(store, "大米").total == 20_000


def test_it_is_not_guessed_how_many_eat(store):
    placed(store)
    week = menus.the_week(MONDAY, "lunch")
    with pytest.raises(Refused, match="不知道多少人吃饭"):
        needs.needs(store, week, needs.week_heads(store, week))


def test_the_list_of_eaters_tells_the_heads(store):
    eaters(store)
    placed(store, RICE)
    menus.set_week(store, MenuWeek.get().id, {"base_age": None})
    week = menus.the_week(MONDAY, "lunch")
    (rice,) = needs.needs(store, week, needs.week_heads(store, week))
    assert rice.total == 400


def test_dishes_without_portions_buy_nothing(store):
    placed(store, "外婆菜")
    with pytest.raises(Refused, match="没有写用料"):
        needed(store, "大米")


def test_foods_stand_in_the_order_of_their_kinds(store):
    placed(store)
    placed(store, RICE, place=2)
    found = needs.needs(store, menus.the_week(MONDAY, "lunch"), HUNDRED)
    assert [one.name for one in found] == ["大米", "番茄", "鸡蛋", "菜籽油"]


def test_a_portion_changed_on_the_menu_changes_the_need(store):
    record = placed(store)
    menus.set_parts(store, record, {food("番茄"): grams(97)})
    assert needed(store, "番茄").total == 10_000
    change(store, MenuWeek, MenuWeek.get().id, base_age="12")
    assert needed(store, "番茄").total == -(-10_000 * 18000 // 20475)
