"""电话抽查: a draw that anybody can do again. Whoever has the smallest SHA-256 of "seed:pupil" is drawn.

The same pupils to draw from and the same 抽签号 give the same names on every machine. What was drawn from is kept as a
fingerprint, so that it can be told whether the draw can still be repeated as it was.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice, NoticeItem
from desktop.models.ledgers.care_visits import PhoneAnswer, PhoneDraw, Visit, VisitChild
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.aid.delivery import TOLD
from desktop.services.care import listed, visits
from desktop.services.care.rules import rules

AWAY = "07"  # enrolment_status 在外就读
UNREACHED = ("none", "wrong")  # results of calls that told nothing
SEEDS = 999_999


@dataclass(frozen=True)
class Tally:
    """What a draw came to. reached: calls that were answered."""

    drawn: int
    called: int
    reached: int
    true: int

    @property
    def words(self) -> str:
        if not self.called:
            return f"抽到 {self.drawn} 人，还没有打电话"
        left = f"，还剩 {self.drawn - self.called} 人没有打" if self.called < self.drawn else ""
        return f"抽到 {self.drawn} 人，打通 {self.reached} 人，属实 {self.true} 人{left}"


def drawn(seed: int, pool: Iterable[int], size: int) -> list[int]:
    """The pupils of a draw, in the order of the draw."""
    return sorted(set(pool), key=lambda student: (_lot(seed, student), student))[:size]


def _lot(seed: int, student: int) -> str:
    return hashlib.sha256(f"{seed}:{student}".encode()).hexdigest()


def fingerprint(pool: Iterable[int]) -> str:
    """The mark of whom was drawn from: 64 hexadecimal figures."""
    return hashlib.sha256(",".join(map(str, sorted(set(pool)))).encode()).hexdigest()


# whom to draw from ---------------------------------------------------------------------------------------


def pool_of(topic: str, day: dt.date, term: Term) -> list[int]:
    """The pupils on roll whom a topic (draw_topic) is about, by id."""
    found: set[int] = set(_POOLS[topic](day, term))
    on_roll = code_list("enrolment_status").codes_with("on_roll")
    rows = Student.select(Student.id).where(Student.status.in_(on_roll)).tuples()
    return sorted(found & {student for (student,) in rows})


def _granted(_day: dt.date, term: Term) -> Iterable[int]:
    counts = (AidBatch.term == term.code) & (AidBatch.state != "void") & (AidGrant.state != "stopped")
    return [s for (s,) in AidGrant.select(AidGrant.student).join(AidBatch).where(counts).tuples()]


def _visited(day: dt.date, term: Term) -> Iterable[int]:
    first, last = visits.span_of(term)
    here = Visit.day.between(first, min(day, last))
    return [s for (s,) in VisitChild.select(VisitChild.student).join(Visit).where(here).tuples()]


def _lettered(_day: dt.date, term: Term) -> Iterable[int]:
    told = AidNotice.select(AidNotice.id).join(AidBatch)
    here = told.where((AidBatch.term == term.code) & AidNotice.state.in_(TOLD))
    rows = NoticeItem.select(AidGrant.student).join(AidGrant).where(NoticeItem.notice.in_(here))
    return [student for (student,) in rows.tuples()]


def _outside(_day: dt.date, _term: Term) -> Iterable[int]:
    return [s for (s,) in Student.select(Student.id).where(Student.status == AWAY).tuples()]


def _listed(day: dt.date, term: Term) -> Iterable[int]:
    return listed.children(day, term=term)


_POOLS: dict[str, Callable[[dt.date, Term], Iterable[int]]] = {
    "aid": _granted,
    "visit": _visited,
    "letter": _lettered,
    "outside": _outside,
    "other": _listed,
}


# drawing and answers -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wish:
    """A draw to be made. seed: None lets the program choose one."""

    topic: str
    size: int
    day: dt.date
    term: Term
    staff: int | None = None
    seed: int | None = None


def draw(store: Store, wish: Wish) -> int:
    """Draw and keep whom; returns the draw's id. Raises NotAllowed; Refused for a size out of the rule, or nobody."""
    store.session.demand("care", "做电话抽查")
    told = rules()
    least, most = told["draw_least"], told["draw_most"]
    if not least <= wish.size <= most:
        raise Refused(f"一次抽 {least}～{most} 人，现在写的是 {wish.size} 人。人数规定在“关爱规则”里改。")
    pool = pool_of(wish.topic, wish.day, wish.term)
    if not pool:
        what = code_list("draw_topic").label(wish.topic)
        raise Refused(f"{wish.term.title}还没有可以抽查“{what}”的学生。")
    seed = wish.seed or secrets.randbelow(SEEDS) + 1
    names = drawn(seed, pool, wish.size)
    with store.step(f"电话抽查：{code_list('draw_topic').label(wish.topic)} {len(names)} 人") as step:
        number = step.add(PhoneDraw, {
            "day": wish.day, "topic": wish.topic, "seed": seed, "among": len(pool), "size": wish.size,
            "pool": fingerprint(pool), "staff": wish.staff,
        })  # fmt: skip
        rows = [{"draw": number, "place": at, "student": student} for at, student in enumerate(names, 1)]
        step.add_many(PhoneAnswer, rows)
    return number


def answer(store: Store, record: int, values: Values) -> None:
    """Write what one call told. Raises NotAllowed, Invalid, Refused (a day to come)."""
    store.session.demand("care", "登记抽查结果")
    row = PhoneAnswer.get_by_id(record)
    with store.step(f"抽查结果：{Student.caption_of(row.student_id)}") as step:
        step.change(PhoneAnswer, record, values)


def answers(number: int) -> list[Any]:
    """The drawn of one draw, in its order."""
    return list(
        PhoneAnswer.select().where(PhoneAnswer.draw == number).order_by(PhoneAnswer.place, PhoneAnswer.id)
    )


def draws(term: Term) -> list[Any]:
    """The draws of a term, the newest first."""
    here = PhoneDraw.day.between(*visits.span_of(term))
    return list(PhoneDraw.select().where(here).order_by(PhoneDraw.day.desc(), PhoneDraw.id.desc()))


def tally(rows: Sequence[Any]) -> Tally:
    """What the answers of a draw come to."""
    called = [row for row in rows if row.result]
    reached = [row for row in called if row.result not in UNREACHED]
    return Tally(len(rows), len(called), len(reached), sum(row.result == "true" for row in reached))


def again(number: int, term: Term) -> tuple[bool, list[int]]:
    """Do a draw once more: whether whom it was drawn from is still the same, and whom it draws now."""
    row = PhoneDraw.get_by_id(number)
    pool = pool_of(row.topic, row.day, term)
    return fingerprint(pool) == row.pool, drawn(row.seed, pool, row.size)


def phones(students: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Child -> (whom to call, the number): the guardian's first, else the pupil's own."""
    wanted = list(students)
    found = {
        row.id: (row.name, row.phone)
        for row in Student.select(Student.id, Student.name, Student.phone).where(Student.id.in_(wanted))
        if row.phone
    }
    told = Guardian.select().where(Guardian.student.in_(wanted) & Guardian.phone.is_null(False))
    for row in sorted(told, key=lambda one: (one.is_guardian is True, -one.id)):
        relation = Guardian.relation.format(row.relation)
        found[row.student_id] = (f"{row.name}（{relation}）" if relation else row.name, row.phone)
    return found
