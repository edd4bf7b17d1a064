"""帮助: the handbook that is installed with the program; F1 opens the chapter of the page one is on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMarginsF, QSizeF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QBrush,
    QImage,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QTextBrowser, QTextEdit

from desktop.services import handbook
from desktop.services.files import put_in_place
from desktop.services.handbook import Chapter
from desktop.services.progress import Progress
from desktop.views import theme
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.fields import line_edit
from desktop.views.layouts import column, holder, row
from desktop.views.page import Page
from desktop.views.preview import open_preview
from desktop.views.widgets import text

LIST = 232  # px of the chapter list
KEY = Qt.ItemDataRole.UserRole
PICTURE = "\ufffc"  # stands for one in the text
HEADS = {1: "title", 2: "section", 3: "body"}
READING, CLOSE = 150, 130  # per cent of a line's own height: prose, lists and tables


def dress(document: QTextDocument, ink: bool = False) -> None:
    """Give Markdown the program's letters and room. ink: grey rules on white, for paper."""
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        cursor.setPosition(block.position())
        level = block.blockFormat().headingLevel()
        cursor.mergeBlockFormat(_room(block, cursor))
        if level:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            letters = QTextCharFormat()
            letters.setFont(theme.font(HEADS.get(level, "body"), True))
            cursor.setCharFormat(letters)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _rule(frame, QBrush(Qt.GlobalColor.lightGray if ink else theme.color("line")))


def _room(block: QTextBlock, cursor: QTextCursor) -> QTextBlockFormat:
    """Air around a paragraph: lists and tables are closer than prose, a picture is as high as it is."""
    level = block.blockFormat().headingLevel()
    close = cursor.currentTable() is not None or cursor.currentList() is not None
    shape = QTextBlockFormat()
    height = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    shape.setLineHeight(100 if PICTURE in block.text() else CLOSE if close else READING, height)
    shape.setTopMargin(20 if level == 2 else 1 if close else 5)
    shape.setBottomMargin(6 if level else 1 if close else 5)
    return shape


def _rule(table: QTextTable, brush: QBrush) -> None:
    """A hair under each row, and no boxes."""
    shape = table.format()
    shape.setBorder(0)
    shape.setCellSpacing(0)
    shape.setTopMargin(4)
    shape.setBottomMargin(8)
    table.setFormat(shape)
    for line in range(table.rows()):
        for at in range(table.columns()):
            cell = table.cellAt(line, at)
            look = cell.format().toTableCellFormat()
            look.setBottomBorder(1)
            look.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            look.setBottomBorderBrush(brush)
            look.setPadding(6)
            look.setRightPadding(18)
            cell.setFormat(look)


