"""A letter's text on a page, to look at while it is written: on its real paper where it has one of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.terms import Term
from desktop.services.letters.templates import preview

SIZE, LEADING, TITLE = 12.0, 1.75, 20.0  # pt; leading in lines of it
LEFT, TOP, WIDTH, BOTTOM = 26.0, 34.0, 160.0, 265.0  # mm


def draw_look(path: Path, kind: str, body: str, *, term: Term) -> int:
    """Draw a letter with this text, about invented people; returns the pages.

    kind: a code of letter_kind. Raises Refused when the text does not fit its paper or names an unknown field.
    """
    from desktop.services.paper.documents import letter_preview

    if kind in letter_preview.KINDS:
        return letter_preview.preview(path, kind, body, term=term, day=dt.date.today())
    return _plain(path, kind, body)


def _plain(path: Path, kind: str, body: str) -> int:
    """The text alone, samples in its fields: for what stands within another paper."""
    from desktop.services.paper.documents.common import new_sheet, write_paragraph, write_title

    title = code_list("letter_kind").label(kind)
    with new_sheet(path, title) as sheet:
        write_title(sheet, title, (LEFT + WIDTH / 2, TOP), TITLE, WIDTH)
        down = TOP + 14
        for line in preview(kind, body):
            if down > BOTTOM:
                sheet.next_page()
                down = TOP
            down = write_paragraph(sheet, line, LEFT, down, WIDTH, size=SIZE, indent=2, leading=LEADING)
        return sheet.page
