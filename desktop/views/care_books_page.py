"""关爱台账: the ledgers that 五类学生 come from, one beside the other. What was told in confidence is offered to two roles."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.models.roles import CONFIDE
from desktop.views.books_page import BooksPage
from desktop.views.care_books import HealthPage, LeftPage, NeedPage, PsychPage, RulesPage
from desktop.views.care_migrant import MigrantPage
from desktop.views.care_results import ResultsPage
from desktop.views.desk import Desk
from desktop.views.rail import Place

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


class CareBooksPage(BooksPage):
    """The ledgers that this person may see."""

    makers = PAGES

    def __init__(self, desk: Desk) -> None:
        session = desk.store.session
        mine = [one for one in PLACES if session.classes is None or one.key not in WHOLE]
        seen = [*mine, *(SECRET if session.may(CONFIDE) else ())]
        super().__init__(desk, seen, "关爱台账", back=("五类学生", "care"))
