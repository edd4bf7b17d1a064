"""学生资助告知书 from rows in memory to a finished PDF: the program, two other ways through ReportLab, LibreOffice."""

import datetime as dt
import json
import os
import shutil
import struct
import subprocess
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pypdfium2
import zxingcpp
from imports import new_school
from measure import NotHere
from merge_letter import write_letter, write_rows
from people import Pupil, pupils

from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice
from desktop.models.ledgers.students import Student
from desktop.places import RESOURCES
from desktop.services.aid.notices import Letter
from desktop.services.paper import qr
from desktop.services.paper.documents import aid_letter
from desktop.services.paper.lines import MM
from desktop.services.paper.sheet import Sheet

FILES = {"fangsong": "fang", "song": "song", "title": "biaosong", "hei": "hei", "kai": "kai"}
QR_SIDE = 17.0  # mm


@contextmanager
def letter_job(count: int) -> Iterator[aid_letter.LetterJob]:
    """An approved and paid list of invented pupils; only the school and its standards are in the books."""
    with tempfile.TemporaryDirectory() as folder:
        school = new_school(Path(folder) / "石桥小学 台账")
        programme = AidProgramme.get(AidProgramme.code == "non_boarding")
        standard = AidStandard.get(AidStandard.programme == programme)
        batch = AidBatch(term="2026-1", programme=programme, paid_on=dt.date(2026, 11, 18), pay_mode="银行卡")
        everyone = list(pupils(count))
        rows = {one.number: Student(id=one.number, name=one.name) for one in everyone}
        letters = [_letter(one, rows[one.number], standard) for one in everyone]
        yield aid_letter.LetterJob(batch, letters, rows, dt.date(2026, 11, 23))
        school.let_go()


def _letter(one: Pupil, row: Student, standard: Any) -> Letter:
    serial = one.number + 1
    notice = AidNotice(number=f"石小资助〔2026〕{serial}号", year=2026, serial=serial, print_count=0)
    grant = AidGrant(
        student=row, class_name=f"三({one.class_no})班", standard=standard, amount=31250,
        account=f"62170000100{one.number:08d}",
    )  # fmt: skip
    return Letter(notice, row, one.guardian, (grant,))


def _timed(work: Callable[[Path], Any]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        work(Path(folder) / "告知书.pdf")
        return {"whole": time.perf_counter() - begun}


def program(count: str) -> dict[str, float]:
    with letter_job(int(count)) as job:
        return _timed(lambda path: aid_letter.draw(path, job))


# the floor: the same texts at the same places, nothing left to decide -----------------------------------


def bare_canvas(count: str) -> dict[str, float]:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    with letter_job(int(count)) as job:
        strokes = _strokes_of(job)

    def write(path: Path) -> None:
        for style, file in FILES.items():
            pdfmetrics.registerFont(TTFont(f"bench {style}", RESOURCES / "fonts" / f"{file}.ttf"))
        canvas = Canvas(str(path), pageCompression=1)
        for name, *told in strokes:
            getattr(_Floor, name)(canvas, *told)
        canvas.showPage()
        canvas.save()

    return _timed(write)


class _Floor:
    """What a stroke does on a plain ReportLab canvas; mm from the upper left corner."""

    @staticmethod
    def write(canvas: Any, text: str, x: float, y: float, style: str, size: float) -> None:
        canvas.setFont(f"bench {style}", size)
        canvas.drawString(x * MM, (297 - y) * MM, text)

    @staticmethod
    def qr(canvas: Any, text: str, x: float, y: float, side: float) -> None:
        canvas._code.append(qr.operators(text, x * MM, (297 - y - side) * MM, side * MM))

    @staticmethod
    def begin(canvas: Any, name: str) -> None:
        canvas.beginForm(name)

    @staticmethod
    def end(canvas: Any) -> None:
        canvas.endForm()

    @staticmethod
    def stamp(canvas: Any, name: str, down: float) -> None:
        canvas.saveState()
        canvas.translate(0, -down * MM)
        canvas.doForm(name)
        canvas.restoreState()

    @staticmethod
    def next_page(canvas: Any) -> None:
        canvas.showPage()


def _strokes_of(job: aid_letter.LetterJob) -> list[tuple[Any, ...]]:
    """What the program writes, in its order: rules and frames are left out."""
    found: list[tuple[Any, ...]] = []

    class Listening(Sheet):
        def write(self, text: str, x: float, y: float, style: str, size: float, **more: Any) -> None:
            found.append(("write", text, x, y, style, size))
            super().write(text, x, y, style, size, **more)

        def qr(self, text: str, x: float, y: float, side: float) -> None:
            found.append(("qr", text, x, y, side))

        def stamp(self, name: str, *, right: float = 0.0, down: float = 0.0) -> None:
            found.append(("stamp", f"F{name.replace(' ', '')}", down))
            super().stamp(name, right=right, down=down)

        def next_page(self) -> None:
            found.append(("next_page",))
            super().next_page()

        @contextmanager
        def stencil(self, name: str) -> Iterator[None]:
            found.append(("begin", f"F{name.replace(' ', '')}"))
            with super().stencil(name):
                yield
            found.append(("end",))

    place = "desktop.services.paper.documents.common.Sheet"
    with tempfile.TemporaryDirectory() as folder, mock.patch(place, Listening):
        aid_letter.draw(Path(folder) / "a.pdf", job)
    return found


# the same words in other programs' own layout ------------------------------------------------------------


def _sayings(count: int) -> list[Any]:
    """What each letter says, as the program words it."""
    with letter_job(count) as job:
        return list(aid_letter.texts_of(job))


def _foot(told: Any) -> list[str]:
    form = told.shared
    return [*form.foot, form.school, form.day]


HEADS = ("资助项目", "标准", "金额（元）", "发放时间", "发放方式", "账号后四位")


def _table(told: Any) -> list[list[str]]:
    lines = [[x.programme, x.standard, f"{x.fen / 100:.2f}", x.paid, x.pay_mode, x.tail] for x in told.lines]
    return [list(HEADS), *lines, ["合计（大写）", f"{told.total_words}（{told.total}元）", "", "", "", ""]]


def _png(text: str) -> bytes:
    """The QR code as a grey PNG, four dots to a module."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = code.to_image(scale=4, add_quiet_zones=False)
    data = bytes(memoryview(picture))
    side = int(len(data) ** 0.5)
    rows = b"".join(b"\0" + data[at : at + side] for at in range(0, side * side, side))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    ]  # fmt: skip
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def platypus(count: str) -> dict[str, float]:
    """ReportLab's own layout: paragraphs and tables, one letter to a page."""
    import io

    from reportlab import platypus as lay
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    sayings = _sayings(int(count))

    def write(path: Path) -> None:
        for style in ("fangsong", "title"):
            pdfmetrics.registerFont(TTFont(f"bench {style}", RESOURCES / "fonts" / f"{FILES[style]}.ttf"))
        body = ParagraphStyle(
            "body", fontName="bench fangsong", fontSize=12, leading=18, wordWrap="CJK", firstLineIndent=24
        )
        cell = ParagraphStyle("cell", fontName="bench fangsong", fontSize=9, leading=12, wordWrap="CJK")
        title = ParagraphStyle("title", fontName="bench title", fontSize=18, leading=30, alignment=1)
        story: list[Any] = []
        for told in sayings:
            words = [told.number, told.salutation, *told.lead]
            story += [lay.Paragraph("学生资助告知书", title), *[lay.Paragraph(text, body) for text in words]]
            cells = [[lay.Paragraph(text, cell) for text in row] for row in _table(told)]
            lines = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("SPAN", (1, -1), (-1, -1))]
            story += [lay.Table(cells, style=lines), *[lay.Paragraph(text, body) for text in _foot(told)]]
            side = QR_SIDE * MM
            story += [lay.Image(io.BytesIO(_png(told.code)), side, side), lay.PageBreak()]
        lay.SimpleDocTemplate(str(path)).build(story)

    return _timed(write)


