"""The store: first expired first out, never less than nothing, every 分 of a lot found again."""

import datetime as dt

import pytest
from builders import add
from builders_store import DAY, LATE, kilos, line, lot, material, permit, supplier, take

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledgers.meal_goods import MaterialUnit
from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.meal_stock import Purchase, StockMove, balance_of
from desktop.models.store import Invalid
from desktop.services.meals import goods, prices, purchases, stock, stock_book

NEXT = DAY + dt.timedelta(days=1)


def left(store, day=DAY):
    return {one.name: (kilos(one.quantity), one.worth) for one in stock.on_hand(store, day)}


def test_what_came_in_lies_in_the_store(store):
    lot(store, material(store), kilos="12.5", price="4.2")
    assert left(store) == {"大米": ("12.5", 5250)}
    assert left(store, DAY - dt.timedelta(days=1)) == {}


def test_first_expired_goes_out_first_across_lots(store):
    rice = material(store)
    later = lot(store, rice, kilos="10", price="5", best_before=dt.date(2027, 3, 1))
    sooner = lot(store, rice, kilos="4", price="6", best_before=dt.date(2026, 12, 1))
    parts = stock.plan_issue(DAY, [(rice, 6000)])
    assert [(part.lot.lot, kilos(part.quantity), part.fen) for part in parts] == [
        (sooner, "4", 2400),
        (later, "2", 1000),
    ]
    step = stock.issue(store, DAY, parts, late_reason=LATE)
    assert left(store) == {"大米": ("8", 4000)}
    undo.undo(store, step)
    assert left(store) == {"大米": ("14", 7400)}


def test_what_is_past_its_date_is_not_taken_and_named(store):
    rice = material(store)
    lot(store, rice, kilos="3", best_before=DAY)
    lot(store, rice, kilos="2")
    with pytest.raises(Refused, match=r"2026-10-09 只有 2公斤 .*要出 4公斤，差 2公斤。另有 3公斤 已过保质期"):
        stock.plan_issue(NEXT, [(rice, 4000)])


def test_what_later_days_took_is_not_taken_twice(store):
    rice = material(store)
    lot(store, rice, kilos="10")
    take(store, rice, "8", NEXT)
    with pytest.raises(Refused, match="以后几天已经出库"):
        stock.plan_issue(DAY, [(rice, 5000)])
    take(store, rice, "2")
    assert left(store, NEXT) == {}


def test_no_road_leads_below_nothing(store):
    one = lot(store, material(store), kilos="1")
    with pytest.raises(Refused, match="还差 1公斤。结存不能是负数"):
        stock.book_move(store, one, "loss", 2000, {"day": DAY, "reason": "霉变", "late_reason": LATE})
    assert balance_of(one) == 1000


def test_the_parts_of_a_lot_sum_up_to_its_amount_though_some_were_turned_back(store):
    rice = material(store)
    one = lot(store, rice, kilos="3", price="0.3333", amount=100)
    for _ in range(2):
        take(store, rice, "1")
    stock.reverse(store, StockMove.get().id, "多记了")
    take(store, rice, "1")
    take(store, rice, "1")
    assert balance_of(one) == 0
    assert sum(stock_book.spent(store, "2026-10").values()) == 100


def test_a_movement_is_turned_back_once_and_leaves_the_days_cost(store):
    rice = material(store)
    lot(store, rice)
    take(store, rice, "4")
    move = StockMove.get().id
    assert stock.before_reversal(move) == ""
    stock.reverse(store, move, "写错了品名")
    assert stock_book.spent(store, "2026-10") == {DAY: 0}
    with pytest.raises(Refused, match="已经冲回过"):
        stock.before_reversal(move)
    with pytest.raises(Refused, match="已经冲回过"):
        stock.reverse(store, move, "再来一次")


