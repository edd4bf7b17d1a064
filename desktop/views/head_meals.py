"""A month of meals on the page where the headteacher signs: the triangle, what changed, the classes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.models import money
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.store import Store
from desktop.services.head_desk import ToSign
from desktop.services.head_meals import MonthSince, classes_of, stale_words
from desktop.services.meals import settling
from desktop.views.chart_cards import Links
from desktop.views.layouts import Part, column, row
from desktop.views.widgets import card, line_of, ruled, text

LABEL = 128  # px of the names of figures
FOUND = 6  # errors named at once
SHOWN = 12  # differences shown at once
HEADS = ("班级", "学生数", "天数", "应就餐", "实际就餐", "标准（元）", "金额（元）")


class MonthCard(Links):
    """餐费三角核对 in lines, with every reason of the difference."""

    def __init__(self, store: Store, one: ToSign) -> None:
        super().__init__()
        way = self.link("点开每个数字 ›", one.place, one.hint)
        lines = [_line(label, words) for label, words in one.lines]
        if words := stale_words(store, one.record):
            lines.insert(0, line_of("triangle-alert", "warn", words))
        self.setLayout(column(card("餐费三角核对", *lines, extra=way, gap=8)))


class ChecksCard(Links):
    """What the month's check still finds: errors by name, and the ways to them."""

    def __init__(self, store: Store, one: ToSign) -> None:
        super().__init__()
        told = settling.standing(store, one.hint)
        look = self.link("看检查 ›", "meal_settle", ("checks", one.hint))
        days = self.link("看月历 ›", "meal_month", one.hint)
        tone = ("circle-alert", "bad") if told.errors else ("triangle-alert", "warn")
        parts: list[Part] = [line_of(*tone, told.words) if told.words else text("这个月查过了，都对得上。")]
        parts += [text(words, "small", wrap=True) for words in told.sentences[:FOUND]]
        if len(told.sentences) > FOUND:
            parts.append(text(f"另外还有 {len(told.sentences) - FOUND} 处错误。", "small", "quiet"))
        self.setLayout(column(card("检查", *parts, row(None, days, gap=8), extra=look, gap=6)))


class SinceCard(Links):
    """和上次比: figures and classes that differ from the month settled before."""

    def __init__(self, told: MonthSince) -> None:
        super().__init__()
        words = f"和{told.last}比，变了这些：" if told.rows else told.sentence
        parts: list[Part] = [text(words, wrap=True)]
        parts += [_line(what, f"{before} → {now}") for what, before, now in told.rows[:SHOWN]]
        if len(told.rows) > SHOWN:
            parts.append(text(f"另外还有 {len(told.rows) - SHOWN} 处不同。", "small", "quiet"))
        self.setLayout(column(card("有什么变化", *parts, gap=6)))


def _line(label: str, words: str) -> Part:
    name = text(label, "small", "quiet", wrap=True)
    name.setFixedWidth(LABEL)
    return row(column(name, None, gap=0), (text(words, wrap=True), 1), gap=8)


class ClassesCard(Links):
    """The classes as they were settled, with their sums."""

    def __init__(self, one: ToSign) -> None:
        super().__init__()
        rows = classes_of(one.record)
        cells = [
            (SchoolClass.caption_of(row.school_class_id), str(row.pupils), str(row.days), str(row.due_times),
             str(row.fed_times), money.figures(row.standard), money.figures(row.amount))
            for row in rows
        ]  # fmt: skip
        sums = [
            sum(getattr(row, name) for row in rows) for name in ("pupils", "due_times", "fed_times", "amount")
        ]
        total = ("合计", str(sums[0]), "", str(sums[1]), str(sums[2]), "", money.figures(sums[3]))
        self.setLayout(column(card("各班", *ruled(_grid(cells, total)), gap=6)))


def _grid(cells: Sequence[Sequence[str]], total: Sequence[str]) -> QWidget:
    """Figures stand at the right of their columns, as on the paper."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(5)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    kinds = (("small", "quiet"), *(("body", "") for _ in cells), ("strong", ""))
    for at, (line, kind) in enumerate(zip((HEADS, *cells, total), kinds, strict=True)):
        for place, words in enumerate(line):
            grid.addWidget(text(words, *kind), at, place, right if place else Qt.AlignmentFlag.AlignLeft)
    grid.setColumnStretch(0, 1)
    return made
