"""The canteen's store in one line each: 大米 in 公斤, lots that came in, what was taken."""

import datetime as dt
from typing import Any

from builders import add

from desktop.models.ledgers.meal_goods import Material, Supplier, SupplierLicence
from desktop.models.ledgers.meal_stock import Purchase
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.services.meals import purchases, stock

DAY = dt.date(2026, 10, 8)
LATE = "停电，第二天补记"


def material(store: Store, name: str = "大米", **values: Any) -> int:
    return add(store, Material, **{"name": name, "kind": "grain", "unit": "公斤", **values})


def supplier(store: Store, name: str = "柳林粮油店", **values: Any) -> int:
    return add(store, Supplier, name=name, **values)


def permit(store: Store, whose: int, until: dt.date, **values: Any) -> int:
    """A 食品经营许可证 with its last day."""
    told = {"supplier": whose, "kind": "permit", "number": "JY15299010000001", "until_day": until}
    return add(store, SupplierLicence, **told | values)


def checker(store: Store, name: str = "田桂花") -> int:
    return add(store, Staff, name=name)


def line(
    material_: int, supplier_: int | None = None, *, kilos: str = "10", price: str = "5", **values: Any
) -> dict:
    """What somebody typed for one line of a delivery: 10 公斤 at 5 元."""
    told = {
        "day": DAY, "material": material_, "supplier": supplier_, "unit": "公斤", "late_reason": LATE,
        "bought": Purchase.bought.parse(kilos), "price": Purchase.price.parse(price),
    }  # fmt: skip
    if supplier_ is None:
        told["kind"] = "donated"
    return told | values


def lot(store: Store, material_: int, supplier_: int | None = None, **values: Any) -> int:
    """A lot that came in and was accepted."""
    return purchases.keep_purchases(store, [line(material_, supplier_, **values)])[0]


def take(store: Store, material_: int, kilos: str, day: dt.date = DAY, **more: Any) -> int:
    """A 领用 by first expired first out; returns the step's number."""
    parts = stock.plan_issue(day, [(material_, Purchase.bought.parse(kilos))])
    return stock.issue(store, day, parts, late_reason=LATE, **more)


def kilos(quantity: int) -> str:
    return str(Purchase.bought.format(quantity))
