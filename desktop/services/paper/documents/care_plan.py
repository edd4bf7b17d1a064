"""D12 “一人一策”帮扶计划表: one child's plan of a term on a page, its measures, the review, three signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.care_pairs import SupportPlan
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import rows_by_id
from desktop.models.terms import Term, day_in_words
from desktop.services.care import listed, plans
from desktop.services.paper.documents.care_lists import heading, main_guardians
from desktop.services.paper.documents.common import (
    BLANK_DAY,
    Table,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
    write_title,
)
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.grid import Cell, Grid, Row, label, line_of, side, tick, value, words
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEFT, WIDTH = 18.0, 174.0
TITLE, TOP, BOTTOM, TURN = 20.0, 30.0, 270.0, 18.0  # mm from the upper edge; TURN: where a second page begins
COLUMNS = (10.0, 20.0, 38.0, 22.0, 30.0, 22.0, 32.0)
MEASURES = (10.0, 16.0, 72.0, 26.0, 20.0, 30.0)
ROW, SENTENCE, GOAL, REVIEW, SIGN = 8.5, 10.0, 14.0, 30.0, 14.0
LEAST = 5  # lines for measures, so that a blank form can be filled by hand


@dataclass(frozen=True)
class Plans:
    """Plans to print in the order of classes, with their pupils, measures and guardians."""

    term: Term
    plans: Sequence[Any]
    pupils: dict[int, Any]
    measures: dict[int, list[Any]]
    guardians: dict[int, Any]

    @property
    def title(self) -> str:
        return heading("plan", self.term)


def plans_to_print(term: Term, day: Any, students: Sequence[int] = ()) -> Plans:
    """The term's plans, or those of some pupils. Raises Refused when there is none."""
    found = plans.plans_of(term)
    order = {student: at for at, student in enumerate(listed.to_pair(day, term=term))}
    here = [one for one in found if not students or one in students]
    demand_rows(here, f"{term.title}帮扶计划", nothing="一份计划也没有")
    here.sort(key=lambda one: (order.get(one, len(order)), one))
    rows = [found[one] for one in here]
    return Plans(
        term, rows, {row.id: row for row in rows_by_id(Student, here)}, plans.measures_of([row.id for row in rows]),
        main_guardians(here),
    )  # fmt: skip


