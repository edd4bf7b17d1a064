"""辍学苗头: an explained score from what the books already know. Advice alone: nothing follows from it by itself.

The weights are data (resources/drop/signs.json); every point is told with the record it rests on. What was told in
confidence is never looked at.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.models.codes import code_list
from desktop.models.journal import JournalEntry, JournalStep, thaw
from desktop.models.ledgers.care import ChildInNeed, StudyResult
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.places import RESOURCES
from desktop.services.care.weak import TOTAL, weak_pupils
from desktop.services.drop import absences
from desktop.services.drop.rules import rule
from desktop.services.drop.watch import standing

LEFT = {"3": "left_two", "2": "left_one"}  # left_behind: 双亲留守, 单亲留守


@dataclass(frozen=True)
class Point:
    """One sign: its points, and the sentence they rest on."""

    sign: str
    label: str
    points: int
    words: str


@dataclass(frozen=True)
class Signed:
    """A pupil with signs, and their sum."""

    student: int
    name: str
    class_name: str
    points: tuple[Point, ...]

    @property
    def score(self) -> int:
        return sum(one.points for one in self.points)

    @property
    def told(self) -> str:
        return "；".join(f"{one.words}（{one.points} 分）" for one in self.points)


@cache
def _weights() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((RESOURCES / "drop" / "signs.json").read_text("utf-8"))
    return told | {"signs": {row["sign"]: row for row in told["signs"]}}


def board(day: dt.date, term: Term) -> list[Signed]:
    """Pupils at school with enough signs, the highest score first; who has an open case is followed there already."""
    expected = code_list("enrolment_status").codes_with("expected")
    fields = (Student.id, Student.name, Student.school_class, Student.left_behind, Student.orphan)
    here = Student.status.in_(expected) & (Student.left_on.is_null() | (Student.left_on > day))
    rows = {row.id: row for row in Student.select(*fields).where(here)}
    signs: dict[int, list[Point]] = defaultdict(list)
    for student, point in _every(rows, day, term):
        if student in rows:
            signs[student].append(point)
    open_ = standing(list(signs))
    least = _weights()["from"]
    found = [
        Signed(
            student, rows[student].name, SchoolClass.caption_of(rows[student].school_class_id), tuple(points)
        )
        for student, points in signs.items()
        if student not in open_
    ]
    return sorted((one for one in found if one.score >= least), key=lambda one: (-one.score, one.class_name))


def of(student: int, day: dt.date, term: Term) -> list[Point]:
    """The signs of one pupil, however few."""
    row = Student.get_by_id(student)
    return [point for one, point in _every({student: row}, day, term) if one == student]


def _every(rows: Mapping[int, Any], day: dt.date, term: Term) -> Iterator[tuple[int, Point]]:
    yield from _absent(rows, day)
    for student, words in weak_pupils(term).items():
        yield student, _point("weak", told=words)
    yield from _falling(term)
    yield from _prior(rows)
    for student, changes in _family(day).items():
        yield student, _point("family", told="；".join(dict.fromkeys(changes)))
    for student, row in rows.items():
        if sign := LEFT.get(row.left_behind or ""):
            yield student, _point(sign)
        if row.orphan:
            yield student, _point("orphan")


def _point(sign: str, times: int = 1, **told: Any) -> Point:
    """One sign, so many times: never more points than its most."""
    row = _weights()["signs"][sign]
    words = row["words"].format_map(told | {"points": row["points"], "days": _weights()["days"]})
    return Point(sign, row["label"], min(times * row["points"], row["most"]), words)


def _absent(rows: Mapping[int, Any], day: dt.date) -> Iterator[tuple[int, Point]]:
    since = day - dt.timedelta(days=_weights()["days"])
    each = rule("absent_month")
    for student, days in absences.known(list(rows), since, day).items():
        halves = absences.away_in(days)
        if each and len(halves) >= each:
            yield student, _point("absent", len(halves) // each, count=len(halves), each=each)
        if truant := sum(not one.leave for one in halves):
            yield student, _point("truant", truant, count=truant)


def _falling(term: Term) -> Iterator[tuple[int, Point]]:
    """Whose average over all subjects fell from one term with results to the next, up to this term."""
    row = StudyResult
    kept = row.points.is_null(False) & (row.term <= term.code) & (row.subject != TOTAL)
    sums: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for student, code, points, full in (
        row.select(row.student, row.term, row.points, row.full).where(kept).tuples()
    ):
        sums[student][code].append(points * 10 / full)
    for student, terms in sums.items():
        last = sorted(terms)[-2:]
        if len(last) == 2:
            before, now = (round(sum(terms[code]) / len(terms[code])) for code in last)
            if before - now >= _weights()["fall"]:
                yield student, _point("falling", before=before, now=now)


def _prior(rows: Mapping[int, Any]) -> Iterator[tuple[int, Point]]:
    for row in DropCase.select().where(DropCase.kind != "absent").order_by(DropCase.id):
        if row.student_id in rows:
            yield row.student_id, _point("prior", told=f"{row.number}（{row.opened_on}）")


def _family(day: dt.date) -> dict[int, list[str]]:
    """A guardian struck out or changed, or the child newly 困境, in the last half year."""
    since = day - dt.timedelta(days=_weights()["family_days"])
    found: dict[int, list[str]] = defaultdict(list)
    for row in ChildInNeed.select().where(ChildInNeed.from_day.between(since, day)):
        found[row.student_id].append(f"{row.from_day} 列为困境儿童")
    entries = JournalEntry.select(JournalEntry, JournalStep.at).join(
        JournalStep, on=(JournalStep.id == JournalEntry.step), attr="made"
    )  # fmt: skip
    begin = dt.datetime.combine(since, dt.time())
    wanted = (JournalEntry.ledger == Guardian.table()) & JournalEntry.before.is_null(False)
    for entry in entries.where(wanted & (JournalStep.at >= begin)):
        before, at = thaw(entry.before), f"{entry.made.at:%Y-%m-%d}"
        if entry.after is None:
            found[before["student"]].append(f"{at} 去掉了监护人{before.get('name', '')}")
        elif (row := Guardian.get_or_none(Guardian.id == entry.record)) and {
            "name",
            "relation",
        } & before.keys():
            found[row.student_id].append(f"{at} 改过监护人")
    return found
