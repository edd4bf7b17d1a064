"""餐费期初: a school that begins in the middle of a year carries on from its own sums, and counts nothing twice."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_role, dump, programme
from builders_meals import MONDAY, class_day, eaters
from services.paper.papers import faults, whole

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.meal_opening import MealOpening
from desktop.models.ledgers.payments import FundReceived
from desktop.services.meals import openings, report_sheets, settlement, trace_sums
from desktop.services.meals.month_money import figures
from desktop.services.meals.reports import month_report, year_report
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.documents import meal_year_table

MONTH = "2026-09"
SUMS = {
    "until": "2026-08", "days": 100, "times": 400, "due_amount": 200000, "spent": 180000, "received": 190000,
    "carried": 5000, "basis": "2026年8月底的膳食费账本",
}  # fmt: skip


@pytest.fixture
def opened(store):
    """Four pupils fed on one day at 5 元, 30 元 received in September; 8 months before are told by their sums."""
    eaters(store)
    class_day(store, MONDAY)
    for day, fen in ((MONDAY, 3000), (dt.date(2026, 5, 6), 190000)):
        add(store, FundReceived, programme=programme("meal").id, term=AUTUMN.code, day=day, amount=fen)
    return openings.keep_opening(store, 2026, "lunch", SUMS)


def test_the_year_goes_on_from_the_sums_and_counts_no_receipt_twice(store, opened):
    told = figures(store, MONTH, "lunch")
    assert (told.year_spent, told.year_received) == (180000, 193000)
    assert told.left == 5000 + 193000 - 180000
    assert told.since == "2026-01"


def test_a_month_that_the_sums_cover_stands_by_itself(store, opened):
    told = figures(store, "2026-08", "lunch")
    assert (told.year_spent, told.year_received, told.opening.known) == (0, 190000, False)


def test_the_year_table_begins_with_the_sums(store, opened, tmp_path):
    told = year_report(store, 2026, "lunch")
    assert [one.month for one in told.months] == [MONTH]
    assert (told.fed, told.days, told.sum_of("due"), told.left) == (404, 101, 202000, 18000)
    first, september = meal_year_table.lines(told)
    assert first == ["1—8月", "100", "400", "—", "2000.00", "1800.00", "4.5000", "1900.00", "期初"]
    assert september[:3] == ["9月", "1", "4"]
    formula = {name: (how, figure) for name, how, figure in meal_year_table.formulas(told)}
    assert formula["年内结余（超支为负）"] == ("上年结转50.00元＋到账1930.00元－实支1800.00元", "180.00元")
    made = print_document(store, DOCUMENTS["D24Y"], Wanted(month=MONTH, meal="lunch", term=AUTUMN), tmp_path)
    text = whole(made)
    assert "1—8月100400—2000.00" in text and "依据：2026年8月底的膳食费账本" in text
    assert faults(made) == []


def test_the_accounts_on_the_wall_and_the_workbook_tell_of_the_sums(store, opened, tmp_path):
    import openpyxl

    made = print_document(store, DOCUMENTS["D24P"], Wanted(month=MONTH, meal="lunch", term=AUTUMN), tmp_path)
    text = whole(made)
    assert "就餐人次4404" in text and "采购食材（元，含运费，已减退货）0.00—" in text
    assert "今年累计里有期初：上年结转50.00元，1—8月到账1900.00元、支出1800.00元" in text
    assert faults(made) == []
    book = report_sheets.write(store, "year", MONTH, "lunch", tmp_path / "年度.xlsx")
    cells = [cell.value for row in openpyxl.load_workbook(book).active.iter_rows() for cell in row]
    assert "1—8月" in cells
    assert month_report(store, MONTH).year_spent == 180000


def test_what_is_left_of_the_year_opens_down_to_the_sums_the_receipts_and_the_spending(store, opened):
    told = figures(store, MONTH, "lunch")
    trace = trace_sums.of_left(store, told)
    assert [(row.name, row.what, row.fen) for row in trace.rows] == [
        ("期初", "上年结转 50.00 元，1—8月到账 1900.00 元、支出 1800.00 元", 15000), ("9月", "到账", 3000),
    ]  # fmt: skip
    assert sum(row.fen for row in trace.rows) == told.left
    assert trace.formula == "期初150.00＋到账30.00－支出0.00＝结余180.00元"


def test_settled_months_hold_the_sums_they_stand_on(store, opened):
    record = settlement.make(store, MONTH, "lunch")
    before = dump()
    for act in (
        lambda: openings.keep_opening(store, 2026, "lunch", {"spent": 1}),
        lambda: openings.remove_opening(store, opened),
    ):
        with pytest.raises(Refused, match="2026-09 已经结算，它的累计数靠着期初"):
            act()
    assert dump() == before
    settlement.take_back(store, record)
    openings.remove_opening(store, opened)
    assert figures(store, MONTH, "lunch").left == 193000
    undo.undo(store)
    assert figures(store, MONTH, "lunch").left == 18000


def test_sums_below_a_settled_month_are_not_taken_back_either(store, opened):
    step = store.step("改期初")
    with step as one:
        one.change(MealOpening, opened, {"spent": 170000})
    settlement.make(store, MONTH, "lunch")
    with pytest.raises(Refused):
        undo.undo(store, one.number)
    assert MealOpening.get_by_id(opened).spent == 170000


def test_a_new_year_may_begin_with_what_was_left_alone(store):
    eaters(store)
    class_day(store, MONDAY)
    openings.keep_opening(store, 2026, "lunch", {"lacking": 7000, "basis": "2025年决算"})
    told = figures(store, MONTH, "lunch")
    assert (told.left, told.opening.words) == (-7000, "上年超支 70.00 元")
    year = year_report(store, 2026, "lunch")
    assert len(meal_year_table.lines(year)) == 1 and year.left == -7000


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"until": None}, "请写明算到哪个月"),
        ({"until": "2025-12"}, "应是2026年的月份"),
        ({"days": None}, "要一起写"),
        ({"lacking": 1}, "只能有一个"),
        (dict.fromkeys(("days", "times", "due_amount", "spent", "received", "carried")), "至少写一个"),
    ],
)
def test_sums_that_cannot_be_are_refused_in_words(store, values, words):
    with pytest.raises(Refused, match=words):
        openings.keep_opening(store, 2026, "lunch", SUMS | values)


def test_only_the_aid_clerk_writes_them(store):
    clerk = as_role(store, "meal", "马会计")
    assert openings.may_keep(store.session) and not openings.may_keep(clerk.session)
    with pytest.raises(Refused, match="不能改“餐费期初”"):
        openings.keep_opening(clerk, 2026, "lunch", SUMS)


def test_sums_that_reach_a_month_with_sheets_are_refused(store, opened):
    class_day(store, dt.date(2026, 10, 12))
    for until in ("2026-09", "2026-11"):
        with pytest.raises(
            Refused, match=f"2026-09 已经有日餐表.*总数算到 {until}.*只能算到 2026-09 的前一个月"
        ):
            openings.keep_opening(store, 2026, "lunch", SUMS | {"until": until})
    openings.remove_opening(store, opened)
    with pytest.raises(Refused, match="2026-09 已经有日餐表"):
        openings.keep_opening(store, 2026, "lunch", SUMS | {"until": "2026-12"})
    assert not MealOpening.select().exists()
    openings.keep_opening(store, 2026, "lunch", SUMS | {"until": "2026-07"})


def test_months_covered_by_the_sums_need_no_settlement(store, opened):
    class_day(store, dt.date(2026, 10, 12))
    MealOpening.update(until=MONTH).execute()  # as a file may have it from before this was refused
    assert settlement.make(store, "2026-10", "lunch")
