"""身份证更正单: the damaged numbers of each class on paper, for the families to write the right one beside them.

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
    Table,
    class_place,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import LINE_SIZE, SIDE, ListPage, demand_rows
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
TOP = 20.8  # mm: below the title
LINE, HEAD, SIGNED = (
    7.7,
    11.0,
    8.0,
)  # mm of a class above its table, of the table's head, of the signatures below it
APART = 7.0  # mm between two classes of a page, with the line to cut along
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


@dataclass(frozen=True)
class Block:
    """What stands together on a page: a class, or the part of a large one that a page holds."""

    class_name: str
    of: int  # pupils of the class
    start: int  # the first one's number, from 1
    entries: Sequence[Correction]

    @property
    def height(self) -> float:
        return LINE + HEAD + ROW * len(self.entries) + SIGNED


def blocks_of(corrections: Iterable[Correction], most: int) -> list[Block]:
    """Class by class, in the order given; a class of more than `most` pupils in parts."""
    by_class: dict[str, list[Correction]] = defaultdict(list)
    for one in corrections:
        by_class[long_class(one.class_name)].append(one)
    return [
        Block(class_name, len(group), start + 1, group[start : start + most])
        for class_name, group in by_class.items()
        for start in range(0, len(group), most)
    ]


def pages_of(blocks: Sequence[Block], room: float) -> list[list[Block]]:
    """One block after another; a page ends where the next block would be torn."""
    pages: list[list[Block]] = []
    left = 0.0
    for block in blocks:
        if not pages or block.height + APART > left:
            pages.append([])
            left = room + APART
        pages[-1].append(block)
        left -= block.height + APART
    return pages


def draw(path: Path, subject: IdCorrections, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the slips, classes one after another with a line to cut along between them; returns the pages.

    Raises MissingGlyph, CannotWrite, Cancelled.
    """
    told = wording("id_correction")
    for one in subject.corrections:
        who = f"{short_class(one.class_name)}{one.name}"
        pre_flight((f"{who}的姓名", one.name), (f"{who}的身份证号", f"{one.shown}{one.sentence}"))
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(sheet, subject.title, left="", secret=told["secret"], notes=told["notes"])
        room = sheet.height - 6.5 - page.foot_height() - TOP
        most = int((room - LINE - HEAD - SIGNED) // ROW)
        pages = pages_of(blocks_of(subject.corrections, most), room)
        for number, blocks in enumerate((progress or Progress()).follow(pages, len(pages), every=1), 1):
            if number > 1:
                sheet.next_page()
            page.above(number, len(pages))
            _draw_page(sheet, page, blocks)
        return sheet.page


def _draw_page(sheet: Sheet, page: ListPage, blocks: Sequence[Block]) -> None:
    top = TOP
    for place, block in enumerate(blocks):
        if place:
            middle = top - APART / 2
            sheet.cut_line(SIDE, middle, page.right, middle, wording("id_correction")["cut"])
        _draw_block(sheet, page, block, top)
        top += block.height + APART
    page.below(top - APART, last=True)


def _draw_block(sheet: Sheet, page: ListPage, block: Block, top: float) -> None:
    """Class and count, the table, who signs; every row has the same height, so the boxes find their places."""
    told = wording("id_correction")
    sheet.write(told["class_line"].format_map({"班级": block.class_name}), SIDE, top + 5, "song", LINE_SIZE)
    count = told["count_line"].format_map({"人数": block.of})
    sheet.write_centred(count, sheet.width / 2, top + 5, "song", LINE_SIZE)
    heads = [label(head) for head in told["columns"]]
    rows = [row(entry) for entry in enumerate(block.entries, block.start)]
    grid = Table(sheet, SIDE, WIDTHS, size=10.0, row=ROW)
    bottom = grid.draw([heads, *rows], top + LINE, [HEAD, *[ROW] * len(rows)])
    for place, one in enumerate(block.entries):
        draw_boxes(sheet, one, top + LINE + HEAD + place * ROW)
    step = page.width / len(told["signatures"])
    for place, words in enumerate(told["signatures"]):
        sheet.write(words, SIDE + place * step, bottom + 6.5, "song", LINE_SIZE)


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
