"""一人一策: started from templates and from what the last term left undone, worked off, reviewed at the end."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_class_teacher, as_role, change, school_class
from builders_care import AUTUMN_DAY, listed_pupil, paired, teacher

from desktop.models import sight, undo
from desktop.models.errors import Refused
from desktop.models.ledgers.care_pairs import MeasureTemplate, PlanMeasure, SupportPlan
from desktop.models.roles import NotAllowed
from desktop.models.store import NotKept
from desktop.services.care import plans

SPRING, END = AUTUMN.next, dt.date(2027, 1, 20)


@pytest.fixture
def child(store):
    made = listed_pupil(store)
    paired(store, made, teacher(store))
    return made


@pytest.fixture
def plan(store, child):
    plans.start(store, plans.propose(AUTUMN_DAY, AUTUMN), AUTUMN)
    return plans.plan_of(child, AUTUMN)


def measures(plan):
    return plans.measures_of([plan.id])[plan.id]


def test_only_children_with_a_teacher_and_without_a_plan_are_proposed(store, child, plan):
    listed_pupil(store, "李强")
    assert plans.propose(AUTUMN_DAY, AUTUMN) == []


def test_a_plan_starts_with_the_measures_of_all_the_childs_types(store):
    made = listed_pupil(store, types=("poor", "left"))
    paired(store, made, teacher(store))
    (start,) = plans.propose(AUTUMN_DAY, AUTUMN)
    kinds = {row.words for row in MeasureTemplate.select().where(MeasureTemplate.whom.in_(("poor", "left")))}
    assert {one.words for one in start.measures} == kinds


def test_a_measure_is_due_before_the_term_ends(plan):
    due = [one.due_on for one in measures(plan)]
    assert due == sorted(due) and all(AUTUMN_DAY < one <= plans.last_day(AUTUMN) for one in due)


def test_a_measure_is_not_due_in_a_year_gone_by(store, plan):
    first = measures(plan)[0]
    with pytest.raises(Refused, match="请看看年份和月份"):
        change(store, PlanMeasure, first.id, due_on=dt.date(2025, 10, 30))
    change(store, PlanMeasure, first.id, due_on=dt.date(2026, 8, 25))


def test_the_words_can_be_changed_or_left_out_before_anything_is_written(store, child):
    starts = plans.propose(AUTUMN_DAY, AUTUMN)
    first, second, *_ = [one.words for one in starts[0].measures]
    plans.start(store, plans.with_measures(starts, {first: "每周通一次电话", second: None}), AUTUMN)
    told = [one.words for one in measures(plans.plan_of(child, AUTUMN))]
    assert "每周通一次电话" in told and first not in told and second not in told


def test_many_plans_are_one_step(store, child):
    paired(store, listed_pupil(store, "李强"), teacher(store, "钱老师"))
    assert plans.start(store, plans.propose(AUTUMN_DAY, AUTUMN), AUTUMN) == 2
    undo.undo(store)
    assert (SupportPlan.select().count(), PlanMeasure.select().count()) == (0, 0)


def test_the_next_term_goes_on_where_this_one_stopped(store, child, plan):
    plans.save(store, plan.id, {"study": "语文吃力", "goal": "期末及格"})
    done, left = measures(plan)[:2]
    plans.done(store, [done.id], AUTUMN_DAY)
    for row in MeasureTemplate.select():
        with store.step("删模板") as step:
            step.remove(MeasureTemplate, row.id)
    (start,) = plans.propose(dt.date(2027, 3, 1), SPRING)
    assert left.words in [one.words for one in start.measures]
    assert done.words not in [one.words for one in start.measures]
    plans.start(store, [start], SPRING)
    new = plans.plan_of(child, SPRING)
    assert (new.study, new.goal, new.summary, new.state) == ("语文吃力", "期末及格", None, "on")


def test_what_was_not_done_in_time_is_late_until_it_is_done(store, child, plan):
    first, *rest = measures(plan)
    plans.remove_measures(store, [one.id for one in rest])
    after = first.due_on + dt.timedelta(days=1)
    assert plans.overdue(first.due_on, AUTUMN) == []
    late = plans.overdue(after, AUTUMN)
    assert [(one.student, one.measure.id) for one in late] == [(child, first.id)]
    assert "王芳“" in plans.captions(late)
    plans.done(store, [first.id], after, "已和家长谈过")
    assert plans.overdue(after, AUTUMN) == []
    told = plans.tallies(after, AUTUMN)[child]
    assert (told.plans, told.measures, told.done, told.late) == (1, 1, 1, 0)


def test_what_is_done_is_not_done_again(store, plan):
    first = measures(plan)[0].id
    plans.done(store, [first], AUTUMN_DAY)
    with pytest.raises(Refused, match="都已经完成了"):
        plans.done(store, [first], AUTUMN_DAY)


def test_a_review_needs_words_and_effect_and_closes_the_plan(store, child, plan):
    with pytest.raises(Refused, match="小结要写内容和成效"):
        plans.review(store, plan.id, "", "3", END)
    plans.review(store, plan.id, "语文及格了", "3", END)
    assert plans.plan_of(child, AUTUMN).state == "reviewed"
    assert plans.overdue(dt.date(2027, 6, 1), AUTUMN) == []
    plans.reopen(store, plan.id)
    assert plans.plan_of(child, AUTUMN).state == "on"


@pytest.mark.parametrize(
    ("day", "says"), [(dt.date(2099, 1, 1), "还没有到"), (dt.date(2025, 12, 30), "学期以前")]
)
def test_a_review_of_a_day_that_cannot_be_is_refused(store, plan, day, says):
    with pytest.raises(Refused, match=says):
        plans.review(store, plan.id, "有进步", "2", day)
    assert SupportPlan.get_by_id(plan.id).state == "on"


def test_a_reviewed_plan_is_closed_on_every_road_until_it_is_taken_up_again(store, plan):
    plans.review(store, plan.id, "有进步", "2", AUTUMN_DAY)
    for act in (
        lambda: plans.done(store, [measures(plan)[0].id], AUTUMN_DAY),
        lambda: change(store, SupportPlan, plan.id, study="改了"),
        lambda: add(store, PlanMeasure, plan=plan.id, kind="study", words="补课", due_on=AUTUMN_DAY),
        lambda: plans.remove_measures(store, [measures(plan)[0].id]),
    ):
        with pytest.raises(Refused, match="写了小结的计划不再改"):
            act()
    plans.reopen(store, plan.id)
    plans.done(store, [measures(plan)[0].id], AUTUMN_DAY)


def test_there_is_one_plan_for_a_child_and_term(store, child, plan):
    with pytest.raises(NotKept):
        add(store, SupportPlan, student=child, term=AUTUMN.code, teacher=plan.teacher_id)


def test_a_class_teacher_works_on_the_plans_of_the_own_class_alone(store, child, plan):
    own = as_class_teacher(store, school_class(store, "三(2)班"))
    with sight.through(own.session):
        plans.done(own, [measures(plan)[0].id], AUTUMN_DAY)
    sight.open_books(store)
    other = as_class_teacher(store, school_class(store, "四(1)班"))
    with pytest.raises(NotAllowed):
        plans.save(other, plan.id, {"goal": "不该写进去"})
    with pytest.raises(NotAllowed):
        plans.start(as_role(store, "meal", "吴师傅"), plans.propose(AUTUMN_DAY, AUTUMN.next), AUTUMN.next)
