"""个案按月: how many stood open at the end of each month, and what came and went; each figure opens its names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from desktop.models.ledgers.drop_cases import DropCase
from desktop.services.drop import case_figures
from desktop.services.drop.case_figures import CaseMonth
from desktop.services.drop.case_file import files
from desktop.views.care_board import BoardPage, told_card
from desktop.views.cells import Column
from desktop.views.charts import DayBars
from desktop.views.held_rows import Held
from desktop.views.layouts import Part, clear, column, fill
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop, card

FIGURES = (
    ("opened", "新登记"),
    ("again", "重开"),
    ("back", "复学"),
    ("closed", "销号"),
    ("standing", "月末未销号"),
)
BARS = 132  # px high


class MonthsPage(BoardPage):
    """The picture above, the months below, the names of the chosen month beside."""

    name = "个案"
    verb = "drop"
    nothing = "还没有个案"
    about = "登记了个案，这里看得到每个月新增、复学、销号了几件，月末还有几件没有销号。"
    columns = (
        Column("month", "月份", 96),
        *(Column(key, words, 88, "right") for key, words in FIGURES),
        Column("room", "", 40),
    )
    filler = "room"
    ledgers = frozenset({"drop_case", "case_step"})
    road = (Stop("footprints", "登记个案", "从缺课里一起列入"), Stop("stamp", "销号", "跟踪期满，校长批准"))

    def above(self) -> Sequence[Part]:
        self.chart = column(gap=0)
        return [self.chart]

    def read(self) -> tuple[Any, ...]:
        return case_figures.by_month, self.today()

    def rows(self) -> list[Held]:
        self.told: dict[int, CaseMonth] = dict(enumerate(self.found))
        self._draw()
        found = []
        for at, one in sorted(self.told.items(), reverse=True):
            counts = {key: len(getattr(one, key)) for key, _ in FIGURES}
            cells = {
                key: Shown(str(count) if count else "—", None if count else "off")
                for key, count in counts.items()
            }
            cells |= {"month": Shown(f"{one.month[:4]}年{int(one.month[5:])}月"), "room": Shown("")}
            found.append(Held(at, cells, counts))
        return found

    def _draw(self) -> None:
        clear(self.chart)
        bars = DayBars([(f"{int(one.month[5:])}月", float(len(one.standing))) for one in self.found])
        bars.setFixedHeight(BARS)
        fill(self.chart, [card("月末未销号的个案", bars)])

    def fact(self) -> str:
        if not self.found:
            return ""
        opened, closed = (sum(len(getattr(one, key)) for one in self.found) for key in ("opened", "closed"))
        return f"近 {len(self.found)} 个月登记 {opened} 件，销号 {closed} 件，现在未销号 {len(self.found[-1].standing)} 件"

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        if not chosen or chosen[0] not in self.told:
            return []
        month, parts = self.told[chosen[0]], list[Part]()
        for key, words in FIGURES:
            ids = getattr(month, key)
            names = [one.name for one in files(DropCase.select().where(DropCase.id.in_(list(ids))))]
            if names:
                parts.append(told_card(f"{words} {len(names)} 件", [("user-round", "、".join(names))]))
        return parts

    def open_row(self, at: int) -> None:
        ids = self.told[self.model.id_at(at)].standing
        if ids:
            partial(self.desk.go, "drop_case", ids[0])()
