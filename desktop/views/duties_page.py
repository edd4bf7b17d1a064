"""责任与宣传: 责任书, 七长双线, 领导小组, 十项制度, 宣传, 知晓率, 师徒: the sections at the left, the chosen one beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers import BY_NAME
from desktop.views.desk import Desk
from desktop.views.duties_ledgers import (
    AwarenessLedger,
    EventsLedger,
    HoldersLedger,
    LeadLedger,
    LessonsLedger,
    MentorsLedger,
    PapersLedger,
    SystemsLedger,
)
from desktop.views.layouts import Stack, column, row, scroll
from desktop.views.ledger_page import LedgerPage
from desktop.views.publicity_part import ProgressPage
from desktop.views.rail import Place, Rail
from desktop.views.widgets import Notice, text

BAR = 10  # px of a scroll bar
PLACES = (
    Place("duty_paper", "责任书", "责任书", "signature"),
    Place("duty_target", "责任目标", "目标", "flag"),
    Place("duty_holder", "七长双线", "七长", "network"),
    Place("lead_member", "领导小组", "小组", "landmark"),
    Place("control_system", "十项制度", "制度", "list-checks"),
    Place("progress", "宣传完成情况", "完成", "chart-column"),
    Place("publicity_event", "政策宣传", "宣传", "megaphone"),
    Place("publicity_counter", "宣传要求", "要求", "sliders-horizontal"),
    Place("awareness_survey", "知晓率", "知晓率", "percent"),
    Place("mentorship", "师徒结对", "师徒", "graduation-cap"),
    Place("lesson_visit", "听课记录", "听课", "book-open"),
)
PAGES: dict[str, Callable[[Desk], LedgerPage]] = {
    "duty_paper": PapersLedger, "duty_holder": HoldersLedger, "lead_member": LeadLedger,
    "control_system": SystemsLedger, "publicity_event": EventsLedger, "awareness_survey": AwarenessLedger,
    "mentorship": MentorsLedger, "lesson_visit": LessonsLedger,
}  # fmt: skip


class DutiesPage(QWidget):
    """The hint is the key of a section."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        self.shown: dict[str, QWidget] = {}
        self.list = Rail()
        self.list.set_places(PLACES)
        self.list.place_chosen.connect(self.show_section)
        self.stack = Stack()
        head = column(text("责任与宣传", "title"), gap=2, edge=(24, 18, 0, 0))
        side = scroll(column(self.list, gap=0))
        side.setFixedWidth(self.list.minimumWidth() + BAR)
        self.setLayout(row(column(head, (side, 1), gap=8), (self.stack, 1), gap=0))
        self.show_section(PLACES[0].key)

    def take_hint(self, hint: Any) -> None:
        if any(one.key == hint for one in PLACES):
            self.show_section(str(hint))

    def show_section(self, key: str, _checked: bool = False) -> None:
        """Bring one section to the front; a form with unsaved typing is asked about first."""
        drawer = self.desk.shell.drawer()
        if drawer is not None and hasattr(drawer, "may_leave") and not drawer.may_leave():
            self.list.mark(self.key())
            return
        self.desk.shell.close_drawer()
        if key not in self.shown:
            self.shown[key] = self._made(key)
            self.stack.addWidget(self.shown[key])
        self.stack.setCurrentWidget(self.shown[key])
        self.desk.shell.set_status("")
        self.list.mark(key)

    def _made(self, key: str) -> QWidget:
        if key == "progress":
            return ProgressPage(self.desk, self.show_section)
        return PAGES[key](self.desk) if key in PAGES else LedgerPage(self.desk, BY_NAME[key])

    def key(self) -> str:
        """The section one is in."""
        return next(key for key, page in self.shown.items() if page is self.stack.currentWidget())

    def show_notice(self, notice: Notice) -> None:
        self.stack.currentWidget().show_notice(notice)  # type: ignore[attr-defined]
