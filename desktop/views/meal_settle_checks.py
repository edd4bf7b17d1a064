"""结算, 检查: the rules an inspector asks, how each stands this month, and every finding with the way to its record."""

from __future__ import annotations

from functools import partial
from typing import Any

from desktop.services.meals.checks import ERROR, Checked, Rule, check_month
from desktop.services.progress import Progress
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import clear, column, fill, holder, row, scroll
from desktop.views.meal_month_bar import MonthBar
from desktop.views.meal_settle_tab import SettleTab
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import card, picture, ruled, text

COLUMNS = (Column("severity", "程度", 84), Column("rule", "查什么", 180), Column("sentence", "查到什么", 340))
SEVERITIES = {"error": ("错误", "bad"), "warning": ("请核对", "warn")}
ASIDE = 282  # px


class SettleChecksPage(SettleTab):
    """Looks the month over when it comes to the front; a rule at the left narrows the list."""

    def __init__(self, desk: Desk, bar: MonthBar) -> None:
        super().__init__(desk, bar)
        self.checked: Checked | None = None
        self.only = ""
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=1, filler="sentence")
        self.table.opened.connect(self.open_row)
        self.rules = column(gap=0)
        side = scroll(self.rules)
        side.setFixedWidth(ASIDE)
        grid = holder(column(self.table, edge=1), card=True)
        self.set_body(column(row(self.place, None), (row(side, (grid, 1), gap=12), 1), gap=10))
        go = Button("去改", "pencil-line", role="primary", tip="打开选中的那条记录（Enter）")
        go.clicked.connect(self._open_current)
        self.set_actions([go])

    def reload(self) -> None:
        """Have the month looked over; it takes a moment."""
        self.bar.show_month(self.bar.month, self.bar.kind)
        store, month = self.desk.store, self.bar.month

        def work(progress: Progress) -> Checked:
            return check_month(store, month, progress=progress)

        if self.checked is None or self.checked.month != month:
            self.set_fact("正在检查…")
        self.desk.look(work, done=self.show_checked)

    def show_checked(self, told: Checked) -> None:
        if told.month != self.bar.month:
            return  # meanwhile another month was chosen
        self.checked = told
        rest = len(told.findings) - told.errors
        words = f"查了 {len(told.rules)} 条，错误 {told.errors} 处，请核对 {rest} 处"
        self.set_fact(words if told.findings else f"查了 {len(told.rules)} 条，都对得上")
        self._show_rules(told)
        self.show_only(self.only)

    def _show_rules(self, told: Checked) -> None:
        clear(self.rules)
        every = Button(f"全部 {len(told.findings)} 处", role="link")
        every.clicked.connect(partial(self._pressed, ""))
        lines = [self._rule(one, told) for one in told.rules]
        fill(self.rules, [card("查什么", *ruled(*lines), extra=every, gap=3), None])

    def _rule(self, one: Rule, told: Checked) -> Any:
        found = told.of(one.code)
        name = text(one.name, wrap=True)
        name.setToolTip(one.basis)
        if not found:
            return row((name, 1), picture("circle-check", "good", 18), gap=8, edge=(0, 5, 2, 5))
        tone = "bad" if any(finding.severity == ERROR for finding in found) else "warn"
        count = Button(f"{len(found)} 处", role="link", tip=f"{one.name}：{one.basis}")
        count.clicked.connect(partial(self._pressed, one.code))
        mark = picture("circle-alert" if tone == "bad" else "triangle-alert", tone, 18)
        return row((name, 1), mark, count, gap=6)

    def _pressed(self, code: str, _checked: bool = False) -> None:
        self.show_only(code)

    def show_only(self, code: str) -> None:
        """The findings of one rule, or of all ("")."""
        self.only = code
        found = self.checked.findings if self.checked else ()
        rows = [
            Held(at, {
                "severity": Shown(*SEVERITIES[one.severity], "tag"), "rule": Shown(one.rule.name),
                "sentence": Shown(one.sentence),
            })
            for at, one in enumerate(found) if not code or one.rule.code == code
        ]  # fmt: skip
        self.model.show_rows(rows)
        self.table.set_empty_text("这个月一处也没有查到。" if not code else "这一条没有查到什么。")
        if rows:
            self.table.go_to(0)

    def open_row(self, at: int) -> None:
        """The page with the record."""
        assert self.checked is not None
        one = self.checked.findings[self.model.id_at(at)]
        if one.place:
            self.desk.go(one.place, one.hint)

    def _open_current(self) -> None:
        if self.table.current_row() >= 0:
            self.open_row(self.table.current_row())
