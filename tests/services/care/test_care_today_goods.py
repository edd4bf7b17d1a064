"""今日 tells whoever keeps the shelf of goods that run out, gifts nobody was told about, wishes nobody takes up."""

import datetime as dt
from pathlib import Path

import pytest
from builders import AUTUMN, as_class_teacher, school_class
from builders_care import AUTUMN_DAY, gift, goods, listed_pupil

from desktop.services.care import gifts, shelf, wishes
from desktop.services.care.shelf import In
from desktop.services.care.today_goods import goods_todos
from desktop.services.todo import Around

LATER = AUTUMN_DAY + dt.timedelta(days=40)


def told(store, day=LATER):
    return [one.words for one in goods_todos(store, Around(AUTUMN, day, Path(), False))]


@pytest.fixture
def given(store):
    record = gift(store, In(goods(store, "牛奶", unit="盒"), 12, 300, AUTUMN_DAY + dt.timedelta(days=50)))
    gifts.posted(store, [record], AUTUMN_DAY)
    gifts.thanked(store, [record], AUTUMN_DAY)
    return record


def test_goods_are_told_a_month_before_they_run_out_and_again_when_they_have(store, given):
    assert told(store, AUTUMN_DAY) == []
    assert told(store) == ["爱心超市有 1 批东西 30 天内到期"]
    after = AUTUMN_DAY + dt.timedelta(days=51)
    assert told(store, after) == ["爱心超市有 1 批东西过了保质期"]
    (lot,) = shelf.out_of_date(after)
    shelf.lose(store, lot.key, lot.left, day=after, why="过了保质期")
    assert told(store, after) == []


def test_a_gift_waits_until_it_is_hung_up_and_told_to_the_giver(store):
    record = gift(store, In(goods(store), 5))
    assert told(store) == ["1 笔捐赠 30 天了还没有公示", "1 笔捐赠 30 天了还没有反馈给捐赠人"]
    gifts.posted(store, [record], LATER)
    gifts.thanked(store, [record], LATER)
    assert told(store) == []


def test_a_wish_waits_until_somebody_takes_it_up(store):
    wish = wishes.ask(store, listed_pupil(store, "王芳"), "一本字典", AUTUMN_DAY)
    assert told(store) == ["1 个微心愿 30 天了还没有人认领"]
    wishes.take(store, wish, "李老师", LATER)
    assert told(store) == []


def test_a_class_teacher_is_not_told_of_the_shelf(store, given):
    assert told(as_class_teacher(store, school_class(store, "二(1)班"))) == []
