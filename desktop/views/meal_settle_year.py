"""结算, 全年: a month a line, and what the year comes to with numerator and denominator."""

from __future__ import annotations

from typing import Any

from desktop.models import money
from desktop.models.errors import Refused
from desktop.services.meals import openings
from desktop.services.meals.month_money import per_head
from desktop.services.meals.openings import Opening
from desktop.services.meals.reports import YearMonth, YearReport, year_report
from desktop.services.paper.documents.meal_year_table import formulas, price
from desktop.services.progress import Progress
from desktop.views import recognition_ask
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.held_rows import CountedRows, Held
from desktop.views.layouts import clear, column, fill, holder, row
from desktop.views.meal_month_bar import MonthBar
from desktop.views.meal_settle_opening import REMOVED, OpeningCard
from desktop.views.meal_settle_tab import SettleTab
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import card, ruled, text

COLUMNS = (
    Column("month", "月份", 76), Column("state", "结算", 130), Column("days", "天数", 70, "right"),
    Column("fed", "就餐人次", 92, "right"), Column("people", "就餐学生", 92, "right"), Column("due", "应拨（元）", 112, "right"),
    Column("spent", "实支（元）", 112, "right"), Column("head", "人均（元）", 96, "right"),
    Column("received", "到账（元）", 112, "right"), Column("left", "年内结余", 112, "right"),
)  # fmt: skip
TONES = {"made": "warn", "signed": "good", "returned": "bad"}


class SettleYearPage(SettleTab):
    """The year of the month in the line above. Enter opens a month."""

    def __init__(self, desk: Desk, bar: MonthBar, *, run: Any = recognition_ask.run) -> None:
        super().__init__(desk, bar)
        self.run = run
        self.report: YearReport | None = None
        self.model = CountedRows(
            COLUMNS, ("days", "fed"), ("due", "spent", "received"), self
        )  # people and balances are no sums
        self.table = FrozenTable(self.model, frozen=1, filler="state")
        self.table.opened.connect(self.open_month)
        self.table.set_empty_text("正在读…")
        self.sums = column(gap=0)
        grid = holder(column(self.table, edge=1), card=True)
        self.set_body(column(row(self.place, None), (grid, 1), self.sums, gap=10))

    def reload(self) -> None:
        self.bar.show_month(self.bar.month, self.bar.kind)
        store, year, kind = self.desk.store, int(self.bar.month[:4]), self.bar.kind

        def work(progress: Progress) -> YearReport:
            progress.check()
            try:
                return year_report(store, year, kind)
            except Refused:
                return YearReport(year, kind, (), Opening(year))

        if self.report is None or (self.report.year, self.report.kind) != (year, kind):
            self.table.set_empty_text("正在读…")
            self.model.show_rows([])  # another year's months are not left under this year
            self.table.refresh()
            clear(self.sums)
        self.desk.look(work, done=self.show_year)

    def show_year(self, told: YearReport) -> None:
        self.report = told
        self._offer(told)
        self.set_fact(f"{told.year} 年：{len(told.months)} 个月有记录，{told.days} 天，{told.fed} 人次")
        begun = [_begun(told.opening)] if told.opening.until else []
        self.table.set_empty_text("这一年还没有登记。")
        self.model.show_rows([*begun, *map(_held, told.months)])
        self.table.refresh()
        clear(self.sums)
        if told.months or told.opening.until:
            lines = [row(text(name), text(how, "small", "quiet"), None, text(figure, "strong"), gap=12)
                     for name, how, figure in formulas(told)[2:]]  # fmt: skip
            fill(self.sums, [card("这一年", *ruled(*lines), gap=5)])

    def open_month(self, at: int) -> None:
        """Enter opens a month; on the line of the opening, its sums."""
        assert self.report is not None
        number = self.model.id_at(at)
        if number:
            self.desk.go("meal_settle", ("month", f"{self.report.year}-{number:02d}"))
        elif openings.may_keep(self.desk.store.session):
            self.write_opening()

    def _offer(self, told: YearReport) -> None:
        """The aid clerk writes the sums of the months before the program; once a year is settled on them they stand."""
        actions: list[Button] = []
        if openings.may_keep(self.desk.store.session):
            button = Button("改期初…" if told.opening.known else "登记期初…", "pencil-line")
            button.setToolTip("年中开始用本程序的，把以前各月的总数和上年结转记一次")
            button.clicked.connect(self._pressed)
            actions.append(button)
        self.set_actions(actions)

    def _pressed(self, _checked: bool = False) -> None:
        self.write_opening()

    def write_opening(self) -> None:
        if self.report is None:
            return
        result = self.run(OpeningCard(self.desk, self.report.year, self.report.kind))
        if result:
            words = "期初删去了。" if result == REMOVED else "期初记下了，往后的累计都从它算起。"
            self.desk.say(words, ("撤销", self.desk.undo))


def _begun(one: Opening) -> Held:
    """The line of the sums that the opening tells; it has the number nought."""
    numbers = {
        "days": one.days,
        "fed": one.times,
        "due": one.due,
        "spent": one.spent,
        "received": one.received,
    }
    cells = {key: Shown(str(numbers[key])) for key in ("days", "fed")}
    cells |= {key: Shown(money.figures(numbers[key])) for key in ("due", "spent", "received")}
    cells |= {
        "month": Shown(one.span), "state": Shown("期初", "off", "tag"), "people": Shown("—"),
        "head": Shown(price(per_head(one.spent, one.times))),
        "left": Shown(f"{one.left / 100:.2f}", "bad" if one.left < 0 else None),
    }  # fmt: skip
    return Held(0, cells, numbers)


def _held(one: YearMonth) -> Held:
    told = one.told
    numbers = {
        "month": int(one.month[5:]), "days": told.summary.days, "fed": told.summary.fed, "people": told.people,
        "due": told.due, "spent": told.spent, "received": told.received, "left": told.left,
    }  # fmt: skip
    cells = {key: Shown(str(numbers[key])) for key in ("days", "fed", "people")}
    cells |= {key: Shown(money.figures(numbers[key])) for key in ("due", "spent", "received")}
    cells |= {
        "month": Shown(f"{numbers['month']}月"), "state": Shown(one.state_words, TONES.get(one.state, "off"), "tag"),
        "head": Shown(price(told.per_head)), "left": Shown(f"{told.left / 100:.2f}", "bad" if told.left < 0 else None),
    }  # fmt: skip
    return Held(numbers["month"], cells, numbers)
