"""The pictures on paper: black on white, what is there dark and what lacks hatched, every figure written beside its bar.

Drawn by Qt itself, in tenths of a millimetre on A4, so that paper and screen show the same letters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from desktop.models import money
from desktop.models.ledgers.school import School
from desktop.models.terms import day_in_words
from desktop.services.aid.coverage import Cover, TermPaid
from desktop.services.todo import Bar
from desktop.views import theme
from desktop.views.charts import share_of

DOTS = 300  # per inch
WIDE, HIGH = 2100 - 2 * 180, 2970 - 2 * 180  # tenths of a mm inside the margins
MARGIN = 18  # mm
LINE, BAR = 72, 34  # tenths of a mm: from line to line, thickness of a bar
LABEL, FIGURE = 420, 520  # tenths of a mm of the columns beside a bar
DARK, INK = QColor("#3A3A3A"), QColor("#000000")


@dataclass(frozen=True)
class Pictures:
    """What one sheet shows. subject: which programmes."""

    cover: Cover
    paid: tuple[TermPaid, ...]
    kinds: tuple[Bar, ...]
    subject: str

    @property
    def title(self) -> str:
        return f"{self.cover.term.title}资助图表"


@dataclass(frozen=True)
class Row:
    """One bar: dark up to `have`, hatched up to `of`, of a longest bar of `most`."""

    label: str
    have: float
    of: float
    most: float
    figure: str
    strong: bool = False


def draw(path: Path, told: Pictures) -> None:
    """Write the PDF. Runs in a job's thread: it touches no widget."""
    writer = QPdfWriter(str(path))
    writer.setResolution(DOTS)
    writer.setTitle(told.title)
    edge = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    layout = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        edge,
        QPageLayout.Unit.Millimeter,
    )
    writer.setPageLayout(layout)
    painter = QPainter(writer)
    painter.scale(DOTS / 254, DOTS / 254)
    try:
        _Sheet(writer, painter).show(told)
    finally:
        painter.end()


class _Sheet:
    """Lines from top to bottom, on to the next page when there is no more room."""

    def __init__(self, writer: QPdfWriter, painter: QPainter) -> None:
        self.writer, self.painter, self.y = writer, painter, 0.0

    def show(self, told: Pictures) -> None:
        self._say(told.title, 60, heavy=True, middle=True)
        school = School.select().first()
        who = school.school_name if school else ""
        self._say(f"{who}　{told.subject}　{day_in_words(dt.date.today())}", 34, middle=True)
        self._section(
            "各班享受情况（已列入名单 ÷ 应享受；深色是已列入，斜线是还没有列入）", _cover_rows(told.cover)
        )
        if told.cover.note:
            self._room(LINE)
            self._say(told.cover.note, 34)
        self._section("各学期发放（深色是已发放，斜线是还没有发，单位：元）", _paid_rows(told.paid))
        self._section("困难类型（人）", _kind_rows(told.kinds))

    def _section(self, title: str, rows: Sequence[Row]) -> None:
        self.y += 40
        self._room(2 * LINE + 60)
        self._say(title, 38, heavy=True)
        self.y += 8
        for row in rows:
            self._room(LINE)
            self._row(row)
        if not rows:
            self._say("没有", 34)

    def _room(self, needed: float) -> None:
        if self.y + needed > HIGH:
            self.writer.newPage()
            self.y = 0

    def _say(self, words: str, size: int, *, heavy: bool = False, middle: bool = False) -> None:
        align = Qt.AlignmentFlag.AlignHCenter if middle else Qt.AlignmentFlag.AlignLeft
        self._text(QRectF(0, self.y, WIDE, size * 1.5), words, size, align, heavy=heavy)
        self.y += size * 1.6

    def _row(self, row: Row) -> None:
        right = Qt.AlignmentFlag.AlignRight
        box = QRectF(0, self.y, LABEL - 20, LINE)
        self._text(box, row.label, 34, Qt.AlignmentFlag.AlignLeft, heavy=row.strong)
        wide, top = WIDE - LABEL - FIGURE, self.y + (LINE - BAR) / 2
        scale = wide / row.most if row.most else 0
        self.painter.setPen(QPen(INK, 2))
        self.painter.setBrush(QBrush(INK, Qt.BrushStyle.BDiagPattern))
        self.painter.drawRect(QRectF(LABEL, top, row.of * scale, BAR))
        self.painter.setBrush(QBrush(DARK))
        self.painter.drawRect(QRectF(LABEL, top, row.have * scale, BAR))
        self._text(QRectF(WIDE - FIGURE, self.y, FIGURE, LINE), row.figure, 34, right, heavy=row.strong)
        self.y += LINE

    def _text(
        self, box: QRectF, words: str, size: int, align: Qt.AlignmentFlag, *, heavy: bool = False
    ) -> None:
        font = QFont(theme.font("body", heavy))
        font.setPixelSize(size)
        self.painter.setFont(font)
        self.painter.setPen(INK)
        shown = self.painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
        self.painter.drawText(box, int(align | Qt.AlignmentFlag.AlignVCenter), shown)


def _cover_rows(told: Cover) -> list[Row]:
    if not told.whole.of:
        return []
    rows = [Row(one.name, one.have, one.of, one.of, share_of(one.have, one.of)) for one in told.classes[:-1]]
    whole = told.whole
    return [*rows, Row(whole.name, whole.have, whole.of, whole.of, share_of(whole.have, whole.of), True)]


def _paid_rows(terms: Sequence[TermPaid]) -> list[Row]:
    most = max((one.paid + one.open for one in terms), default=0)
    return [
        Row(one.term.title, max(one.paid, 0), max(one.paid, 0) + one.open, most,
            f"{money.figures(one.paid)}" + (f"（未发 {money.figures(one.open)}）" if one.open else ""))
        for one in terms
    ]  # fmt: skip


def _kind_rows(bars: Sequence[Bar]) -> list[Row]:
    most = max((len(bar.pupils.ids) for bar in bars), default=0)
    return [Row(bar.label, count := len(bar.pupils.ids), count, most, f"{count} 人") for bar in bars]
