"""What the county asks: the month report with its two counts, the year with its formulas, the accounts for the wall."""

import datetime as dt
from fractions import Fraction

import pytest
from builders import AUTUMN, add, change, hardship, programme, school_class
from builders_meals import MONDAY, class_day, eaters
from builders_store import line, material, supplier
from services.paper.papers import faults, whole

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_stock import StockMove
from desktop.models.ledgers.meals import SupplyDay
from desktop.models.ledgers.payments import FundReceived
from desktop.models.ledgers.school import School, the_school
from desktop.models.ledgers.students import Student
from desktop.services.meals import purchases, report_sheets, settlement
from desktop.services.meals.heads import rows_of_days
from desktop.services.meals.reports import month_report, two_places, year_report
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.documents import meal_accounts, meal_month_report, meal_year_table

MONTH, TUESDAY, LATE = "2026-09", MONDAY + dt.timedelta(days=1), "补录纸质登记"


@pytest.fixture
def fed(store):
    """Four pupils, two days; the first is ill on Monday and left behind, the second a needy day pupil."""
    here = eaters(store)
    change(store, Student, here[0], rural_left_behind=True, attendance="2")
    change(store, Student, here[1], attendance="1")
    change(store, Student, here[2], attendance="2")
    hardship(store, here[1], since=dt.date(2026, 9, 1))
    hardship(store, here[2], since=dt.date(2026, 9, 1))
    class_day(store, MONDAY, exceptions={1: "S"})
    class_day(store, TUESDAY)
    return here


def counts(line):
    return meal_month_report.counts_of(line)


def test_times_and_people_are_counted_apart(store, fed):
    told = month_report(store, MONTH)
    assert counts(told.lines["lunch-1"]) == [1, 2, 7, 7, 1, 1, 4, 4]
    assert counts(told.whole) == counts(told.lines["lunch-1"])


def test_each_day_goes_to_the_row_of_its_mode(store, fed):
    add(store, SupplyDay, day=TUESDAY, kind="lunch", served=True, mode="2")
    told = month_report(store, MONTH)
    assert [told.lines[code].times["total"] for code in ("lunch-1", "lunch-2")] == [3, 4]
    assert [told.lines[code].people["total"] for code in ("lunch-1", "lunch-2")] == [3, 4]
    assert (told.whole.times["total"], told.whole.people["total"]) == (7, 4)


@pytest.mark.parametrize(
    ("names", "row"),
    [(("鸡蛋",), "egg"), (("牛奶",), "milk"), (("鸡蛋", "牛奶"), "both"), (("蛋糕",), "other")],
)
def test_a_snack_goes_by_what_was_given(store, names, row):
    change(store, School, the_school().id, meal_kinds="snack", meal_mode="4")
    eaters(store, kind="snack")
    class_day(store, MONDAY, kind="snack")
    shop = supplier(store)
    for name in names:
        kind = {"鸡蛋": "egg", "牛奶": "milk"}.get(name, "sugar")
        lot = purchases.keep_purchases(store, [line(material(store, name, kind=kind), shop, day=MONDAY)])[0]
        add(store, StockMove, day=MONDAY, kind="out", lot=lot, quantity=1000, meal="snack", late_reason=LATE)
    assert rows_of_days(MONTH, "snack")[MONDAY.day] == row
    assert month_report(store, MONTH).lines[row].times["total"] == 4


def test_who_pays_is_not_fed_for_free(store):
    eaters(store, names="王芳 李明", free=False)
    class_day(store, MONDAY)
    assert month_report(store, MONTH).whole.people["free"] == 0


def test_a_needy_pupil_whose_road_nobody_knows_is_named(store, fed):
    change(store, Student, fed[1], attendance=None)
    told = month_report(store, MONTH)
    assert (told.heads.unknown, told.whole.people["day_needy"]) == (1, 0)
    assert "有 1 名学生没有填就读方式" in meal_month_report.notes(told)


def test_nothing_is_reported_of_an_empty_month(store):
    with pytest.raises(Refused, match="没有可以填报的"):
        month_report(store, MONTH)


# the year -----------------------------------------------------------------------------------------------


@pytest.fixture
def year(store, fed):
    class_day(store, dt.date(2026, 10, 12), exceptions={1: "S", 2: "P"})
    add(store, FundReceived, programme=programme("meal").id, term=AUTUMN.code, day=MONDAY, amount=9900)
    return year_report(store, 2026, "lunch")


def test_the_year_follows_the_formulas_of_the_county(year):
    assert (year.fed, year.days) == (9, 3)
    assert (year.pupils, year.days_each) == (Fraction(3), Fraction(3))
    assert [one.month for one in year.months] == ["2026-09", "2026-10"]


def test_numerator_and_denominator_are_printed(year):
    told = {name: (how, figure) for name, how, figure in meal_year_table.formulas(year)}
    assert told["平均受益学生数"] == ("9餐次÷3天", "3.00人")
    assert told["平均就餐天数"] == ("9餐次÷3.00人", "3.00天")
    assert told["年内结余（超支为负）"] == ("到账99.00元－实支0.00元", "99.00元")


