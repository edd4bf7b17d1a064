"""A small school for the pages of 家访: two sisters and 李强 with 孙老师, 赵一 with 陈老师, 钱多 with nobody."""

import datetime as dt

import pytest
from builders import AUTUMN, guardian, household
from builders_care import listed_pupil, teacher

from desktop.services.care import booking, pairs
from desktop.services.care.booking import About, Entry

START, TODAY = dt.date(2026, 9, 10), dt.date(2026, 11, 20)
TERM = AUTUMN


@pytest.fixture
def people(store):
    family = household(store, address="下寨村3组12号")
    sun, chen = teacher(store, "孙老师"), teacher(store, "陈老师")
    made = {
        "li": (listed_pupil(store, "李强", "一(2)班"), sun),
        "younger": (listed_pupil(store, "王玲", "三(2)班", household=family), sun),
        "elder": (listed_pupil(store, "王芳", "五(1)班", household=family), sun),
        "zhao": (listed_pupil(store, "赵一", "二(1)班", types=("disabled",)), chen),
    }
    for child, who in made.values():
        pairs.pair(store, child, {"teacher": who}, START)
    guardian(store, made["li"][0], "李大山", phone="13800000001")
    qian = listed_pupil(store, "钱多", "二(1)班")
    return {name: child for name, (child, _) in made.items()} | {"sun": sun, "chen": chen, "qian": qian}


def visit(store, who, *children, day=TODAY, **values):
    told = {"day": day, "teacher": who, "talked": "谈了在家的情况", "way": "home", **values}
    return booking.keep(store, Entry(told, tuple(About(one) for one in children)))
