"""CAREM 随迁子女四统一核查表: what the roster shows of the classes, and room for what the school found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.store import Store
from desktop.models.terms import Term, day_in_words
from desktop.services.care import migrant
from desktop.services.care.migrant import Check, GradeShare
from desktop.services.paper.documents.common import (
    Table,
    new_sheet,
    school_on_paper,
    short_class,
    wording,
    write_title,
)
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.grid import Cell, Row, label, value, words
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEFT = 18.0
CLASSES = (19.0, 20.0, 17.0, 14.0, 18.0, 22.0, 18.0, 46.0)
FOUR = (28.0, 78.0, 68.0)
WIDTH = sum(CLASSES)
TOP, TURN, BOTTOM = 33.0, 20.0, 268.0  # mm; TURN: where a further page begins
ROW, ANSWER, LEAST = 8.0, 15.0, 6.0


@dataclass(frozen=True)
class MigrantCheck:
    """The check of a day, for a term."""

    term: Term
    check: Check

    @property
    def title(self) -> str:
        return str(wording("migrant_check")["heading"].format_map(self.blanks))

    @property
    def blanks(self) -> dict[str, object]:
        return {
            "学校": school_on_paper().school_name, "学期": self.term.title, "日期": day_in_words(self.check.day),
            "百分比": self.check.percent,
        }  # fmt: skip


def of_day(store: Store, day: dt.date, term: Term) -> MigrantCheck:
    """Raises Refused when there are no pupils."""
    found = migrant.check(store, day)
    demand_rows(found.grades, "花名册")
    return MigrantCheck(term, found)


def draw(path: Path, subject: MigrantCheck, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the sheet; returns the pages. Raises CannotWrite."""
    told, blanks = wording("migrant_check"), subject.blanks
    with new_sheet(path, subject.title, proof=proof) as sheet:
        school = school_on_paper().school_name
        write_title(sheet, subject.title, (sheet.width / 2, 18), 16, WIDTH, school=school)
        sheet.write(told["unit_line"].format_map(blanks), LEFT, 30, "song", 10.5)
        sheet.write_right(told["day_line"].format_map(blanks), LEFT + WIDTH, 30, "song", 10.5)
        bottom = _classes(sheet, subject.check)
        _four(sheet, subject, bottom)
        return sheet.page


def _classes(sheet: Sheet, check: Check) -> float:
    """The classes, grade after grade; a long school goes on a second page."""
    grid = Table(sheet, LEFT, CLASSES, size=10.0, row=ROW)
    head: Row = [label(text, size=9) for text in wording("migrant_check")["columns"]]
    rows, top = [head], TOP
    for grade in check.grades:
        block = grade_rows(grade)
        if top + sum(grid.heights([*rows, *block])) > BOTTOM and len(rows) > 1:
            grid.draw(rows, top)
            sheet.next_page()
            rows, top = [head], TURN
        rows += block
    return grid.draw([*rows, total(check)], top)


def grade_rows(grade: GradeShare) -> list[Row]:
    """A grade's classes; its name, share and sentence stand once beside them."""
    look = wording("migrant_check")["look"]
    rows: list[Row] = []
    for at, one in enumerate(grade.classes):
        first, count = at == 0, len(grade.classes)
        mark = f"{one.percent:.2f}%" + (f"\n{look}" if one.over else "")
        row: list[Cell] = [label(grade.name, 1, count)] if first else []
        row += [
            value(short_class(one.name)), value(one.pupils), value(one.migrants or "—"),
            value(mark if one.migrants else "—", size=9),
        ]  # fmt: skip
        row += [value(f"{grade.percent:.2f}%" if grade.migrants else "—", 1, count)] if first else []
        row.append(value(one.boarding or "—"))
        row += [words(grade.sentence, 1, count, size=8.5)] if first else []
        rows.append(row)
    return rows


def total(check: Check) -> Row:
    share = f"{100 * check.migrants / check.pupils:.2f}%" if check.migrants else "—"
    return [
        label(wording("migrant_check")["total"], 2), value(check.pupils), value(check.migrants), value(share, size=9), value(""),
        value(check.boarding), value(""),
    ]  # fmt: skip


def _four(sheet: Sheet, subject: MigrantCheck, top: float) -> None:
    """The four points with room for an answer, then who signs and the notes."""
    told = wording("migrant_check")
    grid = Table(sheet, LEFT, FOUR, size=10.0, row=ROW)
    rows: list[Row] = [[label(text) for text in told["four"]]]
    rows += [
        [label(name), words(how, size=9.5), Cell(told["answer"], "song", align="left", top=True, size=9.5)]
        for name, how in told["items"]
    ]
    least = [ROW, *[ANSWER] * len(told["items"])]
    if top + LEAST + sum(grid.heights(rows, least)) > BOTTOM:
        sheet.next_page()
        top = TURN - LEAST
    bottom = grid.draw(rows, top + LEAST, least)
    step = WIDTH / len(told["signatures"])
    for place, text in enumerate(told["signatures"]):
        sheet.write(text, LEFT + place * step, bottom + 9, "song", 10.5)
    notes: Sequence[str] = [told["rule"].format_map(subject.blanks), told["notes"]]
    for place, text in enumerate(notes if subject.check.percent else notes[1:]):
        sheet.write(text, LEFT, bottom + 15.5 + 4.2 * place, "song", 8.5)
