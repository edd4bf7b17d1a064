"""登记进货 and 登记出库: a delivery typed by keyboard, a day's issue split over lots before it is kept."""

import datetime as dt

import pytest
from as_a_person import press, write
from builders_store import kilos, lot, material, permit
from PySide6.QtCore import Qt
from store_stage import before, goods, keys, today, told, two_lots
from waits import pause

from desktop.models.ledgers.meal_goods import Material, MaterialUnit
from desktop.models.ledgers.meal_stock import Purchase, StockMove
from desktop.views.meal_stock_entry import PurchasePage
from desktop.views.meal_stock_issue import IssuePage

__all__ = ["goods", "two_lots"]
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)  # what offscreen says of every popup


@pytest.fixture
def entry(desk, goods, qtbot):
    made = PurchasePage(desk, make_material=lambda *_: None, make_supplier=lambda *_: None)
    desk.shell.show_page(made)
    made.take_hint(today())
    for name, record in zip(("checker1", "checker2"), goods["people"], strict=True):
        made.checkers[name].show_value(record)
    pause()
    return made


def type_line(entry, qtbot, name, quantity, price):
    keys(qtbot, entry.line.name, name)
    keys(qtbot, entry.line.editors["bought"], quantity)
    entry.line.editors["price"].setFocus()
    keys(qtbot, entry.line.editors["price"], price)
    for editor in (entry.line.editors["amount"], entry.line.editors["batch_no"]):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    for name_ in ("made_on", "best_before"):
        qtbot.keyClick(entry.line.editors[name_].line, Qt.Key.Key_Return)


# 登记进货 ----------------------------------------------------------------------------------------------


def test_a_delivery_is_typed_with_initials_and_enter(entry, goods, store, qtbot):
    keys(qtbot, entry.supplier, "ll")
    assert entry.supplier.text() == "柳林粮油店"
    type_line(entry, qtbot, "dm", "20", "4.5")
    type_line(entry, qtbot, "cnn", "48", "2.2")
    assert [one["amount"] for one in entry.lines] == [9000, 10_560]
    assert entry.keep_.text() == "登记 2 笔" and "195.60" in entry.will.text()
    press(entry.keep_)
    rows = list(Purchase.select())
    assert [(row.material_id, kilos(row.stocked), row.supplier_id) for row in rows] == [
        (goods["rice"], "20", goods["shop"]),
        (goods["milk"], "48", goods["shop"]),
    ]
    assert entry.lines == [] and not entry.keep_.isEnabled()


def test_price_and_amount_work_each_other_out(entry, goods, qtbot):
    keys(qtbot, entry.line.name, "dm")
    fields = entry.line.editors
    write(fields["bought"], "3")
    write(fields["price"], "5")
    assert fields["amount"].text() == "15.00"
    write(fields["amount"], "10")
    assert fields["price"].text() == "3.3333"
    write(fields["price"], "4")
    assert fields["amount"].text() == "12.00"


def test_a_box_is_asked_for_once(entry, goods, qtbot):
    keys(qtbot, entry.supplier, "ll")
    keys(qtbot, entry.line.name, "cnn")
    entry.line.unit.choose("箱")
    assert entry.line.boxes["holds"].isVisible()
    write(entry.line.editors["bought"], "2")
    write(entry.line.editors["price"], "52.8")
    entry.line.add()
    assert "请写 1箱 是多少" in told(entry.line, qtbot) and entry.lines == []
    write(entry.line.holds, "24")
    entry.line.add()
    assert len(entry.lines) == 1 and MaterialUnit.get().holds == 24_000
    keys(qtbot, entry.line.name, "cnn")
    entry.line.unit.choose("箱")
    assert entry.line.boxes["holds"].isHidden()
    press(entry.keep_)
    assert kilos(Purchase.get().stocked) == "48"


def test_a_remembered_price_follows_the_unit(entry, goods, store, qtbot):
    lot(store, goods["rice"], goods["shop"], price="5", day=before(), late_reason=None)
    keys(qtbot, entry.line.name, "dm")
    price = entry.line.editors["price"]
    assert price.text() == "5"
    entry.line.unit.choose("斤")
    assert price.text() == "2.5"
    entry.line.unit.choose("袋")
    assert price.text() == ""


def test_a_lapsed_permit_asks_for_its_reason(entry, goods, store, qtbot):
    permit(store, goods["shop"], before())
    assert entry.boxes["licence_reason"].isHidden()
    keys(qtbot, entry.supplier, "ll")
    assert entry.boxes["licence_reason"].isVisible() and "已经过期" in told(entry.head, qtbot)
    type_line(entry, qtbot, "dm", "1", "5")
    assert entry.lines == [] and "请写明原因" in told(entry.head, qtbot)
    write(entry.reasons["licence_reason"], "新证已办")
    entry.line.add()
    press(entry.keep_)
    assert Purchase.get().licence_reason == "新证已办"


def test_a_price_far_off_is_said_while_one_types(entry, goods, store, qtbot):
    lot(store, goods["rice"], goods["shop"], price="5", day=before(), late_reason=None)
    keys(qtbot, entry.line.name, "dm")
    assert "每公斤 5 元" in told(entry.line, qtbot)
    write(entry.line.editors["bought"], "1")
    write(entry.line.editors["price"], "8")
    assert "涨了 60 %" in told(entry.line, qtbot)


