"""The month: what each day must have, what is missing, excused or 补录; what looks entered in one go."""

import datetime as dt

import pytest
from builders import add, change
from builders_records import DISHES, MONDAY, cooks, days, is_today, staff

from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledgers.meal_logs import Accompany, Disinfection, FoodSample
from desktop.models.ledgers.meals import SupplyDay
from desktop.models.ledgers.school import School, the_school
from desktop.services.meals import accompany, flags, gaps, samples, watch, workers
from desktop.services.meals.gaps import AHEAD, DONE, EXCUSED, LATE, MISSING, NONE, SHEETS, TODAY

FRIDAY = MONDAY + dt.timedelta(days=4)
NOW = dt.datetime.combine(FRIDAY, dt.time(16, 0))


@pytest.fixture(autouse=True)
def friday(monkeypatch):
    is_today(monkeypatch, FRIDAY)


def cell(store, day, need):
    found = gaps.month_gaps(store, "2026-10", today=FRIDAY)
    return next(one for one in found.days if one.day == day).cells[need]


def sample(store, day, monkeypatch, kind="lunch", **told):
    is_today(monkeypatch, day)
    made = samples.take(store, day, kind, DISHES, {"taken_at": "11:40", **told})
    is_today(monkeypatch, FRIDAY)
    return made


def test_only_days_with_a_meal_stand_in_the_month(store):
    told = [one.day for one in gaps.month_gaps(store, "2026-10", today=FRIDAY).days]
    assert MONDAY in told
    assert dt.date(2026, 10, 1) not in told and dt.date(2026, 10, 17) not in told


def test_a_stopped_day_wants_nothing(store):
    add(store, SupplyDay, day=MONDAY, kind="lunch", served=False, reason="停电")
    assert MONDAY not in [one.day for one in gaps.month_gaps(store, "2026-10", today=FRIDAY).days]


def test_what_is_over_is_missing_today_is_still_to_do_and_the_rest_lies_ahead(store):
    states = [cell(store, day, "sample").state for day in (MONDAY, FRIDAY, MONDAY + dt.timedelta(days=7))]
    assert states == [MISSING, TODAY, AHEAD]


def test_a_record_of_the_day_makes_it_green(store, monkeypatch):
    sample(store, MONDAY, monkeypatch)
    one = cell(store, MONDAY, "sample")
    assert (one.state, one.words) == (DONE, "有 3 条")


def test_a_record_entered_days_later_is_seen_as_such(store):
    samples.take(store, MONDAY, "lunch", DISHES, {"taken_at": "11:40", "late_reason": "停电"})
    assert cell(store, MONDAY, "sample").state == LATE


def test_a_voided_sample_is_none(store, monkeypatch):
    samples.void(store, sample(store, MONDAY, monkeypatch), "登记错了")
    assert cell(store, MONDAY, "sample").state == MISSING


def test_every_meal_wants_its_samples(store, monkeypatch):
    change(store, School, the_school().id, meal_kinds="breakfast,lunch")
    sample(store, MONDAY, monkeypatch)
    assert cell(store, MONDAY, "sample").words == "早餐没有留样"


def test_beside_a_main_meal_the_snack_wants_no_leader_of_its_own(store):
    change(store, School, the_school().id, meal_kinds="lunch,snack")
    assert cell(store, MONDAY, "accompany").words == "午餐没有陪餐"
    assert cell(store, MONDAY, "sample").words == "午餐、课间加餐没有留样"
    assert cell(store, MONDAY, "snack").state == MISSING


def test_a_school_of_snacks_alone_has_leaders_there(store):
    change(store, School, the_school().id, meal_kinds="snack")
    assert cell(store, MONDAY, "accompany").words == "课间加餐没有陪餐"


def test_a_school_without_snacks_is_not_asked_for_them(store):
    assert "snack" not in dict(gaps.month_gaps(store, "2026-10").needs)


def test_a_planned_turn_is_no_record(store):
    add(store, Accompany, day=MONDAY, kind="lunch", staff=staff(store, "石校长", "head"))
    assert cell(store, MONDAY, "accompany").state == MISSING


def test_goods_want_two_to_accept_them_only_where_some_came(store):
    assert cell(store, MONDAY, "accept").state == NONE


def test_a_day_without_sheets_is_missing_its_register(store):
    assert (cell(store, MONDAY, SHEETS).state, cell(store, MONDAY, SHEETS).words) == (
        MISSING,
        "午餐还没有登记就餐",
    )


def test_a_class_that_is_lacking_is_counted(store):
    from builders_meals import class_day, eaters

    eaters(store, "三(2)班")
    eaters(store, "四(1)班", "韦小兰 莫小春")
    class_day(store, MONDAY, "三(2)班")
    assert cell(store, MONDAY, SHEETS).words == "午餐还差 1 个班没有登记"
    class_day(store, MONDAY, "四(1)班")
    assert cell(store, MONDAY, SHEETS).state in (DONE, LATE)


def test_a_reason_excuses_a_day(store):
    assert gaps.excuse(store, [MONDAY, days(2)[1]], "clean", "供餐企业集中消毒") == 2
    one = cell(store, MONDAY, "clean")
    assert (one.state, one.words) == (EXCUSED, "说明：供餐企业集中消毒")


def test_an_excuse_is_worded_anew_not_twice(store):
    gaps.excuse(store, [MONDAY], "clean", "停电")
    assert gaps.excuse(store, [MONDAY], "clean", "停水") == 1
    assert cell(store, MONDAY, "clean").words == "说明：停水"


def test_an_excuse_wants_a_reason_and_never_stands_for_the_register(store):
    with pytest.raises(Refused, match="请写明原因"):
        gaps.excuse(store, [MONDAY], "clean", " ")
    with pytest.raises(Refused, match="供餐日历上写停餐"):
        gaps.excuse(store, [MONDAY], SHEETS, "停电")


