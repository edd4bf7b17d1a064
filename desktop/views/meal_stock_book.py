"""月账: what each material began the month with, what came, what went, what is left, in quantity and in 元."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu

from desktop.models import money
from desktop.models.ledgers.meal_order import month_of
from desktop.models.ledgers.meal_stock import Purchase, StockMove
from desktop.services.meals import stock_book
from desktop.services.meals.stock_book import BookLine, Sum
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.fields import Choice
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder, row
from desktop.views.page import Page
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import text

SIDES = (
    ("opening", "期初"),
    ("came", "入库"),
    ("eaten", "出库"),
    ("lost", "损耗"),
    ("back", "退货"),
    ("closing", "结存"),
)
COLUMNS = (
    Column("material", "品名", 126),
    Column("unit", "单位", 50),
    *(
        made
        for key, words in SIDES
        for made in (
            Column(f"{key}_q", words, 64, "right"),
            Column(f"{key}_fen", f"{words}（元）", 92, "right"),
        )
    ),
)
MONEY = tuple(f"{key}_fen" for key, _ in SIDES)


class BookPage(Page):
    """One month; a row opens its 购销台账 line by line. The hint is a month, "2026-10"."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("库房")
        self.desk = desk
        self.month = Choice()
        self.month.setFixedWidth(150)
        self.month.currentIndexChanged.connect(self.reload)
        self.model = HeldRows(COLUMNS, MONEY)
        self.table = FrozenTable(self.model, frozen=1, filler="")
        self.table.set_empty_text("这个月库里没有东西，也没有进出。")
        self.table.opened.connect(self.open_row)
        self.table.menu_opening.connect(self._fill_menu)
        self.closes = text("", "small", "quiet")
        paper = Button(picture="printer", role="icon", tip="打印这个月的台账、查验记录、库房卡")
        paper.clicked.connect(partial(self._print_menu, paper))
        self.set_actions([paper])
        grid = holder(column(self.table, edge=1), card=True)
        self.set_body(column(row(self.month, self.closes, None, gap=12), (grid, 1), gap=12))
        desk.changed.connect(self._data_changed)
        self._offer()

    def take_hint(self, hint: Any) -> None:
        self.month.choose(hint)

    def _offer(self) -> None:
        """Every month from the first delivery to this one, the newest first."""
        first = Purchase.select().order_by(Purchase.day).first()
        today = dt.date.today()
        months, day = [], (first.day if first else today).replace(day=1)
        while day <= today:
            months.append((month_of(day), f"{day.year}年{day.month}月"))
            day = (day + dt.timedelta(days=31)).replace(day=1)
        kept = self.month.value()
        self.month.blockSignals(True)
        self.month.set_choices(reversed(months))
        self.month.choose(kept if kept in dict(months) else month_of(today))
        self.month.blockSignals(False)
        self.reload()

    def reload(self, *_: object) -> None:
        self.lines = {
            one.material: one for one in stock_book.month_book(self.desk.store, str(self.month.value()))
        }
        self.model.show_rows([_row(one) for one in self.lines.values()])
        fen = sum(one.closing.fen for one in self.lines.values())
        eaten = sum(one.eaten.fen for one in self.lines.values() if not one.consumable)
        self.set_fact(
            f"{self.month.currentText()}，食材出库 {money.figures(eaten)} 元，月末结存 {money.figures(fen)} 元"
        )
        self.closes.setText("期初＋入库－出库－损耗－退货＝结存；回车看一样东西的每一笔")

    def open_row(self, at: int) -> None:
        self._print(("D23B", (self.model.id_at(at),)))

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            record = self.model.id_at(at)
            code = "D23K" if self.lines[record].consumable else "D23B"
            menu.addAction("看每一笔（台账）\tEnter").triggered.connect(
                partial(self._print, (code, (record,)))
            )
            menu.addAction("打印库房卡").triggered.connect(partial(self._print, ("D23G", (record,))))

    def _print_menu(self, button: Button) -> None:
        food = tuple(key for key, one in self.lines.items() if not one.consumable)
        soap = tuple(key for key, one in self.lines.items() if one.consumable)
        menu = QMenu(self)
        for words, code, records in (
            ("进货查验记录", "D23A", ()),
            ("食材购销台账", "D23B", food),
            ("消耗品出入库台账", "D23K", soap),
            ("库房卡", "D23G", food + soap),
        ):
            menu.addAction(words).triggered.connect(partial(self._print, (code, records)))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _print(self, what: tuple[str, tuple[int, ...]], _checked: bool = False) -> None:
        from desktop.views.preview import open_paper

        month = str(self.month.value())
        last = min(stock_book.month_days(month)[1], dt.date.today())
        open_paper(self.desk, what[0], Wanted(day=last, month=month, records=what[1]))

    def _data_changed(self, ledgers: frozenset[str]) -> None:
        if not ledgers or ledgers & {"purchase", "stock_move", "material"}:
            self._offer()


def _row(line: BookLine) -> Held:
    cells = {"material": Shown(line.name), "unit": Shown(line.unit)}
    numbers = {}
    for key, _ in SIDES:
        told: Sum = getattr(line, key)
        cells[f"{key}_q"] = Shown(StockMove.quantity.format(told.quantity) if told.quantity else "—")
        cells[f"{key}_fen"] = Shown(money.figures(told.fen) if told.fen or told.quantity else "—")
        numbers |= {f"{key}_q": told.quantity, f"{key}_fen": told.fen}
    return Held(line.material, cells, numbers)
