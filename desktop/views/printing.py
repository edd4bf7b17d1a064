"""The printers of this computer, and how a PDF gets onto one: vectors on Windows, pictures elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.models.errors import Refused
from desktop.services import printing
from desktop.services.printing import CannotPrint
from desktop.services.progress import Progress

log = logging.getLogger(__name__)
DPI = 300  # of the pictures: strokes of small characters stay whole on a laser printer
POINT = 72
LONGEST_A4 = 850  # points: a longer page is A3


def printer_names() -> list[str]:
    """The printers of this computer, the one Windows has as its own first."""
    own = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return sorted(names, key=lambda name: name != own)


def send(
    path: Path, printer: str, sheets: Sequence[int], title: str, progress: Progress | None = None
) -> int:
    """Print page indexes of a PDF in their order; returns how many. Work for a job.

    Raises CannotPrint with a sentence, Cancelled when the person stopped it.
    """
    if printing.can_print_vectors():
        try:
            printing.print_vectors(path, printer, sheets, title, progress)
            return len(sheets)
        except (Refused, OSError, AttributeError) as error:
            log.warning("vector printing failed, printing pictures: %s", error)
    info = QPrinterInfo.printerInfo(printer)
    if info.isNull():
        raise CannotPrint(f"找不到打印机“{printer}”，请看看它有没有开机，再选一次。")
    paper = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    return print_pictures(path, paper, sheets, title, progress)


def print_pictures(
    path: Path, paper: QPrinter, sheets: Sequence[int], title: str, progress: Progress | None = None
) -> int:
    """Print pages as pictures of 300 dpi on a QPrinter; returns how many."""
    document = QPdfDocument()
    if document.load(str(path)) != QPdfDocument.Error.None_:
        raise CannotPrint(f"“{path.name}”打不开，没有打印。请再生成一次。")
    paper.setDocName(title)
    paper.setFullPage(True)
    paper.setResolution(DPI)
    painter = QPainter()
    try:
        for place, page in enumerate((progress or Progress()).follow(sheets, len(sheets), every=1)):
            _turn(paper, document, page)
            if not (paper.newPage() if place else painter.begin(paper)):
                raise CannotPrint("打印机没有接收，请看看它是不是缺纸或脱机。")
            _draw(painter, document, page)
    except BaseException:
        if painter.isActive():
            paper.abort()
        raise
    finally:
        painter.end()
        document.close()
    return len(sheets)


def _turn(paper: QPrinter, document: QPdfDocument, page: int) -> None:
    """Standing or lying, A4 or A3, as the page is."""
    size = document.pagePointSize(page)
    lies = size.width() > size.height()
    turn = QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait
    large = max(size.width(), size.height()) > LONGEST_A4
    sheet = QPageSize(QPageSize.PageSizeId.A3 if large else QPageSize.PageSizeId.A4)
    paper.setPageLayout(QPageLayout(sheet, turn, QMarginsF()))


def _draw(painter: QPainter, document: QPdfDocument, page: int) -> None:
    """The page in its own size, from the sheet's corner; never more pixels than the paper takes."""
    size = document.pagePointSize(page) * (DPI / POINT)
    picture = document.render(page, QSize(round(size.width()), round(size.height())))
    solid = QImage(picture.size(), QImage.Format.Format_RGB32)  # a transparent page would print as a mask
    solid.fill(Qt.GlobalColor.white)
    ground = QPainter(solid)
    ground.drawImage(0, 0, picture)
    ground.end()
    scale = painter.device().logicalDpiX() / DPI
    whole = QRect(0, 0, round(solid.width() * scale), round(solid.height() * scale))
    painter.drawImage(whole, solid)
