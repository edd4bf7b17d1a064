"""课间加餐流程记录表: the steps down, the days of the month across; what was not done, or noted, stands below."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.meal_people import SnackCheck, SnackStep
from desktop.models.store import Store
from desktop.services.meals.calendar import month_span
from desktop.services.paper.documents import back_entries
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper, wording
from desktop.services.paper.documents.lists import ENTERED, Column, ListPage, demand_rows, no_sums
from desktop.services.paper.documents.meal_log_tables import month_title
from desktop.services.paper.grid import Row, value, words
from desktop.services.progress import Progress

NUMBER, NAME, ALL = 10.0, 48.0, 273.0
MARKS = {"yes": "√", "no": "×", "none": "—"}  # snack_ok


@dataclass(frozen=True)
class StepsSheet:
    """A month of steps. lines: (number, name, marks of each day); notes: what was not done, and what was noted."""

    month: str
    lines: Sequence[tuple[int, str, Sequence[str]]]
    notes: Sequence[str]
    late: str = ""

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "月份": month_title(self.month)}
        return str(wording("meal_records")["steps"]["heading"].format_map(blanks))


def steps_sheet(store: Store, month: str) -> StepsSheet:
    """Raises Refused when no step was kept in the month."""
    first, last = month_span(month)
    rows = list(store.rows(SnackCheck).where(SnackCheck.day.between(first, last)).order_by(SnackCheck.day))
    demand_rows(rows, f"{month_title(month)}的加餐流程记录", nothing="一条也没有", then=ENTERED)
    marks = {(row.step_id, row.day.day): MARKS[row.done] for row in rows}
    used = {row.step_id for row in rows}
    steps = [
        row for row in SnackStep.select().order_by(SnackStep.number, SnackStep.from_day) if row.id in used
    ]
    days = range(1, last.day + 1)
    lines = [(row.number, row.name, [marks.get((row.id, day), "") for day in days]) for row in steps]
    names = {row.id: row.name for row in steps}
    return StepsSheet(
        month, lines, [_note(row, names) for row in rows if row.note], back_entries.footnote(rows)
    )


def _note(row: Any, names: dict[int, str]) -> str:
    day: dt.date = row.day
    done = "" if row.done == "yes" else f"{code_list('snack_ok').label(row.done)}，"
    return f"{day.month}月{day.day}日 {names[row.step_id]}：{done}{row.note}"


def draw(path: Path, subject: StepsSheet, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the sheet; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("meal_records")["steps"]
    pre_flight(
        *(("加餐流程", f"{name}") for _, name, _marks in subject.lines),
        *(("加餐情况", note) for note in subject.notes),
    )
    year, number = map(int, subject.month.split("-"))
    days = calendar.monthrange(year, number)[1]
    wide = (ALL - NUMBER - NAME) / days
    columns = [Column(head, width) for head, width in zip(told["columns"], (NUMBER, NAME), strict=True)]
    columns += [Column(str(day), wide) for day in range(1, days + 1)]

    def row(entry: tuple[int, str, Sequence[str]]) -> Row:
        place, name, marks = entry
        return [value(place), words(name, size=9.5), *(value(mark) for mark in marks)]

    notes = (
        f"{told['notes']}{'；'.join(subject.notes)}。" if subject.notes else f"{told['notes']}{told['fine']}"
    )
    notes += subject.late
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=f"单位：{school_on_paper().school_name}", centre=month_title(subject.month),
            signatures=told["signatures"], notes=notes,
        )  # fmt: skip
        return page.roster(columns, row, no_sums, row=8.5, size=10.0).draw(sheet, subject.lines, progress)
