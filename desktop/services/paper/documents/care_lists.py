"""The lists of 结对: 联系表 D11L, 覆盖情况表 D11C, 教师一览表 D11T, 计划执行情况 D12S, 学期汇总 CARES.

All stay in the school: they name types of need, and are marked so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers import glances
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import rows_by_id
from desktop.models.terms import Term, day_in_words
from desktop.services.care import listed, pair_summary, pairs, plans
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress

SECRET = "内部资料　注意保密"
CONTACTS = (10, 18, 18, 25, 18, 17, 24, 26, 42, 16, 25, 34)
COVERAGE_CLASS, COVERAGE_TYPE, COVERAGE_COUNT = 26.0, 19.0, 18.0
LOADS = (12, 22, 22, 30, 14, 86)
PLANS = (12, 22, 24, 24, 15, 15, 15, 18, 128)
SCHOOL = (12, 28, 30, 26, 28, 28, 28, 24, 35, 34)
A4_LYING, A4_STANDING, SIDE = 297.0, 210.0, 12.0


@dataclass(frozen=True)
class CareList:
    """One list ready to be set. rows: cells of each line; sums: the line under all; names: of the pupils, for glyphs."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    centre: str
    sums: Row | None = None
    notes: str = ""
    lying: bool = True
    count: int = 0


