"""Several sections on one page, mostly ledgers: their names at the left, the chosen one beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers import BY_NAME
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.layouts import Stack, column, row, scroll
from desktop.views.ledger_page import LedgerPage
from desktop.views.rail import Place, Rail
from desktop.views.widgets import Notice, text

BAR = 10  # px of a scroll bar


class BooksPage(QWidget):
    """The hint is a section's key, or (key, id) of one record of a ledger. back: label and key of the place one came from.

    A section is made when it is first wanted: a subclass says how in `make`, or names the makers in `makers`.
    """

    makers: ClassVar[Mapping[str, Callable[[Any], QWidget]]] = {}  # section -> what makes it of a Desk

    def __init__(
        self, desk: Desk, places: Sequence[Place], title: str, *, back: tuple[str, str] | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk, self.places = desk, places
        self.shown: dict[str, Any] = {}
        self.list = Rail()
        self.list.set_places(places)
        self.list.place_chosen.connect(self.show_section)
        self.stack = Stack()
        head = column(text(title, "title"), *self._home(back), gap=2, edge=(24, 18, 0, 0))
        side = scroll(column(self.list, gap=0))  # a low window scrolls the sections
        side.setFixedWidth(self.list.minimumWidth() + BAR)
        self.setLayout(row(column(head, (side, 1), gap=0), (self.stack, 1), gap=0))
        self.show_section(places[0].key)

    def _home(self, back: tuple[str, str] | None) -> list[Button]:
        if back is None:
            return []
        label, place = back
        home = Button(label, "arrow-left", role="flat")
        home.clicked.connect(partial(self.desk.go, place))
        return [home]

    def make(self, key: str) -> QWidget:
        """The page of one section; most ledgers need no more than the ledger says."""
        maker = self.makers.get(key)
        return maker(self.desk) if maker else LedgerPage(self.desk, BY_NAME[key])

    def take_hint(self, hint: Any) -> None:
        key, record = hint if isinstance(hint, tuple) else (hint, None)
        if any(one.key == key for one in self.places):
            self.show_section(str(key))
            if record:
                self.shown[str(key)].open_record(int(record))

    def show_section(self, key: str) -> None:
        """Bring one section to the front."""
        if not self.leave():
            return
        if key not in self.shown:
            self.shown[key] = self.make(key)
            self.stack.addWidget(self.shown[key])
        self.stack.setCurrentWidget(self.shown[key])
        self.desk.shell.set_status("")
        self.list.mark(key)

    def leave(self) -> bool:
        """Close the drawer; a form with unsaved typing is asked about first. False: one stays."""
        drawer = self.desk.shell.drawer()
        if drawer is not None and hasattr(drawer, "may_leave") and not drawer.may_leave():
            self.list.mark(self.key())
            return False
        self.desk.shell.close_drawer()
        return True

    def key(self) -> str:
        """The section one is in."""
        return next(key for key, page in self.shown.items() if page is self.stack.currentWidget())

    def show_notice(self, notice: Notice) -> None:
        self.shown[self.key()].show_notice(notice)


def offered(desk: Desk, places: Sequence[Place]) -> list[Place]:
    """The ledgers among these that concern this person: who sees own classes only, those he writes in."""
    session = desk.store.session
    return [one for one in places if session.classes is None or {"*", one.key} & session.role.writes]
