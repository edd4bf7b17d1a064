"""Sending a finished PDF to a printer: which pages, in what portions, and the printing itself on Windows.

Windows prints vectors: pypdfium2's own pdfium draws each page straight into the printer's device context, without any
other program and without a question. That call could not be tried where this was written; the window falls back to
printing pictures (`desktop.views.printing`) when it fails.
"""

from __future__ import annotations

import ctypes
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.terms import Term
from desktop.services.files import free_name, safe_name
from desktop.services.folder import Folder
from desktop.services.progress import Progress

PORTION = 50  # pages sent at a time: after a jam nobody has to find page 137 in a pile of 500
PART = re.compile(r"(\d+)(?:[-~—–－至到](\d+))?")
SEPARATORS = re.compile(r"[,，、;；\s]+")


class BadPages(Refused):
    """The text typed for the pages makes no sense for this document."""


class CannotPrint(Refused):
    """The printer did not take the pages."""


def parse_pages(text: str, count: int) -> tuple[int, ...]:
    """Read "1-3,5" for a document of `count` pages; returns page indexes from 0, in the order typed, each once.

    Full-width digits and commas will do. Raises BadPages with a sentence.
    """
    tidy = text.translate(str.maketrans("０１２３４５６７８９", "0123456789")).strip()
    if not tidy:
        raise BadPages("请写要打印哪几页，例如 1-3,5。")
    found: dict[int, None] = {}
    for part in filter(None, SEPARATORS.split(tidy)):
        match = PART.fullmatch(part)
        if match is None:
            raise BadPages(f"看不懂“{part}”，页码请写成 1-3,5 这样。")
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last:
            raise BadPages(f"“{part}”前大后小，请写成 {last}-{first}。")
        if first < 1 or last > count:
            raise BadPages(f"一共 {count} 页，没有“{part}”，请改一下页码。")
        found |= dict.fromkeys(range(first - 1, last))
    return tuple(found)


def say_pages(pages: Sequence[int]) -> str:
    """Page indexes as people say them: (0, 1, 2, 4) -> "1-3,5"."""
    spans: list[list[int]] = []
    for page in pages:
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    return ",".join(str(a + 1) if a == b else f"{a + 1}-{b + 1}" for a, b in spans)


@dataclass
class PrintRun:
    """How far the printing of a document has got. Sheets are page indexes in the order they leave the printer."""

    sheets: tuple[int, ...]
    portion: int = PORTION
    sent: int = 0  # how many of the sheets went to the printer

    @classmethod
    def of(cls, pages: Sequence[int], copies: int = 1) -> PrintRun:
        """Whole copies one after another, as a form in three copies is wanted."""
        return cls(tuple(pages) * copies)

    @property
    def finished(self) -> bool:
        return self.sent >= len(self.sheets)

    def next_portion(self) -> tuple[int, ...]:
        """The sheets to send now; empty when all were sent."""
        return self.sheets[self.sent : self.sent + self.portion]

    def took(self, count: int) -> None:
        """The printer took so many more sheets."""
        self.sent = min(self.sent + count, len(self.sheets))

    def again_from(self, page: int) -> None:
        """Go back to page index `page`, as it was sent last. Raises BadPages when it was not sent yet."""
        places = [at for at, sheet in enumerate(self.sheets[: self.sent]) if sheet == page]
        if not places:
            raise BadPages(f"第 {page + 1} 页还没有送到打印机，请写前面打坏的那一页。")
        self.sent = places[-1]


def paper_place(folder: Folder, term: Term, name: str) -> Path:
    """Where a paper belongs: 打印/2026—2027学年/2026年秋季学期/name. A taken name gets (2): nothing is overwritten."""
    stem = name.removesuffix(".pdf")
    return free_name(folder.papers / term.year_title / term.title / f"{safe_name(stem)}.pdf")


# previews ----------------------------------------------------------------------------------------------

PREVIEWS = "~预览"
_held: set[Path] = set()  # previews to be deleted that something else still had open


def preview_file(folder: Folder) -> Path:
    """A new place for a paper that is only looked at. It lies beside the data, never in the system's temporary folder."""
    here = folder.papers / f"{PREVIEWS}-{os.getpid()}"
    sweep_previews(folder, but=here)
    here.mkdir(parents=True, exist_ok=True)
    return here / f"{secrets.token_hex(6)}.pdf"


def forget_preview(path: Path) -> None:
    """Delete a preview, and its folder when it was the last. One that a printer still holds goes at the next occasion."""
    _held.add(path)
    for one in tuple(_held):
        with suppress(OSError):
            one.unlink(missing_ok=True)
            _held.discard(one)
            one.parent.rmdir()


