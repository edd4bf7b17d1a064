"""The month looked over as an inspector does: each rule finds what was planted, and names the record to open."""

import datetime as dt

import pytest
from builders import add, change, school_class
from builders_meals import MONDAY, class_day, eaters
from builders_store import line, material, permit, supplier

from desktop.models.ledger import database
from desktop.models.ledgers.meal_logs import FoodSample
from desktop.models.ledgers.meal_stock import Purchase, StockMove
from desktop.models.ledgers.meals import ClassDay
from desktop.models.ledgers.school import School, the_school
from desktop.models.ledgers.students import Student
from desktop.services.meals import purchases, settlement
from desktop.services.meals.checks import check_month, rules

MONTH, LATE = "2026-09", "补录纸质登记"
NOW = dt.datetime(2026, 9, 30, 17)


def found(store, code, now=NOW):
    return check_month(store, MONTH, now=now).of(code)


def sentences(store, code, now=NOW):
    return [one.sentence for one in found(store, code, now)]


@pytest.fixture
def fed(store):
    here = eaters(store)
    class_day(store, MONDAY, exceptions={1: "S"})
    return here


def buy(store, name="大米", day=MONDAY, **values):
    rows = [
        line(
            values.pop("what", None) or material(store, name),
            values.pop("shop", None) or supplier(store, f"{name}店"),
            day=day,
            **values,
        )
    ]
    return purchases.keep_purchases(store, rows)[0]


def sample(store, dish="米饭", **values):
    told = {"day": MONDAY, "kind": "lunch", "dish": dish, "taken_at": "11:20", "late_reason": LATE}
    return add(store, FoodSample, **told | values)


def test_a_quiet_month_only_lacks_its_records(store, fed):
    told = check_month(store, MONTH, now=NOW)
    assert {one.rule.code for one in told.findings} == {"gaps"}
    assert told.errors == len(told.of("gaps"))


def test_every_rule_has_a_name_and_a_ground():
    assert len(rules()) == 17
    assert all(one.name and one.basis and one.severity in ("error", "warning") for one in rules())


def test_more_fed_than_there_were_is_an_error(store, fed):
    database.execute_sql("UPDATE class_day SET fed = 9")
    assert "应到 4，实到 3，就餐 9" in sentences(store, "heads")[0]


def test_the_months_of_pupils_follow_from_the_sheets(store, fed):
    assert not found(store, "sheets")
    database.execute_sql("UPDATE pupil_month SET marks = replace(marks, 'S', '1')")
    (one,) = found(store, "sheets")
    assert "王芳 14 日" in one.sentence
    assert (one.place, one.hint) == ("meals", (MONDAY, "lunch", school_class(store)))


def test_absent_at_one_meal_and_fed_at_another(store, fed):
    from builders import AUTUMN

    from desktop.services.meals.eaters import make_eaters

    change(store, School, the_school().id, meal_kinds="lunch,snack")
    make_eaters(store, AUTUMN, "snack")
    class_day(store, MONDAY, kind="snack")
    assert sentences(store, "absent") == ["三(2)班王芳 2026-09-14 午餐记的是病假，课间加餐又记了就餐。"]


def test_fed_after_leaving(store, fed):
    change(store, Student, fed[1], left_on=MONDAY - dt.timedelta(days=1), status="11")
    assert "记了就餐，可是 2026-09-13 已经离校" in sentences(store, "absent")[0]


def test_days_without_their_records(store, fed):
    told = sentences(store, "gaps")
    assert any("没有留样" in one for one in told)
    assert any("还没有登记就餐" in one for one in told)


def test_samples_too_light_too_long_thrown_away_too_soon(store, fed):
    light = sample(store, "米饭")
    database.execute_sql("UPDATE food_sample SET grams = 90 WHERE id = ?", (light,))
    soon = sample(store, "土豆丝", state="disposed", gone_on=MONDAY + dt.timedelta(days=3), gone_at="12:00")
    database.execute_sql("UPDATE food_sample SET gone_on = '2026-09-15' WHERE id = ?", (soon,))
    told = sentences(store, "samples")
    assert any("只有 90 克" in one for one in told)
    assert any("还没有销样" in one for one in told)
    assert any("不满 48 小时" in one for one in told)


