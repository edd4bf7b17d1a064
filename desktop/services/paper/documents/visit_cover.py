"""家访统计表 (DVS): a month or a term by class and by teacher, with the names of those nobody has visited yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.store import Store
from desktop.models.terms import Term, day_in_words
from desktop.services.care import cover as covers
from desktop.services.care.cover import Cover, Line
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows
from desktop.services.paper.grid import Cell, Row, label, value, words
from desktop.services.progress import Progress

WIDTHS = (34.0, 20.0, 20.0, 24.0, 20.0, 20.0, 20.0, 115.0)


@dataclass(frozen=True)
class CoverTable:
    """What the table is made of."""

    cover: Cover

    @property
    def title(self) -> str:
        told, month = wording("visit_papers")["cover"], self.cover.month
        blanks = {"学校": school_on_paper().school_name, "学期": self.cover.term.title}
        if not month:
            return str(told["heading"].format_map(blanks))
        spoken = f"{month[:4]}年{int(month[5:])}月"
        return str(told["month_heading"].format_map(blanks | {"月份": spoken}))


def cover_table(store: Store, term: Term, day: dt.date, month: str = "") -> CoverTable:
    """Raises Refused when nobody is to be visited."""
    found = covers.cover(day, term, month)
    demand_rows(found.whole.to_visit, f"{term.title}要家访的名单")
    return CoverTable(found)


def draw(path: Path, subject: CoverTable, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print classes, then teachers; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, cover = wording("visit_papers")["cover"], subject.cover
    names = [child.name for child in cover.children.values()]
    pre_flight(*(("家访统计表", text) for text in [*names, *(line.label for line in cover.teachers)]))
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        for place, part in enumerate(("class", "teacher")):
            if place:
                sheet.next_page()
            lines = cover.classes if part == "class" else cover.teachers
            columns = [
                Column(head, width) for head, width in zip(told[f"{part}_columns"], WIDTHS, strict=True)
            ]
            page = ListPage(
                sheet, subject.title, left=told["school"].format_map({"学校": school_on_paper().school_name}),
                centre=told["span_line"].format_map({"日期": day_in_words(cover.last)}),
                signatures=told["signatures"], notes=_notes(cover, part),
            )  # fmt: skip
            rows = page.roster(columns, partial(_row, cover=cover), partial(_sums, cover=cover), row=9.0)
            rows.draw(sheet, lines, progress)
        return sheet.page


def _row(line: Line, cover: Cover) -> Row:
    names = "、".join(cover.children[one].name for one in line.missing)
    return [*_figures(line, value(short_class(line.label))), words(names or "—")]


def _figures(line: Line, head: Cell) -> list[Cell]:
    total = len(line.to_visit)
    rate = f"{line.visited / total:.2%}" if total else "—"
    numbers = (total, line.visited, rate, line.enough, line.visits, line.heads)
    return [head, *(value(number) for number in numbers)]


def _sums(_here: Sequence[Line], _so_far: Sequence[Line], last: bool, *, cover: Cover) -> Sequence[Row]:
    """合计 at the end of the list."""
    if not last:
        return []
    missing = len(cover.whole.missing)
    said = f"还有 {missing} 人" if missing else "都访到了"
    return [[*_figures(cover.whole, label(wording("visit_papers")["cover"]["total"])), words(said)]]


def _notes(cover: Cover, part: str) -> str:
    told, codes = wording("visit_papers")["cover"], code_list("visit_way")
    said = [told["notes"]]
    said += [told["class_visits"]] if part == "class" else []
    if cover.sibling_visits:
        said.append(told["siblings"].format_map({"人数": cover.sibling_visits}))
    if cover.others:
        ways = "、".join(f"{codes.label(code)} {count} 次" for code, count in cover.others.items())
        said.append(told["others"].format_map({"方式": ways}))
    return "".join(said)
