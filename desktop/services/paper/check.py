"""Reads a PDF back and reports what a person would send back: text off the page, on other text, or under a seal.

Used by the tests of every printed document. Positions are mm from the top left corner of the page.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from desktop.services.paper.lines import MM
from desktop.services.paper.sheet import SEAL

EDGE = 5.0  # mm of a page that printers cannot reach
HUGE = 30.0  # mm: larger letters are the watermark, which lies under everything on purpose


@dataclass(frozen=True)
class Letter:
    """One printed character and the box of its ink (mm): left, top, right, bottom."""

    char: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)

    def shared(self, other: "Letter") -> float:
        """Area in mm² that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0.0) * max(high, 0.0)


@dataclass(frozen=True)
class Finding:
    """`kind` is edge, overlap or seal; `text` what is affected; x, y where it begins."""

    page: int
    kind: str
    text: str
    x: float
    y: float


def findings(path: Path) -> list[Finding]:
    """All findings of a PDF. Seals are found only in a proof (`Sheet(..., proof=True)`)."""
    found: list[Finding] = []
    document = pdfium.PdfDocument(path)
    try:
        for number, page in enumerate(document, 1):
            letters = [letter for letter in letters_of(page) if letter.bottom - letter.top < HUGE]
            for kind, hit in (
                ("edge", set(_at_edge(page, letters))),
                ("overlap", set(_overlapping(letters))),
                ("seal", set(_under_seals(page, letters))),
            ):
                in_order = [letter for letter in letters if letter in hit]
                found += [Finding(number, kind, text, x, y) for text, x, y in _joined(in_order)]
    finally:
        document.close()
    return found


def text_of(path: Path) -> str:
    """All text of the PDF, for tests that look for words in it."""
    document = pdfium.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def letters_of(page: pdfium.PdfPage) -> list[Letter]:
    """Every printed character of a page, in the order of printing."""
    text, height = page.get_textpage(), page.get_height()
    letters: list[Letter] = []
    high = ""  # first half of a character above U+FFFF, which comes in two
    for place in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, place))
        if raw.FPDFText_IsGenerated(text, place) == 1 or char.isspace():
            continue
        if "\ud800" <= char <= "\udbff":
            high = char
            continue
        char, high = (high + char).encode("utf-16", "surrogatepass").decode("utf-16"), ""
        left, bottom, right, top = text.get_charbox(place)
        letters.append(Letter(char, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM))
    return letters


def _at_edge(page: pdfium.PdfPage, letters: list[Letter]) -> Iterator[Letter]:
    width, height = (side / MM for side in page.get_size())
    for letter in letters:
        inside = letter.left >= EDGE and letter.right <= width - EDGE
        if not (inside and letter.top >= EDGE and letter.bottom <= height - EDGE):
            yield letter


def _overlapping(letters: list[Letter]) -> Iterator[Letter]:
    """Letters that share more than a quarter of the smaller one's box with another."""
    by_top = sorted(letters, key=lambda letter: letter.top)
    for place, letter in enumerate(by_top):
        for other in by_top[place + 1 :]:
            if other.top >= letter.bottom:
                break
            if letter.shared(other) > 0.25 * min(letter.area, other.area) > 0:
                yield letter
                yield other


def _under_seals(page: pdfium.PdfPage, letters: list[Letter]) -> Iterator[Letter]:
    for x, y in _seals(page):
        for letter in letters:
            near_x = min(max(x, letter.left), letter.right)
            near_y = min(max(y, letter.top), letter.bottom)
            if (near_x - x) ** 2 + (near_y - y) ** 2 < (SEAL / 2) ** 2:
                yield letter


def _seals(page: pdfium.PdfPage) -> Iterator[tuple[float, float]]:
    """Middles of the proof's circles: paths as wide and high as a seal, within the line's thickness."""
    height = page.get_height()
    for thing in page.get_objects([raw.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = thing.get_bounds()
        if abs((right - left) / MM - SEAL) < 1 and abs((top - bottom) / MM - SEAL) < 1 and _is_red(thing):
            yield (left + right) / 2 / MM, (height - (top + bottom) / 2) / MM


def _is_red(thing: pdfium.PdfObject) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetStrokeColor(thing, red, green, blue, alpha)
    return red.value > 2 * max(green.value, blue.value, 1)


def _joined(letters: list[Letter]) -> Iterator[tuple[str, float, float]]:
    """Neighbouring letters on one line as one text with its position."""
    text, x, y, last = "", 0.0, 0.0, None
    for letter in letters:
        if last and abs(letter.bottom - last.bottom) < 3 and -1 < letter.left - last.right < 6:
            text += letter.char
        else:
            if text:
                yield text, x, y
            text, x, y = letter.char, letter.left, letter.top
        last = letter
    if text:
        yield text, x, y
