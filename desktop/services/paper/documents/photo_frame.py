"""The frame of 90×60 mm for a photograph on the forms of 关爱, and what follows behind the form it belongs to.

A photograph that can be read stands in the frame; a PDF has no place in it and follows; where there is none, or it
cannot be read, words stand there. The words are data: photo, photo_kept, photo_follows, photo_lost.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from desktop.models.errors import Refused
from desktop.services.files import put_in_place
from desktop.services.paper.documents.dossier_pages import (
    opened,
    pages_of_attachment,
    put_picture,
    with_pages_behind,
)
from desktop.services.paper.sheet import Sheet

WIDE, HIGH = 90.0, 60.0  # mm
PIXELS = 1100  # 300 to the inch


class _Elsewhere:
    """False, as where there are no attachments: nothing is bound in by the form itself."""

    def __bool__(self) -> bool:
        return False


ELSEWHERE = (
    _Elsewhere()
)  # in the place of attachments, for a form in a file that binds them in as pages of their own
Behind = Sequence[tuple[int, bytes]]  # after which page (counted from 1) which PDF comes


class Photo(NamedTuple):
    """What goes into the frame. kept: what the File field holds; attachments: None where they are not at hand, or ELSEWHERE."""

    kept: str
    told: Mapping[str, Any]
    attachments: Any = None


class Taken(NamedTuple):
    """What came of a photograph: the picture the right way up or None, the PDF that follows, the words where none is shown."""

    picture: Any
    follows: list[bytes]
    said: str


def taken(photo: Photo, pixels: int = PIXELS) -> Taken:
    """Read a photograph in memory, made smaller to `pixels` on its longer side. A file that is gone or broken is said."""
    picture, follows = None, list[bytes]()
    said = str(photo.told["photo_kept" if photo.kept else "photo"])
    if photo.kept and photo.attachments is ELSEWHERE:
        said = photo.told["photo_follows"]
    elif photo.kept and photo.attachments is not None:
        try:
            content = photo.attachments.read(photo.kept)
            if content.startswith(b"%PDF"):
                follows, said = [pages_of_attachment(content, "")[0]], photo.told["photo_follows"]
            else:
                picture = opened(content)
                picture.thumbnail((pixels, pixels))
                said = ""
        except Refused:
            said = photo.told["photo_lost"]
    return Taken(picture, follows, said)


def draw_photo(sheet: Sheet, photo: Photo, top: float) -> list[bytes]:
    """The frame in the middle with its photograph or words; returns the PDF that follows, if there is one."""
    left, found = (sheet.width - WIDE) / 2, taken(photo)
    if found.picture is not None:
        put_picture(sheet, found.picture, (left, top, WIDE, HIGH))
    sheet.frame(left, top, WIDE, HIGH, weight=0.5)
    sheet.write_centred(found.said, sheet.width / 2, top + HIGH / 2, "song", 9.5)
    return found.follows


def put_together(path: Path, title: str, draw: Callable[[Path], tuple[int, Behind]]) -> int:
    """Draw forms, and put what follows behind its own form; returns the pages. Raises what `draw` raises, CannotWrite."""
    with tempfile.TemporaryDirectory(prefix="zhuxue") as folder:
        drawn = Path(folder) / "forms.pdf"
        pages, behind = draw(drawn)
        content = drawn.read_bytes()
    if behind:
        content, pages = with_pages_behind(content, behind, title)
    with put_in_place(path) as part:
        part.write_bytes(content)
    return pages
