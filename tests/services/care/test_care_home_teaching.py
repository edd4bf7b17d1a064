"""送教上门: planned against done month by month, gaps named, lessons summed, inspections followed."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_class_teacher, change, pupil, school_class
from builders_care import home_plan, listed_pupil, teacher

from desktop.models.errors import Refused
from desktop.models.ledgers.care_visits import HomeTeaching, HomeTeachingPlan, TeachingInspection
from desktop.models.roles import NotAllowed
from desktop.models.store import Invalid
from desktop.services import school_calendar
from desktop.services.care import home_teaching
from desktop.services.paper.documents import home_teaching_month

DAY = dt.date(2026, 11, 20)


@pytest.fixture
def child(store):
    return listed_pupil(store, "王芳", types=("disabled",), attendance="4")


@pytest.fixture
def plan(store, child):
    return home_plan(store, child)


def taught(store, plan, day, **values):
    told = {
        "day": day,
        "starts": "15:00",
        "ends": "16:30",
        "kinds": "self",
        "content": "洗手、穿衣",
        **values,
    }
    return home_teaching.keep(store, plan, told)


def one_of(day=DAY):
    (one,) = home_teaching.board(day, AUTUMN).rows
    return one


def test_months_behind_us_that_fall_short_are_named(store, plan):
    for day in (dt.date(2026, 9, 8), dt.date(2026, 9, 22), dt.date(2026, 10, 9)):
        taught(store, plan, day)
    one = one_of()
    assert [(m.month, m.planned, m.done, m.gap) for m in one.months[:3]] == [
        ("2026-09", 2, 2, 0), ("2026-10", 2, 1, 1), ("2026-11", 2, 0, 0),
    ]  # fmt: skip
    assert one.gap == 1 and "10 月少 1 次" in one.doubts
    assert "1 人没有达到频次" in home_teaching.board(DAY, AUTUMN).sentence


def test_lessons_and_teachers_come_from_the_plan_and_are_summed(store, plan):
    row = HomeTeaching.get_by_id(taught(store, plan, dt.date(2026, 9, 8)))
    taught(store, plan, dt.date(2026, 9, 9), lessons=15)
    told = HomeTeachingPlan.get_by_id(plan)
    assert (row.teacher1_id, row.teacher2_id, row.lessons) == (told.teacher1_id, told.teacher2_id, 20)
    assert home_teaching.lesson_words(one_of().lessons) == "3.5"


def test_a_month_of_which_less_than_half_lies_in_the_plan_does_not_count(store, child):
    home_plan(store, child, from_day=dt.date(2026, 9, 20), until_day=dt.date(2026, 11, 10))
    assert [m.planned for m in one_of().months] == [0, 2, 0]


def test_weeks_count_to_the_month_of_their_thursday(store, child):
    home_plan(
        store, child, every="week", times=2, from_day=dt.date(2026, 9, 1), until_day=dt.date(2026, 10, 31)
    )
    assert [m.planned for m in one_of().months] == [8, 10]  # four and five Thursdays


def test_a_week_without_a_school_day_asks_for_nothing(store, child):
    first, last = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    home_plan(store, child, every="week", times=1, from_day=first, until_day=last)
    school_calendar.mark(store, dt.date(2026, 11, 9), dt.date(2026, 11, 13), "off", "停课")
    school_calendar.mark(
        store, dt.date(2026, 11, 16), dt.date(2026, 11, 19), "off", "停课"
    )  # Friday is taught
    assert [m.planned for m in one_of().months] == [3]


def test_a_plan_by_the_term_asks_for_nothing_by_the_month(store, child):
    plan = home_plan(store, child, every="term", times=12)
    taught(store, plan, dt.date(2026, 9, 8))
    one = one_of()
    assert (one.planned, one.done, one.gap) == (12, 1, 0) and one.months[0].planned is None


def test_the_summary_counts_as_short_what_the_screen_does_and_no_month_that_is_still_running(store, plan):
    for day in (dt.date(2026, 9, 8), dt.date(2026, 9, 22), dt.date(2026, 10, 9)):
        taught(store, plan, day)
    (line,) = home_teaching_month.summary(DAY, AUTUMN).lines
    assert (line.planned, line.due, len(line.days), line.missing) == (one_of().planned, 4, 3, 1)
    assert line.planned > line.due and line.missing == one_of().gap
    (now,) = home_teaching_month.summary(DAY, AUTUMN, "2026-11").lines
    assert (now.planned, now.due, now.missing) == (2, 0, 0)


def test_a_plan_by_the_term_falls_short_once_its_days_are_over(store, child):
    plan = home_plan(store, child, every="term", times=3, until_day=dt.date(2026, 11, 10))
    taught(store, plan, dt.date(2026, 9, 8))
    assert one_of(dt.date(2026, 11, 10)).gap == 0
    assert one_of().gap == 2 and "这学期少 2 次" in one_of().doubts


def test_a_visit_outside_the_plan_is_refused(store, child):
    plan = home_plan(store, child, from_day=dt.date(2026, 9, 10), until_day=dt.date(2026, 10, 10))
    for day in (dt.date(2026, 9, 9), dt.date(2026, 10, 11)):
        with pytest.raises(Refused, match="不在送教计划的日期里"):
            taught(store, plan, day)


def test_nobody_is_taught_twice_in_the_same_hour(store, child):
    record = home_plan(store, child)
    taught(store, record, DAY)
    with pytest.raises(Refused, match="已经登记了这个孩子的送教"):
        taught(store, record, DAY)


def test_the_two_teachers_are_two_people(store, child):
    who = teacher(store)
    with pytest.raises(Invalid, match="同一个人"):
        home_plan(store, child, teacher1=who, teacher2=who)


def test_what_is_missing_is_said_until_it_is_there(store, plan):
    record = taught(store, plan, dt.date(2026, 9, 8))
    assert {"没有家长同意书", "没有评估结论", "1 次没签字", "1 次没有照片"} <= set(one_of().doubts)
    change(store, HomeTeaching, record, parent_signed=True, teacher_signed=True)
    change(store, HomeTeachingPlan, plan, consent_on=dt.date(2026, 9, 1), assessment="能听懂简单的话")
    assert not {"没有家长同意书", "没有评估结论", "1 次没签字"} & set(one_of().doubts)


def test_an_inspection_with_advice_stays_open_until_it_is_mended(store, plan):
    told = {"day": DAY, "inspector": "中心校", "satisfied": "3", "advice": "多练精细动作"}
    record = home_teaching.inspect(store, plan, told)
    assert home_teaching.board(DAY, AUTUMN).satisfied == (1, 1)
    assert "1 条督查意见没整改" in one_of().doubts
    change(store, TeachingInspection, record, mended="加了穿珠练习")
    assert "1 条督查意见没整改" not in one_of().doubts


def test_who_is_taught_at_home_by_the_roster_and_has_no_plan_is_named(store, child):
    assert [row.name for row in home_teaching.board(DAY, AUTUMN).bare] == ["王芳"]
    home_plan(store, child)
    assert home_teaching.board(DAY, AUTUMN).bare == ()


def test_last_terms_plans_are_taken_over_but_not_the_consent(store, child):
    home_plan(
        store, child, term=AUTUMN.previous.code, from_day=dt.date(2026, 3, 1), consent_on=dt.date(2026, 3, 1)
    )
    assert home_teaching.carry_over(store, AUTUMN, dt.date(2026, 9, 1)) == 1
    row = HomeTeachingPlan.get(HomeTeachingPlan.term == AUTUMN.code)
    assert (row.times, row.consent_on) == (2, None)


def test_a_class_teacher_writes_for_the_own_pupils_alone(store, plan):
    other = home_plan(store, pupil(store, "李强", "五(1)班"))
    mine = as_class_teacher(store, school_class(store, "三(2)班"))
    taught(mine, plan, dt.date(2026, 9, 8))
    with pytest.raises(NotAllowed):
        taught(mine, other, dt.date(2026, 9, 8))
    with pytest.raises(NotAllowed):
        home_teaching.inspect(mine, plan, {"day": DAY, "inspector": "自己"})
    assert mine.rows(HomeTeaching).count() == 1 and mine.rows(TeachingInspection).count() == 0


def test_a_visit_that_is_still_to_come_is_refused(store, plan):
    with pytest.raises(Refused):
        add(store, HomeTeaching, plan=plan, day=dt.date(2099, 1, 1), starts="09:00", ends="10:00", lessons=10,
            teacher1=teacher(store), kinds="self", content="课")  # fmt: skip
