"""Children who are looked after, and who looks after them, in one line each."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from builders import AUTUMN, add, hardship, pupil

from desktop.models.ledgers.care import ChildInNeed, StudyResult
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.models.terms import Term

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
    store: Store, student: int, points: int | None = 520, *, subject: str = "chinese", term: Term = AUTUMN.previous
) -> int:
    """One result, points in tenths of 100."""
    return add(store, StudyResult, student=student, term=term.code, subject=subject, points=points, full=100)
