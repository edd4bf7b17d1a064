"""What the papers of the store share: days in words, a page of a list from its wording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from desktop.models.measure_fields import Quantity, UnitPrice
from desktop.models.money import figures
from desktop.models.terms import day_in_words
from desktop.services.meals.stock_book import month_days
from desktop.services.paper.documents.common import school_on_paper, wording
from desktop.services.paper.documents.lists import ListPage
from desktop.services.paper.grid import Cell, value
from desktop.services.paper.sheet import Sheet

_QUANTITY, _PRICE = Quantity("数量"), UnitPrice("单价")


def told(part: str) -> dict[str, Any]:
    """The wording of one paper of the store."""
    return dict(wording("store_papers")[part])


def heading(part: str) -> str:
    return str(told(part)["heading"].format_map({"学校": school_on_paper().school_name}))


def span(month: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """The days of a month; of `day` alone where no month is chosen."""
    return month_days(month) if month else (day, day)


def span_words(first: dt.date, last: dt.date) -> str:
    """2026年10月1日至31日; one day as it is."""
    if first == last:
        return day_in_words(first)
    same = (first.year, first.month) == (last.year, last.month)
    return f"{day_in_words(first)}至{last.day}日" if same else f"{day_in_words(first)}至{day_in_words(last)}"


def page_of(sheet: Sheet, part: str, blanks: Mapping[str, object]) -> ListPage:
    """The frame around a list."""
    words = told(part)
    return ListPage(
        sheet,
        heading(part),
        left=words["left"].format_map(blanks),
        centre=words.get("count", "").format_map(blanks),
        signatures=words["signatures"],
        notes=words["notes"],
    )


def amount(quantity: int, *, dash: bool = True) -> Cell:
    """A quantity; nothing is a dash, or left free."""
    return value(_QUANTITY.format(quantity) if quantity else "—" if dash else "")


def price(ten_thousandths: int | None) -> Cell:
    return value("" if ten_thousandths is None else _PRICE.format(ten_thousandths))


def yuan(fen: int, *, dash: bool = False) -> Cell:
    return value("—" if dash and not fen else figures(fen), align="right")
