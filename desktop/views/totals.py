"""The 合计 row that stays at the foot of a table while its rows scroll."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QTableView, QWidget

from desktop.views import theme
from desktop.views.cells import INSET

HEIGHT = 34
APART = 24  # px between a total said aside and its neighbours
MIDDLE_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Placed(NamedTuple):
    """A total under its column: where its words begin and end (px), the box they are drawn in, the column's number."""

    left: int
    right: int
    box: QRect
    at: int


class TotalsRow(QWidget):
    """Draws the words of each column's total under its column; those of columns out of sight are said in the free room."""

    def __init__(self, body: QTableView, frozen: int):
        super().__init__()
        self.body, self.frozen = body, frozen
        self.words: dict[str, str] = {}
        self.setFixedHeight(HEIGHT)
        self.hide()
        header = body.horizontalHeader()
        for changed in (header.sectionResized, header.sectionMoved, body.horizontalScrollBar().valueChanged):
            changed.connect(self._redraw)

    def _redraw(self) -> None:
        self.update()

    def show_totals(self, words: Mapping[str, str]) -> None:
        """Column key to words. Nothing to say of the columns that are shown hides the row."""
        columns = enumerate(self.body.model().columns)
        here = {one.key: one.title for at, one in columns if not self.body.isColumnHidden(at)}
        self.words = {key: said for key, said in words.items() if key in here}
        told = "，".join(f"{here[key]} {said}" for key, said in self.words.items())
        self.setVisible(bool(self.words))
        self.setAccessibleName(f"合计 {told}")
        self.setToolTip(f"合计 {told}" if told else "")
        self.update()

    def in_sight(self) -> list[Placed]:
        """The totals whose words are seen whole under their column."""
        edge = self._held()
        return [
            one
            for one in self._placed()
            if one.at < self.frozen or (one.left >= edge and one.right <= self.body.viewport().width())
        ]

    def aside(self) -> str:
        """The totals of the columns that are scrolled out of sight, or cut: 金额（元） 38,750.00."""
        seen = {one.at for one in self.in_sight()}
        columns = self.body.model().columns
        return "　".join(
            f"{columns[one.at].title} {self.words[columns[one.at].key]}"
            for one in self._placed()
            if one.at not in seen
        )

    def _held(self) -> int:
        """px that the frozen columns take."""
        return sum(self.body.columnWidth(at) for at in range(self.frozen))

    def _placed(self) -> Iterator[Placed]:
        """Every total, from the first column to the last, whether in sight or not."""
        wide = QFontMetrics(theme.font("body", True)).horizontalAdvance
        left = 0
        for at, column in enumerate(self.body.model().columns):
            start = left if at < self.frozen else self.body.columnViewportPosition(at)
            left += self.body.columnWidth(at)
            if self.body.isColumnHidden(at) or column.key not in self.words:
                continue
            box = QRect(start + INSET, 0, self.body.columnWidth(at) - 2 * INSET, self.height())
            long = min(wide(self.words[column.key]), box.width())
            begin = box.left() if column.align == "left" else box.right() + 1 - long
            yield Placed(begin, begin + long, box, at)

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font("body", True))
        painter.fillRect(self.rect(), theme.color("paper"))
        columns, seen = self.body.model().columns, self.in_sight()
        painter.setPen(theme.color("ink"))
        for one in seen:
            column = columns[one.at]
            painter.drawText(one.box, int(column.alignment), self.words[column.key])
        title = self._title(painter)
        if said := self.aside():
            painter.setPen(theme.color("ink"))
            room = self._free_room(title, seen)
            said = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(MIDDLE_LEFT), said)
        painter.fillRect(0, 0, self.width(), 1, theme.color("line"))  # a drawn line vanishes at 125 %

    def _title(self, painter: QPainter) -> int:
        """Write 合计; returns where the room after it begins."""
        if self.body.model().columns[0].key in self.words:
            return 0
        painter.setPen(theme.color("quiet"))
        painter.drawText(self.rect().adjusted(INSET, 0, 0, 0), int(MIDDLE_LEFT), "合计")
        return INSET + painter.fontMetrics().horizontalAdvance("合计")

    def _free_room(self, left: int, seen: list[Placed]) -> QRect:
        """The widest stretch between the words that stand in the row already."""
        ends = sorted((one.left, one.right) for one in seen)
        starts = [left, *(right for _, right in ends)]
        stops = [*(begin for begin, _ in ends), self.body.viewport().width()]
        start, stop = max(zip(starts, stops, strict=True), key=lambda gap: gap[1] - gap[0])
        return QRect(start + APART, 0, max(stop - start - 2 * APART, 0), self.height())