class Reader(QTextBrowser):
    """Shows a chapter; pictures are drawn as wide as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setStyleSheet(
            "QTextBrowser, QTextBrowser:focus { border: 0; background: transparent; padding: 0; }"
        )
        self.document().setDocumentMargin(4)
        self.setAccessibleName("手册正文")
        self.chapter: Chapter | None = None
        self.words = ""  # marked wherever they stand
        self._later = QTimer(self, singleShot=True, interval=60)
        self._later.timeout.connect(self.draw)

    def show_chapter(self, chapter: Chapter) -> None:
        self.chapter = chapter
        self.draw()
        self.verticalScrollBar().setValue(0)

    def draw(self) -> None:
        """Set the chapter again: after another width, or in another theme."""
        if self.chapter is None:
            return
        at = self.verticalScrollBar().value()
        self.document().setDefaultFont(theme.font())
        self.setMarkdown(self.chapter.text)
        dress(self.document())
        self._mark()
        self.verticalScrollBar().setValue(at)

    def loadResource(self, kind: int, name: QUrl) -> Any:
        path = handbook.FOLDER / name.path()
        if kind != QTextDocument.ResourceType.ImageResource.value or not path.is_file():
            return super().loadResource(kind, name)
        return self._fitted(QImage(str(path)))

    def _fitted(self, picture: QImage) -> QImage:
        ratio = self.devicePixelRatioF()
        room = round((self.viewport().width() - 24) * ratio)
        if picture.width() > room > 0:
            picture = picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        return picture

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._later.start()

    def changeEvent(self, event: Any) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange and hasattr(self, "_later"):
            self._later.start()

    def find_words(self, words: str) -> None:
        """Mark every place of the words, and go to the first."""
        self.words = words
        if marks := self._mark():
            start = QTextCursor(marks[0].cursor)
            start.clearSelection()
            self.setTextCursor(start)
            self.ensureCursorVisible()

    def _mark(self) -> list[QTextEdit.ExtraSelection]:
        marks = []
        found = self.document().find(self.words) if self.words else QTextCursor()
        while not found.isNull():
            mark = QTextEdit.ExtraSelection()
            mark.cursor = found
            mark.format.setBackground(theme.color("warn_soft"))
            mark.format.setForeground(theme.color("warn"))
            marks.append(mark)
            found = self.document().find(self.words, found)
        self.setExtraSelections(marks)
        return marks


class HelpPage(Page):
    """Chapters and search at the left, the text at the right. A hint is a chapter's key, title, or a place."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("帮助", "手册和程序一起装好，不用上网；在哪一页按 F1，就打开讲那一页的一章")
        self.desk = desk
        self.paper = Button("打印这一章", "printer")
        self.paper.clicked.connect(self.print_chapter)
        self.set_actions([self.paper])
        self.words = line_edit(hint="在手册里找")
        self.words.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName("章节")
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.none = text("手册里没有这个词，换一个说法试试。", "small", "quiet", wrap=True)
        self.reader = Reader()
        self.words.textChanged.connect(self._search)
        self.words.returnPressed.connect(self.list.setFocus)
        self.list.currentItemChanged.connect(self._chosen)
        self.reader.anchorClicked.connect(self._link)
        left = holder(column(self.words, self.none, (self.list, 1), edge=(12, 12, 12, 12)), card=True)
        left.setFixedWidth(LIST)
        right = holder(column(self.reader, edge=(24, 16, 12, 12)), card=True)
        self.set_body(row(left, (right, 1), gap=12))
        self._search("")

    def take_hint(self, hint: Any) -> None:
        self.words.clear()
        self.show_chapter(handbook.chapter_for(str(hint)).key)

    def show_chapter(self, key: str) -> None:
        for at in range(self.list.count()):
            if self.list.item(at).data(KEY) == key:
                self.list.setCurrentRow(at)

    def chapter(self) -> Chapter:
        """The one that is read now."""
        return self.reader.chapter or handbook.chapters()[0]

    def _search(self, words: str) -> None:
        """All chapters, or those that hold the words, with the place where they do."""
        was = self.reader.chapter.key if self.reader.chapter else ""
        self.list.blockSignals(True)
        self.list.clear()
        if words.strip():
            for hit in handbook.search(words):
                self._add(hit.chapter, f"{hit.title}\n{hit.excerpt}")
        else:
            for chapter in handbook.chapters():
                self._add(chapter.key, chapter.title)
        self.list.blockSignals(False)
        self.none.setVisible(self.list.count() == 0)
        kept = [at for at in range(self.list.count()) if self.list.item(at).data(KEY) == was]
        self.list.setCurrentRow(kept[0] if kept else 0)

    def _add(self, key: str, words: str) -> None:
        QListWidgetItem(words, self.list).setData(KEY, key)

    def _chosen(self, item: QListWidgetItem | None, _before: object) -> None:
        if item is not None:
            chapter = handbook.chapter_for(item.data(KEY))
            if chapter is not self.reader.chapter:
                self.reader.show_chapter(chapter)
            self.reader.find_words((self.words.text().split() or [""])[0])

    def _link(self, url: QUrl) -> None:
        """A link to another chapter is its key with .md behind."""
        self.words.clear()
        self.show_chapter(url.path().removesuffix(".md"))

    # paper ---------------------------------------------------------------------------------------------

    def print_chapter(self) -> None:
        open_preview(self.desk, _Paper(self.chapter()).draw, self.chapter().title)


class _Paper:
    """A chapter on A4, made in the job's thread."""

    def __init__(self, chapter: Chapter) -> None:
        self.chapter = chapter

    def draw(self, path: Path, _progress: Progress) -> str:
        with put_in_place(path) as part:
            self._write(part)
        return f"助学台账手册 {self.chapter.title}.pdf"

    def _write(self, path: Path) -> None:
        writer = QPdfWriter(str(path))
        writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                QMarginsF(18, 16, 18, 16),
                QPageLayout.Unit.Millimeter,
            )
        )
        writer.setResolution(96)
        document = QTextDocument()
        document.setDefaultFont(theme.font())
        document.setBaseUrl(QUrl.fromLocalFile(f"{handbook.FOLDER}/"))
        document.setPageSize(QSizeF(writer.width(), writer.height()))
        document.setMarkdown(self.chapter.text)
        dress(document, ink=True)
        self._fit_pictures(document, writer.width())
        document.print_(writer)

    @staticmethod
    def _fit_pictures(document: QTextDocument, room: int) -> None:
        block = document.begin()
        while block.isValid():
            for piece in block:
                shape = piece.fragment().charFormat()
                if shape.isImageFormat():
                    picture = shape.toImageFormat()
                    picture.setWidth(room)
                    cursor = QTextCursor(document)
                    cursor.setPosition(piece.fragment().position())
                    cursor.movePosition(
                        QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor
                    )
                    cursor.setCharFormat(picture)
            block = block.next()
