"""名单: every child of the population as a ledger, with the lines of lists that somebody still has to look at."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QMenu

from desktop.models.ledgers.drop_population import AgeChild
from desktop.services.drop import population_edit
from desktop.views import population_ask, population_import, recognition_ask
from desktop.views.buttons import Button
from desktop.views.care_board import act
from desktop.views.desk import Desk
from desktop.views.drop import FileDrop
from desktop.views.ledger_page import LedgerPage


class ChildrenPage(LedgerPage):
    """The hint is a child's id, or a Names."""

    chips = ("village", "gender", "poor", "teacher")

    def __init__(self, desk: Desk) -> None:
        self.ask: Any = recognition_ask.run
        super().__init__(desk, AgeChild)
        if self.may_write():
            FileDrop(self).dropped.connect(self._dropped)
        desk.changed.connect(self._say_doubts)
        self._say_doubts()

    def make_actions(self) -> list[Button]:
        self.doubts = Button("要核对", "search-check")
        self.doubts.clicked.connect(partial(self.desk.go, "population_doubts"))
        if not self.may_write():
            return [self.doubts]
        bring = act("导入名单", "file-up", self._import, tip="公安、村里、学籍系统、外校的名单")
        return [self.doubts, bring, act("新增适龄儿童", "plus", self.add_record, "primary")]

    def _say_doubts(self, touched: frozenset[str] = frozenset()) -> None:
        if touched and not touched & {"population_line", "population_list"}:
            return
        count = len(population_edit.open_lines())
        self.doubts.setText(f"要核对 {count} 行")
        self.doubts.setVisible(count > 0)

    def _import(self) -> None:
        population_import.import_lists(self.desk, self, dt.date.today())

    def _dropped(self, paths: list[Path]) -> None:
        population_import.import_lists(self.desk, self, dt.date.today(), paths)

    def take_hint(self, hint: Any) -> None:
        if isinstance(hint, int):
            self.open_record(hint)

    def fill_menu(self, menu: QMenu, at: int) -> None:
        super().fill_menu(menu, at)
        some = self.selected_ids()
        if at < 0 or not some or not self.desk.store.session.may("drop"):
            return
        menu.addAction(f"填去向（{len(some)} 人）" if len(some) > 1 else "填去向").triggered.connect(
            self.set_way
        )
        if len(some) == 1 and population_edit.likeness(some[0]):
            menu.addAction("合并…").triggered.connect(self.merge)

    def set_way(self) -> None:
        """Where the chosen are from a day on."""
        some = self.selected_ids()
        if some and self.ask(population_ask.way_card(self.desk, some, dt.date.today())):
            self.desk.say(f"{len(some)} 人的去向存好了。", ("撤销", self.desk.undo))

    def merge(self) -> None:
        card = population_ask.merge_card(self.desk, self.selected_ids()[0])
        if card is not None and self.ask(card):
            self.desk.say("合并好了。", ("撤销", self.desk.undo))
