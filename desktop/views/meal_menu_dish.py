"""What goes into a portion: the foods of a dish and their grams, changed line by line; the drawer of a dish on a menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_menus import DishPart, Food
from desktop.services.meals import foods
from desktop.services.meals.foods import Part
from desktop.services.meals.menus import Placed
from desktop.views.buttons import Button
from desktop.views.drawer import Drawer
from desktop.views.fields import Field, line_edit
from desktop.views.layouts import clear, column, fill, holder, row, scroll, show_if
from desktop.views.meal_stock_parts import NamePick
from desktop.views.widgets import Elided, line_of, text

GRAMS_WIDE = 72  # px


class PartsEditor(QWidget):
    """Foods with their grams. edited: something was typed; nothing is written here."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.known = foods.foods()
        self.amounts: dict[int, Any] = {}  # food -> the line its grams are typed into
        self.lines = column(gap=6)
        self.finder = NamePick(lambda: self.known, "加一样食材：名称或首字母")
        self.finder.setAccessibleName("加一样食材")
        self.finder.entered.connect(self._add)
        self.setLayout(column(self.lines, self.finder, gap=8))
        self.locked = False

    def show_parts(self, grams: Mapping[int, int]) -> None:
        """grams: food -> tenths of a gram."""
        clear(self.lines)
        self.amounts = {}
        for food, amount in grams.items():
            self._line(food, DishPart.grams.format(amount))

    def set_locked(self, locked: bool) -> None:
        self.locked = locked
        self.finder.setVisible(not locked)
        for line in self.amounts.values():
            line.setReadOnly(locked)

    def _line(self, food: int, words: str) -> None:
        name = Food.caption_of(food)
        amount = line_edit(words)
        amount.setFixedWidth(GRAMS_WIDE)
        amount.setAccessibleName(f"{name}的克数")
        amount.textEdited.connect(self.edited)
        drop = Button(picture="x", role="icon", tip=f"不用{name}了")
        line = holder(row((Elided(name), 1), amount, text("克", "small", "quiet"), drop, gap=6))
        drop.clicked.connect(lambda: self._drop(food, line))
        self.amounts[food] = amount
        fill(self.lines, [line])

    def _add(self) -> None:
        food = self.finder.value()
        if food is None:
            return
        if food not in self.amounts:
            self._line(food, "")
        self.finder.show_id(None)
        self.amounts[food].setFocus()
        self.edited.emit()

    def _drop(self, food: int, line: QWidget) -> None:
        self.amounts.pop(food)
        line.hide()
        line.deleteLater()
        self.edited.emit()

    def parts(self) -> dict[int, int]:
        """Food -> tenths of a gram. Raises Refused for what is no amount."""
        found = {}
        for food, line in self.amounts.items():
            amount = DishPart.grams.parse(line.text())
            if not amount:
                raise Refused(f"请写{Food.caption_of(food)}的克数；不用它的，点右边的 × 去掉。")
            found[food] = amount
        return found


class DishDrawer(Drawer):
    """A dish on the menu. keep_asked: its portions were changed; drop_asked: it shall go.

    dish_asked: a name that is no dish yet shall become one.
    """

    keep_asked = Signal()
    drop_asked = Signal()
    dish_asked = Signal()

    def __init__(
        self, one: Placed, eaters: Sequence[Any], *, locked: bool, leave: Callable[[DishDrawer], bool]
    ) -> None:
        """leave: asks what becomes of unsaved typing, True when the drawer may go."""
        self.one, self.parts, self.leave = one, PartsEditor(), leave
        self.parts.show_parts({part.food: part.grams for part in one.parts})
        self.parts.set_locked(locked)
        body = [Field("每生用量（生重，可食部）", self.parts)]
        if eaters:
            words = "、".join(each.words for each in eaters)
            body.append(line_of("triangle-alert", "warn", f"有人不能吃：{words}", "small"))
        self.keep = Button("保存", role="primary")
        self.keep.setEnabled(False)
        drop = Button("拿掉这道菜", "trash-2", role="link")
        usual = Button("照菜品的用量", role="link")
        show_if(one.dish is not None, usual)
        feet = row(drop, None, self.keep, gap=8, edge=(20, 8, 20, 8))
        become = Button("记进菜品，下次直接选", role="link")
        show_if(one.dish is None, become)
        ways = [] if locked else [row(usual, become, None)]
        title = text(one.name, "section")
        inner = scroll(column(*body, *ways, None, gap=12, edge=(20, 14, 14, 12)))
        super().__init__(title, inner, None if locked else feet, alone=True)
        self.parts.edited.connect(self._changed)
        self.keep.clicked.connect(self.keep_asked)
        drop.clicked.connect(self.drop_asked)
        usual.clicked.connect(self._as_usual)
        become.clicked.connect(self.dish_asked)
        self.set_fact(f"{one.day:%Y-%m-%d}" + ("，已经公示，只能看" if locked else ""))

    def is_dirty(self) -> bool:
        return self.keep.isEnabled()

    def may_leave(self) -> bool:
        """Whether it may go: nothing typed, or kept now, or given up on purpose."""
        return not self.is_dirty() or self.leave(self)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """What is kept now."""
        self.parts.show_parts({part.food: part.grams for part in parts})
        self.keep.setEnabled(False)

    def _changed(self) -> None:
        self.keep.setEnabled(True)

    def _as_usual(self) -> None:
        assert self.one.dish is not None
        self.parts.show_parts({part.food: part.grams for part in foods.parts_of(self.one.dish)})
        self.keep.setEnabled(True)
