"""The first lines of a bank's file, to look at: as they stand in it, never wrapped."""

from __future__ import annotations

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QPlainTextEdit

from desktop.views import theme

LINES = 4  # the heading and three
AIR = 18  # px between the cells of a workbook


class FirstLines(QPlainTextEdit):
    """Read only, scrolls sideways."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(theme.font("small"))
        metrics = QFontMetricsF(theme.font("small"))
        self.setFixedHeight(round(metrics.lineSpacing() * LINES) + 34)
        self.setTabChangesFocus(True)
        self.setAccessibleName("文件的前三行")

    def show_lines(self, words: str) -> None:
        """Lines as they stand in the file; cells of a workbook (tabs between them) stand under one another."""
        metrics = QFontMetricsF(self.font())
        cells = [cell for line in words.split("\n") for cell in line.split("\t")[:-1]]
        self.setTabStopDistance(max(map(metrics.horizontalAdvance, cells), default=0) + AIR)
        self.setPlainText(words)

    def show_problem(self, sentence: str) -> None:
        """Why there is nothing to see yet."""
        self.setPlainText(sentence)
