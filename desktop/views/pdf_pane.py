"""A PDF on the screen: pages with their thumbnails, zoom, page number, search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QBuffer, QIODevice, QModelIndex, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPalette, QPixmap, QShortcut
from PySide6.QtPdf import QPdfDocument, QPdfSearchModel
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QListView, QWidget

from desktop.views import theme
from desktop.views.buttons import Button
from desktop.views.fields import Choice, line_edit, number_box
from desktop.views.layouts import Giving, column, holder, row, show_if
from desktop.views.widgets import text

THUMB = QSize(92, 130)  # px, a standing A4 page
LEAST, MOST, STEP = 0.5, 3.0, 1.25
WIDTH, WHOLE = "width", "whole"
ZOOMS = [(WIDTH, "整宽"), (WHOLE, "整页"), *((n / 100, f"{n} %") for n in (50, 75, 100, 125, 150, 200, 300))]


class Thumbnails(QAbstractListModel):
    """The pages as small pictures, drawn when they come into sight."""

    def __init__(self, document: QPdfDocument, parent: QWidget) -> None:
        super().__init__(parent)
        self.document = document
        self._known: dict[int, QPixmap] = {}

    def reload(self) -> None:
        self.beginResetModel()
        self._known.clear()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else self.document.pageCount()

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return str(index.row() + 1)
        return None

    def _picture(self, page: int) -> QPixmap:
        if page not in self._known:
            ratio = self.parent().devicePixelRatioF()
            size = self.document.pagePointSize(page).scaled(THUMB, Qt.AspectRatioMode.KeepAspectRatio)
            drawn = self.document.render(page, (size * ratio).toSize())
            sheet = QImage((THUMB * ratio), QImage.Format.Format_ARGB32_Premultiplied)
            sheet.fill(Qt.GlobalColor.transparent)
            painter = QPainter(sheet)
            left, top = (sheet.width() - drawn.width()) // 2, (sheet.height() - drawn.height()) // 2
            painter.fillRect(left, top, drawn.width(), drawn.height(), Qt.GlobalColor.white)
            painter.drawImage(left, top, drawn)
            painter.setPen(theme.color("line"))
            painter.drawRect(left, top, drawn.width() - 1, drawn.height() - 1)
            painter.end()
            sheet.setDevicePixelRatio(ratio)
            self._known[page] = QPixmap.fromImage(sheet)
        return self._known[page]


class PdfPane(QWidget):
    """Shows a PDF. slim: without thumbnails and search, for a pane in the middle of a page."""

    page_changed = Signal(int)  # from 0

    def __init__(self, *, slim: bool = False) -> None:
        super().__init__()
        self._content = QBuffer(self)
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setPageSpacing(10)
        self.thumbs = QListView()
        self.found = QPdfSearchModel(self)
        self.found.setDocument(self.document)
        self.view.setSearchModel(self.found)
        self._make_thumbs()
        body = self.view if slim else row(self.thumbs, (self.view, 1), gap=8)
        self.setLayout(column(self._tools(slim), (body, 1), gap=6))
        self.thumbs.setVisible(not slim)
        self._connect()
        self.zoom.choose(WIDTH)
        self._zoom_chosen()

    def _make_thumbs(self) -> None:
        self.pictures = Thumbnails(self.document, self)
        self.thumbs.setModel(self.pictures)
        self.thumbs.setIconSize(THUMB)
        self.thumbs.setViewMode(QListView.ViewMode.IconMode)
        self.thumbs.setFlow(QListView.Flow.TopToBottom)
        self.thumbs.setWrapping(False)
        self.thumbs.setMovement(QListView.Movement.Static)
        self.thumbs.setUniformItemSizes(True)
        self.thumbs.setGridSize(THUMB + QSize(20, 30))
        self.thumbs.setFixedWidth(THUMB.width() + 38)
        self.thumbs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.thumbs.setFrameShape(QFrame.Shape.NoFrame)
        self.thumbs.setAccessibleName("各页的小图")

    def _tools(self, slim: bool) -> QWidget:
        self.before = Button(picture="chevron-left", role="icon", tip="上一页（PgUp）")
        self.after = Button(picture="chevron-right", role="icon", tip="下一页（PgDn）")
        self.number = number_box(1, 1, 1)
        self.number.setFixedWidth(64)
        self.of = text("", "small", "quiet")
        self.zoom = Choice(ZOOMS)
        self.zoom.setFixedWidth(92)
        self.zoom.setAccessibleName("放大")
        self.smaller = Button(picture="zoom-out", role="icon", tip="缩小（Ctrl+-）")
        self.larger = Button(picture="zoom-in", role="icon", tip="放大（Ctrl++）")
        self.words = line_edit(hint="在这份纸里找")
        self.words.setFixedWidth(150)
        self.next_found = Button(picture="chevron-down", role="icon", tip="下一处（Enter）")
        self.hits = text("", "small", "quiet")
        self.search = holder(row(self.words, self.next_found, self.hits, gap=4))
        show_if(not slim, self.search)
        at = (self.before, text("第", "small", "quiet"), self.number, self.of, self.after)
        size = (self.smaller, self.zoom, self.larger)
        if slim:
            self.smaller.hide()
            self.larger.hide()
        return Giving(
            *at, None, *([] if slim else [self.search]), *size, gives=() if slim else (self.search,), gap=4
        )

    def _connect(self) -> None:
        self.before.clicked.connect(self.go_before)
        self.after.clicked.connect(self.go_after)
        self.number.valueChanged.connect(self._number_typed)
        self.zoom.currentIndexChanged.connect(self._zoom_chosen)
        self.smaller.clicked.connect(self.zoom_out)
        self.larger.clicked.connect(self.zoom_in)
        self.words.textChanged.connect(self._search)
        self.words.returnPressed.connect(self.go_to_next_found)
        self.next_found.clicked.connect(self.go_to_next_found)
        self.found.countChanged.connect(self._say_hits)
        self.thumbs.clicked.connect(self._thumb_pressed)
        self.view.pageNavigator().currentPageChanged.connect(self._page_moved)
        for key, act in (("Ctrl++", self.zoom_in), ("Ctrl+=", self.zoom_in), ("Ctrl+-", self.zoom_out)):
            QShortcut(
                QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(act)

    # showing -------------------------------------------------------------------------------------------

    def show_file(self, path: Path | None) -> bool:
        """Show a PDF, or nothing; whether it could be read."""
        ok = path is not None and self._load(path)
        if not ok:
            self.document.close()
        count = self.document.pageCount() if ok else 0
        self.number.setRange(1, max(count, 1))
        self.of.setText(f"页，共 {count} 页" if ok else "页")
        self.pictures.reload()
        self._color()
        self._page_moved(0)
        return ok

    def _load(self, path: Path) -> bool:
        """Read the file whole: a QPdfDocument keeps a file it was named open even when it is closed, and what is open
        cannot be deleted on Windows."""
        try:
            content = path.read_bytes()
        except OSError:
            return False
        self.document.close()
        self._content.close()
        self._content.setData(content)
        self._content.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._content)
        return self.document.status() == QPdfDocument.Status.Ready

    def count(self) -> int:
        return self.document.pageCount()

    def current(self) -> int:
        return max(self.view.pageNavigator().currentPage(), 0)

    def go_to(self, page: int) -> None:
        """Bring a page (from 0) into sight."""
        if 0 <= page < self.count():
            self.view.pageNavigator().jump(page, QPointF(), 0)

    def go_before(self) -> None:
        self.go_to(self.current() - 1)

    def go_after(self) -> None:
        self.go_to(self.current() + 1)

    def zoom_in(self) -> None:
        self._set_factor(self._factor() * STEP)

    def zoom_out(self) -> None:
        self._set_factor(self._factor() / STEP)

    def _factor(self) -> float:
        """The zoom as it looks now, also while it follows the window's size."""
        if self.view.zoomMode() == QPdfView.ZoomMode.Custom or not self.count():
            return self.view.zoomFactor()
        wide = self.document.pagePointSize(self.current()).width() * self.logicalDpiX() / 72
        return self.view.viewport().width() / wide

    def _set_factor(self, factor: float) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(max(factor, LEAST), MOST))
        near = [value for value, _words in ZOOMS if value == self.view.zoomFactor()]
        self.zoom.blockSignals(True)
        self.zoom.choose(near[0] if near else None)
        self.zoom.setPlaceholderText(f"{self.view.zoomFactor() * 100:.0f} %")
        self.zoom.blockSignals(False)

    def go_to_next_found(self) -> None:
        count = self.found.rowCount(QModelIndex())
        if not count:
            return
        at = (self.view.currentSearchResultIndex() + 1) % count
        self.view.setCurrentSearchResultIndex(at)
        link = self.found.resultAtIndex(at)
        self.view.pageNavigator().jump(link.page(), link.location(), 0)
        self.hits.setText(f"{at + 1} / {count}")

    # listening -----------------------------------------------------------------------------------------

    def _color(self) -> None:
        ground = self.view.palette()
        ground.setColor(QPalette.ColorRole.Dark, theme.color("hair"))
        self.view.setPalette(ground)

    def changeEvent(self, event: Any) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.StyleChange and hasattr(self, "number"):
            self._color()

    def _number_typed(self, number: int) -> None:
        if number - 1 != self.current():
            self.go_to(number - 1)

    def _page_moved(self, page: int) -> None:
        self.number.blockSignals(True)
        self.number.setValue(page + 1)
        self.number.blockSignals(False)
        self.before.setEnabled(page > 0)
        self.after.setEnabled(page + 1 < self.count())
        index = self.pictures.index(page, 0)
        if index.isValid():
            self.thumbs.setCurrentIndex(index)
        self.page_changed.emit(page)

    def _thumb_pressed(self, index: QModelIndex) -> None:
        self.go_to(index.row())

    def _zoom_chosen(self, *_: object) -> None:
        value = self.zoom.value()
        if value == WIDTH:
            self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        elif value == WHOLE:
            self.view.setZoomMode(QPdfView.ZoomMode.FitInView)
        elif value:
            self._set_factor(float(str(value)))

    def _search(self, words: str) -> None:
        self.view.setCurrentSearchResultIndex(-1)
        self.found.setSearchString(words)
        self._say_hits()

    def _say_hits(self) -> None:
        count = self.found.rowCount(QModelIndex())
        self.hits.setText(f"{count} 处" if count else "没有" if self.words.text() else "")