def libreoffice(count: str) -> dict[str, float]:
    """LibreOffice Writer's mail merge, from a registered data source to one PDF: its start is counted in `whole` only.

    The letter says all that the program's does, stub and receipt too, in the same typefaces, but below one another and
    without the QR code: a mail merge has no pictures that differ from letter to letter, so its figures stand there.
    """
    python, sayings = _python_with_uno(), _sayings(int(count))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_letter(folder / "告知书.odt", sayings[0])
        write_rows(folder / "名单.csv", sayings)
        fonts = folder / "fonts.conf"
        fonts.write_text(FONTS.format(RESOURCES / "fonts"), "utf-8")
        command = [python, str(Path(__file__).with_name("mail_merge.py")), name]
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        environment |= {"FONTCONFIG_FILE": str(fonts), "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8")
        if done.returncode:
            raise RuntimeError(done.stderr)
        told = json.loads(done.stdout.splitlines()[-1])
        if "missing" in told:
            raise NotHere(told["missing"])
        check_letters(folder / "信", sayings)
    return {"whole": told["start"] + told["merge"], "without start": told["merge"]}


# where LibreOffice finds the program's typefaces; on Windows it takes those of the machine
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>"""


def _python_with_uno() -> str:
    """LibreOffice's own Python, or the system's where LibreOffice comes from a distribution. Raises NotHere."""
    office = shutil.which("soffice")
    if not office:
        raise NotHere("没有安装 LibreOffice")
    beside = Path(office).resolve().parent
    for python in (beside / "python.exe", beside / "python", Path("/usr/bin/python3")):
        told = [str(python), "-c", "import uno"]
        if python.exists() and not subprocess.run(told, capture_output=True).returncode:
            return str(python)
    raise NotHere("没有装 LibreOffice 的 Python 接口（uno）")


def check_letters(folder: Path, sayings: list[Any]) -> None:
    """One PDF, a page for each letter, each with its own pupil and number. Raises AssertionError."""
    (path,) = folder.glob("*.pdf")
    document = pypdfium2.PdfDocument(path)
    pages = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    assert len(pages) == len({told.pupils for told in sayings}) == len(sayings), len(pages)
    for text, told in zip(pages, sayings, strict=True):
        opening = "".join(told.lead).replace(
            "\u2060", ""
        )  # the program keeps the characters of a name together
        wanted = (told.number, told.salutation, opening, told.total_words, told.lines[0].tail, told.code)
        assert all(one in text for one in wanted), (wanted, text)
