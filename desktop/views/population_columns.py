"""对应列: which column of a list is what, for a person to put right. Said once, remembered for the same heads."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.services.drop.population_in import ListBook, TableIn, wanted
from desktop.views.dialogs import Dialog
from desktop.views.fields import Choice
from desktop.views.layouts import Part, Stack, column, holder, row, scroll
from desktop.views.widgets import Elided, text

WIDTH, HIGH, HEAD, SAMPLE = 620, 320, 170, 170  # px
NOTHING = "不导入"


class ColumnsCard(Dialog):
    """A table at a time: heading, what stands in the column first, what it is. Taken over with one button."""

    def __init__(self, parent: QWidget, book: ListBook) -> None:
        self.book = book
        self.boxes: list[list[Choice]] = []
        self.stack = Stack()
        tables = [table for _, table in book.tables]
        for table in tables:
            self.stack.addWidget(self._page(table))
        self.which = Choice(
            [(at, f"{one.path.name} · {table.table.sheet}") for at, (one, table) in enumerate(book.tables)]
        )
        self.which.activated.connect(self.stack.setCurrentIndex)
        self.wrong = text("", "small", "bad", wrap=True)
        self.wrong.hide()
        says = text(
            "每一列是什么，认错了的在这里改。改过的记住，下次同样的表头就认得。", tone="quiet", wrap=True
        )
        lead: list[Part] = [self.which] if len(tables) > 1 else []
        super().__init__(
            parent, "对应列", column(says, *lead, (self.stack, 1), self.wrong, gap=10), width=WIDTH
        )
        self.add_button("不改")
        take = self.add_button("照这样读", "primary")
        take.clicked.disconnect()
        take.clicked.connect(self.accept)

    def _page(self, table: TableIn) -> QWidget:
        choices = [(None, NOTHING), *((one.key, one.label) for one in wanted())]
        lines: list[Part] = []
        boxes = []
        for at, match in enumerate(table.mapping.matches):
            box = Choice(choices)
            box.choose(match.key)
            head, sample = (
                Elided(match.head.text or f"（{match.head.letter} 列没有表头）"),
                Elided(table.sample(at), tone="quiet"),
            )
            head.setFixedWidth(HEAD)
            sample.setFixedWidth(SAMPLE)
            box.setAccessibleName(match.head.text)
            box.setToolTip(match.reason)
            boxes.append(box)
            lines.append(row(head, sample, (box, 1), gap=8))
        self.boxes.append(boxes)
        body = scroll(column(*lines, None, gap=6, edge=(0, 0, 8, 0)))
        body.setMinimumHeight(HIGH)
        return holder(column(body, gap=0))

    def accept(self) -> None:
        """Take the answers over; one thing may not be told of two columns, and each list needs names."""
        for (_, table), boxes in zip(self.book.tables, self.boxes, strict=True):
            told = [box.value() for box in boxes if box.value() is not None]
            if len(told) != len(set(told)):
                twice = next(box.currentText() for box in boxes if told.count(box.value()) > 1)
                self._say(f"“{twice}”指定了两列，请只留一列。")
                return
            for at, box in enumerate(boxes):
                key = box.value()
                if table.mapping.matches[at].key != key:
                    table.mapping.assign(at, None if key is None else str(key))
        for one in self.book.lists:
            one.read_again()
        if not any(one.rows for one in self.book.lists):
            self._say("要有“姓名”，再有“身份证号”或“出生日期”，才认得出是谁。")
            return
        super().accept()

    def _say(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.show()
        self.fit()
