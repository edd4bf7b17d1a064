"""采购, 进货查验 and 出入库: every lot that came in, by its batch and date, and where each part of it went.

Quantities are thousandths of the material's own unit; prices ten-thousandths of a 元; amounts 分.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.fields import Choice, Date, File, Link, Money, MultiChoice, Text, YesNo
from desktop.models.journal import Change, thaw
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.meal_goods import WHOLE, Material, Supplier, lapsed_permit, unit_holds
from desktop.models.ledgers.meal_order import entered, refuse_settled, why_not
from desktop.models.ledgers.recognition_order import first_value, may_follow
from desktop.models.ledgers.staff import Staff
from desktop.models.measure_fields import Quantity, UnitPrice


class Purchase(Ledger):
    """One line of 进货查验: a lot of one material, from whom, with which papers, checked by two."""

    title = "进货查验"
    counter = "笔"
    order = ("day", "id")
    columns = (
        "day", "material", "supplier", "bought", "returned", "unit", "price", "amount", "batch_no", "best_before",
        "papers", "checker1", "checker2", "state",
    )  # fmt: skip
    about = "每次进货一行：索证索票、感官、两人验收；验收后就在库里。"
    made_by = "entered_by"

    day = Date("日期", required=True)
    kind = Choice("入库类别", "purchase_kind", required=True, default="bought")
    material = Link("品名", Material, required=True, width=14)
    supplier = Link("供货商", Supplier, width=18)
    made_on = Date("生产日期")
    batch_no = Text("批号", max_length=40, width=12, aliases=("生产批号",))
    best_before = Date("保质期至")
    unit = Text("进货单位", required=True, max_length=6, width=8)
    bought = Quantity("采购数量", required=True, width=8)
    returned = Quantity("退货数量", required=True, default=0, width=8)
    accepted = Quantity("入库数量", required=True, width=9, hint="采购数量减去退货数量")
    price = UnitPrice("单价（元）", required=True, width=9)
    freight = Money("运费（元）", required=True, default=0, width=10)
    amount = Money("金额（元）", required=True, width=11, hint="单价乘入库数量，加运费")
    ticket_no = Text("票据号", max_length=40, width=12)
    papers = MultiChoice("证票", "purchase_paper", width=20, max_length=80)
    licence_reason = Text("无有效许可证的原因", max_length=80, width=18)
    looks = Choice("外观", "sense_check", default="good", width=6)
    smell = Choice("气味", "sense_check", default="good", width=6)
    wrapping = Choice("包装", "sense_check", default="good", width=6)
    checker1 = Link("验收人一", Staff)
    checker2 = Link("验收人二", Staff)
    supplier_signed = YesNo("供货人已签字", default=False, width=12)
    scan = File("票据照片", width=14)
    stocked = Quantity("入库（记账单位）", width=14, edit=False)
    state = Choice("状态", "purchase_state", required=True, default="kept", width=8, edit=False)
    void_reason = Text("冲红原因", max_length=80, width=14, edit=False)
    entered_by = Text("登记人", max_length=20, edit=False)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)
    note = Text("备注", max_length=120, width=14)

    class Meta:
        indexes = ((("day",), False), (("material", "best_before"), False))

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{told['day']} {Material.caption_of(told['material'])} {told.get('batch_no') or ''}".strip()

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        """入库 = 采购 − 退货; 金额 = 单价 × 入库 + 运费; two people accept; the shelf life is not over."""
        if values["accepted"] != values["bought"] - values["returned"]:
            return {"accepted": _told(cls, values, "入库数量应是 采购 {bought} − 退货 {returned}。")}
        if not amount_fits(values):
            wanted = cls.amount.format(amount_of(values))
            return {"amount": f"金额应是 单价×入库＋运费＝{wanted} 元，请核对。"}
        if values["kind"] == "bought" and not values.get("supplier"):
            return {"supplier": "采购的请选供货商。"}
        if values.get("checker1") and values.get("checker1") == values.get("checker2"):
            return {"checker2": "验收要两个人，不能是同一个人。"}
        made, best = values.get("made_on"), values.get("best_before")
        if made and made > values["day"]:
            return {"made_on": "生产日期晚于进货日期。"}
        if made and best and best < made:
            return {"best_before": "保质期至早于生产日期。"}
        return {}

    @classmethod
    def advise(cls, values: Values) -> Problems:
        if values.get("best_before") and values.get("day") and values["best_before"] < values["day"]:
            return {"best_before": "进货那天已经过了保质期，应当拒收。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if why := why_not(cls, old, new, settles=True):
            return why
        if not old:
            return _cannot_buy(new)
        moved = first_value("SELECT count(*) FROM stock_move WHERE lot_id = ?", old.get("id", 0))
        if not new or any(new[name] != old[name] for name in COUNTED):
            if moved:
                return f"这批货已经有 {moved} 笔出入库，数量和金额不能再改。先把那些出入库冲回，再冲红重记。"
            return "" if old["state"] == "kept" else "已冲红的进货不能再改。"
        if why := may_follow("purchase_state", old["state"], new["state"]):
            return why
        if new["state"] == "void" and old["state"] == "kept":
            if not new.get("void_reason"):
                return "请写明为什么冲红。"
            if balance_of(old["id"]) != old["stocked"]:
                return "这批货还有没冲回的出库，不能冲红。"
        return ""

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """What came into a month that is settled cannot be taken back either."""
        refuse_settled(cls, changes)

    @classmethod
    def derive(cls, values: Values) -> Values:
        holds = unit_holds(values["material"], values["unit"])
        stocked, rest = divmod(values["accepted"] * holds, WHOLE)
        if rest:
            raise Refused("入库数量折成记账单位后超过三位小数，请改用小一点的单位登记。")
        return {"stocked": stocked} | entered(values)


def _cannot_buy(new: Values) -> str:
    if new["state"] != "kept":
        return "新的进货从“有效”开始。"
    if new["kind"] != "bought" or new.get("licence_reason"):
        return ""
    why = lapsed_permit(new["supplier"], new["day"])
    return f"{why}还要收下的，请写明“无有效许可证的原因”。" if why else ""


COUNTED = ("day", "material", "unit", "bought", "returned", "accepted", "price", "freight", "amount", "kind")


def amount_of(values: Values) -> int:
    """分: 单价 (ten-thousandths of a 元) × 入库 (thousandths) + 运费, rounded half up."""
    return (values["price"] * values["accepted"] + 50_000) // 100_000 + values["freight"]


def price_of(amount: int, accepted: int) -> int:
    """单价 in ten-thousandths of a 元 that an amount (分, without 运费) comes to, rounded half up to the last place."""
    return (200_000 * amount + accepted) // (2 * accepted)


def own_price(price: int, accepted: int, stocked: int) -> int:
    """What was asked for one of the material's own unit, in ten-thousandths of a 元, rounded half up: 9.99 for what was
    bought at 9.99, whatever 金额 was rounded to. price is for the 进货单位, of which `accepted` make `stocked`."""
    return (2 * price * accepted + stocked) // (2 * stocked)


def amount_fits(values: Values) -> bool:
    """Whether 金额 is what the price comes to, or the price what the amount on the ticket comes to: a price has only
    four decimals, and 100.00 元 for 3 公斤 is what was paid."""
    if values["amount"] == amount_of(values):
        return True
    goods = values["amount"] - values["freight"]
    return goods >= 0 < values["accepted"] and price_of(goods, values["accepted"]) == values["price"]


def _told(ledger: type[Ledger], values: Values, words: str) -> str:
    fields = ledger._meta.fields
    return words.format(**{name: fields[name].format(values[name]) for name in ("bought", "returned")})


class StockMove(Ledger):
    """One movement of one lot after it came in. A wrong one is not changed: another one turns it back."""

    title = "出入库"
    counter = "笔"
    order = ("day", "id")
    columns = ("day", "kind", "lot", "quantity", "cost", "meal", "taker", "keeper", "reason")
    part_of = ("lot",)
    made_by = "entered_by"
    about = "领用、报损、盘点和冲回，一批一批地记；先到期的先出，结存不会是负数。"

    day = Date("日期", required=True)
    kind = Choice("类别", "move_kind", required=True, default="out")
    lot = Link("进货批次", Purchase, required=True, width=24)
    quantity = Quantity("数量（记账单位）", required=True, width=14)
    cost = Money("成本（元）", width=11, edit=False)
    meal = Choice("用于餐次", "meal_kind", width=9)
    taker = Link("领用人", Staff)
    keeper = Link("保管员", Staff)
    reverses = Link("冲回哪一笔", "self", width=20)
    reason = Text("原因", max_length=80, width=16)
    entered_by = Text("登记人", max_length=20, edit=False)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)
    note = Text("备注", max_length=80, width=14)

    class Meta:
        indexes = ((("lot", "day"), False), (("day",), False))

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{told['day']} {cls.kind.format(told['kind'])} {Purchase.caption_of(told['lot'])}"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if not values["quantity"]:
            return {"quantity": "数量要大于零。"}
        if values["kind"] in WITH_REASON and not values.get("reason"):
            return {"reason": f"{cls.kind.format(values['kind'])}请写明原因。"}
        if (values["kind"] == "reverse") != bool(values.get("reverses")):
            return {"reverses": "冲回要指明冲回哪一笔；别的类别不填。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if old and (not new or any(new[name] != old[name] for name in FIXED)):
            return "出入库不能改、不能删。登记错了的，用“冲回”另记一笔，再记对的。"
        if why := why_not(cls, old, new, settles=not old):
            return why
        return _cannot_move(new) if not old else ""

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """No lot ever holds less than nothing, on no day of its life; nor may a settled month change. Asked here, so
        that taking back a 退库 whose goods went out again is refused, too."""
        moved = [one for one in changes if one.before is None or one.after is None]
        refuse_settled(cls, moved)
        lots = {int((thaw(one.after) or thaw(one.before))["lot"]) for one in moved}
        there = [
            row.id for row in Purchase.select(Purchase.id).where(Purchase.id.in_(lots)).order_by(Purchase.id)
        ]
        if why := next(filter(None, map(_short, there)), ""):
            raise Refused(why)

    @classmethod
    def derive(cls, values: Values) -> Values:
        if values.get("cost") is not None:
            return entered(values)
        return {"cost": cost_of(values)} | entered(values)


WITH_REASON = ("loss", "back", "to_supplier", "more", "less", "reverse")
FIXED = ("day", "kind", "lot", "quantity", "cost", "reverses", "meal")


def sign_of(kind: str) -> int:
    """-1 for what leaves the store, 1 for what comes back, 0 for a 冲回 (opposite of what it turns back)."""
    return int(code_list("move_kind").fact(kind, "sign"))


def signed(move: Any) -> int:
    """A movement's effect on its lot, in thousandths of the unit."""
    way = sign_of(move.kind) or -sign_of(move.reverses.kind)
    return int(way * move.quantity)


