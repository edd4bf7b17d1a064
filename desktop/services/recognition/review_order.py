"""The order in which a committee goes through applications: the printed 民主评议表 and the entry screen keep the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.recognition import RecognitionCase
from desktop.models.ledgers.students import Student
from desktop.models.store import Store

NOT_REVIEWED = ("draft", "returned", "withdrawn")


def in_review_order(store: Store, record: int, classes: Sequence[int] = ()) -> list[tuple[Any, Any]]:
    """(application, pupil) of a round, by class, seat and then as entered; of some classes where they are named.

    The class is the pupil's own of today: that is whose committee reviews. Who sees what follows the session.
    """
    cases = store.rows(RecognitionCase).where(
        (RecognitionCase.round == record) & RecognitionCase.state.not_in(NOT_REVIEWED)
    )
    rows = list(cases.order_by(RecognitionCase.id))
    pupils: dict[int, Any] = {}
    for start in range(0, len(rows), 500):
        ids = [row.student_id for row in rows[start : start + 500]]
        pupils |= {pupil.id: pupil for pupil in Student.select().where(Student.id.in_(ids))}
    places = {row.id: (int(row.grade), row.number) for row in SchoolClass.select()}
    found = [
        (row, pupils[row.student_id]) for row in rows
        if not classes or pupils[row.student_id].school_class_id in classes
    ]  # fmt: skip
    return sorted(
        found, key=lambda pair: (places[pair[1].school_class_id], pair[1].seat_no or 999, pair[0].id)
    )


def cases_in_order(store: Store, record: int) -> list[Any]:
    """All applications of a round in that order, drafts and withdrawn ones too. Pupils are not read whole: for a page."""
    rows = list(store.rows(RecognitionCase).where(RecognitionCase.round == record))
    classes = {row.id: (int(row.grade), row.number) for row in SchoolClass.select()}
    seats: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(rows), 500):
        ids = [row.student_id for row in rows[start : start + 500]]
        pupils = Student.select(Student.id, Student.school_class, Student.seat_no).where(Student.id.in_(ids))
        seats |= {pupil: (classes[klass], seat or 999) for pupil, klass, seat in pupils.tuples()}
    return sorted(rows, key=lambda row: (*seats[row.student_id], row.id))
