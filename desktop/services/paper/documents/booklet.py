"""A4 pages as a booklet: two to a side at A5, in the order in which the folded sheets read; papers put together."""

from __future__ import annotations

import io
from collections.abc import Sequence

A4 = (595.2756, 841.8898)  # points
HALF = A4[1] / 2  # width of an A5 page on a lying A4
SCALE = HALF / A4[0]  # A4 to A5


def order(pages: int) -> list[tuple[int, int]]:
    """Which two pages (from 1; 0 is a blank one) stand left and right on each side, sheet by sheet, front then back."""
    total = -(-pages // 4) * 4
    sides = []
    for sheet in range(total // 4):
        first, last = 2 * sheet + 1, total - 2 * sheet
        sides += [(last, first), (first + 1, last - 1)]
    return [tuple(page if page <= pages else 0 for page in side) for side in sides]  # type: ignore[misc]


def folded(paper: bytes) -> bytes:
    """The pages of a PDF imposed for folding; print on both sides, turned at the short edge."""
    from pypdf import PdfReader, PdfWriter, Transformation

    pages = PdfReader(io.BytesIO(paper)).pages
    writer = PdfWriter()
    for side in order(len(pages)):
        made = writer.add_blank_page(width=A4[1], height=A4[0])
        for place, number in enumerate(side):
            if number:
                moved = Transformation().scale(SCALE).translate(place * HALF, 0)
                made.merge_transformed_page(pages[number - 1], moved)
    return _bytes(writer)


def joined(papers: Sequence[bytes], title: str) -> tuple[bytes, int]:
    """PDFs one after the other, and how many pages they have."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for paper in papers:
        for page in PdfReader(io.BytesIO(paper)).pages:
            writer.add_page(page)
    writer.add_metadata({"/Title": title, "/Author": "助学台账"})
    return _bytes(writer), len(writer.pages)


def _bytes(writer: object) -> bytes:
    written = io.BytesIO()
    writer.write(written)  # type: ignore[attr-defined]
    return written.getvalue()
