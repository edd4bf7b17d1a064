"""库存 of the 爱心超市: what lies there from which gift; buying, spoiling, counting, the book of all movements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledger import Values
from desktop.models.ledgers.care_goods import GoodsMove
from desktop.models.store import Store
from desktop.services.care import shelf
from desktop.services.care.shelf import Lot, Stock
from desktop.services.paper.document import Wanted
from desktop.views import messages
from desktop.views.buttons import Button
from desktop.views.care_board import BoardPage, PaperLine, act, told_card
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.goods_lines import buy_card
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.ledger_page import LedgerPage
from desktop.views.recognition_ask import Asked
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop


class ShelfPage(BoardPage):
    """One line for each kind and source, in the order in which it is given out."""

    name = "爱心超市"
    nothing = "爱心超市还没有东西"
    about = "捐来的、买来的都在这里：哪一笔捐的、还剩多少、能给谁。结存不会是负数。"
    columns = (
        Column("goods", "物品", 140),
        Column("source", "来源", 210),
        Column("tied", "指定", 110),
        Column("left", "结存", 64, "right"),
        Column("unit", "单位", 52),
        Column("use_by", "保质期到", 92),
        Column("points", "兑换积分", 78, "right"),
    )
    filler = "tied"
    counted = ("left",)
    ledgers = frozenset({"goods_move", "goods", "donation", "donor"})
    road = (
        Stop("gift", "登记捐赠、购置", "两个人清点，一起入库"),
        Stop("users-round", "每月发给孩子", "照着名单填几件"),
        Stop("list-checks", "学期末盘点", "不一样的写原因"),
    )

    def read(self) -> tuple[Any, ...]:
        return partial(_read, self.today()), self.desk.store

    def rows(self) -> list[Held]:
        stock, _ = self.found
        self.lots: list[Lot] = [lot for one in stock for lot in one.lots]
        made = [self._held(at, lot) for at, lot in enumerate(self.lots)]
        bare = [one for one in stock if not one.lots]
        return [*made, *(self._none(-1 - at, one) for at, one in enumerate(bare))]

    def _held(self, at: int, lot: Lot) -> Held:
        points, day = lot.goods.points, lot.use_by
        return Held(at, {
            "goods": Shown(lot.name), "source": Shown(lot.source), "tied": Shown(lot.tied), "left": Shown(str(lot.left)),
            "unit": Shown(lot.goods.unit), "points": Shown("" if points is None else str(points)),
            "use_by": Shown(f"{day or ''}", "bad" if day and day < self.today() else ""),
        }, {"left": lot.left, "points": points or 0, "use_by": f"{day or ''}"})  # fmt: skip

    @staticmethod
    def _none(at: int, one: Stock) -> Held:
        points = one.goods.points
        return Held(at, {
            "goods": Shown(type(one.goods).caption(one.goods)), "source": Shown(""), "tied": Shown(""),
            "left": Shown("没有了", "off"), "unit": Shown(one.goods.unit), "use_by": Shown(""),
            "points": Shown("" if points is None else str(points)),
        })  # fmt: skip

    def fact(self) -> str:
        stock, _ = self.found
        if not stock:
            return ""
        empty = sum(not one.left for one in stock)
        late = sum(1 for lot in self.lots if lot.use_by and lot.use_by < self.today())
        told = [f"{len(stock)} 种物品，{sum(one.left for one in stock)} 件"]
        told += [f"{empty} 种没有了"] if empty else []
        return "，".join([*told, f"{late} 批过了保质期"] if late else told)

    def offer(self) -> list[QWidget]:
        made: list[QWidget] = self.paper_button()
        made.append(
            act(
                "物品和出入库",
                "table-2",
                partial(self.desk.go, "care_goods_books"),
                tip="物品目录、每一笔出入、冲回",
            )
        )
        if self.may:
            made += [
                act("盘点", "list-checks", self.count, tip="从头数一遍，一种一种写"),
                act("购置入库", "plus", self.buy, "primary"),
            ]
        return made

    def first_acts(self) -> list[Button]:
        if not self.may:
            return []
        give = act("登记捐赠", "gift", partial(self.desk.go, "care_goods", ("gifts", "new")))
        return [give, act("购置入库", "plus", self.buy, "primary")]

    def papers(self) -> list[PaperLine]:
        day, term = self.today(), self.desk.term
        month = f"{day:%Y-%m}"
        return [
            ("出入库台账（本月）", "D32", Wanted(day=day, term=term, month=month)),
            ("出入库台账（本学期）", "D32", Wanted(day=day, term=term)),
            ("领取登记表（本月）", "D32L", Wanted(day=day, month=month)),
        ]

    def lot(self) -> Lot | None:
        chosen = self.chosen()
        return self.lots[chosen[0]] if len(chosen) == 1 and 0 <= chosen[0] < len(self.lots) else None

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        lot, (stock, counts) = self.lot(), self.found
        parts: list[Part] = []
        if lot is not None:
            whole = next(one for one in stock if one.goods.id == lot.goods.id)
            lines = [
                ("package", f"这一批还有 {lot.left} {lot.goods.unit}"), ("gift" if lot.gift else "wallet", lot.source),
                ("badge-check", lot.tied), ("sigma", f"全部：进 {whole.came}，出 {whole.went}，结存 {whole.left}"),
            ]  # fmt: skip
            lost = [act("登记损坏报废", "trash-2", self.lose)] if self.may else []
            parts.append(told_card(lot.name, lines, *lost))
        parts.append(told_card("怎么发", [
            ("users-round", "每月发放：照名单填几件"), ("star", "积分兑换：看孩子有多少分"), ("heart", "微心愿：达成时从这里出"),
        ]))  # fmt: skip
        if counts:
            parts.append(told_card("盘点", [("list-checks", f"上次 {counts}")]))
        return parts

    def open_row(self, at: int) -> None:
        if self.may:
            self.lose()

    def row_menu(self, menu: QMenu, at: int) -> None:
        if self.may and self.lot() is not None:
            menu.addAction("登记损坏报废\tEnter").triggered.connect(self.lose)

    # doing ---------------------------------------------------------------------------------------------

    def buy(self) -> None:
        if self.ask(buy_card(self.desk, self.today(), self.ask)):
            self.desk.say("已入库。", ("撤销", self.desk.undo))

    def lose(self) -> None:
        lot = self.lot()
        if lot is None:
            return

        def do(values: Values) -> int:
            return shelf.lose(
                self.desk.store, lot.key, values["quantity"], day=values["day"], why=values["reason"]
            )

        asked = [
            Asked(GoodsMove.quantity, 1, must=True), Asked(GoodsMove.day, self.today(), must=True),
            Asked(GoodsMove.reason, must=True, label="为什么报废"),
        ]  # fmt: skip
        says = f"{lot.name}，{lot.source}，还有 {lot.left} {lot.goods.unit}。"
        self.ask_for("损坏报废", asked, do, yes="报废", says=says, done="已登记报废。")

    def count(self) -> None:
        """One lot after another on one card: how many really lie there."""
        if not self.lots:
            self.desk.say("没有东西可盘点。")
            return
        from desktop.views.care_count import CountCard

        card = CountCard(self.desk, self.lots, self.today())
        if self.ask(card):
            other = card.result_
            self.desk.say(f"盘点记好了，{other} 批不一样。" if other else "盘点和账面一样，没有要记的。")


def _read(day: Any, _store: Store) -> tuple[list[Stock], str]:
    """Stock, and when something was last counted with a difference."""
    row = GoodsMove.select().where(GoodsMove.note == "盘点").order_by(GoodsMove.day.desc()).first()
    return shelf.stock(day), f"{row.day} 有出入" if row else ""


class MovesPage(LedgerPage):
    """Every movement, newest first. None is changed: a wrong one is turned back."""

    chips = ("kind", "goods", "donation")

    def __init__(self, desk: Desk, *, ask_text: Any = messages.ask_text) -> None:
        self.ask_text = ask_text
        super().__init__(desk, GoodsMove)
        if not desk.settings.tables.get(self.key):
            self.table.sort([one.key for one in self.model.columns].index("day"), True)

    def may_write(self) -> bool:
        return False

    def make_actions(self) -> list[Button]:
        return (
            [act("冲回选中的一笔", "undo-2", self.turn_back)] if self.desk.store.session.may("care") else []
        )

    def fill_menu(self, menu: QMenu, at: int) -> None:
        super().fill_menu(menu, at)
        if at >= 0 and self.desk.store.session.may("care"):
            menu.addAction("记错了，冲回…").triggered.connect(self.turn_back)

    def turn_back(self) -> None:
        chosen = self.selected_ids()
        if len(chosen) != 1:
            self.desk.say("一次冲回一笔，请先在表里选一行。")
            return
        why = str(self.ask_text(self, "冲回这一笔", "为什么冲回", yes="冲回") or "").strip()
        if why and self.desk.attempt(shelf.turn_back, self.desk.store, chosen[0], dt.date.today(), why)[0]:
            self.desk.say("已冲回，原来那一笔留着。", ("撤销", self.desk.undo))
