"""进货 with its 验收: what was typed completed, doubted beside the field, and kept as one step.

Values are those of the ledger Purchase; quantities thousandths, prices ten-thousandths of a 元, amounts 分.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Problems, Values
from desktop.models.ledgers.meal_goods import WHOLE, Material, lapsed_permit
from desktop.models.ledgers.meal_order import is_late
from desktop.models.ledgers.meal_stock import Purchase, StockMove, amount_of, price_of
from desktop.models.store import Store
from desktop.services.meals import prices, usual
from desktop.services.meals.goods import known_holds, remember_unit

SHARED = (
    "day",
    "supplier",
    "checker1",
    "checker2",
    "kind",
    "ticket_no",
    "late_reason",
    "licence_reason",
    "scan",
)


def completed(values: Values) -> Values:
    """A line with what follows from the rest: 入库, 单价 or 金额 (whichever was left out), 保质期至.

    Told price and told amount both stay as they are: whether they agree is for `doubts` and the ledger.
    """
    made: Values = {"returned": 0, "freight": 0, "kind": "bought"}
    made |= {name: value for name, value in values.items() if value is not None}
    if made.get("bought") is None:
        return made
    made["accepted"] = made["bought"] - made["returned"]
    if not made["accepted"]:
        made.setdefault("price", 0)  # all of it went back: nothing was paid for
    price, amount = made.get("price"), made.get("amount")
    if price is not None and amount is None:
        made["amount"] = amount_of(made)
    elif amount is not None and price is None and made["accepted"] > 0:
        made["price"] = price_of(max(amount - made["freight"], 0), made["accepted"])
    if made.get("made_on") and not made.get("best_before") and made.get("material"):
        days = Material.get_by_id(made["material"]).shelf_days
        if days:
            made["best_before"] = made["made_on"] + dt.timedelta(days=days)
    return made


def doubts(values: Values) -> Problems:
    """What to look at again, by field; none of it stops the line, but for a lapsed 许可证 a reason is asked."""
    said = dict(Purchase.advise(values))
    if values.get("supplier") and values.get("day"):
        if why := lapsed_permit(values["supplier"], values["day"]):
            reason = values.get("licence_reason")
            said["supplier"] = (
                f"{why}收货原因：{reason}。" if reason else f"{why}不应收货；要收的，写明原因。"
            )
        if why := _same_batch(values):
            said["batch_no"] = why
    if values.get("kind", "bought") == "bought" and values.get("material") and not values.get("papers"):
        said["papers"] = "没有勾证票，进货查验表上会写“无”；收到了哪些证票，请勾上。"
    if not (values.get("checker1") and values.get("checker2")):
        said["checker2"] = "验收要两个人签字，还缺一个。"
    if values.get("material") and values.get("unit") and (why := _price_moved(values)):
        said["price"] = why
    if values.get("material") and values.get("unit") and (why := _too_much(values)):
        said["bought"] = why
    if any(values.get(name) == "bad" for name in ("looks", "smell", "wrapping")) and values.get("accepted"):
        said["looks"] = "感官不正常的应当拒收退货，请核对退货数量。"
    if values.get("day") and is_late(values) and not values.get("late_reason"):
        said["late_reason"] = f"{values['day']} 的进货现在登记算补录，请写明原因。"
    return said


def _same_batch(values: Values) -> str:
    """The same batch of the same thing from the same supplier was entered before."""
    if not values.get("batch_no") or not values.get("material"):
        return ""
    row = Purchase.get_or_none(
        (Purchase.supplier == values["supplier"]) & (Purchase.batch_no == values["batch_no"])
        & (Purchase.material == values["material"]) & (Purchase.state == "kept")
        & (Purchase.id != (values.get("id") or 0))
    )  # fmt: skip
    if row is None:
        return ""
    return f"这家的这个批号 {row.day} 已经登记过 {Purchase.bought.format(row.bought)}{row.unit}，请看看是不是重复。"


def _price_moved(values: Values) -> str:
    holds = known_holds(values["material"], values["unit"])
    if not holds or not values.get("price") or not values.get("day"):
        return ""
    return prices.moved(values["material"], values["price"] * WHOLE // holds, values["day"])


def _too_much(values: Values) -> str:
    holds = known_holds(values["material"], values["unit"])
    if not holds or not values.get("bought") or not values.get("day"):
        return ""
    quantity = values["bought"] * holds // WHOLE
    return usual.too_much(values["material"], quantity, values["day"], values.get("id") or 0)


# remembered from last time -----------------------------------------------------------------------------


def last_people() -> dict[str, int | None]:
    """Who accepted the last delivery: checker1, checker2."""
    row = Purchase.select().where(Purchase.checker1.is_null(False)).order_by(Purchase.id.desc()).first()
    return {"checker1": row.checker1_id, "checker2": row.checker2_id} if row else {}


def last_of(material: int) -> Values:
    """How a material came last time: supplier, unit, price and papers, to begin a new line with."""
    row = (
        Purchase.select()
        .where((Purchase.material == material) & (Purchase.kind == "bought") & (Purchase.state == "kept"))
        .order_by(Purchase.day.desc(), Purchase.id.desc())
        .first()
    )
    if row is None:
        return {"unit": Material.get_by_id(material).unit}
    return {"supplier": row.supplier_id, "unit": row.unit, "price": row.price, "papers": row.papers}


def last_price_in(material: int, unit: str) -> int | None:
    """What one `unit` cost last time; None where that is not known, or no price of four decimals."""
    last = last_of(material)
    was, now = known_holds(material, last["unit"]), known_holds(material, unit)
    if last.get("price") is None or not was or not now:
        return None
    price, rest = divmod(last["price"] * now, was)
    return None if rest else int(price)


# keeping -----------------------------------------------------------------------------------------------


def keep_purchases(store: Store, rows: Sequence[Values]) -> list[int]:
    """Keep the lines of a delivery as one step; returns their ids.

    Raises Invalid for the first line that breaks a rule, Refused, NotAllowed; nothing is kept then.
    """
    store.session.demand("meals", "登记进货")
    if not rows:
        raise Refused("还没有进货的明细。请先写一行：品名、数量、单价。")
    whole = [completed(row) for row in rows]
    days = sorted({row["day"] for row in whole if row.get("day")})
    said = "、".join(map(str, days[:2]))
    with store.step(f"登记进货 {said} {len(whole)} 笔") as step:
        made = []
        for row in whole:
            if row.get("material") and row.get("unit"):
                remember_unit(step, row["material"], row["unit"])
            made.append(step.add(Purchase, row))
    return made


def void_purchase(store: Store, lot: int, reason: str) -> None:
    """冲红 a wrong lot, with why. Raises Refused while something of it has left the store, or a month is settled."""
    store.session.demand("meals", "冲红进货")
    with store.step(f"冲红进货：{Purchase.caption_of(lot)}") as step:
        step.change(Purchase, lot, {"state": "void", "void_reason": reason.strip() or None})


def replace_purchase(store: Store, lot: int, values: Values) -> None:
    """Put a line right of which nothing has left the store yet. Raises Invalid, Refused."""
    store.session.demand("meals", "改进货")
    told = {name: value for name, value in (values | completed(values)).items() if name != "id"}
    with store.step(f"改进货：{Purchase.caption_of(lot)}") as step:
        step.change(Purchase, lot, told)


def has_moved(lot: int) -> bool:
    return bool(StockMove.select().where(StockMove.lot == lot).exists())


def of_day(store: Store, day: dt.date) -> list[Any]:
    """The lines kept for a day, in their order."""
    rows = store.rows(Purchase).where((Purchase.day == day) & (Purchase.state == "kept"))
    return list(rows.order_by(Purchase.id))
