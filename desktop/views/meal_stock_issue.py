"""登记出库: what the kitchen takes, by name and quantity; the lots are found by the program, first expired first."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.fields import FieldError
from desktop.models.ledgers.meal_goods import Material
from desktop.models.ledgers.meal_order import is_late
from desktop.models.ledgers.meal_stock import StockMove
from desktop.services.meals import goods, stock
from desktop.services.meals.goods import Named
from desktop.services.meals.stock import Part
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.editors import editor_for
from desktop.views.fields import Field, line_edit
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder, row
from desktop.views.meal_stock_parts import EnterWalk, NamePick
from desktop.views.page import Page
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import card, line_of, text

ASIDE = 248  # px
COLUMNS = (
    Column("material", "品名", 150),
    Column("quantity", "出库", 100, "right"),
    Column("left", "出库后还有", 110, "right"),
    Column("fen", "成本（元）", 100, "right"),
    Column("lots", "从哪几批出", 320),
)
KEYS = (
    "品名打首字母，回车；数量，回车，就加进来",
    "数量可以带单位，如 20斤、2箱，自己折算",
    "同一样东西再写一次，数量加在一起",
    "Delete 去掉一行，回车拿回来改",
)


class IssuePage(Page):
    """Nothing is kept before 出库. The hint is a day, or (day, [(material, quantity), …]): a menu's needs."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("登记出库", "厨房领用：写品名和数量，先到期的先出")
        self.desk = desk
        self.wanted: dict[int, int] = {}
        self.parts: list[Part] = []
        self.short: dict[int, str] = {}
        self._names: list[Named] = []
        self._build()
        desk.changed.connect(self._data_changed)
        self._begin()

    def _build(self) -> None:
        self.day: Any = editor_for(StockMove.day)
        self.meal: Any = editor_for(StockMove.meal)
        self.people = {name: editor_for(getattr(StockMove, name)) for name in ("taker", "keeper")}
        for editor in self.people.values():
            editor.choose_from(self.desk.store)
        self.late = line_edit()
        self.name = NamePick(lambda: self._names, "品名或首字母，如 dm")
        self.quantity = line_edit()
        self.add_ = Button("加入", "corner-down-right", role="accept")
        self.boxes = {
            "day": Field("日期", self.day), "meal": Field("用于餐次", self.meal), "late": Field("补录原因", self.late),
            "taker": Field("领用人", self.people["taker"]), "keeper": Field("保管员", self.people["keeper"]),
            "name": Field("品名", self.name), "quantity": Field("数量", self.quantity),
        }  # fmt: skip
        for name, wide in (("day", 150), ("meal", 100), ("taker", 100), ("keeper", 100), ("quantity", 120)):
            self.boxes[name].setFixedWidth(wide)
        self.model = HeldRows(COLUMNS, ("fen",))
        self.table = FrozenTable(self.model, frozen=1, filler="lots")
        self.table.set_empty_text("还没有要出库的。上面写品名和数量，回车加进来。")
        self.issue_ = Button("出库", "package-open", role="primary", tip="登记出库（Ctrl+S）")
        back = Button("返回", "arrow-left")
        self.set_actions([back, self.issue_])
        back.clicked.connect(self._go_back)
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        self.add_.clicked.connect(self.add)
        self.issue_.clicked.connect(self.keep)
        self.name.chosen.connect(self._say_left)
        self.name.unknown.connect(self._unknown)
        self.table.opened.connect(self.take_back)
        self.table.clear_asked.connect(self.drop)
        self.table.menu_opening.connect(self._fill_menu)
        self.walk = EnterWalk([self.name, self.quantity], self)
        self.walk.ended.connect(self.add)
        self.day.edited.connect(self.look)
        self.day.line.editingFinished.connect(self.look)
        QShortcut(
            QKeySequence("Ctrl+S"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        ).activated.connect(self.keep)

    def _lay_out(self) -> None:
        box = self.boxes
        head = row(box["day"], box["meal"], box["taker"], box["keeper"], (box["late"], 1), None, gap=8)
        end = column(22, self.add_, None, gap=0)
        line = row((box["name"], 1), box["quantity"], end, gap=8)
        grid = holder(column(self.table, edge=1), card=True)
        top = holder(column(head, line, gap=8, edge=(16, 12, 16, 12)), card=True)
        self.will, self.lack = text("", wrap=True), text("", "small", "bad", wrap=True)
        told = [line_of("keyboard", "quiet", sentence, "small") for sentence in KEYS]
        aside = holder(
            column(
                card("会发生什么", self.will, self.lack, gap=6), card("怎么填", *told, gap=6), None, gap=12
            )
        )
        aside.setFixedWidth(ASIDE)
        self.set_body(row((column(top, (grid, 1), gap=12), 1), aside, gap=16))

    # beginning -----------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """As last time, today."""
        self.day.show_value(dt.date.today())
        last = StockMove.select().where(StockMove.kind == "out").order_by(StockMove.id.desc()).first()
        if last is not None:
            self.meal.show_value(last.meal)
            self.people["taker"].show_value(last.taker_id)
            self.people["keeper"].show_value(last.keeper_id)
        self.look()

    def take_hint(self, hint: Any) -> None:
        day, needs = hint if isinstance(hint, tuple) else (hint, ())
        if isinstance(day, dt.date):
            self.day.show_value(day)
        for material, quantity in needs:
            self.wanted[material] = self.wanted.get(material, 0) + quantity
        self.look()
        self.name.setFocus()

    def chosen_day(self) -> dt.date | None:
        try:
            return StockMove.day.parse(self.day.raw())
        except FieldError:
            return None

    # lines ---------------------------------------------------------------------------------------------

    def _say_left(self, record: object) -> None:
        if not isinstance(record, int):
            self.boxes["name"].say("")
            return
        left = sum(one.left for one in stock.lots_left(self.chosen_day() or dt.date.today(), record))
        self.boxes["name"].say(f"现有 {stock.amount_words(record, left)}", "quiet")
        self.quantity.setPlaceholderText(Material.get_by_id(record).unit)

    def _unknown(self, words: str) -> None:
        self.boxes["name"].say(f"库里没有“{words}”。进了货才能出库。", "bad")

    def add(self) -> None:
        """The line into the table; the keyboard back to 品名."""
        self.name.settle()
        material = self.name.value()
        if material is None:
            self.boxes["name"].say("请选品名。", "bad")
            self.name.setFocus()
            return
        try:
            quantity = goods.quantity_of(material, self.quantity.text())
        except Refused as error:
            self.boxes["quantity"].say(str(error), "bad")
            self.quantity.setFocus()
            return
        if not quantity or quantity < 0:
            self.boxes["quantity"].say("请写数量。", "bad")
            self.quantity.setFocus()
            return
        self.wanted[material] = self.wanted.get(material, 0) + quantity
        self.name.show_id(None)
        self.quantity.clear()
        self.boxes["name"].say("")
        self.boxes["quantity"].say("")
        self.look()
        self.name.setFocus()

    def take_back(self, at: int) -> None:
        material = self.model.id_at(at)
        quantity = self.wanted.pop(material)
        self.look()
        self.name.show_id(material)
        self.quantity.setText(StockMove.quantity.format(quantity))
        self.quantity.setFocus()

    def drop(self) -> None:
        for at in self.table.selected_rows():
            self.wanted.pop(self.model.id_at(at), None)
        self.look()

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            menu.addAction("拿回来改\tEnter").triggered.connect(partial(self.take_back, at))
            menu.addAction("去掉\tDelete").triggered.connect(self.drop)

    # what would happen ---------------------------------------------------------------------------------

    def look(self, *_: object) -> None:
        """Plan it anew, and say what would be written."""
        day = self.chosen_day()
        held = stock.on_hand(self.desk.store, day) if day else []
        self._names = goods.named(Material.select().where(Material.id.in_([one.material for one in held])))
        self.boxes["day"].say("" if day else "日期看不懂，请写成 2026-10-08 或 1008。", "bad")
        self.boxes["late"].setVisible(bool(day and is_late({"day": day})))
        self.parts, self.short = [], {}
        rows = (
            [self._plan(day, material, quantity) for material, quantity in self.wanted.items()] if day else []
        )
        self.model.show_rows(rows)
        fen = sum(one.numbers["fen"] for one in rows)
        count = len(self.wanted)
        said = f"出库 {count} 种，{len(self.parts)} 批，成本 {money.figures(fen)} 元，算进 {day} 的支出，可以撤销。"
        lack = f"{len(self.short)} 种不够，先改数量，或者先登记进货。"
        nothing = "写好要领用的东西再出库。现在什么也不写入。"
        self.will.setText(lack if self.short else said if count else nothing)
        self.lack.setText("".join(self.short.values()))
        self.lack.setVisible(bool(self.short))
        self.issue_.setText(f"出库 {count} 种" if count else "出库")
        self.issue_.setEnabled(bool(self.parts) and not self.short)

    def _plan(self, day: dt.date, material: int, quantity: int) -> Held:
        try:
            parts = stock.plan_issue(day, [(material, quantity)])
        except Refused as error:
            self.short[material] = str(error)
            parts = []
        self.parts += parts
        left = sum(one.left for one in stock.lots_left(day, material)) - sum(one.quantity for one in parts)
        words = "；".join(f"{stock.amount_words(material, one.quantity)}（{one.lot.words}）" for one in parts)
        fen = sum(one.fen for one in parts)
        bad = material in self.short
        cells = {
            "material": Shown(Material.caption_of(material)),
            "quantity": Shown(stock.amount_words(material, quantity), "bad" if bad else None),
            "left": Shown(stock.amount_words(material, left)),
            "fen": Shown(money.figures(fen) if parts else "—"),
            "lots": Shown("不够，见右边" if bad else words, "bad" if bad else None),
        }
        return Held(material, cells, {"fen": fen})

    def keep(self) -> None:
        """All of it as one step."""
        day = self.chosen_day()
        if day is None or not self.issue_.isEnabled():
            return
        told = {name: editor.raw() for name, editor in self.people.items()}
        late = self.late.text().strip() or None
        ok, _ = self.desk.attempt(
            stock.issue, self.desk.store, day, self.parts, meal=self.meal.raw(), late_reason=late, **told
        )
        if ok:
            count, self.wanted = len(self.wanted), {}
            self.look()
            self.desk.say(f"已出库 {count} 种。", ("撤销", self.desk.undo))
            self.name.setFocus()

    def _data_changed(self, ledgers: frozenset[str]) -> None:
        if not ledgers or ledgers & {"purchase", "stock_move", "material"}:
            self.look()

    def _go_back(self) -> None:
        self.desk.go("meal_stock", "moves")
