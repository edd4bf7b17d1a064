"""What came in, line by line: goods, how many, what one is worth. Enter walks; the last line makes another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.models.errors import Refused
from desktop.models.fields import FieldError
from desktop.models.ledger import Values
from desktop.models.ledgers.care_goods import Donation, Donor, Goods, GoodsMove
from desktop.services.care import gifts, shelf
from desktop.services.care.shelf import In
from desktop.views import recognition_ask
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.editors import LineEditor
from desktop.views.fields import Choice
from desktop.views.layouts import Part, column, row, scroll
from desktop.views.recognition_ask import AskCard, Asked
from desktop.views.widgets import text

NUMBER, PRICE, DAY = 64, 72, 104  # px
HIGH, TALL = 132, 360  # px of the lines, then they scroll
FEW, WIDE = 6, 1020  # from so many values on they stand beside the goods; px of such a card
TYPED = ("数量", "单价", "保质期到")
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class GoodsLine(QWidget):
    """One kind of goods."""

    def __init__(self) -> None:
        super().__init__()
        self.goods = Choice()
        self.goods.setMinimumWidth(120)
        self.goods.setAccessibleName("物品")
        self.quantity, self.price = LineEditor(GoodsMove.quantity), LineEditor(GoodsMove.price)
        self.use_by = LineEditor(GoodsMove.use_by)
        for editor, name, width in zip(self.typed, TYPED, (NUMBER, PRICE, DAY), strict=True):
            editor.setPlaceholderText(name)
            editor.setAccessibleName(name)
            editor.setFixedWidth(width)
        self.setLayout(row((self.goods, 1), *self.typed, gap=8))

    @property
    def typed(self) -> tuple[LineEditor, LineEditor, LineEditor]:
        """What is written, in the order in which Enter walks."""
        return self.quantity, self.price, self.use_by

    def read(self) -> In | None:
        """What was typed; None for an empty line. Raises Refused where half of it is missing."""
        if self.goods.value() is None and not self.quantity.text().strip():
            return None
        if self.goods.value() is None:
            raise Refused("有一行没有选物品。")
        try:
            count = GoodsMove.quantity.parse(self.quantity.text())
            price = GoodsMove.price.parse(self.price.text())
            use_by = GoodsMove.use_by.parse(self.use_by.text())
            GoodsMove.quantity.check(count)
        except FieldError as error:
            raise Refused(f"{self.goods.currentText()}：{error}") from None
        assert count is not None
        return In(int(str(self.goods.value())), int(count), price, use_by)


class GoodsLines(QWidget):
    """Lines, and a way to write down a kind of goods that is new."""

    def __init__(self, desk: Desk, ask: Any = recognition_ask.run, *, high: int = HIGH) -> None:
        super().__init__()
        self.desk, self.ask = desk, ask
        self.lines: list[GoodsLine] = []
        self.box = column(gap=6)
        self.room: QScrollArea = scroll(self.box)
        self.room.setFixedHeight(high)
        more, new = Button("再加一种", "plus", role="link"), Button("新物品…", "package-open", role="link")
        more.clicked.connect(lambda: self.add_line())
        new.clicked.connect(self.new_goods)
        head = row(text("物品、数量、单价（元）、保质期", "small", "quiet"), None, more, new, gap=12)
        self.setLayout(column(head, self.room, gap=4))
        self.box.addStretch(1)
        self.add_line(focus=False)
        self.add_line(focus=False)

    def add_line(self, *, focus: bool = True) -> GoodsLine:
        line = GoodsLine()
        self._fill(line)
        for one in line.typed:
            one.installEventFilter(self)
        self.lines.append(line)
        self.box.insertWidget(len(self.lines) - 1, line)
        if focus:
            line.goods.setFocus()
        return line

    def _fill(self, line: GoodsLine) -> None:
        kept = line.goods.value()
        rows = Goods.select().where(Goods.active).order_by(Goods.name, Goods.spec)
        line.goods.set_choices([(row_.id, f"{Goods.caption(row_)}　{row_.unit}") for row_ in rows])
        line.goods.choose(kept)

    def new_goods(self) -> None:
        """A kind of goods that is not in the list yet; it stands in the first free line then."""

        def do(values: Values) -> int:
            with self.desk.store.step(f"新增物品 {values['name']}") as step:
                return step.add(Goods, {name: value for name, value in values.items() if value is not None})

        asked = [
            Asked(Goods.name, must=True), Asked(Goods.spec), Asked(Goods.unit, "件", must=True),
            Asked(Goods.points, says="空着的只免费发放，不兑换"),
        ]  # fmt: skip
        card = AskCard(self.desk, "新物品", asked, do, yes="加上")
        if self.ask(card):
            for line in self.lines:
                self._fill(line)
            free = next((one for one in self.lines if one.goods.value() is None), None) or self.add_line()
            free.goods.choose(card.result_)
            free.quantity.setFocus()

    def read(self) -> list[In]:
        """Every line. Raises Refused."""
        return [told for one in self.lines if (told := one.read()) is not None]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter: from one value to the next, from the last to the next line."""
        if not (
            isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTERS
        ):
            return False
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        at = next(i for i, one in enumerate(self.lines) if watched in one.typed)
        step = self.lines[at].typed.index(watched) + 1
        if step < len(self.lines[at].typed):
            self.lines[at].typed[step].setFocus()
        elif at + 1 < len(self.lines):
            self.lines[at + 1].goods.setFocus()
        else:
            self.add_line()
        return True


