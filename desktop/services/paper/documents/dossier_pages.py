"""Pages from elsewhere in a file of many papers: photographs and scans on A4, PDFs page by page, all numbered through."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.services.paper.documents.common import new_sheet, wording, write_paragraph
from desktop.services.paper.lines import MM

LEFT, TOP, WIDTH, HEIGHT = 20.0, 30.0, 170.0, 235.0  # mm: where a picture may lie
NUMBER_SIZE = 9.0
MARK = 10.5  # mm from the upper edge
A4 = (210 * MM, 297 * MM)  # points
NEAR = 9.0  # points: paper sizes that printers take for A4


def pages_of_attachment(content: bytes, title: str) -> tuple[bytes, int]:
    """A photograph or PDF as (PDF, pages). Raises Refused when it cannot be opened."""
    return _pdf(content) if content.startswith(b"%PDF") else _picture(content, title)


def _pdf(content: bytes) -> tuple[bytes, int]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("这份 PDF 设了密码")
        if all(map(_is_a4, reader.pages)):
            return content, len(reader.pages)
        return _on_a4(reader), len(reader.pages)
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise Refused("这份 PDF 已损坏") from error


def _is_a4(page: Any) -> bool:
    """Whether a page is A4 as it lies or stands, to a few millimetres, and not turned by a flag: a number would lie askew."""
    if page.rotation:
        return False
    sides = sorted((float(page.mediabox.width), float(page.mediabox.height)))
    return all(abs(side - wanted) < NEAR for side, wanted in zip(sides, A4, strict=True))


def _on_a4(reader: Any) -> bytes:
    """Every page on A4: what is larger is made smaller, what is smaller keeps its size and stands in the middle."""
    from pypdf import PdfWriter, Transformation

    writer = PdfWriter()
    for page in PdfWriter(clone_from=reader).pages:  # a page is changed within a writer only
        if _is_a4(page):
            writer.add_page(page)
            continue
        page.transfer_rotation_to_content()
        box = page.mediabox
        wide, high = float(box.width), float(box.height)
        short, long = A4
        width, height = (long, short) if wide > high else (short, long)
        scale = min(1.0, width / wide, height / high)
        left, below = (width - wide * scale) / 2, (height - high * scale) / 2
        moved = Transformation().translate(-float(box.left), -float(box.bottom)).scale(scale)
        sheet = writer.add_blank_page(width, height)
        sheet.merge_transformed_page(page, moved.translate(left, below))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def marked(content: bytes, words: str) -> bytes:
    """The same pages with words at the upper left of each: what was told in confidence says so."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(content)).pages:
        writer.add_page(page)
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in writer.pages]
    marks = PdfReader(io.BytesIO(_over(sizes, words, lambda sheet, _at: _mark(sheet, words))))
    for page, mark in zip(writer.pages, marks.pages, strict=True):
        page.merge_page(mark)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _mark(sheet: Any, words: str) -> None:
    sheet.write(words, LEFT, MARK, "hei", 10)


def _picture(content: bytes, title: str) -> tuple[bytes, int]:
    picture = opened(content)
    with tempfile.TemporaryDirectory(prefix="zhuxue") as folder:
        path = Path(folder) / "picture.pdf"
        with new_sheet(path, title) as sheet:
            sheet.write_centred(
                wording("dossier")["attachment"].format(title), sheet.width / 2, 20, "hei", 12
            )
            high = HEIGHT * min(1.0, picture.height * WIDTH / (picture.width * HEIGHT))
            put_picture(sheet, picture, (LEFT, TOP, WIDTH, high))
        return path.read_bytes(), 1


def opened(content: bytes) -> Any:
    """A photograph the right way up. Raises Refused when it cannot be opened."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as picture:
            return ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Refused("这张图片已损坏") from error


def put_picture(sheet: Any, picture: Any, box: tuple[float, float, float, float]) -> None:
    """Draw it whole in the middle of a box: left, top, width, height in mm."""
    from reportlab.lib.utils import ImageReader

    left, top, width, height = box
    scale = min(width / picture.width, height / picture.height)
    wide, high = picture.width * scale, picture.height * scale
    x, y = left + (width - wide) / 2, top + (height - high) / 2
    below = (sheet.height - y - high) * MM
    sheet._canvas.drawImage(ImageReader(picture), x * MM, below, wide * MM, high * MM)


def page_of_words(heading: str, told: str) -> tuple[bytes, int]:
    """A page that says why something is not there."""
    with tempfile.TemporaryDirectory(prefix="zhuxue") as folder:
        path = Path(folder) / "words.pdf"
        with new_sheet(path, heading) as sheet:
            below = write_paragraph(sheet, heading, LEFT, TOP, WIDTH, style="hei", size=14)
            write_paragraph(sheet, told, LEFT, below + 4, WIDTH, size=12)
        return path.read_bytes(), 1


def with_pages_behind(paper: bytes, behind: Sequence[tuple[int, bytes]], title: str) -> tuple[bytes, int]:
    """A paper with PDFs put in behind some of its pages (counted from 1), and its pages then."""
    from pypdf import PdfReader, PdfWriter

    written, own = PdfWriter(), PdfReader(io.BytesIO(paper))
    for number, page in enumerate(own.pages, 1):
        written.add_page(page)
        for content in (content for after, content in behind if after == number):
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted:
                reader.decrypt("")
            for more in reader.pages:
                written.add_page(more)
    written.add_metadata({"/Title": title, "/Author": "助学台账"})
    whole = io.BytesIO()
    written.write(whole)
    return whole.getvalue(), len(written.pages)


def merged(papers: Sequence[bytes], title: str, total: int) -> bytes:
    """All pages in one PDF, numbered through at the foot; the cover bears no number."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for paper in papers:
        reader = PdfReader(io.BytesIO(paper))
        if reader.is_encrypted:
            reader.decrypt("")
        for page in reader.pages:
            writer.add_page(page)
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in writer.pages]
    numbers = PdfReader(io.BytesIO(_numbers(sizes, total)))
    for page, number in zip(list(writer.pages)[1:], numbers.pages, strict=True):
        page.merge_page(number)
    writer.add_metadata({"/Title": title, "/Author": "助学台账"})
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _numbers(sizes: Sequence[tuple[float, float]], total: int) -> bytes:
    """A page for each page behind the cover, with nothing but its number."""
    told = wording("dossier")["page"]
    return _over(sizes[1:], told, lambda sheet, at: _number(sheet, told.format(at + 2, total)))


def _over(sizes: Sequence[tuple[float, float]], title: str, write: Callable[[Any, int], None]) -> bytes:
    """Pages of these sizes (points) to be laid over others; `write` puts on each what it is for."""
    with tempfile.TemporaryDirectory(prefix="zhuxue") as folder:
        path = Path(folder) / "over.pdf"
        with new_sheet(path, title) as sheet:
            for at, size in enumerate(sizes):
                if at:
                    sheet.next_page()
                sheet._canvas.setPageSize(size)
                sheet.height = size[1] / MM
                sheet.width = size[0] / MM
                write(sheet, at)
        return path.read_bytes()


def _number(sheet: Any, text: str) -> None:
    """The number stands at the lower right of the page it will lie on, whatever that page's size."""
    sheet.write_right(text, sheet.width - 12, sheet.height - 5, "fangsong", NUMBER_SIZE)
