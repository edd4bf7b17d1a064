"""One class's day on the 录餐 page: the line where exceptions are typed, what they came to, and every pupil below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCursor, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu

from desktop.models.codes import code_list
from desktop.models.day_marks import Marks, counts
from desktop.models.ledgers.classes import SchoolClass
from desktop.services.meals import typed
from desktop.services.meals.days import FED, TRUANT, Eater, Sheet
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import clear, column, fill, holder, remark, row
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Elided, line_of, picture, text

COLUMNS = (
    Column("number", "号", 48, "right"),
    Column("name", "姓名", 110),
    Column("mark", "今天", 112),
    Column("allergy", "过敏忌口", 120),
)
EDGE, GAP, LEAST = 16, 6, 300  # px: around the pane, between chips, of room they can count on
LOWEST = 64  # px of the pupils
LINES = 4  # of chips: a whole class away must not push the page out of the window
HINT = "谁没有吃，为什么：12s  wf病  12 14 30p  1-33s  全s"
SAYS = "回车写进去，空着回车存下。Ctrl+回车一步完成。"


class TypingLine(QLineEdit):
    """The one line of the page. Enter takes what stands there, or keeps; Ctrl+Enter does both; ↑ ↓ change the class."""

    entered = Signal(bool)  # keep at once
    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(HINT)
        self.setMinimumHeight(36)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(held == Qt.KeyboardModifier.ControlModifier)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not held:
            self.stepped.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)


class SheetPane(QFrame):
    """Shows a sheet and what is typed for it. Nothing is written here: `done` asks the page to keep it."""

    done = Signal()
    stepped = Signal(int)
    edited = Signal()
    back_asked = Signal()
    columns: ClassVar[tuple[Column, ...]] = COLUMNS
    asks: ClassVar[str] = "谁没有吃"
    hint: ClassVar[str] = HINT
    locked: ClassVar[str] = "这里只能看。就餐由专管员或班主任登记。"
    takes_back: ClassVar[str] = "把这个班这一天的登记拿掉，放进回收站"

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        # a press on the greyed line, too, leaves the date above: what is typed there is taken
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.sheet: Sheet | None = None
        self.marks: Marks = {}  # who did not eat
        self.paper = False
        self.line = TypingLine()
        self.line.setAccessibleName(self.asks)
        self.sentence = text("", "small", "bad", wrap=True)
        self.below = holder(
            row(column(2, picture("circle-alert", "bad", 14), None, gap=0), (self.sentence, 1), gap=5)
        )
        self.below.hide()
        self.title, self.fact = text("", "section"), Elided("", tone="quiet")
        self.back = Button("撤回登记", "undo-2", role="flat", tip=self.takes_back)
        self.keep = Button("存下，下一个班", "check", role="primary", tip="Ctrl+回车")
        self.why, self.chips = column(gap=0), column(gap=6)
        self.model = HeldRows(self.columns, (), self)
        self.table = FrozenTable(self.model, frozen=2, filler=self.columns[-1].key)
        self.table.set_roomy(False)
        self.table.setMinimumHeight(LOWEST)
        head = row(self.title, (self.fact, 1), self.back, gap=10)
        foot = row((text(SAYS, "small", "quiet", wrap=True), 1), self.keep, gap=12)
        grid = holder(column(self.table, edge=1), card=True)
        parts = (head, self.why, self.line, self.below, self.chips, (grid, 1), foot)
        self.setLayout(column(*parts, gap=7, edge=(EDGE, 8, EDGE, 10)))
        self._listen()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pressed beside the line, or on it before the date above brought a day that can be written."""
        super().focusInEvent(event)
        if self.line.isEnabled():
            self.line.setFocus()

    def _listen(self) -> None:
        self.table.opened.connect(self._ask_mark)
        self.table.menu_opening.connect(self._fill_menu)
        self.line.entered.connect(self.take)
        self.line.stepped.connect(self.stepped)
        self.line.textEdited.connect(self._typing)
        self.keep.clicked.connect(self._keep_pressed)
        self.back.clicked.connect(self.back_asked)

    # showing -------------------------------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet, marks: Mapping[int, str], *, writes: bool) -> None:
        """A class's day with the exceptions as they are typed so far."""
        self.sheet, self.marks = sheet, dict(marks)
        self.title.setText(SchoolClass.caption_of(sheet.where.school_class))
        open_ = writes and not sheet.why_not
        clear(self.why)
        if sheet.why_not:
            fill(self.why, [line_of("lock", "warn", sheet.why_not)])
        for part in (self.line, self.keep):
            part.setEnabled(open_)
        self.line.setPlaceholderText(self.hint if writes else self.locked)
        self.back.setVisible(open_ and sheet.record is not None)
        self.line.clear()
        self.say("")
        self._show()

    def _show(self) -> None:
        assert self.sheet is not None
        every = {one.id: FED for one in self.sheet.pupils} | self.marks
        due, present, fed = counts(every)
        allergic = sum(bool(one.allergy) for one in self.sheet.pupils)
        more = f"，过敏忌口 {allergic} 人" if allergic else ""
        self.fact.set_words(f"应到 {due} 人，请假 {due - present} 人，就餐 {fed} 人{more}")
        self._show_chips()
        self.model.show_rows([self._held(one) for one in self.sheet.pupils])

    def _show_chips(self) -> None:
        assert self.sheet is not None
        clear(self.chips)
        lines: list[list[Button]] = [[]]
        room = left = max(self.width() - 2 * EDGE, LEAST)
        away = [one for one in self.sheet.pupils if one.id in self.marks]
        for chip in map(self._chip, away):
            wide = chip.sizeHint().width() + GAP
            if lines[-1] and wide > left:
                if len(lines) == LINES:
                    chip.deleteLater()
                    break
                lines.append([])
                left = room
            lines[-1].append(chip)
            left -= wide
        parts: list[Any] = [row(*line, None, gap=GAP) for line in lines if line]
        if more := len(away) - sum(map(len, lines)):
            parts.append(text(f"还有 {more} 人，在下面的名单里。", "small", "quiet"))
        fill(self.chips, parts)

    def _carried(self, mark: str) -> tuple[str, str]:
        """Why a mark stands there that nobody typed: in short, and in words. 旷课 is carried on for a case alone."""
        return ("（个案没返校）", "控辍个案还没有返校") if mark == TRUANT else ("（照上次）", "上次没吃")

    def _chip(self, pupil: Eater) -> Button:
        assert self.sheet is not None
        mark = self.marks[pupil.id]
        carried = self.sheet.record is None and self.sheet.leave.get(pupil.id) == mark
        short, told = self._carried(mark) if carried else ("", "")
        words = f"{self._number(pupil)} {pupil.name} {label(mark)}{short}"
        drop = f"{told}，先照着写。今天来了就点一下去掉" if carried else "点一下去掉"
        open_ = self.line.isEnabled()
        chip = Button(words, role="chip", tail="x" if open_ else "", tip=drop if open_ else "")
        chip.set_on(True)
        chip.setProperty("pupil", pupil.id)
        if open_:
            chip.clicked.connect(self._drop)
        return chip

    def _held(self, pupil: Eater) -> Held:
        assert self.sheet is not None
        mark = self.marks.get(pupil.id, FED)
        new = self.sheet.record is not None and pupil.id not in self.sheet.marks
        cells = {
            "number": Shown(str(self._number(pupil))),
            "name": Shown(pupil.name),
            "mark": Shown("新上名册，未登记" if new else label(mark), "quiet" if mark == FED else "warn",
                          None if mark == FED else "circle-minus"),
            "allergy": Shown(pupil.allergy, "bad" if pupil.allergy else None,
                             "triangle-alert" if pupil.allergy else None),
        }  # fmt: skip
        return Held(pupil.id, cells, {"number": self._number(pupil)})

    def _number(self, pupil: Eater) -> int:
        return int(pupil.place if self.paper else pupil.number)

    # typing --------------------------------------------------------------------------------------------

    def take(self, keep: bool = False) -> None:
        """Take what stands in the line; with nothing there, or with `keep` and nothing wrong, ask for keeping."""
        if self.sheet is None:
            return
        words = self.line.text().strip()
        told = typed.read(words, self.sheet.pupils, paper=self.paper)
        self._mark(told.marks)
        self.line.setText(" ".join(told.left))
        self.say("".join(told.wrong))
        if not told.wrong and (keep or not words):
            self.done.emit()

    def say(self, sentence: str) -> None:
        """What was not understood, beside the box; "" takes it away."""
        self.sentence.setText(sentence)
        self.below.setVisible(bool(sentence))
        self.line.setAccessibleDescription(sentence)
        remark(self.line, wrong=bool(sentence))

    def _keep_pressed(self) -> None:
        self.take(keep=True)

    def _typing(self) -> None:
        self.say("")

    def _mark(self, marks: Mapping[int, str]) -> None:
        before = dict(self.marks)
        for pupil, mark in marks.items():
            if mark == FED:
                self.marks.pop(pupil, None)
            else:
                self.marks[pupil] = mark
        if self.marks != before:
            self._show()
            self.edited.emit()

    def _drop(self) -> None:
        self._mark({int(self.sender().property("pupil")): FED})
        self.line.setFocus()

    # by mouse ------------------------------------------------------------------------------------------

    def _ask_mark(self, at: int) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu, at)
        menu.popup(QCursor.pos())

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0 or not self.line.isEnabled():
            return
        rows = self.table.selected_rows() or [at]
        pupils = [self.model.id_at(n) for n in (rows if at in rows else [at])]
        for code, words in code_list("meal_mark").labels.items():
            action = menu.addAction(words if code == FED else f"{words}\t{code.lower()}")
            action.triggered.connect(lambda _on=False, m=code: self._mark(dict.fromkeys(pupils, m)))


def label(mark: str) -> str:
    return code_list("meal_mark").label(mark)
