"""The head of a table: titles, the arrow of the sort, the funnel that opens a column's filter."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.views import icons, theme
from desktop.views.cells import ALIGN, INSET

HEIGHT = 34
FUNNEL = 22  # px at the right end of a section that open the filter


class Header(QHeaderView):
    """Press the title to sort, the funnel to filter. The funnel shows under the mouse, and stays where a filter is set."""

    filter_asked = Signal(int, QPoint)  # logical column, where to open (global)
    sort_asked = Signal(int)

    def __init__(self, parent: QWidget):
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.filtered: set[str] = set()
        self.sorted: tuple[int, bool] | None = None  # logical column, descending
        self._under = -1
        self._pressed_at = QPoint()
        self.setFixedHeight(HEIGHT)
        self.setMinimumSectionSize(28)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """The height is fixed: Qt need not ask for the title of each column, which takes longer than opening it."""
        return QSize(self.minimumSectionSize(), HEIGHT)

    def show_state(self, filtered: set[str], sorted_by: tuple[int, bool] | None) -> None:
        self.filtered, self.sorted = filtered, sorted_by
        self.viewport().update()

    def funnel_box(self, logical: int) -> QRect:
        left = self.sectionViewportPosition(logical) + self.sectionSize(logical) - FUNNEL
        return QRect(left, 0, FUNNEL, self.height())

    def open_filter(self, logical: int) -> None:
        box = self.funnel_box(logical)
        self.filter_asked.emit(logical, self.viewport().mapToGlobal(box.bottomLeft()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        resizing = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        super().mouseReleaseEvent(event)
        moved = (at - self._pressed_at).manhattanLength() > 4
        logical = self.logicalIndexAt(at)
        if event.button() != Qt.MouseButton.LeftButton or moved or resizing or logical < 0:
            return
        if self.funnel_box(logical).contains(at):
            self.open_filter(logical)
        else:
            self.sort_asked.emit(logical)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, logical: int) -> None:
        if logical != self._under:
            self._under = logical
            self.viewport().update()

    def paintSection(self, painter: QPainter, box: QRect, logical: int) -> None:
        column = self.model().columns[logical]
        painter.fillRect(box, theme.color("paper"))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("quiet"))
        filtered = column.key in self.filtered
        room = box.adjusted(INSET, 0, -INSET, 0)
        if filtered or self._under == logical:
            tone = "accent" if filtered else "quiet"
            icons.draw(painter, "funnel", tone, QPointF(box.right() - 18, box.center().y() - 6), size=13)
            room.setRight(box.right() - FUNNEL)
        arrow = self.sorted is not None and self.sorted[0] == logical
        words_room = room.adjusted(0, 0, -14 if arrow else 0, 0)
        metrics = painter.fontMetrics()
        words = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, words_room.width())
        painter.drawText(words_room, ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter, words)
        if arrow and self.sorted is not None:
            ends = metrics.horizontalAdvance(words) + words_room.left() + 2
            left = words_room.right() + 1 if column.align == "right" else min(ends, words_room.right() + 1)
            name = "arrow-down" if self.sorted[1] else "arrow-up"
            icons.draw(painter, name, "accent", QPointF(left, box.center().y() - 6), size=13)
