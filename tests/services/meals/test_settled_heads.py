"""A settled month stays what was signed: its heads by roster and 就餐名册, its days, the meals that the school serves."""

import datetime as dt

import pytest
from builders import AUTUMN, add
from builders_meals import MONDAY, class_day
from services.meals.settle_stage import MONTH, TUESDAY, last_step, settle, signed, week
from services.paper.papers import whole

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledger import database
from desktop.models.ledgers.calendar import CalendarDay, SchoolTerm
from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.meals import MealEater, SupplyDay
from desktop.models.ledgers.school import School
from desktop.models.ledgers.students import Student
from desktop.services import school_calendar
from desktop.services.meals import calendar, settlement
from desktop.services.meals.month_money import figures
from desktop.services.meals.reports import heads_moved, month_report
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document

__all__ = ["signed", "week"]


def change(store, ledger, record, **values):
    with store.step("改") as step:
        step.change(ledger, record, values)


def school(store, **values):
    change(store, School, School.get().id, **values)


def as_settled(store):
    row = settlement.settled(MONTH, "lunch")
    return not settlement.is_stale(figures(store, MONTH, "lunch"), row)


def paper(store, folder):
    wanted = Wanted(month=MONTH, meal="lunch", term=AUTUMN, day=dt.date(2026, 10, 1))
    return whole(print_document(store, DOCUMENTS["D24M"], wanted, folder))


# the heads ----------------------------------------------------------------------------------------------


def test_the_month_report_of_a_settled_month_prints_what_was_settled(store, signed, tmp_path):
    before = paper(store, tmp_path)
    first, second, third = (row.id for row in Student.select().limit(3))
    change(store, Student, first, rural_left_behind=True)
    change(store, Student, second, left_on=MONDAY, status="02")
    change(store, MealEater, MealEater.get(MealEater.student == third).id, free=False)
    assert paper(store, tmp_path) == before
    assert heads_moved(store, figures(store, MONTH, "lunch")) == (
        "全校学生数 4 人，今天是 3 人", "农村留守儿童 没有填，今天是 1 人次、1 人",
        "免费提供 7 人次、4 人，今天是 5 人次、3 人",
    )  # fmt: skip
    assert as_settled(store)


def test_an_open_month_follows_the_roster(store, week):
    change(store, Student, Student.get().id, rural_left_behind=True)
    assert month_report(store, MONTH).whole.people["left_behind"] == 1
    record = settle(store)
    settlement.take_back(store, record)
    change(store, Student, Student.get().id, rural_left_behind=False)
    assert month_report(store, MONTH).whole.people["left_behind"] == 0
    assert heads_moved(store, figures(store, MONTH, "lunch")) == ()


def test_a_month_settled_by_an_older_program_is_counted_by_the_roster_of_today(store, signed):
    database.execute_sql("UPDATE meal_settlement SET report = NULL")
    change(store, Student, Student.get().id, rural_left_behind=True)
    assert month_report(store, MONTH).whole.people["left_behind"] == 1


def test_the_kept_heads_are_not_typed_over(store, week):
    record = settle(store)
    with pytest.raises(Refused, match="不能直接改"):
        change(store, MealSettlement, record, report="{}")


def test_the_list_of_who_eats_is_not_taken_back_from_under_the_sheets(store, signed):
    made = database.execute_sql("SELECT min(id) FROM journal_step WHERE does LIKE '生成%就餐名册%'")
    with pytest.raises(Refused, match=r"在 2026-09-1\d 的班级日餐表上（共 \d 天）.*先核对班级日餐表"):
        undo.undo(store, made.fetchone()[0])
    assert MealEater.select().count() == 4


def test_a_list_that_nobody_ate_by_yet_is_taken_back(store, week):
    change(store, MealEater, MealEater.get().id, until_day=dt.date(2026, 10, 9), end_reason="转出")
    undo.undo(store, last_step())
    assert MealEater.get().until_day is None


# the days -----------------------------------------------------------------------------------------------


def test_a_settled_day_with_meals_becomes_no_holiday(store, signed):
    with pytest.raises(
        Refused, match=rf"{MONDAY} 有 1 个班登记了就餐，2026-09 的餐费已经结算，这天不能改成放假"
    ):
        add(store, CalendarDay, day=MONDAY, kind="off", reason="补写")
    with pytest.raises(Refused, match="这天不能改成放假"):
        school_calendar.mark(store, MONDAY, TUESDAY, "off", "补写")
    add(store, CalendarDay, day=MONDAY + dt.timedelta(days=5), kind="off", reason="周末")
    assert [one.day for one in calendar.month_days(MONTH, "lunch") if one.served and one.sheets] == [
        MONDAY,
        TUESDAY,
    ]


def test_a_day_that_the_supply_calendar_tells_of_is_nobody_elses_business(store, week):
    add(store, SupplyDay, day=MONDAY, kind="lunch", served=True, mode="1")
    settle(store)
    add(store, CalendarDay, day=MONDAY, kind="off", reason="校庆")
    assert calendar.the_day(MONDAY, "lunch").served


def test_a_saturday_with_lessons_stays_one_once_it_is_settled(store, week):
    saturday = MONDAY + dt.timedelta(days=5)
    add(store, CalendarDay, day=saturday, kind="on", reason="补课")
    told = last_step()
    class_day(store, saturday)
    settle(store)
    with pytest.raises(Refused, match="这天不能改成放假"):
        undo.undo(store, told)


def test_a_term_does_not_shrink_away_from_its_settled_days(store, week):
    term = SchoolTerm.get_or_none(SchoolTerm.term == AUTUMN.code)
    span = {"starts": dt.date(2026, 9, 1), "ends": dt.date(2027, 1, 20)}
    record = term.id if term else add(store, SchoolTerm, term=AUTUMN.code, **span)
    settle(store)
    with pytest.raises(Refused, match=r"已经结算，学期的起止日期不能把这天排除在外"):
        change(store, SchoolTerm, record, starts=TUESDAY)
    change(store, SchoolTerm, record, ends=dt.date(2027, 1, 22))


# the meals of the school --------------------------------------------------------------------------------


def test_a_meal_of_a_settled_month_stays_one_of_the_schools_meals(store, signed):
    with pytest.raises(
        Refused, match=r"2026-09 的午餐餐费已经结算，“供餐餐次”里的午餐不能去掉.*新供的餐次可以添上"
    ):
        school(store, meal_kinds="snack")
    school(store, meal_kinds="breakfast,lunch")
    school(store, meal_kinds="lunch")
    assert as_settled(store)


def test_another_meal_does_not_take_the_money_of_a_settled_one(store, signed):
    with pytest.raises(Refused, match=r"2026-09 的膳食补助是按午餐结算的.*就成了按课间加餐算"):
        school(store, meal_kinds="lunch,snack", meal_mode="4")
    school(store, meal_kinds="lunch,snack")
    with pytest.raises(Refused, match="是按午餐结算的"):
        school(store, meal_mode="4")
    assert as_settled(store)


def test_taking_back_strikes_no_settled_meal_off_either(store):
    school(store, meal_kinds="supper")
    school(store, meal_kinds="lunch,supper")
    told = last_step()
    from builders_meals import eaters
    from services.meals.settle_stage import buy, eat

    eaters(store)
    class_day(store, MONDAY)
    eat(store, buy(store), "5")
    record = settle(store)
    with pytest.raises(Refused, match="午餐不能去掉"):
        undo.undo(store, told)
    settlement.take_back(store, record)
    undo.undo(store, told)
    assert School.get().meal_kinds == "supper"
