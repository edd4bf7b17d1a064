"""Small workbooks of every kind, made on the spot."""

import zipfile
from pathlib import Path

import xlsxwriter
import xlwt

SHEET = "xl/worksheets/sheet1.xml"


def xlsx(path: Path, rows, *, merges=(), hidden_columns=(), sheets=()) -> Path:
    """One sheet of rows, or several by `sheets=[(name, rows), …]`."""
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": "yyyy/m/d"})
    for name, content in sheets or [("Sheet1", rows)]:
        sheet = book.add_worksheet(name)
        for first, column, last, end in merges:
            sheet.merge_range(first, column, last, end, "")
        for column in hidden_columns:
            sheet.set_column(column, column, 10, None, {"hidden": True})
        for number, row in enumerate(content):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif hasattr(cell, "year"):
                    sheet.write_datetime(number, column, cell, day)
                elif cell is not None:
                    sheet.write(number, column, cell)
    book.close()
    return path


def xls(path: Path, rows) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("花名册")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell)
    book.save(str(path))
    return path


def patched(source: Path, target: Path, change, part: str = SHEET) -> Path:
    """A copy of a workbook with one part of it rewritten by `change(bytes) -> bytes`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return target


def table(rows, *, merges=(), name="Sheet1", hidden_columns=()):
    """The first table in rows as they would arrive from a file."""
    from desktop.services.sheets.heads import find_tables
    from desktop.services.sheets.read import RawSheet

    width = max(len(row) for row in rows)
    grid = [list(row) + [None] * (width - len(row)) for row in rows]
    return find_tables(RawSheet(name, grid, list(merges), hidden_columns=set(hidden_columns)))[0]
