"""Which rows of a sheet stand out by colour or are struck through. Run in the child, and only for a sheet whose note speaks
of colours: the quick reader does not see them, and the slow one takes its time.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

BROKEN = (
    TypeError,
    IndexError,
    AttributeError,
)  # what openpyxl says of styles that WPS and export programs write
WHITE, BLACK = ("FFFFFF", "000000")
TEXT_THEMES = (0, 1)  # white and black of a theme, as most fonts and fills have


def coloured_rows(
    path: Path, sheet: str, rows: Collection[int], *, notes: Collection[int] = ()
) -> list[int] | None:
    """Those of these rows (from 0) with a fill, a coloured or a struck-out font.

    None where that cannot be told: another format, a password, damaged styles, or no colour on the sheet from the first of them on, so that
    it comes from a rule of the program. notes: rows of the notes themselves, which show their colour.
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
    return [number for number in found if number in rows] if found else None


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
