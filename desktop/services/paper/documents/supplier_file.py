"""DSUP 供货商档案: one page a supplier — who it is, its licences with their last days, what it brought this year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.meal_goods import Material, Supplier, SupplierLicence
from desktop.models.ledgers.meal_stock import Purchase
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.paper.documents.common import new_sheet, pre_flight
from desktop.services.paper.documents.lists import SIDE, demand_rows
from desktop.services.paper.documents.store_common import heading, page_of, told, yuan
from desktop.services.paper.grid import Grid, Row, label, side, value, words
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

YEAR = 365  # days of deliveries that are told
MOST = 18  # materials told of a supplier
HEAD = (26.0, 67.0, 26.0, 67.0)
PARTS = (12.0, 34.0, 52.0, 28.0, 28.0, 32.0)
BROUGHT = (12.0, 66.0, 28.0, 36.0, 44.0)


@dataclass(frozen=True)
class Brought:
    """What a supplier brought of one material in a year."""

    name: str
    times: int
    fen: int
    last: dt.date


@dataclass(frozen=True)
class File:
    """One supplier."""

    row: Any
    licences: Sequence[Any]
    brought: Sequence[Brought]


@dataclass(frozen=True)
class Files:
    """Suppliers as they stand on a day."""

    day: dt.date
    files: Sequence[File]

    @property
    def title(self) -> str:
        return heading("supplier")


def files(store: Store, day: dt.date, suppliers: Sequence[int]) -> Files:
    """The files of these suppliers, of all that deliver when none is named. Raises Refused when there are none."""
    query = store.rows(Supplier).where(
        Supplier.id.in_(list(suppliers)) if suppliers else Supplier.state == "on"
    )
    rows = list(query.order_by(Supplier.state, Supplier.name))
    demand_rows(rows, "供货商", nothing="一家也没有")
    return Files(day, [File(row, _licences(row.id), _brought(row.id, day)) for row in rows])


def _licences(supplier: int) -> list[Any]:
    rows = SupplierLicence.select().where(SupplierLicence.supplier == supplier)
    return list(rows.order_by(SupplierLicence.kind, SupplierLicence.until_day))


def _brought(supplier: int, day: dt.date) -> list[Brought]:
    rows = Purchase.select().where(
        (Purchase.supplier == supplier) & (Purchase.state == "kept")
        & Purchase.day.between(day - dt.timedelta(days=YEAR), day)
    )  # fmt: skip
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by(Purchase.day):
        found[row.material_id].append(row)
    told_ = [
        Brought(Material.caption_of(one), len(some), sum(row.amount for row in some), some[-1].day)
        for one, some in found.items()
    ]
    return sorted(told_, key=lambda one: -one.fen)


def draw(path: Path, subject: Files, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print one page a supplier and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    for one in subject.files:
        texts = (one.row.name, one.row.address, one.row.note, *(each.number for each in one.licences))
        pre_flight(*((f"供货商“{one.row.name}”", text) for text in texts))
    pages = len(subject.files)
    with new_sheet(path, subject.title, proof=proof) as sheet:
        blanks = {"时间": day_in_words(subject.day), "家": pages}
        for number, one in enumerate((progress or Progress()).follow(subject.files, pages, every=1), 1):
            if number > 1:
                sheet.next_page()
            page = page_of(sheet, "supplier", blanks)
            page.above(number, pages)
            page.below(_file(sheet, one, subject.day), number == pages)
        return pages


def _file(sheet: Sheet, one: File, day: dt.date) -> float:
    row = one.row
    head: list[Row] = [
        [label("供货商名称"), words(row.name, 3)],
        [label("供应品种"), words(row.goods, 3)],
        [label("联系人"), value(row.contact), label("联系电话"), value(row.phone)],
        [label("地址"), words(row.address, 3)],
        [label("合作状态"), value(Supplier.state.format(row.state)), label("备注"), words(row.note)],
    ]
    bottom = Grid(sheet, SIDE, HEAD, size=10.5, row=9.5).draw(head, 28.5)
    bottom = Grid(sheet, SIDE, PARTS, size=9.5, row=8.5).draw(_licence_rows(one, day), bottom + 4)
    return Grid(sheet, SIDE, BROUGHT, size=9.5, row=8.0).draw(_brought_rows(one), bottom + 4)


def _licence_rows(one: File, day: dt.date) -> list[Row]:
    name = told("supplier")["licences"]
    heads = ("证照", "证号", "有效期起", "有效期至", "情况")
    rows: list[Row] = [[side(name, max(len(one.licences), 1) + 1), *(label(text) for text in heads)]]
    if not one.licences:
        rows.append([value(told("supplier")["none"], len(heads))])
    for each in one.licences:
        until = f"{each.until_day}" if each.until_day else "长期"
        state = "过期" if each.until_day and each.until_day < day else "有效"
        rows.append([
            value(SupplierLicence.kind.format(each.kind)), value(each.number), value(each.from_day), value(until),
            value(state),
        ])  # fmt: skip
    return rows


def _brought_rows(one: File) -> list[Row]:
    name = told("supplier")["supplied"]
    heads = ("品名", "次数", "最近一次", "金额（元）")
    shown = one.brought[:MOST]
    rows: list[Row] = [[side(name, max(len(shown), 1) + 2), *(label(text) for text in heads)]]
    if not shown:
        rows.append([value(told("supplier")["none"], len(heads))])
    for each in shown:
        rows.append([words(each.name), value(each.times), value(each.last), yuan(each.fen)])
    count, fen = sum(each.times for each in one.brought), sum(each.fen for each in one.brought)
    rest = f"（另有 {len(one.brought) - MOST} 种）" if len(one.brought) > MOST else ""
    rows.append([label(f"合计{rest}"), value(count), value(""), yuan(fen)])
    return rows
