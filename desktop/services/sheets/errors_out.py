"""Rows that were not taken, as a workbook to put right: red cells, a note on each, and the file can be dropped in again.

The original headings stay word for word, so that the reader finds them again. Two columns stand before them: what is
wrong, and the place in the original file. Numbers stay numbers and texts stay texts: a number that lost its digits must
not come back looking like a good text.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.services.files import put_in_place
from desktop.services.roster.draft import BAD, DOUBTFUL, CellProblem, Draft, Line
from desktop.services.sheets.clean import is_blank, plain_or_shown

WRONG = "哪里不对"
ORIGIN = "说明（原文件、工作表、行）"  # 说明 is a word the reader knows and passes over
ADVICE = "请改好红色的格子（鼠标停在格子上有提示），保存后把这个文件再拖进“导入”。左边两列不用管。"
OWN = 2  # columns before the original ones
NUMBER_OF = {float: "write_number", int: "write_number", bool: "write_boolean"}


def rows_to_correct(draft: Draft) -> list[Line]:
    """The waiting lines, then the lines that were taken but for single cells."""
    waiting = draft.waiting()
    known = {id(line) for line in waiting}
    partly = {id(line): line for line, _ in draft.cell_problems() if id(line) not in known}
    return [*waiting, *partly.values()]


def write_errors(draft: Draft, path: Path) -> int:
    """Write what waits for correction; returns how many rows. Raises Refused when nothing waits, CannotWrite."""
    import xlsxwriter

    lines = rows_to_correct(draft)
    if not lines:
        raise Refused("没有要改的行，全部都能写入。")
    room = io.BytesIO()
    book = xlsxwriter.Workbook(room, {"in_memory": True})
    try:
        for number, group in enumerate(_by_table(lines), 1):
            _Page(book, f"待改正{number}", group).fill()
    finally:
        book.close()
    with put_in_place(path) as part:
        part.write_bytes(room.getvalue())
    return len(lines)


def _by_table(lines: Sequence[Line]) -> list[list[Line]]:
    """One worksheet for each table the rows came from: their headings differ, and a file's name may tell the class."""
    groups: dict[Any, list[Line]] = {}
    for line in lines:
        told = any("班" in head for head in line.heads)  # else a line of its own, or a title, told the class
        groups.setdefault(
            (line.source.file, line.source.sheet, line.heads, told or line.class_text), []
        ).append(line)
    return list(groups.values())


class _Page:
    """One worksheet of rows with the same headings."""

    def __init__(self, book: Any, name: str, lines: Sequence[Line]) -> None:
        self.page, self.lines, self.heads = book.add_worksheet(name), lines, lines[0].heads
        base: dict[str, Any] = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        cell = base | {"border": 1, "num_format": "@"}  # "@": what is typed over it stays text
        red = {"bg_color": "#FBD9D7", "font_color": "#B3261E"}
        day = {"num_format": "yyyy-mm-dd"}
        self.plain = book.add_format(base | {"bold": True})
        self.head = book.add_format(
            base | {"border": 1, "bold": True, "align": "center", "bg_color": "#EDEDED", "text_wrap": True}
        )
        self.why = book.add_format(cell | {"text_wrap": True, "font_color": "#B3261E"})
        self.looks = {
            (False, False): book.add_format(cell), (True, False): book.add_format(cell | red),
            (False, True): book.add_format(cell | day), (True, True): book.add_format(cell | red | day),
        }  # fmt: skip

    def fill(self) -> None:
        source, last = self.lines[0].source, OWN + len(self.heads) - 1
        self._line(0, ADVICE, last)
        # each name stands alone between spaces: the reader takes a class from them, the sheet's name first
        classes = {line.class_text for line in self.lines}
        klass = f"{classes.pop()} " if len(classes) == 1 else ""
        self._line(1, f"{klass}来自工作表 {source.sheet} 文件 {Path(source.file).stem}", last)
        for place, head in enumerate((WRONG, ORIGIN, *self.heads)):
            self.page.write_string(2, place, head, self.head)
        self.page.set_column(0, 0, 36)
        self.page.set_column(1, 1, 24)
        for place, width in enumerate(self._widths(), OWN):
            self.page.set_column(place, place, width)
        self.page.freeze_panes(3, OWN)
        for row, line in enumerate(self.lines, 3):
            self._row(row, line)

    def _line(self, row: int, text: str, last: int) -> None:
        self.page.merge_range(row, 0, row, last, "", self.plain)
        self.page.write_string(row, 0, text, self.plain)

    def _widths(self) -> list[int]:
        cells = [
            [head, *(plain_or_shown(line.cells[p]) for line in self.lines)]
            for p, head in enumerate(self.heads)
        ]
        longest = [max(sum(1 + (char > "\xff") for char in text) for text in column) for column in cells]
        return [min(max(width + 2, 8), 30) for width in longest]

    def _row(self, row: int, line: Line) -> None:
        bad = {place: problem for problem in line.problems if (place := place_of(line, problem)) is not None}
        self.page.write_string(row, 0, what_is_wrong(line), self.why)
        self.page.write_string(row, 1, str(line.source), self.why)
        for place, cell in enumerate(line.cells):
            look = self.looks[place in bad, isinstance(cell, dt.date)]
            self._cell(row, OWN + place, cell, look)
            if place in bad:
                self.page.write_comment(row, OWN + place, bad[place].sentence, {"x_scale": 2})

    def _cell(self, row: int, column: int, cell: Any, look: Any) -> None:
        if is_blank(cell):
            self.page.write_blank(row, column, None, look)
        elif isinstance(cell, dt.date) and cell.year >= 1900:
            self.page.write_datetime(row, column, cell, look)
        elif type(cell) in NUMBER_OF:
            getattr(self.page, NUMBER_OF[type(cell)])(row, column, cell, look)
        else:
            self.page.write_string(row, column, plain_or_shown(cell), look)


def what_is_wrong(line: Line) -> str:
    """The words of the first column: why the row waits, or which cells of a row that was taken were left out."""
    waits = line.bucket == BAD or (line.bucket == DOUBTFUL and not line.decision)
    first = line.sentence if waits else "这一行已经写入，只有红色的格子没有写入或要核对："
    return "\n".join(dict.fromkeys([first, *(problem.sentence for problem in line.problems)]))


def place_of(line: Line, problem: CellProblem) -> int | None:
    """Where the cell of a problem stands among the line's cells; of two equal heads, the one with what was shown."""
    named = [place for place, head in enumerate(line.heads) if head == (problem.head or problem.column)]
    shown = [place for place in named if plain_or_shown(line.cells[place]) == problem.shown]
    return next(iter(shown or named), None)
