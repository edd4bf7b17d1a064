"""A figure of the meals opened: the rows it is made of; a row opens further, at last to where it was entered."""

from __future__ import annotations

from typing import Any

from desktop.models import money
from desktop.services.meals.triangle import Trace, TraceRow, proof
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder
from desktop.views.page import Page
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import text

COLUMNS = (
    Column("name", "日期、名称", 148), Column("class", "班级", 84), Column("what", "计入内容", 250),
    Column("fen", "金额（元）", 112, "right"), Column("source", "出处", 360),
)  # fmt: skip


class TracePage(Page):
    """The hint is a Trace. Opened rows stack up; 返回 goes one figure back, and from the first to 结算."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("数字从哪里来")
        self.desk = desk
        self.road: list[Trace] = []
        self.counts, self.formula = text("", tone="quiet", wrap=True), text("", "strong", wrap=True)
        self.model = HeldRows(COLUMNS, ("fen",), self)
        self.table = FrozenTable(self.model, frozen=1, filler="source")
        self.table.opened.connect(self.open_row)
        self.table.set_empty_text("一笔也没有。请在“结算”里点一个数字。")
        grid = holder(column(self.table, edge=1), card=True)
        self.set_body(column(self.counts, self.formula, (grid, 1), gap=8))
        back = Button("返回", "arrow-left", tip="回到上一个数字（Alt+←）")
        back.setShortcut("Alt+Left")
        back.clicked.connect(self.go_back)
        actions = [back]
        if desk.store.session.may("print"):
            paper = Button("打印佐证页", "printer", tip="这些行印成纸，附在表后面")
            paper.clicked.connect(self.print_proof)
            actions.append(paper)
        look = Button("打开", "pencil-line", role="primary", tip="打开选中的一行（Enter）")
        look.clicked.connect(self._open_current)
        self.set_actions([*actions, look])

    def take_hint(self, hint: Any) -> None:
        self.road = [hint]
        self.show_trace()

    def show_trace(self) -> None:
        trace = self.road[-1]
        self.set_title(f"{trace.figure}　{trace.shown}")
        self.set_fact("，".join(one.figure for one in self.road[:-1]))
        self.counts.setText(f"计的是：{trace.counts}")
        self.formula.setText(f"怎么算的：{trace.formula}")
        self.model.show_rows([_held(at, one) for at, one in enumerate(trace.rows)])
        self.table.refresh()
        if trace.rows:
            self.table.go_to(0)
        self.table.body.setFocus()

    def open_row(self, at: int) -> None:
        """Further in, or to the page where the entry was made."""
        one: TraceRow = self.road[-1].rows[self.model.id_at(at)]
        if one.more is not None:
            ok, trace = self.desk.attempt(one.more, self.desk.store)
            if ok:
                self.road.append(trace)
                self.show_trace()
        elif one.place:
            self.desk.go(one.place, one.hint)

    def _open_current(self) -> None:
        if self.table.current_row() >= 0:
            self.open_row(self.table.current_row())

    def go_back(self) -> None:
        if len(self.road) > 1:
            self.road.pop()
            self.show_trace()
        else:
            self.desk.go("meal_settle")

    def print_proof(self) -> None:
        from desktop.views.preview import open_paper

        if not self.road:
            return
        open_paper(self.desk, "PROOF", Wanted(proof=proof(self.road[-1])))


def _held(at: int, one: TraceRow) -> Held:
    cells = {
        "name": Shown(one.name),
        "class": Shown(one.school_class),
        "what": Shown(one.what),
        "source": Shown(one.source),
    }
    if one.fen is None:
        return Held(at, cells | {"fen": Shown("")})
    return Held(at, cells | {"fen": Shown(money.figures(one.fen))}, {"fen": one.fen})
