"""What a settled month was reckoned with is written on other pages: it does not change under the settlement there."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_headteacher, programme
from builders_meals import MONDAY, class_day
from builders_store import material
from services.meals.settle_stage import MONTH, TUESDAY, buy, last_step, settle, signed, week
from services.paper.papers import whole

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledger import database
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.meal_goods import Material
from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.meal_opening import MealOpening
from desktop.models.ledgers.school import School
from desktop.services import head_meals
from desktop.services.meals import calendar, purchases, settlement
from desktop.services.meals.month_money import Day, figures
from desktop.services.meals.reports import year_report
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.documents import meal_accounts, meal_charts, meal_month_table

__all__ = ["signed", "week"]


def change(store, ledger, record, **values):
    with store.step("改") as step:
        step.change(ledger, record, values)


def rice():
    return Material.get(Material.name == "大米")


def meal_row():
    """The standard that holds for a primary pupil this autumn."""
    return AidStandard.holding(programme("meal").id, "primary", "any", AUTUMN)


def as_settled(store):
    row = settlement.settled(MONTH, "lunch")
    return not settlement.is_stale(figures(store, MONTH, "lunch"), row)


def test_food_of_a_signed_month_does_not_become_soap(store, signed):
    with pytest.raises(
        Refused, match=r"2026-09 的餐费已经按它结算，“消耗品”不能改.*另建一个品名.*请校长退回"
    ):
        change(store, Material, rice().id, consumable=True)
    assert as_settled(store)


def test_nor_by_taking_back_what_was_done_before_it_was_settled(store, week):
    change(store, Material, rice().id, consumable=True)
    step = last_step()
    settle(store)
    with pytest.raises(Refused, match="“消耗品”不能改"):
        undo.undo(store, step)
    assert as_settled(store)


def test_in_an_open_month_and_without_bookings_it_may_be_put_right(store, week):
    change(store, Material, rice().id, consumable=True)
    change(store, Material, rice().id, consumable=False)
    record = settle(store)
    change(store, Material, material(store, "抹布"), consumable=True)
    change(store, Material, rice().id, least=3000, note="放架子上")
    settlement.take_back(store, record)
    change(store, Material, rice().id, consumable=True)


def test_the_unit_of_what_is_booked_stays_whatever_the_month(store):
    lot = buy(store)
    with pytest.raises(Refused, match=rf"大米从 {MONDAY} 起已经有进出.*“记账单位”不能改.*另建一个品名"):
        change(store, Material, rice().id, unit="斤")
    purchases.void_purchase(store, lot, "单位登记错了")
    change(store, Material, rice().id, unit="斤")
    assert rice().unit == "斤"


@pytest.mark.parametrize(
    "values", [{"amount": 400}, {"stage": "junior"}, {"to_term": "2025-2"}, {"level": "本地示例"}]
)
def test_the_standard_of_a_settled_month_stays(store, week, values):
    settle(store)
    with pytest.raises(Refused, match=r"2026-09 的餐费已经按每天 5.00 元结算.*从新学期起另加一行"):
        change(store, AidStandard, meal_row().id, **values)
    with pytest.raises(Refused, match=r"已经按每天 5.00 元结算"), store.step("删") as step:
        step.remove(AidStandard, meal_row().id)
    assert as_settled(store)


def test_no_nearer_standard_slips_under_a_settled_month_and_none_comes_back(store, week):
    near = {
        "programme": programme("meal").id,
        "stage": "primary",
        "boarding": "any",
        "level": "校",
        "unit": "天",
    }
    record = add(store, AidStandard, **near, amount=450, from_term=AUTUMN.code)
    with store.step("删") as step:
        step.remove(AidStandard, record)
    gone = last_step()
    settle(store)
    with pytest.raises(Refused, match=r"已经按每天 5.00 元结算"):
        add(store, AidStandard, **near, amount=450, from_term=AUTUMN.code)
    with pytest.raises(Refused, match=r"已经按每天 5.00 元结算"):
        undo.undo(store, gone)
    assert as_settled(store)


def test_a_new_row_from_the_next_term_on_is_how_a_standard_changes(store, week):
    settle(store)
    old = meal_row()
    change(store, AidStandard, old.id, to_term=AUTUMN.code, remark="到这学期为止")
    add(store, AidStandard, programme=old.programme_id, stage="primary", boarding="any", level="校", unit="天",
        amount=600, from_term=AUTUMN.next.code)  # fmt: skip
    assert as_settled(store)
    assert AidStandard.holding(old.programme_id, "primary", "any", AUTUMN.next).amount == 600


def test_the_standards_of_other_programmes_are_none_of_the_meals_business(store, week):
    settle(store)
    living = next(
        row for row in AidStandard.select() if row.programme.code != "meal" and row.amount and row.from_term
    )
    change(store, AidStandard, living.id, amount=living.amount + 200)


def test_the_code_of_the_programme_of_the_meals_stays_once_a_month_is_settled(store, week):
    settle(store)
    with pytest.raises(Refused, match="代号不能改"):
        change(store, AidProgramme, programme("meal").id, code="meals2")
    change(store, AidProgramme, programme("meal").id, name="营养改善计划膳食补助")


def test_a_signed_month_that_differs_all_the_same_is_printed_as_a_draft(store, signed, tmp_path):
    assert meal_accounts.accounts(store, MONTH, "lunch").signed
    assert not meal_month_table.month_table(store, MONTH, "lunch").moved
    database.execute_sql("UPDATE material SET consumable = 1")  # a file of an older program
    assert not meal_accounts.accounts(store, MONTH, "lunch").signed
    assert meal_month_table.month_table(store, MONTH, "lunch").moved
    assert [one.state_words for one in year_report(store, 2026, "lunch").months] == ["数已变动"]
    for code in ("D24", "D24M"):
        made = print_document(
            store, DOCUMENTS[code], Wanted(month=MONTH, meal="lunch", term=AUTUMN), tmp_path
        )
        assert "结算以后台账有变动，这里的数和结算的不一样" in whole(made)


def test_a_day_on_which_food_only_came_back_has_no_cost_a_head():
    day = Day(MONDAY, 4, 2000, -300, 0)
    assert [shown for _, _, shown in meal_charts._costs([day])] == ["—"]
    assert [value for _, value, _ in meal_charts._costs([day])] == [0.0]


def test_the_headteacher_is_told_in_the_own_words_what_comes_first(store, signed):
    after = dt.date(2026, 10, 12)
    class_day(store, after)
    record = settlement.make(store, "2026-10", "lunch")
    settlement.explain(store, record, "other", 2000, "没有出库")
    head = as_headteacher(store)
    settlement.sign(head, record)
    with pytest.raises(Refused, match="先退回 2026-10。"):
        settlement.give_back(head, signed, "数错了")
    row = MealSettlement.get_by_id(record)
    assert head_meals.not_yet(head, row) == ""


def test_the_sentence_of_the_opening_names_a_month_of_its_year():
    told = {"year": 2031, "kind": "lunch", "spent": 100}
    assert "例如 2031-08" in MealOpening.cross_check(told)["until"]


def test_another_mode_of_supply_waits_until_the_settled_days_say_theirs(store, week):
    school = School.get().id
    change(store, School, school, meal_mode="2")
    buy(store, TUESDAY, name="盒饭")
    settle(store)
    with pytest.raises(Refused, match="写明是原来的模式，再改学校的供餐模式"):
        change(store, School, school, meal_mode="1")
    change(store, School, school, meal_mode="3")
    change(store, School, school, meal_mode="2")
    with pytest.raises(Refused, match="已经结算"):
        calendar.serve(store, [TUESDAY], "lunch", "1")
    calendar.serve(store, [TUESDAY], "lunch", "2")
    written = last_step()
    assert as_settled(store)
    change(store, School, school, meal_mode="1")
    assert as_settled(store)
    with pytest.raises(Refused, match="已经结算"):
        undo.undo(store, written)
    with pytest.raises(Refused, match="已经结算"):
        calendar.serve(store, [MONDAY - dt.timedelta(days=2)], "lunch")
