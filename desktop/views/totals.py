"""The 合计 row that stays at the foot of a table while its rows scroll."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QTableView, QWidget

from desktop.views import theme
from desktop.views.cells import INSET

HEIGHT = 34


class TotalsRow(QWidget):
    """Draws the words of each column's total under its column, wherever the table has been scrolled to."""

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
        here = {one.key for at, one in columns if not self.body.isColumnHidden(at)}
        self.words = {key: said for key, said in words.items() if key in here}
        self.setVisible(bool(self.words))
        self.setAccessibleName("合计 " + "，".join(self.words.values()))
        self.update()

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font("body", True))
        painter.fillRect(self.rect(), theme.color("paper"))
        columns = range(len(self.body.model().columns))
        held = sum(self.body.columnWidth(at) for at in range(self.frozen))
        painter.save()
        painter.setClipRect(self.rect().adjusted(held, 0, 0, 0))
        for at in columns[self.frozen :]:
            self._total(painter, at, self.body.columnViewportPosition(at))
        painter.restore()
        left = 0
        for at in columns[: self.frozen]:
            self._total(painter, at, left)
            left += self.body.columnWidth(at)
        self._title(painter)
        painter.fillRect(0, 0, self.width(), 1, theme.color("line"))  # a drawn line vanishes at 125 %

    def _total(self, painter: QPainter, at: int, left: int) -> None:
        column = self.body.model().columns[at]
        if self.body.isColumnHidden(at) or column.key not in self.words:
            return
        box = QRect(left + INSET, 0, self.body.columnWidth(at) - 2 * INSET, self.height())
        painter.setPen(theme.color("ink"))
        painter.drawText(box, int(column.alignment), self.words[column.key])

    def _title(self, painter: QPainter) -> None:
        first = self.body.model().columns[0]
        if first.key in self.words:
            return
        painter.setPen(theme.color("quiet"))
        box = self.rect().adjusted(INSET, 0, 0, 0)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), "合计")
