"""A school that serves meals, in one line each."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from builders import AUTUMN, pupil, school_class

from desktop.models.ledgers.meals import MealEater
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.meals import days
from desktop.services.meals.eaters import make_eaters

MONDAY = dt.date(2026, 9, 14)  # a school day in every calendar the tests use


def eaters(
    store: Store, text: str = "三(2)班", names: str = "王芳 李明 张晓明 赵小梅", **values: Any
) -> list[int]:
    """Pupils of a class, seats from 1, all on the 就餐名册 of this autumn's lunch; returns their ids."""
    school_class(store, text)
    made = [pupil(store, name, text, seat_no=seat) for seat, name in enumerate(names.split(), 1)]
    make_eaters(store, AUTUMN, values.pop("kind", "lunch"))
    if values:
        with store.step("改就餐名册") as step:
            rows = MealEater.select().where(MealEater.student.in_(made))
            step.change_many(MealEater, {row.id: values for row in rows})
    return made


def class_day(
    store: Store, day: dt.date = MONDAY, text: str = "三(2)班",
    exceptions: Mapping[int, str] | None = None, *, kind: str = "lunch",
) -> int:  # fmt: skip
    """A kept sheet: everybody ate, except those named by seat; returns its id."""
    klass = school_class(store, text)
    rows = Student.select().where(Student.school_class == klass)
    seats = {row.seat_no: row.id for row in rows}
    marks = {seats[seat]: mark for seat, mark in (exceptions or {}).items()}
    reason = "补录纸质登记" if days.needs_reason(day) else ""
    return days.keep(store, days.Where(day, kind, klass), marks, late_reason=reason)
