"""批量分配: brothers and sisters together, the class teacher first, nobody overburdened, the same way every time."""

import datetime as dt

import pytest
from builders import AUTUMN, change, guardian, household, school_class
from builders_care import AUTUMN_DAY, listed_pupil, name_of, paired, teacher

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.care import CareRule
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.services.care import handover, pairs, spread


def proposed(store, teachers):
    return spread.propose(spread.to_spread(AUTUMN_DAY, AUTUMN), teachers, AUTUMN_DAY)


def who(found):
    return {line.child.name: line.teacher for line in found.lines}


@pytest.fixture
def teachers(store):
    return [teacher(store, name) for name in ("安老师", "白老师", "蔡老师")]


def test_the_class_teacher_comes_first(store, teachers):
    change(store, SchoolClass, school_class(store, "三(2)班"), head_teacher=teachers[2])
    listed_pupil(store, "王芳", "三(2)班")
    assert who(proposed(store, teachers)) == {"王芳": teachers[2]}
    assert proposed(store, teachers).lines[0].why == "班主任"


def test_the_class_teacher_takes_no_more_than_a_fair_share(store, teachers):
    change(store, SchoolClass, school_class(store, "三(2)班"), head_teacher=teachers[0])
    for at in range(6):
        listed_pupil(store, name_of(at))
    assert sorted(proposed(store, teachers).after.values()) == [2, 2, 2]


def test_whoever_has_the_fewest_takes_the_next(store, teachers):
    for at in range(2):
        paired(store, listed_pupil(store, name_of(at, "李")), teachers[0])
    paired(store, listed_pupil(store, "李安安"), teachers[1])
    listed_pupil(store, "王芳")
    assert who(proposed(store, teachers)) == {"王芳": teachers[2]}


def test_brothers_and_sisters_go_to_the_teacher_of_one_of_them(store, teachers):
    first, second = listed_pupil(store, "王大"), listed_pupil(store, "王小", "五(1)班")
    for child in (first, second):
        guardian(store, child, phone="13900001111")
    paired(store, first, teachers[1])
    assert who(proposed(store, teachers)) == {"王小": teachers[1]}
    assert proposed(store, teachers).lines[0].why == "和 王大 是一家"


def test_brothers_and_sisters_without_anybody_stay_together(store, teachers):
    home = household(store)
    for name, klass in (("王大", "三(2)班"), ("王小", "五(1)班")):
        listed_pupil(store, name, klass, household=home)
    listed_pupil(store, "李强")
    found = who(proposed(store, teachers))
    assert found["王大"] == found["王小"] != found["李强"]


def test_a_telephone_of_a_whole_village_makes_no_family(store, teachers):
    for at in range(7):
        guardian(store, listed_pupil(store, name_of(at)), phone="13900001111")
    assert sorted(proposed(store, teachers).after.values()) == [2, 2, 3]


def test_it_is_the_same_every_time(store, teachers):
    for at in range(20):
        listed_pupil(store, name_of(at), f"{at % 6 + 1}(1)班")
    assert proposed(store, teachers) == proposed(store, list(reversed(teachers)))


def test_who_takes_too_many_is_told(store, teachers):
    rule = CareRule.get(CareRule.rule == "load_most")
    change(store, CareRule, rule.id, number=2)
    for at in range(3):
        listed_pupil(store, name_of(at))
    found = proposed(store, teachers[:1])
    assert found.over == teachers[:1] and "1 位超过 2 人" in found.sentence


def test_a_line_can_be_changed_or_left_out_before_it_is_written(store, teachers):
    first, second = listed_pupil(store, "王芳"), listed_pupil(store, "李强")
    found = proposed(store, teachers).given_to(first, teachers[2]).without([second])
    assert spread.keep(store, found, AUTUMN_DAY) == 1
    assert {one: row.teacher_id for one, row in pairs.lead_of([first, second], AUTUMN_DAY).items()} == {
        first: teachers[2]
    }


def test_it_is_one_step_that_can_be_undone(store, teachers):
    for at in range(5):
        listed_pupil(store, name_of(at))
    assert spread.keep(store, proposed(store, teachers), AUTUMN_DAY) == 5
    assert not pairs.coverage(AUTUMN_DAY, AUTUMN).missing
    undo.undo(store)
    assert Pairing.select().count() == 0