def test_what_came_back_from_the_kitchen_makes_the_day_cheaper(store):
    rice = material(store)
    one = lot(store, rice, kilos="10", price="5")
    take(store, rice, "4")
    stock.book_move(store, one, "back", 1000, {"day": NEXT, "reason": "没用完", "late_reason": LATE})
    assert stock_book.spent(store, "2026-10") == {DAY: 2000, NEXT: -500}


def test_soap_is_no_food_and_losses_are_told_apart(store):
    soap = material(store, "洗洁精", kind="other", unit="瓶", consumable=True)
    lot(store, soap, unit="瓶")
    take(store, soap, "2")
    rice = lot(store, material(store), kilos="10", price="5")
    stock.book_move(store, rice, "loss", 1000, {"day": DAY, "reason": "受潮", "late_reason": LATE})
    assert stock_book.spent(store, "2026-10") == {}
    assert stock_book.lost(store, "2026-10") == {DAY: 500}


def test_meals_are_told_apart_where_somebody_said_which(store):
    rice = material(store)
    lot(store, rice, kilos="10", price="5")
    take(store, rice, "2", meal="lunch")
    take(store, rice, "1")
    assert stock_book.spent(store, "2026-10", "lunch") == {DAY: 1000}
    assert stock_book.spent(store, "2026-10") == {DAY: 1500}


def test_the_month_book_closes_to_the_fen(store):
    rice, oil = material(store), material(store, "菜籽油", kind="oil")
    lot(store, rice, kilos="7", price="3.33", day=dt.date(2026, 9, 20))
    lot(store, rice, kilos="3", price="3.47", kind="opening", day=dt.date(2026, 10, 1))
    one = lot(store, oil, kilos="10", price="12.345", freight=300)
    take(store, rice, "5.5")
    take(store, oil, "1.111")
    stock.book_move(store, one, "to_supplier", 2000, {"day": NEXT, "reason": "有异味", "late_reason": LATE})
    lines = {line_.name: line_ for line_ in stock_book.month_book(store, "2026-10")}
    assert lines["大米"].opening == (10_000, 2331 + 1041)
    held = {one.name: (one.quantity, one.worth) for one in stock.on_hand(store, dt.date(2026, 10, 31))}
    assert {name: tuple(line_.closing) for name, line_ in lines.items()} == held
    following = {line_.name: line_ for line_ in stock_book.month_book(store, "2026-11")}
    assert following["大米"].opening == lines["大米"].closing


