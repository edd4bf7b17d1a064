"""What is missing is said where it is entered, where the month is checked and on the papers, in the same words."""

import pytest
from services.meals.settle_stage import MONTH, buy

from desktop.models.ledgers.meal_forbidden import why_forbidden
from desktop.models.ledgers.meal_stock import Purchase
from desktop.services.meals import purchases
from desktop.services.meals.checks import check_month


def test_a_delivery_without_papers_is_said_while_entering_and_in_the_check(store):
    lot = buy(store, papers=None)
    row = dict(Purchase.get_by_id(lot).__data__)
    assert "没有勾证票" in purchases.doubts(row)["papers"]
    assert ["没有登记证票" in one.sentence for one in check_month(store, MONTH).of("papers")] == [True]
    assert "papers" not in purchases.doubts(row | {"papers": "ticket"})


@pytest.mark.parametrize("dish", ["卤牛肉冷盘", "凉拌卤牛肉", "蒜泥白肉", "生拌牛肉"])
def test_cold_meat_and_raw_food_are_no_dishes_of_a_canteen(dish):
    assert "不能排进食谱" in why_forbidden(dish)


def test_hot_dishes_stay_allowed():
    eaten = ("卤牛肉", "青椒肉丝", "花生食米饭", "蒜泥炒肉")
    assert [why_forbidden(dish) for dish in eaten] == [""] * len(eaten)