def test_a_forbidden_dish(store, fed):
    record = sample(store)
    database.execute_sql("UPDATE food_sample SET dish = '干煸四季豆' WHERE id = ?", (record,))
    (one,) = found(store, "forbidden")
    assert "四季豆" in one.sentence and one.hint == MONDAY


def test_a_lapsed_permit_with_its_reason_is_a_warning(store, fed):
    shop = supplier(store, "老店")
    what = material(store)
    buy(store, what=what, shop=shop)
    permit(store, shop, MONDAY - dt.timedelta(days=1))
    (one,) = found(store, "permit")
    assert (one.severity, "没有写明为什么收下" in one.sentence) == ("error", True)
    change(store, Purchase, Purchase.get().id, licence_reason="正在换证", late_reason=LATE)
    assert found(store, "permit")[0].severity == "warning"


def test_food_past_its_date(store, fed):
    lot = buy(store, best_before=MONDAY + dt.timedelta(days=1))
    add(
        store,
        StockMove,
        day=MONDAY + dt.timedelta(days=2),
        kind="out",
        lot=lot,
        quantity=1000,
        late_reason=LATE,
    )
    told = sentences(store, "expired")
    assert len(told) == 2 and any("请报损" in one for one in told)


def test_the_same_batch_twice(store, fed):
    what, shop = material(store), supplier(store)
    for day in (MONDAY, MONDAY + dt.timedelta(days=1)):
        buy(store, what=what, shop=shop, day=day, batch_no="A1")
    (one,) = found(store, "batch")
    assert (one.severity, one.place) == ("warning", "meal_stock")


def test_a_nought_too_many_at_the_usual_price_is_found_while_typing_and_in_the_month(store, fed):
    what, shop = material(store), supplier(store)
    for kilos, days in (("350", 0), ("400", 1)):
        buy(store, what=what, shop=shop, kilos=kilos, day=MONDAY + dt.timedelta(days=days))
    wednesday = MONDAY + dt.timedelta(days=2)
    told = line(what, shop, kilos="1000", day=wednesday)
    assert "bought" not in purchases.doubts(purchases.completed(told))
    told = line(what, shop, kilos="4000", day=wednesday)
    said = "这次 4000公斤，平常一次 350公斤 左右，是 11 倍，请核对数量和单位。"
    assert purchases.doubts(purchases.completed(told))["bought"] == said
    assert sentences(store, "quantity") == []
    buy(store, what=what, shop=shop, kilos="4000", day=wednesday)
    assert said in sentences(store, "quantity")[0]


def test_a_price_that_moved(store, fed):
    what, shop = material(store), supplier(store)
    buy(store, what=what, shop=shop, price="5")
    buy(store, what=what, shop=shop, price="6.1", day=MONDAY + dt.timedelta(days=1))
    assert "每公斤 6.1 元，上次（2026-09-14）5 元，涨了 22 %" in sentences(store, "price")[0]


def test_days_that_are_still_to_come(store, fed):
    assert "班级日餐表有 1 张" in sentences(store, "future", dt.datetime(2026, 9, 10))[0]


def test_a_settlement_the_books_have_left_behind(store, fed):
    settlement.make(store, MONTH, "lunch")
    database.execute_sql("UPDATE class_day SET fed = 2")
    database.execute_sql(
        "UPDATE pupil_month SET marks = replace(marks, '1', 'S') WHERE student_id = ?", (fed[3],)
    )
    told = sentences(store, "money")
    assert any("台账有变动" in one for one in told) and any("没有说明" in one for one in told)


def test_dearer_than_the_standard(store, fed):
    lot = buy(store, kilos="10", price="5")
    add(store, StockMove, day=MONDAY, kind="out", lot=lot, quantity=4000, late_reason=LATE)
    assert sentences(store, "dear") == ["2026年9月午餐人均日支出 6.6667 元，高于标准 5.00 元。"]


def test_many_days_entered_in_one_minute(store):
    eaters(store)
    for day in range(3):
        class_day(store, MONDAY + dt.timedelta(days=day))
    assert ClassDay.select().count() == 3
    assert "班级日餐表有 3 天" in sentences(store, "minute")[0]
