"""盘点: the book brought in line with the shelf, by movements that stay."""

import datetime as dt

import pytest
from builders_store import DAY, kilos, lot, material, take

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.meal_counts import StockCount, StockCountLine
from desktop.models.ledgers.meal_stock import StockMove, balance_of
from desktop.models.store import Invalid
from desktop.services.meals import counts, stock_book
from desktop.services.meals.counts import Counted

LATE = "记在纸上，月底才补"
END = dt.date(2026, 10, 30)


def test_differences_become_movements_in_one_step(store):
    rice, flour = material(store), material(store, "面粉")
    more, less = lot(store, rice), lot(store, flour)
    counted = [Counted(more, 10_500, "称重误差"), Counted(less, 9000, "撒漏")]
    said = [counts.difference_words(one) for one in counts.differences(END, counted)]
    assert said == ["大米（10-08 进）多 0.5公斤", "面粉（10-08 进）少 1公斤"]
    counts.keep_count(store, END, counted, {}, late_reason=LATE)
    assert (balance_of(more), balance_of(less)) == (10_500, 9000)
    assert StockCount.get().booked
    assert [row.reason for row in StockMove.select()] == ["盘点：称重误差", "盘点：撒漏"]
    assert stock_book.lost(store, "2026-10") == {END: 500 - 250}
    undo.undo(store)
    assert balance_of(more) == 10_000 and not StockCount.select().exists()


def test_what_is_told_before_is_what_is_booked(store):
    rice = lot(store, material(store), kilos="3", price="0.3333", amount=100)
    counted = [Counted(rice, 1000, "撒漏")]
    (found,) = counts.differences(END, counted)
    counts.keep_count(store, END, counted, {}, late_reason=LATE)
    assert -found.fen == StockMove.get().cost


def test_a_difference_wants_its_reason(store):
    rice = lot(store, material(store))
    with pytest.raises(Invalid, match="写明原因"):
        counts.keep_count(store, END, [Counted(rice, 9000)], {}, late_reason=LATE)
    assert not StockCount.select().exists()


def test_a_count_without_differences_is_kept_too(store):
    rice = lot(store, material(store))
    counts.keep_count(store, END, [Counted(rice, 10_000)], {}, late_reason=LATE)
    assert StockCountLine.get().book == 10_000 and not StockMove.select().exists()


def test_the_sheet_holds_every_lot_that_should_be_there(store):
    rice = material(store)
    lot(store, rice)
    gone = lot(store, rice, day=DAY - dt.timedelta(days=3), kilos="2")
    take(store, rice, "2")
    assert [kilos(one.left) for one in counts.sheet(END)] == ["10"]
    with pytest.raises(Refused, match="账上已经没有了"):
        counts.keep_count(store, END, [Counted(gone, 0)], {}, late_reason=LATE)


def test_a_count_written_late_wants_its_reason_and_keeps_it(store):
    rice = lot(store, material(store))
    with pytest.raises(Refused, match="请写明补录原因"):
        counts.keep_count(store, END, [Counted(rice, 9000, "撒漏")], {})
    assert not StockCount.select().exists() and not StockMove.select().exists()
    counts.keep_count(store, END, [Counted(rice, 9000, "撒漏")], {}, late_reason=LATE)
    assert StockCount.get().late_reason == StockMove.get().late_reason == LATE
    assert StockMove.get().reason == "盘点：撒漏" and StockCount.get().entered_on > END
