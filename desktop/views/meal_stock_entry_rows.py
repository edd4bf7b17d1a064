"""The lines of a delivery that is being typed, as its table shows them."""

from __future__ import annotations

from desktop.models import money
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_goods import Material, Supplier
from desktop.models.ledgers.meal_stock import Purchase
from desktop.services.meals import purchases
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.rows_model import Shown

COLUMNS = (
    Column("place", "行", 44, "right"),
    Column("material", "品名", 120),
    Column("bought", "数量", 84, "right"),
    Column("price", "单价（元）", 88, "right"),
    Column("amount", "金额（元）", 92, "right"),
    Column("supplier", "供货商", 130),
    Column("batch_no", "批号", 80),
    Column("best_before", "保质期至", 100),
    Column("says", "请核对", 160),
)


def line_row(at: int, values: Values) -> Held:
    """One line with what to look at again in it."""
    said = purchases.doubts(values)
    cells = {
        "place": Shown(str(at + 1)),
        "material": Shown(Material.caption_of(values["material"])),
        "bought": Shown(f"{Purchase.bought.format(values['bought'])}{values['unit']}"),
        "price": Shown(Purchase.price.format(values["price"]), "warn" if "price" in said else None),
        "amount": Shown(money.figures(values["amount"])),
        "supplier": Shown(
            Supplier.caption_of(values["supplier"]) if values.get("supplier") else "",
            "warn" if "supplier" in said else None,
        ),
        "batch_no": Shown(values.get("batch_no") or "", "warn" if "batch_no" in said else None),
        "best_before": Shown(
            Purchase.best_before.format(values.get("best_before")), "bad" if "best_before" in said else None
        ),
        "says": Shown("".join(said.values()), "warn"),
    }
    return Held(at, cells, {"amount": values["amount"]})
