"""餐费期初: what a year of meals had come to before the books of this program begin. Only its sums are known."""

from collections.abc import Sequence
from typing import Any

from desktop.models.errors import Refused
from desktop.models.fields import Choice, Money, Number, Text, YearMonth
from desktop.models.journal import Change, thaw
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.recognition_order import first_value


class MealOpening(Ledger):
    """One year of one kind of meal: what was left from the year before, and the sums up to the end of a month.

    Months up to `until` are told by these sums alone; the program reckons those after it. Without `until` the year
    begins with the program, and only `carried` or `lacking` says anything.
    """

    title = "餐费期初"
    counter = "条"
    key = ("year", "kind")
    order = ("year", "kind")
    columns = (
        "year", "kind", "until", "days", "times", "due_amount", "spent", "received", "carried", "lacking", "basis",
        "entered_by",
    )  # fmt: skip
    about = "年中开始用本程序的学校，把今年以前各月的总数和上年结转记一次；年度汇总和结算接着往下算。"
    made_by = "entered_by"

    year = Number("年份", required=True, least=2011, most=2099, width=7, edit=False)
    kind = Choice("餐次", "meal_kind", required=True, default="lunch", edit=False)
    until = YearMonth("总数算到哪个月", width=14)
    days = Number("供餐天数", least=0, most=366, width=9)
    times = Number("就餐人次", least=0, width=9)
    due_amount = Money("应拨（元）", width=11)
    spent = Money("实际支出（元）", width=13)
    received = Money("到账（元）", width=11)
    carried = Money("上年结转（元）", width=13)
    lacking = Money("上年超支（元）", width=13)
    basis = Text("依据", required=True, max_length=60, width=24, hint="例如 2026年8月底的膳食费账本")
    entered_by = Text("登记人", max_length=20, edit=False)

    class Meta:
        indexes = ((("year", "kind"), True),)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['year']}年{cls.kind.format(row.__data__['kind'])}餐费期初"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("carried") and values.get("lacking"):
            return {"lacking": "上年结转和上年超支只能有一个。"}
        until, told = values.get("until"), [name for name in SUMS if values.get(name)]
        if told and not until:
            return {"until": f"写了今年的总数，请写明算到哪个月，例如 {values['year']}-08。"}
        if until and not until.startswith(f"{values['year']}-"):
            return {"until": f"应是{values['year']}年的月份；上年剩下的钱写在“上年结转”里。"}
        if bool(values.get("days")) != bool(values.get("times")):
            return {"times": "供餐天数和就餐人次要一起写。"}
        if not told and not values.get("carried") and not values.get("lacking"):
            return {"carried": "没有要结转的数：各月的总数和上年结转至少写一个。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        reaches = new.get("until") if new.get("until") != old.get("until") else None
        return _why_settled(old) or _why_settled(new) or (_why_told(new) if reaches else "")

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """Taking back changes no sum under a settled month either. Raises Refused."""
        for change in changes:
            row = cls.get_or_none(cls.id == change.record)
            told = (row.__data__ if row else {}) | thaw(change.before)
            if why := _why_settled(told) or _why_settled(row.__data__ if row else {}):
                raise Refused(why)
            if row and thaw(change.after).get("until") and (why := _why_told(row.__data__)):
                raise Refused(why)


SUMS = ("days", "times", "due_amount", "spent", "received")


def _why_settled(told: Values) -> str:
    """The sentence for a year whose months are settled on these sums; "" while none is."""
    if not told:
        return ""
    later = first_value(
        "SELECT min(month) FROM meal_settlement WHERE kind = ? AND substr(month, 1, 4) = ? AND month > ?"
        " AND state <> 'returned'",
        told["kind"], str(told["year"]), told.get("until") or "",
    )  # fmt: skip
    return (
        f"{later} 已经结算，它的累计数靠着期初。先从最后一个月起撤回结算（校长已签的，请校长退回），再改。"
        if later
        else ""
    )


def _why_told(told: Values) -> str:
    """The sentence for sums that reach a month told by its own class sheets: these would leave the year unseen."""
    first = first_value(
        "SELECT min(substr(day, 1, 7)) FROM class_day WHERE kind = ? AND day >= ? AND day <= ?",
        told["kind"], f"{told['year']}-01-01", f"{told['until']}-31",
    )  # fmt: skip
    if not first:
        return ""
    reach = (
        f"总数只能算到 {first} 的前一个月" if not first.endswith("-01") else "各月的总数请空着，只写上年结转"
    )
    return f"{first} 已经有日餐表，由程序自己算；总数算到 {told['until']}，它的数就从全年里丢了。{reach}。"
