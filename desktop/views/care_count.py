"""盘点 of the 爱心超市 on one card: what the book says, what really lies there, why it is not the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.models.errors import Refused
from desktop.models.fields import FieldError
from desktop.models.ledgers.care_goods import GoodsMove
from desktop.services.care import shelf
from desktop.services.care.shelf import Counted, Lot
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.editors import LineEditor, editor_for
from desktop.views.fields import Field, line_edit
from desktop.views.layouts import column, row, scroll
from desktop.views.meal_stock_parts import EnterWalk
from desktop.views.widgets import text

WIDTH, NUMBER, HIGH = 720, 84, 300  # px


class CountCard(Dialog):
    """Enter walks down; what is left empty was not counted. `result_`: how many lots differed."""

    def __init__(self, desk: Desk, lots: Sequence[Lot], day: dt.date) -> None:
        self.desk, self.lots, self.result_ = desk, list(lots), 0
        self.day, self.staff = editor_for(GoodsMove.day), editor_for(GoodsMove.staff)
        self.day.show_value(day)
        self.staff.choose_from(desk.store)
        self.actual: list[LineEditor] = []
        self.whys: list[QLineEdit] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        for at, words in enumerate(("物品", "来源", "账面", "实盘", "不一样的写原因")):
            grid.addWidget(text(words, "small", "quiet"), 0, at)
        for at, lot in enumerate(self.lots, 1):
            self._line(grid, at, lot)
        grid.setColumnStretch(4, 1)
        grid.setRowStretch(len(self.lots) + 1, 1)
        box = scroll(grid)
        box.setFixedHeight(min(34 * (len(self.lots) + 1) + 12, HIGH))
        same = Button("没数的照账面", "equal", role="link")
        same.clicked.connect(self.take_book)
        self.wrong = text("", "small", "bad", wrap=True)
        self.wrong.hide()
        head = row((Field("盘点日期", self.day, must=True), 1), (Field("盘点人", self.staff), 1), gap=12)
        body = column(head, box, row(None, same), self.wrong, gap=8)
        super().__init__(desk.shell, "盘点", body, width=WIDTH)
        self.add_button("先不办")
        self.yes = self.add_button("记下盘点", "primary")
        self.yes.clicked.disconnect()
        self.yes.clicked.connect(self.accept)
        self.walk = EnterWalk(self.actual, self)
        self.walk.ended.connect(self.yes.setFocus)

    def _line(self, grid: QGridLayout, at: int, lot: Lot) -> None:
        number, why = LineEditor(GoodsMove.quantity), line_edit()
        number.setFixedWidth(NUMBER)
        number.setPlaceholderText("")
        number.setAccessibleName(f"{lot.name} {lot.source} 实盘")
        why.setAccessibleName(f"{lot.name} {lot.source} 原因")
        self.actual.append(number)
        self.whys.append(why)
        parts: list[QWidget] = [
            text(lot.name),
            text(lot.source, "small", "quiet"),
            text(str(lot.left)),
            number,
            why,
        ]
        for place, part in enumerate(parts):
            grid.addWidget(part, at, place)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.actual[0].setFocus()

    def take_book(self) -> None:
        for lot, number in zip(self.lots, self.actual, strict=True):
            if not number.text().strip():
                number.setText(str(lot.left))

    def accept(self) -> None:
        """Keep the count; a refusal is said here, nothing typed is lost."""
        try:
            self.result_ = shelf.keep_count(self.desk.store, self._day(), self._counted(), self.staff.raw())
        except Refused as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self.fit()
            return
        super().accept()

    def _day(self) -> dt.date:
        try:
            day = GoodsMove.day.parse(self.day.raw())
        except FieldError as error:
            raise Refused(str(error)) from None
        if day is None:
            raise Refused("请写盘点日期。")
        return day

    def _counted(self) -> list[Counted]:
        found = []
        for lot, number, why in zip(self.lots, self.actual, self.whys, strict=True):
            if not number.text().strip():
                continue
            try:
                count = GoodsMove.quantity.parse(number.text())
            except FieldError as error:
                raise Refused(f"{lot.name}：{error}") from None
            found.append(Counted(lot.key, int(count or 0), why.text()))
        return found
