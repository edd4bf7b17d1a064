"""What the clerk, the meal clerk and a class teacher are told of the meals, and what cannot all be true."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_class_teacher, as_headteacher, as_role, change, pupil, school_class
from builders_meals import MONDAY, class_day, eaters
from builders_records import staff
from builders_store import lot, material, permit, supplier

from desktop.models.ledgers.meal_logs import FoodSample
from desktop.models.ledgers.meal_people import HealthCertificate
from desktop.models.ledgers.meal_watch import FoodFinding
from desktop.models.ledgers.meals import ClassDay
from desktop.models.ledgers.students import Student
from desktop.services import today
from desktop.services.meals import calendar, settlement
from desktop.services.today_meals import meal_contradictions, meal_todos
from desktop.views.places import OTHERS, SPOTS

TUESDAY, FRIDAY = MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=4)
LATE = "补录纸质登记"


@pytest.fixture
def at(school):
    """The day and the hour."""

    def around(day=MONDAY, hour=12):
        return today.Around(AUTUMN, day, school.folder.backups, True, dt.time(hour, 30))

    return around


def told(store, around):
    return [one.words for one in meal_todos(store, around)]


def one_of(store, around, words):
    (found,) = [one for one in meal_todos(store, around) if words in one.words]
    return found


def contrary(store, around, words=""):
    return [one for one in meal_contradictions(store, around) if words in one.words]


def days(count):
    return [MONDAY + dt.timedelta(days=n) for n in range(count)]


def kept_week(store, exceptions=None, count=4):
    for day in days(count):
        class_day(store, day, exceptions=exceptions)


# who is told --------------------------------------------------------------------------------------------


def test_a_school_without_meals_hears_nothing_of_them(store, at):
    pupil(store)
    assert told(store, at()) == [] and contrary(store, at()) == []


def test_the_headteacher_has_the_light_instead(store, at):
    eaters(store)
    assert told(as_headteacher(store), at()) == []


def test_the_meal_clerk_sees_meals_and_nobodys_aid(store, at):
    eaters(store)
    words = [one.words for one in today.todos(as_role(store, "meal", "韦兰"), at())]
    assert any("没有登记就餐" in one for one in words)
    assert not any("账户" in one or "名单" in one for one in words)


def test_every_place_and_picture_named_is_there(store, at):
    eaters(store)
    material(store)
    found = list(meal_todos(store, at(FRIDAY)))
    places = {spot.place.key for spot in SPOTS} | OTHERS.keys()
    assert found and {one.place for one in found} <= places


# the day ------------------------------------------------------------------------------------------------


def test_open_sheets_are_asked_for_from_noon_on(store, at):
    eaters(store)
    eaters(store, "一(1)班", "孙小虎")
    assert not any("没有登记就餐" in one for one in told(store, at(hour=9)))
    one = one_of(store, at(), "今天还有 2 个班没有登记就餐")
    assert (one.fact, one.place) == ("一(1)班、三(2)班", "meals")
    assert one.hint == (MONDAY, "lunch", school_class(store, "一(1)班"))


def test_kept_sheets_and_days_without_a_meal_are_not_asked_for(store, at):
    eaters(store)
    class_day(store)
    assert not any("今天还有" in one for one in told(store, at()))
    calendar.stop(store, [TUESDAY], "lunch", "停电")
    assert not any("今天还有" in one for one in told(store, at(TUESDAY)))
    assert not any("今天还有" in one for one in told(store, at(MONDAY + dt.timedelta(days=5))))


def test_a_class_teacher_is_told_of_the_own_class_from_the_morning_on(store, at):
    eaters(store)
    eaters(store, "一(1)班", "孙小虎")
    teacher = as_class_teacher(store, school_class(store, "三(2)班"))
    (one,) = meal_todos(teacher, at(hour=8))
    assert (one.words, one.tone) == ("三(2)班今天的午餐还没有登记", "accent")
    assert next(iter(meal_todos(teacher, at()))).tone == "warn"
    class_day(store)
    assert told(teacher, at()) == []


def test_yesterdays_gaps_are_named(store, at):
    eaters(store)
    class_day(store)
    one = one_of(store, at(TUESDAY), "昨天的记录缺")
    assert "留样" in one.words and "陪餐" in one.words and "就餐登记" not in one.words
    assert (one.place, one.hint) == ("meal_month", MONDAY)


def test_after_a_weekend_the_last_day_with_a_meal_counts(store, at):
    eaters(store)
    assert one_of(store, at(MONDAY), "9月11日的记录缺就餐登记").hint == MONDAY - dt.timedelta(days=3)


def test_samples_are_due_and_then_overdue(store, at):
    eaters(store)
    add(
        store,
        FoodSample,
        day=MONDAY,
        kind="lunch",
        dish="土豆烧肉",
        taken_at="11:50",
        grams=130,
        late_reason=LATE,
    )
    assert not any("留样满" in one for one in told(store, at(TUESDAY)))
    due = one_of(store, at(MONDAY + dt.timedelta(days=2)), "1 份留样满了时间，可以销样")
    assert (due.fact, due.place) == ("09-14 土豆烧肉", "meal_logs")
    assert one_of(store, at(FRIDAY), "1 份留样超过时间，还没有销样").tone == "bad"


def test_findings_past_their_day_are_named(store, at):
    eaters(store)
    add(store, FoodFinding, day=MONDAY, problem="留样柜没有锁", due_on=TUESDAY, responsible=staff(store))
    assert one_of(store, at(FRIDAY), "1 件检查发现的问题过了期限").fact.startswith("留样柜没有锁")


# papers, goods, money -----------------------------------------------------------------------------------


def test_licences_that_end_or_ended(store, at):
    eaters(store)
    permit(store, supplier(store), FRIDAY)
    assert one_of(store, at(), "1 张供货商证照 30 天内到期").hint == "suppliers"
    assert one_of(store, at(FRIDAY + dt.timedelta(days=1)), "1 张供货商证照已经过期").tone == "bad"


def test_health_certificates_that_end_or_are_missing(store, at):
    eaters(store)
    one = staff(store)
    assert one_of(store, at(), "1 人的健康证过期或没有登记").tone == "bad"
    add(store, HealthCertificate, staff=one, number="J1", from_day=dt.date(2025, 9, 20), until_day=FRIDAY)
    assert one_of(store, at(), "1 人的健康证 30 天内到期").hint == "health_certificate"


def test_goods_near_and_past_their_shelf_life(store, at):
    eaters(store)
    lot(store, material(store), supplier(store), day=MONDAY, best_before=FRIDAY)
    assert one_of(store, at(), "1 批食材 7 天内过期").tone == "warn"
    assert one_of(store, at(FRIDAY + dt.timedelta(days=1)), "1 批食材过了保质期").hint == "hand"


def test_a_month_that_is_over_asks_to_be_settled(store, at):
    eaters(store)
    class_day(store)
    assert not any("结算" in one for one in told(store, at(FRIDAY)))
    october = at(dt.date(2026, 10, 8))
    assert one_of(store, october, "2026年9月的餐费还没有结算").hint == "2026-09"
    made = settlement.make(store, "2026-09", "lunch")
    assert not any("结算" in one for one in told(store, october))
    settlement.give_back(as_headteacher(store), made, "少登了一笔")
    assert one_of(store, october, "校长退回了").fact == "少登了一笔"


# what cannot all be true --------------------------------------------------------------------------------


def test_three_days_away_without_leave_are_a_contradiction(store, at):
    ids = eaters(store)
    kept_week(store, {1: "T"}, count=2)
    assert contrary(store, at(TUESDAY)) == []
    class_day(store, days(3)[2], exceptions={1: "T"})
    (one,) = contrary(store, at(days(3)[2]), "没有到校，也没有请假")
    assert one.hint.ids == (ids[0],) and "9月14日起 3 天" in one.fact


def test_a_leave_or_a_day_at_school_breaks_the_row(store, at):
    eaters(store)
    for day, mark in zip(days(4), "TTST", strict=True):
        class_day(store, day, exceptions={1: mark, 2: "S"})
    assert contrary(store, at(FRIDAY)) == []


def test_who_is_on_long_leave_by_the_roster_is_no_contradiction(store, at):
    ids = eaters(store)
    kept_week(store, {1: "T"})
    change(store, Student, ids[0], status="03")
    assert contrary(store, at(FRIDAY), "没有请假") == []


def test_an_old_row_before_the_holidays_is_forgotten(store, at):
    eaters(store)
    kept_week(store, {1: "T"})
    assert contrary(store, at(FRIDAY)) and contrary(store, at(dt.date(2026, 10, 8))) == []


def test_a_class_teacher_hears_of_the_own_class_alone(store, at):
    eaters(store)
    eaters(store, "一(1)班", "孙小虎")
    for day in days(3):
        class_day(store, day, exceptions={1: "T"})
        class_day(store, day, "一(1)班", exceptions={1: "T"})
    (one,) = contrary(as_class_teacher(store, school_class(store, "一(1)班")), at(FRIDAY))
    assert [Student.get_by_id(record).name for record in one.hint.ids] == ["孙小虎"]


def test_fed_after_leaving_leads_to_the_sheet(store, at):
    ids = eaters(store)
    kept_week(store)
    change(store, Student, ids[1], status="11", left_on=TUESDAY, leave_reason="transfer")
    (one,) = contrary(store, at(FRIDAY), "离校以后还登记了就餐")
    assert one.hint == (days(3)[2], "lunch", school_class(store)) and "共 2 天" in one.fact
    (off,) = contrary(store, at(FRIDAY), "还在午餐的就餐名册上")
    assert (off.place, off.hint) == ("meal_eaters", "lunch")


def test_a_settled_month_is_no_longer_asked_about(store, at):
    ids = eaters(store)
    kept_week(store)
    change(store, Student, ids[1], status="11", left_on=TUESDAY, leave_reason="transfer")
    settlement.make(store, "2026-09", "lunch")
    assert contrary(store, at(dt.date(2026, 10, 8)), "离校以后") == []
    assert ClassDay.select().count() == 4
