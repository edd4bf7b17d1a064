"""缺课: who is away, the class lists, early signs, behind one place."""

from __future__ import annotations

from desktop.views.care_tabs import Tab, TabbedPlace
from desktop.views.desk import Desk
from desktop.views.drop_entry import EntryPage
from desktop.views.drop_running import RunningPage
from desktop.views.drop_signs import SignsPage

TABS: tuple[Tab, ...] = (
    ("running", "正在缺课", RunningPage),
    ("entry", "登记考勤", EntryPage),
    ("signs", "苗头", SignsPage),
)


class AbsencePlace(TabbedPlace):
    """The hint is a tab's key, or (key, hint)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "缺课", TABS)