def test_the_tally_counts_days_that_are_over(store, monkeypatch):
    sample(store, MONDAY, monkeypatch)
    samples.take(store, days(2)[1], "lunch", DISHES, {"taken_at": "11:40", "late_reason": "停电"})
    gaps.excuse(store, [days(3)[2]], "sample", "停电没做饭")
    told = gaps.month_gaps(store, "2026-10", today=FRIDAY).tally("sample")
    assert (told.done, told.late, told.excused) == (1, 1, 1)
    assert told.of == told.done + told.late + told.excused + told.missing


# flags --------------------------------------------------------------------------------------------------


def words(store):
    return [flag.words for flag in flags.month_flags(store, "2026-10", NOW)]


def test_many_days_entered_in_one_minute_are_told(store):
    for day in days(3):
        add(store, Disinfection, day=day, strength="100℃", starts="13:00", ends="13:30", late_reason="停电")
    JournalStep.update(at=dt.datetime(2026, 10, 16, 15, 59, 1)).execute()
    assert flags.same_minute("2026-10") == {"disinfection": ("2026-10-16 15:59", 3)}
    assert any("餐饮具消毒有 3 天是 2026-10-16 15:59 这一分钟里登记的" in one for one in words(store))


def test_two_days_in_one_minute_are_nothing(store):
    for day in days(2):
        add(store, Disinfection, day=day, strength="100℃", starts="13:00", ends="13:30", late_reason="停电")
    assert flags.same_minute("2026-10") == {}


def test_planning_a_rota_is_no_log_in_one_go(store):
    leader = staff(store, "石校长", "head")
    accompany.keep_rota(store, accompany.propose(store, [leader], MONDAY, FRIDAY, "lunch"))
    assert flags.same_minute("2026-10") == {}


def test_meals_written_down_in_one_go_are_told(store):
    leader = staff(store, "石校长", "head")
    accompany.keep_rota(store, accompany.propose(store, [leader], MONDAY, FRIDAY, "lunch"))
    for row in Accompany.select():
        seen = {"day": row.day, "taste": "4", "quality": "4", "late_reason": "停电"}
        accompany.keep_meal(store, row.id, seen)
    JournalStep.update(at=dt.datetime(2026, 10, 16, 15, 59, 1)).execute()
    assert flags.same_minute("2026-10")["accompany"][1] == 5


def test_a_sample_too_long_in_the_cabinet_is_told(store, monkeypatch):
    sample(store, MONDAY, monkeypatch)
    assert "3 份留样到时间还没有销样（2026-10-12 西红柿炒鸡蛋）" in words(store)


def test_another_months_samples_are_not_listed(store, monkeypatch):
    sample(store, MONDAY, monkeypatch)
    said = [one.words for one in flags.month_flags(store, "2026-09", NOW)]
    assert not any("留样" in one for one in said)


def test_a_warm_cabinet_is_told(store, monkeypatch):
    sample(store, MONDAY, monkeypatch, degrees=112)
    assert "3 份留样的柜温不在规定范围（2026-10-12 11.2 ℃）" in words(store)


def test_a_forbidden_dish_is_told(store):
    samples.take(store, FRIDAY, "lunch", ["干煸四季豆"], {"taken_at": "11:40"})
    assert any(one.startswith("2026-10-16 “干煸四季豆”") for one in words(store))


def test_a_worker_without_certificate_and_an_unpaid_meal_are_told(store):
    staff(store, "韦兰")
    seen = {
        "day": FRIDAY,
        "kind": "lunch",
        "staff": staff(store, "石校长", "head"),
        "taste": "4",
        "quality": "4",
    }
    accompany.keep_meal(store, None, seen)
    told = words(store)
    assert "韦兰：没有登记健康证，不能上岗" in told
    assert "陪餐餐费还有 1 次没有登记交费" in told


def later(store):
    return [one.words for one in flags.month_flags(store, "2026-10", dt.datetime(2026, 11, 2, 9))]


def test_a_week_that_is_over_wants_its_check(store):
    assert "10-12 这一周没有周排查" not in words(store)
    assert "10-12 这一周没有周排查" in later(store)
    watch.keep_check(store, "week", FRIDAY, watch.items("week"), {"staff": staff(store)})
    assert "10-12 这一周没有周排查" not in later(store)


def test_a_month_that_is_over_wants_its_meeting(store):
    assert "10月没有月调度" not in words(store)
    assert "10月没有月调度" in later(store)
    watch.keep_check(store, "month", FRIDAY, watch.items("month"), {"staff": staff(store)})
    assert "10月没有月调度" not in later(store)


def test_a_full_day_is_green_all_over(store, monkeypatch):
    from builders_meals import class_day, eaters

    cooks(store)
    leader = staff(store, "石校长", "head")
    eaters(store)
    class_day(store, FRIDAY)
    sample(store, FRIDAY, monkeypatch)
    workers.keep_morning(store, FRIDAY, workers.morning_of(store, FRIDAY))
    add(store, Disinfection, day=FRIDAY, strength="100℃", starts="13:00", ends="13:30")
    seen = {"day": FRIDAY, "kind": "lunch", "staff": leader, "taste": "4", "quality": "4"}
    accompany.keep_meal(store, None, seen)
    watch.keep_check(store, "day", FRIDAY, watch.items("day"), {"staff": leader})
    (day,) = [one for one in gaps.month_gaps(store, "2026-10", today=FRIDAY).days if one.day == FRIDAY]
    assert {one.state for one in day.cells.values()} == {DONE, NONE}
    assert FoodSample.select().count() == 3
