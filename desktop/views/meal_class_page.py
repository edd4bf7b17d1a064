"""班级月表: the month of the whole school class by class, or of one class pupil by pupil; every figure opens its sheets."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.services.meals import calendar, month
from desktop.services.meals.month import ClassMonth
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.fields import Choice
from desktop.views.held_rows import CountedRows, Held
from desktop.views.layouts import Stack, column, holder, row
from desktop.views.meal_class_grid import ClassMonthView
from desktop.views.meal_month_bar import MonthBar
from desktop.views.page import Page
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Stop, empty_page

CAUSES = ("S", "P", "T", "A", "G", "N")
COLUMNS = (
    Column("class", "班级", 96),
    Column("pupils", "学生数", 76, "right"),
    Column("days", "天数", 64, "right"),
    Column("due", "应就餐人次", 100, "right"),
    Column("fed", "就餐人次", 92, "right"),
    Column("unfed", "未就餐人次", 100, "right"),
    Column("S", "病假", 64, "right"),
    Column("P", "事假", 64, "right"),
    Column("T", "旷课", 64, "right"),
    Column("A", "过敏忌口", 84, "right"),
    Column("G", "自愿放弃", 84, "right"),
    Column("N", "在校未就餐", 98, "right"),
)
SUMMED = ("pupils", "due", "fed", "unfed", *CAUSES)
TOUCHED = {"class_day", "supply_day", "student", "school_class", "school"}


class MealClassPage(Page):
    """The hint is (month, kind of meal, class or None)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("班级月表")
        self.desk = desk
        self.bar = MonthBar()
        self.bar.changed.connect(self.reload)
        self.klass = Choice()
        self.klass.setFixedWidth(132)
        self.klass.setAccessibleName("班级")
        self.klass.activated.connect(self.reload)
        self.model = CountedRows(COLUMNS, SUMMED, parent=self)
        self.table = FrozenTable(self.model, frozen=1)
        self.table.opened.connect(self._open_class)
        self.view = ClassMonthView()
        self.view.opened.connect(self._open_day)
        self.stack = Stack()
        for one in (self.table, self.view):
            self.stack.addWidget(holder(column(one, edge=1), card=True))
        self.stack.addWidget(self._empty())
        self.set_body(column(row(self.bar, 8, self.klass, None), (self.stack, 1), gap=12))
        self._offer()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._changed)
        self._soon.start()  # unless a hint comes first

    def _offer(self) -> None:
        session, actions = self.desk.store.session, []
        if session.may("meals"):
            bring = Button("导入月表", "file-up", tip="以前用表格登记的月份，先看预演再写入")
            bring.clicked.connect(self._import)
            actions.append(bring)
        if session.may("print"):
            sheet = Button("打印登记表", "printer", tip="发给班主任照着画")
            table = Button("打印统计表", "printer")
            sheet.clicked.connect(self.print_sheets)
            table.clicked.connect(self.print_table)
            actions += [sheet] if session.classes is not None else [sheet, table]
        self.set_actions(actions)

    def _empty(self) -> Any:
        go = Button("去录餐", "utensils", role="primary")
        go.clicked.connect(self._back)
        road = [Stop("utensils", "每天录餐", "只写没有吃的人"), Stop("table-2", "看月表", "每人每天一格")]
        return empty_page(
            "这个月还没有登记", "每天在“录餐”里登记，这里就有每个班、每个人的月表。", road, [go]
        )

    def take_hint(self, hint: Any) -> None:
        wanted, kind, klass = hint
        self.bar.show_month(wanted, kind)
        self._offer_classes()
        self.klass.choose(klass)
        self.reload()

    # showing -------------------------------------------------------------------------------------------

    def _changed(self, touched: Any) -> None:
        if not touched or touched & TOUCHED:
            self._soon.start()

    def reload(self, *_: object) -> None:
        """The month as the ledgers have it: of the class chosen, else of the school."""
        self._soon.stop()
        self.bar.show_month(self.bar.month, self.bar.kind)
        self._offer_classes()
        self.summary = month.month_summary(self.desk.store, self.bar.month, self.bar.kind)
        klass: Any = self.klass.value()
        if klass is None:
            self._show_school()
        else:
            self._show_class(klass)

    def _offer_classes(self) -> None:
        chosen: Any = self.klass.value()
        rows = SchoolClass.select().where(SchoolClass.state == "1")
        seen = self.desk.store.session.classes
        mine = sorted(
            (one for one in rows if seen is None or one.id in seen),
            key=lambda one: (int(one.grade), one.number),
        )
        self.klass.blockSignals(True)
        self.klass.set_choices([(None, "全校汇总"), *((one.id, SchoolClass.caption(one)) for one in mine)])
        self.klass.choose(chosen if chosen in [one.id for one in mine] else None)
        self.klass.blockSignals(False)

    def _show_school(self) -> None:
        told = self.summary
        self.model.show_rows([_held(one) for one in told.classes])
        self.table.refresh()
        label = code_list("meal_kind").label(self.bar.kind)
        counts = f"{told.days} 天，{told.pupils} 人，就餐 {told.fed} / {told.due} 人次"
        self.set_fact(f"{self.bar.steps.title.text()}{label}：{counts if told.classes else '还没有登记'}")
        self.stack.setCurrentIndex(0 if told.classes else 2)

    def _show_class(self, klass: int) -> None:
        grid = month.class_grid(self.desk.store, self.bar.month, self.bar.kind, klass)
        self.view.show_grid(grid, calendar.month_days(self.bar.month, self.bar.kind))
        label = code_list("meal_kind").label(self.bar.kind)
        fed, due = sum(one.times("fed") for one in grid.lines), sum(one.due for one in grid.lines)
        place = SchoolClass.caption_of(klass)
        self.set_fact(
            f"{self.bar.steps.title.text()}{place}{label}：{len(grid.sheets)} 天，{len(grid.lines)} 人，就餐 {fed} / {due} 人次"
        )
        self.stack.setCurrentIndex(1 if grid.lines else 2)

    # going ---------------------------------------------------------------------------------------------

    def _open_class(self, at: int) -> None:
        self.klass.choose(self.model.id_at(at))
        self.reload()
        self.view.setFocus()

    def _open_day(self, day: Any) -> None:
        self.desk.go("meals", (day, self.bar.kind, self.klass.value()))

    def _back(self) -> None:
        self.desk.go("meals")

    def _import(self) -> None:
        self.desk.go("meal_import")

    def print_sheets(self) -> None:
        klass: Any = self.klass.value()
        self._print("D24C", (klass,) if klass else ())

    def print_table(self) -> None:
        self._print("D24", ())

    def _print(self, code: str, classes: tuple[int, ...]) -> None:
        from desktop.services.paper.document import Wanted
        from desktop.views.preview import open_paper

        open_paper(self.desk, code, Wanted(month=self.bar.month, meal=self.bar.kind, classes=classes))


def _held(one: ClassMonth) -> Held:
    figures = {"pupils": one.pupils, "days": one.days, "due": one.due, "fed": one.fed, "unfed": one.unfed}
    figures |= {mark: one.by_mark.get(mark, 0) for mark in CAUSES}
    cells = {key: Shown(str(count) if count else "—") for key, count in figures.items()}
    return Held(one.school_class, cells | {"class": Shown(one.name)}, figures)