def signed_cost(move: Any) -> int:
    """A movement's effect on the worth of its lot, in 分."""
    way = sign_of(move.kind) or -sign_of(move.reverses.kind)
    return int(way * move.cost)


def moves_of(lot: int) -> list[Any]:
    return list(StockMove.select().where(StockMove.lot == lot).order_by(StockMove.day, StockMove.id))


def balance_of(lot: int) -> int:
    """What is left of a lot, in thousandths of the material's unit; a lot that was turned back holds nothing."""
    row = Purchase.get_by_id(lot)
    return int(row.stocked) + sum(map(signed, moves_of(lot))) if row.state == "kept" else 0


def _short(lot: int) -> str:
    left = Purchase.get_by_id(lot).stocked
    for move in moves_of(lot):
        left += signed(move)
        if left < 0:
            material = Material.get_by_id(Purchase.get_by_id(lot).material_id)
            short = StockMove.quantity.format(-left)
            return f"{Purchase.caption_of(lot)} 这一批 {move.day} 不够：还差 {short}{material.unit}。结存不能是负数。"
    return ""


def _cannot_move(new: Values) -> str:
    lot = Purchase.get_by_id(new["lot"])
    if lot.state != "kept":
        return "这批货已经冲红，不能再出入库。"
    if new["day"] < lot.day:
        return f"这批货 {lot.day} 才进库，{new['day']} 不能有它的出入库。"
    if new.get("cost") is not None and new["cost"] != cost_of(new):
        return "出库成本由程序按进货价算，不能另外写。"
    if new["kind"] != "reverse":
        return ""
    wrong = StockMove.get_by_id(new["reverses"])
    if wrong.kind == "reverse" or StockMove.select().where(StockMove.reverses == wrong.id).exists():
        return "这一笔已经冲回过，或者它本身就是冲回。"
    if (wrong.lot_id, wrong.quantity) != (new["lot"], new["quantity"]):
        return "冲回要和原来那一笔的批次、数量一样。"
    return "" if new["day"] >= wrong.day else f"原来那一笔是 {wrong.day} 的，冲回不能更早。"


def cost_of(values: Values) -> int:
    """分 that a movement carries: the lot's amount by its share. Whatever empties a lot carries all that is left of its
    amount, so that the parts of a lot sum up to it exactly, whichever of them were turned back in between.

    values: kind, lot, quantity; reverses for a 冲回.
    """
    if values["kind"] == "reverse":
        return int(StockMove.get_by_id(values["reverses"]).cost)
    lot = Purchase.get_by_id(values["lot"])
    if not lot.stocked:
        return 0
    moves = moves_of(lot.id)
    left, carried = lot.stocked + sum(map(signed, moves)), lot.amount + sum(map(signed_cost, moves))
    after = left + sign_of(values["kind"]) * values["quantity"]
    share = abs(_worth(lot, after) - _worth(lot, left))
    if after > left:
        return share
    return max(carried, 0) if after == 0 else min(share, max(carried, 0))


def _worth(lot: Any, quantity: int) -> int:
    return int((2 * lot.amount * quantity + lot.stocked) // (2 * lot.stocked))


def days_left(lot: Any, day: dt.date) -> int | None:
    """Days until a lot's shelf life is over, counted from `day`; None when nothing is known of it."""
    return (lot.best_before - day).days if lot.best_before else None
