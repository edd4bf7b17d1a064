"""Which rows of a sheet stand out by colour or are struck through. Run in the child, and only for a sheet whose note speaks
of colours, or a workbook that strikes anything through: the quick reader does not see them, and the slow one takes its time.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

BROKEN = (
    TypeError,
    IndexError,
    AttributeError,
)  # what openpyxl says of styles that WPS and export programs write
FONTS, FORMATS = re.compile(r"<fonts\b.*?</fonts>", re.S), re.compile(r"<cellXfs\b.*?</cellXfs>", re.S)
FONT, XF = re.compile(r"<font\b.*?(?:</font>|/>(?=<font|</fonts))", re.S), re.compile(r"<xf\b[^>]*>")
FONT_OF, STRIKE = re.compile(r'fontId="(\d+)"'), re.compile(r'<strike(?!\s+val="(?:0|false)")')
WHITE, BLACK = ("FFFFFF", "000000")
TEXT_THEMES = (0, 1)  # white and black of a theme, as most fonts and fills have


class Coloured(NamedTuple):
    """Rows that stand out by colour. none: no row of the whole sheet does, as when the colours were lost on the way."""

    rows: list[int]
    none: bool = False


def coloured_rows(
    path: Path, sheet: str, rows: Collection[int], *, notes: Collection[int] = ()
) -> Coloured | None:
    """Those of these rows (from 0) with a fill, a coloured or a struck-out font.

    None where that cannot be told: another format, a password, damaged styles, or no colour of its own on a sheet whose
    workbook colours by rules. notes: rows of the notes themselves, which show their colour.
    """
    from xml.etree.ElementTree import ParseError

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    first = min(rows, default=0)
    try:
        book = load_workbook(path, read_only=True, keep_links=False)
        try:
            grid = book[sheet]
            grid.reset_dimensions()
            lines = enumerate(grid.iter_rows(min_row=first + 1), first)
            found = [number for number, cells in lines if number not in notes and _stands_out(cells)]
        finally:
            book.close()
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, InvalidFileException, ParseError, *BROKEN):
        return None
    if not found and not _colours_by_rule(path):
        return Coloured([], none=True)
    return Coloured([number for number in found if number in rows]) if found else None


def _colours_by_rule(path: Path) -> bool:
    """Whether a workbook has rules that colour cells: what they come to, nobody but the spreadsheet program knows."""
    try:
        with zipfile.ZipFile(path) as book:
            sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
            return any(b"conditionalFormatting" in book.read(name) for name in sheets)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return True


def struck_rows(path: Path, sheet: str, rows: Collection[int]) -> list[int]:
    """Those of these rows (from 0) whose people are struck through; none where that cannot be told.

    Only for a workbook one of whose cells has a struck font: that is seen without reading it.
    """
    if not rows or not _uses_strikes(path):
        return []
    from xml.etree.ElementTree import ParseError

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, keep_links=False)
        try:
            grid = book[sheet]
            grid.reset_dimensions()
            lines = enumerate(grid.iter_rows(min_row=min(rows) + 1, max_row=max(rows) + 1), min(rows))
            return [number for number, cells in lines if number in rows and _is_struck(cells)]
        finally:
            book.close()
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, InvalidFileException, ParseError, *BROKEN):
        return []


def _uses_strikes(path: Path) -> bool:
    """Whether any cell of an .xlsx has a style whose font is struck through."""
    try:
        with zipfile.ZipFile(path) as book:
            styles = book.read("xl/styles.xml").decode("utf-8", "replace")
            fonts = FONT.findall(FONTS.search(styles)[0])  # type: ignore[index]
            struck = {at for at, font in enumerate(fonts) if STRIKE.search(font)}
            formats = XF.findall(FORMATS.search(styles)[0]) if struck else []  # type: ignore[index]
            used = [at for at, one in enumerate(formats) if int((FONT_OF.search(one) or [0, 0])[1]) in struck]
            marks = [f' s="{at}"'.encode() for at in used]
            sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")] if marks else []
            return any(mark in book.read(name) for name in sheets for mark in marks)
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return False


def _is_struck(cells: Sequence[Any]) -> bool:
    """Half of the filled cells and more: a single word struck through is a correction."""
    filled = [cell for cell in cells if cell.value is not None]
    struck = [cell for cell in filled if cell.font is not None and cell.font.strike]
    return bool(struck) and 2 * len(struck) >= len(filled)


def _stands_out(cells: Sequence[Any]) -> bool:
    return any(_filled(cell.fill) or _marked(cell.font) for cell in cells if cell.value is not None)


def _filled(fill: Any) -> bool:
    if fill is None or not fill.fill_type:
        return False
    return fill.fill_type != "solid" or not _plain(fill.fgColor, WHITE)


def _marked(font: Any) -> bool:
    return font is not None and bool(
        font.strike or (font.color is not None and not _plain(font.color, BLACK))
    )


def _plain(colour: Any, usual: str) -> bool:
    """Whether a colour is the usual one: white behind, black in front, or what the program takes by itself."""
    if colour is None:
        return True
    if colour.type == "rgb":
        return str(colour.rgb)[-6:].upper() == usual
    if colour.type == "theme":
        return colour.theme in TEXT_THEMES and not colour.tint
    return colour.type == "indexed" and colour.indexed in (64, 65, 8 if usual == BLACK else 9)
