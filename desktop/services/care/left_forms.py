"""留守登记: once a term for every 留守 child; who is missing is named, and last term's form is taken over to be checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.care import LeftBehindForm
from desktop.models.ledgers.families import Guardian
from desktop.models.listing import listed
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.care.listed import Child, left_behind

FATHER, MOTHER = "51", "52"  # relation
NOT_CARRIED = ("id", "student", "term", "filled_on")


@dataclass(frozen=True)
class Board:
    """A term's registration. forms: pupil -> row; missing: 留守 children without one; over: forms of who is 留守 no more."""

    children: dict[int, Child]
    forms: dict[int, Any]
    missing: tuple[Child, ...]
    over: tuple[int, ...]
    before: frozenset[int]  # those of the missing whose form of an earlier term can be taken over


def board(day: dt.date, term: Term) -> Board:
    """How far the registration of a term is."""
    left = left_behind(day)
    forms = {row.student_id: row for row in LeftBehindForm.select().where(LeftBehindForm.term == term.code)}
    missing = tuple(one for student, one in left.items() if student not in forms)
    before = _latest(term, [one.student for one in missing])
    over = tuple(student for student in forms if student not in left)
    return Board(left, forms, missing, over, frozenset(before))


def carry_over(store: Store, day: dt.date, term: Term) -> int:
    """Take over the last form of everybody who is missing, as one step, to be looked through. Returns how many.

    Raises Refused when nobody has an earlier one.
    """
    missing = [one.student for one in board(day, term).missing]
    before = _latest(term, missing)
    if not before:
        raise Refused("还没有登记的学生里，没有人以前登记过，没有可以接着用的。请一份一份登记。")
    with store.step(f"接着用上次的留守登记 {len(before)} 份（{term.title}）") as step:
        step.add_many(LeftBehindForm, [_carried(row, day, term) for row in before.values()])
    return len(before)


def start(student: int, day: dt.date, term: Term) -> Values:
    """What a new form begins with: the last one, else what the family's ledger tells."""
    before = _latest(term, [student]).get(student)
    if before is not None:
        return _carried(before, day, term)
    told: Values = {"student": student, "term": term.code, "filled_on": day}
    parents = {row.relation: row for row in Guardian.select().where(Guardian.student == student)}
    for relation, name in ((FATHER, "father_place"), (MOTHER, "mother_place")):
        if relation in parents and parents[relation].away_at:
            told[name] = parents[relation].away_at
    if told.get("father_place") and told.get("mother_place"):
        told["both_away"] = True
    return told


def _latest(term: Term, students: Sequence[int]) -> dict[int, Any]:
    """The newest form of each pupil before a term."""
    row = LeftBehindForm
    rows = row.select().where(row.student.in_(listed(students)) & (row.term < term.code))
    return {one.student_id: one for one in rows.order_by(row.term)}


def _carried(row: Any, day: dt.date, term: Term) -> Values:
    kept = {name: value for name, value in row.__data__.items() if name not in NOT_CARRIED}
    return kept | {"student": row.student_id, "term": term.code, "filled_on": day}
