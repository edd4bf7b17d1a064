"""What a menu gives, against what is recommended for who eats; what nobody knows is said, never counted as nothing."""

import datetime as dt

import pytest
from builders import add, change
from builders_meals import eaters
from builders_menus import EGGS, MONDAY, RICE, food, full_week, grams, placed

from desktop.models.ledgers.meal_menus import Dish, DishPart, Food, MenuWeek, NutrientGuide
from desktop.services.meals import menus, nutrition, portions


def week():
    return menus.the_week(MONDAY, "lunch")


def monday(heads=None):
    return nutrition.of_day(week(), MONDAY, heads or {"9": 100})


def test_the_energy_of_a_dish_is_that_of_its_foods(store):
    placed(store)
    assert monday().line("能量").value == pytest.approx(15 * 1.0 + 139 * 0.5 + 899 * 0.08)
    assert monday().line("维生素C").value == pytest.approx(14)


def test_it_is_compared_with_this_meals_share_of_the_day(store):
    placed(store)
    energy = monday().line("能量")
    assert (energy.low, energy.high) == (pytest.approx(1800 * 0.35), pytest.approx(2200 * 0.40))
    assert energy.verdict == nutrition.LOW


def test_enough_is_enough_and_too_much_is_said(store):
    placed(store, RICE)
    menus.set_parts(store, week().dishes[0].id, {food("大米"): grams(200)})
    assert monday().line("能量").verdict == nutrition.OK
    menus.set_parts(store, week().dishes[0].id, {food("大米"): grams(400)})
    assert monday().line("能量").verdict == nutrition.HIGH


def test_what_lacks_a_figure_is_named_and_the_verdict_waits(store):
    placed(store, "黄焖鸡腿")
    calcium = monday().line("钙")
    assert calcium.lacking == ("鸡腿",)
    assert calcium.verdict == nutrition.UNKNOWN


def test_with_a_figure_lacking_enough_is_still_enough(store):
    placed(store, "黄焖鸡腿")
    placed(store, "学生饮用奶", place=2)
    menus.set_parts(store, week().dishes[1].id, {food("学生饮用奶"): grams(600)})
    calcium = monday().line("钙")
    assert calcium.lacking and calcium.verdict == nutrition.OK


def test_a_dish_without_portions_is_told_and_not_counted(store):
    placed(store, RICE)
    placed(store, "外婆菜", place=2)
    told = monday()
    assert told.bare == ("外婆菜",)
    assert told.line("能量").value == pytest.approx(346)


def test_the_share_of_energy_that_comes_from_fat(store):
    placed(store, RICE)
    assert monday().line("脂肪供能比").value == pytest.approx(0.9 * 9 / 346 * 100)


def test_kinds_of_food_are_weighed_raw(store):
    placed(store)
    lines = monday()
    assert lines.line("蔬菜类").value == pytest.approx(100)
    assert lines.line("蛋类").value == pytest.approx(50)
    assert lines.line("鱼虾类").verdict == nutrition.LOW


def test_the_recommendation_is_weighed_by_heads(store):
    placed(store)
    line = monday({"9": 30, "12": 10}).line("能量")
    assert line.low == pytest.approx((1800 * 0.75 + 2047.5 * 0.25) * 0.35)


def test_older_pupils_get_more_of_the_same_dish(store):
    placed(store)
    nine, twelve = monday({"9": 1}).line("能量"), monday({"12": 1}).line("能量")
    assert twelve.value / nine.value == pytest.approx(2047.5 / 1800)


def test_with_no_age_group_named_all_get_the_same(store):
    placed(store)
    menus.set_week(store, MenuWeek.get().id, {"base_age": None})
    assert monday({"12": 1}).line("能量").value == pytest.approx(monday({"9": 1}).line("能量").value)


def test_the_weeks_average_is_that_of_the_days_with_dishes(store):
    placed(store, RICE)
    placed(store, EGGS, MONDAY + dt.timedelta(days=1))
    average = nutrition.of_week(week(), {})
    assert average.line("能量").value == pytest.approx((346 + 156.42) / 2, abs=0.01)
    assert average.foods == 4


def test_a_whole_week_has_a_line_for_all_that_is_recommended(store):
    full_week(store)
    names = [line.name for line in nutrition.of_week(week(), {}).lines]
    wanted = dict.fromkeys(row.name for row in NutrientGuide.select().order_by(NutrientGuide.place))
    assert names == list(wanted)


def test_the_snack_has_nothing_to_be_compared_with(store):
    record = menus.put_dishes(store, MONDAY, "snack", [(MONDAY, 1, Dish.get(Dish.name == "学生饮用奶").id)])
    snack = menus.the_week(MONDAY, "snack")
    line = nutrition.of_day(snack, MONDAY, {"9": 1}).line("钙")
    assert record and line.verdict == nutrition.TOLD and line.value == pytest.approx(214)


def test_a_recommendation_that_lacks_an_age_group_compares_nothing(store):
    placed(store)
    with store.step("删") as step:
        step.remove(
            NutrientGuide, NutrientGuide.get((NutrientGuide.name == "钙") & (NutrientGuide.age == "9")).id
        )
    assert monday().line("钙").verdict == nutrition.TOLD


def test_no_menu_gives_nothing_and_breaks_nothing(store):
    assert nutrition.of_week(week(), {}).foods == 0


def test_the_schools_own_recommendation_counts(store):
    placed(store)
    guide = NutrientGuide.get((NutrientGuide.name == "能量") & (NutrientGuide.age == "9"))
    change(store, NutrientGuide, guide.id, low=10000, high=30000)
    assert monday().line("能量").verdict == nutrition.HIGH


# who eats ------------------------------------------------------------------------------------------------


def test_heads_stand_by_age_and_by_grade_where_no_birthday_is_known(store):
    eaters(store, "三(2)班")  # no birthdays: about eight years old
    eaters(store, "五(1)班", "何雨桐 田小军")
    assert portions.heads_on(store, MONDAY, "lunch") == {"6": 4, "9": 2}


def test_nobody_on_the_list_is_nobody(store):
    assert portions.heads_on(store, MONDAY, "lunch") == {}


@pytest.mark.parametrize(("age", "group"), [(5, "6"), (8, "6"), (9, "9"), (14, "12"), (19, "15")])
def test_every_age_has_a_group(age, group):
    assert portions.age_group(age) == group


def test_another_number_of_pupils_keeps_the_mixture_and_adds_up():
    heads = portions.with_total({"6": 10, "9": 11, "12": 12}, 100)
    assert sum(heads.values()) == 100
    assert heads == {"6": 30, "9": 33, "12": 37} or heads == {"6": 31, "9": 33, "12": 36}
    assert portions.with_total({}, 10) == {}


def test_a_dish_with_a_food_of_ones_own_counts_like_all(store):
    own = add(store, Food, name="杂粮窝头粉", kind="grain", energy=Food.energy.parse("350"))
    made = add(store, Dish, name="杂粮窝头", kind="staple")
    add(store, DishPart, dish=made, food=own, grams=grams(100))
    placed(store, "杂粮窝头")
    line = monday().line("能量")
    assert line.value == pytest.approx(350)
    assert monday().line("钙").lacking == ("杂粮窝头粉",)
