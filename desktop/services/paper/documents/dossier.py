"""D29 一人一档: cover, contents with pages and what is missing, then every paper and attachment in its place.

Each paper is drawn by its own document; the pages are put together, numbered through and named on the contents page.
The cover bears no word of need: a pupil may see it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.care.dossier import Dossier, Leaf, Part
from desktop.services.files import put_in_place
from desktop.services.paper.document import Wanted
from desktop.services.paper.documents import aid_letter
from desktop.services.paper.documents.common import (
    Table,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_title,
)
from desktop.services.paper.documents.dossier_pages import marked, merged, page_of_words, pages_of_attachment
from desktop.services.paper.documents.photo_frame import ELSEWHERE
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress

LEFT, WIDTHS = 20.0, (14.0, 74.0, 22.0, 60.0)
TITLE, TOP, ROW = 30.0, 42.0, 12.0  # mm
COVER_TITLE, COVER_UNDER, COVER_TABLE = 78.0, 94.0, 150.0
FIRST = 3  # the first page behind cover and contents


@dataclass(frozen=True)
class Bound:
    """A part with its pages, each a PDF of its own; words: what was found missing while they were made."""

    part: Part
    pages: Sequence[bytes]
    count: int
    missing: tuple[str, ...]


def title_of(found: Dossier) -> str:
    return f"{school_on_paper().school_name}{Student.caption(found.student)}{wording('dossier')['cover']}"


def draw(
    path: Path,
    store: Store,
    found: Dossier,
    wanted: Wanted,
    *,
    progress: Progress | None = None,
    proof: bool = False,
) -> int:
    """Put one child's file together; returns its pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    pre_flight((f"{found.student.name}的档案", found.student.name))
    parts = [
        _bound(store, part, wanted)
        for part in (progress or Progress()).follow(found.parts, len(found.parts), every=1)
    ]
    total = FIRST - 1 + sum(part.count for part in parts)
    front = _front(found, parts)
    with put_in_place(path) as target:
        target.write_bytes(
            merged([front, *(page for part in parts for page in part.pages)], title_of(found), total)
        )
    return total


def _bound(store: Store, part: Part, wanted: Wanted) -> Bound:
    pages: list[bytes] = []
    missing = list(part.missing)
    count = 0
    for leaf in part.leaves:
        content, held, why = _pages(store, leaf, wanted)
        missing += [why] if why else []
        pages += [content] if held else []
        count += held
    return Bound(part, pages, count, tuple(missing))


def _pages(store: Store, leaf: Leaf, wanted: Wanted) -> tuple[bytes, int, str]:
    """(a PDF, its pages, why there is none)"""
    if leaf.kept:
        if wanted.attachments is None:
            return b"", 0, ""
        try:
            content, held = pages_of_attachment(wanted.attachments.read(leaf.kept), leaf.title)
            return marked(content, wording("foot")["secret"]) if leaf.secret else content, held, ""
        except Refused as why:
            told = wording("dossier")["unreadable"].format(leaf.title)
            return *page_of_words(told, str(why)), told
    with tempfile.TemporaryDirectory(prefix="zhuxue") as folder:
        made = Path(folder) / "part.pdf"
        try:
            count = _drawn(store, leaf, wanted, made)
        except Refused as why:
            return b"", 0, f"{leaf.title}：{why}"
        return made.read_bytes(), count, ""


def _drawn(store: Store, leaf: Leaf, wanted: Wanted, path: Path) -> int:
    """One paper as its own document draws it; a letter is copied as it was printed, without a new printing being counted."""
    from desktop.services.paper.catalogue import DOCUMENTS

    if leaf.code == "D2":
        letters = aid_letter.letters_of(leaf.chosen["batch"], only=leaf.chosen["notices"], day=wanted.day)
        return aid_letter.draw(path, letters)
    document = DOCUMENTS[leaf.code]
    kept = None if wanted.attachments is None else ELSEWHERE
    chosen: dict[str, Any] = {"day": wanted.day, "term": wanted.term, "attachments": kept} | leaf.chosen
    job = document.prepare(store, replace(Wanted(), **chosen))
    return job.draw(path, None, False)


# cover and contents ------------------------------------------------------------------------------------


def _front(found: Dossier, parts: Sequence[Bound]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="zhuxue") as folder:
        path = Path(folder) / "front.pdf"
        with new_sheet(path, title_of(found)) as sheet:
            _cover(sheet, found)
            sheet.next_page()
            _contents(sheet, found, parts)
        return path.read_bytes()


def _cover(sheet: Any, found: Dossier) -> None:
    told, pupil = wording("dossier"), found.student
    sheet.write_centred(told["cover"], sheet.width / 2, COVER_TITLE, "title", 34, spacing=3)
    sheet.write_centred(told["under"], sheet.width / 2, COVER_UNDER, "hei", 16)
    klass = long_class(SchoolClass.caption_of(pupil.school_class_id))
    values = (
        school_on_paper().school_name,
        klass,
        pupil.name,
        pupil.student_no or "",
        day_in_words(found.day),
        "",
        "",
    )
    y = COVER_TABLE
    for name, text in zip(told["labels"], values, strict=True):
        sheet.write(name, 50, y, "hei", 14)
        sheet.write_centred(text, 122, y, "fangsong", 14)
        sheet.line(84, y + 2.2, 160, y + 2.2, weight=0.5)
        y += 13


def _contents(sheet: Any, found: Dossier, parts: Sequence[Bound]) -> None:
    told = wording("dossier")
    write_title(sheet, told["contents"], (sheet.width / 2, TITLE), 20, 170)
    head: Row = [label(text) for text in told["columns"]]
    grid = Table(sheet, LEFT, WIDTHS, size=11, row=ROW)
    rows = [head, *_lines(parts)]
    below = grid.draw(rows, TOP)
    lacking = sum(len(part.missing) for part in parts)
    words_below = told["lacking"].format(lacking) if lacking else told["complete"]
    sheet.write(words_below, LEFT, below + 9, "fangsong", 12)


def _lines(parts: Sequence[Bound]) -> Iterator[Row]:
    none, page = wording("dossier")["none"], FIRST
    for number, part in enumerate(parts, 1):
        last = page + part.count - 1
        told = none if not part.count else str(page) if last == page else f"{page}—{last}"
        yield [value(number, align="centre"), words(part.part.title), value(told, align="centre"),
               words("；".join(part.missing), size=9.5)]  # fmt: skip
        page += part.count