def draw(path: Path, subject: Plans, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the plans, each from a new page; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    for plan in subject.plans:
        name = subject.pupils[plan.student_id].name
        texts = [text for text in plan.__data__.values() if isinstance(text, str)]
        texts += [one.words for one in subject.measures.get(plan.id, [])]
        pre_flight(*((f"{name}的帮扶计划", text) for text in [name, *texts]))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for at, plan in enumerate(
            (progress or Progress()).follow(subject.plans, len(subject.plans), every=1)
        ):
            if at:
                sheet.next_page()
            _Page(sheet, subject, plan).draw()
        return sheet.page


class _Page:
    """One plan being set."""

    def __init__(self, sheet: Sheet, subject: Plans, plan: Any) -> None:
        self.sheet, self.subject, self.plan, self.told = sheet, subject, plan, wording("care_pairs")["plan"]
        self.pupil, self.guardian = subject.pupils[plan.student_id], subject.guardians.get(plan.student_id)
        self.grid = Table(sheet, LEFT, COLUMNS, size=10.5, row=ROW)

    def draw(self) -> None:
        school = school_on_paper().school_name
        title = f"{school}{self.told['heading']}"
        write_title(self.sheet, title, (self.sheet.width / 2, TITLE), 16, WIDTH, school=school)
        y = self.grid.draw(self._head(), TOP)
        y = self._block(self.grid, self._situation(), y, SENTENCE)
        y = self._block(self.grid, self._goal(), y, GOAL)
        y = self._measures(y)
        y = self._block(self.grid, self._review(), y, 0.0, [REVIEW, 9.0])
        self._sign(y)

    def _head(self) -> list[Row]:
        names, plan, pupil = self.told["labels"], self.plan, self.pupil
        teacher = Staff.get_by_id(plan.teacher_id)
        phone = (self.guardian.phone if self.guardian else None) or pupil.phone
        klass = short_class(Student.school_class.format(pupil.school_class_id))
        return [
            [label(names[0], 2), value(pupil.name), label(names[1]), value(Student.gender.format(pupil.gender)),
             label(names[2]), value(klass)],
            [label(names[3], 2), value(self.subject.term.title), label(names[7]),
             value(self.guardian.name if self.guardian else ""), label(names[8], size=9.5), value(phone)],
            [label(names[4], 2), value(teacher.name), label(names[5]), value(Staff.post.format(teacher.post)),
             label(names[6]), value(teacher.phone)],
        ]  # fmt: skip

    def _situation(self) -> list[Row]:
        names = self.told["situation"]
        cells = [
            (name, getattr(self.plan, field)) for name, field in zip(names, plans.SITUATION, strict=True)
        ]
        return _sided(self.told["sides"][0], cells)

    def _goal(self) -> list[Row]:
        cells = list(zip(self.told["goal"], (self.plan.problems, self.plan.goal), strict=True))
        return _sided(self.told["sides"][1], cells)

    def _measures(self, top: float) -> float:
        """The measures, over to a second page where there are many; empty lines where there are few."""
        grid = Table(self.sheet, LEFT, MEASURES, size=10.0, row=ROW)
        head: Row = [label(text) for text in self.told["columns"]]
        rows: list[Row] = [head, *map(self._measure, self.subject.measures.get(self.plan.id, []))]
        rows += [[label("")] * len(head)] * (LEAST + 1 - len(rows))
        while rows:
            some = rows[: self._fitting(grid, rows, top)]
            first: Cell = side(self.told["sides"][2], len(some))
            top = grid.draw([[first, *some[0]], *some[1:]], top, self._heights(grid, some))
            if rows := rows[len(some) :]:
                rows, top = [head, *rows], self._turn()
        return top

    def _fitting(self, grid: Grid, rows: Sequence[Row], top: float) -> int:
        """How many of the rows fit on the page; two at least, the head and one."""
        room, count = BOTTOM - top, 0
        for height in self._heights(grid, rows):
            room -= height
            count += room >= 0
        return max(count, 2)

    @staticmethod
    def _heights(grid: Grid, rows: Sequence[Row]) -> list[float]:
        return grid.heights([[label(""), *row] for row in rows])

    def _measure(self, one: Any) -> Row:
        done = one.result or ""
        if one.done_on:
            done = "\n".join(filter(None, (f"{one.done_on:%Y-%m-%d}", done)))
        return [
            value(code_list("measure_kind").label(one.kind)), words(one.words), value(f"{one.due_on:%Y-%m-%d}"),
            value(Staff.caption_of(one.staff_id) if one.staff_id else ""), words(done, size=9.0),
        ]  # fmt: skip

    def _review(self) -> list[Row]:
        effects = code_list("plan_effect").labels
        ticks = "　".join(tick(words_, code == self.plan.effect) for code, words_ in effects.items())
        day = day_in_words(self.plan.reviewed_on) if self.plan.reviewed_on else BLANK_DAY.strip("　")
        summary, effect = self.told["review"]
        return [
            [side(self.told["sides"][3], 2), label(summary), words(self.plan.summary, 5, top=True)],
            [
                label(effect),
                line_of(ticks, 3),
                label(self.told["reviewed_on"], size=9.5),
                value(day, size=9.5),
            ],
        ]

    def _block(
        self,
        grid: Grid,
        rows: Sequence[Row],
        top: float,
        least: float,
        heights: Sequence[float] | None = None,
    ) -> float:
        """Rows that stay on one page."""
        wanted = grid.heights(rows, list(heights) if heights else [least] * len(rows))
        if top + sum(wanted) > BOTTOM:
            top = self._turn()
        return grid.draw(rows, top, wanted)

    def _turn(self) -> float:
        self.sheet.next_page()
        self.sheet.write(f"{self.pupil.name} {SupportPlan.title}（续）", LEFT, TURN - 4, "song", 10)
        return TURN

    def _sign(self, top: float) -> None:
        names = self.told["signatures"]
        y = top + SIGN - 4
        if y > 285:
            y = self._turn() + SIGN
        for place, name in enumerate(names):
            self.sheet.write(name, LEFT + place * WIDTH / len(names), y, "song", 11)


def _sided(name: str, cells: Sequence[tuple[str, str | None]]) -> list[Row]:
    """Lines of label and sentence behind one upright label."""
    rows: list[list[Cell]] = [[label(words_), words(text, 5)] for words_, text in cells]
    rows[0].insert(0, side(name, len(rows)))
    return [*rows]