def test_children_of_a_teacher_who_left_are_taken_over(store, teachers):
    child = listed_pupil(store)
    old = paired(store, child, teachers[0])
    change(store, Staff, teachers[0], left_on=AUTUMN_DAY)
    spread.keep(store, proposed(store, teachers[1:]), AUTUMN_DAY)
    new = pairs.lead_of([child], AUTUMN_DAY)[child]
    assert (new.took_over_id, Pairing.get_by_id(old).end_reason) == (old, "left")


def test_what_changed_meanwhile_is_refused(store, teachers):
    child = listed_pupil(store)
    found = proposed(store, teachers)
    paired(store, child, teachers[0])
    with pytest.raises(Refused, match="刚才已经有了责任教师"):
        spread.keep(store, found, AUTUMN_DAY)


def test_nobody_and_who_has_left_cannot_take_children(store, teachers):
    listed_pupil(store)
    with pytest.raises(Refused, match="还没有选教师"):
        proposed(store, [])
    change(store, Staff, teachers[0], left_on=AUTUMN_DAY)
    with pytest.raises(Refused, match="安老师 已经离校"):
        proposed(store, teachers)


def test_who_waits_for_a_handover_is_not_given_away(store, teachers):
    child = listed_pupil(store)
    paired(store, child, teachers[0])
    handover.offer(store, {child: teachers[1]}, AUTUMN_DAY)
    change(store, Staff, teachers[0], left_on=AUTUMN_DAY)
    assert pairs.coverage(AUTUMN_DAY, AUTUMN).missing and spread.to_spread(AUTUMN_DAY, AUTUMN) == ()
    assert spread.loads_of(teachers, AUTUMN_DAY) == {teachers[0]: 1, teachers[1]: 1, teachers[2]: 0}


def test_a_pupil_with_a_household_alone_is_a_family_of_one(store):
    child = listed_pupil(store, household=household(store))
    assert spread.homes_of([child]) == {child: {child}} and Student.get_by_id(child).household_id


def test_a_school_of_120_children_and_30_teachers_is_paired_fairly(store):
    teachers = [teacher(store, name_of(at, "孙")) for at in range(30)]
    classes = [school_class(store, f"{at // 2 + 1}({at % 2 + 1})班") for at in range(12)]
    for klass, head in zip(classes, teachers, strict=False):
        change(store, SchoolClass, klass, head_teacher=head)
    with store.step("新增学生") as step:
        rows = [
            {"name": name_of(at % 30), "school_class": classes[at % 12], "disability": "4"}
            for at in range(120)
        ]
        step.add_many(Student, rows)
    found = proposed(store, teachers)
    assert set(found.after.values()) == {4} and not found.over
    assert sum(line.why == "班主任" for line in found.lines) == 48
    spread.keep(store, found, AUTUMN_DAY)
    leaver = handover.leaving(teachers[0], AUTUMN_DAY, AUTUMN)
    moves = handover.propose(leaver, teachers, AUTUMN_DAY).lines
    handover.offer(store, {line.child.student: line.teacher for line in moves}, AUTUMN_DAY, taken=True)
    told = pairs.coverage(AUTUMN_DAY, AUTUMN)
    assert (told.listed, told.paired, max(map(len, pairs.load(AUTUMN_DAY).values()))) == (120, 120, 5)


def test_the_pairs_hold_from_the_day_that_was_written(store):
    child, who = listed_pupil(store), teacher(store)
    found = spread.propose(spread.to_spread(AUTUMN_DAY, AUTUMN), [who], AUTUMN_DAY)
    spread.keep(store, found, dt.date(2026, 9, 8), term=AUTUMN)
    assert pairs.lead_of([child], dt.date(2026, 9, 8))[child].teacher_id == who


def test_a_day_before_the_term_before_a_child_came_or_to_come_is_refused(store):
    child, who = listed_pupil(store), teacher(store)
    change(store, Student, child, arrived_on=dt.date(2026, 9, 20))
    found = spread.propose(spread.to_spread(AUTUMN_DAY, AUTUMN), [who], AUTUMN_DAY)
    for day, words in (
        ("2026-08-01", "早于2026年秋季学期开学"),
        ("2026-09-10", "还没有来校"),
        ("2028-01-10", "还没有到"),
    ):
        with pytest.raises(Refused, match=words):
            spread.keep(store, found, dt.date.fromisoformat(day), term=AUTUMN)
