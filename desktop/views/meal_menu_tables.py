"""What menus are made of: dishes with their portions, the food table, the recommended amounts. Plain ledgers."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_menus import Dish, Food, NutrientGuide
from desktop.services.meals import foods
from desktop.views.buttons import Button, tab_bar
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.form import RecordForm
from desktop.views.layouts import Stack, column, row, scroll, show_if
from desktop.views.ledger_page import LedgerPage
from desktop.views.meal_menu_dish import PartsEditor
from desktop.views.widgets import Notice, set_tone, text

TABS = ("菜品", "食物成分", "营养推荐量")
AIR = "QTabBar::tab { padding: 2px 4px 3px 4px }"
WIDE, HIGH = 460, 280  # px of the card of portions


class PartsCard(Dialog):
    """The usual portion of a dish; stays when it is refused."""

    def __init__(self, desk: Desk, dish: int) -> None:
        self.desk, self.dish, self.parts = desk, dish, PartsEditor()
        self.parts.show_parts({part.food: part.grams for part in foods.parts_of(dish)})
        self.wrong = text("", "small", "bad", wrap=True)
        set_tone(self.wrong, "bad")
        inner = scroll(column(self.parts, None, gap=0, edge=(0, 0, 10, 0)))
        inner.setFixedHeight(HIGH)
        about = text("每生用量，生重，可食部。已经排好的食谱不跟着变。", "small", "quiet", wrap=True)
        body = column(about, inner, self.wrong, gap=10)
        super().__init__(desk.shell, f"{Dish.caption_of(dish)}的用料", body, width=WIDE)
        self.add_button("取消")
        keep = self.add_button("保存", "primary")
        keep.clicked.disconnect()
        keep.clicked.connect(self.accept)

    def accept(self) -> None:
        try:
            foods.set_parts(self.desk.store, self.dish, self.parts.parts())
        except Refused as why:
            self.wrong.setText(str(why))
            return
        super().accept()


def run_card(card: Dialog) -> bool:
    answer = card.exec() == Dialog.DialogCode.Accepted
    card.deleteLater()
    return answer


class TablePage(LedgerPage):
    """One of the three, with the way back to the menu."""

    def make_actions(self) -> list[Button]:
        back = Button("回到食谱", "arrow-left")
        back.clicked.connect(self._back)
        return [back, *super().make_actions()]

    def empty_actions(self) -> list[Button]:
        return super().make_actions()[-1:]

    def fact(self) -> str:
        return f"{super().fact()}，{self.ledger.about}"

    def _back(self) -> None:
        self.desk.go("meal_menu")


class DishesPage(TablePage):
    """Dishes; what a portion takes stands in the drawer and is changed on a card."""

    chips = ("kind", "active")

    def __init__(self, desk: Desk, *, run: Any = run_card) -> None:
        self.run = run
        super().__init__(desk, Dish)

    def make_actions(self) -> list[Button]:
        """Dishes come in with their grams, also for who keeps the meals."""
        back, *rest = super().make_actions()
        if not rest:
            return [back]
        bring = Button("导入", "file-up", tip="从表格导入菜品和每生用量，先看预演再写入")
        bring.clicked.connect(self.import_dishes)
        return [back, bring, rest[-1]]

    def import_dishes(self, _checked: bool = False) -> None:
        from desktop.views.meal_dishes_import import import_dishes

        import_dishes(self.desk, self)

    def make_form(self, record: Any) -> RecordForm:
        self.told = text("", wrap=True)
        change = Button("改用料…", "square-pen", role="link")
        change.clicked.connect(self.change_parts)
        show_if(self.may_write(), change)
        head = text("每生用量（克）", "small", "quiet")
        form = RecordForm(
            self.desk.store, Dish, record, lead=("name", "kind"),
            below=_held(column(head, self.told, row(change, None), gap=4)),
        )  # fmt: skip
        form.shown.connect(self._tell)
        self._tell(record)
        return form

    def _tell(self, record: Any) -> None:
        if record is None:
            self.told.setText("先保存这道菜，再写用料。")
            return
        words = "，".join(part.words for part in foods.parts_of(record.id))
        self.told.setText(words or "还没有写用料。")

    def change_parts(self) -> None:
        record = self.drawer.form.record if self.drawer else None
        if record is None:
            self.desk.refuse(Refused("先保存这道菜，再写用料。"))
        elif self.run(PartsCard(self.desk, record.id)):
            self._tell(record)
            self.desk.say("用料保存好了。", ("撤销", self.desk.undo))


def _held(layout: Any) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made


class FoodsPage(TablePage):
    chips = ("kind",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Food)


class GuidesPage(TablePage):
    chips = ("age", "name")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NutrientGuide)


class MenuTablesPage(Stack):
    """The hint is "foods" or "guides"; without one, the dishes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.pages: list[LedgerPage] = [DishesPage(desk), FoodsPage(desk), GuidesPage(desk)]
        self.tabs: list[QTabBar] = []
        for page in self.pages:
            tabs = tab_bar(TABS)
            tabs.setStyleSheet(AIR)
            tabs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            tabs.currentChanged.connect(self.show_tab)
            page.set_tags([tabs])
            self.tabs.append(tabs)
            self.addWidget(page)

    def show_tab(self, at: int) -> None:
        for tabs in self.tabs:
            tabs.blockSignals(True)
            tabs.setCurrentIndex(at)
            tabs.blockSignals(False)
        self.setCurrentIndex(at)

    def take_hint(self, hint: Any) -> None:
        self.show_tab({"foods": 1, "guides": 2}.get(hint, 0))

    def show_notice(self, notice: Notice) -> None:
        self.pages[self.currentIndex()].show_notice(notice)
