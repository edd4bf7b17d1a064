"""What the store knows of its goods: found by initials, in which units they come, whose licences run out."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_goods import WHOLE, Material, MaterialUnit, Supplier, SupplierLicence
from desktop.models.ledgers.meal_order import rule
from desktop.models.ledgers.meal_stock import StockMove
from desktop.models.pinyin import search_text
from desktop.models.store import Step, Store
from desktop.models.writing import half_width
from desktop.places import RESOURCES

WITH_UNIT = re.compile(r"(.*\d)\s*([^\d\s.,]+)")


@cache
def _units() -> dict[str, Any]:
    return dict(json.loads((RESOURCES / "meals" / "units.json").read_text("utf-8")))


def offered_units() -> list[str]:
    """The units that a list offers first."""
    return list(_units()["offered"])


# found by name or initials -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """One row that can be found by part of its name or by initials (dm → 大米)."""

    id: int
    name: str
    search: str


def named(rows: Iterable[Any]) -> list[Named]:
    """Rows of a ledger with a name, ready to be found."""
    return [Named(row.id, type(row).caption(row), search_text(row.name).lower()) for row in rows]


def materials_in_use() -> list[Named]:
    return named(Material.select().where(Material.active).order_by(Material.consumable, Material.name))


def suppliers_in_use() -> list[Named]:
    return named(Supplier.select().where(Supplier.state == "on").order_by(Supplier.name))


def find(choices: Iterable[Named], words: str) -> list[Named]:
    """Those whose name, pinyin or initials begin with the words; then those that hold them anywhere."""
    sought = words.strip().lower()
    if not sought:
        return list(choices)
    exact = [one for one in choices if one.name.lower() == sought]
    first = [one for one in choices if f" {sought}" in one.search]
    inside = [one for one in choices if sought in one.name.lower()]
    return list(dict.fromkeys([*exact, *first, *inside]))


# units -------------------------------------------------------------------------------------------------


def units_of(material: int) -> list[str]:
    """The units that a material may come in, its own first; then weights, where it is weighed."""
    own = Material.get_by_id(material).unit
    told = [row.unit for row in MaterialUnit.select().where(MaterialUnit.material == material)]
    grams = _units()["grams"]
    weights = [unit for unit in offered_units() if unit in grams] if own in grams else []
    return list(dict.fromkeys([own, *told, *weights]))


def known_holds(material: int, unit: str) -> int | None:
    """How many thousandths of the material's own unit one `unit` holds; None when it has to be asked."""
    own = Material.get_by_id(material).unit
    if unit == own:
        return WHOLE
    row = MaterialUnit.get_or_none((MaterialUnit.material == material) & (MaterialUnit.unit == unit))
    if row is not None:
        return int(row.holds)
    grams = _units()["grams"]
    if unit not in grams or own not in grams:
        return None
    holds, rest = divmod(grams[unit] * WHOLE, grams[own])
    return None if rest else int(holds)


def quantity_of(material: int, text: str) -> int | None:
    """A quantity as somebody writes it, "12.5" or "20斤", in thousandths of the material's own unit; None for an empty one.

    Raises Refused (FieldError for what is no number) that names the units it may be written in.
    """
    told = half_width(text).strip()
    parts = WITH_UNIT.fullmatch(told)
    number, unit = (parts[1], parts[2]) if parts else (told, "")
    typed = StockMove.quantity.parse(number)
    if typed is None or not unit:
        return typed
    holds = known_holds(material, unit)
    if holds is None:
        units = "、".join(units_of(material))
        raise Refused(f"{Material.caption_of(material)}没有“{unit}”这个单位，可以写：{units}。")
    own, rest = divmod(typed * holds, WHOLE)
    if rest:
        raise Refused(f"{told} 折成{Material.get_by_id(material).unit}超过三位小数，请改用小一点的单位。")
    return int(own)


def remember_unit(step: Step, material: int, unit: str) -> None:
    """Write down a weight's conversion that the program knows by itself, so that it shows with the others."""
    own = Material.get_by_id(material).unit
    row = MaterialUnit.get_or_none((MaterialUnit.material == material) & (MaterialUnit.unit == unit))
    if unit == own or row is not None:
        return
    holds = known_holds(material, unit)
    if holds is not None:
        step.add(MaterialUnit, {"material": material, "unit": unit, "holds": holds})


def teach_unit(store: Store, material: int, unit: str, holds: int) -> None:
    """1 unit = `holds` thousandths of the material's own unit; asked once, then known. Raises Refused."""
    store.session.demand("meals", "记单位换算")
    row = Material.get_by_id(material)
    if unit == row.unit:
        raise Refused(f"{unit}就是{row.name}的记账单位，不用换算。")
    with store.step(f"单位换算：1{unit}{row.name} = {MaterialUnit.holds.format(holds)}{row.unit}") as step:
        step.add(MaterialUnit, {"material": material, "unit": unit, "holds": holds})


# licences ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LicenceState:
    """A supplier's newest licence of one kind. left: days until it ends, below zero when it is over."""

    licence: int
    supplier: int
    name: str
    kind: str
    until: dt.date
    left: int

    @property
    def words(self) -> str:
        if self.left < 0:
            return f"{self.name}的{self.kind}已过期 {-self.left} 天（到 {self.until}）"
        if self.left == 0:
            return f"{self.name}的{self.kind}今天到期"
        return f"{self.name}的{self.kind}还有 {self.left} 天到期（{self.until}）"


def licences_ending(day: dt.date) -> list[LicenceState]:
    """Licences of suppliers in use that are over, or end within the days of the rule; those over first."""
    newest: dict[tuple[int, str], Any] = {}
    rows = SupplierLicence.select().join(Supplier).where(Supplier.state == "on")
    for row in rows:
        mark = (row.supplier_id, row.kind)
        if mark not in newest or _later(row.until_day, newest[mark].until_day):
            newest[mark] = row
    found = [
        LicenceState(
            row.id, row.supplier_id, Supplier.caption_of(row.supplier_id), SupplierLicence.kind.format(row.kind),
            row.until_day, (row.until_day - day).days,
        )
        for row in newest.values()
        if row.until_day is not None and (row.until_day - day).days <= rule("certificate_days")
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.left, one.name))


def _later(one: dt.date | None, other: dt.date | None) -> bool:
    """Whether a last day lies after another; none at all is for ever."""
    return other is not None and (one is None or one > other)
