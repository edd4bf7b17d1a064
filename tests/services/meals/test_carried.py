"""差异说明 written by hand outlive 退回 and 撤回 while what they explain is the same to the 分."""

import pytest
from builders import as_headteacher
from builders_meals import MONDAY, class_day, eaters
from test_settlement import MONTH, buy, eat

from desktop.models import undo
from desktop.services.meals import settlement
from desktop.services.meals.carried import by_program, carried, in_words
from desktop.services.meals.month_money import Line, figures


@pytest.fixture
def lot(store):
    """Four pupils for 20 元; 40 元 of rice came with 2 元 freight, half of it eaten."""
    eaters(store)
    class_day(store, MONDAY)
    found = buy(store, freight=200)
    eat(store, found, "5")
    return found


@pytest.fixture
def settled(store, lot):
    record = settlement.make(store, MONTH, "lunch")
    settlement.explain(store, record, "price", -1500, "大米涨价")
    settlement.explain(store, record, "other", -300, "多买了米")
    return record


def back(store, record, how):
    if how == "退回":
        settlement.give_back(as_headteacher(store), record, "看一看")
    else:
        settlement.take_back(store, record)


def written(record):
    return [line for line in settlement.reasons(record) if not by_program(line)]


HAND = [Line("price", -1500, "大米涨价"), Line("other", -300, "多买了米")]


def test_every_line_that_the_program_reckons_is_known_as_its_own(store, settled):
    told = figures(store, MONTH, "lunch")
    assert {line.cause for line in told.lines} >= {"stock_more", "freight"}
    assert all(map(by_program, told.lines))


@pytest.mark.parametrize("how", ["退回", "撤回"])
def test_what_was_written_stays_when_the_sum_to_explain_is_the_same(store, lot, settled, how):
    back(store, settled, how)
    eat(store, lot, "1")
    told = figures(store, MONTH, "lunch")
    assert "2 条照旧带上" in in_words(told, carried(told, settlement.settled(MONTH, "lunch")))
    assert written(settlement.make(store, MONTH, "lunch")) == HAND


@pytest.mark.parametrize("how", ["退回", "撤回"])
def test_what_was_written_is_told_when_the_sum_to_explain_changed(store, settled, how):
    back(store, settled, how)
    buy(store, name="白菜", kilos="1", price="3")
    told = figures(store, MONTH, "lunch")
    said = in_words(told, carried(told, settlement.settled(MONTH, "lunch")))
    assert "价格变动 -15.00 元（大米涨价）；其他 -3.00 元（多买了米）" in said
    assert not written(settlement.make(store, MONTH, "lunch"))


def test_a_month_taken_back_twice_keeps_them_once(store, settled):
    settlement.take_back(store, settled)
    settlement.take_back(store, settlement.make(store, MONTH, "lunch"))
    assert written(settlement.make(store, MONTH, "lunch")) == HAND


def test_a_settlement_taken_back_by_undo_brings_them_again(store, settled):
    settlement.take_back(store, settled)
    settlement.make(store, MONTH, "lunch")
    undo.undo(store)
    assert written(settlement.make(store, MONTH, "lunch")) == HAND


def test_a_month_settled_for_the_first_time_has_nothing_to_say(store, lot):
    told = figures(store, MONTH, "lunch")
    assert in_words(told, carried(told, None)) == ""
