"""What the forms of 关爱 share: facts above, boxes that take what room is left, signatures, a place for a photograph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from desktop.services.paper.documents.common import Table
from desktop.services.paper.documents.photo_frame import HIGH as PHOTO_HIGH
from desktop.services.paper.documents.photo_frame import Photo, draw_photo
from desktop.services.paper.grid import PAD, Row, label, words
from desktop.services.paper.lines import break_lines
from desktop.services.paper.sheet import Sheet

LEFT, COLUMNS = 20.0, (26.0, 59.0, 26.0, 59.0)
WIDTH = sum(COLUMNS)
TITLE, TOP, BOTTOM, TURN = 20.0, 30.0, 280.0, 20.0  # mm
ROW, LONG, SIGN = 8.6, 11.0, 15.0
MOST_LINES = 30  # of one box: what is longer goes on in another below


class BoxOf(NamedTuple):
    """A box for sentences; share: how much of what room is left it takes."""

    name: str
    text: str
    share: float


def draw_form(
    sheet: Sheet, head: Sequence[Row], boxes: Sequence[BoxOf], signs: Sequence[Row], *,
    photo: Photo | None = None, sign: float = SIGN,
) -> list[tuple[int, bytes]]:  # fmt: skip
    """Draw one form from TOP down; long texts go on on another page. photo: None for a form without a frame.

    Returns the PDF that follows and behind which page.
    """
    grid = Table(sheet, LEFT, COLUMNS, size=10.5, row=ROW)
    texts, shares = _rows(boxes)
    high, least = grid.heights(head), grid.heights(texts, [LONG] * len(texts))
    low = [sign] * len(signs)
    foot = sum(grid.heights(signs, low)) + (PHOTO_HIGH + 3 if photo else 0)
    room = BOTTOM - TOP - sum(high) - sum(least) - foot
    if room >= 0:
        heights = [one + room * share / (sum(shares) or 1) for one, share in zip(least, shares, strict=True)]
        bottom = grid.draw([*head, *texts, *signs], TOP, [*high, *heights, *low])
    else:
        bottom = _flow(grid, texts, least, grid.draw(head, TOP))
        if bottom + foot > BOTTOM:
            sheet.next_page()
            bottom = TURN
        bottom = grid.draw(signs, bottom, low)
    return [(sheet.page, pdf) for pdf in draw_photo(sheet, photo, bottom + 3)] if photo else []


def _rows(boxes: Sequence[BoxOf]) -> tuple[list[Row], list[float]]:
    rows: list[Row] = []
    shares: list[float] = []
    for one in boxes:
        lines = break_lines(one.text, "fangsong", 10.5, sum(COLUMNS[1:]) - 2 * PAD)
        parts = [lines[at : at + MOST_LINES] for at in range(0, max(len(lines), 1), MOST_LINES)]
        for part in parts:
            said = "\n".join(part) if len(parts) > 1 else one.text
            rows.append([label(one.name, size=10), words(said, 3, top=True)])
            shares.append(one.share)
    return rows, shares


def _flow(grid: Table, rows: Sequence[Row], heights: Sequence[float], top: float) -> float:
    """The boxes over as many pages as they need."""
    for row, height in zip(rows, heights, strict=True):
        if top + height > BOTTOM and top > TURN:
            grid.sheet.next_page()
            top = TURN
        top = grid.draw([row], top, [height])
    return top
