"""带量食谱: dishes bring their portions, forbidden ones come on no road, a posted week stays as it hangs."""

import datetime as dt

import pytest
from builders import add, as_class_teacher, change, dump
from builders_meals import eaters
from builders_menus import (
    BEEF,
    EGGS,
    MONDAY,
    RICE,
    dish,
    dishes_on,
    food,
    full_week,
    grams,
    hanging,
    hung,
    placed,
)

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.meal_menus import Dish, DishPart, Food, MenuDish, MenuPart, MenuWeek
from desktop.models.ledgers.meal_watch import MealPosting
from desktop.models.ledgers.meals import SupplyDay
from desktop.models.roles import NotAllowed
from desktop.services.meals import allergies, foods, menus
from desktop.services.meals.goods import find

TUESDAY, SATURDAY = MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=5)
NEXT = MONDAY + dt.timedelta(weeks=1)


def week():
    return menus.the_week(MONDAY, "lunch")


def test_a_dish_brings_its_portions(store):
    placed(store)
    (one,) = week().dishes
    assert one.words == "番茄 100，鸡蛋 50，菜籽油 8"


def test_a_dish_is_found_by_its_initials(store):
    assert [one.name for one in find(foods.dishes_in_use(), "fqcjd")] == [EGGS]


def test_the_week_is_made_with_its_first_dish_and_knows_its_number(store):
    placed(store)
    assert MenuWeek.get().week_no == 7
    assert week().title == "2026年秋季学期第7周午餐（10月12日至16日）"


def test_a_sunday_with_lessons_belongs_to_its_week(store):
    monday, sunday = dt.date(2026, 9, 14), dt.date(2026, 9, 20)  # worked for the Mid-Autumn holiday
    menus.put_dishes(store, monday, "lunch", [(sunday, 1, dish())])
    told = menus.the_week(monday, "lunch")
    assert told.days[-1] == sunday
    assert told.title == "2026年秋季学期第3周午餐（9月14日至20日）"


def test_another_dish_at_the_same_place_takes_it(store):
    placed(store, EGGS)
    placed(store, BEEF)
    assert dishes_on() == [BEEF]
    assert {Food.caption_of(row.food_id) for row in MenuPart.select()} == {"牛肉", "胡萝卜", "菜籽油", "酱油"}


def test_a_portion_on_the_menu_is_changed_without_the_dish(store):
    record = placed(store)
    menus.set_parts(store, record, {food("番茄"): grams(120), food("鸡蛋"): grams(60)})
    assert week().dishes[0].words == "番茄 120，鸡蛋 60"
    assert len(foods.parts_of(dish())) == 3


def test_a_name_becomes_a_dish_with_its_portions_once(store):
    record = placed(store, "外婆菜")
    menus.set_parts(store, record, {food(): grams(30)})
    made = menus.keep_as_dish(store, record, "half")
    assert [(part.food, part.grams) for part in foods.parts_of(made)] == [(food(), 300)]
    assert week().dishes[0].dish == made
    with pytest.raises(Refused, match="已经有"):
        menus.keep_as_dish(store, record, "half")


def test_a_dish_changed_later_leaves_menus_as_they_are(store):
    placed(store)
    foods.set_parts(store, dish(), {food("鸡蛋"): grams(80)})
    assert week().dishes[0].words.startswith("番茄 100")


def test_a_portion_of_nothing_is_refused(store):
    record = placed(store)
    with pytest.raises(Refused, match="大于零"):
        menus.set_parts(store, record, {food(): 0})


def test_what_is_put_on_is_taken_back(store):
    before = dump()
    placed(store)
    undo.undo(store)
    assert dump() == before


def test_a_class_teacher_makes_no_menu(store):
    with pytest.raises(NotAllowed, match="排食谱"):
        placed(as_class_teacher(store))


def test_no_dish_on_a_day_without_a_meal(store):
    add(store, SupplyDay, day=TUESDAY, served=False, reason="运动会")
    for day in (TUESDAY, SATURDAY):
        with pytest.raises(Refused, match="不供午餐"):
            placed(store, day=day)


# what may not be made ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["干煸四季豆", "凉拌牛肉", "裱花蛋糕", "鲜黄花菜炒肉", "野生蘑菇汤", "发芽土豆丝"]
)
def test_a_forbidden_dish_comes_on_no_road(store, name):
    for road in (
        lambda: placed(store, name),
        lambda: add(store, Dish, name=name, kind="veg"),
        lambda: add(store, Food, name=name, kind="veg", energy=100),
        lambda: change(store, MenuDish, placed(store), name=name),
    ):
        with pytest.raises(Refused, match=f"“{name}”.*不能排进食谱：.*《学校食品安全与营养健康管理规定》"):
            road()


