"""A block of cells to and from WPS, Excel, QQ and 微信.

Out go two forms at once: text with tabs for a chat window, and an HTML table whose cells say that they are text
(mso-number-format "@"), which WPS and Excel prefer. So an 18-digit ID number keeps its last digits.
"""

import csv
import io
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData

AS_TEXT = "mso-number-format:'\\@'"


def tabbed(rows: Sequence[Sequence[str]]) -> str:
    """Rows as lines, cells between tabs; a break inside a cell becomes a space, a formula's sign gets a ' before it."""
    return "\r\n".join("\t".join(map(_plain, cells)) for cells in rows)


def _plain(words: str) -> str:
    words = " ".join(words.split("\n")).replace("\t", " ").replace("\r", "")
    return f"'{words}" if words[:1] in ("=", "+", "@") else words


def table(rows: Sequence[Sequence[str]], numeric: Sequence[bool] = ()) -> str:
    """Rows as an HTML table. numeric: which columns WPS may read as numbers; all others arrive as text."""
    free = [*numeric, *[False] * max((len(cells) for cells in rows), default=0)]
    lines = (
        "".join(f"<td{'' if free[at] else _style()}>{escape(words)}</td>" for at, words in enumerate(cells))
        for cells in rows
    )
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<html><head><meta charset="utf-8"></head><body><table>{body}</table></body></html>'


def _style() -> str:
    return f' style="{AS_TEXT}"'


def mime_of(rows: Sequence[Sequence[str]], numeric: Sequence[bool] = ()) -> QMimeData:
    """What to put on the clipboard for a block of cells."""
    made = QMimeData()
    made.setText(tabbed(rows))
    made.setHtml(table(rows, numeric))
    return made


def block_of(text: str) -> list[list[str]]:
    """The cells of text copied in WPS or Excel, the empty line at its end left out; quotes hold breaks inside a cell."""
    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n")), dialect="excel-tab"))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return [[cell.strip() for cell in cells] for cells in rows]
