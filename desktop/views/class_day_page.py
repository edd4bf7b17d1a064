"""A page that takes a day class by class: the classes at the left, the one you are at on the right, by keyboard alone.

录餐 and 缺课登记 are such pages. What a class's line tells, where a sheet is kept and which days count is theirs.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.models.day_marks import Marks
from desktop.models.errors import Refused
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.day_field import DayField
from desktop.views.desk import Desk
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder, row
from desktop.views.meal_day_sheet import SheetPane
from desktop.views.page import Page
from desktop.views.table import FrozenTable

ROOMY = 8  # classes that may have high rows
REACH = 120  # days to look for the day before or after: no further than a term


def today() -> dt.date:
    """The day a board begins with."""
    return dt.date.today()


class ClassDayPage(Page):
    """A page says columns, left (px of the board), touched (ledgers a board is drawn from) and day_word (what a day with a
    sheet is called), and answers what stands under its name below."""

    columns: tuple[Column, ...]
    left: int
    touched: frozenset[str]
    day_word: str

    def __init__(self, title: str, desk: Desk) -> None:
        super().__init__(title)
        self.desk = desk
        self.day = self._seen = today()
        self.lines: list[Any] = []
        self.drafts: dict[Any, Marks] = {}  # typed, but not kept yet
        self._stale, self._moving = True, False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._reload_soon)

    # what each page says of itself -----------------------------------------------------------------------

    def board(self) -> list[Any]:
        """The day's classes, each a line with its school_class."""
        raise NotImplementedError

    def is_open(self, line: Any) -> bool:
        """Whether a class still waits to be kept."""
        raise NotImplementedError

    def held(self, line: Any) -> Held:
        """A class's row of the board."""
        raise NotImplementedError

    def place_of(self, klass: int) -> Any:
        """Which sheet it is: the day, the meal or half-day, the class."""
        raise NotImplementedError

    def sheet_at(self, where: Any) -> tuple[Any, bool]:
        """The class's sheet as it stands, and whether this person may write it."""
        raise NotImplementedError

    def write(self, where: Any, sheet: Any) -> bool:
        """Keep what was typed, if there is anything to keep; False when it was refused."""
        raise NotImplementedError

    def days_between(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """Days that have a sheet."""
        raise NotImplementedError

    def all_kept(self) -> str:
        """The sentence once no class is open."""
        raise NotImplementedError

    def take_back(self) -> None:
        raise NotImplementedError

    def show_above(self) -> None:
        """What stands above the board besides the day itself."""

    def tell(self) -> None:
        """The line below the title."""

    # building --------------------------------------------------------------------------------------------

    def day_tools(self, field: Any) -> tuple[Button, DayField, Button]:
        """The day, between the buttons to the days before and after."""
        self.date = DayField(field)
        self.date.moved.connect(self._day_chosen)
        self.date.unread.connect(lambda sentence: self.desk.refuse(Refused(sentence)))
        buttons = []
        for by, words, keys, shown in ((-1, "前", "Ctrl+PgUp", "left"), (1, "后", "Ctrl+PgDown", "right")):
            tip = f"{words}一个{self.day_word}（{keys.replace('Down', 'Dn')}）"
            button = Button(picture=f"chevron-{shown}", role="icon", tip=tip)
            for asked in (button.clicked, QShortcut(QKeySequence(keys), self).activated):
                asked.connect(lambda *_, by=by: self.step_day(by))
            buttons.append(button)
        return buttons[0], self.date, buttons[1]

    def board_and_pane(self, pane: SheetPane) -> QWidget:
        self.model = HeldRows(self.columns, (), self)
        self.table = FrozenTable(self.model, frozen=1, filler="state")
        self.table.current_changed.connect(self._row_changed)
        self.table.opened.connect(self.to_line)
        self.pane = pane
        pane.done.connect(self.keep)
        pane.stepped.connect(self.step)
        pane.edited.connect(self._typed)
        pane.back_asked.connect(self.take_back)
        left = holder(column(self.table, edge=1), card=True)
        left.setFixedWidth(self.left)
        return holder(row(left, (pane, 1), gap=12))

    # which day -------------------------------------------------------------------------------------------

    def show_day(self, day: dt.date, klass: int | None = None) -> None:
        """A day's board, at a class, else at the first that is open."""
        self.day = day
        self.date.show_value(day)
        self.show_above()
        self._read()
        first = next((at for at, one in enumerate(self.lines) if self.is_open(one)), 0)
        self._stand(self.model.row_of(klass) if klass in self.model.ids() else first)

    def step_day(self, by: int) -> None:
        """To the next day with a sheet that way (1 or -1)."""
        near, far = (self.day + dt.timedelta(days=n * by) for n in (1, REACH))
        if found := self.days_between(*sorted((near, far))):
            self.show_day(found[0] if by > 0 else found[-1])

    def _day_chosen(self, day: dt.date) -> None:
        self.drop_refusal()
        self.show_day(day)
        self.date.outlast(self.pane.keep)

    # showing ---------------------------------------------------------------------------------------------

    def showEvent(self, event: Any) -> None:
        """A program left open over night shows the new day; what changed meanwhile is read; one can type at once."""
        super().showEvent(event)
        now = today()
        if self.day == self._seen != now:
            self._seen = self.day = now
            self._stale = True
        if self._stale:
            self._soon.start()
        self.to_line()

    def changed(self, touched: Any = None) -> None:
        """For desk.changed and desk.term_changed."""
        if isinstance(touched, frozenset) and touched and not touched & self.touched:
            return
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def _reload_soon(self) -> None:
        """Where nothing was shown yet, or the day is over, the first open class is where to begin."""
        if self.date.day == self.day:
            self.reload()
        else:
            self.show_day(self.day)

    def reload(self) -> None:
        """The board as the ledgers have it; where one is stays."""
        here = self.here()
        self._read()
        self._stand(max(self.model.row_of(here), 0) if here is not None else 0)

    def _read(self) -> None:
        self._stale = False
        self._soon.stop()
        self.lines = self.board()
        self.table.set_roomy(len(self.lines) <= ROOMY)
        self.model.show_rows([self.held(one) for one in self.lines])
        self.tell()

    def _stand(self, at: int) -> None:
        """Go to a class and show its sheet, once."""
        self._moving = True
        self.table.go_to(at)
        self._moving = False
        self.show_class()

    def here(self) -> int | None:
        """The class one is at."""
        at = self.table.current_row()
        return self.model.id_at(at) if 0 <= at < self.model.rowCount() else None

    def where(self) -> Any | None:
        klass = self.here()
        return None if klass is None else self.place_of(klass)

    def _row_changed(self, at: int) -> None:
        if not self._moving and 0 <= at < self.model.rowCount():
            self.show_class()

    def show_class(self) -> None:
        where = self.where()
        if where is None:
            return
        sheet, writes = self.sheet_at(where)
        self.pane.show_sheet(sheet, self.drafts.get(where, sheet.exceptions), writes=writes)

    def to_line(self, _at: int = 0) -> None:
        self.pane.line.setFocus()

    # doing -----------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        """Exceptions were typed: they wait here, by class, until they are kept."""
        where = self.where()
        if where is not None:
            self.drafts[where] = dict(self.pane.marks)
            line = next(one for one in self.lines if one.school_class == where.school_class)
            self.model.change_row(self.held(line))

    def step(self, by: int) -> None:
        at = self.table.current_row() + by
        if 0 <= at < self.model.rowCount():
            self.table.go_to(at)

    def keep(self) -> None:
        """Write the class one is at, and go to the next that is open."""
        if not self.date.take():
            return  # first the page of the day that is typed above
        where, sheet = self.where(), self.pane.sheet
        if where is None or sheet is None or not self.write(where, sheet):
            return
        self.drafts.pop(where, None)
        self.reload()
        self._next_open(where.school_class)

    def _next_open(self, klass: int) -> None:
        at = self.model.row_of(klass)
        order = [*range(at + 1, len(self.lines)), *range(at)]
        wanted = next((n for n in order if self.is_open(self.lines[n])), None)
        if wanted is None:
            self.desk.say(self.all_kept(), ("撤销", self.desk.undo))
            wanted = min(at + 1, len(self.lines) - 1)
        self.table.go_to(wanted)
        self.to_line()
