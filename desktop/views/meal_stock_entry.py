"""登记进货: the delivery's head once, its lines one after another by keyboard, all kept as one step."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop.models import money
from desktop.models.fields import FieldError
from desktop.models.ledger import Values
from desktop.models.ledgers.day_order import today
from desktop.models.ledgers.meal_goods import Material, lapsed_permit
from desktop.models.ledgers.meal_order import is_late
from desktop.models.ledgers.meal_stock import Purchase
from desktop.services.meals import goods, prices, purchases
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.editors import editor_for
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.held_rows import HeldRows
from desktop.views.layouts import clear, column, fill, hair, holder, row, scroll
from desktop.views.meal_stock_entry_rows import COLUMNS, line_row
from desktop.views.meal_stock_line import LineForm
from desktop.views.meal_stock_new import ask_material, ask_supplier
from desktop.views.meal_stock_parts import EnterWalk, NamePick, PriceLine
from desktop.views.page import Page
from desktop.views.table import FrozenTable
from desktop.views.widgets import card, line_of, set_tone, text

ASIDE = 248  # px
ROOMY = 1100  # px of the page from which there is room for the aside
KEYS = (
    "品名打首字母，回车就选第一个",
    "回车走到下一格，走完就加入一行",
    "单价、金额写一个，另一个自己算",
    "退货、运费、证票不常改，用 Tab 走到",
    "表里按回车把一行拿回来改，Delete 去掉",
)


class PurchasePage(Page):
    """Nothing is kept before 登记. The hint is a day."""

    def __init__(
        self, desk: Desk, *, make_material: Any = ask_material, make_supplier: Any = ask_supplier
    ) -> None:
        super().__init__("登记进货")
        self.desk, self.make_material, self.make_supplier = desk, make_material, make_supplier
        self.lines: list[Values] = []
        self._suppliers = goods.suppliers_in_use()
        self._build()
        self._begin()

    # building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._build_head()
        self.line = LineForm(self.shared)
        self.line.added.connect(self._added)
        self.line.unknown_material.connect(self._unknown_material)
        self.line.material_chosen.connect(self._material_chosen)
        self.model = HeldRows(COLUMNS, ("amount",))
        self.table = FrozenTable(self.model, frozen=2, filler="says")
        self.table.set_empty_text("还没有明细。上面写一行，回车走完就加进来。")
        self.table.opened.connect(self.take_back)
        self.table.clear_asked.connect(self.drop_line)
        self.table.menu_opening.connect(self._fill_menu)
        self.keep_ = Button("登记", "check", role="primary", tip="把这些都登记进库（Ctrl+S）")
        self.keep_.clicked.connect(self.keep)
        back = Button("返回", "arrow-left")
        back.clicked.connect(self._go_back)
        self.set_actions([back, self.keep_])
        grid = holder(column(self.table, edge=1), card=True)
        grid.setMinimumHeight(110)
        self.unfold = Button(
            "票据、运费、感官、备注", "chevron-down", role="link", tip="展开或收起不常写的几格"
        )
        self.unfold.clicked.connect(self._toggle_more)
        parts = column(self.head, hair(), self.line, row(self.unfold, None), None, gap=8, edge=(0, 0, 8, 0))
        top = scroll(parts)
        top.setMinimumHeight(150)
        self.top = holder(column(top, edge=(16, 12, 8, 10)), card=True)
        self.top.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.aside = self._aside()
        self.set_body(row((column((self.top, 9), (grid, 5), gap=12), 1), self.aside, gap=16))
        for key, act in (("Ctrl+S", self.keep), ("Ctrl+Return", self.line.add)):
            QShortcut(
                QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(act)
        self.desk.changed.connect(self._data_changed)

    def _build_head(self) -> None:
        self.day = editor_for(Purchase.day)
        self.supplier = NamePick(lambda: self._suppliers, "名称或首字母")
        self.ticket, self.scan = line_edit(), editor_for(Purchase.scan)
        self.kind = Choice(list(Purchase.kind.codes.labels.items()))
        self.checkers = {name: editor_for(getattr(Purchase, name)) for name in ("checker1", "checker2")}
        for editor in self.checkers.values():
            editor.choose_from(self.desk.store)
        self.reasons = {name: line_edit() for name in ("licence_reason", "late_reason")}
        box = {
            "day": Field("日期", self.day), "supplier": Field("供货商", self.supplier), "kind": Field("类别", self.kind),
            "ticket_no": Field("票据号", self.ticket), "scan": Field("票据照片", self.scan),
            **{name: Field(getattr(Purchase, name).label, one) for name, one in self.checkers.items()},
            **{name: Field(getattr(Purchase, name).label, one) for name, one in self.reasons.items()},
        }  # fmt: skip
        self.boxes = box
        for name, wide in (
            ("day", 150),
            ("kind", 84),
            ("checker1", 104),
            ("checker2", 104),
            ("ticket_no", 104),
        ):
            box[name].setFixedWidth(wide)
        self.says, self.more = column(gap=2), QWidget()
        self.more.setLayout(row(box["ticket_no"], box["kind"], (box["scan"], 1), gap=8))
        self.head = QWidget()
        self.head.setLayout(
            column(
                row(box["day"], (box["supplier"], 1), box["checker1"], box["checker2"], gap=8),
                self.more,
                row((box["licence_reason"], 1), (box["late_reason"], 1), gap=8),
                self.says,
                gap=6,
            )
        )
        self.walk = EnterWalk([self.day, self.supplier], self)
        self.walk.ended.connect(self._to_line)
        self.day.edited.connect(self._head_edited)
        self.day.line.editingFinished.connect(self._head_edited)
        self.supplier.chosen.connect(self._supplier_chosen)
        self.supplier.unknown.connect(self._unknown_supplier)
        self.kind.activated.connect(self._head_edited)
        for editor in self.checkers.values():
            editor.edited.connect(self._head_edited)
        for line in self.reasons.values():
            line.textEdited.connect(self._head_edited)

    def _aside(self) -> QWidget:
        self.will, self.lack = text("", wrap=True), text("", "small", "warn", wrap=True)
        self.price_of = text("选了品名，这里是它的价格变化。", "small", "quiet", wrap=True)
        self.chart = PriceLine()
        self.chart.hide()
        told = [line_of("keyboard", "quiet", sentence, "small") for sentence in KEYS]
        made = scroll(
            column(
                card("会发生什么", self.will, self.lack, gap=6),
                card("价格", self.price_of, self.chart, gap=4),
                card("怎么填", *told, gap=6),
                None,
                gap=12,
            )
        )
        made.setFixedWidth(ASIDE)
        return made

    def _toggle_more(self) -> None:
        self.show_more(self.more.isHidden())

    def show_more(self, open_: bool) -> None:
        """The fields that most deliveries do not need."""
        for part in (self.more, self.line.more):
            part.setVisible(open_)
        self.unfold.set_picture("chevron-up" if open_ else "chevron-down")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the fields get the room of what explains them."""
        super().resizeEvent(event)
        self.aside.setVisible(self.width() >= ROOMY)

    # the head ------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """As the last delivery was accepted, today."""
        self.day.show_value(dt.date.today())
        self.kind.choose("bought")
        for name, record in purchases.last_people().items():
            self.checkers[name].show_value(record)
        self.show_more(False)
        self._head_edited()

    def take_hint(self, hint: Any) -> None:
        if isinstance(hint, dt.date):
            self.day.show_value(hint)
            self._head_edited()
        self.supplier.setFocus()

    def shared(self) -> Values:
        """What every line of this delivery says."""
        told: Values = {
            "day": self._day(), "kind": self.kind.value(), "supplier": self.supplier.value(),
            "ticket_no": self.ticket.text().strip() or None,
            **{name: editor.raw() for name, editor in self.checkers.items()},
            **{name: self._reason(name) for name in self.reasons},
        }  # fmt: skip
        return {name: value for name, value in told.items() if value is not None}

    def _reason(self, name: str) -> str | None:
        """A reason that is asked for now; what was written for another day or supplier does not count."""
        return None if self.boxes[name].isHidden() else self.reasons[name].text().strip() or None

    def _day(self) -> dt.date | None:
        try:
            return Purchase.day.parse(self.day.raw())
        except FieldError:
            return None

    def _day_wrong(self) -> str:
        day = self._day()
        if day is None:
            return "日期看不懂，请写成 2026-10-08 或 1008。"
        return f"{day} 还没有到，请核对。" if day > today() else ""

    def _head_edited(self, *_: object) -> None:
        """Ask for reasons only where one is wanted."""
        day, supplier = self._day(), self.supplier.value()
        self.boxes["day"].say(self._day_wrong(), "bad")
        self.boxes["supplier"].say("")
        lapsed = lapsed_permit(supplier, day) if supplier and day else ""
        self.boxes["licence_reason"].setVisible(bool(lapsed))
        self.boxes["late_reason"].setVisible(bool(day and is_late({"day": day})))
        both = all(editor.raw() for editor in self.checkers.values())
        said = [f"{lapsed}不应收货；要收的，写明原因。"] if lapsed else []
        said += [] if both else ["验收要两个人签字，还缺一个。"]
        clear(self.says)
        fill(self.says, [line_of("triangle-alert", "warn", words, "small") for words in said])
        self.line.look()
        self._say()

    def _supplier_chosen(self, _record: object) -> None:
        self.reasons["licence_reason"].clear()
        self._head_edited()

    def _to_line(self) -> None:
        self.line.name.setFocus()

    def _unknown_supplier(self, words: str) -> None:
        record = self.make_supplier(self.desk, self, words)
        self._suppliers = goods.suppliers_in_use()
        if record is not None:
            self.supplier.show_id(record)
            self._head_edited()
            self._to_line()

    def _unknown_material(self, words: str) -> None:
        record = self.make_material(self.desk, self, words)
        if record is not None:
            self.line.take_material(record)

    def _material_chosen(self, record: object) -> None:
        points = prices.recent(record) if isinstance(record, int) else []
        self.chart.setVisible(bool(points))
        self.chart.show_points(points)
        if isinstance(record, int):
            unit = Material.get_by_id(record).unit
            said = f"{Material.caption_of(record)}，元 / {unit}"
            self.price_of.setText(said if points else f"{said}：第一次买。")
            last = purchases.last_of(record).get("supplier")
            if last and self.supplier.value() is None:
                self.supplier.show_id(last)
                self._head_edited()

    # the lines -----------------------------------------------------------------------------------------

    def _added(self, values: Values) -> None:
        """One more line, when the head is whole; a unit seen the first time is taught at once."""
        if self._head_lacks() or self._lacks_reason():
            return
        holds = self.line.taught()
        if holds is not None:
            ok, _ = self.desk.attempt(
                goods.teach_unit, self.desk.store, values["material"], values["unit"], holds
            )
            if not ok:
                return
        self.lines.append(values)
        self._show_lines()
        self.line.clear()
        self._to_line()

    def _head_lacks(self) -> bool:
        """Whether the head has no day, one to come, or no supplier where something was bought: it is said there."""
        bare = self.kind.value() == "bought" and self.supplier.value() is None
        wrong = {"day": self._day_wrong(), "supplier": "采购的请选供货商，再加入。" if bare else ""}
        for name, sentence in wrong.items():
            self.boxes[name].say(sentence, "bad")
            if sentence:
                self.boxes[name].editor.setFocus()
                return True
        return False

    def _lacks_reason(self) -> bool:
        """Whether a reason is asked for and not given: it is said there."""
        for name, line in self.reasons.items():
            box = self.boxes[name]
            lacking = not box.isHidden() and not line.text().strip()
            box.say("请写明原因，再加入。" if lacking else "", "bad")
            if lacking:
                line.setFocus()
                return True
        return False

    def _show_lines(self) -> None:
        self.model.show_rows([line_row(at, values) for at, values in enumerate(self.lines)])
        self._say()

    def take_back(self, at: int) -> None:
        """A line back into the fields, to be mended."""
        values = self.lines.pop(at)
        self._show_lines()
        self.supplier.show_id(values.get("supplier"))
        self.line.show_line(values)
        self.show_more(not self.more.isHidden() or self.line.has_more())
        self._to_line()

    def drop_line(self) -> None:
        gone = set(self.table.selected_rows())
        self.lines = [one for at, one in enumerate(self.lines) if at not in gone]
        self._show_lines()

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            menu.addAction("拿回来改\tEnter").triggered.connect(partial(self.take_back, at))
            menu.addAction("去掉\tDelete").triggered.connect(self.drop_line)

    # keeping -------------------------------------------------------------------------------------------

    def _say(self) -> None:
        fen = sum(one["amount"] for one in self.lines)
        count = len(self.lines)
        now = (
            f"{count} 笔，合计 {money.figures(fen)} 元，还没有登记"
            if count
            else "一张送货单写一次表头，一样东西写一行"
        )
        self.set_fact(now)
        self.keep_.setText(f"登记 {count} 笔" if count else "登记")
        self.keep_.setEnabled(bool(count))
        self.will.setText(
            f"登记 {count} 笔进货，合计 {money.figures(fen)} 元，马上在库里，可以撤销。"
            if count
            else "写好明细再登记。现在什么也不写入。"
        )
        doubted = [one for one in self.lines if purchases.doubts(one)]
        self.lack.setText(f"{len(doubted)} 笔有要核对的地方，见表里最后一列。")
        set_tone(self.lack, "warn")
        self.lack.setVisible(bool(doubted))

    def keep(self) -> None:
        """All lines as one step; the page is empty again for the next delivery."""
        rows = list(self.lines)
        path = self.scan.raw()
        if isinstance(path, Path) and rows:
            ok, kept = self.desk.attempt(self.desk.attachments.keep, path)
            if not ok:
                return
            rows = [one | {"scan": kept} for one in rows]
        ok, made = self.desk.attempt(purchases.keep_purchases, self.desk.store, rows)
        if not ok:
            return
        days = sorted({one["day"] for one in rows})
        fen = sum(one["amount"] for one in rows)
        self.lines = []
        self.scan.show_value(None)
        self.ticket.clear()
        self._show_lines()
        self._begin_next(days[-1])
        paper = partial(self.print_day, days[-1])
        said = f"已登记 {len(made)} 笔进货，合计 {money.figures(fen)} 元。"
        self.desk.say(said, ("打印查验记录", paper), ("撤销", self.desk.undo))

    def _begin_next(self, day: dt.date) -> None:
        self.day.show_value(day)
        self.supplier.show_id(None)
        self._head_edited()
        self.supplier.setFocus()

    def print_day(self, day: dt.date) -> None:
        from desktop.views.preview import open_paper

        open_paper(self.desk, "D23A", Wanted(day=day, month=f"{day:%Y-%m}", what="day"))

    def _data_changed(self, ledgers: frozenset[str]) -> None:
        if not ledgers or ledgers & {"material", "supplier", "material_unit", "supplier_licence"}:
            self._suppliers = goods.suppliers_in_use()
            self.line.know_anew()
            self._head_edited()

    def _go_back(self) -> None:
        self.desk.go("meal_stock", "bought")
