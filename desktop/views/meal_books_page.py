"""全部台账: every ledger of the canteen's days, people and checks, one beside the other, to look up, import and print."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers import BY_NAME
from desktop.views.books_page import BooksPage
from desktop.views.desk import Desk
from desktop.views.meal_books import BookPage, CertificatesPage, FindingsPage, PostingsPage
from desktop.views.rail import Place

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


class MealBooksPage(BooksPage):
    """The ledgers of the canteen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, PLACES, "全部台账", back=("日常记录", "meal_logs"))

    def make(self, key: str) -> QWidget:
        return OWN[key](self.desk) if key in OWN else BookPage(self.desk, BY_NAME[key])
