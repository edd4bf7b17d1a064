"""家访登记表 (DV): a teacher's families, or a class's, to be taken along and filled by hand, in the order of the entry page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.care import sheet as sheets
from desktop.services.care.sheet import Line, Sheet, Whose
from desktop.services.paper.documents.common import (
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, value, words
from desktop.services.progress import Progress

WIDTHS = (11.0, 36.0, 36.0, 27.0, 13.0, 16.0, 11.0, 18.0, 44.0, 24.0, 10.0, 27.0)
ROW = 13.0  # mm: room for a hand


@dataclass(frozen=True)
class VisitSheets:
    """The sheets to print, each beginning a page."""

    sheets: Sequence[Sheet]

    @property
    def title(self) -> str:
        term = sheets.term_of_sheet(self.sheets[0])
        blanks = {"学校": school_on_paper().school_name, "学期": term.title}
        name = f"（{self.sheets[0].name}）" if len(self.sheets) == 1 else ""
        return str(wording("visit_papers")["sheet"]["heading"].format_map(blanks)) + name


def visit_sheets(store: Store, whose: Whose, who: Sequence[int], day: dt.date) -> VisitSheets:
    """The sheets of these teachers or classes, of all when none is named. Raises Refused when nobody is to be visited."""
    classes = store.session.classes
    facts = sheets.facts_of(day)
    listed = [one for one, _, _ in sheets.sheets(facts, whose)]
    wanted = [one for one in listed if not who or one in who]
    if whose == "class" and classes is not None:
        wanted = [one for one in wanted if one in classes]
    found = [sheet for one in wanted if (sheet := sheets.sheet_from(facts, whose, one)).lines]
    demand_rows(found, "家访名单", nothing="一户也没有")
    return VisitSheets(found)


def draw(path: Path, subject: VisitSheets, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the sheets; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, school = wording("visit_papers")["sheet"], school_on_paper().school_name
    for one in subject.sheets:
        pre_flight(*((f"{one.name}第{line.place}行", text) for line in one.lines for text in _texts(line)))
    ways = code_list("visit_way")
    keys = " ".join(f"{ways.fact(code, 'key')} {words_}" for code, words_ in ways.labels.items())
    columns = [Column(head, width) for head, width in zip(told["columns"], WIDTHS, strict=True)]
    progress = progress or Progress()
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        for place, one in enumerate(progress.follow(subject.sheets, len(subject.sheets), every=1)):
            if place:
                sheet.next_page()
            term = sheets.term_of_sheet(one)
            blanks = {
                "学校": school, "学期": term.title, "姓名": one.name if one.whose == "teacher" else long_class(one.name),
                "户数": len(one.lines), "人数": sum(len(line.children) for line in one.lines),
                "日期": day_in_words(one.day), "编号": one.number, "方式": keys,
            }  # fmt: skip
            page = ListPage(
                sheet, told["heading"].format_map(blanks), left=told[f"{one.whose}_line"].format_map(blanks),
                centre=told["count_line"].format_map(blanks), copies=told["number"].format_map(blanks),
                signatures=told["signatures"], notes=told["notes"].format_map(blanks),
            )  # fmt: skip
            page.roster(columns, row, no_sums, row=ROW, size=9.5).draw(sheet, one.lines)
        return sheet.page


def _texts(line: Line) -> list[str]:
    return [*(one.name for one in line.children), line.address, line.guardian]


def row(line: Line) -> Row:
    """Names one under another; a star for those who are another teacher's."""
    names = "\n".join(
        f"{one.name}{'' if one.own else '＊'} {short_class(one.class_name)}" for one in line.children
    )
    call = "\n".join(filter(None, [line.guardian, line.phone]))
    return [
        value(line.place), words(names), words(line.address), value(call), value(line.due), *[value("")] * 7,
    ]  # fmt: skip
