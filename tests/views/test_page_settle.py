"""结算: the triangle, its reasons and its classes; settle, explain, sign, give back; every figure opens to its entries."""

import datetime as dt

import pytest
from as_a_person import press, words
from builders import AUTUMN, add, as_role, programme, school_class
from builders_meals import MONDAY, class_day, eaters
from builders_store import line, material, supplier
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from waits import pause

from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.meal_stock import StockMove
from desktop.models.ledgers.payments import FundReceived
from desktop.models.roles import session_for
from desktop.services.meals import purchases, settlement
from desktop.views.buttons import Button
from desktop.views.meal_settle_page import SettlePage
from desktop.views.meal_trace_page import TracePage

MONTH, LATE = "2026-09", "补录纸质登记"


@pytest.fixture
def month(store):
    """Two days of four pupils; 30 of 40 元 of rice eaten; 35 元 arrived."""
    eaters(store)
    class_day(store, MONDAY, exceptions={1: "S"})
    class_day(store, MONDAY + dt.timedelta(days=1))
    lot = purchases.keep_purchases(
        store, [line(material(store), supplier(store), kilos="10", price="4", day=MONDAY)]
    )[0]
    add(store, StockMove, day=MONDAY, kind="out", lot=lot, quantity=7500, late_reason=LATE)
    add(store, FundReceived, programme=programme("meal").id, term=AUTUMN.code, day=MONDAY, amount=3500)


def finish(desk, qtbot):
    pause()
    qtbot.waitUntil(desk.jobs.resting)
    pause()


@pytest.fixture
def place(desk, month):
    made = SettlePage(desk)
    desk.shell.show_page(made)
    made.page.run = fill_in(gaps_reason="纸质记录在库房，下周补登")
    return made


@pytest.fixture
def page(place):
    return place.page


def named(page, told):
    return next(one for one in page.findChildren(Button) if one.text() == told and one.isVisible())


def buttons(page):
    return [one.text() for one in page.findChildren(Button) if one.text() and one.isVisible()]


def test_it_opens_with_the_month_that_waits(place):
    assert place.bar.month == MONTH


def test_the_corners_show_what_was_due_spent_and_received(page):
    assert [one.figure.text() for one in page.view.corners] == ["35.00", "30.00", "35.00"]
    assert [one.text() for one in page.view.labels] == ["差 5.00", "一致", "差 5.00"]


def test_a_side_tells_its_reasons(page):
    assert "应拨比实支多 5.00 元" in words(page)
    press(page.view.labels[1])
    assert "两边一致" in words(page)


def test_a_corner_opens_its_entries(page, went):
    press(page.view.corners[1])
    place, trace = went[-1]
    assert (place, trace.shown) == ("meal_trace", "30.00元")


def test_the_days_open_the_calendar_of_the_month_that_is_settled(page, went):
    press(named(page, "2 天 ›"))
    assert went[-1] == ("meal_calendar", (MONTH, "lunch"))


def test_the_average_and_the_balance_open_to_their_parts(page, went):
    press(named(page, "4.2857 元 ›"))
    assert [row.name for row in went[-1][1].rows] == ["实际支出", "就餐人次"]
    press(named(page, "结余 5.00 ›"))
    assert [(row.what, row.fen) for row in went[-1][1].rows] == [("到账", 3500), ("支出", -3000)]


def test_what_was_signed_elsewhere_is_read_when_the_place_comes_up_again(place, store, desk, qtbot):
    page = place.page
    page.settle()
    finish(desk, qtbot)
    settlement.explain(store, page.row.id, "other", -500, "多买了米")
    finish(desk, qtbot)
    other = TracePage(desk)
    desk.shell.show_page(other)
    settlement.sign(as_role(store, "head", "石校长"), page.row.id)
    finish(desk, qtbot)
    desk.shell.show_page(place)
    finish(desk, qtbot)
    assert "校长已签" in words(page)


def test_a_class_opens_its_days(page, went):
    page.table.go_to(0)
    QTest.keyClick(page.table.body, Qt.Key.Key_Return)
    assert [row.name for row in went[-1][1].rows] == ["09-14", "09-15"]


def test_the_classes_are_added_up(page):
    assert page.model.totals() == {"pupils": "4", "due": "8", "fed": "7", "unfed": "1", "amount": "35.00"}


def test_settling_closes_the_month_and_offers_to_explain(page, qtbot):
    press(named(page, "结算这个月"))
    assert MealSettlement.get().state == "made"
    qtbot.waitUntil(lambda: {"撤回结算", "写说明 ›"} <= set(buttons(page)))
    assert "已结算，等校长签字" in words(page)


