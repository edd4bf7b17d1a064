"""Ledgers out: workbooks that WPS, Excel and this program's own import read back without a lost zero.

    write_ledger(Student, rows, Path("20260905在校生信息.xlsx"))

Every long number is a text cell, money is a number with two decimals, a day is a real day. The workbook is made
in memory and, with a password, encrypted there: personal data never lies on a disk in the clear.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.fields import Computed
from desktop.models.ledger import Ledger
from desktop.services.files import put_in_place
from desktop.services.progress import Progress

FORMATS = {"money": "0.00", "number": "General", "date": "yyyy-mm-dd"}  # field kind -> cell format; else text
WRAPPED = ("text", "note", "choice", "choices", "link")  # words may take two lines, numbers of people never
FIRST_DAY = dt.date(1900, 3, 1)  # earlier days are off by one in Excel, or impossible
NUMBERING = "序号"
AT_ONCE = 500  # rows whose computed columns are read together
INJECTION = ("=", "+", "-", "@", "\t", "\r")
SHORTEST_PASSWORD = 6
A4 = 9
LEAST_WIDTH, MOST_WIDTH = 6, 40  # characters


@dataclass(frozen=True)
class Column:
    """One column. `kind` is that of a field; `width` counts half-width characters; `sums` puts a total under it."""

    head: str
    kind: str = "text"
    width: int = 10
    sums: bool = False


@dataclass(frozen=True)
class Sheet:
    """One table to be written. `rows` hold texts as people read them: 312.50, 2026-09-05, 三(2)班."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    frozen: int = 1
    above: str = ""  # one line between title and heads
    below: Sequence[str] = ()  # notes and signatures under the table


def write_ledger(
    ledger: type[Ledger],
    rows: Sequence[Any],
    path: Path,
    *,
    fields: Sequence[Any] | None = None,
    title: str = "",
    progress: Progress | None = None,
) -> None:
    """Write rows of a ledger to .xlsx, or to .csv with a BOM.

    fields: stored fields and computed columns in the order wanted; all stored ones when not said.
    Raises CannotWrite, Cancelled.
    """
    sheet = sheet_of(ledger, rows, fields=fields, title=title, progress=progress)
    if path.suffix.lower() == ".csv":
        write_csv(sheet, path, progress=progress)
    else:
        write_sheet(sheet, path, progress=progress)


def sheet_of(
    ledger: type[Ledger],
    rows: Sequence[Any],
    *,
    fields: Sequence[Any] | None = None,
    title: str = "",
    progress: Progress | None = None,
) -> Sheet:
    """The rows of a ledger as a table of texts, numbered from 1."""
    chosen = list(ledger.fields() if fields is None else fields)
    numbered = all(item.label != NUMBERING for item in chosen)
    columns = [column_of(item) for item in chosen]
    if not ledger.summed:
        columns = [replace(column, sums=False) for column in columns]
    told = _texts(chosen, rows, progress or Progress())
    if numbered:
        columns.insert(0, Column(NUMBERING, "number", 6))
        told = ([str(number), *texts] for number, texts in enumerate(told, 1))
    return Sheet(title or ledger.title, columns, list(told), ledger.frozen + numbered)


def column_of(item: Any) -> Column:
    """The column of a field or computed column. The head must hold its label in full-width characters."""
    kind = getattr(item, "kind", "text")
    return Column(item.label, kind, max(item.width, 2 * len(item.label)), sums=kind == "money")


def _texts(chosen: Sequence[Any], rows: Sequence[Any], progress: Progress) -> Iterator[list[str]]:
    seen: dict[str, Any] = {}
    for place, row in enumerate(progress.follow(rows, len(rows))):
        if place % AT_ONCE == 0:
            ids = [one.id for one in rows[place : place + AT_ONCE]]
            seen = {item.name: item.batch(ids) for item in chosen if isinstance(item, Computed)}
        yield [
            seen[item.name].get(row.id, "") if isinstance(item, Computed) else item.format(item.value_of(row))
            for item in chosen
        ]


# workbooks ---------------------------------------------------------------------------------------------


def write_sheet(sheet: Sheet, path: Path, *, password: str = "", progress: Progress | None = None) -> None:
    """Write one table as .xlsx, encrypted when a password is given. Raises CannotWrite, Cancelled, Refused."""
    data = workbook(sheet, progress)
    if password:
        data = locked(data, password)
    with put_in_place(path) as part:
        part.write_bytes(data)


def workbook(sheet: Sheet, progress: Progress | None = None) -> bytes:
    """The table as the bytes of a workbook."""
    import xlsxwriter

    room = io.BytesIO()
    # in_memory: otherwise the parts lie in the temporary folder in the clear until the book is closed
    book = xlsxwriter.Workbook(room, {"in_memory": True})
    try:
        _Page(book, sheet).fill(progress or Progress())
    finally:
        book.close()
    return room.getvalue()


