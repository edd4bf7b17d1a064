"""What one cell of a table is and how it is drawn."""

from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from desktop.models.ledgers.students import TAIL
from desktop.views import icons, theme

TONE = Qt.ItemDataRole.UserRole + 1  # colour of meaning for the cell, a name of theme.Palette
LOOK = Qt.ItemDataRole.UserRole + 2  # "tag", "wash", or the icon before the words; None is plain
NUMBER = (
    Qt.ItemDataRole.UserRole + 3
)  # the cell's value as a number (money in 分), for the sum of what is selected
COPY = Qt.ItemDataRole.UserRole + 4  # what Ctrl+C takes when it is not what is shown
ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}
LIST = 160  # px that a list in a narrow cell may take
TELLING = "2093）"  # as long as what stands behind 尾号 in a name
INSET = 10  # px of air at both ends of a cell

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """One column as a model declares it in `columns`. width in logical px; align is left, right or center."""

    key: str
    title: str
    width: int
    align: str = "left"

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        return ALIGN[self.align] | Qt.AlignmentFlag.AlignVCenter


def value_of(index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
    """A cell's value, asked of the model itself: without the way through C++ and back."""
    return index.model().data(index, role)


def shortened(metrics: QFontMetrics, words: str, wide: int) -> str:
    """Words cut to a width; a name that the end of a number tells from a namesake keeps that end."""
    right = Qt.TextElideMode.ElideRight
    if TAIL not in words or metrics.horizontalAdvance(words) <= wide:
        return metrics.elidedText(words, right, wide)
    head, end = words[: -len(TELLING)], words[-len(TELLING) :]
    return metrics.elidedText(head, right, wide - metrics.horizontalAdvance(end)) + end


class Cell(QStyledItemDelegate):
    """Draws a cell: plain, tagged, washed, or led by an icon. It asks the model for that cell alone.

    A cell that is edited in place gets the list of its field where there is one.
    """

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Any) -> QWidget:
        from desktop.views import cell_editors  # the form's editors: not wanted before somebody edits

        made = cell_editors.list_editor(index)
        if made is None:
            return super().createEditor(parent, option, index)
        made.setParent(parent)
        cell_editors.when_picked(made, partial(self._take, made))
        cell_editors.open_at_once(made)
        return cast(QWidget, made)

    def _take(self, editor: QWidget) -> None:
        """Something was picked from a list: into the cell with it."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Any) -> None:
        from desktop.views import cell_editors

        if not cell_editors.show_words(editor, str(value_of(index, Qt.ItemDataRole.EditRole) or "")):
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: Any, index: Any) -> None:
        from desktop.views import cell_editors

        if not cell_editors.is_list(editor):
            super().setModelData(editor, model, index)
        elif (words := cell_editors.picked_words(editor)) is not None:
            model.setData(index, words)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Any) -> None:
        """A list is at least as wide as its words; a narrow column would cut them."""
        super().updateEditorGeometry(editor, option, index)
        editor.resize(max(editor.width(), min(editor.minimumSizeHint().width(), LIST)), editor.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        tone, look = value_of(index, TONE), value_of(index, LOOK)
        painter.save()
        self._ground(painter, option.rect, chosen, f"{tone}_soft" if look == "wash" else "")
        if chosen and index.column() == 0:
            painter.fillRect(
                option.rect.left(), option.rect.top(), 3, option.rect.height(), theme.color("accent")
            )
        words = str(value_of(index) or "").replace("\n", " ")  # a note of several lines stays in its row
        room = self._before_words(
            painter, option.rect.adjusted(INSET, 0, -INSET, 0), words, (tone, look, chosen)
        )
        deep = tone == "accent" and look in ("tag", "wash")
        painter.setPen(theme.color("accent_deep" if deep else tone or "ink"))
        words = shortened(painter.fontMetrics(), words, room.width())
        align = (
            value_of(index, Qt.ItemDataRole.TextAlignmentRole)
            or ALIGN["left"] | Qt.AlignmentFlag.AlignVCenter
        )
        painter.drawText(room, int(align), words)
        if self.parent().has_keyboard_at(index):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -2))
        painter.restore()

    def helpEvent(self, event: Any, view: Any, option: QStyleOptionViewItem, index: Any) -> bool:
        """The whole text, only where the cell cuts it off."""
        words = str(value_of(index) or "") if index.isValid() else ""
        air = 46 if value_of(index, LOOK) else 2 * INSET
        if not words or QFontMetrics(theme.font()).horizontalAdvance(words) + air <= option.rect.width():
            QToolTip.hideText()
            return True
        return bool(super().helpEvent(event, view, option, index))

    @staticmethod
    def _ground(painter: QPainter, box: QRect, chosen: bool, wash: str) -> None:
        """Without antialiasing and one px over, or seams appear between cells at 125 %."""
        painter.fillRect(box.adjusted(0, 0, 1, 0), theme.color("accent_soft" if chosen else "paper"))
        if wash:
            painter.fillRect(box.adjusted(0, 0, 1, -1), theme.color(wash))
        painter.setPen(QPen(theme.color("hair"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    @staticmethod
    def _before_words(painter: QPainter, room: QRect, words: str, style: tuple[Any, Any, bool]) -> QRect:
        """Draw what stands behind or before the words; return the room that is left for them."""
        tone, look, chosen = style
        painter.setFont(theme.font("small" if look == "tag" else "body"))
        if not look or look == "wash" or not words:
            return room
        middle = room.center().y()
        if look != "tag":
            icons.draw(painter, look, tone or "quiet", QPointF(room.left(), middle - 7), size=15)
            return room.adjusted(22, 0, 0, 0)
        wide = min(painter.fontMetrics().horizontalAdvance(words) + 14, room.width() + 8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("paper" if chosen else f"{tone or 'off'}_soft"))
        painter.drawRoundedRect(QRectF(room.left() - 2, middle - 10, wide, 21), 5, 5)
        return room.adjusted(5, 0, 4, 0)