def test_a_name_nobody_knows_is_offered_to_the_catalogue(desk, goods, store, qtbot):
    def put(_desk, _page, name):
        asked.append(name)
        return material(store, name, kind="veg")

    asked = []
    page = PurchasePage(desk, make_material=put)
    desk.shell.show_page(page)
    keys(qtbot, page.line.name, "莴笋")
    assert asked == ["莴笋"] and page.line.name.value() == Material.get(Material.name == "莴笋").id


def test_what_is_missing_is_said_and_nothing_added(entry, qtbot):
    keys(qtbot, entry.line.name, "dm")
    entry.line.add()
    assert "请写数量" in told(entry.line, qtbot) and entry.lines == []


def test_leaving_a_line_takes_what_fits_and_asks_nothing(desk, goods, qtbot):
    asked = []
    page = PurchasePage(desk, make_material=lambda *_: asked.append(1))
    desk.shell.show_page(page)
    write(page.line.name, "大")
    page.line.editors["bought"].setFocus()
    page.line.name.list_.popup().hide()
    page.line.name.settle(ask=False)
    assert page.line.name.value() == goods["rice"]
    write(page.line.name, "莴笋")
    page.line.name.settle(ask=False)
    assert asked == [] and page.line.name.value() is None


def test_seldom_fields_are_folded_until_wanted(entry):
    assert entry.more.isHidden() and entry.line.more.isHidden()
    press(entry.unfold)
    assert entry.more.isVisible() and entry.line.more.isVisible()


def test_the_photo_of_the_ticket_is_kept_with_each_line(entry, goods, tmp_path, qtbot):
    photo = tmp_path / "票据.jpg"
    photo.write_bytes(b"\xff\xd8\xff" + bytes(200))
    entry.scan.take(photo)
    keys(qtbot, entry.supplier, "ll")
    type_line(entry, qtbot, "dm", "1", "5")
    type_line(entry, qtbot, "cnn", "1", "2")
    press(entry.keep_)
    assert [Purchase.scan.format(row.scan) for row in Purchase.select()] == ["票据.jpg"] * 2
    assert entry.scan.raw() is None


def test_a_reason_that_is_written_is_not_asked_for_again(entry, goods, store, qtbot):
    permit(store, goods["shop"], today() - dt.timedelta(days=9))
    entry.day.show_value(today() - dt.timedelta(days=3))
    keys(qtbot, entry.supplier, "ll")
    write(entry.reasons["licence_reason"], "新证已办")
    write(entry.reasons["late_reason"], "停电")
    type_line(entry, qtbot, "dm", "1", "5")
    says = entry.model.shown(0, "says").words
    assert "请写明原因" not in says and "补录" not in says
    assert "已经过期" in says and "收货原因：新证已办" in says


def test_a_delivery_of_a_day_to_come_is_not_taken(entry, goods, qtbot):
    keys(qtbot, entry.supplier, "ll")
    entry.day.show_value(today() + dt.timedelta(days=1))
    type_line(entry, qtbot, "dm", "1", "5")
    assert entry.lines == [] and "还没有到，请核对" in told(entry.head, qtbot)


def test_what_was_bought_from_nobody_is_not_taken(entry, qtbot):
    type_line(entry, qtbot, "dm", "1", "5")
    assert entry.lines == [] and "采购的请选供货商" in told(entry.head, qtbot)
    keys(qtbot, entry.supplier, "ll")
    assert "采购的请选供货商" not in told(entry.head, qtbot)


def test_nothing_of_something_is_no_line(entry, qtbot):
    keys(qtbot, entry.supplier, "ll")
    type_line(entry, qtbot, "dm", "0", "5")
    assert entry.lines == [] and "请写数量" in told(entry.line, qtbot)


# 登记出库 ----------------------------------------------------------------------------------------------


@pytest.fixture
def issue(desk, two_lots):
    made = IssuePage(desk)
    desk.shell.show_page(made)
    return made


def test_the_split_is_shown_before_it_is_kept(issue, store, qtbot):
    keys(qtbot, issue.name, "dm")
    keys(qtbot, issue.quantity, "6")
    shown = issue.model.shown(0, "lots").words
    assert shown.startswith("4公斤（") and "；2公斤（" in shown
    assert "成本 34.00 元" in issue.will.text() and not StockMove.select().exists()
    press(issue.issue_)
    assert [kilos(row.quantity) for row in StockMove.select()] == ["4", "2"]
    assert issue.wanted == {} and not issue.issue_.isEnabled()


def test_more_than_there_is_cannot_be_taken(issue, two_lots, qtbot):
    issue.take_hint((today(), [(two_lots["rice"], 15_000)]))
    assert "差 1公斤" in issue.lack.text() and not issue.issue_.isEnabled()


def test_a_days_needs_come_in_together(issue, two_lots):
    issue.take_hint((today(), [(two_lots["rice"], 3000), (two_lots["rice"], 2000)]))
    assert issue.model.shown(0, "quantity").words == "5公斤"


def test_a_quantity_is_taken_in_any_unit_of_the_goods(issue, two_lots, qtbot):
    for typed in ("2斤", "１.５ 公斤", "0.5"):
        keys(qtbot, issue.name, "dm")
        keys(qtbot, issue.quantity, typed)
    assert issue.model.shown(0, "quantity").words == "3公斤"


def test_a_unit_nobody_told_of_is_refused_with_those_that_are(issue, two_lots, qtbot):
    keys(qtbot, issue.name, "dm")
    keys(qtbot, issue.quantity, "2捆")
    assert issue.wanted == {}
    assert "大米没有“捆”这个单位，可以写：公斤" in told(issue.boxes["quantity"], qtbot)