class _Page:
    """One worksheet under the hand: title, line above, heads, rows, total, lines below."""

    def __init__(self, book: Any, sheet: Sheet) -> None:
        self.sheet, self.page = sheet, book.add_worksheet(sheet_name(sheet.title))
        self.last = len(sheet.columns) - 1
        self.head_row = 2 if sheet.above else 1
        self.first, self.end = self.head_row + 1, self.head_row + len(sheet.rows)
        edge: dict[str, Any] = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        cell = edge | {"border": 1}
        self.title = book.add_format(edge | {"font_size": 16, "bold": True, "align": "center"})
        self.plain = book.add_format(edge)
        self.head = book.add_format(
            cell | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#EDEDED"}
        )
        self.cells = [book.add_format(cell | _look(column)) for column in sheet.columns]
        self.totals = [book.add_format(cell | _look(column) | {"bold": True}) for column in sheet.columns]

    def fill(self, progress: Progress) -> None:
        self._line(0, self.sheet.title, self.title)
        self.page.set_row(0, 30)
        if self.sheet.above:
            self._line(1, self.sheet.above, self.plain)
        self._heads()
        writers = [_writer(self.page, column) for column in self.sheet.columns]
        for place, texts in enumerate(progress.follow(self.sheet.rows, len(self.sheet.rows))):
            for column, text in enumerate(texts):
                writers[column](self.first + place, column, text, self.cells[column])
        row = self.end + 1
        if self.sheet.rows and any(column.sums for column in self.sheet.columns):
            self._totals(row)
            row += 1
        for line in self.sheet.below:
            self._line(row, line, self.plain)
            row += 1
        self._print_well()

    def _line(self, row: int, text: str, look: Any) -> None:
        """One line over the whole width: merged, so that a reader knows it for a title."""
        if self.last:
            self.page.merge_range(row, 0, row, self.last, "", look)
        self.page.write_string(row, 0, text, look)

    def _heads(self) -> None:
        for place, column in enumerate(self.sheet.columns):
            self.page.write_string(self.head_row, place, column.head, self.head)
            self.page.set_column(place, place, min(max(column.width, LEAST_WIDTH), MOST_WIDTH) + 1)
        self.page.freeze_panes(self.first, min(self.sheet.frozen, self.last))
        if self.sheet.rows:
            self.page.autofilter(self.head_row, 0, self.end, self.last)

    def _totals(self, row: int) -> None:
        """合计 in the first column that is not summed, so that a reader sees the line for what it is."""
        word = next((place for place, column in enumerate(self.sheet.columns) if not column.sums), None)
        for place, column in enumerate(self.sheet.columns):
            look = self.totals[place]
            if place == word:
                self.page.write_string(row, place, "合计", look)
            elif column.sums:
                total = total_of(self.sheet, place)
                self.page.write_number(row, place, total / 100 if column.kind == "money" else total, look)
            else:
                self.page.write_blank(row, place, None, look)

    def _print_well(self) -> None:
        self.page.set_paper(A4)
        self.page.set_landscape()
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0, self.head_row)
        self.page.set_footer("&C第 &P 页　共 &N 页")


def _look(column: Column) -> dict[str, Any]:
    right, wraps = column.kind in ("money", "number"), column.kind in WRAPPED
    return {
        "num_format": FORMATS.get(column.kind, "@"), "align": "right" if right else "left", "text_wrap": wraps,
    }  # fmt: skip


def _writer(page: Any, column: Column) -> Callable[[int, int, str, Any], Any]:
    """How the texts of a column become cells. What is no number or day stays the text it is."""
    if column.kind in ("money", "number"):
        return lambda row, at, text, look: (
            page.write_number(row, at, float(text), look)
            if _is_number(text)
            else page.write_string(row, at, text, look)
        )
    if column.kind == "date":
        return lambda row, at, text, look: (
            page.write_datetime(row, at, dt.date.fromisoformat(text), look)
            if text and dt.date.fromisoformat(text) >= FIRST_DAY
            else page.write_string(row, at, text, look)
        )
    return page.write_string


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def total_of(sheet: Sheet, place: int) -> int:
    """The sum of a column: 分 for money, else the number itself."""
    texts = [row[place] for row in sheet.rows if _is_number(row[place])]
    return sum(
        money.parse_yuan(text) if sheet.columns[place].kind == "money" else int(text) for text in texts
    )


def sheet_name(words: str) -> str:
    """A name Excel takes for a worksheet: 31 characters, none of []:*?/\\."""
    return "".join(char for char in words if char not in "[]:*?/\\'")[:31].strip() or "Sheet1"


# passwords ---------------------------------------------------------------------------------------------


def protect(path: Path, password: str) -> None:
    """Encrypt a workbook in place (agile, AES-256), whole or not at all. Raises CannotWrite, Refused."""
    with put_in_place(path) as part:
        part.write_bytes(locked(path.read_bytes(), password))


def locked(data: bytes, password: str) -> bytes:
    """A workbook's bytes, encrypted so that WPS and Excel ask for the password. Raises Refused."""
    from msoffcrypto.format.ooxml import OOXMLFile

    check_password(password)
    room = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, room)
    return room.getvalue()


def check_password(password: str) -> None:
    """Raises Refused when a password would not protect a file that leaves the school."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(f"打开密码至少 {SHORTEST_PASSWORD} 位。请另想一个，打电话告诉对方，不要写在 U 盘上。")


# text files --------------------------------------------------------------------------------------------


def write_csv(
    sheet: Sheet, path: Path, *, encoding: str = "utf-8-sig", progress: Progress | None = None
) -> None:
    """Heads and rows alone, for other programs; "utf-8-sig" or, for old ones, "gb18030". Raises CannotWrite."""
    room = io.StringIO(newline="")
    out = csv.writer(room)
    out.writerow(column.head for column in sheet.columns)
    for row in (progress or Progress()).follow(sheet.rows, len(sheet.rows)):
        out.writerow(harmless(text) for text in row)
    with put_in_place(path) as part:
        part.write_bytes(room.getvalue().encode(encoding))


def harmless(text: str) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe; a negative number does not."""
    return f"'{text}" if text.startswith(INJECTION) and not _is_number(text) else text