def test_a_materials_book_runs_line_by_line_to_what_is_there(store):
    rice = material(store)
    shop = supplier(store)
    lot(store, rice, shop, kilos="10", price="5", papers="permit,ticket")
    take(store, rice, "4")
    book = stock_book.material_book(rice, dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    assert [(one.words, kilos(one.left.quantity), one.left.fen) for one in book.lines] == [
        ("采购", "10", 5000),
        ("领用", "6", 3000),
    ]
    assert (book.lines[0].supplier, book.lines[0].papers) == ("柳林粮油店", "有")


# 进货 -------------------------------------------------------------------------------------------------


def test_either_of_price_and_amount_gives_the_other():
    told = {"bought": 30_000, "price": 45_000}
    assert purchases.completed(told)["amount"] == 13_500
    assert purchases.completed({"bought": 3000, "amount": 10_000})["price"] == 333_333
    assert purchases.completed({"bought": 3000, "amount": 10_500, "freight": 500})["price"] == 333_333


def test_an_amount_that_no_price_hits_exactly_is_kept_as_it_was_paid(store):
    rice, shop = material(store), supplier(store)
    told = line(rice, shop, kilos="3", amount=10_000) | {"price": None}
    assert Purchase.get_by_id(purchases.keep_purchases(store, [told])[0]).amount == 10_000
    with pytest.raises(Invalid, match="金额应是"):
        purchases.keep_purchases(store, [line(rice, shop, kilos="3", price="33", amount=10_000)])


def test_a_pound_is_half_a_kilo_without_asking_and_a_box_is_asked_once(store):
    rice, shop = material(store), supplier(store)
    assert Purchase.get_by_id(lot(store, rice, shop, unit="斤")).stocked == 5000
    with pytest.raises(Refused, match="不知道 1袋大米 是多少公斤"):
        lot(store, rice, shop, unit="袋")
    goods.teach_unit(store, rice, "袋", 25_000)
    assert Purchase.get_by_id(lot(store, rice, shop, unit="袋", kilos="2")).stocked == 50_000
    assert {row.unit for row in MaterialUnit.select()} == {"斤", "袋"}


def test_a_shelf_life_in_days_gives_the_last_day(store):
    milk = material(store, "纯牛奶", kind="milk", unit="盒", shelf_days=30)
    told = purchases.completed({"material": milk, "bought": 1, "made_on": dt.date(2026, 10, 1)})
    assert told["best_before"] == dt.date(2026, 10, 31)


def test_a_lapsed_permit_takes_a_reason(store):
    rice, shop = material(store), supplier(store)
    permit(store, shop, dt.date(2026, 10, 1))
    assert "2026-10-08 已经过期" in purchases.doubts(line(rice, shop))["supplier"]
    with pytest.raises(Refused, match="请写明"):
        lot(store, rice, shop)
    lot(store, rice, shop, licence_reason="新证已办，等领证")
    permit(store, shop, dt.date(2029, 10, 1), number="JY15299010000002")
    lot(store, rice, shop)


def test_the_same_batch_twice_is_doubted(store):
    rice, shop = material(store), supplier(store)
    lot(store, rice, shop, batch_no="A1")
    assert "2026-10-08 已经登记过 10公斤" in purchases.doubts(line(rice, shop, batch_no="A1"))["batch_no"]
    assert "batch_no" not in purchases.doubts(line(rice, shop, batch_no="A2"))


def test_a_price_far_from_the_last_is_doubted_in_any_unit(store):
    rice, shop = material(store), supplier(store)
    lot(store, rice, shop, price="5")
    assert "涨了 30 %" in purchases.doubts(line(rice, shop, price="3.25", unit="斤"))["price"]
    assert "price" not in purchases.doubts(line(rice, shop, price="6"))
    assert [prices.price_words(one.price) for one in prices.history(rice)] == ["5"]


def test_a_price_is_what_was_asked_whatever_the_amount_was_rounded_to(store):
    eggs, shop = material(store, "鸡蛋", kind="egg"), supplier(store)
    for number, told in enumerate(("3.333", "7.007", "0.155")):
        lot(store, eggs, shop, kilos=told, price="9.99", batch_no=f"J{number}", freight=number * 100)
    assert {prices.price_words(one.price) for one in prices.history(eggs)} == {"9.99"}
    assert prices.last_price(eggs, DAY).price == 99_900
    book = stock_book.material_book(eggs, dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    assert {one.price for one in book.lines} == {99_900}
    assert prices.moved_between(DAY, DAY) == []


def test_a_price_by_half_the_unit_is_told_for_the_whole_one(store):
    rice, shop = material(store), supplier(store)
    lot(store, rice, shop, kilos="3.334", price="4.99", unit="斤", batch_no="B1")
    lot(store, rice, shop, kilos="3.333", price="14.97", batch_no="B2")
    assert [prices.price_words(one.price) for one in prices.history(rice)] == ["9.98", "14.97"]
    assert [(one.before, one.price, one.percent) for one in prices.moved_between(DAY, DAY)] == [
        (99_800, 149_700, 50)
    ]


def test_one_pair_of_eyes_is_not_enough(store):
    assert "还缺一个" in purchases.doubts(line(material(store), supplier(store), checker1=1))["checker2"]


def test_a_wrong_line_is_voided_only_while_all_of_it_is_there(store):
    rice = material(store)
    one = lot(store, rice)
    take(store, rice, "1")
    with pytest.raises(Refused, match="没冲回"):
        purchases.void_purchase(store, one, "记重了")
    stock.reverse(store, StockMove.get().id, "记重了")
    purchases.void_purchase(store, one, "记重了")
    assert left(store) == {}
    assert stock_book.month_book(store, "2026-10") == []


def test_goods_are_found_by_initials(store):
    material(store, "大米")
    material(store, "大白菜", kind="veg")
    material(store, "小米")
    names = goods.materials_in_use()
    assert [one.name for one in goods.find(names, "dm")] == ["大米"]
    assert [one.name for one in goods.find(names, "米")] == ["大米", "小米"]


def test_licences_that_end_soon_or_ended_are_told(store):
    first, second, third = (supplier(store, name) for name in ("甲店", "乙店", "丙店"))
    permit(store, first, DAY - dt.timedelta(days=2))
    permit(store, second, DAY + dt.timedelta(days=30))
    permit(store, third, DAY + dt.timedelta(days=31))
    assert [one.words[:12] for one in goods.licences_ending(DAY)] == [
        "甲店的食品经营许可证已过",
        "乙店的食品经营许可证还有",
    ]


def test_shelf_lives_that_end_are_listed(store):
    rice = material(store)
    over = lot(store, rice, best_before=DAY)
    soon = lot(store, rice, best_before=DAY + dt.timedelta(days=8))
    lot(store, rice, best_before=DAY + dt.timedelta(days=9))
    told = stock.ending(NEXT)
    assert [[one.lot for one in part] for part in told] == [[over], [soon]]


def test_who_may_not_keep_the_store_is_refused(store):
    from builders import as_class_teacher

    with pytest.raises(Refused, match="登记进货"):
        purchases.keep_purchases(as_class_teacher(store), [line(1)])


def test_taking_back_a_return_that_went_out_again_is_refused(store):
    rice = material(store)
    one = lot(store, rice, kilos="2")
    take(store, rice, "2")
    back = stock.book_move(store, one, "back", 1000, {"day": DAY, "reason": "没用完", "late_reason": LATE})
    take(store, rice, "1")
    with pytest.raises(Refused, match="结存不能是负数"):
        undo.undo(store, back)
    assert balance_of(one) == 0


def test_a_settled_month_is_closed_to_taking_back_too(store):
    rice = material(store)
    one = lot(store, rice)
    step = take(store, rice, "2")
    add(
        store, MealSettlement, month="2026-10", kind="lunch", days=1, due_times=1, fed_times=1, people=1, due_amount=400,
        spent=1000,
    )  # fmt: skip
    for act in (
        lambda: undo.undo(store, step),
        lambda: take(store, rice, "1"),
        lambda: purchases.void_purchase(store, one, "记重了"),
        lambda: lot(store, rice),
    ):
        with pytest.raises(Refused, match="2026年10月的餐费已经结算"):
            act()
    assert left(store) == {"大米": ("8", 4000)}


def test_a_wrong_movement_of_a_settled_month_is_turned_back_today(store):
    rice = material(store)
    lot(store, rice)
    take(store, rice, "2")
    add(
        store, MealSettlement, month="2026-10", kind="lunch", days=1, due_times=1, fed_times=1, people=1, due_amount=400,
        spent=1000,
    )  # fmt: skip
    stock.reverse(store, StockMove.get().id, "写错了品名")
    assert left(store, dt.date(2026, 10, 31)) == {"大米": ("8", 4000)}
    assert left(store, dt.date(2027, 12, 31)) == {"大米": ("10", 5000)}


def test_a_delivery_from_which_something_went_out_cannot_be_taken_back(store):
    rice = material(store)
    lot(store, rice)
    came = JournalStep.select().order_by(JournalStep.id.desc()).get().id
    take(store, rice, "2")
    with pytest.raises(Refused, match="请先撤销那一步"):
        undo.undo(store, came)
