"""餐费三角核对: three figures, three sides, and every figure opened down to its entries."""

import datetime as dt

import pytest
from builders import AUTUMN, add, programme, school_class
from builders_meals import MONDAY, class_day, eaters
from builders_store import line, material, supplier

from desktop.models.ledgers.meal_stock import StockMove
from desktop.models.ledgers.meals import SupplyDay
from desktop.models.ledgers.payments import FundReceived
from desktop.services.meals import purchases, trace_sums, triangle
from desktop.services.meals.month_money import figures

TUESDAY, LATE = MONDAY + dt.timedelta(days=1), "补录纸质登记"


def move(store, lot, kilos, day, **values):
    told = {
        "day": day,
        "kind": "out",
        "lot": lot,
        "quantity": StockMove.quantity.parse(kilos),
        "late_reason": LATE,
    }
    return add(store, StockMove, **told | values)


@pytest.fixture
def told(store):
    """Two classes on Monday, one on Tuesday; rice from the store, boxes from a firm on Tuesday; some rice lost."""
    eaters(store)
    eaters(store, "一(1)班", "孙小虎 钱多多")
    class_day(store, MONDAY, exceptions={1: "S"})
    class_day(store, MONDAY, "一(1)班")
    class_day(store, TUESDAY)
    add(store, SupplyDay, day=TUESDAY, kind="lunch", served=True, mode="2")
    shop = supplier(store)
    rows = [
        line(material(store), shop, kilos="10", price="4", day=MONDAY, batch_no="A1"),
        line(
            material(store, "盒饭", unit="份"),
            shop,
            kilos="4",
            price="5",
            day=TUESDAY,
            unit="份",
            ticket_no="0021",
        ),
    ]
    rice, _boxes = purchases.keep_purchases(store, rows)
    move(store, rice, "5", MONDAY)
    move(store, rice, "1", MONDAY, kind="loss", reason="撒了")
    fund = {"programme": programme("meal").id, "term": AUTUMN.code, "day": MONDAY, "amount": 5000}
    add(store, FundReceived, **fund, doc_no="县财教〔2026〕9号")
    return figures(store, "2026-09", "lunch")


def sum_of(trace):
    return sum(row.fen for row in trace.rows)


def test_three_corners_and_the_sides_between_them(told):
    three = triangle.triangle(told)
    assert (three.due, three.spent, three.received) == (4500, 4400, 5000)
    assert [(side.first, side.second, side.fen) for side in three.sides] == [
        ("应拨", "实支", 100),
        ("应拨", "到账", -500),
        ("到账", "实支", 600),
    ]
    assert [side.open for side in three.sides[1:]] == [0, 0]


def test_the_lines_of_the_first_side_are_those_reckoned(told):
    side = triangle.triangle(told).sides[0]
    assert [(one.label, one.fen) for one in side.lines] == [("库存增加（买进没有用完）", 1600)]
    assert side.open == told.due - told.spending.bought == 4500 - 6000


def test_due_opens_to_classes_to_days_to_the_sheet(store, told):
    due = triangle.of_due(store, told)
    assert sum_of(due) == told.due == 4500
    assert due.formula == "9人次×5.00元＝45.00元"
    klass = due.rows[1].more(store)
    assert (sum_of(klass), [row.name for row in klass.rows]) == (3500, ["09-14", "09-15"])
    assert (klass.rows[0].place, klass.rows[0].hint) == ("meals", (MONDAY, "lunch", school_class(store)))


def test_heads_open_to_every_sheet(store, told):
    fed = triangle.of_fed(store, told)
    assert fed.shown == "9人次"
    assert [row.what for row in fed.rows] == [
        "应到4，实到3，就餐3",
        "应到2，实到2，就餐2",
        "应到4，实到4，就餐4",
    ]
    assert "补录：补录纸质登记" in fed.rows[0].source


def test_spending_opens_to_days_to_movements_to_the_lot(store, told):
    spent = triangle.of_spent(store, told)
    assert sum_of(spent) == told.spent == 4400
    assert spent.formula == "领用（减退库）20.00元＋直接配餐20.00元＋报损盘亏（减盘盈）4.00元＝44.00元"
    monday = spent.rows[0].more(store)
    assert (sum_of(monday), [row.what for row in monday.rows]) == (2400, ["领用 5公斤", "报损 1公斤，撒了"])
    lot = monday.rows[0].more(store)
    assert (lot.shown, sum_of(lot)) == ("16.00元", 1600)
    assert lot.rows[0].place == "meal_stock"


def test_a_day_that_was_brought_opens_to_the_delivery(store, told):
    tuesday = triangle.of_spent(store, told).rows[1].more(store)
    assert [(row.name, row.what, row.fen) for row in tuesday.rows] == [("盒饭", "直接配餐 4份", 2000)]
    assert "票据 0021" in tuesday.rows[0].source


def test_what_arrived_opens_to_its_documents(store, told):
    received = triangle.of_received(store, told)
    assert [(row.source, row.fen) for row in received.rows] == [("县财教〔2026〕9号", 5000)]


def test_the_store_opens_to_what_came_and_went(store, told):
    grown = triangle.of_grown(store, told)
    assert sum_of(grown) == told.spending.grown == 1600


def test_people_are_counted_once(store, told):
    people = triangle.of_people(store, told)
    assert (people.shown, len(people.rows)) == ("6人", told.people)


def test_a_trace_is_a_proof(store, told):
    proof = triangle.proof(triangle.of_due(store, told))
    assert (proof.fen, proof.shown) == (4500, "45.00元")


def test_the_average_shows_numerator_and_denominator(told):
    assert triangle.average(told) == "44.00元÷9人次＝4.8889元"


def test_what_is_left_of_the_year_opens_to_each_months_receipts_and_spending(store, told):
    trace = trace_sums.of_left(store, told)
    assert sum(row.fen for row in trace.rows) == told.left
    assert {row.what for row in trace.rows} == {"到账", "支出"}
    for row in trace.rows:
        behind = row.more(store)
        assert sum(one.fen for one in behind.rows) == abs(row.fen)


def test_a_year_that_is_overspent_says_so(store):
    eaters(store)
    class_day(store, MONDAY)
    (lot,) = purchases.keep_purchases(store, [line(material(store), supplier(store), day=MONDAY)])
    move(store, lot, "10", MONDAY)
    trace = trace_sums.of_left(store, figures(store, "2026-09", "lunch"))
    assert (trace.figure, trace.formula) == ("2026年1月至9月超支", "到账0.00－支出50.00＝超支50.00元")


def test_the_average_opens_to_what_was_spent_and_to_who_ate(store, told):
    trace = trace_sums.of_average(store, told)
    assert trace.formula == triangle.average(told)
    spent, fed = (row.more(store) for row in trace.rows)
    assert spent.shown == f"{told.spent / 100:.2f}元"
    assert fed.shown == f"{told.summary.fed}人次"