def test_parts_of_a_pupil_are_rounded_half_up():
    assert (two_places(Fraction(1000, 3)), two_places(Fraction(1, 200)), two_places(None)) == (
        "333.33",
        "0.01",
        "—",
    )


def test_a_year_without_meals_has_no_table(store):
    with pytest.raises(Refused, match="2025年没有就餐登记"):
        year_report(store, 2025, "lunch")


# papers and workbooks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["D24M", "D24Y", "D24P", "D24G"])
def test_each_report_is_one_page(store, year, tmp_path, code):
    import pypdfium2

    made = print_document(store, DOCUMENTS[code], Wanted(month=MONTH, meal="lunch", term=AUTUMN), tmp_path)
    pdf = pypdfium2.PdfDocument(str(made))
    assert len(pdf) == 1
    pdf.close()


@pytest.mark.parametrize("code", ["D24", "D24M"])
def test_a_report_of_a_month_that_is_not_settled_says_so(store, fed, tmp_path, code):
    import pypdfium2

    def told():
        made = print_document(
            store, DOCUMENTS[code], Wanted(month=MONTH, meal="lunch", term=AUTUMN), tmp_path
        )
        pdf = pypdfium2.PdfDocument(str(made))
        words = "".join("".join(page.get_textpage().get_text_bounded() for page in pdf).split())
        pdf.close()
        return words

    assert "打印时本月餐费还没有结算" in told()
    settlement.make(store, MONTH, "lunch")
    assert "还没有结算" not in told()


def test_the_charts_on_paper_carry_their_numbers(store, fed, tmp_path):
    shop, rice = supplier(store), material(store, "大米")
    dear = {"day": TUESDAY, "kilos": "10", "price": "5"}
    lots = purchases.keep_purchases(
        store, [line(rice, shop, day=MONDAY, kilos="10", price="4"), line(rice, shop, **dear)]
    )
    add(store, StockMove, day=MONDAY, kind="out", lot=lots[0], quantity=7500, meal="lunch", late_reason=LATE)
    made = print_document(store, DOCUMENTS["D24G"], Wanted(month=MONTH, meal="lunch", term=AUTUMN), tmp_path)
    text = whole(made)
    assert "供餐2天，就餐7人次" in text and "虚线是标准5.00元" in text
    assert "0.00" not in text.replace("10.00", "")  # on Tuesday nothing was taken from the store
    assert "10.00" in text and "26-09-14的4到26-09-15的5，涨25.0%" in text.replace(" ", "")
    assert faults(made) == []


def test_the_charts_on_paper_have_the_price_that_was_paid_for_eggs(store, fed, tmp_path):
    shop, eggs = supplier(store), material(store, "鸡蛋", kind="egg")
    for number, kilos in enumerate(("3.333", "7.007")):
        told = line(eggs, shop, day=MONDAY, kilos=kilos, price="9.99", batch_no=f"J{number}")
        purchases.keep_purchases(store, [told])
    made = print_document(store, DOCUMENTS["D24G"], Wanted(month=MONTH, meal="lunch", term=AUTUMN), tmp_path)
    text = whole(made)
    assert "9.99" in text and "9.991" not in text and "9.989" not in text and "没有变" in text


def test_a_month_without_meals_has_no_charts(store, tmp_path):
    with pytest.raises(Refused, match="一张也没有"):
        print_document(store, DOCUMENTS["D24G"], Wanted(month=MONTH, meal="lunch", term=AUTUMN), tmp_path)


def test_the_accounts_are_a_draft_until_the_head_has_signed(store, year):
    assert not meal_accounts.accounts(store, MONTH, "lunch").signed
    record = settlement.make(store, MONTH, "lunch")
    settlement.explain(store, record, "other", settlement.open_difference(record), "还没有进货")
    told = meal_accounts.accounts(store, MONTH, "lunch")
    assert [one.words for one in told.lines] == ["还没有进货"]
    assert told.year["left"] == "99.00"


def test_the_workbook_says_the_same_as_the_paper(store, fed, tmp_path):
    import openpyxl

    made = report_sheets.write(store, "month", MONTH, "lunch", tmp_path / "月报 九月.xlsx")
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(made).active.iter_rows()]
    assert ["午餐", "食堂供餐", 1, 2, 7, 7, 1, 1, 4, 4] in rows


def test_the_year_is_written_as_a_workbook(store, year, tmp_path):
    import openpyxl

    made = report_sheets.write(store, "year", MONTH, "lunch", tmp_path / "年度.xlsx")
    cells = [cell.value for row in openpyxl.load_workbook(made).active.iter_rows() for cell in row]
    assert "平均受益学生数：9餐次÷3天＝3.00人" in cells


def test_a_class_teacher_cannot_carry_the_report_out(store, fed, tmp_path):
    from builders import as_class_teacher

    with pytest.raises(Refused):
        report_sheets.write(
            as_class_teacher(store, school_class(store)), "month", MONTH, "lunch", tmp_path / "a.xlsx"
        )
