"""Settling a month in which errors stand: what the check found, the ways to it, and the reason for going on."""

from __future__ import annotations

from functools import partial
from typing import Any

from desktop.models.ledger import Values
from desktop.models.ledgers.meal_money import MealSettlement
from desktop.services.meals import settling
from desktop.services.meals.month_money import Figures
from desktop.services.meals.settling import Standing
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.recognition_ask import AskCard, Asked

SAYS = "{found}请先改好再结算。现在就要结算的，写一句为什么，校长签字时看得到。"


class SettleCard(AskCard):
    """Asks why the month is settled as it is; 看检查 and 看月历 lead to what is lacking instead."""

    def __init__(self, desk: Desk, told: Figures, found: Standing, words: str) -> None:
        asked = [Asked(MealSettlement.gaps_reason, must=True)]
        says = f"{SAYS.format(found=found.words)}\n{words}"

        def do(values: Values) -> int:
            return settling.settle(desk.store, told.month, told.kind, values["gaps_reason"] or "")

        super().__init__(desk, f"结算{told.title}", asked, do, yes="写明原因，结算", says=says)
        for at, (name, place, hint) in enumerate((
            ("看检查", "meal_settle", ("checks", told.month)), ("看月历", "meal_month", told.month),
        )):  # fmt: skip
            way = Button(name, role="link", tail="arrow-right")
            way.clicked.connect(partial(self._go, place, hint))
            self.feet.insertWidget(at, way)

    def _go(self, place: str, hint: Any, _checked: bool = False) -> None:
        self.reject()
        self.desk.go(place, hint)
