"""身份证更正单: the damaged numbers of a class on paper, for the families to write the right one beside them.

The program never guesses a digit. What stands in the list is shown place by place, the doubtful places in thick
boxes; eighteen empty boxes wait for the number of the household register.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.services.paper.documents.common import (
    class_place,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import SIDE, Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, label, value
from desktop.services.paper.lines import fit
from desktop.services.paper.sheet import THICK, THIN, Sheet, drop
from desktop.services.progress import Progress
from desktop.services.roster.draft import Draft
from desktop.services.roster.waiting import BIRTH, GENDER, ID_NUMBER, asked_cells
from desktop.services.sheets.clean import to_day
from desktop.services.sheets.diagnose import diagnose_id

PLACES = 18
WIDTHS = (9.0, 26.0, 88.0, 112.0, 38.0)
ROW, SMALL, LARGE = 19.0, 4.7, (6.0, 9.0)  # mm: a row, a place of the old number, a box of the new one
OLD, NEW = sum(WIDTHS[:2]), sum(WIDTHS[:3])  # where those columns begin, from the table's left


@dataclass(frozen=True)
class Correction:
    """One pupil: what stands in the list, which places (from 1) are doubtful, and why."""

    name: str
    class_name: str
    shown: str
    suspects: tuple[int, ...]
    sentence: str


@dataclass(frozen=True)
class IdCorrections:
    """The corrections asked for, any classes mixed."""

    corrections: Sequence[Correction]

    @property
    def title(self) -> str:
        return str(wording("id_correction")["heading"].format_map({"学校": school_on_paper().school_name}))


def from_draft(draft: Draft) -> IdCorrections:
    """The lines of a read, not yet kept roster whose number was the trouble. Raises Refused when there are none."""
    found = [
        correction(line.name, line.class_text, line.id_shown, line.diagnosis)
        for line in draft.lines
        if line.diagnosis is not None
    ]
    return _checked(found)


def from_waiting(rows: Iterable[Any]) -> IdCorrections:
    """The rows of the 待补名单 whose number does not hold. Raises Refused when there are none."""
    found = []
    for row in rows:
        told = asked_cells(row)
        shown, birth = told[ID_NUMBER], to_day(told[BIRTH])
        gender = code_list("gender").find(told[GENDER])
        diagnosis = diagnose_id(shown, birth=birth if isinstance(birth, dt.date) else None, gender=gender)
        if not diagnosis.usable:
            found.append(correction(row.person or "", row.class_text or "", shown, diagnosis))
    return _checked(found)


def correction(name: str, class_text: str, shown: str, diagnosis: Any) -> Correction:
    """Doubtful are the places that the diagnosis names, and those a spreadsheet lost."""
    suspects = diagnosis.suspects
    if len(shown) == PLACES and diagnosis.kept_digits:
        suspects = tuple(range(len(diagnosis.kept_digits) + 1, PLACES + 1))
    return Correction(name, class_text, shown, suspects, diagnosis.sentence)


def _checked(found: Sequence[Correction]) -> IdCorrections:
    demand_rows(found, "身份证号有误的名单")
    return IdCorrections(sorted(found, key=lambda one: class_place(one.class_name)))


def draw(path: Path, subject: IdCorrections, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the slips, each class on its own pages; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("id_correction")
    by_class: dict[str, list[Correction]] = defaultdict(list)
    for one in subject.corrections:
        who = f"{short_class(one.class_name)}{one.name}"
        pre_flight((f"{who}的姓名", one.name), (f"{who}的身份证号", f"{one.shown}{one.sentence}"))
        by_class[long_class(one.class_name)].append(one)
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        for place, (class_name, group) in enumerate(by_class.items()):
            if place:
                sheet.next_page()
            page = ListPage(
                sheet,
                subject.title,
                left=told["class_line"].format_map({"班级": class_name}),
                centre=told["count_line"].format_map({"人数": len(group)}),
                secret=told["secret"],
                signatures=told["signatures"],
                notes=told["notes"],
            )
            _draw_class(sheet, page, group, progress)
        return sheet.page


def _draw_class(sheet: Sheet, page: ListPage, group: Sequence[Correction], progress: Progress | None) -> None:
    """The list of a class; every row has the same height, so the boxes find their places."""
    columns = [
        Column(head, width) for head, width in zip(wording("id_correction")["columns"], WIDTHS, strict=True)
    ]
    roster = page.roster(columns, row, no_sums, row=ROW)
    entries = list(enumerate(group, 1))
    ends = roster.split(entries, [ROW] * len(entries))
    start = 0
    for number, end in enumerate((progress or Progress()).follow(ends, len(ends), every=1), 1):
        if number > 1:
            sheet.next_page()
        page.above(number, len(ends))
        heads = [label(column.head) for column in columns]
        heights = [roster.head_height, *[ROW] * (end - start)]
        bottom = roster.grid.draw([heads, *(row(entry) for entry in entries[start:end])], roster.top, heights)
        for place, (_, one) in enumerate(entries[start:end]):
            draw_boxes(sheet, one, roster.top + roster.head_height + place * ROW)
        page.below(bottom, number == len(ends))
        start = end


def row(entry: tuple[int, Correction]) -> Row:
    number, one = entry
    return [value(number), value(one.name), value(""), value(""), value("")]


def draw_boxes(sheet: Sheet, one: Correction, top: float) -> None:
    """The old number place by place, what is wrong with it, and the boxes for the new one."""
    draw_old(sheet, one, SIDE + OLD + 1.7, top + 1.8)
    told = fit(one.sentence, "song", 8.5, WIDTHS[2] - 3, height=ROW - 9.2, even=False)
    sheet.write_lines(told.lines, SIDE + OLD + 1.7, top + 8.6 + (ROW - 9.2) / 2, "song", told.size)
    wide, high = LARGE
    left = SIDE + NEW + (WIDTHS[3] - PLACES * wide) / 2
    for place in range(PLACES):
        sheet.frame(left + place * wide, top + (ROW - high) / 2, wide, high, weight=THIN)


def draw_old(sheet: Sheet, one: Correction, left: float, top: float) -> None:
    base = top + 3.0 + drop("hei", 11)
    if len(one.shown) != PLACES:
        sheet.write(one.shown or "（没有填）", left, base, "hei", 11)
        return
    for place, char in enumerate(one.shown, 1):
        x = left + (place - 1) * SMALL
        sheet.write_centred(char, x + SMALL / 2, base, "hei", 11)
        sheet.line(x, top + 6.0, x + SMALL, top + 6.0, weight=0.3)
    for place in one.suspects:
        sheet.frame(left + (place - 1) * SMALL, top, SMALL, 6.0, weight=THICK * 1.4)
