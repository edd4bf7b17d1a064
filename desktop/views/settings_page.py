"""设置: the school's own switches, one section at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.calendar import SchoolTerm
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.extra_fields import ExtraField
from desktop.views.books_page import BooksPage
from desktop.views.desk import Desk
from desktop.views.rail import Place
from desktop.views.settings_parts import AdvisedPage, FolderPart, LookPart, SchoolPart
from desktop.views.settings_parts_calendar import CalendarPart
from desktop.views.staff_page import StaffPage
from desktop.views.users_part import UsersPart

LOCAL = "随程序带来的只是常见样子，请以本县文件为准"


@dataclass(frozen=True)
class Section:
    """One line of the list: where it leads, who sees it ("" = everyone, else a verb of the role), its page."""

    place: Place
    make: Callable[[Desk], QWidget]
    needs: str = "settings"


def _terms(desk: Desk) -> QWidget:
    return AdvisedPage(desk, SchoolTerm, "开学、放假的日期，每学期按县里的校历改一次")


def _programmes(desk: Desk) -> QWidget:
    return AdvisedPage(desk, AidProgramme, LOCAL)


def _standards(desk: Desk) -> QWidget:
    return AdvisedPage(desk, AidStandard, f"{LOCAL}；标准变了另加一行，旧的留着")


def _classes(desk: Desk) -> QWidget:
    return AdvisedPage(desk, SchoolClass, "班主任登录后只看得到自己班")


def _layouts(desk: Desk) -> QWidget:
    from desktop.views.pay_layouts import LayoutsPage

    return LayoutsPage(desk)


def _fields(desk: Desk) -> QWidget:
    return AdvisedPage(desk, ExtraField, "加好以后，花名册、导入和导出里马上就有这一列")


SECTIONS = (
    Section(Place("school", "学校", "学校", "school"), SchoolPart, ""),
    Section(Place("terms", "学期", "学期", "calendar-clock"), _terms),
    Section(Place("calendar", "校历", "校历", "calendar-days"), CalendarPart, ""),
    Section(Place("programmes", "资助项目", "项目", "hand-coins"), _programmes),
    Section(Place("standards", "资助标准", "标准", "scale"), _standards),
    Section(Place("layouts", "银行报盘格式", "报盘", "landmark"), _layouts),
    Section(Place("classes", "班级与班主任", "班级", "door-open"), _classes),
    Section(Place("staff", "教职工", "老师", "contact"), StaffPage),
    Section(Place("fields", "自定字段", "字段", "text-cursor-input"), _fields),
    Section(Place("users", "用户与密码", "用户", "user-check"), UsersPart, "users"),
    Section(Place("look", "外观与锁定", "外观", "monitor"), LookPart, ""),
    Section(Place("folder", "数据文件夹", "数据", "folder"), FolderPart, ""),
)
LOG = Place("log", "操作记录", "记录", "history")


class SettingsPage(BooksPage):
    """Who may not change a section is not offered it. The log book is a place of its own."""

    makers: ClassVar = {one.place.key: one.make for one in SECTIONS}

    def __init__(self, desk: Desk) -> None:
        may = desk.store.session.may
        offered = [one.place for one in SECTIONS if not one.needs or may(one.needs)]
        super().__init__(desk, [*offered, *([LOG] if may("log") else [])], "设置")

    def show_section(self, key: str) -> None:
        if key != LOG.key:
            super().show_section(key)
        elif self.leave():
            self.list.mark(self.key())
            self.desk.go("log")