def draw(path: Path, subject: CareList, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the list; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled, Refused."""
    told = wording("care_pairs")
    texts = [
        (f"{subject.title}第 {at} 行", cell.text) for at, row in enumerate(subject.rows, 1) for cell in row
    ]
    pre_flight(*texts, ("标题", subject.title), ("表头", subject.centre))
    left = told["unit_line"].format_map({"学校": school_on_paper().school_name})
    with new_sheet(path, subject.title, lying=subject.lying, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left, subject.centre, secret=SECRET,
            signatures=told[subject.name]["signatures"], notes=subject.notes, seal=True,
        )  # fmt: skip
        sums = _last_only(subject.sums) if subject.sums else no_sums
        roster = page.roster(subject.columns, _same, sums, row=8.4, size=9.5)
        return roster.draw(sheet, list(subject.rows), progress)


def _same(row: Row) -> Row:
    return row


def _last_only(sums: Row) -> Callable[[Sequence[Row], Sequence[Row], bool], Sequence[Row]]:
    """The sum of all stands under the last page alone."""

    def made(_here: Sequence[Row], _so_far: Sequence[Row], last: bool) -> Sequence[Row]:
        return [sums] if last else []

    return made


def heading(name: str, term: Term | None = None) -> str:
    """青禾县…2026年秋季学期结对帮扶联系表"""
    return (
        f"{school_on_paper().school_name}{term.title if term else ''}{wording('care_pairs')[name]['heading']}"
    )


def columns(name: str, widths: Sequence[float]) -> tuple[Column, ...]:
    heads = wording("care_pairs")[name]["columns"]
    return tuple(Column(head, float(width)) for head, width in zip(heads, widths, strict=True))


def centre(name: str, **blanks: object) -> str:
    return str(wording("care_pairs")[name]["centre"].format_map(blanks))


# D11L ---------------------------------------------------------------------------------------------------


def contacts(term: Term, day: dt.date) -> CareList:
    """Every pair with a responsible teacher, by teacher. Raises Refused when there is none."""
    children = listed.to_pair(day, term=term)
    leads = pairs.lead_of(children, day)
    demand_rows(list(leads), "结对名单", nothing="一对结对也没有")
    pupils = {row.id: row for row in rows_by_id(Student, leads)}
    staff = {row.id: row for row in rows_by_id(Staff, {row.teacher_id for row in leads.values()})}
    guardians, hardships = main_guardians(list(leads)), glances.hardships(list(leads))
    ordered = [student for student in children if student in leads]
    ordered.sort(key=lambda student: (staff[leads[student].teacher_id].name, leads[student].teacher_id))
    rows: list[Row] = []
    for at, student in enumerate(ordered, 1):
        lead, pupil, child = leads[student], pupils[student], children[student]
        teacher, guardian = staff[lead.teacher_id], guardians.get(student)
        rows.append([
            value(at), value(teacher.name), value(Staff.post.format(teacher.post)), value(teacher.phone), value(pupil.name),
            value(short_class(child.class_name)), value(child.told), words(hardships.get(student, "")),
            words(pupil.current_address or pupil.home_address), value(guardian.name if guardian else ""),
            value((guardian.phone if guardian else None) or pupil.phone), words(lead.measures),
        ])  # fmt: skip
    said = centre("contacts", 学期=term.title, 日期=day_in_words(day), 人数=len(rows))
    notes = str(wording("care_pairs")["contacts"]["notes"])
    return CareList(
        "contacts",
        heading("contacts"),
        columns("contacts", CONTACTS),
        rows,
        said,
        notes=notes,
        count=len(rows),
    )


def main_guardians(students: Sequence[int]) -> dict[int, Any]:
    """Child -> the guardian one would telephone: marked 监护人 first, with a telephone before one without."""
    found: dict[int, Any] = {}
    rows = Guardian.select().where(Guardian.student.in_(list(students)))
    for row in rows.order_by(Guardian.is_guardian.desc(), Guardian.phone.is_null(), Guardian.id):
        found.setdefault(row.student_id, row)
    return found


# D11C ---------------------------------------------------------------------------------------------------


def coverage(term: Term, day: dt.date) -> CareList:
    """Class × type: so many of so many; who is missing by name. Raises Refused when nobody is to be paired."""
    told, said = pairs.coverage(day, term), wording("care_pairs")["coverage"]
    demand_rows(told.classes, "要结对的名单")
    kinds = [one.key for one in told.types]
    names = {child.student: child.name for child in told.missing}
    room = A4_LYING - 2 * SIDE - COVERAGE_CLASS - COVERAGE_TYPE * len(kinds) - 3 * COVERAGE_COUNT
    widths = (COVERAGE_CLASS, *[COVERAGE_TYPE] * len(kinds), *[COVERAGE_COUNT] * 3, room)
    first, *rest = said["columns"]
    heads = (first, *map(pairs.kind_name, kinds), *rest)
    rows: list[Row] = []
    for one in told.classes:
        cells = [_of(told.table.get((one.key, kind))) for kind in kinds]
        lacking = "、".join(names[student] for student in one.missing) or said["everybody"]
        rows.append(_line(one, short_class(one.label), cells, lacking))
    total = pairs.Tally(0, "", tuple(range(told.listed)), tuple(range(len(told.missing))))
    sums = _line(total, said["total"], [_of(one) for one in told.types], "")
    text = centre("coverage", 学期=term.title, 日期=day_in_words(day))
    made = tuple(Column(head, width) for head, width in zip(heads, widths, strict=True))
    return CareList(
        "coverage", heading("coverage"), made, rows, text, sums, notes=str(said["notes"]), count=told.listed
    )


def _line(one: pairs.Tally, name: str, cells: Sequence[str], lacking: str) -> Row:
    counts = (len(one.listed), one.paired, len(one.missing) or "—")
    return [label(name), *map(value, cells), *map(value, counts), words(lacking)]


def _of(tally: pairs.Tally | None) -> str:
    return f"{tally.paired}/{len(tally.listed)}" if tally else "—"


# D11T ---------------------------------------------------------------------------------------------------


def loads(term: Term, day: dt.date) -> CareList:
    """Each teacher with all children by name; no type of need stands on it. Raises Refused."""
    told = [one for one in pair_summary.by_teacher(day, term) if one.current]
    demand_rows(told, "结对名单", nothing="一对结对也没有")
    staff = {row.id: row for row in rows_by_id(Staff, [one.teacher for one in told])}
    rows: list[Row] = [
        [
            value(at), value(one.name), value(Staff.post.format(staff[one.teacher].post)), value(staff[one.teacher].phone),
            value(len(one.current)),
            words("、".join(f"{c.child.name}（{short_class(c.child.class_name)}）" for c in one.current)),
        ]
        for at, one in enumerate(told, 1)
    ]  # fmt: skip
    count = sum(len(one.current) for one in told)
    sums: Row = [label(wording("care_pairs")["loads"]["total"], 4), value(count), value("")]
    said = centre("loads", 学期=term.title, 日期=day_in_words(day), 人数=len(told), 对数=count)
    return CareList(
        "loads", heading("loads"), columns("loads", LOADS), rows, said, sums, lying=False, count=len(told)
    )


# D12S ---------------------------------------------------------------------------------------------------


def plan_list(term: Term, day: dt.date) -> CareList:
    """Every plan of the term with its figures. Raises Refused when there is none."""
    rows_of, figures = plans.plans_of(term), plans.tallies(day, term)
    demand_rows(list(rows_of), f"{term.title}帮扶计划", nothing="一份计划也没有")
    children = listed.to_pair(day, term=term)
    pupils = {row.id: row for row in rows_by_id(Student, rows_of)}
    ordered = [*(one for one in children if one in rows_of), *(one for one in rows_of if one not in children)]
    Staff.learn_captions(row.teacher_id for row in rows_of.values())
    effects = code_list("plan_effect")
    rows: list[Row] = []
    for at, student in enumerate(ordered, 1):
        plan, told, pupil = rows_of[student], figures[student], pupils[student]
        rows.append([
            value(at), value(Student.in_class(pupil)),
            value(short_class(Student.school_class.format(pupil.school_class_id))),
            value(Staff.caption_of(plan.teacher_id)), value(told.measures), value(told.done), value(told.late or "—"),
            value(effects.label(plan.effect)), words(plan.summary),
        ])  # fmt: skip
    whole = sum(figures.values(), plans.Tally())
    said = wording("care_pairs")["plans"]
    sums: Row = [
        label(said["total"], 4), value(whole.measures), value(whole.done), value(whole.late or "—"), value(""), value(""),
    ]  # fmt: skip
    text = centre("plans", 学期=term.title, 日期=day_in_words(day), 人数=len(rows))
    notes = str(said["notes"]).format_map({"日期": day_in_words(day)})
    return CareList(
        "plans", heading("plans"), columns("plans", PLANS), rows, text, sums, notes, count=len(rows)
    )


# CARES --------------------------------------------------------------------------------------------------


def school_term(term: Term, day: dt.date) -> CareList:
    """The school's term, a line to a teacher. Raises Refused when nobody is paired."""
    told, covered = pair_summary.by_teacher(day, term), pairs.coverage(day, term)
    demand_rows(told, "结对名单", nothing="一对结对也没有")
    staff = {row.id: row for row in rows_by_id(Staff, [one.teacher for one in told])}
    rows: list[Row] = [
        [
            value(at), value(one.name), value(Staff.post.format(staff[one.teacher].post)), value(_heads(one)),
            *_figures(one),
        ]
        for at, one in enumerate(told, 1)
    ]  # fmt: skip
    whole = pair_summary.TeacherTerm(0, "", tuple(child for one in told for child in one.children))
    sums: Row = [
        label(wording("care_pairs")["school_term"]["total"], 3),
        value(len(whole.current)),
        *_figures(whole, visited=len({c.child.student for c in whole.children if c.visited})),
    ]
    text = centre(
        "school_term", 学期=term.title, 日期=day_in_words(day), 应结对=covered.listed, 已结对=covered.paired,
        缺=len(covered.missing),
    )  # fmt: skip
    notes = str(wording("care_pairs")["school_term"]["notes"])
    made = columns("school_term", SCHOOL)
    return CareList("school_term", heading("school_term"), made, rows, text, sums, notes, count=len(rows))


def _heads(one: pair_summary.TeacherTerm) -> str:
    """12, 0（曾带 3）: those who are the teacher's now, and those handed over or gone in the term."""
    before = len(one.children) - len(one.current)
    return f"{len(one.current)}（曾带{before}）" if before else str(len(one.current))


def _figures(one: pair_summary.TeacherTerm, *, visited: int | None = None) -> list[Any]:
    """visited: children counted once, where two teachers had the same child."""
    plan, seen = one.plan, one.visited if visited is None else visited
    told = (one.needed or "—", one.seen.words, seen or "—", one.spoken.words)
    return [*map(value, told), value(_done(plan.done, plan.measures)),
            value(_done(plan.reviewed, plan.plans))]  # fmt: skip


def _done(have: int, of: int) -> str:
    return f"{have}/{of}" if of else "—"
