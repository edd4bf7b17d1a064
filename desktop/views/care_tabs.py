"""Places of 关爱 made of tabs, and the ledgers behind them as tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.models.ledgers import BY_NAME
from desktop.views.buttons import Button, tab_bar
from desktop.views.desk import Desk
from desktop.views.layouts import Stack, column, row, scroll
from desktop.views.ledger_page import LedgerPage
from desktop.views.page import Page
from desktop.views.rail import Place, Rail
from desktop.views.widgets import Notice, text

TAB_AIR = "QTabBar::tab { padding: 2px 4px 3px 4px }"  # no taller than the title beside it
BAR = 10  # px of a scroll bar

Tab = tuple[str, str, Callable[[Desk], Page]]  # hint, title, page


class TabbedPlace(Stack):
    """The hint is a tab's key, or (key, hint for its page). A tab's page is made when it is first wanted."""

    def __init__(self, desk: Desk, title: str, tabs: tuple[Tab, ...]) -> None:
        super().__init__()
        self.desk, self.title_, self.tabs = desk, title, tabs
        self.keys = [key for key, _, _ in tabs]
        self.made: dict[int, Any] = {}
        self.bars: dict[int, Any] = {}
        self.show_tab(0)

    def page_at(self, at: int) -> Page:
        if at not in self.made:
            page = self.tabs[at][2](self.desk)
            bar = tab_bar([title for _, title, _ in self.tabs])
            bar.setStyleSheet(TAB_AIR)
            bar.setSizePolicy(
                QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed
            )  # beside a drawer it scrolls
            bar.setCurrentIndex(at)
            bar.currentChanged.connect(self.show_tab)
            page.set_title(self.title_)
            page.set_tags([bar])
            self.made[at], self.bars[at] = page, bar
            self.addWidget(page)
        return self.made[at]  # type: ignore[no-any-return]

    def show_tab(self, at: int) -> None:
        page = self.page_at(at)
        for place, bar in self.bars.items():
            bar.blockSignals(True)
            bar.setCurrentIndex(at)
            bar.blockSignals(False)
            if place == at:
                bar.setFocus()
        self.desk.shell.close_drawer()
        self.setCurrentWidget(page)
        self.desk.shell.set_status("")

    def take_hint(self, hint: Any) -> None:
        key, more = hint if isinstance(hint, tuple) else (hint, None)
        if key not in self.keys:
            return
        at = self.keys.index(key)
        self.show_tab(at)
        if more is not None and hasattr(self.made[at], "take_hint"):
            self.made[at].take_hint(more)

    def show_notice(self, notice: Notice) -> None:
        self.made[self.keys.index(self.here())].show_notice(notice)

    def here(self) -> str:
        """The key of the tab in front."""
        return next(self.keys[at] for at, page in self.made.items() if page is self.currentWidget())


class BooksPage(QWidget):
    """Ledgers at the left, the chosen one beside them. The hint is a ledger's name, or (name, id of a record)."""

    places: ClassVar[tuple[Place, ...]] = ()
    special: ClassVar[dict[str, Callable[[Desk], LedgerPage]]] = {}
    back_to: ClassVar[tuple[str, str]] = ("", "")  # place, its name

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        self.shown: dict[str, LedgerPage] = {}
        role = desk.store.session.role
        own = desk.store.session.classes is None
        self.offered = [one for one in self.places if own or {"*", one.key} & role.writes]
        self.list = Rail()
        self.list.set_places(self.offered)
        self.list.place_chosen.connect(self.show_section)
        self.stack = Stack()
        place, name = self.back_to
        back = Button(name, "arrow-left", role="flat")
        back.clicked.connect(partial(desk.go, place))
        head = column(text("台账", "title"), back, gap=2, edge=(24, 18, 0, 0))
        side = scroll(column(self.list, gap=0))
        side.setFixedWidth(self.list.minimumWidth() + BAR)
        self.setLayout(row(column(head, (side, 1), gap=0), (self.stack, 1), gap=0))
        self.show_section(self.offered[0].key)

    def take_hint(self, hint: Any) -> None:
        key, record = hint if isinstance(hint, tuple) else (hint, None)
        if any(one.key == key for one in self.offered):
            self.show_section(str(key))
            if record:
                self.shown[str(key)].open_record(int(record))

    def show_section(self, key: str) -> None:
        """Bring one ledger to the front; a form with unsaved typing is asked about first."""
        drawer = self.desk.shell.drawer()
        if drawer is not None and hasattr(drawer, "may_leave") and not drawer.may_leave():
            self.list.mark(self.key())
            return
        self.desk.shell.close_drawer()
        if key not in self.shown:
            maker = self.special.get(key)
            self.shown[key] = maker(self.desk) if maker else LedgerPage(self.desk, BY_NAME[key])
            self.stack.addWidget(self.shown[key])
        self.stack.setCurrentWidget(self.shown[key])
        self.desk.shell.set_status("")
        self.list.mark(key)

    def key(self) -> str:
        """The ledger one is in."""
        return next(key for key, page in self.shown.items() if page is self.stack.currentWidget())

    def show_notice(self, notice: Notice) -> None:
        self.shown[self.key()].show_notice(notice)
