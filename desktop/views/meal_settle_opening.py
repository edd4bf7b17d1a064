"""The dialog for 餐费期初: the sums of the months before the program, and what was left from the year before."""

from __future__ import annotations

from desktop.models.ledger import Values
from desktop.models.ledgers.meal_opening import MealOpening
from desktop.services.meals import openings
from desktop.views.desk import Desk
from desktop.views.recognition_ask import AskCard, Asked

REMOVED = "removed"
NUMBERS = ("days", "times", "due_amount", "spent", "received", "carried", "lacking")
SAYS = (
    "年中开始用本程序的，把今年以前各月的总数记一次：以后的累计和结余从这里接着算。"
    "年初就开始用的，只写上年结转。各项都空着就是删去。"
)


class OpeningCard(AskCard):
    """One year of one kind of meal. `result_` is the row's id, or REMOVED when everything was left blank."""

    def __init__(self, desk: Desk, year: int, kind: str) -> None:
        row = openings.opening_row(year, kind)
        names = ("until", *NUMBERS, "basis")
        asked = [Asked(getattr(MealOpening, name), getattr(row, name, None)) for name in names]

        def do(values: Values) -> int | str:
            if row is not None and not any(values[name] for name in NUMBERS):
                openings.remove_opening(desk.store, row.id)
                return REMOVED
            return openings.keep_opening(desk.store, year, kind, values)

        title = f"{year}年{MealOpening.kind.format(kind)}餐费期初"
        super().__init__(desk, title, asked, do, yes="记下", says=SAYS, wide=True)
