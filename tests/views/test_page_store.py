"""库房: what each tab shows, and what is done from it: losses, corrections, counting, an old book brought in."""

import datetime as dt

import openpyxl
import pytest
from as_a_person import press, words, write
from builders_store import kilos, lot, permit, take
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from store_stage import before, goods, today, told, two_lots
from waits import pause

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_counts import StockCount
from desktop.models.ledgers.meal_stock import Purchase, StockMove, balance_of
from desktop.services.meals import stock
from desktop.services.meals.stock_in import read_book
from desktop.services.meals.stock_in_keep import judge
from desktop.views import preview as preview_
from desktop.views.cells import TONE
from desktop.views.meal_stock_import import BOOK
from desktop.views.meal_stock_lot import MoveDialog
from desktop.views.meal_stock_page import KEYS, StorePage
from desktop.views.rehearsal import preview
from desktop.views.rehearsal import write as write_book

__all__ = ["goods", "two_lots"]


# 库房 --------------------------------------------------------------------------------------------------


@pytest.fixture
def page(desk, two_lots):
    made = StorePage(desk)
    desk.shell.show_page(made)
    return made


def test_an_empty_store_says_how_to_begin(desk, went):
    page = StorePage(desk)
    assert "库里还没有东西" in words(page)


def test_the_store_shows_what_there_is_and_the_lots_beside_it(page):
    hand = page.page_at(0)
    assert (
        hand.model.shown(0, "quantity").words == "14 公斤" and hand.model.shown(0, "worth").words == "74.00"
    )
    assert "先到期的先出" in words(hand)
    hand.chip.choose(["soap"])
    hand.reload()
    assert hand.model.rowCount() == 0


@pytest.mark.parametrize("key", KEYS)
def test_every_tab_opens(page, key):
    page.take_hint(key)
    assert page.here() == key and page.bars[KEYS.index(key)].currentIndex() == KEYS.index(key)


def test_a_loss_of_one_lot_wants_its_reason(desk, page):
    (first, *_) = stock.lots_left(today())
    dialog = MoveDialog(desk, page, first, "loss")
    dialog.quantity.setText("1")
    dialog.keep()
    assert "请填写原因" in words(dialog) and not StockMove.select().exists()
    dialog.reason.setText("霉变")
    dialog.keep()
    assert balance_of(first.lot) == 3000
    dialog.deleteLater()


@pytest.mark.parametrize(("typed", "left"), [("4斤", 2000), ("1000克", 3000), ("１.５公斤", 2500)])
def test_a_movement_of_one_lot_may_be_written_in_a_unit(desk, page, typed, left):
    (first, *_) = stock.lots_left(today())
    dialog = MoveDialog(desk, page, first, "loss")
    dialog.quantity.setText("3勺")
    dialog.reason.setText("霉变")
    dialog.keep()
    assert "没有“勺”这个单位" in words(dialog) and not StockMove.select().exists()
    dialog.quantity.setText(typed)
    dialog.keep()
    assert balance_of(first.lot) == left
    dialog.deleteLater()


def test_every_line_of_a_menu_does_something(page, went, store, two_lots, monkeypatch):
    hand = page.page_at(0)
    asked = []
    hand.ask = lambda _desk, _page, lot, kind, *_: asked.append((lot.lot, kind))
    first = stock.lots_left(today())[0]
    for action in hand.lot_menu(first).actions():
        action.trigger()
    assert asked == [(first.lot, kind) for kind in stock.BY_HAND]
    assert went == [("meal_stock", ("moves", first.lot))]
    printed = []
    monkeypatch.setattr(
        preview_, "open_paper", lambda _desk, code, wanted: printed.append((code, wanted.records))
    )
    for tab, codes in (("hand", ["D23G", "D23B"]), ("book", ["D23B", "D23G"])):
        page.take_hint(tab)
        menu = QMenu()
        page.made[KEYS.index(tab)]._fill_menu(menu, 0)
        for action in menu.actions():
            action.trigger()
        assert printed == [(code, (two_lots["rice"],)) for code in codes]
        printed.clear()


def test_a_wrong_issue_is_turned_back_from_its_line(page, store, two_lots):
    take(store, two_lots["rice"], "4", today())
    page.take_hint("moves")
    moves = page.made[2]
    moves.ask_text = lambda *_, **__: "写错了数量"
    moves.reverse(StockMove.get().id)
    assert [row.kind for row in StockMove.select()] == ["out", "reverse"]
    assert stock.on_hand(store, today())[0].quantity == 14_000


def test_a_wrong_delivery_is_voided_or_put_right(page, store):
    page.take_hint("bought")
    bought = page.made[1]
    first, second = Purchase.select().order_by(Purchase.id)
    bought.open_record(first.id)
    write(bought.drawer.form.editors["bought"], "12")
    press(bought.drawer.keep)
    changed = Purchase.get_by_id(first.id)
    assert (kilos(changed.stocked), changed.amount) == ("12", 6000)
    bought.ask_text = lambda *_, **__: "记重了"
    bought.void(second.id)
    assert Purchase.get_by_id(second.id).state == "void"


def test_the_months_book_adds_up(page, store, two_lots):
    take(store, two_lots["rice"], "4", today())
    page.take_hint("book")
    book = page.made[4]
    shown = [book.model.shown(0, f"{key}_fen").words for key in ("opening", "came", "eaten", "closing")]
    assert shown == ["—", "74.00", "24.00", "50.00"]
    assert book.model.totals()["closing_fen"] == "50.00"


