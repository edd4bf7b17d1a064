"""D23G 库房卡: half a page for each material, to hang beside the goods: what there is now, and lines to write on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.ledgers.meal_goods import Material
from desktop.models.measure_fields import Quantity
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.meals.stock import LotLeft, lots_left
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.documents.store_common import amount, told
from desktop.services.paper.grid import Grid, Row, label, value
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEFT, WIDE, HALF = 14.0, 182.0, 148.5  # mm
LOTS, LINES = 5, 5  # lots shown at most; free lines at least
HEAD = (20.0, 46.0, 16.0, 26.0, 22.0, 20.0, 16.0, 16.0)
WRITE = (26.0, 30.0, 26.0, 26.0, 28.0, 46.0)


@dataclass(frozen=True)
class Card:
    """One material with its lots, first expired first."""

    name: str
    spec: str
    unit: str
    shelf_days: int | None
    least: int | None
    lots: Sequence[LotLeft]


@dataclass(frozen=True)
class Cards:
    """Cards as they stand on a day."""

    day: dt.date
    cards: Sequence[Card]

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}食堂库房卡"


def cards(store: Store, day: dt.date, materials: Sequence[int]) -> Cards:
    """The cards of these materials, of all in use when none is named. Raises Refused when there are none."""
    query = store.rows(Material).where(Material.id.in_(list(materials)) if materials else Material.active)
    rows = list(query.order_by(Material.consumable, Material.kind, Material.name))
    demand_rows(rows, "品名目录", nothing="一种也没有")
    made = [
        Card(row.name, row.spec or "", row.unit, row.shelf_days, row.least, lots_left(day, row.id))
        for row in rows
    ]
    return Cards(day, made)


def draw(path: Path, subject: Cards, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print two cards to a page and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    pre_flight(*(("品名", one.name) for one in subject.cards), *(("规格", one.spec) for one in subject.cards))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, card in enumerate(
            (progress or Progress()).follow(subject.cards, len(subject.cards), every=1)
        ):
            if place and place % 2 == 0:
                sheet.next_page()
            lower = place % 2 == 1
            if lower:
                sheet.cut_line(6, HALF, sheet.width - 6, HALF)
            _card(sheet, card, subject.day, HALF if lower else 0.0)
        return sheet.page


def _card(sheet: Sheet, card: Card, day: dt.date, top: float) -> None:
    words = told("card")
    sheet.write_centred(words["heading"], sheet.width / 2, top + 18, "title", 16)
    sheet.write(school_on_paper().school_name, LEFT, top + 25, "song", 9)
    sheet.write_right(f"{day_in_words(day)}制", LEFT + WIDE, top + 25, "song", 9)
    days = f"{card.shelf_days}天" if card.shelf_days else ""
    head: list[Row] = [[
        label("品名"), value(card.name), label("规格"), value(card.spec), label("单位"), value(card.unit),
        label("保质期"), value(days),
    ]]  # fmt: skip
    bottom = Grid(sheet, LEFT, HEAD, size=10.5, row=8.5).draw(head, top + 27)
    bottom = Grid(sheet, LEFT, WRITE, size=9.5, row=7.0).draw(_lots(card, words["lots"]), bottom + 2)
    lines = max(LINES, int((top + HALF - 14 - bottom - 9) // 7) - 1)
    rows: list[Row] = [[label(one) for one in ("日期", "摘要", "收", "发", "存", "经手人")]]
    rows += [[value("") for _ in WRITE] for _ in range(lines)]
    bottom = Grid(sheet, LEFT, WRITE, size=9.5, row=7.0).draw(rows, bottom + 2)
    sheet.write(words["note"], LEFT, bottom + 4.5, "song", 8)


def _lots(card: Card, name: str) -> list[Row]:
    rows: list[Row] = [
        [label(one) for one in (name, "批号", "进货日期", "保质期至", f"现有（{card.unit}）", "备注")]
    ]
    shown = card.lots[:LOTS]
    for place, lot in enumerate(shown, 1):
        until = f"{lot.best_before:%Y-%m-%d}" if lot.best_before else "—"
        rows.append(
            [
                value(place),
                value(lot.batch_no),
                value(f"{lot.day:%Y-%m-%d}"),
                value(until),
                amount(lot.left),
                value(""),
            ]
        )
    if not shown:
        rows.append([value("现在没有存货", len(WRITE))])
    if len(card.lots) > LOTS:
        rest = sum(lot.left for lot in card.lots[LOTS:])
        said = f"还有 {len(card.lots) - LOTS} 批，共 {Quantity('').format(rest)}{card.unit}"
        rows.append([value(said, len(WRITE))])
    return rows
