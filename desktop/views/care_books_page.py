"""关爱台账: the ledgers that 五类学生 come from, one beside the other. What was told in confidence is offered to two roles."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.roles import CONFIDE
from desktop.views.buttons import Button
from desktop.views.care_books import HealthPage, LeftPage, NeedPage, PsychPage, RulesPage
from desktop.views.care_migrant import MigrantPage
from desktop.views.care_results import ResultsPage
from desktop.views.desk import Desk
from desktop.views.layouts import Stack, column, row, scroll
from desktop.views.rail import Place, Rail
from desktop.views.widgets import Notice, text

BAR = 10  # px of a scroll bar
PLACES = (
    Place("left_behind_form", "留守登记", "留守", "house"),
    Place("study_result", "学业成绩", "成绩", "book-open"),
    Place("child_in_need", "困境儿童", "困境", "shield"),
    Place("migrant", "随迁四统一", "随迁", "truck"),
    Place("care_rule", "关爱规则", "规则", "sliders-horizontal"),
)
SECRET = (
    Place("psych_screening", "心理筛查", "心理", "lock"),
    Place("health_note", "健康情况", "健康", "stethoscope"),
)
WHOLE = ("migrant",)  # says nothing of one class alone
PAGES: dict[str, Callable[[Desk], QWidget]] = {
    "left_behind_form": LeftPage, "study_result": ResultsPage, "child_in_need": NeedPage, "migrant": MigrantPage,
    "care_rule": RulesPage, "psych_screening": PsychPage, "health_note": HealthPage,
}  # fmt: skip


class CareBooksPage(QWidget):
    """The ledgers at the left, the chosen one beside them. The hint is a ledger's name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        session = desk.store.session
        mine = [one for one in PLACES if session.classes is None or one.key not in WHOLE]
        self.places = [*mine, *(SECRET if session.may(CONFIDE) else ())]
        self.shown: dict[str, QWidget] = {}
        self.list = Rail()
        self.list.set_places(self.places)
        self.list.place_chosen.connect(self.show_section)
        self.stack = Stack()
        back = Button("五类学生", "arrow-left", role="flat")
        back.clicked.connect(partial(desk.go, "care"))
        head = column(text("关爱台账", "title"), back, gap=2, edge=(24, 18, 0, 0))
        side = scroll(column(self.list, gap=0))
        side.setFixedWidth(self.list.minimumWidth() + BAR)
        self.setLayout(row(column(head, (side, 1), gap=0), (self.stack, 1), gap=0))
        self.show_section(self.places[0].key)

    def take_hint(self, hint: Any) -> None:
        if any(one.key == hint for one in self.places):
            self.show_section(str(hint))

    def show_section(self, key: str) -> None:
        """Bring one ledger to the front; a form with unsaved typing is asked about first."""
        drawer = self.desk.shell.drawer()
        if drawer is not None and hasattr(drawer, "may_leave") and not drawer.may_leave():
            self.list.mark(self.key())
            return
        self.desk.shell.close_drawer()
        if key not in self.shown:
            self.shown[key] = PAGES[key](self.desk)
            self.stack.addWidget(self.shown[key])
        self.stack.setCurrentWidget(self.shown[key])
        self.desk.shell.set_status("")
        self.list.mark(key)

    def key(self) -> str:
        """The ledger one is in."""
        return next(key for key, page in self.shown.items() if page is self.stack.currentWidget())

    def show_notice(self, notice: Notice) -> None:
        self.stack.currentWidget().show_notice(notice)  # type: ignore[attr-defined]