def sweep_previews(folder: Folder, *, but: Path | None = None) -> None:
    """Delete every preview, whoever left it: the books are open in one program at a time, so it belongs to nobody.

    Called when books are opened and when they are closed: what bears a child's name stays in the clear no longer than
    that. A folder is not told by the number of its process, which Windows soon gives to another. but: the one in use.
    """
    for old in folder.papers.glob(f"{PREVIEWS}-*"):
        if old != but:
            shutil.rmtree(old, ignore_errors=True)


# printing vectors on Windows --------------------------------------------------------------------------

PHYSICAL_WIDTH, PHYSICAL_HEIGHT, OFFSET_X, OFFSET_Y, DPI_X, DPI_Y = (
    110,
    111,
    112,
    113,
    88,
    90,
)  # GetDeviceCaps
QUARTER_TURN = 1
TOO_LARGE = 0.9  # a sheet of less than this share of a page's sides would lose part of it


@dataclass(frozen=True)
class Paper:
    """What the printer says of its sheet, in its own dots."""

    width: int
    height: int
    left: int  # unprintable edge
    top: int
    dpi: tuple[int, int]

    def place(self, width: float, height: float) -> tuple[int, int, int, int, int]:
        """Where a page of width × height points goes: x, y, width, height in dots, and quarter turns.

        A lying page is turned on a standing sheet, so that no list loses its right-hand columns; a page that is
        larger than the sheet (A3 on an A4 printer) is made smaller.
        """
        turned = (width > height) != (self.width > self.height)
        wide, high = (height, width) if turned else (width, height)
        dots = round(wide / 72 * self.dpi[0]), round(high / 72 * self.dpi[1])
        fits = min(self.width / dots[0], self.height / dots[1])
        if fits < TOO_LARGE:
            dots = round(dots[0] * fits), round(dots[1] * fits)
        return -self.left, -self.top, *dots, QUARTER_TURN if turned else 0


def can_print_vectors() -> bool:
    return sys.platform == "win32"


def print_vectors(
    path: Path, printer: str, pages: Sequence[int], title: str, progress: Progress | None = None
) -> None:
    """Print page indexes of a PDF on a named Windows printer. Cancelling drops the job from the queue.

    Raises CannotPrint when the printer is gone or refuses, Cancelled when the person stopped it.
    """
    if sys.platform == "win32":
        _print_on_windows(path, printer, pages, title, progress or Progress())
    else:
        raise CannotPrint("这种打印方式只有 Windows 有。")


if sys.platform == "win32":
    from ctypes import wintypes

    class _DocInfo(ctypes.Structure):
        """DOCINFOW of wingdi.h."""

        _fields_ = [
            ("size", ctypes.c_int),
            ("name", wintypes.LPCWSTR),
            ("output", wintypes.LPCWSTR),
            ("datatype", wintypes.LPCWSTR),
            ("type", wintypes.DWORD),
        ]

    def _print_on_windows(
        path: Path, printer: str, pages: Sequence[int], title: str, progress: Progress
    ) -> None:
        import pypdfium2

        gdi = ctypes.WinDLL("gdi32")
        gdi.CreateDCW.restype = wintypes.HDC
        device = gdi.CreateDCW("WINSPOOL", printer, None, None)
        if not device:
            raise CannotPrint(f"打印机“{printer}”打不开，请看看它有没有开机、有没有换名字。")
        document = pypdfium2.PdfDocument(path)
        try:
            info = _DocInfo(ctypes.sizeof(_DocInfo), title, None, None, 0)
            if gdi.StartDocW(wintypes.HDC(device), ctypes.byref(info)) <= 0:
                raise CannotPrint(f"打印机“{printer}”没有接收，请看看它是不是缺纸或脱机。")
            _send_pages(gdi, device, document, progress.follow(pages, len(pages), every=1))
            gdi.EndDoc(wintypes.HDC(device))
        except BaseException:
            gdi.AbortDoc(wintypes.HDC(device))
            raise
        finally:
            document.close()
            gdi.DeleteDC(wintypes.HDC(device))

    def _send_pages(gdi: Any, device: int, document: Any, pages: Iterable[int]) -> None:
        import pypdfium2.raw as raw

        raw.FPDF_SetPrintMode(raw.FPDF_PRINTMODE_EMF)
        told = [
            gdi.GetDeviceCaps(wintypes.HDC(device), index)
            for index in (PHYSICAL_WIDTH, PHYSICAL_HEIGHT, OFFSET_X, OFFSET_Y, DPI_X, DPI_Y)
        ]
        paper = Paper(told[0], told[1], told[2], told[3], (told[4], told[5]))
        for number in pages:
            page = document[number]
            gdi.StartPage(wintypes.HDC(device))
            where = paper.place(*page.get_size())
            flags = raw.FPDF_PRINTING | raw.FPDF_ANNOT
            if not raw.FPDF_RenderPage(ctypes.cast(device, raw.HDC), page.raw, *where, flags):
                raise CannotPrint(f"第 {number + 1} 页画不到打印机上。")
            gdi.EndPage(wintypes.HDC(device))
            page.close()
