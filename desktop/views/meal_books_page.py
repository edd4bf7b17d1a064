"""全部台账: every ledger of the canteen's days, people and checks, one beside the other, to look up, import and print."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers import BY_NAME
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.layouts import Stack, column, row, scroll
from desktop.views.meal_books import BookPage, CertificatesPage, FindingsPage, PostingsPage
from desktop.views.rail import Place, Rail
from desktop.views.widgets import Notice, text

BAR = 10  # px of a scroll bar
PLACES = (
    Place("health_certificate", "健康证", "健康", "id-card"),
    Place("canteen_training", "培训", "培训", "graduation-cap"),
    Place("food_finding", "问题整改", "整改", "search-check"),
    Place("meal_posting", "公示", "公示", "pin"),
    Place("meal_meeting", "膳食委员会", "委员", "users-round"),
    Place("meal_complaint", "投诉与应急", "投诉", "message-square"),
    Place("food_check", "检查记录", "检查", "clipboard-check"),
    Place("check_item", "检查项目", "项目", "list-checks"),
    Place("snack_step", "加餐流程", "流程", "route"),
    Place("day_excuse", "缺项说明", "说明", "notebook-pen"),
    Place("food_sample", "食品留样", "留样", "flask-conical"),
    Place("accompany", "陪餐", "陪餐", "utensils"),
    Place("morning_check", "从业人员晨检", "晨检", "stethoscope"),
    Place("disinfection", "餐饮具消毒", "消毒", "shield-check"),
    Place("additive_use", "添加剂", "添加", "wheat"),
    Place("waste_record", "废弃物", "废弃", "trash-2"),
    Place("store_climate", "温湿度", "温度", "thermometer"),
    Place("snack_check", "加餐流程记录", "加餐", "list"),
)
OWN: dict[str, Callable[[Desk], QWidget]] = {
    "food_finding": FindingsPage, "meal_posting": PostingsPage, "health_certificate": CertificatesPage,
}  # fmt: skip


class Book(NamedTuple):
    """One line of the list: where it leads."""

    place: Place

    def page(self, desk: Desk) -> QWidget:
        """Its page; most need no more than the ledger says."""
        key = self.place.key
        return OWN[key](desk) if key in OWN else BookPage(desk, BY_NAME[key])


BOOKS = tuple(map(Book, PLACES))


class MealBooksPage(QWidget):
    """The ledgers at the left, the chosen one beside them. The hint is a ledger's name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        self.shown: dict[str, QWidget] = {}
        self.list = Rail()
        self.sections = BOOKS
        self.list.set_places(PLACES)
        self.list.place_chosen.connect(self.show_section)
        self.stack = Stack()
        back = Button("日常记录", "arrow-left", role="flat")
        back.clicked.connect(partial(self.desk.go, "meal_logs"))
        head = column(text("全部台账", "title"), back, gap=2, edge=(24, 18, 0, 0))
        side = scroll(column(self.list, gap=0))  # a low window scrolls the ledgers
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
            self.shown[key] = next(one for one in BOOKS if one.place.key == key).page(self.desk)
            self.stack.addWidget(self.shown[key])
        self.stack.setCurrentWidget(self.shown[key])
        self.desk.shell.set_status("")
        self.list.mark(key)

    def key(self) -> str:
        """The ledger one is in."""
        return next(key for key, page in self.shown.items() if page is self.stack.currentWidget())

    def show_notice(self, notice: Notice) -> None:
        self.stack.currentWidget().show_notice(notice)  # type: ignore[attr-defined]
