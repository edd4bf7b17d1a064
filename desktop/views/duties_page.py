"""责任与宣传: 责任书, 七长双线, 领导小组, 十项制度, 宣传, 知晓率, 师徒: the sections at the left, the chosen one beside them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.views.books_page import BooksPage
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
from desktop.views.ledger_page import LedgerPage
from desktop.views.publicity_part import ProgressPage
from desktop.views.rail import Place

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


class DutiesPage(BooksPage):
    """The hint is the key of a section."""

    makers = PAGES

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, PLACES, "责任与宣传")

    def make(self, key: str) -> QWidget:
        return ProgressPage(self.desk, self.go_to) if key == "progress" else super().make(key)

    def go_to(self, key: str, *_: object) -> None:
        self.show_section(key)