class LinesCard(AskCard):
    """A card of a few values with goods below them; many values stand beside them, so that the card fits on a small screen."""

    def __init__(
        self, desk: Desk, title: str, asked: list[Asked], do: Callable[[Values, list[In]], Any], *, yes: str,
        says: str = "", ask: Any = recognition_ask.run,
    ) -> None:  # fmt: skip
        self.beside = len(asked) > FEW
        self.part = GoodsLines(desk, ask, high=TALL if self.beside else HIGH)
        super().__init__(
            desk, title, asked, lambda values: do(values, self.part.read()), yes=yes, says=says, wide=True
        )
        if self.beside:
            self.setFixedWidth(WIDE)
        self.fit()

    def _lines(self) -> list[Part]:
        if not self.beside:
            return [*super()._lines(), self.part]
        return [row((column(*super()._lines(), None, gap=8), 3), (column(self.part, None), 2), gap=24)]


def gift_card(desk: Desk, day: dt.date, ask: Any = recognition_ask.run) -> LinesCard:
    """登记捐赠: the giver by name, the two who received, to whom it is tied, what it is."""
    asked = [
        Asked(Donor.name, name="giver", must=True, label="捐赠人"), Asked(Donor.kind, "person", name="giver_kind", must=True),
        Asked(Donor.phone, name="giver_phone"), Asked(Donation.day, day, must=True),
        Asked(Donation.kind, "goods", must=True), Asked(Donation.amount, label="金额（元，捐款填）"),
        Asked(Donation.receiver1, must=True), Asked(Donation.receiver2, must=True),
        Asked(Donation.purpose), Asked(Donation.for_types, label="只给哪类学生"),
        Asked(Donation.for_student), Asked(Donation.agreement_no), Asked(Donation.receipt_no), Asked(Donation.note),
    ]  # fmt: skip

    def do(values: Values, came: list[In]) -> int:
        giver = {name: values.pop(f"giver_{name}", None) for name in ("kind", "phone")} | {
            "name": values.pop("giver")
        }
        told = {name: value for name, value in values.items() if value is not None}
        return gifts.receive(
            desk.store, told, came, {name: one for name, one in giver.items() if one is not None}
        )

    return LinesCard(desk, "登记捐赠", asked, do, yes="两人清点，入库", ask=ask)


def buy_card(desk: Desk, day: dt.date, ask: Any = recognition_ask.run) -> LinesCard:
    """购置入库: what was bought."""
    asked = [Asked(GoodsMove.day, day, must=True), Asked(GoodsMove.staff)]

    def do(values: Values, came: list[In]) -> int:
        return shelf.buy(desk.store, values["day"], came, values.get("staff"))

    return LinesCard(
        desk,
        "购置入库",
        asked,
        do,
        yes="入库",
        ask=ask,
        says="学校买来放进爱心超市的。捐赠来的请在“捐赠”里登记。",
    )