def test_prices_of_the_dearest_foods_are_drawn(page, store, two_lots, qtbot):
    page.take_hint("prices")
    shown = page.made[KEYS.index("prices")]
    assert "大米" in told(shown, qtbot) and "比上次涨 20 %" in words(shown)
    lot(
        store,
        two_lots["milk"],
        two_lots["shop"],
        kilos="48",
        unit="盒",
        price="2.2",
        day=today(),
        late_reason=None,
    )
    assert "花钱最多的 2 种食材" in shown._fact.whole


def test_a_count_is_typed_down_the_sheet(page, store, qtbot):
    page.take_hint("count")
    count = page.made[3]
    assert not count.book.isEnabled() and "还有 2 批没有数" in count.lack.text()
    count.model.put_block(0, 4, [["9.5"], ["4"]])
    assert "盘亏 2.50 元" in count.will.text() and "还没有写原因" in count.lack.text()
    count.model.setData(count.model.index(0, 7), "撒漏")
    assert count.book.isEnabled()
    press(count.book)
    assert StockCount.get().booked and StockMove.get().cost == 250
    assert count.model.lines[0].actual is None


def test_a_count_may_be_written_in_a_unit_and_what_cannot_be_read_stays(
    page, desk, store, qtbot, monkeypatch
):
    said = []
    monkeypatch.setattr(desk, "say", lambda *told, **_: said.append(told[0]))
    page.take_hint("count")
    count = page.made[3]
    count.model.refused.disconnect()
    count.model.refused.connect(said.append)
    cell, below = count.model.index(0, 4), count.model.index(1, 4)
    count.table.go_to(0, 4)
    count.model.setData(cell, "8公斤多")
    count.table.step_down()  # as Enter in the cell does
    pause()
    assert cell.data() == "8公斤多" == count.model.data(cell, Qt.ItemDataRole.EditRole)
    assert cell.data(TONE) == "bad" and "大米：" in said[0] and count.table.current_row() == 0
    assert "1 批的实盘数看不懂" in count.lack.text() and "还有 1 批没有数" in count.lack.text()
    count.model.take_book()
    assert count.model.lines[0].actual is None and not count.book.isEnabled()
    count.model.setData(cell, "20斤")
    count.model.setData(below, "4000克")
    assert (cell.data(), below.data(), cell.data(TONE)) == ("10", "4", None) and count.book.isEnabled()


def test_a_count_of_last_week_asks_why_so_late(page, store, two_lots):
    old = today() - dt.timedelta(days=7)
    lot(store, two_lots["milk"], two_lots["shop"], kilos="48", unit="盒", price="2.2", day=old)
    page.take_hint("count")
    count = page.made[3]
    assert count.boxes["late"].isHidden()
    count.day.show_value(old)
    count.reload()
    count.model.take_book()
    assert (
        count.boxes["late"].isVisible() and "请写补录原因" in count.lack.text() and not count.book.isEnabled()
    )
    write(count.late, "记在纸上")
    press(count.book)
    assert (StockCount.get().day, StockCount.get().late_reason) == (old, "记在纸上")


def test_one_person_cannot_count_as_two(page, goods, store):
    page.take_hint("count")
    count = page.made[3]
    count.model.take_book()
    assert "盘点要两个人。" in count.lack.text()
    first, second = goods["people"]
    count.people["counter1"].show_value(first)
    count.people["counter2"].show_value(first)
    count.look()
    assert "不能是同一个人" in count.lack.text() and not count.book.isEnabled()
    count.people["counter2"].show_value(second)
    count.people["counter2"].edited.emit()
    assert "两个人" not in count.lack.text() and count.book.isEnabled()


def test_a_refusal_of_the_count_goes_when_it_is_put_right(page, desk, goods, qtbot):
    page.take_hint("count")
    count = page.made[3]
    desk.refuse(Refused("盘点要两个人，不能是同一个人。"))
    count.people["counter2"].edited.emit()
    assert "不能是同一个人" not in told(page, qtbot)


def test_a_suppliers_licences_stand_below_its_form(page, store, two_lots):
    permit(store, two_lots["shop"], before())
    page.take_hint("suppliers")
    suppliers = page.made[KEYS.index("suppliers")]
    suppliers.open_row(0)
    assert "已过期 1 天" in "\n".join(
        one.whole for one in suppliers.drawer.findChildren(type(suppliers._fact))
    )
    assert "1 件证照已过期" in suppliers.fact()


def test_who_only_looks_gets_no_buttons_to_change(make_desk, school, two_lots):
    from builders import as_headteacher

    desk = make_desk(school)
    desk.school.store = as_headteacher(desk.store)
    page = StorePage(desk)
    assert "登记进货" not in [one.text() for one in page.findChildren(type(page.page_at(0).paper))]


@pytest.fixture
def old_book(tmp_path):
    """One sound material, one that went out without ever coming in."""
    book = openpyxl.Workbook()
    for row in (
        ["日期", "品名", "单位", "期初", "入库量", "单价", "金额", "出库量", "结存", "经销商"],
        ["2026-10-08", "土豆", "公斤", None, 50, 2, 100, 10, 41, "鲜达"],
        ["2026-10-08", "白糖", "公斤", None, None, None, None, 10, None, None],
    ):
        book.active.append(row)
    book.save(tmp_path / "账.xlsx")
    return judge(read_book([tmp_path / "账.xlsx"]))


def test_an_old_book_is_shown_before_it_is_written(page, old_book):
    dialog = preview(page, BOOK, old_book)
    said = words(dialog)
    assert "1 种能写入，进货 1 笔、出库 1 笔" in said and "1 种有错" in said
    dialog.deleteLater()


def test_an_old_book_is_written_off_the_windows_thread(desk, page, store, old_book, qtbot):
    write_book(desk, BOOK, old_book)
    qtbot.waitUntil(desk.jobs.resting)
    assert [one.name for one in stock.on_hand(store, today())] == ["土豆", "大米"]
