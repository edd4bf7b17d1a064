"""全部结对: the ledgers behind 结对 as tables, to look up, import, export and correct; the templates of measures."""

from __future__ import annotations

from desktop.views.books_page import BooksPage
from desktop.views.desk import Desk
from desktop.views.rail import Place

PLACES = (
    Place("pairing", "全部结对", "结对", "heart-handshake"),
    Place("support_plan", "帮扶计划", "计划", "notebook-pen"),
    Place("plan_measure", "帮扶措施", "措施", "list-checks"),
    Place("measure_template", "措施模板", "模板", "clipboard-list"),
)


class PairBooksPage(BooksPage):
    """The ledgers of 结对."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, PLACES, "台账", back=("结对", "pairs"))