def test_settling_shows_what_the_check_found_and_asks_why_one_goes_on(page, qtbot):
    cards = []

    def run(card):
        cards.append(card)
        card.accept()
        return card.result_

    page.run = run
    press(named(page, "结算这个月"))
    assert "错误 1" in words(cards[0]) and "“每日必做有记录”" in words(cards[0])
    assert "请填写有错误仍结算的原因" in words(cards[0])
    assert not MealSettlement.select().exists()
    page.run = fill_in(gaps_reason="纸质记录在库房，下周补登")
    press(named(page, "结算这个月"))
    pause()
    assert MealSettlement.get().gaps_reason == "纸质记录在库房，下周补登"


def test_the_card_leads_to_the_check_and_to_the_month_view(page, went):
    for name, way in (("看检查", ("meal_settle", ("checks", MONTH))), ("看月历", ("meal_month", MONTH))):
        page.run = lambda card, name=name: press(
            next(one for one in card.findChildren(Button) if one.text().startswith(name))
        )
        page.settle()
        assert went[-1] == way
    assert not MealSettlement.select().exists()


def test_a_reason_is_written_by_hand_and_taken_out_again(page, desk, store, qtbot):
    page.settle()
    pause()
    page.run = fill_in(words="月底多买了 5 元的米")
    page.explain()
    pause()
    assert settlement.open_difference(page.row.id) == 0
    assert "每一分都有说明" in words(page)
    (cross,) = [one for one in page.findChildren(Button) if one.toolTip() == "删去这一条"]
    press(cross)
    pause()
    assert "还有 5.00 元没有写明原因" in words(page)


def fill_in(**values):
    """Types into a card and presses its button."""

    def run(card):
        for name, value in values.items():
            card.editors[name].show_value(value)
        card.accept()
        return card.result_

    return run


def test_the_head_signs_and_gives_back(desk, store, month, qtbot):
    record = settlement.make(store, MONTH, "lunch")
    settlement.explain(store, record, "other", -500, "多买了米")
    store.session = session_for("石校长", "head")
    place = SettlePage(desk)
    desk.shell.show_page(place)
    press(named(place.page, "校长签字"))
    pause()
    assert MealSettlement.get().approved_by == "石校长"
    place.page.ask_text = lambda *_, **__: "少登了一笔"
    place.take_hint(MONTH)
    pause()
    press(named(place.page, "退回…"))
    pause()
    assert MealSettlement.get().returned_why == "少登了一笔"


def test_the_head_is_refused_before_being_asked_to_sign(desk, store, month, qtbot, monkeypatch):
    settlement.make(store, MONTH, "lunch")
    store.session = session_for("石校长", "head")
    place = SettlePage(desk)
    desk.shell.show_page(place)
    asked, refused = [], []
    monkeypatch.setattr(desk, "ask", lambda *told: asked.append(told))
    monkeypatch.setattr(desk, "refuse", lambda why: refused.append(str(why)))
    press(named(place.page, "校长签字"))
    pause()
    assert not asked
    assert refused == ["应拨和实支还有 5.00 元的差没有写明原因，请专管员先写清楚。"]


@pytest.mark.parametrize("role", ["head", "meal"])
def test_why_it_was_given_back_stands_on_the_page(desk, store, month, qtbot, role):
    record = settlement.make(store, MONTH, "lunch")
    settlement.give_back(as_role(store, "head", "石校长"), record, "星期二的出库少登了一笔")
    store.session = session_for("某人", role)
    place = SettlePage(desk)
    desk.shell.show_page(place)
    place.take_hint(MONTH)
    pause()
    assert "校长退回的原因：星期二的出库少登了一笔" in words(place.page)


def test_the_settle_card_says_what_becomes_of_the_written_reasons(page, store, qtbot):
    cards = []

    def run(card):
        cards.append(words(card))
        return fill_in(gaps_reason="下周补登")(card)

    page.run = run
    page.settle()
    settlement.explain(store, settlement.settled(MONTH, "lunch").id, "other", -500, "多买了米")
    settlement.take_back(store, settlement.settled(MONTH, "lunch").id)
    page.reload()
    page.settle()
    assert "手写的差异说明 1 条照旧带上" in cards[-1]
    settlement.take_back(store, settlement.settled(MONTH, "lunch").id)
    purchases.keep_purchases(
        store, [line(material(store, "白菜"), supplier(store, "菜店"), kilos="1", price="3", day=MONDAY)]
    )
    page.reload()
    page.settle()
    assert "不再带上" in cards[-1] and "其他 -5.00 元（多买了米）" in cards[-1]


