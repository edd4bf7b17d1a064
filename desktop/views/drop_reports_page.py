"""控辍月报: the month's report, the tables of the term, 未报到, 专项行动, 督导, 无流失班级, behind one place."""

from __future__ import annotations

from desktop.views.books_page import BooksPage
from desktop.views.care_tabs import Tab, TabbedPlace
from desktop.views.desk import Desk
from desktop.views.drop_arrivals import ArrivalsPage
from desktop.views.drop_campaign import CampaignPage
from desktop.views.drop_inspections import InspectionsPage
from desktop.views.drop_month import MonthPage
from desktop.views.drop_term_tables import TablesPage
from desktop.views.drop_zero import ZeroPage
from desktop.views.rail import Place

TITLE = "控辍月报"
TABS: tuple[Tab, ...] = (
    ("month", "月报", MonthPage),
    ("tables", "统计表", TablesPage),
    ("arrivals", "未报到", ArrivalsPage),
    ("campaign", "专项行动", CampaignPage),
    ("inspections", "督导", InspectionsPage),
    ("zero", "无流失班级", ZeroPage),
)
BOOKS = (
    Place("drop_rule", "控辍规则", "规则", "sliders-horizontal"),
    Place("not_arrived", "未报到学生", "未报到", "user-minus"),
    Place("arrival_sheet", "报到登记", "报到", "clipboard-check"),
    Place("campaign", "专项行动", "行动", "flag"),
    Place("campaign_check", "行动清单", "清单", "list-checks"),
    Place("drop_inspection", "控辍督导", "督导", "search-check"),
)


class DropReportsPage(TabbedPlace):
    """The hint is a tab's key, a month such as "2026-10", or (key, hint for its page)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TITLE, TABS)

    def take_hint(self, hint: object) -> None:
        month = isinstance(hint, str) and hint not in self.keys and hint[:4].isdigit()
        super().take_hint(("month", hint) if month else hint)


class DropReportBooksPage(BooksPage):
    """The ledgers behind 控辍月报."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, BOOKS, "月报台账", back=(TITLE, "drop_reports"))
