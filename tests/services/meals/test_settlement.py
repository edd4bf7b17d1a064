"""The month's money: heads × standard, what was spent, what arrived, the difference explained, the headteacher's word."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_class_teacher, as_headteacher, change, programme, school_class
from builders_meals import MONDAY, class_day, eaters
from builders_store import line, material
from services.meals.settle_stage import (
    MONTH,
    TUESDAY,
    buy,
    eat,
    last_step,
    settle,
    signed,
    week,
)

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers import day_order
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.meal_money import MealSettlement, SettlementClass, SettlementLine
from desktop.models.ledgers.meal_stock import Purchase, StockMove
from desktop.models.ledgers.meals import ClassDay, SupplyDay
from desktop.models.ledgers.payments import FundReceived, PayList
from desktop.models.ledgers.school import School, the_school
from desktop.services.meals import calendar, purchases, settlement, stock
from desktop.services.meals.month_money import by_day, figures
from desktop.services.meals.spending import lots_brought

__all__ = ["signed", "week"]


def receive(store, fen, day=MONDAY):
    return add(store, FundReceived, programme=programme("meal").id, term=AUTUMN.code, day=day, amount=fen)


def told(store, month=MONTH):
    return figures(store, month, "lunch")


# the figures --------------------------------------------------------------------------------------------


def test_due_is_heads_fed_times_the_standard_of_the_term(store, week):
    assert (told(store).summary.fed, told(store).due) == (7, 3500)
    assert [(one.name, one.fed_times, one.standard, one.amount) for one in told(store).classes] == [
        ("三(2)班", 7, 500, 3500)
    ]


def test_spent_is_what_left_the_store_at_cost(store, week):
    assert told(store).spent == 3000
    assert told(store).per_head == 42857  # 30 元 ÷ 7 = 4.2857 元


def test_each_day_has_its_heads_and_its_cost(store, week):
    days = by_day(store, told(store))
    assert [(one.day, one.fed, one.due, one.cost) for one in days] == [
        (MONDAY, 3, 1500, 2000),
        (TUESDAY, 4, 2000, 1000),
    ]


def test_a_month_without_anything_is_nought(store):
    empty = told(store, "2026-10")
    assert (empty.due, empty.spent, empty.per_head, empty.lines) == (0, 0, None, ())


def test_the_meal_that_the_state_does_not_pay_for_has_no_due(store, week):
    change(store, School, the_school().id, meal_kinds="lunch,snack")
    eaters(store, "一(1)班", "孙小虎", kind="snack")
    class_day(store, MONDAY, "一(1)班", kind="snack")
    assert figures(store, MONTH, "snack").due == 0


def test_what_was_taken_for_another_meal_is_not_spent_on_this_one(store, week):
    change(store, School, the_school().id, meal_kinds="lunch,snack")
    eat(store, week, "1", meal="snack")
    assert (told(store).spent, figures(store, MONTH, "snack").spent) == (3000, 400)


def test_gifts_and_soap_are_not_spent_on_food(store, week):
    soap = buy(store, name="洗洁精", soap=True)
    gift = purchases.keep_purchases(store, [line(material(store, "苹果"), kilos="5", day=MONDAY)])[0]
    for lot in (soap, gift):
        eat(store, lot, "1")
    assert told(store).spent == 3000


def test_a_turned_back_movement_costs_nothing(store, week):
    stock.reverse(store, StockMove.get(StockMove.day == TUESDAY).id, "记错了")
    assert told(store).spent == 2000


def test_what_is_brought_by_a_firm_counts_on_its_day(store, week):
    wednesday = TUESDAY + dt.timedelta(days=1)
    add(store, SupplyDay, day=wednesday, kind="lunch", served=True, mode="2")
    class_day(store, wednesday)
    lot = buy(store, wednesday, kilos="4", price="5", name="盒饭")
    assert lots_brought(wednesday, "lunch") == [lot]
    assert (told(store).spent, told(store).spending.grown) == (5000, 1000)


def test_received_is_what_came_for_meals_in_the_month(store, week):
    receive(store, 3500)
    receive(store, 9900, dt.date(2026, 10, 8))
    add(store, FundReceived, programme=programme("boarding").id, term=AUTUMN.code, day=MONDAY, amount=7)
    assert (told(store).received, told(store).left) == (3500, 500)


def test_sums_run_from_january(store, week):
    receive(store, 3500)
    october = dt.date(2026, 10, 12)
    class_day(store, october)
    eat(store, week, "1", october)
    later = told(store, "2026-10")
    assert (later.spent, later.year_spent, later.year_received, later.left) == (400, 3400, 3500, 100)
    assert later.since == MONTH


# the difference -----------------------------------------------------------------------------------------


def test_what_lies_in_the_store_explains_itself(store, week):
    assert [(one.cause, one.fen) for one in told(store).lines] == [("stock_more", 1000)]
    assert told(store).unexplained == -500  # 40 元 was bought, 35 元 was due


def test_freight_has_its_line_and_a_loss_is_counted_once(store, week):
    lot = buy(store, kilos="10", price="1", freight=200, name="白菜")
    eat(store, lot, "5")
    eat(store, lot, "5", kind="loss", reason="烂了")
    month = told(store)
    assert {one.cause: one.fen for one in month.lines} == {"stock_more": 1000, "freight": -200}
    assert "报损、盘亏（减盘盈） 6.00 元已经算在实支里，不另列" in month.lines[0].words
    assert (month.spent, month.unexplained) == (4200, 3500 - (4000 + 1000))


def test_every_figure_of_the_difference_adds_up(store, week):
    lot = buy(store, kilos="3.333", price="3.3333", freight=111, name="豆腐")
    eat(store, lot, "1.111")
    eat(store, lot, "1", kind="loss", reason="坏了")
    month = told(store)
    assert month.due - month.spent == sum(one.fen for one in month.lines) + month.unexplained


def test_cents_of_rounding_need_no_person(store):
    eaters(store, names="王芳")
    class_day(store, MONDAY)
    eat(store, buy(store, kilos="3", price="1.6667"), "3")
    eat(store, buy(store, kilos="0.001", price="1", name="盐"), "0.001")
    lot = buy(store, kilos="1", price="0", name="葱")
    assert Purchase.get_by_id(lot).amount == 0
    assert (told(store).due, told(store).spent, told(store).unexplained) == (500, 500, 0)


# settling -----------------------------------------------------------------------------------------------


def test_a_settlement_keeps_the_figures_and_its_classes(store, week):
    receive(store, 3500)
    row = MealSettlement.get_by_id(settle(store))
    assert (row.days, row.due_times, row.fed_times, row.people) == (2, 8, 7, 4)
    assert (row.due_amount, row.spent, row.per_head, row.received, row.balance) == (
        3500,
        3000,
        42857,
        3500,
        500,
    )
    assert [(one.fed_times, one.amount) for one in SettlementClass.select()] == [(7, 3500)]
    assert not settlement.is_stale(told(store), row)


def test_a_settled_month_is_closed_until_it_is_taken_back(store, week):
    record = settle(store)
    with pytest.raises(Refused, match="已经结算"):
        eat(store, week, "1")
    settlement.take_back(store, record)
    assert eat(store, week, "1") and not SettlementLine.select().count()


def test_a_month_is_settled_once(store, week):
    settle(store)
    with pytest.raises(Refused, match="不用再结算"):
        settle(store)


def test_a_month_with_meals_to_come_waits(store, week, monkeypatch):
    monkeypatch.setattr(day_order, "today", lambda: TUESDAY)
    with pytest.raises(Refused, match="2026-09-16 还要供餐"):
        settle(store)


def test_an_empty_month_is_not_settled(store):
    with pytest.raises(Refused, match="没有可以结算的"):
        settle(store)


def test_class_teachers_neither_see_nor_settle(store, week):
    with pytest.raises(Refused, match="全校的"):
        figures(as_class_teacher(store, school_class(store)), MONTH, "lunch")


def test_figures_are_not_typed_over(store, week):
    with pytest.raises(Refused, match="不能直接改"):
        change(store, MealSettlement, settle(store), spent=1)


# signing ------------------------------------------------------------------------------------------------


def test_the_head_signs_when_everything_is_explained(store, week):
    record, head = settle(store), as_headteacher(store)
    with pytest.raises(Refused, match=r"还有 5\.00 元的差没有写明原因"):
        settlement.sign(head, record)
    settlement.explain(store, record, "other", -500, "月底多买了 5 元的米，下月抵扣")
    settlement.sign(head, record)
    row = MealSettlement.get_by_id(record)
    assert (row.state, row.approved_by, settlement.open_difference(record)) == ("signed", "石校长", 0)


def test_nobody_signs_for_the_head(store, week):
    with pytest.raises(Refused, match="不能在餐费结算上签字"):
        settlement.sign(store, settle(store))


def test_what_is_signed_stands(store, signed):
    for act in (
        lambda: settlement.take_back(store, signed),
        lambda: settlement.explain(store, signed, "other", 1, "再写一条"),
        lambda: settlement.unexplain(store, settlement.lines_of(signed)[0].id),
        lambda: change(store, MealSettlement, signed, state="made"),
        lambda: undo.undo(store),
    ):
        with pytest.raises(Refused):
            act()


def test_the_head_gives_back_and_the_month_is_settled_anew(store, signed, week):
    head = as_headteacher(store)
    with pytest.raises(Refused, match="为什么退回"):
        settlement.give_back(head, signed, " ")
    settlement.give_back(head, signed, "少登了一笔")
    eat(store, week, "2.5", TUESDAY)
    assert settle(store) == signed
    row = MealSettlement.get_by_id(signed)
    assert (row.state, row.spent, row.approved_by, row.returned_why) == ("made", 4000, None, None)
    assert settlement.open_difference(signed) == 0  # 应拨 less what was bought is the same: so is its reason


def test_giving_back_a_signed_month_cannot_be_undone_into_a_signature_that_nobody_wrote(store, signed):
    settlement.give_back(as_headteacher(store), signed, "少登了一笔")
    for who in (store, as_headteacher(store)):
        with pytest.raises(Refused):
            undo.undo(who)
    assert MealSettlement.get_by_id(signed).state == "returned"


def test_a_month_on_which_a_later_one_stands_is_not_opened(store, signed):
    class_day(store, dt.date(2026, 10, 12))
    settlement.make(store, "2026-10", "lunch")
    with pytest.raises(Refused, match="2026-10 已经结算"):
        settlement.give_back(as_headteacher(store), signed, "少登了一笔")


def test_whoever_turns_back_a_line_of_a_settled_month_is_told_that_it_counts_today(store, signed):
    issued = StockMove.get(StockMove.day == TUESDAY)
    assert "已经结算，不再改动" in stock.before_reversal(issued.id)
    stock.reverse(store, issued.id, "记错了")
    assert StockMove.get(StockMove.reverses == issued).day == day_order.today()


# never to a person --------------------------------------------------------------------------------------


def test_meal_money_makes_no_list_of_people(store):
    with pytest.raises(Refused, match="不发给学生和家长"):
        add(store, AidBatch, programme=programme("meal").id, term=AUTUMN.code, number=1, state="listed",
            list_date=MONDAY)  # fmt: skip


def test_a_list_that_is_there_already_goes_to_no_bank(store):
    list_ = add(
        store,
        AidBatch,
        programme=programme().id,
        term=AUTUMN.code,
        number=1,
        state="listed",
        list_date=MONDAY,
    )
    AidBatch.update(programme=programme("meal").id).execute()
    with pytest.raises(Refused, match="不发给学生和家长"):
        add(store, PayList, batch=list_, number=1, heads=1, amount=1, made_on=MONDAY)


# taking back --------------------------------------------------------------------------------------------


def test_a_sheet_cannot_be_taken_back_out_of_a_settled_month(store):
    eaters(store)
    class_day(store)
    kept = last_step()
    made = settlement.make(store, MONTH, "lunch")
    with pytest.raises(Refused, match="已经结算"):
        undo.undo(store, kept)
    settlement.take_back(store, made)
    undo.undo(store, kept)
    assert not ClassDay.select().exists()


def test_a_changed_sheet_of_a_settled_month_stays_as_it_is(store):
    eaters(store)
    class_day(store)
    class_day(store, exceptions={1: "S"})
    changed = last_step()
    settlement.make(store, MONTH, "lunch")
    with pytest.raises(Refused, match="已经结算"):
        undo.undo(store, changed)
    assert ClassDay.get().fed == 3


def test_the_calendar_of_a_settled_month_is_not_taken_back_either(store):
    eaters(store)
    class_day(store)
    calendar.stop(store, [TUESDAY], "lunch", "停电")
    stopped = last_step()
    settlement.make(store, MONTH, "lunch")
    with pytest.raises(Refused, match="已经结算"):
        undo.undo(store, stopped)
    assert SupplyDay.select().exists()
