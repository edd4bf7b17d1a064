"""Steps of 导入月表: where the files are dropped; what the signs mean, and what would be written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.services.meals import calendar
from desktop.services.meals.days import FED
from desktop.services.meals.month_book import MonthBook
from desktop.services.meals.sheet_in import NOBODY, Answers, MonthDraft, blank_cells, meanings
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.drop import DropFrame
from desktop.views.fields import Choice, Field, number_box
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Part, clear, column, fill, holder, row, scroll
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Elided, card, line_of, tag, text

COLUMNS = (
    Column("class", "班级", 90),
    Column("month", "月份", 90),
    Column("days", "天数", 60, "right"),
    Column("due", "应就餐", 80, "right"),
    Column("fed", "就餐", 80, "right"),
    Column("first", "从", 100),
    Column("last", "到", 100),
)
SHOWN = 8  # lines of a kind of trouble
SIGN, MEANS = 92, 150  # px


class FileStep(QWidget):
    """Where the workbooks are let go, or chosen."""

    dropped = Signal(list)
    pick_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        pick = Button("选文件", "file-spreadsheet")
        pick.clicked.connect(self.pick_asked)
        fact = "一班一张表，或者一个文件里几张表；上面写着哪个班、哪个月，左边是姓名，右边 1 到 31 日。不用改格式。"
        frame = DropFrame(
            "file-up", text("把以前的就餐月表拖到这里", "section"), text(fact, "small", "quiet", wrap=True),
            row(None, pick, None),
        )  # fmt: skip
        frame.setMinimumHeight(220)
        frame.dropped.connect(self.dropped)
        self.setLayout(column(frame, None, gap=0))


class AnswerStep(QWidget):
    """Every sign with what it means, what else has to be said, the classes below. `answered` when something was chosen."""

    answered = Signal()

    def __init__(self, book: MonthBook) -> None:
        super().__init__()
        self.book = book
        self.boxes: dict[str, Choice] = {}
        self.classes: dict[int, Choice] = {}
        self.kind: Choice | None = None
        self.year: Any = None
        self.empty = QCheckBox("整列空着的日子，也算全班就餐")
        self.empty.toggled.connect(self.answered)
        self.empty.hide()
        self.more, self.trouble = column(gap=8), column(gap=12)
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=1)
        self.table.set_roomy(False)
        self.table.setMinimumHeight(220)
        self.table.set_empty_text("还没有能写入的。先回答上面的问题。")
        marks = card("表上的记号是什么意思", *self._signs(), self.empty, self.more, gap=6)
        grid = holder(column(self.table, edge=1), card=True)
        self.setLayout(column(scroll(column(marks, self.trouble, (grid, 1), gap=12)), gap=0))

    def _signs(self) -> list[Part]:
        known = meanings(self.book, Answers())
        codes = list(code_list("meal_mark").labels.items())
        parts: list[Part] = []
        for sign in sorted(self.book.signs, key=lambda one: -self.book.signs[one]):
            offers: list[tuple[Any, str]] = [(None, "请选……"), *codes]
            if not sign:
                offers.append((NOBODY, "没有登记，不算应到"))
            box = Choice(offers)
            box.setFixedWidth(MEANS)
            box.setAccessibleName(f"{sign or '空着'}的意思")
            box.choose(known[sign] or None)
            box.activated.connect(self.answered)
            self.boxes[sign] = box
            name = text(sign or "空着的格子", "strong" if sign else "body")
            name.setFixedWidth(SIGN)
            legend = f"，图例：{self.book.legend[sign]}" if sign in self.book.legend else ""
            many = self.book.signs[sign] if sign else blank_cells(self.book, Answers())
            said = f"{many} 个{legend}" if sign else f"供餐的日子里 {many} 个{legend}"
            count = Elided(said, tone="quiet")
            parts.append(row(name, (count, 1), box, gap=12))
        return parts

    def answers(self) -> Answers:
        """What is chosen now."""
        signs = {sign: str(box.value()) for sign, box in self.boxes.items() if sign and box.value()}
        blank = self.boxes[""].value() if "" in self.boxes else ""
        return Answers(
            blank=str(blank or ""), signs=signs, kind=str(self.kind.value() or "") if self.kind else "",
            year=self.year.value() if self.year else None,
            classes={place: box.value() for place, box in self.classes.items() if box.value()},  # type: ignore[misc]
            empty_days=self.empty.isChecked(),
        )  # fmt: skip

    def show_draft(self, draft: MonthDraft) -> None:
        """What the answers come to."""
        self._ask_more(draft.questions)
        blank = self.boxes[""].value() if "" in self.boxes else None
        self.empty.setVisible(blank == FED and (bool(draft.empty) or self.empty.isChecked()))
        clear(self.trouble)
        fill(self.trouble, _troubles(draft))
        self.model.show_rows(_rows(draft))

    def _ask_more(self, questions: Mapping[str, str]) -> None:
        """Boxes for what the files do not tell; one that is there stays, so that an answer can be changed."""
        if "kind" in questions and self.kind is None:
            labels = code_list("meal_kind")
            self.kind = self._box(
                [(code, labels.label(code)) for code in calendar.kinds()], questions["kind"]
            )
        if "year" in questions and self.year is None:
            self.year = number_box(2000, 2100, 2026, unit="年")
            self.year.setFixedWidth(MEANS)
            self.year.valueChanged.connect(self.answered)
            fill(self.more, [Field(questions["year"], self.year)])
            self.answered.emit()
        for key, says in questions.items():
            place = int(key.partition(":")[2]) if key.startswith("class:") else None
            if place is not None and place not in self.classes:
                rows = SchoolClass.select().where(SchoolClass.state == "1")
                every = sorted(rows, key=lambda one: (int(one.grade), one.number))
                self.classes[place] = self._box([(one.id, SchoolClass.caption(one)) for one in every], says)

    def _box(self, offers: list[tuple[Any, str]], says: str) -> Choice:
        made = Choice([(None, "请选……"), *offers])
        made.setFixedWidth(MEANS)
        made.activated.connect(self.answered)
        fill(self.more, [Field(says, made)])
        return made


def _troubles(draft: MonthDraft) -> list[Part]:
    kinds = (
        ("没有读的行", draft.problems, "circle-alert", "bad"),
        ("不动的日子", draft.left, "circle-minus", "quiet"),
        ("整列空着的日子，没有读", draft.empty, "circle-minus", "quiet"),
        ("看一看", draft.notes, "info", "quiet"),
    )
    parts: list[Part] = []
    for title, lines, icon, tone in kinds:
        if lines:
            shown: list[Part] = [line_of(icon, tone, words, "small") for words in lines[:SHOWN]]
            if len(lines) > SHOWN:
                shown.append(text(f"还有 {len(lines) - SHOWN} 处。", "small", "quiet"))
            parts.append(card(title, *shown, extra=tag(f"{len(lines)} 处"), gap=4))
    return parts


def _rows(draft: MonthDraft) -> list[Held]:
    groups: dict[tuple[int, str], list[Any]] = {}
    for one in draft.days:
        groups.setdefault((one.school_class, f"{one.day:%Y-%m}"), []).append(one)
    found = []
    for at, ((klass, month), days) in enumerate(groups.items(), 1):
        due, fed = sum(len(one.marks) for one in days), sum(one.fed for one in days)
        cells = {
            "class": Shown(SchoolClass.caption_of(klass)), "month": Shown(month), "days": Shown(str(len(days))),
            "due": Shown(str(due)), "fed": Shown(str(fed)), "first": Shown(str(min(one.day for one in days))),
            "last": Shown(str(max(one.day for one in days))),
        }  # fmt: skip
        found.append(Held(at, cells, {"days": len(days), "due": due, "fed": fed}))
    return found
