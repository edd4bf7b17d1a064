"""One month after the other: settled in their order, opened from the last one, nothing changed below a settled one."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_headteacher, change, programme
from builders_meals import MONDAY, class_day
from services.meals.settle_stage import MONTH, buy, eat, last_step, settle, signed, week

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.meal_money import MealSettlement, SettlementClass, SettlementLine
from desktop.models.ledgers.payments import FundReceived
from desktop.services.meals import settlement

__all__ = ["signed", "week"]

OCTOBER = dt.date(2026, 10, 12)


@pytest.fixture
def two_months(store, week):
    """Sheets and spending in September and October; neither is settled."""
    class_day(store, OCTOBER)
    eat(store, week, "1", OCTOBER)
    return week


def sign(store, record):
    if open_ := settlement.open_difference(record):
        settlement.explain(store, record, "other", open_, "已核对")
    settlement.sign(as_headteacher(store), record)


def test_a_month_with_an_open_one_before_it_is_not_settled(store, two_months):
    with pytest.raises(Refused, match=r"前面的 2026-09 有日餐表，还没有结算.*先结算 2026-09"):
        settlement.make(store, "2026-10", "lunch")
    september = settle(store)
    assert settlement.make(store, "2026-10", "lunch") and september


def test_no_road_leads_round_the_order_of_the_months(store, two_months):
    """The door itself says no: a row written without asking `make` first."""
    settle(store)
    values = {name: 0 for name in ("days", "due_times", "fed_times", "people", "due_amount", "spent")}
    ready = settlement.make(store, "2026-10", "lunch")
    settlement.take_back(store, ready)
    settlement.take_back(store, settlement.settled(MONTH, "lunch").id)
    with pytest.raises(Refused, match="前面的 2026-09 有日餐表"):
        add(store, MealSettlement, month="2026-10", kind="lunch", **values)


def test_what_was_settled_out_of_order_before_is_not_signed(store, two_months):
    settle(store)
    october = settlement.make(store, "2026-10", "lunch")
    if open_ := settlement.open_difference(october):
        settlement.explain(store, october, "other", open_, "已核对")
    september = settlement.settled(MONTH, "lunch").id
    SettlementClass.delete().where(SettlementClass.settlement == september).execute()
    SettlementLine.delete().where(SettlementLine.settlement == september).execute()
    MealSettlement.delete().where(MealSettlement.id == september).execute()
    with pytest.raises(Refused, match="前面的 2026-09 还没有结算"):
        settlement.sign(as_headteacher(store), october)
    MealSettlement.update(state="signed").where(MealSettlement.id == october).execute()
    with pytest.raises(
        Refused, match=r"后面的 2026-10 校长已经签字，2026-09 不能再结算.*先请校长退回 2026-10"
    ):
        settle(store)


def test_nothing_is_written_into_a_month_before_a_settled_one(store, two_months):
    """Neither in July, which has no sheets and no settlement: its spending counts in the year's sums of October."""
    settle(store)
    settlement.make(store, "2026-10", "lunch")
    july = dt.date(2026, 7, 6)
    with pytest.raises(Refused, match="后面的 2026-09 已经结算，它的累计数靠着2026年7月"):
        buy(store, july, name="土豆", late_reason="补录")
    with pytest.raises(Refused, match="2026年9月的餐费已经结算"):
        eat(store, two_months, "1")


def test_a_signed_month_closes_the_year_before_it_too(store, signed):
    december = dt.date(2025, 12, 8)
    with pytest.raises(Refused, match="后面的 2026-09 校长已经签字，2025年12月的记录不能再写"):
        buy(store, december, name="土豆", late_reason="补录")


def test_a_month_is_not_opened_under_a_later_one_nor_by_taking_a_step_back(store, two_months):
    september = settle(store)
    made = last_step()
    october = settlement.make(store, "2026-10", "lunch")
    for act in (lambda: settlement.take_back(store, september), lambda: undo.undo(store, made)):
        with pytest.raises(Refused, match="后面的 2026-10 已经结算，它的累计数靠着这个月。先撤回 2026-10"):
            act()
    sign(store, september)
    sign(store, october)
    with pytest.raises(Refused, match="先退回 2026-10"):
        settlement.give_back(as_headteacher(store), september, "少登了")
    settlement.give_back(as_headteacher(store), october, "少登了")
    settlement.give_back(as_headteacher(store), september, "少登了")
    assert eat(store, two_months, "0.5")


def test_taking_back_a_taking_back_keeps_the_order(store, two_months):
    september = settle(store)
    october = settlement.make(store, "2026-10", "lunch")
    settlement.take_back(store, october)
    opened = last_step()
    settlement.take_back(store, september)
    with pytest.raises(Refused, match="前面的 2026-09 有日餐表"):
        undo.undo(store, opened)
    assert not MealSettlement.select().exists()


def test_what_arrived_is_signed_too(store, signed):
    """The receipts of the year stand in 年内结余, to which the headteacher put the name."""
    told = {"programme": programme("meal").id, "term": AUTUMN.code, "amount": 3500}
    for day in (MONDAY, dt.date(2026, 3, 2)):
        with pytest.raises(Refused, match=f"2026-09 的餐费校长已经签字，{day} 到账.*先请校长退回 2026-09"):
            add(store, FundReceived, **told, day=day)
    late = add(store, FundReceived, **told, day=OCTOBER)
    add(store, FundReceived, **told | {"programme": programme("boarding").id}, day=MONDAY)
    with pytest.raises(Refused, match="校长已经签字"):
        change(store, FundReceived, late, day=MONDAY)
    change(store, FundReceived, late, amount=3600)


def test_a_receipt_is_not_taken_back_below_a_signature_but_its_paper_may_be_added(store, week):
    told = {"programme": programme("meal").id, "term": AUTUMN.code, "amount": 3500}
    record = add(store, FundReceived, **told, day=MONDAY)
    came = last_step()
    sign(store, settle(store))
    with pytest.raises(Refused, match="校长已经签字"):
        undo.undo(store, came)
    change(store, FundReceived, record, doc_no="县财教〔2026〕31号")
    assert FundReceived.get().doc_no == "县财教〔2026〕31号"