def test_the_year_says_that_it_is_reading_until_it_has_read(place, desk, qtbot):
    place.take_hint(("year", MONTH))
    assert "正在读…" in words(place.page)
    finish(desk, qtbot)
    assert "正在读…" not in words(place.page)
    place.take_hint(("year", "2024-09"))
    assert not place.page.model.rowCount() and "正在读…" in words(place.page)
    finish(desk, qtbot)
    assert "这一年还没有登记。" in words(place.page)


def test_unexplained_differences_are_refused_on_the_page(desk, store, month):
    settlement.make(store, MONTH, "lunch")
    store.session = session_for("石校长", "head")
    place = SettlePage(desk)
    desk.shell.show_page(place)
    place.page.sign()
    assert "没有写明原因，请专管员先写清楚" in words(place.page)


def test_it_says_when_the_books_moved_on_after_the_settlement(page, store, qtbot):
    page.settle()
    add(store, FundReceived, programme=programme("meal").id, term=AUTUMN.code, day=MONDAY, amount=100)
    pause()
    assert "结算以后台账有变动" in words(page)


def test_a_month_without_anything_says_what_to_do(place, qtbot):
    place.take_hint("2026-03")
    assert "这个月还没有登记" in words(place.page)


# the other tabs -----------------------------------------------------------------------------------------


def test_the_checks_list_what_was_found_and_open_it(place, desk, qtbot, went):
    place.take_hint(("checks", MONTH))
    finish(desk, qtbot)
    checks = place.page
    assert checks.model.rowCount() > 0
    checks.show_only("gaps")
    assert {checks.model.shown(at, "rule").words for at in range(checks.model.rowCount())} == {
        "每日必做有记录"
    }
    press(named(checks, "去改"))
    assert went[-1][0] in ("meals", "meal_logs", "meal_stock")


def test_the_pictures_carry_their_numbers(place, desk, qtbot):
    place.take_hint(("charts", MONTH))
    finish(desk, qtbot)
    told = place.page.told
    assert [one.fed for one in told.days] == [3, 4]
    assert (told.standard, [one.name for one in told.foods]) == (50000, ["大米"])
    assert place.page.prices.days == [("09-14", 4.0)]
    assert "打印" in buttons(place.page)


def test_the_year_has_a_line_for_each_month_and_opens_it(place, desk, qtbot, went):
    place.take_hint(("year", MONTH))
    finish(desk, qtbot)
    assert "7餐次÷2天" in words(place.page)
    place.page.open_month(0)
    assert went[-1] == ("meal_settle", ("month", MONTH))


def test_the_sums_before_the_program_are_written_once_and_stand_in_the_year(place, desk, qtbot):
    place.take_hint(("year", MONTH))
    finish(desk, qtbot)
    page = place.page

    def answer(card):
        typed = {
            "until": "2026-08",
            "days": "100",
            "times": "400",
            "spent": "1800",
            "received": "1900",
            "basis": "账本",
        }
        for name, text in typed.items():
            card.editors[name].setText(text)
        card.accept()
        return card.result_

    page.run = answer
    press(named(page, "登记期初…"))
    finish(desk, qtbot)
    assert page.model.totals()["fed"] == "407" and "上年" not in words(page)
    assert "407餐次÷102天" in words(page)
    page.run = lambda card: opened.append(card.editors["times"].text())
    opened = []
    page.open_month(0)  # the line of the sums
    assert opened == ["400"]


def test_who_keeps_the_meals_reads_the_sums_and_writes_none(desk, month, store, qtbot):
    store.session = session_for("马会计", "meal")
    made = SettlePage(desk)
    desk.shell.show_page(made)
    made.take_hint(("year", MONTH))
    finish(desk, qtbot)
    assert "登记期初…" not in buttons(made.page)


# a figure opened ----------------------------------------------------------------------------------------


@pytest.fixture
def trace(desk, page, store):
    from desktop.services.meals import triangle

    made = TracePage(desk)
    desk.shell.show_page(made)
    made.take_hint(triangle.of_due(store, page.told))
    return made


def test_a_figure_is_opened_row_by_row_down_to_the_sheet(trace, went):
    assert trace.title() == "2026年9月午餐应拨　35.00元"
    QTest.keyClick(trace.table.body, Qt.Key.Key_Return)
    assert trace.model.rowCount() == 2
    press(named(trace, "打开"))
    assert went[-1] == ("meals", (MONDAY, "lunch", school_class(trace.desk.store)))


def test_one_goes_back_the_way_one_came(trace, went):
    trace.open_row(0)
    press(named(trace, "返回"))
    assert len(trace.road) == 1
    press(named(trace, "返回"))
    assert went[-1][0] == "meal_settle"
