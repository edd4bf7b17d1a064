"""价格: the foods on which most is spent, each with the line of its price over two years."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.models.ledgers.meal_goods import Material
from desktop.services.meals import prices
from desktop.services.meals.prices import PricePoint
from desktop.views.desk import Desk
from desktop.views.layouts import Stack, scroll
from desktop.views.meal_stock_parts import PriceLine
from desktop.views.page import Page
from desktop.views.widgets import Elided, Stop, card, empty_page, tag

WIDE = 3  # cards to a row
ROAD = (
    Stop("truck", "登记进货", "单价随着记下来"),
    Stop("chart-line", "看价格变化", "同一单位，一年一年看"),
    Stop("search-check", "变动大就核对", "登记时也会提醒"),
)


class PricesPage(Page):
    """Dearest first. Looked at again whenever something is bought."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("库房")
        self.desk = desk
        self.stack = Stack()
        self.stack.addWidget(empty_page("还没有进货", "登记了进货，主要食材的价格变化就在这里。", ROAD))
        self.set_body(self.stack)
        desk.changed.connect(self._data_changed)
        self.reload()

    def reload(self) -> None:
        if self.stack.count() > 1:
            old = self.stack.widget(1)
            self.stack.removeWidget(old)
            old.deleteLater()
        foods = prices.main_foods()
        self.set_fact(f"花钱最多的 {len(foods)} 种食材，单价不含运费" if foods else "")
        if foods:
            self.stack.addWidget(scroll(self._grid(foods)))
        self.stack.setCurrentIndex(self.stack.count() - 1)

    def _grid(self, foods: list[int]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(12)
        grid.setContentsMargins(0, 0, 8, 0)
        for at, food in enumerate(foods):
            grid.addWidget(_card(food), at // WIDE, at % WIDE)
        for at in range(WIDE):
            grid.setColumnStretch(at, 1)
        grid.setRowStretch(len(foods) // WIDE + 1, 1)
        return grid

    def _data_changed(self, ledgers: frozenset[str]) -> None:
        if not ledgers or ledgers & {"purchase", "material"}:
            self.reload()


def _card(food: int) -> QWidget:
    """One food; how far the last price is from the one before stands beside its name."""
    points = prices.recent(food)
    line = PriceLine()
    line.show_points(points)
    unit = Material.get_by_id(food).unit
    said = f"元 / {unit}，{len(points)} 次进货" + (
        f"，最近 {points[-1].supplier}" if points[-1].supplier else ""
    )
    change = _change(points)
    return card(
        Material.caption_of(food),
        Elided(said, "small", "quiet"),
        line,
        extra=tag(*change) if change else None,
        gap=4,
    )


def _change(points: list[PricePoint]) -> tuple[str, str] | None:
    """(words, tone) of the step from the price before, when there was one."""
    if len(points) < 2 or not points[-2].price or points[-1].price == points[-2].price:
        return None
    percent = (points[-1].price - points[-2].price) * 100 / points[-2].price
    return (f"比上次{'涨' if percent > 0 else '降'} {abs(percent):.0f} %", "warn" if percent > 0 else "good")
