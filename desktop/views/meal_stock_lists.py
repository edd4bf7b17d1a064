"""进货 and 出库 as ledgers: every line kept, opened, turned back with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu

from desktop.models.ledger import Values
from desktop.models.ledgers.meal_order import month_of
from desktop.models.ledgers.meal_stock import Purchase, StockMove
from desktop.models.listing import Filter
from desktop.services.meals import purchases, stock
from desktop.services.paper.document import Wanted
from desktop.views import messages
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.ledger_page import LedgerPage
from desktop.views.widgets import Stop

FIGURES = {"bought", "returned", "price", "freight"}


class StoreLedger(LedgerPage):
    """A ledger of the store, newest first. Lines are entered on a page of their own."""

    def __init__(self, desk: Desk, ledger: Any, *, ask_text: Any = messages.ask_text) -> None:
        self.ask_text = ask_text
        super().__init__(desk, ledger)
        if not desk.settings.tables.get(self.key):
            self.table.sort([one.key for one in self.model.columns].index("day"), True)

    def take_hint(self, hint: Any) -> None:
        """A day, or the id of a lot."""
        name = "day" if isinstance(hint, dt.date) else "id" if self.ledger is Purchase else "lot"
        self.clear_filters()
        if name == "id":
            self.show_named(Purchase.caption_of(hint), [hint])
        else:
            self.apply_filter(Filter(name, (hint,)))

    def ask_why(self, title: str, label: str) -> str:
        return str(self.ask_text(self, title, label, yes="记下") or "").strip()


class BoughtPage(StoreLedger):
    """进货查验: what came, from whom, with which papers."""

    chips = ("material", "supplier", "kind", "state")

    def __init__(self, desk: Desk, **more: Any) -> None:
        super().__init__(desk, Purchase, **more)

    def make_actions(self) -> list[Button]:
        paper = Button(picture="printer", role="icon", tip="打印这个月的进货查验记录")
        paper.clicked.connect(self._print)
        if not self.desk.store.session.may("meals"):
            return [paper]
        add = Button("登记进货", "truck", role="primary")
        add.clicked.connect(self.add_record)
        bring = Button("导入", "file-up", tip="导入库存账：把以前的购销台账、出入库表导进来，先看预演")
        bring.clicked.connect(self._import)
        return [bring, paper, add]

    def road(self) -> Sequence[Stop]:
        return (
            Stop("truck", "货到当面验", "数量、感官、两个人"),
            Stop("receipt", "索证索票", "没有证的不收"),
            Stop("package", "登记就入库", "保质期自己提醒"),
        )

    def add_record(self) -> None:
        self.desk.go("meal_purchase", dt.date.today())

    def _import(self) -> None:
        from desktop.views.meal_stock_import import import_book

        import_book(self.desk, self)

    def make_form(self, record: Any) -> RecordForm:
        form = RecordForm(
            self.desk.store, Purchase, record, attachments=self.desk.attachments, keep=self._keep_line
        )
        self._form = form
        return form

    def _keep_line(self, values: Values) -> int:
        """A line put right: 入库 and 金额 follow from what was changed, unless they were typed too."""
        row = self._form.record
        old = dict(row.__data__)
        told = {name: old[name] for name in FIGURES} | values
        if FIGURES & values.keys():
            values["accepted"] = values.get("accepted", told["bought"] - told["returned"])
            if "amount" not in values:
                whole = told | {"accepted": values["accepted"], "amount": None}
                values["amount"] = purchases.completed(whole)["amount"]
        purchases.replace_purchase(self.desk.store, row.id, old | values)
        return int(row.id)

    def fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        record = self.model.id_at(at)
        menu.addAction("打开\tEnter").triggered.connect(partial(self.open_row, at))
        menu.addAction("看这一批的出入库").triggered.connect(
            partial(self.desk.go, "meal_stock", ("moves", record))
        )
        if self.may_write():
            menu.addAction("记错了，冲红…").triggered.connect(partial(self.void, record))

    def remove_selected(self) -> None:
        """Delete means 冲红: what came in stays to be seen."""
        ids = self.selected_ids()
        if len(ids) == 1 and self.may_write():
            self.void(ids[0])

    def void(self, record: int) -> None:
        why = self.ask_why("冲红这笔进货", "为什么冲红")
        if why and self.desk.attempt(purchases.void_purchase, self.desk.store, record, why)[0]:
            self.desk.say("已冲红，这一批不再算在库里。", ("撤销", self.desk.undo))

    def _print(self) -> None:
        from desktop.views.preview import open_paper

        today = dt.date.today()
        open_paper(self.desk, "D23A", Wanted(day=today, month=month_of(today)))


class MovesPage(StoreLedger):
    """出入库 after the goods came in: 领用, 报损, 退库, 退货, 盘点, 冲回."""

    chips = ("kind", "meal", "taker")

    def __init__(self, desk: Desk, **more: Any) -> None:
        super().__init__(desk, StockMove, **more)

    def make_actions(self) -> list[Button]:
        if not self.desk.store.session.may("meals"):
            return []
        add = Button("登记出库", "package-open", role="primary")
        add.clicked.connect(self.add_record)
        return [add]

    def road(self) -> Sequence[Stop]:
        return (
            Stop("package-open", "写品名和数量", "先到期的自己先出"),
            Stop("undo-2", "记错了冲回", "原来那笔还看得到"),
            Stop("scale", "月底盘点", "差异写明原因"),
        )

    def add_record(self) -> None:
        self.desk.go("meal_issue")

    def fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        record = self.model.id_at(at)
        menu.addAction("打开\tEnter").triggered.connect(partial(self.open_row, at))
        if self.may_write():
            menu.addAction("记错了，冲回…").triggered.connect(partial(self.reverse, record))

    def remove_selected(self) -> None:
        """Delete means 冲回: another line turns this one back."""
        ids = self.selected_ids()
        if len(ids) == 1 and self.may_write():
            self.reverse(ids[0])

    def reverse(self, record: int) -> None:
        ok, told = self.desk.attempt(stock.before_reversal, record)
        if not ok:
            return
        why = self.ask_why("冲回这笔出入库", f"{told}为什么冲回")
        if why and self.desk.attempt(stock.reverse, self.desk.store, record, why)[0]:
            self.desk.say("已冲回，结存和成本都回到原来。", ("撤销", self.desk.undo))
