"""D23A 食品原料进货查验记录表: every delivery of a month or a day, with its papers, senses and the two who accepted it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.meal_goods import Material, Supplier
from desktop.models.ledgers.meal_stock import Purchase
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.services.paper.documents import back_entries
from desktop.services.paper.documents.common import new_sheet, pre_flight, wording
from desktop.services.paper.documents.lists import ENTERED, Column, demand_rows
from desktop.services.paper.documents.store_common import (
    amount,
    heading,
    page_of,
    price,
    span,
    span_words,
    yuan,
)
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress

COLUMNS = (
    Column("序号", 9), Column("日期", 13), Column("品名、规格", 29), Column("采购\n数量", 15), Column("退货", 12),
    Column("入库\n数量", 15), Column("单位", 10), Column("单价\n（元）", 15), Column("货款\n（元）", 19),
    Column("运费\n（元）", 15), Column("供货商", 28), Column("生产日期\n批号", 23), Column("保质期至", 20), Column("证票", 22),
    Column("感官", 11), Column("验收人", 17),
)  # fmt: skip
SENSES = ("looks", "smell", "wrapping")


@dataclass(frozen=True)
class Checks:
    """The deliveries of some days, in their order."""

    first: dt.date
    last: dt.date
    rows: Sequence[Any]

    @property
    def title(self) -> str:
        return heading("checks")


def checks(store: Store, month: str, day: dt.date) -> Checks:
    """Raises Refused when nothing came in."""
    first, last = span(month, day)
    rows = list(
        store.rows(Purchase)
        .where(Purchase.day.between(first, last) & (Purchase.state == "kept") & (Purchase.kind != "opening"))
        .order_by(Purchase.day, Purchase.id)
    )
    demand_rows(rows, f"{span_words(first, last)}的进货", nothing="一笔也没有", then=ENTERED)
    return Checks(first, last, rows)


def draw(path: Path, subject: Checks, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the table and return its pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    for row in subject.rows:
        pre_flight((f"{Purchase.caption(row)}的批号", row.batch_no), ("供货商", _supplier(row)))
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        blanks = {"时间": span_words(subject.first, subject.last), "笔数": len(subject.rows)}
        page = page_of(sheet, "checks", blanks)
        page = replace(page, notes=page.notes + _lapsed(subject.rows) + back_entries.footnote(subject.rows))
        table = page.roster(COLUMNS, _record, _sums, row=9.5, size=8.5)
        return table.draw(sheet, list(enumerate(subject.rows, 1)), progress)


def _record(entry: tuple[int, Any]) -> Row:
    number, row = entry
    made = "、".join(part for part in (row.made_on and f"{row.made_on:%Y-%m-%d}", row.batch_no) if part)
    people = "、".join(Staff.caption_of(one) for one in (row.checker1_id, row.checker2_id) if one)
    return [
        value(number), value(back_entries.day_of(row)), words(Material.caption_of(row.material_id)), amount(row.bought),
        amount(row.returned), amount(row.accepted), value(row.unit), price(row.price), yuan(row.amount - row.freight),
        yuan(row.freight, dash=True), words(f"{_supplier(row)}{'*' if row.licence_reason else ''}"), value(made),
        value(f"{row.best_before:%Y-%m-%d}" if row.best_before else ""),
        words(Purchase.papers.format(row.papers) if row.papers else "无", size=8), value(_senses(row)), value(people),
    ]  # fmt: skip


def _lapsed(rows: Sequence[Any]) -> str:
    """Why goods were taken from suppliers without a valid 许可证, once for each reason; "" where none were."""
    told: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        days = told.setdefault((_supplier(row), row.licence_reason), []) if row.licence_reason else None
        if days is not None and (day := f"{row.day:%m-%d}") not in days:
            days.append(day)
    pre_flight(*(("无有效许可证的原因", reason) for _shop, reason in told))
    said = "；".join(f"{shop} {'、'.join(days)}：{reason}" for (shop, reason), days in told.items())
    return str(wording("back_entry")["permit"]).format_map({"无证收货": said}) if told else ""


def _supplier(row: Any) -> str:
    return Supplier.caption_of(row.supplier_id) if row.supplier_id else Purchase.kind.format(row.kind)


def _senses(row: Any) -> str:
    """正常, or which of them is not; a dash where nobody wrote it down."""
    if not any(getattr(row, name) for name in SENSES):
        return "—"
    bad = [Purchase._meta.fields[name].label for name in SENSES if getattr(row, name) == "bad"]
    return (
        f"{'、'.join(bad)}{code_list('sense_check').label('bad')}"
        if bad
        else code_list("sense_check").label("good")
    )


def _sums(here: Sequence[Any], so_far: Sequence[Any], last: bool) -> list[Row]:
    rows = [] if last and len(here) == len(so_far) else [_sum("本页小计", here)]
    return [*rows, _sum("合　　计", so_far)] if last else rows


def _sum(name: str, entries: Sequence[Any]) -> Row:
    """货款 and 运费 under their columns, then what both come to."""
    fen, freight = (sum(getattr(row, name) for _, row in entries) for name in ("amount", "freight"))
    both = f"货款和运费共 {money.figures(fen)} 元　{money.words(fen)}"
    return [label(name, 8), yuan(fen - freight), yuan(freight, dash=True), words(both, 6)]
