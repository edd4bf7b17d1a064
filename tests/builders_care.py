"""Children who are looked after, and who looks after them, in one line each."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from builders import AUTUMN, add, hardship, pupil

from desktop.models.ledgers.care import ChildInNeed, StudyResult
from desktop.models.ledgers.care_goods import Goods
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.care_visits import HomeTeachingPlan
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.care import booking, gifts
from desktop.services.care.booking import About, Entry
from desktop.services.care.shelf import In

AUTUMN_DAY = dt.date(2026, 10, 12)  # a Monday in the term the tests work in
SINCE = dt.date(2026, 9, 1)
ROSTER = {
    "disabled": {"disability": "4", "disability_level": "2"},
    "left": {"left_behind": "3", "rural_left_behind": True},
    "left_roll": {"left_behind": "2"},  # 留守 by the 学籍 definition alone
    "left_rural": {"rural_left_behind": True},  # by the 民政 one alone
    "migrant": {"migrant_child": True},
}


def teacher(store: Store, name: str = "孙老师", **values: Any) -> int:
    """A teacher of the school."""
    return add(store, Staff, name=name, **values)


def listed_pupil(
    store: Store,
    name: str = "王芳",
    klass: str = "三(2)班",
    *,
    types: Iterable[str] = ("poor",),
    **values: Any,
) -> int:
    """A pupil who is listed as these types: disabled, poor, left (or left_roll, left_rural), study, migrant, need."""
    wanted = tuple(types)
    for code in wanted:
        values = {**ROSTER.get(code, {}), **values}
    record = pupil(store, name, klass, **values)
    if "poor" in wanted:
        hardship(store, record, since=SINCE)
    if "study" in wanted:
        weak(store, record)
    if "need" in wanted:
        add(store, ChildInNeed, student=record, kind="guardian", from_day=SINCE)
    return record


def weak(store: Store, student: int, points: int = 520, *, terms: Iterable[Term] = ()) -> None:
    """52 of 100 in 语文, in both terms before this autumn unless told otherwise."""
    for term in terms or (AUTUMN.previous.previous, AUTUMN.previous):
        result(store, student, points, term=term)


def result(
    store: Store,
    student: int,
    points: int | None = 520,
    *,
    subject: str = "chinese",
    term: Term = AUTUMN.previous,
) -> int:
    """One result, points in tenths of 100."""
    return add(store, StudyResult, student=student, term=term.code, subject=subject, points=points, full=100)


def paired(store: Store, student: int, teacher_: int, day: dt.date = SINCE, **values: Any) -> int:
    """A pair with the responsible teacher."""
    told = {
        "student": student,
        "kind": "teacher",
        "teacher": teacher_,
        "role": "lead",
        "from_day": day,
        **values,
    }
    return add(store, Pairing, **told)


def visited(store: Store, teacher_: int, *students: int, day: dt.date = AUTUMN_DAY, **values: Any) -> int:
    """A visit at home with its children. absence: why the children were absent."""
    absence = values.pop("absence", None)
    told = {"day": day, "way": "home", "teacher": teacher_, "talked": "谈了在家的情况", **values}
    return booking.keep(store, Entry(told, tuple(About(one, absence_why=absence) for one in students)))


def name_of(number: int, family: str = "王") -> str:
    """Another invented name for each number below 40."""
    return (
        family
        + "安柏辰德恩芳国海嘉康乐明宁培青荣世天文欣雅泽卓晨丹帆光涵景凯"[number % 30]
        + "一" * (number // 30)
    )


def two_receivers(store: Store) -> tuple[int, int]:
    """Two of the staff who receive gifts."""
    return teacher(store, "周老师"), teacher(store, "吴老师")


def goods(store: Store, name: str = "作业本", unit: str = "本", **values: Any) -> int:
    """A kind of goods of the 爱心超市."""
    return add(store, Goods, name=name, unit=unit, **values)


def gift(store: Store, *came: In, donor: str = "青禾粮油店", kind: str = "firm", **values: Any) -> int:
    """A gift that two people received and put on the shelf."""
    one, other = two_receivers(store)
    told = {
        "day": AUTUMN_DAY,
        "kind": "goods" if came else "cash",
        "receiver1": one,
        "receiver2": other,
        **values,
    }
    return gifts.receive(store, told, came, {"name": donor, "kind": kind})


def home_plan(store: Store, student: int, **values: Any) -> int:
    """A plan of 送教, twice a month from the first of September, with two teachers."""
    told = {
        "student": student, "term": AUTUMN.code, "times": 2, "every": "month", "lessons": 20, "from_day": SINCE,
        "teacher1": teacher(store, "郑老师"), "teacher2": teacher(store, "冯老师"), **values,
    }  # fmt: skip
    return add(store, HomeTeachingPlan, **told)
