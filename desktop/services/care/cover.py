"""家访覆盖: how many of those to be visited were visited, in a month or a term; how many visits; who is still missing.

人 are children counted once; 人次 are children counted once for each visit; a visit for two siblings is one 次 and two 人次.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.staff import Staff
from desktop.models.terms import Term
from desktop.services.care import listed, pairs, visits
from desktop.services.care.listed import Child


@dataclass(frozen=True)
class Line:
    """Of one class, one teacher, or the school. key None: children without a responsible teacher.

    to_visit, missing: children; enough: those who had as many visits as they are due in the term; visits: 次 that count;
    heads: 人次 of them.
    """

    key: int | None
    label: str
    to_visit: tuple[int, ...]
    missing: tuple[int, ...]
    enough: int
    visits: int
    heads: int

    @property
    def visited(self) -> int:
        return len(self.to_visit) - len(self.missing)

    @property
    def rate(self) -> str:
        """18 / 20（90.00%）; — where nobody is to be visited."""
        total = len(self.to_visit)
        return f"{self.visited} / {total}（{self.visited / total:.2%}）" if total else "—"


@dataclass(frozen=True)
class Cover:
    """sibling_visits: visits for more than one child; others: 次 of ways that do not count, by way."""

    first: dt.date
    last: dt.date
    term: Term
    month: str
    whole: Line
    classes: tuple[Line, ...]
    teachers: tuple[Line, ...]
    children: dict[int, Child]
    sibling_visits: int
    others: dict[str, int]
    policies: dict[str, int]

    @property
    def sentence(self) -> str:
        whole = self.whole
        if not whole.to_visit:
            return "没有要家访的学生。"
        told = f"要家访 {len(whole.to_visit)} 人，访到 {whole.visited} 人，家访 {whole.visits} 次 {whole.heads} 人次"
        return told + (f"，还有 {len(whole.missing)} 人没有访到。" if whole.missing else "，都访到了。")


def cover(day: dt.date, term: Term, month: str = "") -> Cover:
    """What was visited in a term up to a day, or in one of its months ("2026-11"). Seen through the session."""
    first, last = visits.span_of(term)
    if month:
        first = dt.date(int(month[:4]), int(month[5:]), 1)
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    last = max(min(last, day), first)
    children = listed.children(last, term=term)
    due = {one.student: one for one in visits.due(last, term, known=children) if one.needed}
    rows = _rows(first, last)
    counts = _once(row for row in rows if row.way in visits.ways())
    leads = {student: row.teacher_id for student, row in pairs.lead_of(due, last).items()}
    made = _Made(due, counts)
    by_class: dict[int, list[int]] = defaultdict(list)
    by_teacher: dict[int | None, list[int]] = defaultdict(list)
    for student in (one for one in children if one in due):
        by_class[children[student].class_id].append(student)
        by_teacher[leads.get(student)].append(student)
    per_visit = Counter(row.visit for row in counts)
    return Cover(
        first, last, term, month,
        made.line(None, "全校", [one for one in children if one in due], counts),
        tuple(made.line(key, children[told[0]].class_name, told, made.of_children(told)) for key, told in by_class.items()),
        tuple(_teachers(by_teacher, made)),
        children, sum(heads > 1 for heads in per_visit.values()), _others(rows), policies_told(first, last),
    )  # fmt: skip


def _rows(first: dt.date, last: dt.date) -> list[Any]:
    """One row for each child of each visit: visit, student, way, teacher."""
    told = VisitChild.select(
        VisitChild.visit.alias("visit"), VisitChild.student.alias("student"), Visit.way, Visit.day,
        Visit.teacher.alias("teacher"),
    )  # fmt: skip
    here = told.join(Visit).where(Visit.day.between(first, last))
    return list(here.order_by(VisitChild.visit, VisitChild.id).namedtuples())


def _once(rows: Iterable[Any]) -> list[Any]:
    """A child whom a teacher saw twice on one day was visited once."""
    seen: dict[tuple[int, dt.date, int], Any] = {}
    for row in rows:
        seen.setdefault((row.student, row.day, row.teacher), row)
    return list(seen.values())


class _Made:
    """The visits of a span, looked at class by class and teacher by teacher."""

    def __init__(self, due: dict[int, visits.Due], rows: Sequence[Any]) -> None:
        self.due, self.rows = due, rows
        self.visited = {row.student for row in rows}

    def of_children(self, students: Iterable[int]) -> list[Any]:
        wanted = set(students)
        return [row for row in self.rows if row.student in wanted]

    def line(self, key: int | None, label: str, students: Sequence[int], rows: Sequence[Any]) -> Line:
        return Line(
            key, label, tuple(students), tuple(one for one in students if one not in self.visited),
            enough=sum(self.due[one].done >= self.due[one].needed for one in students),
            visits=len({row.visit for row in rows}), heads=len(rows),
        )  # fmt: skip


def _teachers(by_teacher: dict[int | None, list[int]], made: _Made) -> Iterable[Line]:
    """By name; children of nobody last; whoever made visits without being responsible for a child stands there, too."""
    went: dict[int | None, list[Any]] = defaultdict(list)
    for row in made.rows:
        went[row.teacher].append(row)
    every = {who for who in (*by_teacher, *went) if who is not None}
    Staff.learn_captions(every)
    for who in sorted(every, key=lambda one: (Staff.caption_of(one), one)):
        yield made.line(who, Staff.caption_of(who), by_teacher.get(who, []), went[who])
    if alone := by_teacher.get(None):
        yield made.line(None, "还没有责任教师", alone, [])


def _others(rows: Sequence[Any]) -> dict[str, int]:
    counts, codes = visits.ways(), code_list("visit_way")
    found = {
        code: {row.visit for row in rows if row.way == code} for code in codes.labels if code not in counts
    }
    return {code: len(told) for code, told in found.items() if told}


def policies_told(first: dt.date, last: dt.date) -> dict[str, int]:
    """Code of visit_policy -> how many visits told of it, by whatever way."""
    rows = Visit.select(Visit.policies).where(Visit.day.between(first, last) & Visit.policies.is_null(False))
    found = Counter(code for (told,) in rows.tuples() for code in told.split(",") if code)
    return {code: found[code] for code in code_list("visit_policy").labels if found[code]}
