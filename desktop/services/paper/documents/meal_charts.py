"""D24G 营养餐图表: heads per day, what a head cost beside the standard, the prices of the main foods, on one page.

In black and grey, every bar with its number: it is read after copying as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.store import Store
from desktop.services.meals.charts import FoodPrices, MonthPictures, pictures
from desktop.services.meals.month_money import Day, month_words
from desktop.services.meals.prices import price_words
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_paragraph,
    write_title,
)
from desktop.services.paper.documents.lists import ENTERED, demand_rows
from desktop.services.paper.documents.meal_year_table import price
from desktop.services.paper.lines import width_of
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEFT, WIDTH = 15.0, 180.0  # mm
BARS = 50.0  # mm high, the numbers above them included
FOODS, ACROSS, SMALL = 6, 3, 24.0  # pictures of prices, beside each other, mm high
PALE, DARK = 0.82, 0.35  # grey


@dataclass(frozen=True)
class Charts:
    """What the page shows of a month."""

    told: MonthPictures

    @property
    def title(self) -> str:
        return str(wording("meal_charts")["heading"].format_map(self.blanks))

    @property
    def blanks(self) -> dict[str, object]:
        month = self.told.told
        return {
            "学校": school_on_paper().school_name, "月份": month_words(month.month),
            "餐次": code_list("meal_kind").label(month.kind), "天数": month.summary.days, "人次": month.summary.fed,
            "标准": _standard(self.told.standard), "人均": price(month.per_head),
        }  # fmt: skip


def charts(store: Store, month: str, kind: str) -> Charts:
    """Raises Refused in a month without meals."""
    told = pictures(store, month, kind)
    demand_rows(told.days, f"{month} 的班级日餐表", nothing="一张也没有", then=ENTERED)
    return Charts(told)


def draw(path: Path, subject: Charts, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the page; returns 1. Raises MissingGlyph, CannotWrite, Cancelled."""
    if progress is not None:
        progress.check()
    text, told = wording("meal_charts"), subject.told
    foods = [one for one in told.foods if one.points][:FOODS]
    pre_flight(*(("食材", f"{one.name}{one.unit}") for one in foods))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        middle = (sheet.width / 2, 20.0)
        write_title(sheet, subject.title, middle, 18, WIDTH, school=school_on_paper().school_name)
        sheet.write_centred(text["sum_line"].format_map(subject.blanks), sheet.width / 2, 33, "song", 11)
        y = _headed(sheet, text["heads"], 44)
        _bars(sheet, y, [(one, float(one.fed), str(one.fed)) for one in told.days], None)
        known = text["cost" if told.standard is not None else "cost_plain"].format_map(subject.blanks)
        y = _headed(sheet, known, y + BARS + 14)
        _bars(sheet, y, _costs(told.days), None if told.standard is None else told.standard / 10_000)
        y = _headed(sheet, text["prices"], y + BARS + 14)
        if not foods:
            sheet.write(text["no_prices"], LEFT, y + 6, "song", 10)
        for at, one in enumerate(foods):
            _food(sheet, one, LEFT + at % ACROSS * (WIDTH / ACROSS), y + at // ACROSS * (SMALL + 17), text)
        write_paragraph(sheet, text["notes"], LEFT, sheet.height - 19, WIDTH, style="song", size=9)
        return sheet.page


def _headed(sheet: Sheet, words: str, y: float) -> float:
    """The name of a picture; returns where the picture begins."""
    sheet.write(words, LEFT, y, "hei", 11)
    return y + 4


def _standard(ten_thousandths: int | None) -> str:
    """5.00, rounded half up."""
    return "—" if ten_thousandths is None else money.figures((ten_thousandths + 50) // 100)


def _costs(days: Sequence[Day]) -> list[tuple[Day, float, str]]:
    """A day on which nothing was taken, or more came back than went out, has no cost to tell: a dash, not 0.00 元."""
    told = [(one, one.per_head / 10_000 if one.cost > 0 else 0.0) for one in days if one.per_head is not None]
    return [(one, value, f"{value:.2f}" if one.cost > 0 else "—") for one, value in told]


def _bars(sheet: Sheet, top: float, days: Sequence[tuple[Day, float, str]], standard: float | None) -> None:
    """A bar with its number for each day; above the standard it is dark, the standard a dashed line behind them."""
    floor, room = top + BARS, BARS - 6
    most = max([value for _, value, _ in days] + [standard or 0.0, 1e-9])
    step = WIDTH / max(len(days), 20)
    size = 8.0 if step > 7 else 6.5
    if standard is not None:
        y = floor - room * standard / most
        sheet.line(LEFT, y, LEFT + WIDTH, y, weight=0.6, dash=(3, 2))
    for at, (day, value, shown) in enumerate(days):
        high, x = room * value / most, LEFT + step * at
        over = standard is not None and value > standard
        if value:
            sheet.bar(x + step * 0.2, floor - high, step * 0.6, high, grey=DARK if over else PALE)
        wide = width_of(shown, "song", size) + 0.8  # the line of the standard does not cross the figure
        sheet.bar(x + (step - wide) / 2, floor - high - 4.0, wide, 3.4, grey=1.0, edge=False)
        sheet.write_centred(shown, x + step / 2, floor - high - 1.2, "song", size)
        sheet.write_centred(str(day.day.day), x + step / 2, floor + 4, "song", size)
    sheet.line(LEFT, floor, LEFT + WIDTH, floor)


def _food(sheet: Sheet, one: FoodPrices, x: float, y: float, text: dict[str, Any]) -> None:
    """A food: its highest and lowest price beside the line, the first and the last one under it."""
    filled = {"名称": one.name, "单位": one.unit}
    sheet.write(text["unit"].format_map(filled), x, y + 3, "song", 9.5)
    top, left, wide = y + 6, x + 11, WIDTH / ACROSS - 18
    prices = [fen for _, fen in one.points]
    low, high = min(prices), max(prices)
    sheet.write_right(price_words(high), left - 2, top + 2.6, "song", 8)
    if low != high:
        sheet.write_right(price_words(low), left - 2, top + SMALL - 4, "song", 8)
    sheet.line(left, top - 1, left, top + SMALL - 4)
    sheet.line(left, top + SMALL - 4, left + wide, top + SMALL - 4)
    first, last = one.points[0][0], one.points[-1][0]
    days, spread = max((last - first).days, 1), max(high - low, 1)
    spots = [
        (left + wide * (day - first).days / days, top + 1.5 + (SMALL - 7.5) * (high - fen) / spread)
        for day, fen in one.points
    ]
    for (x1, y1), (x2, y2) in pairwise(spots):
        sheet.line(x1, y1, x2, y2, weight=1.0)
    for at_x, at_y in spots:
        sheet.bar(at_x - 0.5, at_y - 0.5, 1.0, 1.0, grey=0.0)
    sheet.write(_change(one, text), x, top + SMALL + 1, "song", 7.5)


def _change(one: FoodPrices, text: dict[str, Any]) -> str:
    if one.change is None:
        return str(text["no_change"])
    (first, old), (last, new) = one.points[0], one.points[-1]
    way = "没有变" if old == new else f"{'涨' if one.change > 0 else '降'} {abs(one.change):.1f} %"
    filled = {
        "从": f"{first:%y-%m-%d}",
        "至": f"{last:%y-%m-%d}",
        "旧": price_words(old),
        "新": price_words(new),
        "变": way,
    }
    return str(text["change"].format_map(filled))
