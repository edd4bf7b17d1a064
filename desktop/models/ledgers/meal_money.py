"""膳食费结算: a month's meals in money. What is settled stands; what follows is a new settlement, never an edit."""

from collections.abc import Sequence
from typing import Any, ClassVar

from desktop.models.errors import Refused
from desktop.models.fields import Choice, Date, Link, Money, Note, Number, Text, YearMonth
from desktop.models.journal import Change, thaw
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.day_order import today
from desktop.models.ledgers.recognition_order import first_value, may_follow
from desktop.models.measure_fields import UnitPrice


class MealSettlement(Ledger):
    """One month of one kind of meal: days × heads × standard, what was spent, what is left. The head signs it."""

    title = "膳食费结算"
    counter = "个月"
    key = ("month", "kind")
    order = ("month", "kind")
    columns = (
        "month", "kind", "state", "days", "due_times", "fed_times", "people", "due_amount", "spent", "per_head",
        "received", "balance", "year_spent", "approved_by",
    )  # fmt: skip
    about = "每月一次：供餐天数 × 就餐人数 × 标准 = 应拨，和实际支出、到账核对。"
    made_by = "entered_by"
    signed: ClassVar = {"approved_by": "approve"}

    month = YearMonth("月份", required=True, edit=False)
    kind = Choice("餐次", "meal_kind", required=True, default="lunch", edit=False)
    state = Choice("状态", "settlement_state", required=True, default="made", width=9, edit=False)
    days = Number("供餐天数", required=True, least=0, width=9, edit=False)
    due_times = Number("应就餐人次", required=True, least=0, width=10, edit=False)
    fed_times = Number("实际就餐人次", required=True, least=0, width=12, edit=False)
    people = Number("就餐学生数", required=True, least=0, width=10, edit=False)
    due_amount = Money("应拨（元）", required=True, width=11, edit=False)
    spent = Money("实际支出（元）", required=True, width=13, edit=False)
    per_head = UnitPrice("人均日支出（元）", width=14, edit=False)
    received = Money("本月到账（元）", required=True, default=0, width=13, edit=False)
    balance = Money("年内结余（元）", width=13, edit=False)
    over = Money("年内超支（元）", width=13, edit=False)
    year_spent = Money("本年累计支出（元）", width=16, edit=False)
    report = Note("月报人数留底", width=14, edit=False)
    entered_by = Text("结算人", max_length=20, edit=False)
    made_on = Date("结算日期", edit=False)
    gaps_reason = Text("有错误仍结算的原因", max_length=120, width=18, edit=False)
    approved_by = Text("校长签字", max_length=20, edit=False)
    approved_on = Date("签字日期", edit=False)
    returned_why = Text("退回原因", max_length=120, width=16, edit=False)

    class Meta:
        indexes = ((("month", "kind"), True),)

    @classmethod
    def caption(cls, row: Any) -> str:
        year, month = row.__data__["month"].split("-")
        return f"{year}年{int(month)}月 {cls.kind.format(row.__data__['kind'])}结算"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["fed_times"] > values["due_times"]:
            return {"fed_times": "实际就餐人次比应就餐人次还多。"}
        if values.get("balance") and values.get("over"):
            return {"over": "结余和超支只能有一个。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not old:
            return _cannot_settle(new)
        if not new:
            return (
                "校长已经签字的结算不能删除，请校长退回。" if old["state"] == "signed" else _is_followed(old)
            )
        if why := may_follow("settlement_state", old["state"], new["state"]):
            return why
        if old["state"] == new["state"] == "signed":
            return "校长已经签字，结算不能再改。"
        if new["state"] == "signed":
            return _cannot_sign(old, new)
        if new["state"] == "returned" and old["state"] != "returned":
            return _is_followed(old, "退回") if new.get("returned_why") else "请写明为什么退回。"
        if old["state"] == new["state"] and any(new[name] != old[name] for name in FIGURES):
            return "结算的数字由程序按台账算，不能直接改。台账改好以后，撤回结算，重新结算。"
        return ""

    @classmethod
    def derive(cls, values: Values) -> Values:
        return {} if values.get("made_on") else {"made_on": today()}

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """The months of a year are settled one after the other, and opened from the last one: taking back keeps that
        order, too. Raises Refused."""
        for change in changes:
            row = cls.get_or_none(cls.id == change.record)
            told = (thaw(change.before) | thaw(change.after)) if row is None else row.__data__
            stood = bool(change.before) and thaw(change.before).get("state", told["state"]) != "returned"
            stands = row is not None and row.state != "returned"
            if stands and not stood and (why := why_out_of_order(told["month"], told["kind"])):
                raise Refused(why)
            if stood and not stands and (why := _is_followed(told)):
                raise Refused(why)


def _cannot_settle(new: Values) -> str:
    if new["state"] != "made" or new.get("approved_by"):
        return "新的结算从“已结算”开始，再由校长签字。"
    if new["month"] > f"{today():%Y-%m}":
        return "还没有到的月份不能结算。"
    return ""


FIGURES = (
    "month", "kind", "days", "due_times", "fed_times", "people", "due_amount", "spent", "per_head", "received",
    "balance", "over", "year_spent", "report",
)  # fmt: skip


def why_out_of_order(month: str, kind: str) -> str:
    """Why a month cannot be settled now: an earlier one of its year is still open, or a later one is signed already."""
    if early := unsettled_before(month, kind):
        return f"前面的 {early} 有日餐表，还没有结算，这个月的累计数靠着它。先结算 {early}。"
    later = first_value(
        "SELECT min(month) FROM meal_settlement WHERE kind = ? AND month > ? AND substr(month, 1, 4) = ?"
        " AND state = 'signed'",
        kind,
        month,
        month[:4],
    )
    return f"后面的 {later} 校长已经签字，{month} 不能再结算。先请校长退回 {later}。" if later else ""


def unsettled_before(month: str, kind: str) -> str:
    """The first month of the year before this one that has class sheets and no settlement that stands; "" for none.

    Months that the 餐费期初 covers are told by its sums.
    """
    found = first_value(
        "SELECT min(month) FROM (SELECT DISTINCT substr(day, 1, 7) AS month FROM class_day"
        " WHERE kind = ? AND day >= ? AND day < ?) AS fed"
        " WHERE month > coalesce((SELECT until FROM meal_opening WHERE kind = ? AND year = ?), '')"
        " AND NOT EXISTS (SELECT 1 FROM meal_settlement AS done WHERE done.kind = ? AND done.month = fed.month"
        " AND done.state <> 'returned')",
        kind, f"{month[:4]}-01-01", f"{month}-01", kind, int(month[:4]), kind,
    )  # fmt: skip
    return str(found or "")


def _is_followed(old: Values, verb: str = "撤回") -> str:
    """Why a month may not be opened again: a later one of the year still stands on its sums, or is signed."""
    later = first_value(
        "SELECT max(month) FROM meal_settlement WHERE kind = ? AND month > ? AND state <> 'returned'"
        " AND (state = 'signed' OR substr(month, 1, 4) = ?)",
        old["kind"],
        old["month"],
        old["month"][:4],
    )
    if not later:
        return ""
    signed = first_value(
        "SELECT 1 FROM meal_settlement WHERE kind = ? AND month = ? AND state = 'signed'", old["kind"], later
    )
    what = f"先{verb if verb == '退回' else '请校长退回'} {later}。" if signed else f"先{verb} {later}。"
    return f"后面的 {later} 已经结算，它的累计数靠着这个月。{what}"


def _cannot_sign(old: Values, new: Values) -> str:
    """The headteacher signs under the own name what somebody else made, its classes complete, its difference explained."""
    if not new.get("approved_by") or not new.get("approved_on"):
        return "请校长登录后自己签字。"
    if new["approved_by"] == old.get("entered_by"):
        return f"结算是{old['entered_by']}做的，不能由同一个人签字。请校长用自己的密码登录。"
    if any(new[name] != old[name] for name in FIGURES):
        return "签字不能同时改数字。先撤回结算，重新结算，再签字。"
    due = first_value("SELECT sum(amount) FROM settlement_class WHERE settlement_id = ?", old["id"]) or 0
    if due != new["due_amount"]:
        return "各班金额加起来和应拨不一样，请撤回结算，重新结算。"
    if why := unsigned_before(old):
        return why
    open_ = new["due_amount"] - new["spent"] - explained(old["id"])
    if open_:
        told = MealSettlement.due_amount.format(abs(open_))
        return f"应拨和实际支出还有 {told} 元的差没有写明原因，不能签字。请在“差异说明”里一条一条写清楚。"
    return ""


def unsigned_before(told: Values) -> str:
    """Why a month waits: an earlier one, whose sums it carries on, is not settled or not signed. told: month, kind."""
    if open_ := unsettled_before(told["month"], told["kind"]):
        return f"前面的 {open_} 还没有结算，这个月的累计数靠着它。请退回这个月，让专管员先结算 {open_}，一个月一个月签。"
    early = first_value(
        "SELECT min(month) FROM meal_settlement WHERE kind = ? AND month < ? AND state <> 'signed'",
        told["kind"],
        told["month"],
    )
    return f"前面的 {early} 还没有签字，这个月的累计数靠着它。先签 {early}。" if early else ""


def explained(settlement: int) -> int:
    """What the 差异说明 of a settlement add up to, in 分: 多 is more due than spent, 少 the other way."""
    return int(
        first_value(
            "SELECT coalesce(sum(CASE side WHEN 'more' THEN amount ELSE -amount END), 0) FROM settlement_line"
            " WHERE settlement_id = ?",
            settlement,
        )
    )


class SettlementClass(Ledger):
    """One class in a month's settlement: its pupils, days, heads and money, as they were when it was settled."""

    title = "班级结算"
    counter = "个班"
    key = ("settlement", "school_class")
    order = ("settlement", "school_class")
    part_of = ("settlement",)
    about = "结算那天各班的学生数、天数、人次和金额。"

    settlement = Link("结算", MealSettlement, required=True, width=18, edit=False)
    school_class = Link("班级", SchoolClass, required=True, width=8, edit=False)
    pupils = Number("学生数", required=True, least=0, width=7, edit=False)
    days = Number("供餐天数", required=True, least=0, width=9, edit=False)
    due_times = Number("应就餐人次", required=True, least=0, width=10, edit=False)
    fed_times = Number("实际就餐人次", required=True, least=0, width=12, edit=False)
    standard = Money("标准（元）", required=True, width=9, edit=False)
    amount = Money("金额（元）", required=True, width=11, edit=False)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["amount"] != values["fed_times"] * values["standard"]:
            return {"amount": "金额应是 实际就餐人次 × 标准。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return _while_open((old or new)["settlement"])


class SettlementLine(Ledger):
    """One line that explains why spending differs from what was due."""

    title = "差异说明"
    counter = "条"
    order = ("settlement", "id")
    part_of = ("settlement",)
    about = "应拨和实际支出为什么不一样，一条一条写清楚：“多”是应拨比实支多出来的，“少”是实支超过应拨的。"

    settlement = Link("结算", MealSettlement, required=True, width=18)
    cause = Choice("原因", "settlement_line", required=True, default="other", width=20)
    side = Choice("增减", "settlement_side", required=True, default="more", width=6)
    amount = Money("金额（元）", required=True, width=11)
    words = Text("说明", required=True, max_length=120, width=28)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return _while_open((old or new)["settlement"])


def _while_open(settlement: int) -> str:
    signed = MealSettlement.get_by_id(settlement).state == "signed"
    return "校长已经签字，结算不能再改。要改的请校长退回。" if signed else ""
