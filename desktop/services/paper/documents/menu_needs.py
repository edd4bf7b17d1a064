"""D25B 食材采购建议单: what a week's menu takes, what lies in the store, what to buy. On paper or as a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.store import Store
from desktop.services.meals.menus import Week, week_by_id
from desktop.services.meals.needs import Need, heads_words, needs, rounded, week_heads
from desktop.services.meals.portions import Heads
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper, wording
from desktop.services.paper.documents.lists import Column, ListPage, no_sums
from desktop.services.paper.grid import Row, value, words
from desktop.services.progress import Progress
from desktop.services.sheets.write import Column as SheetColumn
from desktop.services.sheets.write import Sheet, write_sheet

BEFORE = (10, 28, 34)  # mm: 序号, 类别, 食材
AFTER = (27, 25, 26, 23)  # 合计需要, 库存, 建议采购, 实际采购
DAYS = 100  # mm that the days share


@dataclass(frozen=True)
class BuyList:
    """One week's foods. heads: who was reckoned with, by day."""

    week: Week
    heads: Mapping[dt.date, Heads]
    needs: Sequence[Need]

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "食谱": self.week.title}
        return str(wording("menu_week")["buy_heading"].format_map(blanks))

    @property
    def days(self) -> list[dt.date]:
        return sorted({day for one in self.needs for day in one.grams})

    @property
    def heads_line(self) -> str:
        """每天就餐：周一、周二 398 人，周三 402 人."""
        told = heads_words(self.heads, self.days)
        return str(wording("menu_week")["buy_line"].format_map({"人数": told}))


def buy_list(store: Store, record: int, heads: Mapping[dt.date, Heads] | None = None) -> BuyList:
    """Read a week's menu and the store; heads of the 就餐名册 unless told. Raises Refused as `needs` does."""
    week = week_by_id(record)
    eating = dict(week_heads(store, week)) | dict(heads or {})
    return BuyList(week, eating, needs(store, week, eating))


def draw(path: Path, subject: BuyList, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the list; returns its pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("menu_week")
    pre_flight(*((f"第 {place} 行的食材", one.name) for place, one in enumerate(subject.needs, 1)))
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=subject.heads_line, signatures=told["buy_signatures"], notes=told["buy_notes"]
        )  # fmt: skip
        columns = [Column(head, width) for head, width in zip(_heads(subject), _widths(subject), strict=True)]

        def record(entry: tuple[int, Need]) -> Row:
            return _row(subject, *entry)

        table = page.roster(columns, record, no_sums, row=8.0)
        return table.draw(sheet, list(enumerate(subject.needs, 1)), progress)


def _heads(subject: BuyList) -> list[str]:
    names, told = wording("menu_week")["weekdays"], wording("menu_week")["buy_columns"]
    days = [names[day.weekday()].replace("星期", "周") for day in subject.days]
    return [*told[: len(BEFORE)], *days, *told[len(BEFORE) :]]


def _widths(subject: BuyList) -> list[float]:
    each = DAYS / len(subject.days)
    return [*BEFORE, *([each] * len(subject.days)), *AFTER]


def _row(subject: BuyList, number: int, one: Need) -> Row:
    days = [value(rounded(one.grams[day]) if day in one.grams else "", size=9.5) for day in subject.days]
    have = one.amount(one.on_hand) if one.on_hand else "—"
    return [
        value(number), value(code_list("food_kind").label(one.kind), size=9), words(one.name), *days,
        value(one.need_words), value(have), value(one.buy_words), value(""),
    ]  # fmt: skip


def write(path: Path, subject: BuyList, *, progress: Progress | None = None) -> None:
    """The same list as a workbook. Raises CannotWrite, Cancelled."""
    told = wording("menu_week")
    columns = [
        SheetColumn(head, "number" if place == 0 else "text", 10)
        for place, head in enumerate(_heads(subject))
    ]
    rows = [[cell.text for cell in _row(subject, *entry)] for entry in enumerate(subject.needs, 1)]
    sheet = Sheet(subject.title, columns, rows, frozen=3, above=subject.heads_line, below=[told["buy_notes"]])
    write_sheet(sheet, path, progress=progress)
