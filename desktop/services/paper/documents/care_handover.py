"""D11H 结对帮扶交接单: which children go from one teacher to another, what is to be known of each; both sign."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import rows_by_id
from desktop.models.terms import Term, day_in_words
from desktop.services.care import pairs, plans
from desktop.services.paper.documents.care_lists import SECRET, centre, columns, heading, main_guardians
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, value, words
from desktop.services.progress import Progress

WIDTHS = (12, 22, 22, 22, 32, 55, 70, 38)
Pair = tuple[int, int]  # old and new teacher


@dataclass(frozen=True)
class Slips:
    """Rows of the pairs taken over, by (old teacher, new teacher)."""

    term: Term
    day: dt.date
    slips: dict[Pair, list[Any]]

    @property
    def title(self) -> str:
        return heading("handover")

    @property
    def count(self) -> int:
        return sum(map(len, self.slips.values()))


def slips(term: Term, day: dt.date, students: Sequence[int] = ()) -> Slips:
    """What waits for an answer; of chosen pupils also their latest handover. Raises Refused when there is none."""
    rows = [row for row in pairs.offered() if not students or row.student_id in students]
    if students:
        waiting = {row.student_id for row in rows}
        rest = [one for one in students if one not in waiting]
        leads = pairs.lead_of(rest, day)
        rows += [row for row in leads.values() if row.took_over_id]
    demand_rows(rows, "交接", nothing="一份等答复的交接也没有；已经办完的，请先在表里选好学生")
    old = {
        row.id: row.teacher_id
        for row in rows_by_id(Pairing, {row.took_over_id for row in rows if row.took_over_id})
    }
    found: dict[Pair, list[Any]] = defaultdict(list)
    for row in rows:
        found[old.get(row.took_over_id, 0), row.teacher_id].append(row)
    return Slips(term, day, dict(found))


def draw(path: Path, subject: Slips, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print a slip for each two teachers; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled, Refused."""
    told = wording("care_pairs")
    left = told["unit_line"].format_map({"学校": school_on_paper().school_name})
    made = [(pair, _rows(rows, subject)) for pair, rows in subject.slips.items()]
    pre_flight(
        *(
            (f"交接单第 {at} 行", cell.text)
            for _, rows in made
            for at, row in enumerate(rows, 1)
            for cell in row
        )
    )
    pages = 0
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        for at, (pair, rows) in enumerate((progress or Progress()).follow(made, len(made), every=1)):
            if at:
                sheet.next_page()
            page = ListPage(
                sheet, subject.title, left, _centre(pair, rows, subject.slips[pair]), secret=SECRET,
                signatures=told["handover"]["signatures"], notes=told["handover"]["notes"],
            )  # fmt: skip
            pages += page.roster(columns("handover", WIDTHS), _same, no_sums, row=11.0).draw(sheet, rows)
    return pages


def _centre(pair: Pair, rows: Sequence[Row], told: Sequence[Any]) -> str:
    old, new = pair
    day = max(row.from_day for row in told)
    return centre(
        "handover", 原教师=Staff.caption_of(old) if old else "", 新教师=Staff.caption_of(new), 日期=day_in_words(day),
        人数=len(rows),
    )  # fmt: skip


def _same(row: Row) -> Row:
    return row


def _rows(told: Sequence[Any], subject: Slips) -> list[Row]:
    ids = [row.student_id for row in told]
    pupils, guardians = {row.id: row for row in rows_by_id(Student, ids)}, main_guardians(ids)
    figures, planned = plans.tallies(subject.day, subject.term), _planned(subject.term, ids)
    made: list[Row] = []
    for at, row in enumerate(told, 1):
        pupil, guardian, plan = (
            pupils[row.student_id],
            guardians.get(row.student_id),
            figures.get(row.student_id),
        )
        told = planned.get(row.student_id, ("", ""))
        aims = "\n".join(filter(None, (row.measures or told[0], row.goal or told[1])))
        state = f"措施完成 {plan.done}/{plan.measures}" if plan else ""
        klass = short_class(Student.school_class.format(pupil.school_class_id))
        made.append([
            value(at), value(pupil.name), value(klass), value(guardian.name if guardian else ""),
            value((guardian.phone if guardian else None) or pupil.phone), words(row.difficulty), words(aims), value(state),
        ])  # fmt: skip
    return made


def _planned(term: Term, students: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Child -> measures and aim of the term's plan: what the slip says where the pair itself says nothing."""
    rows = {student: plan for student, plan in plans.plans_of(term).items() if student in students}
    measures = plans.measures_of(plan.id for plan in rows.values())
    return {
        student: ("；".join(one.words for one in measures.get(plan.id, ())), plan.goal or "")
        for student, plan in rows.items()
    }
