"""The papers of the days of 营养餐: class sheets to fill by hand, the month's table, names for the wall, snack receipts."""

import datetime as dt

import pytest
from builders import AUTUMN, as_class_teacher, change, school_class
from builders_meals import MONDAY, class_day, eaters
from papers import LONG, NO_GLYPH, faults, pages, whole

from desktop.models.errors import Refused
from desktop.models.ledgers import meal_order
from desktop.models.ledgers.meals import MealEater
from desktop.models.ledgers.school import School, the_school
from desktop.services.meals import calendar
from desktop.services.meals.eaters import make_eaters
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.fonts import MissingGlyph

SHEET = Wanted(day=MONDAY, month="2026-09", meal="lunch", term=AUTUMN)
NAMES = " ".join(f"王{a}{b}" for a in "甲乙丙丁戊" for b in "子丑寅卯辰巳午未申")


@pytest.fixture(autouse=True)
def on_time(monkeypatch):
    monkeypatch.setattr(meal_order, "today", lambda: MONDAY)


def printed(store, code, tmp_path, wanted=SHEET):
    return print_document(store, DOCUMENTS[code], wanted, tmp_path)


def test_a_class_of_forty_five_stands_on_one_page_in_the_order_of_entry(store, tmp_path):
    eaters(store, names=NAMES)
    path = printed(store, "D24C", tmp_path)
    (page,) = pages(path)
    assert page.index("王甲子") < page.index("王甲丑") < page.index("王戊申")
    assert "三年级（2）班" in page and "共45人" in page
    assert faults(path) == []


def test_the_sheet_has_the_days_with_a_meal_alone(store, tmp_path):
    eaters(store)
    calendar.stop(store, [MONDAY], "lunch", "停电")
    served = calendar.served_days(dt.date(2026, 9, 1), dt.date(2026, 9, 30), "lunch")
    from desktop.services.paper.documents.meal_class_sheet import class_sheet

    assert list(class_sheet(store, "2026-09", "lunch").days) == served
    assert MONDAY not in served


def test_the_legend_says_what_to_draw_and_allergies_stand_below(store, tmp_path):
    one, *_rest = eaters(store)
    change(store, MealEater, MealEater.get(MealEater.student == one).id, allergy="牛奶")
    text = whole(printed(store, "D24C", tmp_path))
    assert "没吃的当天画：△病假，○事假" in text
    assert "过敏忌口：1王芳牛奶。" in text


def test_a_week_has_its_days_and_long_names_find_room(store, tmp_path):
    eaters(store, names=f"{LONG} 李明")
    path = printed(store, "D24C", tmp_path, Wanted(day=MONDAY, month="2026-09", meal="lunch", what="week"))
    assert faults(path) == []
    assert LONG in whole(path)


def test_a_class_teacher_prints_the_own_class(store, tmp_path):
    eaters(store, "三(2)班")
    eaters(store, "一(1)班", "孙小虎 钱多多")
    text = whole(printed(as_class_teacher(store, school_class(store)), "D24C", tmp_path))
    assert "王芳" in text and "孙小虎" not in text


def test_the_month_table_adds_up_and_names_its_standard(store, tmp_path):
    eaters(store, "三(2)班")
    eaters(store, "一(1)班", "孙小虎 钱多多")
    class_day(store, MONDAY, "三(2)班", {1: "S", 2: "A"})
    class_day(store, MONDAY, "一(1)班")
    path = printed(store, "D24", tmp_path)
    text = whole(path)
    assert "三（2）班414221——1——5.0010.00" in text
    assert "合计6—6421——1———20.00" in text
    assert "教财〔2022〕2号" in text
    assert faults(path) == []


def test_a_meal_that_the_state_does_not_pay_for_stands_in_the_table_as_counts(store, tmp_path):
    change(store, School, the_school().id, meal_kinds="lunch,snack", meal_mode="1")
    eaters(store, kind="snack")
    class_day(store, MONDAY, kind="snack", exceptions={1: "S"})
    path = printed(store, "D24", tmp_path, Wanted(day=MONDAY, month="2026-09", meal="snack"))
    text = whole(path)
    assert "三（2）班414311——————" in text
    assert "合计4—4311———————" in text
    assert "营养膳食补助只补午餐，课间加餐只记人次，不算金额" in text and "5.00" not in text
    assert faults(path) == []


def test_a_month_without_sheets_has_no_table(store, tmp_path):
    eaters(store)
    with pytest.raises(Refused, match="一张也没有"):
        printed(store, "D24", tmp_path)


def test_the_names_for_the_wall_have_nothing_but_number_name_and_class(store, tmp_path):
    eaters(store, names=NAMES, allergy="牛奶")
    path = printed(store, "D24N", tmp_path)
    text = whole(path)
    assert "共45人" in text and "公示不少于7天" in text and "王戊申三（2）班" in text
    assert "牛奶" not in text
    assert faults(path) == []


def test_half_a_school_does_not_hang_on_the_wall(store, tmp_path):
    eaters(store)
    with pytest.raises(Refused, match="是全校的材料"):
        printed(as_class_teacher(store, school_class(store)), "D24N", tmp_path)


def test_the_snack_receipt_has_a_line_for_each_class_and_day(store, tmp_path):
    eaters(store, kind="snack")
    path = printed(store, "D26", tmp_path, Wanted(day=MONDAY, meal="snack"))
    text = whole(path)
    served = calendar.served_days(MONDAY, MONDAY + dt.timedelta(days=6), "snack")
    assert text.count("三（2）班4") == len(served)
    assert "2026年9月14日至" in text
    assert faults(path) == []


def test_a_rare_character_stops_the_class_sheet(store, tmp_path):
    eaters(store, names=f"王{NO_GLYPH} 李明")
    make_eaters(store, AUTUMN, "snack")
    with pytest.raises(MissingGlyph):
        printed(store, "D24C", tmp_path)
