"""电话抽查: anybody can draw again and gets the same names. 谈心: what is told in confidence stays so."""

import datetime as dt
import hashlib

import pytest
from builders import AUTUMN, as_headteacher, as_role, change, guardian, pupil
from builders_care import listed_pupil, teacher

from desktop.models import sight
from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledgers.care_visits import PhoneAnswer, PhoneDraw, Talk
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services.care import draw, talks
from desktop.services.care.draw import Wish

DAY = dt.date(2026, 11, 20)


@pytest.fixture
def twelve(store):
    return [listed_pupil(store, f"孩子{n}") for n in "一二三四五六七八九十甲乙"]


def test_the_same_number_draws_the_same_names_in_the_same_order():
    assert draw.drawn(4711, range(1, 60), 5) == draw.drawn(4711, reversed(range(1, 60)), 5)
    assert draw.drawn(4711, range(1, 60), 5) != draw.drawn(4712, range(1, 60), 5)


def test_the_draw_is_what_anybody_can_reckon_with_sha256():
    by_hand = sorted(range(1, 30), key=lambda one: hashlib.sha256(f"99:{one}".encode()).hexdigest())[:7]
    assert draw.drawn(99, range(1, 30), 7) == by_hand


def test_who_comes_to_the_pool_does_not_shuffle_the_others():
    before = draw.drawn(5, range(1, 50), 10)
    after = draw.drawn(5, range(1, 51), 10)
    assert [one for one in after if one != 50] == before[: len(after) - (50 in after)]


def test_a_draw_keeps_its_number_its_pool_and_its_names(store, twelve):
    made = draw.draw(store, Wish("other", 5, DAY, AUTUMN))
    row = PhoneDraw.get_by_id(made)
    assert (row.among, row.pool) == (12, draw.fingerprint(twelve))
    assert [one.student_id for one in draw.answers(made)] == draw.drawn(row.seed, twelve, 5)
    assert draw.again(made, AUTUMN) == (True, [one.student_id for one in draw.answers(made)])


def test_it_is_told_when_the_pool_is_no_longer_the_same(store, twelve):
    made = draw.draw(store, Wish("other", 5, DAY, AUTUMN, seed=7))
    listed_pupil(store, "新来的")
    assert draw.again(made, AUTUMN)[0] is False


@pytest.mark.parametrize("size", [4, 11])
def test_fewer_than_five_and_more_than_ten_are_not_drawn(store, twelve, size):
    with pytest.raises(Refused, match=r"一次抽 5～10 人"):
        draw.draw(store, Wish("other", size, DAY, AUTUMN))


def test_a_draw_from_nobody_is_refused(store):
    with pytest.raises(Refused, match="还没有可以抽查“家访是否真实”的学生"):
        draw.draw(store, Wish("visit", 5, DAY, AUTUMN))


def test_a_small_pool_is_drawn_whole(store):
    one, two = listed_pupil(store, "甲"), listed_pupil(store, "乙")
    made = draw.draw(store, Wish("other", 5, DAY, AUTUMN))
    assert {row.student_id for row in draw.answers(made)} == {one, two}


def test_who_left_the_school_is_not_drawn(store, twelve):
    change(store, Student, twelve[0], status="11", left_on=dt.date(2026, 11, 1))
    assert twelve[0] not in draw.pool_of("other", DAY, AUTUMN)


def test_those_studying_elsewhere_are_drawn_for_their_own_topic(store):
    away = pupil(store, "在外", status="07")
    pupil(store, "在校")
    assert draw.pool_of("outside", DAY, AUTUMN) == [away]


def test_whom_nobody_reaches_stays_on_the_sheet(store, twelve):
    made = draw.draw(store, Wish("other", 5, DAY, AUTUMN))
    first, second = draw.answers(made)[:2]
    draw.answer(store, first.id, {"called_on": DAY, "result": "none"})
    draw.answer(store, second.id, {"called_on": DAY, "result": "true", "answered_by": "奶奶"})
    told = draw.tally(draw.answers(made))
    assert (told.drawn, told.called, told.reached, told.true) == (5, 2, 1, 1)
    assert told.words == "抽到 5 人，打通 1 人，属实 1 人，还剩 3 人没有打"
    with pytest.raises(Refused, match="打不通"), store.step("删除") as step:
        step.remove(PhoneAnswer, first.id)
    with pytest.raises(Refused, match="抽到谁不能改"):
        draw.answer(store, first.id, {"student": twelve[0] if first.student_id != twelve[0] else twelve[1]})


def test_the_headteacher_looks_at_draws_but_makes_none(store, twelve):
    with pytest.raises(NotAllowed):
        draw.draw(as_headteacher(store), Wish("other", 5, DAY, AUTUMN))


def test_the_guardians_telephone_comes_before_the_pupils_own(store):
    child = pupil(store, "王芳", phone="13800000009")
    guardian(store, child, "王建国", phone="13800000001")
    alone = pupil(store, "李强", phone="13800000008")
    assert draw.phones([child, alone]) == {
        child: ("王建国（父亲）", "13800000001"),
        alone: ("李强", "13800000008"),
    }


# 谈心 ----------------------------------------------------------------------------------------------------


def talk(store, child, who, **values):
    told = {"student": child, "day": DAY, "teacher": who, "topic": "mind", "content": "最近睡不好", **values}
    return talks.keep(store, told)


def test_a_talk_in_confidence_is_seen_by_two_roles_and_by_its_writer(store):
    child, who = listed_pupil(store), teacher(store)
    moral, head = as_role(store, "moral", "何老师"), as_headteacher(store)
    talk(moral, child, who, in_confidence=True)
    talk(store, child, who)
    seen = {}
    for name, books in (("clerk", store), ("moral", moral), ("head", head)):
        with sight.through(books.session):
            seen[name] = len(talks.of_child(child))
    assert seen == {"clerk": 1, "moral": 2, "head": 2}
    talk(store, child, who, in_confidence=True)
    with sight.through(store.session):
        assert len(talks.of_child(child)) == 2
        assert talks.counted(DAY, DAY) == {child: 2}


def test_the_log_does_not_name_the_child_of_a_talk(store):
    talk(store, listed_pupil(store, "王芳"), teacher(store))
    last = JournalStep.select().order_by(JournalStep.id.desc()).first()
    assert last.does == "登记谈心"


def test_nobody_talks_after_leaving_or_before_the_child_came(store):
    child = listed_pupil(store, "王芳", arrived_on=dt.date(2026, 11, 1))
    gone = teacher(store, "钱老师", left_on=dt.date(2026, 11, 10))
    with pytest.raises(Refused, match="钱老师 2026-11-10 已经离校"):
        talk(store, child, gone)
    with pytest.raises(Refused, match="才转来"):
        talk(store, child, gone, day=dt.date(2026, 10, 30))
    assert not Talk.select().exists()


def test_a_call_has_its_day_and_is_not_made_before_the_draw(store, twelve):
    made = draw.draw(store, Wish("other", 5, DAY, AUTUMN))
    first = draw.answers(made)[0].id
    with pytest.raises(Refused, match="请写通话日期"):
        draw.answer(store, first, {"result": "true"})
    with pytest.raises(Refused, match="2026-11-20 才抽签，通话不会更早"):
        draw.answer(store, first, {"result": "true", "called_on": DAY - dt.timedelta(days=1)})
    draw.answer(store, first, {"result": "true", "called_on": DAY})
    assert draw.tally(draw.answers(made)).called == 1
