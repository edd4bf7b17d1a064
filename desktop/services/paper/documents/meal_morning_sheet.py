"""从业人员晨检记录表: workers down, the days of the month across, one sign in each cell; what it means stands below."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.ledgers.meal_logs import MorningCheck
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.services.meals import workers
from desktop.services.meals.calendar import month_span
from desktop.services.meals.workers import MonthLine
from desktop.services.paper.documents import back_entries
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper, wording
from desktop.services.paper.documents.lists import ENTERED, Column, ListPage, demand_rows
from desktop.services.paper.documents.meal_log_tables import month_title
from desktop.services.paper.grid import Row, label, value
from desktop.services.progress import Progress

NUMBER, NAME, ALL = 10.0, 26.0, 273.0
CHECKER = 9.0  # mm high: 检查人 signs for each day


@dataclass(frozen=True)
class MorningSheet:
    """A month of 晨检. told: what was done about somebody who was not well, one sentence each. late: days entered late, and the
    sentence with the reasons.
    """

    month: str
    lines: Sequence[MonthLine]
    checkers: Sequence[str]
    told: Sequence[str]
    late: tuple[frozenset[int], str] = (frozenset(), "")

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "月份": month_title(self.month)}
        return str(wording("meal_records")["morning"]["heading"].format_map(blanks))


def morning_sheet(store: Store, month: str) -> MorningSheet:
    """Raises Refused when nobody works near the food, or nothing was written in the month."""
    lines = workers.month_sheet(store, month)
    demand_rows(lines, "从业人员", nothing="一个人也没有")
    first, last = month_span(month)
    rows = list(
        store.rows(MorningCheck).where(MorningCheck.day.between(first, last)).order_by(MorningCheck.day)
    )
    demand_rows(rows, f"{month_title(month)}的从业人员晨检记录表", nothing="一条记录也没有", then=ENTERED)
    by_day = {row.day.day: Staff.caption_of(row.checker_id) for row in rows if row.checker_id}
    told = [
        f"{row.day.month}月{row.day.day}日 {Staff.caption_of(row.staff_id)}"
        f"（{MorningCheck.signs.format(row.signs)}）：{row.result}"
        for row in rows
        if row.result
    ]
    checkers = [by_day.get(day, "") for day in range(1, last.day + 1)]
    late = frozenset(row.day.day for row in rows if back_entries.late(row))
    return MorningSheet(month, lines, checkers, told, (late, back_entries.footnote(rows)))


def legend() -> str:
    """代码：0正常 1发热 …；出勤：√出勤 △病假 …."""
    told = wording("meal_records")["morning"]
    signs = " ".join(f"{code}{words}" for code, words in code_list("morning_sign").labels.items())
    marks = code_list("work_mark")
    at_work = " ".join(f"{marks.fact(code, 'symbol')}{words}" for code, words in marks.labels.items())
    return f"{told['legend']}{signs}。{told['marks']}{at_work}。{told['rule']}"


def draw(path: Path, subject: MorningSheet, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the sheet; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("meal_records")["morning"]
    pre_flight(*(("晨检表的姓名", line.name) for line in subject.lines))
    pre_flight(*(("晨检的处理结果", words) for words in subject.told))
    year, number = map(int, subject.month.split("-"))
    days = calendar.monthrange(year, number)[1]
    wide = (ALL - NUMBER - NAME) / days
    columns = [Column(head, width) for head, width in zip(told["columns"], (NUMBER, NAME), strict=True)]
    columns += [Column(str(day), wide) for day in range(1, days + 1)]
    results = f"{told['foot']}：{'；'.join(subject.told)}。" if subject.told else ""
    lines = list(enumerate(subject.lines, 1))

    def row(entry: tuple[int, MonthLine]) -> Row:
        place, line = entry
        cells = [value(mark, size=8.0) for mark in line.marks]
        return [value(place), value(line.name), *cells]

    late_days, late_note = subject.late
    back = wording("back_entry")

    def checkers(_here: object, _so_far: object, last: bool) -> Sequence[Row]:
        """Who looked at everybody, day by day, upright in the narrow columns."""
        names = [value("\n".join(name), size=7.0) for name in subject.checkers]
        found = [[label(told["checker"], 2), *names]] if any(subject.checkers) else []
        if late_days:
            signs = [value(back["mark"] if day in late_days else "") for day in range(1, days + 1)]
            found.append([label(back["name"], 2), *signs])
        return found if last else []

    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=f"单位：{school_on_paper().school_name}", centre=month_title(subject.month),
            signatures=told["signatures"], notes=f"{legend()}{results}{late_note}",
        )  # fmt: skip
        make = page.roster(columns, row, checkers, row=9.0, size=10.0)
        return make.draw(sheet, lines, progress)
