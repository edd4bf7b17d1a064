"""Sheets as lists of rows, and the three kinds of file they are written to.

No file carries the time it was made: the same rows give the same file.
"""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter
import xlwt

Cell = str | int | float | dt.date | None
EPOCH = dt.datetime(2026, 9, 1)


@dataclass
class Page:
    """One sheet. `merged` holds (first row, first column, last row, last column), counted from 0."""

    name: str
    rows: list[list[Cell]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: Sequence[int] = ()
    locked: bool = False


def write_xlsx(path: Path, pages: Sequence[Page]) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": EPOCH})
    as_date = book.add_format({"num_format": "yyyy/m/d"})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        for row, cells in enumerate(page.rows):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(row, column, value, as_date)
                elif value is not None:
                    sheet.write_number(row, column, value)
        for row, column, last_row, last_column in page.merged:
            sheet.merge_range(row, column, last_row, last_column, page.rows[row][column])
        for column in page.hidden:
            sheet.set_column(column, column, None, None, {"hidden": True})
        if page.locked:
            sheet.protect()
    book.close()


def write_xls(path: Path, pages: Sequence[Page]) -> None:
    """BIFF, as older machines save it. xlwt cannot write characters beyond U+FFFF: keep such names out."""
    book = xlwt.Workbook(encoding="utf-8")
    for page in pages:
        sheet = book.add_sheet(page.name)
        heads = {place[:2] for place in page.merged}
        for row, cells in enumerate(page.rows):
            for column, value in enumerate(cells):
                if value is not None and (row, column) not in heads:
                    sheet.write(row, column, value)
        for row, column, last_row, last_column in page.merged:
            sheet.write_merge(row, last_row, column, last_column, page.rows[row][column])
        for column in page.hidden:
            sheet.col(column).hidden = True
        sheet.protect = page.locked
    book.save(str(path))


def write_csv(path: Path, page: Page) -> None:
    """GBK with Windows line ends, as WPS saves “CSV（逗号分隔）”."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["" if cell is None else cell for cell in row] for row in page.rows])
    path.write_bytes(text.getvalue().encode("gbk"))