def test_a_food_is_not_renamed_into_a_forbidden_one(store):
    with pytest.raises(Refused, match="四季豆"):
        change(store, Food, food("长豇豆"), name="四季豆")


def test_tofu_with_spinach_is_no_bean(store):
    assert placed(store, "菠菜豆腐汤")


def test_a_name_that_may_be_meant_otherwise_is_pointed_out(store):
    assert "四季豆" in Dish.advise({"name": "土豆烧豆角"})["name"]
    assert not Dish.advise({"name": "肉末长豆角"})


# allergies -----------------------------------------------------------------------------------------------


def test_who_may_not_eat_a_dish_is_named_beside_it(store):
    first, *_ = eaters(store, allergy="对鸡蛋、海鲜过敏")
    eggs = placed(store)
    placed(store, RICE, place=2)
    told = allergies.warned(store, week())
    assert list(told) == [eggs]
    assert told[eggs][0].student == first
    assert told[eggs][0].words == "王芳（三(2)班，鸡蛋）"


def test_who_does_not_eat_that_day_is_not_named(store):
    eaters(store, allergy="鸡蛋", until_day=MONDAY)
    assert not allergies.warned(store, menus.the_week(NEXT, "lunch"))
    on_monday, on_tuesday = placed(store), placed(store, day=TUESDAY)
    assert set(allergies.warned(store, week())) == {on_monday} != {on_tuesday}


@pytest.mark.parametrize(
    ("allergy", "name"),
    [("虾", "冬瓜虾皮汤"), ("奶制品", "学生饮用奶"), ("豆制品", "芹菜炒豆干"), ("花生过敏", "花生仁汤")],
)
def test_an_allergy_is_understood_in_the_words_people_use(store, allergy, name):
    eaters(store, allergy=allergy)
    record = placed(store, name)
    assert record in allergies.warned(store, week())


def test_no_allergy_is_written_as_none(store):
    assert allergies.words_of("无") == allergies.words_of(None) == []


# copying -------------------------------------------------------------------------------------------------


def test_last_week_is_copied_day_for_day_with_its_portions(store):
    made = full_week(store)
    menus.set_parts(store, menus.the_week(MONDAY, "lunch").dishes[1].id, {food(): grams(70)})
    (offer,) = menus.sources(NEXT, "lunch")
    assert offer[0] == "上周（2026-10-12 起）" and offer[1].id == made.id
    done = menus.copy_week(store, made.id, NEXT, "lunch")
    assert done.dishes == 10 and not done.idle
    copy = menus.the_week(NEXT, "lunch")
    assert [one.words for one in copy.on(NEXT)] == ["大米 100", "鸡蛋 70"]


def test_dishes_of_a_day_without_a_meal_stay_behind_and_it_is_said(store):
    made = full_week(store)
    add(store, SupplyDay, day=NEXT, served=False, reason="停电")
    done = menus.copy_week(store, made.id, NEXT, "lunch")
    assert (done.dishes, done.idle) == (8, (NEXT,))


def test_copying_over_a_week_replaces_it_and_is_taken_back_at_once(store):
    made = full_week(store)
    menus.put_dishes(store, NEXT, "lunch", [(NEXT, 1, dish(BEEF))])
    before = dump()
    menus.copy_week(store, made.id, NEXT, "lunch")
    assert dishes_on(NEXT) == [RICE, EGGS]
    undo.undo(store)
    assert dump() == before


def test_the_same_week_a_year_ago_is_offered(store):
    past = MONDAY - dt.timedelta(weeks=52)
    with store.step("去年的食谱") as step:
        old = step.add(MenuWeek, {"monday": past})
        step.add(MenuDish, {"week": old, "day": past, "name": EGGS, "dish": dish()})
    assert [words for words, _ in menus.sources(MONDAY, "lunch")] == ["上一份（2025-10-13 起）"]
    full_week(store)
    copy = menus.sources(NEXT, "lunch")
    assert [row.id for _, row in menus.sources(MONDAY, "lunch")] == [old]
    assert len(copy) == 1


# the wall ------------------------------------------------------------------------------------------------


