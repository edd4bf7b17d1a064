"""库存: every material with what is left of it; beside it its lots, what can be done with each, and its prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models import money
from desktop.models.ledgers.meal_goods import Material
from desktop.models.ledgers.meal_order import month_of, rule
from desktop.models.ledgers.meal_stock import StockMove
from desktop.services.meals import goods, prices, stock
from desktop.services.meals.stock import Holding, LotLeft
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button, Chip
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Stack, clear, column, fill, holder, row, scroll
from desktop.views.meal_stock_lot import ask_move
from desktop.views.meal_stock_parts import PriceLine
from desktop.views.page import Page
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Elided, Stop, card, empty_page, line_of, ruled, text

ASIDE = 284  # px
COLUMNS = (
    Column("material", "品名", 140),
    Column("quantity", "结存", 100, "right"),
    Column("worth", "金额（元）", 96, "right"),
    Column("lots", "批次", 54, "right"),
    Column("until", "最近到期", 104),
    Column("says", "提醒", 150),
)
OVER, SOON, LOW, FOOD, SOAP = "over", "soon", "low", "food", "soap"
FILTERS = ((OVER, "已过期"), (SOON, "快到期"), (LOW, "低于最低库存"), (FOOD, "食材"), (SOAP, "消耗品"))
ROAD = (
    Stop("truck", "登记进货", "两人验收，证票打勾"),
    Stop("package-open", "按天出库", "先到期的先出"),
    Stop("scale", "月底盘点", "差异写明原因"),
)


class HandPage(Page):
    """The store today."""

    def __init__(self, desk: Desk, *, ask: Any = ask_move) -> None:
        super().__init__("库房")
        self.desk, self.ask = desk, ask
        self.held: dict[int, Holding] = {}
        self._goods: Mapping[int, Any] = {}
        self.chip = Chip("提醒和类别", FILTERS)
        self.chip.changed.connect(self.reload)
        self.model = HeldRows(COLUMNS, ("worth",))
        self.table = FrozenTable(self.model, frozen=1, filler="says")
        self.table.set_empty_text("没有符合条件的。点条件上的 × 可以取消。")
        self.table.current_changed.connect(self._show_lots)
        self.table.opened.connect(self._show_lots)
        self.table.menu_opening.connect(self._fill_menu)
        self.ends = column(gap=4)
        self.lots = column(gap=12)
        self.set_actions(self._make_actions())
        self._lay_out()
        desk.changed.connect(self._data_changed)
        self.reload()

    def _make_actions(self) -> list[Button]:
        self.paper = Button(picture="printer", role="icon", tip="打印盘点表、台账、库房卡")
        self.paper.clicked.connect(self._print_menu)
        if not self.desk.store.session.may("meals"):
            return [self.paper]
        self.out = Button("登记出库", "package-open")
        self.buy = Button("登记进货", "truck", role="primary")
        self.out.clicked.connect(self._go_out)
        self.buy.clicked.connect(self._go_buy)
        return [self.paper, self.out, self.buy]

    def _lay_out(self) -> None:
        side = scroll(self.lots)
        side.setFixedWidth(ASIDE)
        grid = holder(column(self.table, edge=1), card=True)
        full = row((column(self.ends, row(self.chip, None), (grid, 1), gap=12), 1), side, gap=16)
        self.stack = Stack()
        self.stack.addWidget(holder(full))
        buy = [_linked("登记进货", "truck", "primary", self._go_buy)]
        about = "进货、出库、盘点都一批一批地记，结存自己算，先到期的先出。"
        may = self.desk.store.session.may("meals")
        self.stack.addWidget(empty_page("库里还没有东西", about, ROAD, buy if may else []))
        self.set_body(self.stack)

    # showing -------------------------------------------------------------------------------------------

    def reload(self, *_: object) -> None:
        today = dt.date.today()
        holdings = stock.on_hand(self.desk.store, today)
        self._goods = {row_.id: row_ for row_ in Material.select()}
        self.held = {one.material: one for one in holdings}
        chosen = set(self.chip.chosen())
        shown = [one for one in holdings if self._fits(one, chosen, today)]
        kept = self._here()
        self.model.show_rows([self._row(one, today) for one in shown])
        at = max(self.model.row_of(kept.material) if kept else 0, 0)
        self.stack.setCurrentIndex(0 if holdings else 1)
        self._show_ends(today)
        worth = sum(one.worth for one in holdings)
        self.set_fact(f"今天在库 {len(holdings)} 种，合 {money.figures(worth)} 元" if holdings else "")
        if shown:
            self.table.go_to(at, 0)
        self._show_lots(at if shown else -1)

    def _fits(self, one: Holding, chosen: set[object], today: dt.date) -> bool:
        if not chosen:
            return True
        goods_ = self._goods[one.material]
        near = today + dt.timedelta(days=rule("stock_days"))
        kinds = {FOOD, SOAP} & chosen
        if kinds and (SOAP if goods_.consumable else FOOD) not in kinds:
            return False
        dates = [lot.best_before for lot in one.lots if lot.best_before]
        facts = {
            OVER: any(day < today for day in dates),
            SOON: any(today <= day <= near for day in dates),
            LOW: self._is_low(one),
        }
        wanted = chosen & facts.keys()
        return not wanted or any(facts[str(name)] for name in wanted)

    def _is_low(self, one: Holding) -> bool:
        least = self._goods[one.material].least
        return bool(least and one.quantity < least)

    def _row(self, one: Holding, today: dt.date) -> Held:
        first = next((lot.best_before for lot in one.lots if lot.best_before), None)
        words, tone = self._warning(one, first, today)
        cells = {
            "material": Shown(one.name),
            "quantity": Shown(f"{StockMove.quantity.format(one.quantity)} {one.unit}"),
            "worth": Shown(money.figures(one.worth)),
            "lots": Shown(str(len(one.lots))),
            "until": Shown(first.isoformat() if first else "—", tone if first and tone != "accent" else None),
            "says": Shown(words, tone, "tag" if words else None),
        }
        numbers = {"quantity": one.quantity, "worth": one.worth, "lots": len(one.lots)}
        return Held(one.material, cells, numbers)

    def _warning(self, one: Holding, first: dt.date | None, today: dt.date) -> tuple[str, str | None]:
        if first and first < today:
            return f"过期 {(today - first).days} 天，请报损", "bad"
        if first and (first - today).days <= rule("stock_days"):
            return f"还有 {(first - today).days} 天到期", "warn"
        return ("低于最低库存", "warn") if self._is_low(one) else ("", None)

    def _show_ends(self, today: dt.date) -> None:
        """Shelf lives and licences that end, one line each, while there are any."""
        clear(self.ends)
        over, soon = stock.ending(today)
        said = [("circle-alert", "bad", f"{len(over)} 批已过保质期，请报损，不能再用。")] if over else []
        said += [("clock", "warn", f"{len(soon)} 批 {rule('stock_days')} 天内到期，请先用。")] if soon else []
        for one in goods.licences_ending(today)[:3]:
            said.append(
                ("circle-alert" if one.left < 0 else "clock", "bad" if one.left < 0 else "warn", one.words)
            )
        fill(self.ends, [line_of(icon, tone, words, "small") for icon, tone, words in said])

    # one material --------------------------------------------------------------------------------------

    def _here(self) -> Holding | None:
        at = self.table.current_row()
        return self.held.get(self.model.id_at(at)) if 0 <= at < self.model.rowCount() else None

    def _show_lots(self, at: int) -> None:
        clear(self.lots)
        one = self.held.get(self.model.id_at(at)) if 0 <= at < self.model.rowCount() else None
        if one is None:
            return
        today = dt.date.today()
        lines = [self._lot(one, lot, today) for lot in one.lots]
        chart = PriceLine()
        chart.show_points(prices.recent(one.material))
        card_ = Button("库房卡", role="link", tail="arrow-right")
        card_.clicked.connect(partial(self._print_card, one.material))
        fill(
            self.lots,
            [
                card(one.name, text("先到期的先出", "small", "quiet"), *ruled(*lines), extra=card_, gap=6),
                card("进货价", text(f"元 / {one.unit}", "small", "quiet"), chart, gap=4),
                None,
            ],
        )

    def _lot(self, one: Holding, lot: LotLeft, today: dt.date) -> Any:
        left = f"{StockMove.quantity.format(lot.left)} {one.unit}"
        tone = "bad" if lot.is_over(today) else "quiet"
        said = column(
            Elided(lot.words, "small", tone), Elided(stock.supplier_name(lot), "small", "quiet"), gap=0
        )
        more = Button(picture="ellipsis", role="icon", tip=f"报损、退库、退货：{lot.words}")
        more.clicked.connect(partial(self._lot_menu, lot, more))
        more.setEnabled(self.desk.store.session.may("meals"))
        return row((said, 1), text(left, "strong", right=True), more, gap=6)

    def _lot_menu(self, lot: LotLeft, button: QWidget) -> None:
        menu = self.lot_menu(lot)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def lot_menu(self, lot: LotLeft) -> QMenu:
        """What can be done with one lot."""
        menu = QMenu(self)
        for kind in stock.BY_HAND:
            menu.addAction(f"{StockMove.kind.format(kind)}…").triggered.connect(
                partial(self.ask, self.desk, self, lot, kind)
            )
        menu.addAction("看这一批的出入库").triggered.connect(
            partial(self.desk.go, "meal_stock", ("moves", lot.lot))
        )
        return menu

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        record = self.model.id_at(at)
        menu.addAction("打印库房卡").triggered.connect(partial(self._print_card, record))
        menu.addAction("打印购销台账").triggered.connect(partial(self._print, "D23B", (record,)))

    # doing ---------------------------------------------------------------------------------------------

    def _print_menu(self) -> None:
        menu = QMenu(self)
        soap = tuple(one for one in self.held if self._goods[one].consumable)
        food = tuple(one for one in self.held if one not in soap)
        for words, code, records in (
            ("盘点表（手填）", "D23F", ()),
            ("本月购销台账（食材）", "D23B", food),
            ("本月消耗品台账", "D23K", soap),
            ("库房卡（全部）", "D23G", tuple(self.held)),
        ):
            menu.addAction(words).triggered.connect(partial(self._print, code, records))
        menu.popup(self.paper.mapToGlobal(self.paper.rect().bottomLeft()))

    def _print_card(self, record: int) -> None:
        self._print("D23G", (record,))

    def _print(self, code: str, records: tuple[int, ...]) -> None:
        from desktop.views.preview import open_paper

        today = dt.date.today()
        open_paper(self.desk, code, Wanted(day=today, month=month_of(today), records=records))

    def _go_out(self) -> None:
        self.desk.go("meal_issue")

    def _go_buy(self) -> None:
        self.desk.go("meal_purchase")

    def _data_changed(self, ledgers: frozenset[str]) -> None:
        if not ledgers or ledgers & {"purchase", "stock_move", "material", "supplier", "supplier_licence"}:
            self.reload()


def _linked(words: str, picture: str, role: str, act: Any) -> Button:
    made = Button(words, picture, role=role)
    made.clicked.connect(act)
    return made
