"""五类学生 as the page shows them: who is listed and why, who is responsible, when somebody was there last, what to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.models.codes import code_list
from desktop.models.ledgers.day_order import today as clock
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed as some
from desktop.models.terms import Term
from desktop.services.care import left_figures, listed, pairs, visits
from desktop.services.care.listed import NO_DISABILITY, Child, Counts
from desktop.services.care.weak import judged_terms, study_rule

DISABLED_PUPIL = "12"  # hardship_type 残疾学生
NAMED = 3


@dataclass(frozen=True)
class Line:
    """One listed child. teacher: who is responsible, "" for nobody; visited: the last visit of the term."""

    child: Child
    teacher: str
    visited: dt.date | None


@dataclass(frozen=True)
class Roll:
    """The listed of a day, and sentences about facts that do not go together."""

    day: dt.date
    term: Term
    lines: tuple[Line, ...]
    counts: Counts
    doubts: tuple[str, ...]

    @property
    def alone(self) -> list[Line]:
        """Who is to have a responsible teacher and has none."""
        return [one for one in self.lines if one.child.pairs and not one.teacher]


def day_of(term: Term) -> dt.date:
    """Today, as long as the term runs; else its first or last day."""
    first, last = visits.span_of(term)
    return min(max(clock(), first), last)


def roll(day: dt.date, term: Term) -> Roll:
    """Everybody listed that day, as far as whoever reads may see them."""
    children = listed.children(day, term=term)
    leads, seen = pairs.lead_of(children, day), visits.done(term)
    lines = [
        Line(
            child,
            Staff.caption_of(leads[student].teacher_id) if student in leads else "",
            max((one for one in seen.get(student, []) if one <= day), default=None),
        )
        for student, child in children.items()
    ]
    return Roll(
        day, term, tuple(lines), listed.counts_of(children.values()), tuple(_doubts(day, term, children))
    )


def _doubts(day: dt.date, term: Term, children: Mapping[int, Child]) -> list[str]:
    """What somebody should look at before the figures are handed on."""
    return [
        words
        for words in (_no_kind(children, day), _too_old(children, day, term), _no_results(term))
        if words
    ]


def _no_kind(children: Mapping[int, Child], day: dt.date) -> str:
    row = Hardship
    holds = (row.since <= day) & (row.until.is_null() | (row.until >= day))
    empty = Student.disability.is_null() | (Student.disability == NO_DISABILITY)
    rows = (
        row.select(row.student)
        .join(Student)
        .where(holds & (row.kind == DISABLED_PUPIL) & empty & row.student.in_(some(children)))
    )
    names = [children[student].name for (student,) in rows.distinct().tuples()]
    return f"{_named(names)}的困难类型是“残疾学生”，花名册的“残疾类型”没有填，没有算作残疾。" if names else ""


def _too_old(children: Mapping[int, Child], day: dt.date, term: Term) -> str:
    names = [one.name for one in left_figures.too_old(left_figures.pupils(day, term, children))]
    return f"{_named(names)}已满十六周岁，花名册上还勾着“农村留守（民政口径）”，请核对。" if names else ""


def _no_results(term: Term) -> str:
    rule = study_rule()
    found = len(judged_terms(term, rule)) if rule.on else 0
    if not rule.on or found >= rule.terms:
        return ""
    have = f"只有 {found} 个学期的成绩" if found else "还没有成绩"
    return f"学困要看最近 {rule.terms} 个学期的成绩，{have}，所以还没有学困学生。导入成绩，或者到“关爱规则”里改。"


def _named(names: list[str]) -> str:
    return "、".join(names[:NAMED]) + (f"等 {len(names)} 人" if len(names) > NAMED else "")


def sources() -> dict[str, str]:
    """Where each type comes from: code of care_type (and "need") -> a sentence for the page."""
    rule = study_rule()
    study = (
        f"最近 {rule.terms} 个学期，每学期至少 {rule.subjects} 门低于满分的 {rule.percent}%"
        if rule.on
        else "规则没有启用"
    )
    return {
        "disabled": "花名册的“残疾类型”", "poor": "困难类型 01—14，或本学年认定的困难学生", "left": "花名册的两种留守口径，分开计数",
        "study": study, "migrant": "花名册的“进城务工随迁子女”", "need": "困境儿童登记，按起止日期",
    }  # fmt: skip


def title_of(code: str) -> str:
    """The name of a type, 困境 included."""
    return "困境" if code == listed.NEED else code_list("care_type").label(code)
