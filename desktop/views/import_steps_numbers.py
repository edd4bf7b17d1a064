"""查身份证: the numbers in trouble, by their cause, each to be typed right from the household register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QWidget

from desktop.models.errors import Refused
from desktop.models.writing import half_width
from desktop.services.paper.catalogue import Wanted
from desktop.services.roster.correct import CAUSES, Corrector, by_cause, judge_number
from desktop.services.roster.draft import Draft, Line
from desktop.views import theme
from desktop.views.buttons import Button, Chip
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.fields import Field, line_edit
from desktop.views.import_steps_rows import PLAIN, Look, PlainRows
from desktop.views.layouts import Part, column, holder, row
from desktop.views.preview import open_paper
from desktop.views.table import FrozenTable
from desktop.views.widgets import Digits, line_of, note, picture, text

PLACES = 18
COLUMNS = (
    Column("row", "行", 56, "right"),
    Column("name", "姓名", 96),
    Column("class", "班级", 78),
    Column("cause", "毛病", 160),
    Column("shown", "表里写的", 180),
    Column("file", "文件", 170),
)


class SuspectDigits(QWidget):
    """A whole number, a box for each place; the places worth comparing first are amber."""

    def __init__(self, number: str, suspects: Sequence[int]) -> None:
        super().__init__()
        self.number, self.suspects = number, set(suspects)
        self.setFixedHeight(30)
        told = "、".join(str(place) for place in suspects)
        self.setAccessibleName(f"{number}，第 {told} 位要核对" if told else number)

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small", True))
        wide = self.width() / max(len(self.number), PLACES)
        for at, digit in enumerate(self.number):
            box = QRectF(at * wide, 0, wide - 1.5, 28)
            doubt = at + 1 in self.suspects
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("warn" if doubt else "paper"))
            painter.drawRoundedRect(box, 2.5, 2.5)
            painter.setPen(theme.color("paper" if doubt else "ink"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, digit)


class NumberFix(QWidget):
    """What is wrong with one line's number, and the box to type the right one into."""

    fixed = Signal()

    def __init__(self, line: Line, corrector: Corrector) -> None:
        super().__init__()
        self.line_, self.corrector = line, corrector
        told = line.diagnosis
        self.kept = told.kept_digits
        title = f"第 {line.source.row} 行 {line.name or '（没有姓名）'}：{CAUSES[told.state]}"
        head = row(picture("circle-alert", "bad", 18), (text(title, "strong", "bad", wrap=True), 1), gap=7)
        says = text(told.sentence, wrap=True)
        parts: list[Part] = [note("bad", head, *self._digits(), says), *self._box()]
        self.setLayout(column(*parts, gap=10))

    def _digits(self) -> list[Part]:
        told, shown = self.line_.diagnosis, self.line_.id_shown
        if self.kept:
            return [2, Digits(self.kept), 2]
        if told.suspects and len(shown) == PLACES:
            return [2, SuspectDigits(shown, told.suspects), 2]
        return []

    def _box(self) -> list[Part]:
        if not self.corrector.has(self.line_):
            return [line_of("info", "quiet", "这份名单没有身份证号这一列，写入后在学生页里补。")]
        lost = PLACES - len(self.kept)
        label = f"补录末 {lost} 位，或整个号码" if self.kept else "正确的身份证号"
        self.editor = line_edit(hint=f"末 {lost} 位，照户口簿" if self.kept else "18 位，照户口簿")
        self.editor.setMaxLength(PLACES + 4)
        self.field = Field(label, self.editor)
        self.go = Button("补上")
        self.go.setEnabled(False)
        self.editor.textChanged.connect(self._typed)
        self.editor.returnPressed.connect(self.put)
        self.go.clicked.connect(self.put)
        return [row((self.field, 1), column(21, self.go, None, gap=0), gap=8)]

    def number(self) -> str:
        """The whole number as typed; a tail alone is put behind the digits that are still right."""
        typed = half_width(self.editor.text()).replace(" ", "").upper()
        return self.kept + typed if self.kept and len(typed) == PLACES - len(self.kept) else typed

    def _typed(self) -> None:
        number = self.number()
        whole = len(number) == PLACES
        told = judge_number(self.line_, number) if whole else None
        usable = told is not None and told.usable
        says = "" if told is None else "号码对得上。" if usable else told.sentence
        self.field.say(says, "good" if usable else "bad")
        self.go.setEnabled(usable)

    def put(self) -> None:
        """Take the number; the line is judged again."""
        if not self.go.isEnabled():
            return
        try:
            self.corrector.replace(self.line_, self.number())
        except Refused as error:
            self.field.say(str(error))
        else:
            self.fixed.emit()


