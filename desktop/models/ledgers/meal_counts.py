"""盘点: what the book says a lot holds, what the shelf says, and why they differ."""

from collections.abc import Sequence
from typing import Any

from desktop.models.fields import Date, Link, Text, YesNo
from desktop.models.journal import Change
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.meal_order import entered, refuse_settled, why_not
from desktop.models.ledgers.meal_stock import Purchase
from desktop.models.ledgers.staff import Staff
from desktop.models.measure_fields import Quantity


class StockCount(Ledger):
    """盘点: one day's count of the store by two people."""

    title = "盘点"
    counter = "次"
    order = ("day", "id")
    about = "每月盘点一次：账面数、实盘数、差异和原因，两个人一起点。"

    day = Date("盘点日期", required=True)
    counter1 = Link("盘点人一", Staff)
    counter2 = Link("盘点人二", Staff)
    booked = YesNo("已入账", default=False, width=7, edit=False)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)
    note = Text("备注", max_length=120, width=16)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['day']} 盘点"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("counter1") and values.get("counter1") == values.get("counter2"):
            return {"counter2": "盘点要两个人，不能是同一个人。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if old.get("booked") and (not new or new["day"] != old["day"] or not new["booked"]):
            return "已经入账的盘点不能改。差错请在下一次盘点里更正。"
        return why_not(cls, old, new, settles=True)

    @classmethod
    def derive(cls, values: Values) -> Values:
        return entered(values)

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """A count in a month that is settled cannot be taken back either."""
        refuse_settled(cls, changes)


class StockCountLine(Ledger):
    """One lot in a 盘点: the book's figure, the shelf's, and why they differ."""

    title = "盘点明细"
    counter = "行"
    key = ("count", "lot")
    order = ("count", "id")
    part_of = ("count",)
    about = "盘点的每一批：账面、实盘、差异、原因。"

    count = Link("盘点", StockCount, required=True, width=16)
    lot = Link("进货批次", Purchase, required=True, width=24)
    book = Quantity("账面数", required=True, width=9, edit=False)
    actual = Quantity("实盘数", required=True, width=9)
    reason = Text("差异原因", max_length=80, width=18)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if StockCount.get_by_id((old or new)["count"]).booked:
            return "这次盘点已经入账，明细不能再改。"
        return ""

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["book"] != values["actual"] and not values.get("reason"):
            return {"reason": "账面和实盘不一样，请写明原因。"}
        return {}
