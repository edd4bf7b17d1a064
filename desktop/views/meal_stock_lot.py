"""报损, 退库 or 退货 of one lot: how much, which day, why; and 冲回 or 冲红 of what was entered wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.fields import FieldError
from desktop.models.ledgers.meal_goods import Material
from desktop.models.ledgers.meal_order import is_late
from desktop.models.ledgers.meal_stock import StockMove
from desktop.services.meals import goods, stock
from desktop.services.meals.stock import LotLeft
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.editors import editor_for
from desktop.views.fields import Field, line_edit
from desktop.views.layouts import column, row
from desktop.views.widgets import text

ABOUT = {
    "loss": "坏了、过期了、撒了的，从结存里减掉。",
    "back": "领出去没用完，送回库房的，加回结存，当天的成本也减下来。",
    "to_supplier": "验收以后才发现不合格、退给供货商的，从结存里减掉。",
}


class MoveDialog(Dialog):
    """Asks for one movement of one lot and says beside the field what is wrong; `done` once it is kept."""

    def __init__(self, desk: Desk, page: QWidget | None, lot: LotLeft, kind: str) -> None:
        self.desk, self.lot, self.kind = desk, lot, kind
        unit = Material.get_by_id(lot.material).unit
        self.quantity, self.reason, self.late = line_edit(), line_edit(), line_edit()
        self.quantity.setPlaceholderText("可以带单位，如 4斤")
        self.day: Any = editor_for(StockMove.day)
        self.boxes = {
            "day": Field("日期", self.day),
            "quantity": Field(f"数量（{unit}）", self.quantity),
            "reason": Field("原因", self.reason, must=True),
            "late_reason": Field("补录原因", self.late),
        }
        told = f"{Material.caption_of(lot.material)}：{lot.words}，现在还有 {stock.amount_words(lot.material, lot.left)}。"
        body = column(
            text(told, wrap=True), text(ABOUT[kind], "small", "quiet", wrap=True),
            row((self.boxes["day"], 1), (self.boxes["quantity"], 1), gap=12), self.boxes["reason"],
            self.boxes["late_reason"], gap=10,
        )  # fmt: skip
        super().__init__(page, StockMove.kind.format(kind), body)
        self.day.show_value(dt.date.today())
        if kind != "back":
            self.quantity.setText(StockMove.quantity.format(lot.left))
        self.add_button("不记了")
        self.keep_ = self.add_button("记下", "primary")
        self.keep_.clicked.disconnect()
        self.keep_.clicked.connect(self.keep)
        self.keep_.setDefault(True)
        self.day.edited.connect(self._look)
        self.day.line.editingFinished.connect(self._look)
        self._look()

    def _look(self) -> None:
        day = self._day()
        self.boxes["late_reason"].setVisible(bool(day and is_late({"day": day})))
        self.fit()

    def _day(self) -> dt.date | None:
        try:
            return StockMove.day.parse(self.day.raw())
        except FieldError:
            return None

    def keep(self) -> None:
        values, problems = StockMove.read(
            {"day": self.day.raw(), "reason": self.reason.text(), "late_reason": self.late.text()}
        )
        try:
            values["quantity"] = goods.quantity_of(self.lot.material, self.quantity.text())
        except ValueError as error:
            problems["quantity"] = str(error)
        problems |= {
            name: f"请填写{StockMove._meta.fields[name].label}。"
            for name in ("day", "quantity", "reason")
            if name not in problems and not values.get(name)
        }
        if "quantity" not in problems and values["quantity"] < 0:
            problems["quantity"] = "数量要大于零。"
        if (day := values.get("day")) and is_late({"day": day}) and not values.get("late_reason"):
            problems["late_reason"] = "过了一天才登记，算补录，请写补录原因。"
        for name, box in self.boxes.items():
            box.say(problems.get(name, ""), "bad")
        if problems:
            self.fit()
            return
        quantity = values.pop("quantity")
        try:
            stock.book_move(self.desk.store, self.lot.lot, self.kind, quantity, values)
        except ValueError as error:
            self.boxes["quantity"].say(str(error), "bad")
            self.fit()
            return
        self.accept()


def ask_move(desk: Desk, page: QWidget | None, lot: LotLeft, kind: str, _checked: bool = False) -> None:
    """Ask, keep, say so with 撤销."""
    dialog = MoveDialog(desk, page, lot, kind)
    if dialog.exec() == Dialog.DialogCode.Accepted:
        words = StockMove.kind.format(kind)
        desk.say(f"已记{words}：{Material.caption_of(lot.material)}。", ("撤销", desk.undo))
    dialog.deleteLater()