class SlipLinks(QWidget):
    """身份证更正单: for the class of one line, or for every class, each on its own pages."""

    def __init__(self, desk: Desk, draft: Draft, line: Line) -> None:
        super().__init__()
        self.desk, self.draft, self.line_ = desk, draft, line
        self.one = Button(f"打印{line.class_text}更正单", "printer", role="link")
        self.every = Button("打印全部更正单", "printer", role="link")
        self.one.setVisible(bool(line.class_text))
        self.one.clicked.connect(self._print_class)
        self.every.clicked.connect(self._print_all)
        self.setLayout(column(row(self.one, None), row(self.every, None), gap=0))

    def _print_class(self) -> None:
        mine = [line for line in self.draft.lines if line.class_text == self.line_.class_text]
        open_paper(self.desk, "ID", Wanted(draft=replace(self.draft, lines=mine)))

    def _print_all(self) -> None:
        open_paper(self.desk, "ID", Wanted(draft=self.draft))


class NumbersStep(QWidget):
    """Causes with their counts above, the lines below. `current_changed` asks for the panel of a line."""

    current_changed = Signal(object)  # Line or None

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft
        self.state = ""
        several = len({line.source.file for line in draft.lines}) > 1
        columns = [one for one in COLUMNS if several or one.key != "file"]
        self.model = PlainRows(columns, _says, _look, self)
        self.table = FrozenTable(self.model, 0, filler="shown")
        self.table.set_empty_text("这一类已经全部补好了。")
        self.cause = Chip("毛病", [], single=True)
        self.cause.changed.connect(self._cause_chosen)
        self.says = text("", "small", "quiet", wrap=True)
        head = row(self.cause, (self.says, 1), gap=10)
        self.frame = holder(column(self.table, edge=1), card=True)
        self.all_good = _all_good(draft)
        self.setLayout(column(head, (self.frame, 1), self.all_good, gap=10))
        self.table.current_changed.connect(self._current)
        self.reload()

    def reload(self) -> None:
        """Ask the draft again; stay near the row one was at."""
        at = max(self.table.current_row(), 0)
        groups = by_cause(self.draft.lines)
        self.cause.set_values([(state, f"{CAUSES[state]} {len(lines)}") for state, lines in groups.items()])
        count = sum(len(lines) for lines in groups.values())
        causes = "，".join(f"{CAUSES[state]} {len(lines)}" for state, lines in groups.items())
        self.says.setText(
            f"{len(self.draft.lines) - count} 个号码好用，{count} 个要看：{causes}" if count else ""
        )
        shown = groups.get(self.state) or [line for lines in groups.values() for line in lines]
        self.model.show_rows(shown)
        self.table.refresh()
        for part, seen in ((self.frame, count > 0), (self.cause, count > 0), (self.all_good, count == 0)):
            part.setVisible(seen)
        if shown:
            self.table.go_to(min(at, len(shown) - 1))
        self._current(self.table.current_row())

    def current(self) -> Line | None:
        line: Line | None = self.model.row_at(self.table.current_row())
        return line

    def _cause_chosen(self, states: list[object]) -> None:
        self.state = str(states[0]) if states else ""
        self.reload()

    def _current(self, _at: int) -> None:
        self.current_changed.emit(self.current())


def _all_good(draft: Draft) -> QFrame:
    words = f"{len(draft.lines)} 个身份证号都通过了检查"
    head = row(picture("circle-check", "good", 26), text(words, "section"), None, gap=10)
    return holder(column(head, text("可以去看预演了。", tone="quiet"), None, gap=8, edge=20), card=True)


def _says(line: Line, key: str) -> str:
    told: dict[str, Callable[[], Any]] = {
        "row": lambda: line.source.row,
        "name": lambda: line.name or "（没有姓名）",
        "class": lambda: line.class_text,
        "cause": lambda: CAUSES[line.diagnosis.state],
        "shown": lambda: line.id_shown or "（空）",
        "file": lambda: line.source.file,
    }
    return str(told[key]())


def _look(line: Line, key: str) -> Look:
    missing = line.diagnosis.state == "missing"
    tone = "warn" if missing else "bad"
    return {"cause": (tone, "triangle-alert" if missing else "circle-alert"), "shown": (tone, "")}.get(
        key, PLAIN
    )
