"""A letter's text on a page, to look at while it is written: on the real paper it is printed on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from desktop.models.terms import Term


def draw_look(path: Path, kind: str, body: str, *, term: Term) -> int:
    """Draw a letter with this text, about invented people; returns the pages.

    kind: a code of letter_kind. Raises Refused when the text does not fit its paper or names an unknown field.
    """
    from desktop.services.paper.documents import letter_preview

    return letter_preview.preview(path, kind, body, term=term, day=dt.date.today())
