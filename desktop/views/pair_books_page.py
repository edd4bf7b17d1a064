"""全部结对: the ledgers behind 结对 as tables, to look up, import, export and correct; the templates of measures."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers import BY_NAME
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.layouts import Stack, column, row, scroll
from desktop.views.ledger_page import LedgerPage
from desktop.views.rail import Place, Rail
from desktop.views.widgets import Notice, text

BAR = 10  # px of a scroll bar
PLACES = (
    Place("pairing", "全部结对", "结对", "heart-handshake"),
    Place("support_plan", "帮扶计划", "计划", "notebook-pen"),
    Place("plan_measure", "帮扶措施", "措施", "list-checks"),
    Place("measure_template", "措施模板", "模板", "clipboard-list"),
)


class PairBooksPage(QWidget):
    """The ledgers at the left, the chosen one beside them. The hint is a ledger's name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        self.shown: dict[str, LedgerPage] = {}
        self.list = Rail()
        self.list.set_places(PLACES)
        self.list.place_chosen.connect(self.show_section)
        self.stack = Stack()
        back = Button("结对", "arrow-left", role="flat")
        back.clicked.connect(partial(self.desk.go, "pairs"))
        head = column(text("台账", "title"), back, gap=2, edge=(24, 18, 0, 0))
        side = scroll(column(self.list, gap=0))
        side.setFixedWidth(self.list.minimumWidth() + BAR)
        self.setLayout(row(column(head, (side, 1), gap=0), (self.stack, 1), gap=0))
        self.show_section(PLACES[0].key)

    def take_hint(self, hint: Any) -> None:
        if any(one.key == hint for one in PLACES):
            self.show_section(str(hint))

    def show_section(self, key: str) -> None:
        """Bring one ledger to the front; a form with unsaved typing is asked about first."""
        drawer = self.desk.shell.drawer()
        if drawer is not None and hasattr(drawer, "may_leave") and not drawer.may_leave():
            self.list.mark(self.key())
            return
        self.desk.shell.close_drawer()
        if key not in self.shown:
            self.shown[key] = LedgerPage(self.desk, BY_NAME[key])
            self.stack.addWidget(self.shown[key])
        self.stack.setCurrentWidget(self.shown[key])
        self.desk.shell.set_status("")
        self.list.mark(key)

    def key(self) -> str:
        """The ledger one is in."""
        return next(key for key, page in self.shown.items() if page is self.stack.currentWidget())

    def show_notice(self, notice: Notice) -> None:
        self.shown[self.key()].show_notice(notice)
