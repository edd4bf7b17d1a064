"""The papers of the store: what stands on them is what lies in the store."""

import datetime as dt

import pytest
from builders import add
from builders_store import DAY, checker, lot, material, permit, supplier, take
from papers import faults, pages, whole

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_counts import StockCount
from desktop.models.ledgers.meal_goods import Supplier
from desktop.services.meals import counts, stock
from desktop.services.meals.counts import Counted
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document

MONTH = "2026-10"
NEXT = DAY + dt.timedelta(days=1)


@pytest.fixture
def goods(store):
    """Rice with two lots and a day's use, soap with one."""
    shop = supplier(store, "柳林粮油店", phone="13800138000")
    people = {"checker1": checker(store, "田桂花"), "checker2": checker(store, "周建军")}
    rice, soap = material(store), material(store, "洗洁精", kind="other", unit="瓶", consumable=True)
    lot(store, rice, shop, kilos="10", price="5", batch_no="DM1", papers="permit,ticket", **people)
    lot(store, rice, shop, kilos="8", price="5.5", day=NEXT, **people)
    lot(store, soap, shop, kilos="3", unit="瓶", price="6", **people)
    take(store, rice, "4")
    return rice, soap, shop


def printed(store, folder, code, **wanted):
    path = print_document(store, DOCUMENTS[code], Wanted(day=NEXT, **wanted), folder)
    return path, whole(path)


def test_the_record_of_checks_shows_every_delivery_and_its_sum(store, goods, tmp_path):
    _, text = printed(store, tmp_path, "D23A", month=MONTH)
    assert "食品原料进货查验记录表" in text and "共3笔" in text
    assert "DM1" in text and "田桂花" in text and "周建军" in text and "许可证、票据" in text
    assert "112.00" in text and "壹佰壹拾贰元整" in text


def test_the_record_of_checks_has_the_freight_beside_what_the_goods_cost(store, goods, tmp_path):
    lot(store, goods[0], goods[2], kilos="20", price="2.37", day=NEXT, freight=1250, batch_no="YF1")
    path, text = printed(store, tmp_path, "D23A", month=MONTH)
    assert "2.3747.4012.50" in text  # 20 × 2.37 = 47.40
    assert "合计159.4012.50货款和运费共171.90元壹佰柒拾壹元玖角整" in text
    assert faults(path) == []


def test_the_record_of_one_day_shows_that_day_alone(store, goods, tmp_path):
    _, text = printed(store, tmp_path, "D23A", month=MONTH, what="day")
    assert "共1笔" in text and "44.00" in text


def test_the_food_book_runs_to_what_is_left(store, goods, tmp_path):
    path, text = printed(store, tmp_path, "D23B", month=MONTH)
    assert len(pages(path)) == 1 and "食堂食品原材料购销台账" in text and "洗洁精" not in text
    assert "名称：大米" in text and "单位：公斤" in text and "74.00" in text


def test_soap_has_a_book_of_its_own(store, goods, tmp_path):
    _, text = printed(store, tmp_path, "D23K", month=MONTH)
    assert "消耗品出入库台账" in text and "名称：洗洁精" in text and "大米" not in text


def test_the_empty_count_sheet_has_what_the_book_says(store, goods, tmp_path):
    _, text = printed(store, tmp_path, "D23F")
    assert "食堂库房盘点表" in text and "共3批" in text and "DM1" in text


def test_a_kept_count_shows_who_found_what(store, goods, tmp_path):
    lots = counts.sheet(NEXT)
    counted = [
        Counted(lots[0].lot, lots[0].left - 500, "撒漏"),
        *(Counted(one.lot, one.left) for one in lots[1:]),
    ]
    counts.keep_count(
        store, NEXT, counted, {"counter1": checker(store, "石小兰")}, late_reason="停电，记在纸上"
    )
    path, text = printed(store, tmp_path, "D23F", records=(StockCount.get().id,))
    assert "−0.5" in text and "撒漏" in text and "石小兰" in text
    assert (
        "盘点日期：2026年10月9日（补）" in text
        and "登记，原因：停电，记在纸上。" in text
        and "补录：" in text
    )
    assert faults(path) == []


def test_a_count_of_today_is_no_late_one(store, goods, tmp_path):
    today = dt.date.today()
    counts.keep_count(store, today, [Counted(one.lot, one.left) for one in counts.sheet(today)], {})
    _, text = printed(store, tmp_path, "D23F", records=(StockCount.get().id,))
    assert "补" not in text


def test_the_books_mark_what_was_entered_late_and_say_why(store, goods, tmp_path):
    """进货, 领用, 退库 and 盘盈, of food and of soap; what was entered on its day has no mark."""
    rice, soap, _shop = goods
    today = dt.date.today()
    month = f"{today:%Y-%m}"
    lots = {one.material: one.lot for one in counts.sheet(NEXT)}
    stock.book_move(
        store, lots[rice], "back", 500, {"day": NEXT, "reason": "没用完", "late_reason": "当天忘了记"}
    )
    path, text = printed(store, tmp_path, "D23B", month=MONTH)
    for words in (
        "10-08补采购",
        "10-08补领用",
        "10-09补退库",
        "日期后有“补”的是事后补录：",
        "10-09当天忘了记",
    ):
        assert words in text
    assert faults(path) == []
    counted = [
        Counted(one.lot, one.left + (one.material == soap) * 1000, "多数了") for one in counts.sheet(NEXT)
    ]
    counts.keep_count(store, NEXT, counted, {}, late_reason="盘点表交晚了")
    _, text = printed(store, tmp_path, "D23K", month=MONTH)
    assert "10-08补采购" in text and "10-09补盘盈" in text and "10-09盘点表交晚了" in text
    stock.issue(store, today, stock.plan_issue(today, [(soap, 1000)]))
    _, text = printed(store, tmp_path / "本月", "D23K", month=month)
    assert f"{today:%m-%d}领用" in text and "事后补录" not in text


def test_cards_stand_two_on_a_page(store, goods, tmp_path):
    path, text = printed(store, tmp_path, "D23G", records=goods[:2])
    assert len(pages(path)) == 1 and "库" in text and "洗洁精" in text and "DM1" in text


def test_a_suppliers_page_tells_licences_and_deliveries(store, goods, tmp_path):
    permit(store, goods[2], DAY - dt.timedelta(days=1))
    add(store, Supplier, name="石桥乳品店")
    path, text = printed(store, tmp_path, "DSUP")
    assert len(pages(path)) == 2 and "过期" in text and "94.00" in text and "没有登记" in text


@pytest.mark.parametrize("code", ["D23A", "D23B", "D23K", "D23F", "DSUP"])
def test_nothing_there_is_said(store, tmp_path, code):
    with pytest.raises(Refused, match="没有可打印的内容"):
        printed(store, tmp_path, code, month=MONTH)
