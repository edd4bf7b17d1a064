"""Activities: who took part, calls by the month, the guardians' meeting; 成长记录袋 with what is missing."""

import datetime as dt

import pytest
from builders import AUTUMN, as_class_teacher, change, pupil, school_class
from builders_care import listed_pupil

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.care_file import ActivityChild, CareActivity, GrowthItem
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services.care import activities

DAY = dt.date(2026, 11, 20)


@pytest.fixture
def left(store):
    return [listed_pupil(store, name, types=("left",)) for name in ("王芳", "李强")]


def activity(store, *students, day=DAY, kind="home", **values):
    return activities.keep(store, {"day": day, "kind": kind, "name": "手工课", **values}, students)


def test_an_activity_and_its_children_are_one_step(store, left):
    activity(store, *left)
    assert activities.children_of([1]) == {1: left} and CareActivity.get().heads == 2
    undo.undo(store)
    assert not CareActivity.select().exists() and not ActivityChild.select().exists()


def test_heads_are_never_fewer_than_the_named(store, left):
    activity(store, *left, heads=1)
    assert CareActivity.get().heads == 2
    pupil(store, "赵敏")
    activity(store, heads=3)
    assert [row.heads for row in CareActivity.select().order_by(CareActivity.id)] == [2, 3]
    with pytest.raises(Refused, match="记名参加的有 2 人"):
        change(store, CareActivity, 1, heads=1)


def test_no_more_pupils_take_part_than_the_school_had_that_day(store, left):
    with pytest.raises(Refused, match="全校那天只有 2 名学生，参加学生数不能是 9999"):
        activity(store, *left, heads=9999)
    record = activity(store, *left)
    with pytest.raises(Refused, match="只有 2 名学生"):
        change(store, CareActivity, record, heads=3)
    change(store, Student, left[0], status="11", left_on=DAY + dt.timedelta(days=1))
    activity(store, heads=2)  # he was still there that day
    with pytest.raises(Refused, match="只有 1 名学生"):
        activity(store, day=DAY + dt.timedelta(days=1), heads=2)


def test_a_whole_class_and_the_left_behind_come_at_once(store, left):
    pupil(store, "赵敏")
    assert len(activities.of_class(school_class(store, "三(2)班"))) == 3
    assert list(activities.left_behind(DAY, AUTUMN)) == left


def test_who_came_is_put_right(store, left):
    record = activity(store, left[0])
    activities.change(store, record, {"name": "剪纸"}, [left[1]])
    assert activities.children_of([record]) == {record: [left[1]]} and CareActivity.get().name == "剪纸"
    assert activities.join(store, record, left) == 1
    assert sorted(activities.children_of([record])[record]) == sorted(left)


def test_calls_are_counted_by_month_and_the_missing_named(store, left):
    activity(store, *left, day=dt.date(2026, 9, 20), kind="call")
    activity(store, left[0], day=dt.date(2026, 10, 20), kind="call")
    told = activities.kept(DAY, AUTUMN)
    assert [(m.month, m.called, m.missing, m.over) for m in told.months] == [
        ("2026-09", 2, (), True), ("2026-10", 1, (left[1],), True), ("2026-11", 0, tuple(left), False),
    ]  # fmt: skip
    assert "10 月 1 人没有和父母通话" in told.sentence


def test_the_terms_meeting_of_guardians_is_asked_for_until_it_was_held(store, left):
    assert "还没有开临时监护人会议" in activities.kept(DAY, AUTUMN).sentence
    activity(store, kind="guardians")
    assert "临时监护人会议" not in activities.kept(DAY, AUTUMN).sentence


def test_a_bag_says_which_of_the_twelve_kinds_are_missing(store, left):
    activities.put_in(store, left, "letter", "给妈妈的信", day=DAY)
    activities.put_in(store, left[:1], "work", "作文", day=DAY)
    first, second = activities.bags(DAY, AUTUMN)
    assert (first.have, len(first.missing), second.have) == (2, 10, 1)
    assert "letter" not in first.missing and "award" in first.missing


def test_a_class_teacher_fills_the_bags_of_the_own_pupils(store, left):
    other = listed_pupil(store, "钱多", "五(1)班", types=("left",))
    mine = as_class_teacher(store, school_class(store, "三(2)班"))
    activities.put_in(mine, left, "read", "书单", day=DAY)
    with pytest.raises(NotAllowed):
        activities.put_in(mine, [other], "read", "书单", day=DAY)
    assert GrowthItem.select().count() == 2
    with pytest.raises(NotAllowed):
        activity(mine, *left)