def test_a_posted_week_hangs_and_has_its_posting(store):
    row = hung(store)
    posting = MealPosting.get()
    assert row.state == "posted" and row.posted_on == MONDAY
    assert (posting.kind, posting.about_what) == ("menu", "2026年秋季学期第7周午餐（10月12日至16日）")


def test_a_posted_week_is_not_changed_on_any_road(store):
    row = hung(store)
    record, part = MenuDish.get(), MenuPart.get()
    free = add(store, MenuWeek, monday=NEXT)
    roads = [
        lambda: placed(store, BEEF),
        lambda: menus.take_off(store, [record.id]),
        lambda: menus.set_parts(store, record.id, {food(): grams(10)}),
        lambda: menus.copy_week(store, row.id, MONDAY, "lunch"),
        lambda: change(store, MenuDish, record.id, name="别的菜"),
        lambda: change(store, MenuDish, record.id, week=free, day=NEXT),
        lambda: change(store, MenuPart, part.id, grams=grams(5)),
        lambda: change(store, MenuWeek, row.id, base_age="6"),
        lambda: change(store, MenuWeek, row.id, monday=NEXT),
    ]
    for road in roads:
        before = dump()
        with pytest.raises(Refused, match="已经公示"):
            road()
        assert dump() == before


def test_a_dish_is_not_moved_onto_a_posted_week(store):
    row = hung(store)
    other = menus.put_dishes(store, NEXT, "lunch", [(NEXT, 1, dish(BEEF))])[0]
    with pytest.raises(Refused, match="已经公示"):
        change(store, MenuDish, other, week=row.id, day=MONDAY)


def test_a_week_with_an_empty_day_is_not_posted(store):
    placed(store)
    with pytest.raises(Refused, match="2026-10-13 供餐，可是还没有排菜"):
        menus.post(store, MenuWeek.get().id, hanging(store))


def test_nobody_checks_the_own_menu(store):
    row, told = full_week(store), hanging(store)
    with pytest.raises(Refused, match="审核人不能和制定人"):
        menus.post(store, row.id, told | {"checked_by": told["planned_by"]})
    with pytest.raises(Refused, match="审核人"):
        menus.post(store, row.id, told | {"checked_by": None})


def test_a_menu_hangs_five_days_at_least(store):
    row = full_week(store)
    with pytest.raises(Refused, match="不少于 5 天"):
        menus.post(store, row.id, hanging(store, until_day=MONDAY))


def test_a_menu_posted_ahead_is_noted_on_the_day_it_is_posted(store, monkeypatch):
    row = full_week(store)
    told = hanging(store)
    monkeypatch.setattr("desktop.models.ledgers.day_order.today", lambda: MONDAY - dt.timedelta(days=1))
    menus.post(store, row.id, told)
    assert MenuWeek.get_by_id(row.id).posted_on == MONDAY - dt.timedelta(days=1)


def test_taken_back_it_can_be_changed_and_the_wall_keeps_its_reason(store):
    row = hung(store)
    menus.withdraw(store, row.id, "周四的鱼没有送到")
    assert "周四的鱼没有送到" in MealPosting.get().note
    assert placed(store, BEEF)


def test_taken_back_before_it_hung_it_leaves_no_posting(store, monkeypatch):
    row = hung(store)
    monkeypatch.setattr("desktop.models.ledgers.day_order.today", lambda: MONDAY)
    menus.withdraw(store, row.id, "写错了")
    assert not MealPosting.select().count()


def test_taking_back_wants_a_reason(store):
    with pytest.raises(Refused, match="为什么"):
        menus.withdraw(store, hung(store).id, " ")


def test_a_dish_lies_in_its_week(store):
    placed(store)
    with pytest.raises(Refused, match="不在这一周里"):
        change(store, MenuDish, MenuDish.get().id, day=NEXT)


def test_a_new_week_does_not_begin_as_posted(store):
    with pytest.raises(Refused, match="编制中"):
        add(store, MenuWeek, monday=MONDAY, state="posted", posted_on=MONDAY)


def test_a_week_with_dishes_is_not_struck_out(store):
    row = full_week(store)
    with pytest.raises(Refused, match="还有菜"), store.step("删") as step:
        step.remove(MenuWeek, row.id)


def test_the_dishs_own_portions_are_told_by_the_dish_ledger(store):
    with pytest.raises(Refused, match="大于零"):
        add(store, DishPart, dish=dish(), food=food("大米"), grams=0)
