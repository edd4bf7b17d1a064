"""A page of 关爱 with a table at the left and what is chosen at the right, read off the window's thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.services.paper.document import Wanted
from desktop.services.progress import Progress
from desktop.views import recognition_ask
from desktop.views.buttons import Button, menu_button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.held_rows import CountedRows, Held
from desktop.views.layouts import Part, Stack, clear, column, fill, holder, row, scroll
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.recognition_ask import AskCard, Asked
from desktop.views.table import FrozenTable
from desktop.views.widgets import Stop, card, empty_page, line_of, text

ASIDE = 264  # px
ROOMY = 820  # px of the page from which there is room for what stands at the right

PaperLine = tuple[str, str, Wanted] | None  # words, code, what is wanted; None is a line between two kinds


class BoardPage(Page):
    """Subclass: the columns, `read`, `rows`, `beside`, `offer`. Nothing is written but by the services it calls."""

    name: ClassVar[str] = ""
    about: ClassVar[str] = ""
    nothing: ClassVar[str] = ""
    columns: ClassVar[tuple[Column, ...]] = ()
    filler: ClassVar[str] = ""
    counted: ClassVar[tuple[str, ...]] = ()
    money: ClassVar[tuple[str, ...]] = ()
    frozen: ClassVar[int] = 1
    ledgers: ClassVar[frozenset[str]] = frozenset()
    road: ClassVar[tuple[Stop, ...]] = ()
    verb: ClassVar[str] = "care"  # what one must be allowed for the page's own steps

    def __init__(
        self, desk: Desk, *, today: Callable[[], dt.date] = dt.date.today, ask: Any = recognition_ask.run
    ) -> None:
        super().__init__(self.name)
        self.desk, self.today, self.ask = desk, today, ask
        self.found: Any = None
        self.looking = self.again = False
        self.wanted: Any = None  # the row to stand on when the table is shown next: what was just written
        self.may = desk.store.session.may(self.verb)
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.look)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._later)
        self.look()

    # what subclasses say -------------------------------------------------------------------------------

    def read(self) -> tuple[Any, ...]:
        """The function that reads, and what it is given; a job calls it."""
        raise NotImplementedError

    def rows(self) -> list[Held]:
        """The table's rows of what was read."""
        raise NotImplementedError

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        """What stands at the right for the chosen rows."""
        return ()

    def offer(self) -> list[QWidget]:
        """The page's buttons, the primary one last."""
        return []

    def fact(self) -> str:
        return ""

    def above(self) -> Sequence[Part]:
        """What stands over the table."""
        return ()

    def papers(self) -> list[PaperLine]:
        """What the menu 打印 offers just now."""
        return []

    def open_row(self, at: int) -> None:
        """Enter or a double click."""

    def row_menu(self, menu: QMenu, at: int) -> None:
        """The page's actions for a row."""

    # building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.model = CountedRows(self.columns, self.counted, self.money, self)
        self.table = FrozenTable(self.model, frozen=self.frozen, filler=self.filler)
        self.table.opened.connect(self.open_row)
        self.table.current_changed.connect(self._show_beside)
        self.table.selection_changed.connect(self._show_beside)
        self.table.menu_opening.connect(self._menu)
        grid = holder(column(self.table, edge=1), card=True)
        self.aside = column(gap=12)
        self.side = scroll(self.aside)
        self.side.setFixedWidth(ASIDE)
        self.stack = Stack()
        self.stack.addWidget(holder(row((column(*self.above(), (grid, 1), gap=8), 1), self.side, gap=16)))
        self.stack.addWidget(empty_page(self.nothing, self.about, self.road, self.first_acts()))
        self.set_body(self.stack)
        self.set_actions(self.offer())

    def first_acts(self) -> list[Button]:
        """What the empty page offers."""
        return []

    def paper_button(self) -> list[QWidget]:
        """The menu 打印, for who may print."""
        if not self.desk.store.session.may("print"):
            return []
        made = menu_button("打印", self)
        made.clicked.connect(partial(self._offer_papers, made))
        return [made]

    def _offer_papers(self, button: Button, _checked: bool = False) -> None:
        menu = QMenu(button)
        for line in self.papers():
            if line is None:
                menu.addSeparator()
                continue
            words, code, wanted = line
            menu.addAction(words, partial(open_paper, self.desk, code, wanted))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside an open form the table keeps the room."""
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= ROOMY)

    # reading -------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read off the window's thread; once more when something changed meanwhile."""
        if self.looking:
            self.again = True
            return
        self.looking = True
        job = self.desk.look(_read, self.read(), done=self._seen)
        job.failed.connect(self._not_seen)

    def _not_seen(self, error: Exception) -> None:
        self.looking = False
        self.desk.refuse(error)

    def _seen(self, found: Any) -> None:
        self.looking = False
        if self.again:
            self.again = False
            self.look()
            return
        self.found = found
        self.show_rows()

    def show_rows(self) -> None:
        """Show what was read; the keyboard stays on its row."""
        kept = self.chosen()[:1]
        rows = self.rows()
        self.stack.setCurrentIndex(0 if rows or self.never_empty() else 1)
        self.model.show_rows(rows)
        new = self.model.row_of(self.wanted) if self.wanted is not None else -1
        if rows:
            at = new if new >= 0 else self.model.row_of(kept[0]) if kept else 0
            self.wanted = None if new >= 0 else self.wanted
            self.table.go_to(max(at, 0), 0)
        self.set_fact(self.fact())
        self._show_beside()

    def writes(self, ledger: str) -> bool:
        """Whether this person may write in a ledger at all."""
        return bool({"*", ledger} & self.desk.store.session.role.writes)

    def never_empty(self) -> bool:
        """Whether the table stands though it has no rows (a filter hides them)."""
        return False

    def chosen(self) -> list[Any]:
        """Ids of the chosen rows."""
        return [self.model.id_at(at) for at in self.table.selected_rows() if at < self.model.rowCount()]

    def _show_beside(self, *_: object) -> None:
        clear(self.aside)
        if self.found is not None:
            fill(self.aside, [*self.beside(self.chosen()), None])

    def _menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            self.row_menu(menu, at)

    # asking --------------------------------------------------------------------------------------------

    def ask_for(
        self, title: str, asked: Sequence[Asked], do: Callable[[Any], Any], *, yes: str, says: str = "", done: str = "",
        wide: bool = False,
    ) -> bool:  # fmt: skip
        """A card of a few values and the step that takes them; says when it is done."""
        kept = bool(self.ask(AskCard(self.desk, title, asked, do, yes=yes, says=says, wide=wide)))
        if kept and done:
            self.desk.say(done, ("撤销", self.desk.undo))
        return kept

    def done(self, ok: bool, words: str) -> None:
        """Say that a step was done, and how to take it back."""
        if ok:
            self.desk.say(words, ("撤销", self.desk.undo))

    # listening -----------------------------------------------------------------------------------------

    def _later(self, *_: object) -> None:
        self._soon.start()

    def _changed(self, touched: frozenset[str]) -> None:
        if not touched or touched & self.ledgers:
            self._soon.start()


def _read(wanted: tuple[Any, ...], *, progress: Progress | None = None) -> Any:
    """What a page reads is over before anybody could stop it."""
    work, *args = wanted
    return work(*args)


def act(words: str, icon: str, do: Callable[..., Any], role: str = "plain", tip: str = "") -> Button:
    """A button and what it does."""
    made = Button(words, icon, role=role, tip=tip) if tip else Button(words, icon, role=role)
    made.clicked.connect(lambda _checked=False: do())
    return made


def told_card(title: str, lines: Sequence[tuple[str, str]], *more: Part) -> QWidget:
    """A card of sentences, each with an icon."""
    parts: list[Part] = [line_of(icon, "quiet", words, "small") for icon, words in lines if words]
    return card(title, *parts, *more, gap=6)


def doubts_card(title: str, words: Sequence[str]) -> list[QWidget]:
    """What is missing, in amber; nothing when there is nothing."""
    if not words:
        return []
    return [card(title, *(line_of("triangle-alert", "warn", one, "small") for one in words), gap=6)]


def quiet(words: str) -> QWidget:
    """A grey sentence that wraps."""
    return text(words, "small", "quiet", wrap=True)
