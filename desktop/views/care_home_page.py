"""送教与活动: 送教上门 by child, activities with who took part, 成长记录袋, behind one place."""

from __future__ import annotations

from desktop.views.books_page import BooksPage, offered
from desktop.views.care_activities import ActivitiesPage
from desktop.views.care_bags import BagsPage
from desktop.views.care_tabs import Tab, TabbedPlace
from desktop.views.care_teaching import TeachingPage
from desktop.views.desk import Desk
from desktop.views.rail import Place

TABS: tuple[Tab, ...] = (
    ("teaching", "送教上门", TeachingPage),
    ("activities", "活动", ActivitiesPage),
    ("bags", "成长记录袋", BagsPage),
)
OF_CLASS = ("teaching", "bags")
BOOKS = (
    Place("home_teaching", "送教记录", "记录", "clipboard-list"),
    Place("home_teaching_plan", "送教计划", "计划", "notebook-pen"),
    Place("teaching_inspection", "送教督查", "督查", "search-check"),
    Place("care_activity", "关爱活动", "活动", "flag"),
    Place("growth_item", "成长记录袋", "记录袋", "folder-open"),
)


class HomePage(TabbedPlace):
    """The hint is a tab's key, or (key, hint)."""

    def __init__(self, desk: Desk) -> None:
        whole = desk.store.session.classes is None
        super().__init__(desk, "送教与活动", tuple(one for one in TABS if whole or one[0] in OF_CLASS))


class HomeBooksPage(BooksPage):
    """The ledgers behind 送教与活动."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, offered(desk, BOOKS), "台账", back=("送教与活动", "care_home"))
